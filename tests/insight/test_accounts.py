"""Reports join those visitors, and only those, whom the treatment joined."""

from __future__ import annotations

import pyarrow.parquet as pq

from engine import clock
from engine.insight.refresh import insight_folder, refresh
from engine.insight.warehouse import Warehouse
from tests.insight.traffic import START, Traffic


def _accounts(traffic: Traffic) -> dict[str, str]:
    refresh(traffic.var, traffic.room.journal)
    return {row["visitor"]: row["account"] for row in pq.read_table(insight_folder(traffic.var) / "accounts.parquet").to_pylist()}


def _opened(traffic: Traffic, minute: float, token: str, decision: str) -> None:
    traffic.event("pass_on", minute, token, decision=decision, properties={"step": "opened"})


def test_who_had_seen_a_page_before_he_opened_a_link_is_a_unit_of_his_own(traffic: Traffic) -> None:
    sender, early, late = traffic.person(), traffic.person(2), traffic.person(2)
    passed_on = traffic.decision(1, sender)
    traffic.decision(3, early, group="holdout")  # dealt a treatment of his own, minutes before
    for token in (early, late):
        _opened(traffic, 5, token, passed_on)
        traffic.decision(6, token)
    assert _accounts(traffic) == {traffic.hash_of(late): traffic.hash_of(sender)}
    with Warehouse(insight_folder(traffic.var)) as con:
        units = con.one("SELECT count(DISTINCT coalesce(account, v)), count(*) FROM people LEFT JOIN accounts USING (v)")
    assert units == (2, 3)


def test_who_is_in_no_report_or_erased_is_in_no_file_of_accounts(traffic: Traffic) -> None:
    sender, erased = traffic.person(), traffic.person(2)
    with clock.frozen(START):
        unmeasured = traffic.room.consent.grant("", ["personalisation"], "1")
    passed_on = traffic.decision(1, sender)
    for token in (erased, unmeasured):
        _opened(traffic, 3, token, passed_on)
    assert set(_accounts(traffic)) == {traffic.hash_of(erased)}
    traffic.room.rights.erase(erased)
    assert _accounts(traffic) == {}
