"""Columns made directly, for reports that need more people than the intake should be bothered with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine.insight.columns import SCHEMAS
from engine.insight.warehouse import Warehouse

START = 1_790_000_000_000
SECOND, MINUTE, DAY = 1000, 60_000, 86_400_000


def event(kind: str, at: int, visitor: str | None = None, **given: Any) -> dict[str, Any]:
    """One row of events; `at` in ms after the start."""
    return {"type": kind, "happened": START + at, "received": START + at, "visitor": visitor, "value": 1.0,
            "not_buying": "", "server": False, "counts": True, **given}


def decision(name: str, at: int, visitor: str | None = None, **given: Any) -> dict[str, Any]:
    """One row of decisions."""
    return {"id": name, "happened": START + at, "visitor": visitor, "group": "engine", "answer": "not_asked",
            "role": "unknown", "role_source": "unknown", "roles": [], "phase": "unknown", "phases": [], "page": "a.md",
            "entry": "search" if visitor else None, "not_buying": "", "items": 4, "common": True, "main_type": "blog",
            "propensity": 1.0, **given}


def warehouse(folder: Path, events: list[dict[str, Any]], decisions: list[dict[str, Any]], **given: Any) -> Warehouse:
    """Over these rows; `accounts` says with whom some visitors came."""
    folder.mkdir(parents=True, exist_ok=True)
    joined = [{"visitor": v, "account": account} for v, account in given.pop("accounts", {}).items()]
    pq.write_table(pa.Table.from_pylist(joined, schema=SCHEMAS["accounts"]), folder / "accounts.parquet")
    for table, rows in (("events", events), ("decisions", decisions), ("items", given.pop("items", []))):
        (folder / table).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS[table]), folder / table / "2026-10-01.parquet")
    return Warehouse(folder, **given)
