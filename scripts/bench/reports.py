"""Every report over ten million events: real sessions (msnbc_sessions) repeated until there are enough.

    .venv/bin/python -m scripts.bench.reports [--events 10000000] [--folder var/bench/reports] [--threads 2]

The sessions are real (989,818 of them, page categories in order); visitor, phase, role and reactions are drawn by a fixed
hash of the row, because the data set has none. Written as the same Parquet columns that `engine.insight.refresh` writes.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.insight.columns import DECISIONS, EVENTS, ITEMS
from engine.insight.kpis import REPORTS
from engine.insight.sessions import derive
from engine.insight.warehouse import Warehouse
from scripts.bench.pool import DATA

_DAY = 86_400_000
_START = 1_790_000_000_000 // _DAY * _DAY
_DAYS = 30
_MOST_PAGES = 50  # of one session: the longest of 14,795 are robots
_ROLES = ("management", "finance", "operations", "technical", "it", "procurement", "user", "assurance", "unknown")
_PHASES = ("problem", "explore", "requirements", "select", "assure", "use")
_TYPES = ("click", "impression", "dwell", "question", "role", "download", "contact_form", "search_return")
_ODDS = np.array([0.16, 0.4, 0.3, 0.06, 0.04, 0.02, 0.01, 0.01])


def main() -> None:
    """Write the columns once, then print seconds per report."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--events", type=int, default=10_000_000)
    options.add_argument("--folder", type=Path, default=Path("var/bench/reports"))
    options.add_argument("--threads", type=int, default=2)
    given = options.parse_args()
    folder = given.folder / str(given.events)
    if not (folder / "done").exists():
        write(folder, given.events)
    begun = time.perf_counter()
    days = derive(folder)
    print(f"sessions of {days} days written in {time.perf_counter() - begun:.1f} s (1 thread)")
    measure(folder, given.threads)


def write(folder: Path, wanted: int) -> None:
    """One decision for every page viewed and one event for each, thirty days, 1 file a day and table."""
    begun = time.perf_counter()
    for table in ("events", "decisions", "items"):
        (folder / table).mkdir(parents=True, exist_ok=True)
    visit, page = _views(wanted)
    for day in range(_DAYS):
        rows = np.arange(day * wanted // _DAYS, (day + 1) * wanted // _DAYS)
        _write_day(folder, day, rows, visit[rows], page[rows])
    (folder / "done").touch()
    print(f"wrote {wanted:,} events and as many decisions in {time.perf_counter() - begun:.0f} s")


def _views(wanted: int) -> tuple[np.ndarray, np.ndarray]:
    """Session number and page category of each view, sessions one after the other, repeated until there are enough."""
    lengths, pages = [], []
    for codes in _sessions():
        lengths.append(len(codes))
        pages.append(codes)
    length, page = np.array(lengths), np.concatenate(pages)
    copies = -(-wanted // len(page))
    visit = np.repeat(np.arange(len(length)), length)
    return np.concatenate([visit + copy * len(length) for copy in range(copies)])[:wanted], np.tile(page, copies)[:wanted]


def _sessions() -> Iterator[np.ndarray]:
    with gzip.open(DATA / "msnbc_sessions" / "sessions.txt.gz", "rt") as lines:
        for line in lines:
            if line[:1].isdigit():
                yield np.fromstring(line, dtype=np.int16, sep=" ")[:_MOST_PAGES]


def _write_day(folder: Path, day: int, rows: np.ndarray, visit: np.ndarray, page: np.ndarray) -> None:
    random, n = np.random.default_rng(day), len(rows)
    name = f"{np.datetime64(_START + day * _DAY, 'ms').astype('datetime64[D]')}.parquet"
    visitor = pa.array([f"{v * 2654435761 % 2**64:032x}" for v in visit.tolist()])
    first = np.r_[True, visit[1:] != visit[:-1]]
    start = np.maximum.accumulate(np.where(first, np.arange(n), 0))
    moment = _START + day * _DAY + (visit % 50_000) * 1500 + (np.arange(n) - start) * 20_000
    ids = pa.array([f"d{row}" for row in rows.tolist()])
    kind, role, phase = random.choice(len(_TYPES), n, p=_ODDS), random.integers(0, len(_ROLES), n), page % len(_PHASES)
    held, shown = visit % 10 == 0, random.random(n)
    guess = pa.array([[(one, 0.125) for one in _ROLES[:8]]] * n, DECISIONS.field("roles").type)
    decisions = {
        "id": ids, "happened": moment + 0, "visitor": visitor, "group": np.where(held, "holdout", "engine"),
        "lang": np.full(n, "en"), "answer": np.full(n, "not_asked"), "role": np.array(_ROLES)[role],
        "role_source": np.full(n, "inferred"), "roles": guess, "phase": np.array(_PHASES)[phase],
        "page": np.char.add("page", page.astype(str)), "entry": np.where(first, "search", "referral"),
        "not_buying": np.full(n, ""), "items": np.full(n, 4), "common": shown > 0.1,
        "main_type": np.array(["case_study", "data_sheet", "price_information"])[page % 3], "propensity": shown * 0.5 + 0.4,
        "likeliest": np.full(n, 0.6), "given_up": shown * 0.1,
    }
    _save(folder / "decisions" / name, DECISIONS, decisions, n)
    asked = kind == _TYPES.index("question")
    events = {
        "seq": rows + 1, "id": pa.array([f"e{row}" for row in rows.tolist()]), "type": np.array(_TYPES)[kind],
        "happened": moment + 5000, "received": moment + 6000, "visitor": visitor, "decision": ids,
        "slot": np.full(n, "main"), "value": np.where(kind == 2, shown * 90, 1.0),
        "query": pa.array(np.where(asked, np.char.add("what about ", page.astype(str)), ""), mask=~asked),
        "answer": pa.array(np.where(shown > 0.2, "found", "none"), mask=~asked),
        "role": pa.array(np.array(_ROLES)[role], mask=kind != _TYPES.index("role")), "not_buying": np.full(n, ""),
        "server": np.zeros(n, bool), "derived": np.zeros(n, bool), "counts": np.ones(n, bool),
    }
    _save(folder / "events" / name, EVENTS, events, n)
    _save(folder / "items" / name, ITEMS, {
        "decision": ids, "happened": moment + 0, "visitor": visitor, "slot": np.full(n, "main"),
        "type": np.where(shown > 0.95, "handon_brochure", "case_study"), "propensity": np.ones(n)}, n)


def _save(path: Path, schema: pa.Schema, given: dict[str, object], n: int) -> None:
    columns = [pa.array(given[field.name]).cast(_plain(field.type)).cast(field.type) if field.name in given
               else pa.nulls(n, field.type) for field in schema]
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), path, compression="zstd", row_group_size=200_000)


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) else kind


def measure(folder: Path, threads: int) -> None:
    """Each report on a connection of its own, as a request would."""
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    print(f"{size / 2**20:.0f} MiB of Parquet, {threads} threads\n\n| report | seconds | CPU seconds | n |\n|---|---|---|---|")
    total = 0.0
    for name, report in REPORTS.items():
        begun, cpu = time.perf_counter(), time.process_time()
        with Warehouse(folder, phases=_PHASES, threads=threads) as con:
            result = report.run(con)
        seconds = time.perf_counter() - begun
        total += seconds
        print(f"| {name} | {seconds:.1f} | {time.process_time() - cpu:.1f} | {result.n:,} |", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"\nall: {total:.1f} s one after the other, peak memory {peak:.1f} GiB")


if __name__ == "__main__":
    main()
