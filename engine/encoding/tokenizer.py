"""Rebuilds the XLM-R tokenizer from the pieces of the model file, for Latin script only."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from engine.encoding.model_file import Array, ModelFile

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 512
BOS, PAD, EOS, UNK = "<s>", "<pad>", "</s>", "<unk>"
_SPECIAL = 4  # the pieces above, ids 0-3
# SentencePiece "nmt_nfkc": control characters vanish, every kind of blank becomes a space, the rest is NFKC.
_VANISH = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
_BLANK = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"


def latin_rows(model: ModelFile) -> list[int]:
    """Ids of the pieces kept: special ones, and all without a letter foreign to German and English text."""
    return [i for i, piece in enumerate(model.pieces) if i < _SPECIAL or (piece != "<mask>" and _kept(piece))]


def _kept(piece: str) -> bool:
    # Greek only as single letters: units, constants and formulas in text that is Latin otherwise.
    scripts: tuple[str, ...] = ("LATIN ", "COMBINING ", "MODIFIER ")
    if len(piece.lstrip("▁")) == 1:
        scripts += ("GREEK ",)
    return all(_common(char) or unicodedata.name(char, "").startswith(scripts) for char in piece)


def _common(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "PSZC" or (category[0] == "N" and ord(char) < 0x3000)


def build_tokenizer(pieces: list[str], scores: Array) -> Tokenizer:
    """A fast tokenizer over `pieces`; their order gives the ids."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    vocabulary = list(zip(pieces, np.asarray(scores, np.float64).tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=pieces.index(UNK), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Replace(Regex(_VANISH), ""), normalizers.Replace(Regex(_BLANK), " "),
        normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", prepend_scheme="always")])
    tokenizer.decoder = decoders.Metaspace("▁", prepend_scheme="always")
    ids = [(name, pieces.index(name)) for name in (BOS, EOS)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A {EOS}", pair=f"{BOS} $A {EOS} {EOS} $B {EOS}", special_tokens=ids)
    tokenizer.add_special_tokens([BOS, PAD, EOS, UNK])
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer
