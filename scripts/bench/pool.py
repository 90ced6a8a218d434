"""Passages, questions and gold of a retrieval data set, and the vectors that every method shares."""

from __future__ import annotations

import csv
import gzip
import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.library.sentences import sentences
from engine.retrieval.lexical import LexicalIndex, build_lexical
from engine.retrieval.vectors import embed
from engine.understanding.neighbours import centred

DATA = Path("../shared/data")
DIRECTIONS = ("de-de", "en-en", "de-en", "en-de")  # language of the question - language of the document


@dataclass(frozen=True)
class Text:
    """One passage of a pool."""

    id: str
    lang: str
    text: str


@dataclass(frozen=True)
class Asked:
    """One question with its gold passages by direction."""

    id: str
    lang: str
    text: str
    gold: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Pool:
    """Passages with vectors (n, d), the same less their language's mean, their sentences (s, d) with `starts` (n + 1,),
    and the lexical index."""

    texts: tuple[Text, ...]
    vectors: NDArray[np.float32]
    centred: NDArray[np.float32]
    sentences: NDArray[np.float32]
    starts: NDArray[np.int64]
    lexical: LexicalIndex
    langs: NDArray[np.str_]
    means: dict[str, NDArray[np.float32]]


def read_texts(path: Path) -> list[Text]:
    """Passages of a `corpus.jsonl`."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [Text(r["id"], r["lang"], f"{r['title']}\n{r['text']}".strip()) for r in rows]


def read_questions(folder: Path) -> list[Asked]:
    """Questions of `queries.jsonl` with the gold of all four `qrels.<question>-<document>.tsv`."""
    gold: dict[str, dict[str, set[str]]] = {}
    for direction in DIRECTIONS:
        with (folder / f"qrels.{direction}.tsv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                gold.setdefault(row["query-id"], {}).setdefault(direction, set()).add(row["corpus-id"])
    rows = (json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines())
    return [Asked(r["id"], r["lang"], r["text"], {d: frozenset(g) for d, g in gold.get(r["id"], {}).items()})
            for r in rows]


def distractors(count: int, seed: int = 7, length: int = 700) -> list[Text]:
    """A fixed sample of both languages of `scale_library`: the first `length` characters of each document."""
    found: list[Text] = []
    for name in ("german", "english"):
        with gzip.open(DATA / "scale_library" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        for row in random.Random(seed).sample(rows, count // 2):
            found.append(Text(row["id"], row["lang"], beginning(row["text"], length)))
    return found


def beginning(text: str, length: int) -> str:
    """At most `length` characters, cut between words."""
    cut = text[:length]
    return cut if len(text) <= length else cut[: max(cut.rfind(" "), 1)]


def make_pool(texts: list[Text], encoder: Encoder) -> Pool:
    """Embed passages and sentences and index their words."""
    split = [[s for block in t.text.split("\n") for s in sentences(block)] for t in texts]
    starts = np.concatenate([[0], np.cumsum([len(s) for s in split])]).astype(np.int64)
    vectors, _, _ = embed([t.text for t in texts], encoder, [], "passages", _told)
    parts, _, _ = embed([s for group in split for s in group], encoder, [], "sentences", _told)
    langs = np.array([t.lang for t in texts])
    rest, means = centred(vectors, langs)
    lexical = build_lexical([t.text for t in texts], [t.lang for t in texts])
    return Pool(tuple(texts), vectors, rest, parts, starts, lexical, langs, means)


def _told(stage: str, done: int, total: int) -> None:
    if done == total or done % 6400 == 0:
        print(f"  {stage} {done}/{total}", flush=True)
