"""The fast encoder: the prepared int8 model in ONNX Runtime."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.encoding.encoder import Vectors
from engine.encoding.prepare import ONNX, TOKENIZER, read_manifest, verified
from engine.encoding.standard_folder import PROMPTS
from engine.encoding.tokenizer import MAX_TOKENS
from engine.errors import ModelError


class OnnxEncoder:
    """Encodes with the folder that `prepare` made; safe to use from several threads.

    Raises:
        ModelError: the folder is missing, incomplete or damaged.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # the caller's number of threads is meant
        import onnxruntime
        from tokenizers import Tokenizer

        manifest = read_manifest(folder)
        graph, words = verified(folder, ONNX, manifest), verified(folder, TOKENIZER, manifest)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.enable_cpu_mem_arena = False  # the arena keeps the largest batch ever seen
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads leave the core alone
        try:
            self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_str(words.decode("utf-8"))
        except Exception as error:
            raise ModelError(f"The embedding model cannot be loaded: {error}", where=str(folder),
                             fix="Install the pinned packages again (scripts/setup).") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._dimension = int(manifest["dimension"])
        self._name = folder.name

    @property
    def name(self) -> str:
        """The folder's name: it ends in the checksum of source weights, adapter and code version."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions; shape (n, dimension), rows of length 1."""
        return self._encode(PROMPTS["query"], texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages or sentences; shape (n, dimension), rows of length 1."""
        return self._encode(PROMPTS["passage"], texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        """One text a run: the int8 model rounds by all that is in a run, so in company a text would get other vectors than
        alone. What a visitor asked must mean the same when his decision is replayed, and a release must not depend on
        what changed since the one before. Passages take as long as in runs of eight, sentences a third longer."""
        vectors = np.empty((len(texts), self._dimension), np.float32)
        for row, text in enumerate(texts):
            ids = np.array([self._tokenizer.encode(prompt + text).ids], np.int64)
            (found,) = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
            vectors[row] = found[0]
        return vectors
