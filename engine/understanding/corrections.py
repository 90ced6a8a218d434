"""Labels corrected by people: they win where they were given and teach what is similar."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from engine.errors import InvalidInput
from engine.library.models import Document
from engine.taxonomy import Taxonomy
from engine.understanding.labels import Labels, Probabilities, TypeLabel

_NEAR = 0.90  # share of the other passages that are less similar than one that learns from a correction
_GROUPS = ("roles", "phases", "facets")


@dataclass(frozen=True)
class Correction:
    """What a person said about a document (`path`) or one of its passages (`path#Heading`); empty = not said."""

    at: str
    roles: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    type: str = ""


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """All corrections in a YAML file; none if there is no file.

    Raises:
        InvalidInput: the file is not a list of corrections.
    """
    if not path.exists():
        return ()
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return tuple(_correction(entry) for entry in entries)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        fix = "Each entry is `at: path#Heading` with roles, phases, facets (lists) or type."
        raise InvalidInput(f"The corrections cannot be read: {error!r}", where=str(path), fix=fix) from error


def _correction(entry: dict[str, Any]) -> Correction:
    roles, phases, facets = (tuple(entry.get(group) or ()) for group in _GROUPS)
    return Correction(str(entry["at"]), roles, phases, facets, entry.get("type") or "")


def add_correction(path: Path, correction: Correction, taxonomy: Taxonomy) -> None:
    """Write a correction over an earlier one of the same place, atomically.

    Raises:
        InvalidInput: it names a label that the taxonomy does not have, or none at all.
    """
    for group, known in ((*((g, getattr(taxonomy, g)) for g in _GROUPS), ("type", taxonomy.types))):
        said = getattr(correction, group)
        wrong = [label for label in ([said] if isinstance(said, str) else said) if label and label not in known]
        if wrong:
            raise InvalidInput(f"There is no {group.rstrip('s')} {wrong[0]!r}.", where=correction.at,
                               fix=f"Use one of: {', '.join(known)}.")
    if not any((correction.roles, correction.phases, correction.facets, correction.type)):
        raise InvalidInput("The correction says nothing.", where=correction.at,
                           fix="Give --roles, --phases, --facets or --type.")
    others = [c for c in read_corrections(path) if c.at != correction.at]
    entries = [
        {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(c).items() if v} for c in (*others, correction)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        yaml.safe_dump(entries, file, allow_unicode=True, sort_keys=False)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def apply_corrections(
    corrections: Sequence[Correction], documents: Sequence[Document], taxonomy: Taxonomy,
    labels: Labels, vectors: NDArray[np.float32],
) -> Labels:
    """Labels with the corrections in them; similar passages that nobody labelled move towards them.

    Args:
        labels: inferred and given so far, row by row over the passages of `documents`; vectors: (n, dimension).
    """
    if not corrections:
        return labels
    places = [(d.path, p.section) for d in documents for p in d.passages]
    given = labels.given.copy()
    tables = [labels.roles.copy(), labels.phases.copy(), labels.facets.copy()]
    for column, group in enumerate(_GROUPS):
        order = list(getattr(taxonomy, group))
        targets: dict[int, NDArray[np.float32]] = {}
        for correction in corrections:
            said = getattr(correction, group)
            if said:
                row = np.array([float(label in said) for label in order], dtype=np.float32)
                targets |= {i: row for i, place in enumerate(places) if correction.at in place}
        if targets:
            tables[column] = _taught(tables[column], vectors, targets, given[:, column])
            given[list(targets), column] = True
    return Labels(tables[0], tables[1], tables[2], given)


def corrected_types(
    corrections: Sequence[Correction], documents: Sequence[Document], types: Sequence[TypeLabel]
) -> list[TypeLabel]:
    """Content types with the corrections in them; one said of a passage is its document's, which has only one."""
    said = {c.at: c.type for c in corrections if c.type}
    named = [next((said[at] for at in (d.path, *(p.section for p in d.passages)) if at in said), "") for d in documents]
    return [
        replace(label, id=name, probability=1.0, given=True) if name else label
        for name, label in zip(named, types, strict=True)
    ]


def _taught(
    table: Probabilities, vectors: NDArray[np.float32], targets: dict[int, NDArray[np.float32]],
    given: NDArray[np.bool_],
) -> Probabilities:
    """Smooth the corrections' residuals over similar passages (Nadaraya-Watson on log odds)."""
    rows = np.array(list(targets))
    right = np.stack([targets[row] for row in rows])
    odds = _log_odds(table)
    residual = _log_odds(np.clip(right, 0.05, 0.95)) - odds[rows]
    cosine = vectors @ vectors[rows].T
    threshold = float(np.quantile(cosine, _NEAR))
    weight = np.clip((cosine - threshold) / max(1e-6, 1 - threshold), 0, 1)
    moved = odds + weight @ residual / np.maximum(weight.sum(axis=1, keepdims=True), 1.0)
    result = (1 / (1 + np.exp(-moved))).astype(np.float32)
    result[given] = table[given]
    result[rows] = right
    return np.asarray(result, dtype=np.float32)


def _log_odds(p: NDArray[np.float32]) -> NDArray[np.float32]:
    clipped = np.clip(p, 0.01, 0.99)
    return np.asarray(np.log(clipped / (1 - clipped)), dtype=np.float32)
