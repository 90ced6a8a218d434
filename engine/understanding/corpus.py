"""Reads the teaching corpus: invented documents and questions of many industries, labelled by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.tables import read_table

CORPUS = Path(__file__).with_name("corpus")


@dataclass(frozen=True)
class Ask:
    """A question or search query; role, phase, facets where somebody could tell them."""

    text: str
    lang: str
    style: str = ""
    role: str = ""
    phase: str = ""
    facets: tuple[tuple[str, int], ...] = ()
    passage: int = -1


@dataclass(frozen=True)
class TaughtPassage:
    """A passage with graded labels 1..3; `document` numbers documents across the whole corpus."""

    industry: str
    document: int
    title: str
    type: str
    heading: str
    text: str
    lang: str
    roles: dict[str, int]
    phases: dict[str, int]
    facets: dict[str, int]


@dataclass(frozen=True)
class Corpus:
    """All industries; `questions` belong to passages, `asks` stand alone, `missing` have no answer."""

    passages: tuple[TaughtPassage, ...]
    questions: tuple[Ask, ...]
    asks: tuple[tuple[str, Ask], ...]
    missing: tuple[tuple[str, Ask], ...]
    titles: tuple[tuple[str, str, str, tuple[str, ...]], ...]


def read_corpus(folder: Path = CORPUS, *, without: frozenset[str] = frozenset()) -> Corpus:
    """Read every `<industry>.yaml` but those in `without`; order by file name, so that seeds mean something."""
    passages: list[TaughtPassage] = []
    questions: list[Ask] = []
    asks: list[tuple[str, Ask]] = []
    missing: list[tuple[str, Ask]] = []
    titles: list[tuple[str, str, str, tuple[str, ...]]] = []
    document = 0
    for path in sorted(folder.glob("*.yaml")):
        if path.stem in without:
            continue
        data = read_table(path)
        for entry in data["documents"]:
            for taught in entry["passages"]:
                passages.append(_passage(path.stem, document, entry, taught))
                questions += [_ask(q, taught, len(passages) - 1) for q in taught.get("questions") or []]
            document += 1
        asks += [(path.stem, _ask(ask, {}, -1)) for ask in data.get("asks") or []]
        missing += [(path.stem, _ask(ask, {}, -1)) for ask in data.get("answers_missing") or []]
        titles += [(path.stem, t["t"], t["lang"], tuple(t.get("roles") or ())) for t in data.get("titles") or []]
    return Corpus(tuple(passages), tuple(questions), tuple(asks), tuple(missing), tuple(titles))


def texts_of(corpus: Corpus) -> Iterator[str]:
    """Everything that was written for it: passages with their headings, questions of all kinds."""
    yield from (f"{p.title} {p.heading} {p.text}" for p in corpus.passages)
    yield from (question.text for question in corpus.questions)
    yield from (question.text for _, question in (*corpus.asks, *corpus.missing))


def _passage(industry: str, document: int, entry: dict[str, Any], taught: dict[str, Any]) -> TaughtPassage:
    return TaughtPassage(
        industry, document, entry["title"], entry["type"], taught["heading"], taught["text"], entry["lang"],
        dict(taught.get("roles") or {}), dict(taught.get("phases") or {}), dict(taught.get("facets") or {}),
    )


def _ask(ask: dict[str, Any], taught: dict[str, Any], passage: int) -> Ask:
    facets = ask.get("facets")
    graded = {name: 3 for name in facets} if facets else dict(taught.get("facets") or {})
    role, phase = ask.get("role") or "", ask.get("phase") or ""
    return Ask(
        str(ask["q"]), ask["lang"], ask.get("style") or "", role if isinstance(role, str) else role[0],
        phase if isinstance(phase, str) else phase[0], tuple(graded.items()), passage,
    )
