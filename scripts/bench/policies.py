"""Our policy beside MABWiser and VowpalWabbit: the same simulated visits, and replayed headline tests; a Markdown table."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from engine.learning.policies import EpsilonGreedy, Greedy, make_policy
from engine.learning.policy import Context, Page, Policy
from engine.learning.served import Served, served_policy
from engine.learning.simulation.ground import synthetic_ground
from engine.learning.simulation.run import serve
from engine.learning.simulation.visits import visits
from engine.learning.simulation.world import make_world
from engine.settings import Settings
from engine.taxonomy import load_taxonomy
from scripts.bench.headlines import headline_tests
from scripts.bench.rival_policies import DisjointMabwiser, SharedMabwiser, VowpalWabbit

MARKS = (1000, 3000, 10_000)


class _Bold(Served):
    """As served, but never in doubt."""

    def caution(self, own: Page, neutral: Page, context: Context) -> float:
        """Always 0."""
        return 0.0


Make = Callable[[int], Policy]
_TAXONOMY = load_taxonomy()
_ROLES, _PHASES = list(_TAXONOMY.roles), list(_TAXONOMY.phases)

# ours as it is served, with the shipped exploration, and without keeping to the neutral page in doubt, as no rival does;
# VW with three of its explorations, otherwise as shipped; MABWiser with alpha 0.3, because rewards are rates around 10 %
POLICIES: dict[str, Make] = {
    "Lotse": lambda seed: served_policy("default", Settings().exploration),
    "Lotse, without caution": lambda seed: _Bold(make_policy("default"), Settings().exploration),
    "never learning": lambda seed: Greedy(),
    "epsilon-greedy per passage": lambda seed: EpsilonGreedy(),
    "VW --bag 5": lambda seed: VowpalWabbit("--bag 5", seed),
    "VW --epsilon 0.05": lambda seed: VowpalWabbit("--epsilon 0.05", seed),
    "VW --squarecb": lambda seed: VowpalWabbit("--squarecb --gamma_scale 10", seed),
    "MABWiser LinUCB, shared features": lambda seed: SharedMabwiser("linucb", 0.3, seed),
    "MABWiser LinUCB, per passage": lambda seed: DisjointMabwiser("linucb", 0.3, seed, _ROLES, _PHASES),
    "MABWiser LinTS, per passage": lambda seed: DisjointMabwiser("lints", 0.3, seed, _ROLES, _PHASES),
}


def main() -> None:
    """Run and print one row a policy: cumulative true chance of a reward at each mark, mean and standard error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", default="swapped,reversed,shipped")
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--policies", default="", help="Parts of names; default: all.")
    parser.add_argument("--headlines", type=Path, help="Folder of the headline tests: adds their replay.")
    given = parser.parse_args()
    wanted = [name for name in POLICIES if not given.policies or any(p in name for p in given.policies.split(","))]
    seeds = [int(seed) for seed in given.seeds.split(",")]
    marks = [mark for mark in MARKS if mark <= given.visits] or [given.visits]
    print(f"| where | policy | {' | '.join(f'{m:,} visits' for m in marks)} | ms a visit |")
    print(f"|---|---|{'---|' * (len(marks) + 1)}")
    for where, run in _places(given.worlds.split(","), given.headlines, given.visits):
        for name in wanted:
            _row(where, name, run, seeds, marks)


def _row(where: str, name: str, run: Callable[[Policy, int], np.ndarray], seeds: list[int], marks: list[int]) -> None:
    start, sums = time.process_time(), []
    for seed in seeds:
        expected = run(POLICIES[name](seed), seed)
        sums.append([expected[:mark].sum() for mark in marks])
    taken = 1000 * (time.process_time() - start) / (len(seeds) * marks[-1])
    table = np.array(sums)
    errors = table.std(axis=0, ddof=1) / np.sqrt(len(seeds)) if len(seeds) > 1 else np.full(len(marks), np.nan)
    cells = " | ".join(f"{mean:.1f} ± {error:.1f}" for mean, error in zip(table.mean(axis=0), errors, strict=True))
    print(f"| {where} | {name} | {cells} | {taken:.1f} |", flush=True)


def _places(worlds: list[str], headlines: Path | None, count: int) -> Iterator[tuple[str, Callable[[Policy, int], np.ndarray]]]:
    ground = synthetic_ground(_TAXONOMY)
    for world in filter(None, worlds):
        yield world, lambda policy, seed, world=world: serve(  # type: ignore[misc]
            ground, make_world(world, ground, seed), policy, list(visits(ground, count, seed)), seed, slots=1).expected
    if headlines:
        tests = headline_tests(headlines)
        yield "headlines", lambda policy, seed: tests.serve(policy, count, seed)


if __name__ == "__main__":
    sys.exit(main())
