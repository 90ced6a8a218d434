"""Documents of the operator-labelled data sets: their first passages, one label each, and the half they belong to."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.encoding.passage_text import passage_text
from engine.library.read import read_library
from engine.taxonomy import Taxonomy

MOST_PASSAGES = 3
FEWEST = 8  # documents a label needs to be scored


@dataclass(frozen=True)
class Labelled:
    """n documents, p passages.

    `vectors` (p, d) and `owner` (p,) row of the document each passage belongs to; `truth` (n,) column of the label;
    `half` (n,) 0 or 1, translations of one page in the same; `langs` (n,). `asked`: these are questions, each a
    document of one passage.
    """

    labels: tuple[str, ...]
    vectors: NDArray[np.float32]
    owner: NDArray[np.int64]
    truth: NDArray[np.int64]
    half: NDArray[np.int64]
    langs: NDArray[np.str_]
    asked: bool = False


@dataclass(frozen=True)
class Row:
    """One document of `labels.csv`."""

    id: str
    label: str
    pair: str


def chosen(folder: Path, column: str, ids: dict[str, str], most: int) -> dict[str, Row]:
    """Documents with exactly one known label, at most `most` a label, picked by a hash of their id.

    Args:
        ids: label in the data set -> id in the operator's taxonomy.
    """
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [Row(r["id"], ids[r[column]], r["parallel_id"] or r["id"]) for r in csv.DictReader(file)
                if r[column] in ids]
    picked: dict[str, Row] = {}
    for label in dict.fromkeys(ids.values()):
        mine = sorted((r for r in rows if r.label == label), key=lambda r: _hash(r.pair + r.id))
        if len(mine) >= FEWEST:
            picked |= {r.id: r for r in mine[:most]}
    return picked


def read_labelled(
    folder: Path, rows: dict[str, Row], labels: tuple[str, ...], taxonomy: Taxonomy, encoder: Encoder
) -> Labelled:
    """Read and encode the first passages of the chosen documents."""
    kept = [(rows[Path(d.path).stem], d) for d in read_library(folder / "docs", taxonomy).documents
            if Path(d.path).stem in rows and d.passages]
    texts, owner = [], []
    for number, (_, document) in enumerate(kept):
        for passage in document.passages[:MOST_PASSAGES]:
            texts.append(passage_text(document.title, passage.heading, passage.text))
            owner.append(number)
    return Labelled(
        labels, encoder.passages(texts), np.array(owner), np.array([labels.index(row.label) for row, _ in kept]),
        np.array([_hash(row.pair) % 2 for row, _ in kept]), np.array([document.lang for _, document in kept]),
    )


def read_questions(folder: Path, column: str, ids: dict[str, str], labels: tuple[str, ...], encoder: Encoder) -> Labelled:
    """Known-item questions, each with the label of the page it was written for."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        page = {r["id"]: Row(r["id"], ids.get(r[column], ""), r["parallel_id"] or r["id"]) for r in csv.DictReader(file)}
    gold: dict[str, str] = {}
    for path in sorted(folder.glob("qrels.*.tsv")):
        for line in path.read_text("utf-8").splitlines()[1:]:
            asked, found, *_ = line.split("\t")
            gold.setdefault(asked, found)
    lines = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    kept = [(q, page[gold[q["id"]]]) for q in lines if q["id"] in gold and page[gold[q["id"]]].label]
    return Labelled(
        labels, encoder.queries([q["text"] for q, _ in kept]), np.arange(len(kept)),
        np.array([labels.index(row.label) for _, row in kept]), np.array([_hash(row.pair) % 2 for _, row in kept]),
        np.array([q["lang"] for q, _ in kept]), asked=True,
    )


def by_document(rows: NDArray[np.floating], owner: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean of passage rows (p, k) over each document, (n, k)."""
    total = np.zeros((int(owner.max()) + 1, rows.shape[1]))
    np.add.at(total, owner, rows)
    return total / np.bincount(owner)[:, None]


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
