"""The Parquet files hold what the log holds: no more after an erasure, no less after anything else."""

from __future__ import annotations

import json
import stat

import pyarrow.parquet as pq

from engine.insight.refresh import insight_folder, refresh
from tests.insight.traffic import SEARCH, Traffic


def _ids(traffic: Traffic) -> set[str]:
    files = (insight_folder(traffic.var) / "events").glob("*.parquet")
    return {row["id"] for path in files for row in pq.read_table(path).to_pylist()}


def test_every_event_is_exported_once_and_nothing_is_written_twice(traffic: Traffic) -> None:
    token = traffic.person()
    sent = {traffic.event("view", minute, token) for minute in (1, 2, 3 * 1440)}
    assert refresh(traffic.var, traffic.room.journal).written == 2
    assert _ids(traffic) == sent == set(e.id for e in traffic.room.log.stream())
    assert refresh(traffic.var, traffic.room.journal).written == 0
    sent.add(traffic.event("view", 3 * 1440 + 5, token))
    assert refresh(traffic.var, traffic.room.journal).written == 1
    assert _ids(traffic) == sent


def test_an_erased_visitor_leaves_every_file(traffic: Traffic) -> None:
    gone, stays = traffic.person(), traffic.person()
    for token in (gone, stays):
        made = traffic.decision(1, token, request={"referrer": SEARCH})
        traffic.event("click", 2, token, decision=made)
    refresh(traffic.var, traffic.room.journal)
    name = traffic.hash_of(gone).encode()
    files = list(insight_folder(traffic.var).rglob("*.parquet"))
    assert any(name in str(pq.read_table(path).to_pylist()).encode() for path in files)
    traffic.room.rights.erase(gone)
    refresh(traffic.var, traffic.room.journal)
    left = [str(pq.read_table(path).to_pylist()).encode() for path in insight_folder(traffic.var).rglob("*.parquet")]
    assert not any(name in text for text in left)
    assert any(traffic.hash_of(stays).encode() in text for text in left)


def test_without_consent_neither_visitor_nor_words_are_in_the_files(traffic: Traffic) -> None:
    made = traffic.decision(1, request={"query": "Frau Muster geheim", "referrer": SEARCH})
    traffic.event("question", 2, decision=made, properties={"query": "Frau Muster geheim", "answer": "none"})
    refresh(traffic.var, traffic.room.journal)
    for path in insight_folder(traffic.var).rglob("*.parquet"):
        rows = pq.read_table(path).to_pylist()
        assert "geheim" not in json.dumps(rows, default=str)
        assert all(row.get("visitor") is None and row.get("entry") is None for row in rows)


def test_files_are_private_and_appear_whole(traffic: Traffic) -> None:
    traffic.event("view", 1)
    refresh(traffic.var, traffic.room.journal)
    paths = [path for path in insight_folder(traffic.var).rglob("*") if path.is_file()]
    assert all(path.suffix == ".parquet" and not path.name.startswith(".") for path in paths)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in paths)


def test_a_damaged_file_is_written_again(traffic: Traffic) -> None:
    sent = traffic.event("view", 1)
    refresh(traffic.var, traffic.room.journal)
    path = next((insight_folder(traffic.var) / "events").glob("*.parquet"))
    path.write_bytes(b"torn")
    assert refresh(traffic.var, traffic.room.journal).written == 1
    assert _ids(traffic) == {sent}
