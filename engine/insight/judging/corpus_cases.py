"""Turns industries of the teaching corpus, held out of training, into a library folder and a golden set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from engine.understanding.corpus import Corpus, TaughtPassage

_BEST = 3


def write_library(corpus: Corpus, industries: Sequence[str], folder: Path) -> list[dict[str, Any]]:
    """Write each document as Markdown below `folder/<industry>/` and return cases in the golden-set format.

    Groups: question (by style), same_doc (every role that has a passage of its own in a mixed document), browse
    (a declared role and nothing else) and no_answer.
    """
    cases: list[dict[str, Any]] = []
    for industry in industries:
        rows = [i for i, p in enumerate(corpus.passages) if p.industry == industry]
        names = _write_documents(corpus, rows, folder / industry)
        cases += _questions(corpus, rows, names, industry) + _same_document(corpus, rows, names, industry)
        cases += _browse(corpus, rows, names, industry)
        cases += [
            {"id": f"{industry}-none-{n}", "group": "no_answer", "language": ask.lang, "clues": {"query": ask.text},
             "gold": {"answer": "none"}}
            for n, (where, ask) in enumerate(corpus.missing) if where == industry
        ]
    return cases


def _write_documents(corpus: Corpus, rows: list[int], folder: Path) -> dict[int, str]:
    """Files of one industry; the address of every passage."""
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[int, str] = {}
    for number in sorted({corpus.passages[i].document for i in rows}):
        members = [i for i in rows if corpus.passages[i].document == number]
        first = corpus.passages[members[0]]
        head = yaml.safe_dump({"title": first.title, "language": first.lang, "url": f"https://www.example.com/{number}"},
                              allow_unicode=True)
        body = "\n\n".join(f"## {corpus.passages[i].heading}\n\n{corpus.passages[i].text}" for i in members)
        path = folder / f"{number:03d}.md"
        path.write_text(f"---\n{head}---\n\n{body}\n", encoding="utf-8")
        for i in members:
            names[i] = f"{folder.name}/{path.name}#{corpus.passages[i].heading}"
    return names


def _questions(corpus: Corpus, rows: list[int], names: dict[int, str], industry: str) -> list[dict[str, Any]]:
    own = set(rows)
    return [
        {"id": f"{industry}-q-{n}", "group": f"question_{ask.style}", "language": ask.lang,
         "clues": {"query": ask.text}, "gold": _gold([names[ask.passage]], ask.role, ask.phase)}
        for n, ask in enumerate(corpus.questions) if ask.passage in own
    ]


def _gold(passages: list[str], role: str = "", phase: str = "") -> dict[str, Any]:
    gold: dict[str, Any] = {"passages": passages}
    return gold | ({"role": [role]} if role else {}) | ({"phase": [phase]} if phase else {})


def _same_document(corpus: Corpus, rows: list[int], names: dict[int, str], industry: str) -> list[dict[str, Any]]:
    cases = []
    for number in sorted({corpus.passages[i].document for i in rows}):
        members = [i for i in rows if corpus.passages[i].document == number]
        roles = sorted({r for i in members for r, grade in corpus.passages[i].roles.items() if grade == _BEST})
        for role in roles:
            right = [names[i] for i in members if corpus.passages[i].roles.get(role) == _BEST]
            if len(roles) >= 3 and len(right) <= len(members) // 2:
                cases.append({
                    "id": f"{industry}-d-{number}-{role}", "group": "same_doc",
                    "language": corpus.passages[members[0]].lang,
                    "clues": {"declared_role": role, "document": right[0].split("#")[0]}, "gold": {"passages": right},
                })
    return cases


def _browse(corpus: Corpus, rows: list[int], names: dict[int, str], industry: str) -> list[dict[str, Any]]:
    """A role and a page just read that shows the phase; right is what serves the role best and fits that phase."""
    cases = []
    taught: dict[int, TaughtPassage] = {i: corpus.passages[i] for i in rows}
    for role in sorted({r for p in taught.values() for r in p.roles}):
        for lang in ("de", "en"):
            right = [names[i] for i, p in taught.items() if p.roles.get(role) == _BEST]
            if right:
                cases.append({"id": f"{industry}-b-{role}-{lang}", "group": "browse", "language": lang,
                              "clues": {"declared_role": role}, "gold": {"passages": right}})
    return cases
