"""The asker's role breaks ties between answers and does nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.retrieval.answers import Answer, Hit
from engine.retrieval.release import Release
from engine.retrieval.role_order import for_role
from engine.taxonomy import Taxonomy, shipped
from tests.visitors.conftest import LIBRARY, build

RELEASE: Release = build(shipped())
TAXONOMY: Taxonomy = RELEASE.taxonomy


def hit(path: str, score: float, confidence: float = 0.5, lang: str = "de") -> Hit:
    return Hit(path, f"{path}#A", "A", path, lang, "Text.", "", confidence, False, {"score": score})


def found(*hits: Hit) -> Answer:
    return Answer("found", 0.8, "de", hits)


def order(answer: Answer, role: str) -> list[str]:
    return [one.document for one in for_role(answer, RELEASE, role).items]


def test_of_equals_the_one_that_serves_the_role_goes_first() -> None:
    tie = found(hit("blog.md", 0.500), hit("preise.md", 0.495), hit("netzwerk.md", 0.494))
    assert order(tie, "procurement") == ["preise.md", "blog.md", "netzwerk.md"]
    assert order(tie, "it") == ["netzwerk.md", "blog.md", "preise.md"]
    assert order(tie, "operations") == ["blog.md", "preise.md", "netzwerk.md"]


def test_a_better_answer_stays_before_one_for_the_role() -> None:
    assert order(found(hit("blog.md", 0.52), hit("preise.md", 0.50)), "procurement") == ["blog.md", "preise.md"]
    assert order(found(hit("blog.md", 0.5, 0.7), hit("preise.md", 0.5, 0.4)), "procurement") == ["blog.md", "preise.md"]
    assert order(found(hit("blog.md", 0.5), hit("preise.md", 0.5, lang="en")), "procurement") == ["blog.md", "preise.md"]


@given(st.lists(st.tuples(st.sampled_from(sorted(LIBRARY)), st.floats(0, 1), st.floats(0, 1)), max_size=8),
       st.sampled_from(["", "unknown", "emperor", *TAXONOMY.roles]))
def test_the_same_passages_as_sure_as_before_best_first(rows: list[tuple[str, float, float]], role: str) -> None:
    sure = sorted((confidence for _, _, confidence in rows), reverse=True)
    plain = found(*(hit(path, score, value) for (path, score, _), value in zip(rows, sure, strict=True)))
    told = for_role(plain, RELEASE, role)
    assert (told.answer, told.confidence) == (plain.answer, plain.confidence)
    assert sorted(i.document for i in told.items) == sorted(i.document for i in plain.items)
    assert [i.confidence for i in told.items] == sorted((i.confidence for i in told.items), reverse=True)
    assert role in TAXONOMY.roles or told == plain
