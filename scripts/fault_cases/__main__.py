"""scripts/faults: run the cases, print one table, exit 1 on any loss."""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scripts.fault_cases import answering, full_disk, power_cut, service_kills, writer_kills
from scripts.fault_cases.verdict import Verdict


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(description="Break the service for real and count what was lost.")
    parser.add_argument("--kills", type=int, default=100, help="SIGKILLs of the service's parts, and of writers")
    parser.add_argument("--cuts", type=int, default=20, help="power cuts (root)")
    parser.add_argument("--fills", type=int, default=5, help="times the disk is filled (root)")
    parser.add_argument("--answering", type=int, default=12, help="faults of each kind under a steady load")
    parser.add_argument("--port", type=int, default=8973, help="port of the service that is broken")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the faults")
    given = parser.parse_args()
    logging.disable(logging.ERROR)
    cases: list[Callable[[Path], Verdict]] = []
    if given.kills:
        cases += [lambda f: service_kills.run(f / "service", given.kills, given.port, given.seed),
                  lambda f: writer_kills.run(f / "writer", given.kills, given.seed)]
    if given.cuts and os.geteuid() == 0:
        cases += [lambda f: power_cut.run(f / "power", given.cuts, given.seed),
                  lambda f: power_cut.run(f / "control", max(2, given.cuts // 5), given.seed, mode="unsafe")]
    if given.fills and os.geteuid() == 0:
        cases.append(lambda f: full_disk.run(f / "disk", given.fills))
    with tempfile.TemporaryDirectory(prefix="lotse-faults-", dir=Path.cwd() / "var") as folder:
        verdicts = []
        for case in cases:
            verdicts.append(case(Path(folder)))
            print(verdicts[-1], flush=True)
        if given.answering:
            answering.show(answering.run(Path(folder) / "answering", given.answering, given.port, seed=given.seed))
    show(verdicts)
    return 0 if all(fine(verdict) for verdict in verdicts) else 1


def fine(verdict: Verdict) -> bool:
    """The control is fine when it lost something."""
    return verdict.lost > 0 if "control" in verdict.case else verdict.fine


def show(verdicts: list[Verdict]) -> None:
    """The table."""
    table = Table("case", "faults", "acknowledged", "lost", "twice", "not acknowledged", "counted", "verdict", "note")
    for v in verdicts:
        table.add_row(v.case, str(v.faults), str(v.acknowledged), str(v.lost), str(v.twice), str(v.unknown),
                      "-" if v.counted == -1 else str(v.counted), "ok" if fine(v) else "FAILED",
                      "; ".join([*v.failed, v.note]))
    Console(width=180).print(table)


if __name__ == "__main__":
    raise SystemExit(main())
