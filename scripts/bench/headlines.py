"""Replay of randomised headline tests: which headline to show, judged by the click rates that were measured."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from engine.encoding.load import load_encoder
from engine.learning.arms import themes_of
from engine.learning.draw import seed_of
from engine.learning.policy import Arm, Context, Outcome, Policy
from engine.settings import Settings

_MOST_HEADLINES = 1500
_CLUSTERS = 24
_CONTEXT = Context()


@dataclass(frozen=True)
class Tests:
    """Tests with their headlines as arms and each headline's click rate over thousands of random visitors."""

    arms: list[list[Arm]]
    rates: list[np.ndarray]

    def serve(self, policy: Policy, count: int, seed: int) -> np.ndarray:
        """(count,) click rate of what was shown; each visit is a visit to a random test, and clicks are drawn."""
        rng = np.random.default_rng([seed, 23])
        shown = np.zeros(count)
        start = datetime(2026, 1, 1, tzinfo=UTC)
        for number in range(count):
            test = int(rng.integers(len(self.arms)))
            arms, luck = self.arms[test], rng.random()
            choice = policy.choose(np.zeros(len(arms)), arms, _CONTEXT, 1, seed_of(str(seed), "", str(number)))
            at = choice.order[0]
            shown[number] = self.rates[test][at]
            policy.learn([Outcome(arms[at], _CONTEXT, "main", float(luck < shown[number]),
                                  start + timedelta(minutes=number), propensity=choice.propensities[0])])
        return shown


def headline_tests(folder: Path) -> Tests:
    """The first tests whose arms differ in the headline only, with up to 1,500 headlines.

    A headline's vector becomes its labels: its nearest three of 24 directions (principal components, by sign) stand in
    for facets, its regions for themes; so all policies see the same of it.
    """
    groups: dict[str, list[dict[str, str]]] = {}
    with gzip.open(folder / "arms_dev.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["headline_only"] == "True" and row["imbalance_period"] == "False":
                groups.setdefault(row["test_id"], []).append(row)
    rows: list[list[dict[str, str]]] = []
    for group in groups.values():
        if sum(map(len, rows)) + len(group) > _MOST_HEADLINES:
            break
        rows.append(group)
    vectors = load_encoder(Settings.load(encoder_threads=1)).queries([r["headline"] for group in rows for r in group])
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    themes, strengths = themes_of(centred), centred @ directions[:_CLUSTERS].T
    arms, at = [], 0
    for group in rows:
        mine = []
        for row in group:
            mine.append(Arm(f"{row['test_id']}#{row['arm']}", row["test_id"], "", _facets(strengths[at]), themes=themes[at]))
            at += 1
        arms.append(mine)
    return Tests(arms, [np.array([int(r["clicks"]) / int(r["impressions"]) for r in group]) for group in rows])


def _facets(strengths: np.ndarray) -> tuple[tuple[str, float], ...]:
    best = np.argsort(-np.abs(strengths))[:3]
    norm = float(np.linalg.norm(strengths[best])) or 1.0
    return tuple((f"{'+' if strengths[i] > 0 else '-'}{i}", abs(float(strengths[i])) / norm) for i in best)
