"""Reads the teaching corpus as passages and questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from engine.encoding.passage_text import passage_text
from engine.errors import LibraryError
from engine.tables import read_table

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"“”»]?\s+(?=[\"„“«(]?[A-ZÄÖÜ0-9])")


@dataclass(frozen=True)
class Question:
    """What somebody types; the labels are empty where nobody could tell."""

    text: str
    lang: str
    style: str = ""
    role: str = ""
    phase: str = ""
    facets: tuple[str, ...] = ()


@dataclass(frozen=True)
class CorpusPassage:
    """One passage with the questions that it answers and the grades 1-3 of its labels."""

    industry: str
    document: str
    lang: str
    heading: str
    text: str
    labels: dict[str, float]  # "role:finance" -> grade / 3, likewise "phase:" and "facet:"
    questions: tuple[Question, ...]

    @property
    def embedded(self) -> str:
        """The string that stands for this passage."""
        return passage_text(self.document, self.heading, self.text)

    @property
    def sentences(self) -> list[str]:
        """The text cut at sentence ends; short ends are kept with what they follow."""
        parts: list[str] = []
        for sentence in _SENTENCE_END.split(self.text):
            if parts and len(sentence) < 25:
                parts[-1] += " " + sentence
            else:
                parts.append(sentence.strip())
        return parts


@dataclass(frozen=True)
class Corpus:
    """Documents (lists of passages), questions without an answer by tempting passage, and stand-alone questions."""

    documents: list[list[CorpusPassage]] = field(default_factory=list)
    missing: dict[tuple[str, str], list[Question]] = field(default_factory=dict)  # (industry, heading) -> questions
    asks: list[Question] = field(default_factory=list)

    @property
    def passages(self) -> list[CorpusPassage]:
        """All passages in the order of the files."""
        return [passage for document in self.documents for passage in document]


def read_corpus(folder: Path, only: Sequence[str] = (), without: Sequence[str] = ()) -> Corpus:
    """Read the industries of `folder`: those named in `only` (all, if empty), less those in `without`.

    Raises:
        LibraryError: a named industry has no file, or a file does not have the expected shape.
    """
    found = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    unknown = {*only, *without} - set(found)
    if unknown:
        raise LibraryError(f"No such industry: {', '.join(sorted(unknown))}.", where=str(folder),
                           fix=f"Choose among {', '.join(found)}.")
    corpus = Corpus()
    for name in [name for name in found if name not in without and (not only or name in only)]:
        try:
            _add(corpus, name, read_table(found[name]))
        except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
            raise LibraryError(f"This file is not a teaching corpus: {error!r}", where=str(found[name]),
                               fix="See engine/understanding/corpus/README.md for its shape.") from error
    return corpus


def _add(corpus: Corpus, industry: str, content: dict[str, Any]) -> None:
    for document in content["documents"]:
        corpus.documents.append([
            CorpusPassage(industry, document["title"], document["lang"], row["heading"], row["text"],
                          _labels(row), tuple(_question(q) for q in row["questions"]))
            for row in document["passages"]])
    for row in content.get("answers_missing") or ():
        corpus.missing.setdefault((industry, row["near"]), []).append(Question(row["q"], row["lang"]))
    corpus.asks.extend(_question(row) for row in content.get("asks") or ())


def _question(row: dict[str, Any]) -> Question:
    role, phase = (row.get(kind) if row.get(kind) != "unknown" else "" for kind in ("role", "phase"))
    facets = tuple(row.get("facets") or ())
    return Question(row["q"], row["lang"], row.get("style", ""), role or "", phase or "", facets)


def _labels(row: dict[str, Any]) -> dict[str, float]:
    kinds = (("role", "roles"), ("phase", "phases"), ("facet", "facets"))
    return {f"{kind}:{name}": min(float(grade), 3.0) / 3
            for kind, key in kinds for name, grade in (row.get(key) or {}).items()}


def label_names(passages: Iterable[CorpusPassage]) -> list[str]:
    """Every label that occurs, sorted."""
    return sorted({label for passage in passages for label in passage.labels})
