"""Of answers that are as good as each other, the one that serves the asker's role goes first; nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from engine.retrieval.answers import Answer, Hit
from engine.retrieval.release import Release

_AS_GOOD = 0.01  # of the matching score: less than one more shared word is worth


def for_role(found: Answer, release: Release, role: str) -> Answer:
    """The same answers; neighbours of one language within 0.01 of the score in the order of how well they serve `role`.

    Whether there is an answer, and how sure that is, never depends on who asks. Without a role of the taxonomy nothing
    changes.
    """
    if role not in release.taxonomy.roles:
        return found
    column = list(release.taxonomy.roles).index(role)
    ordered: list[Hit] = []
    for tie in _ties(found.items):
        ordered += sorted(tie, key=lambda hit: -round(_serves(release, hit, column), 1))
    sure = accumulate((hit.confidence for hit in ordered), min)
    items = tuple(replace(hit, confidence=value) for hit, value in zip(ordered, sure, strict=True))
    return replace(found, items=items)


def _ties(items: tuple[Hit, ...]) -> list[list[Hit]]:
    """Runs of neighbours as good as the first of the run; one that is less sure than it scores is no equal."""
    runs: list[list[Hit]] = []
    for hit in items:
        first = runs[-1][0] if runs else None
        if first and first.lang == hit.lang and abs(first.features["score"] - hit.features["score"]) <= _AS_GOOD \
                and first.confidence - hit.confidence <= _AS_GOOD:
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return runs


def _serves(release: Release, hit: Hit, column: int) -> float:
    """Probability that the passage serves the role; of a section in several passages the highest."""
    rows = [row for row in release.rows_of(hit.document) if release.passages[row].section == hit.passage]
    return max((float(release.labels.roles[row, column]) for row in rows), default=0.0)
