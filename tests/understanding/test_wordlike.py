"""What fingers do on a keyboard is told from words, also from rare and foreign ones."""

from __future__ import annotations

import pytest

from engine.understanding.corpus import CORPUS, read_corpus, texts_of
from engine.understanding.wordlike import SHIPPED, is_wordlike, usual_triples


@pytest.mark.parametrize("typed", ["asdfgh qwertz", "jjjj", "sdfsdf sdf", "hjkl öäöä", "gfhjgfhj", "xcv", "ffff ffff"])
def test_blind_typing_is_not_made_of_words(typed: str) -> None:
    assert not is_wordlike(typed.split())


@pytest.mark.parametrize("typed", [
    "Zerspanungsemulsion", "was kosted ein schreibplatz", "wieveil segmente damti", "tmx tbx herausgabe", "combien coûte la machine",
    "ile kosztuje ta maszyna", "schwyzerdütsch chöi mer das", "K120", "4711 12,5", "", "e217 kr60", "TISAX", "Siltrova Pegelblick",
])
def test_rare_foreign_and_misspelt_words_are_words(typed: str) -> None:
    assert is_wordlike(typed.casefold().split())


def test_the_shipped_triples_are_those_of_the_corpus() -> None:
    """Of some industries, which takes a second: what is usual in a part is usual in the whole."""
    names = sorted(path.stem for path in CORPUS.glob("*.yaml"))
    words = [word for text in texts_of(read_corpus(without=frozenset(names[6:]))) for word in text.casefold().split()]
    shipped, here = SHIPPED.read_text(encoding="utf-8").split(), usual_triples(words)
    assert set(here) <= set(shipped)
    assert 2_000 < len(here) < len(shipped) == len(set(shipped)) < 2.5 * len(here)
