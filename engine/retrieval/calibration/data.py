"""Development data of the calibration: the teaching corpus, industry by industry and mixed, and XQuAD."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.encoding.encoder import Encoder
from engine.retrieval.calibration.library import Source, release_of
from engine.retrieval.calibration.samples import Query, Sample, ask_all
from engine.retrieval.release import Release
from engine.taxonomy import Taxonomy
from engine.understanding.corpus import Ask, Corpus
from engine.understanding.heads import Heads
from engine.understanding.taught_answers import TaughtAnswers

_EVERY_MIXED, _EVERY_REMOVED, _EVERY_XQUAD = 3, 2, 3  # every n-th question is enough there
_OFF_TOPIC = 60  # questions of general knowledge asked of each industry's library


@dataclass(frozen=True)
class Data:
    """What every sample is made with; `heads_without` gives heads that never saw an industry, which is left out of
    `taught` as well."""

    corpus: Corpus
    encoder: Encoder
    taxonomy: Taxonomy
    heads_without: dict[str, Heads]
    taught: TaughtAnswers | None = None


def corpus_samples(data: Data, industries: list[str], folder: Path) -> Iterator[Sample]:
    """Each industry's questions of its own library, of that library less the answer, and of all libraries mixed;
    and questions of XQuAD (`folder`), which no company's library answers."""
    corpus, general = data.corpus, _general(folder)
    mixed_heads = next(iter(data.heads_without.values()))
    mixed = _release(data, list(range(len(corpus.passages))), mixed_heads)
    for number, industry in enumerate(industries):
        heads = data.heads_without[industry]
        rows = [i for i, p in enumerate(corpus.passages) if p.industry == industry]
        place = {row: n for n, row in enumerate(rows)}
        asked = [q for q in corpus.questions if q.passage in place]
        own = [Query(q.text, q.lang, place[q.passage], _weight(q)) for q in asked]
        anywhere = [Query(q.text, q.lang, q.passage, _weight(q)) for q in asked]
        missing = [Query(q.text, q.lang, -1) for name, q in corpus.missing if name == industry]
        alone = _release(data, rows, heads)
        recall = data.taught.without([industry]) if data.taught else None
        yield from ask_all(alone, own, data.encoder, heads, industry, "own library", taught=recall)
        yield from ask_all(alone, missing, data.encoder, heads, industry, "no answer", taught=recall)
        yield from ask_all(alone, general[number :: max(1, len(general) // _OFF_TOPIC)], data.encoder, heads, industry,
                           "off topic", taught=recall)
        yield from ask_all(alone, own[::_EVERY_REMOVED], data.encoder, heads, industry, "document removed",
                           without_gold=True, taught=recall)
        yield from ask_all(mixed, anywhere[::_EVERY_MIXED], data.encoder, heads, industry, "mixed library", taught=recall)
        yield from ask_all(mixed, missing, data.encoder, heads, industry, "no answer, mixed", taught=recall)


def _weight(question: Ask) -> float:
    """Questions written to share no word with their passage are rarer in life than in the corpus (two of five)."""
    return 0.3 if question.style == "hard" else 1.0


def _release(data: Data, rows: list[int], heads: Heads) -> Release:
    taught = [data.corpus.passages[i] for i in rows]
    sources = [Source(f"{p.industry}/{p.document}", p.title, p.heading, p.text, p.lang) for p in taught]
    return release_of(sources, data.encoder, heads, data.taxonomy)


def xquad_samples(data: Data, folder: Path) -> Iterator[Sample]:
    """Questions of XQuAD, of a library in the question's language and of one in the other; with and without answer."""
    if not folder.is_dir():
        return
    heads = next(iter(data.heads_without.values()))
    texts = [json.loads(line) for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines()]
    asked = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    for lang in ("de", "en"):
        own = [t for t in texts if t["lang"] == lang]
        release = release_of([Source(t["id"], "", "", t["text"], lang) for t in own], data.encoder, heads,
                             data.taxonomy)
        row = {t["id"]: n for n, t in enumerate(own)}
        for question_lang in ("de", "en"):
            gold = _gold(folder / f"qrels.{question_lang}-{lang}.tsv")
            queries = [Query(q["text"], q["lang"], row[gold[q["id"]]]) for q in asked if q["lang"] == question_lang]
            some = queries[::_EVERY_XQUAD]
            yield from ask_all(release, some, data.encoder, heads, "xquad", "own library", taught=data.taught)
            yield from ask_all(release, some, data.encoder, heads, "xquad", "document removed", without_gold=True,
                               taught=data.taught)


def _general(folder: Path) -> list[Query]:
    if not folder.is_dir():
        return []
    rows = (json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines())
    return [Query(row["text"], row["lang"], -1) for row in rows]


def _gold(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as file:
        return {row["query-id"]: row["corpus-id"] for row in csv.DictReader(file, delimiter="\t")}
