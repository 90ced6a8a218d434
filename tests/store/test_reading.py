"""Whatever is read of a journal that cannot be read is refused in the same way, and any number of ids may be asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.store import decision_log, no_customers, tokens
from engine.store.consent_log import ConsentLog
from engine.store.days import Days
from engine.store.decision_log import DecisionLog
from engine.store.journal import Journal
from engine.store.log import EventLog
from engine.store.no_customers import NoCustomers


@pytest.mark.parametrize(("what", "read"), [
    ("The log", lambda journal: EventLog(journal).read()),
    ("The log", lambda journal: Days(journal).events()),
    ("The log", lambda journal: NoCustomers(journal).kind_of("v")),
    ("The log", lambda journal: NoCustomers(journal).among(["d"])),
    ("Decisions", lambda journal: DecisionLog(journal).get("d")),
    ("Consent", lambda journal: ConsentLog(journal).standing("v")),
    ("Consent", lambda journal: ConsentLog(journal).account_of("v")),
    ("Consent", lambda journal: ConsentLog(journal).proofs("v")),
    ("Tokens", lambda journal: tokens.holder(journal, "t", 0)),
    ("Numbers", lambda journal: journal.rows("SELECT count(*) FROM entries", what="Numbers")),
])
def test_what_cannot_be_read_says_what_and_where(what: str, read: Callable[[Journal], object], tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    for table in ("entries", "decisions", "visitors", "consents", "accounts", "tokens", "no_customers"):
        journal.write(lambda tx, table=table: tx.execute(f"DROP TABLE {table}"))  # type: ignore[misc]
    with pytest.raises(StoreError, match=f"{what} cannot be read: no such table") as refused:
        read(journal)
    journal.close()
    assert refused.value.where == str(journal.path)
    assert refused.value.fix


def test_more_ids_than_one_query_takes(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    names = [f"d{number}" for number in range(1201)]

    def fill(tx: decision_log.Transaction) -> None:
        for number, name in enumerate(names):
            decision_log.add(tx, name, number, None, {"number": number})
            no_customers.mark_decision(tx, name, number, "student")

    journal.write(fill)
    asked = [*names, *names[:10], "unknown"]
    assert DecisionLog(journal).get_many(asked) == {name: {"number": number} for number, name in enumerate(names)}
    assert NoCustomers(journal).among(asked) == dict.fromkeys(names, "student")
    assert list(journal.rows_among("SELECT id FROM decisions WHERE id IN ({ids})", [])) == []
    journal.close()
