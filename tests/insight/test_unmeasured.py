"""Who agreed to a better page and not to measurement counts in reports as anybody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.insight.refresh import insight_folder, refresh
from engine.insight.warehouse import Warehouse
from tests.insight.traffic import Traffic

NAME = "Zanzibarschimmel"


@pytest.mark.parametrize(("purposes", "named"), [(["personalisation"], False), (["measurement"], True), (["mail"], False)])
def test_only_measurement_makes_somebody_a_visitor_of_the_reports(tmp_path: Path, purposes: list[str], named: bool) -> None:
    traffic = Traffic(tmp_path)
    token = traffic.room.consent.grant("", purposes, "1")
    decision = traffic.decision(0, token, request={"query": f"wer ist {NAME}", "page": "a.md"})
    traffic.event("click", 1, token, decision=decision, document="a.md", properties={"name": NAME, "how": "choice"})
    refresh(traffic.var, traffic.room.journal)
    with Warehouse(insight_folder(traffic.var)) as con:
        visitors = [row[0] for table in ("events", "decisions", "items") for row in con.rows(f"SELECT visitor FROM {table}")]
        assert len(visitors) >= 3  # counted all the same
        assert set(visitors) == ({traffic.hash_of(token)} if named else {None})
        assert con.one("SELECT count(*) FROM visits") == (int(named),)
        texts = str(con.rows("SELECT query, properties FROM events"))
        assert (NAME in texts) is named
        assert con.one("SELECT how FROM events WHERE type = 'click'") == ("choice",)


def test_a_student_who_is_not_measured_is_still_no_customer(tmp_path: Path) -> None:
    traffic = Traffic(tmp_path)
    token = traffic.room.consent.grant("", ["personalisation"], "1")
    traffic.event("question", 1, token, query="Literatur für meine Bachelorarbeit")
    refresh(traffic.var, traffic.room.journal)
    with Warehouse(insight_folder(traffic.var)) as con:
        assert con.one("SELECT count(*) FROM events") == (0,)
        assert con.left_out() == 1
