"""An operator's own labels: name only, as the engine uses them, and heads trained on half of the documents.

    .venv/bin/python -m scripts.bench.taxonomies [--vectors var/bench/taxonomies]

Balanced accuracy and macro-F1 over documents, each with one label that its author gave. Trained heads are fitted on one
half and tested on the other, both ways round, so that every row of the table speaks of the same documents.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.encoding.load import load_encoder
from engine.retrieval.remembered import RememberedEncoder
from engine.settings import Settings
from engine.taxonomy import Taxonomy, load_taxonomy
from engine.understanding.choose import choose_heads
from engine.understanding.linear import fit
from engine.understanding.trained import Centring
from scripts.bench.labelled import Labelled, by_document, chosen, read_labelled, read_questions
from scripts.bench.pool import DATA

OWN = Path(__file__).parent / "own_taxonomies"
_PENALTY = 10.0
Predicted = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """A data set, the column of its labels, the operator's file, and whether it declares roles or types."""

    folder: str
    column: str
    file: str
    group: str
    ids: dict[str, str]
    most: int


_PROFESSIONS = ("engineer", "ux-researcher-designer", "content-designer", "government-budget-procurement-lead",
                "product-manager", "engineering-hiring-manager", "brand-designer")
_TYPES = ("blog", "concept", "task", "tutorial", "case-study", "tool-reference")
TRIALS = (
    Trial("adobe_campaign_de_en", "audience", "adobe_campaign_roles.yaml", "roles",
          {"User": "user", "Admin": "admin", "Developer": "developer"}, 150),
    Trial("18f_guides_en", "audience", "18f_guides_roles.yaml", "roles", {p: p for p in _PROFESSIONS}, 150),
    Trial("kubernetes_website_en_de", "content_type", "kubernetes_types.yaml", "types", {t: t for t in _TYPES}, 100),
)


def main() -> None:
    """Print one table a data set."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--vectors", type=Path, default=Path("var/bench/taxonomies"))
    given = options.parse_args()
    encoder = RememberedEncoder(load_encoder(Settings.load(), indexing=True), given.vectors)
    print(f"Model {encoder.name}")
    for trial in TRIALS:
        if not (DATA / trial.folder).is_dir():
            print(f"\nThe data set is not here: {DATA / trial.folder}")
            continue
        data, taxonomy = read_trial(trial, encoder)
        print(table(f"{trial.folder}, {trial.group}", data, methods(data, taxonomy, trial.group, encoder)))
        if trial.group == "roles" and (DATA / trial.folder / "queries.jsonl").is_file():
            asked = read_questions(DATA / trial.folder, trial.column, trial.ids, data.labels, encoder)
            print(table(f"{trial.folder}, roles of questions", asked, methods(asked, taxonomy, trial.group, encoder)))


def table(title: str, data: Labelled, found: dict[str, Shares]) -> str:
    """One row a method; log-loss with labels weighted alike, where a method gives probabilities."""
    rows = [f"\n{title}, {len(data.truth)} ({_counts(data)}); log-loss of even guesses {np.log(len(data.labels)):.2f}\n",
            "| method | balanced accuracy | macro-F1 | log-loss |", "|---|---|---|---|"]
    for name, shares in found.items():
        predicted = shares.argmax(axis=1)
        loss = "" if np.isin(shares, (0, 1)).all() else f"{balanced_log_loss(data.truth, shares):.2f}"
        rows.append(f"| {name} | {balanced_accuracy(data.truth, predicted):.3f} | {macro_f1(data.truth, predicted):.3f} "
                    f"| {loss} |")
    return "\n".join(rows)


def read_trial(trial: Trial, encoder: Encoder) -> tuple[Labelled, Taxonomy]:
    """Documents with vectors, and the operator's taxonomy."""
    taxonomy = load_taxonomy(str(OWN / trial.file))
    folder = DATA / trial.folder
    rows = chosen(folder, trial.column, trial.ids, trial.most)
    return read_labelled(folder, rows, tuple(getattr(taxonomy, trial.group)), taxonomy, encoder), taxonomy


def methods(data: Labelled, taxonomy: Taxonomy, group: str, encoder: Encoder) -> dict[str, Shares]:
    """Shares of every label, (n, m), by every method; ones and zeros where a method gives no probabilities."""
    return {
        "always the commonest": _certain(np.full(len(data.truth), np.bincount(data.truth).argmax()), data),
        "cosine with the label's name": _certain(_by_name(data, taxonomy, group, encoder), data),
        "**the engine, labels described**": _engine(data, taxonomy, group, encoder),
        "heads trained on the other half": _trained(data),
    }


def _by_name(data: Labelled, taxonomy: Taxonomy, group: str, encoder: Encoder) -> Predicted:
    names = encoder.queries([label.name("en") for label in getattr(taxonomy, group).values()])
    return by_document(data.vectors @ names.T, data.owner).argmax(axis=1)


def _certain(predicted: Predicted, data: Labelled) -> Shares:
    return np.eye(len(data.labels))[predicted]


def _engine(data: Labelled, taxonomy: Taxonomy, group: str, encoder: Encoder) -> Shares:
    """As the engine does it: roles passage by passage, types from the mean of a document's passages, questions alone."""
    heads = choose_heads(taxonomy, encoder)
    if group == "types":
        means = by_document(data.vectors, data.owner).astype(np.float32)
        return heads.types(means).astype(np.float64)
    told = heads.questions(data.vectors) if data.asked else heads.passages(data.vectors)
    return by_document(told[0], data.owner)


def _trained(data: Labelled) -> Shares:
    means = by_document(data.vectors, data.owner)
    shares = np.zeros((len(data.truth), len(data.labels)))
    for half in (0, 1):
        there, here = data.half != half, data.half == half
        centring = Centring.of(means[there])
        head = fit(centring(means[there]), np.eye(len(data.labels))[data.truth[there]], softmax=True, penalty=_PENALTY,
                   sample=_even(data.truth[there]))
        shares[here] = head.predict(centring(means[here]))
    return shares


def _even(truth: Predicted) -> NDArray[np.float64]:
    """Weights that make all labels count the same, since the measures do."""
    counts = np.bincount(truth)
    return np.asarray(len(truth) / (counts[truth] * (counts > 0).sum()), dtype=np.float64)


def balanced_accuracy(truth: Predicted, predicted: Predicted) -> float:
    """Mean over labels of the share found."""
    return float(np.mean([(predicted[truth == label] == label).mean() for label in np.unique(truth)]))


def macro_f1(truth: Predicted, predicted: Predicted) -> float:
    """Mean over labels of the harmonic mean of precision and recall."""
    scores = []
    for label in np.unique(truth):
        right = ((truth == label) & (predicted == label)).sum()
        scores.append(2 * right / max((truth == label).sum() + (predicted == label).sum(), 1))
    return float(np.mean(scores))


def balanced_log_loss(truth: Predicted, shares: Shares) -> float:
    """Mean over labels of -log of the share that the true label got."""
    told = -np.log(np.clip(shares[np.arange(len(truth)), truth], 1e-9, 1))
    return float(np.mean([told[truth == label].mean() for label in np.unique(truth)]))


def _counts(data: Labelled) -> str:
    return ", ".join(f"{label} {count}" for label, count in
                     zip(data.labels, np.bincount(data.truth, minlength=len(data.labels)), strict=True))


if __name__ == "__main__":
    main()
