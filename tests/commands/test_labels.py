"""labels and labels set: the doubtful first; a correction wins, survives every later index and teaches what is alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.assembly import Assembly
from engine.retrieval.current import CurrentRelease
from engine.settings import Settings
from tests.commands.conftest import Run

PRICE = "preise/preise.md#Was eine Anlage kostet"
NEW = "# Neu\n\n## Preis der N5\n\nDie N5 kostet mit einem Formatsatz 250.000 Euro. Transport und Schulungstage sind darin enthalten.\n"


def rows(run: Run) -> dict[str, dict[str, Any]]:
    """All passages that are served, by address."""
    return {row["passage"]: row for row in run("labels", "--limit", 1000, "--json").json}


def test_the_most_doubtful_come_first_and_what_is_internal_never(published: Settings, run: Run) -> None:
    listed = run("labels", "--limit", 1000, "--json").json
    doubts = [row["doubt"] for row in listed]
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[0] > doubts[-1] >= 0
    assert not [row for row in listed if row["passage"].startswith("intern/")]
    assert run("labels", "--limit", 3, "--json").json == listed[:3]
    table = run("labels", "--limit", 3).out
    assert listed[0]["passage"] in table
    assert "labels set" in table


def test_addresses_are_whole_in_a_narrow_terminal(published: Settings, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = run("labels", "--limit", 1000)
    assert "…" not in done.out
    assert all(line.endswith(("┓", "┃", "┩", "│", "┘")) for line in done.out.splitlines()[:-2])
    cells = "".join(line.split("│")[1] for line in done.out.splitlines() if line.startswith("│"))
    listed = run("labels", "--limit", 1000, "--json").json
    assert cells.replace(" ", "") == "".join(row["passage"] for row in listed).replace(" ", "")


def test_a_correction_wins_and_survives_every_later_index(own: Path, run: Run) -> None:
    before = rows(run)[PRICE]
    assert "assurance" not in before["roles"]
    noted = run("labels", "set", PRICE, "--roles", "assurance, it", "--phases", "use")
    assert (noted.code, "python -m engine index" in noted.out) == (0, True)
    assert rows(run)[PRICE] == before, "what is served changes with the next index"
    run("index", own)
    after = rows(run)[PRICE]
    assert after["roles"] == {"it": 1.0, "assurance": 1.0}
    assert after["phases"] == {"use": 1.0}
    assert after["given"] == ["roles", "phases"]
    assert after["doubt"] < before["doubt"]
    (own / "neu.md").write_text(NEW, encoding="utf-8")
    (own / "preise" / "preise.md").write_text((own / "preise" / "preise.md").read_text("utf-8") + "\nDie Preise gelten ab Werk.\n",
                                              encoding="utf-8")
    run("index", own)
    assert {key: rows(run)[PRICE][key] for key in ("roles", "phases", "given")} == {
        key: after[key] for key in ("roles", "phases", "given")}


def test_a_correction_decides_what_a_role_is_shown(own: Path, run: Run) -> None:
    ask = ("recommend", "--role", "assurance", "--document", "preise/preise.md", "--lang", "de", "--json")
    for at, other in ((PRICE, "preise/preise.md#Laufende Kosten"), ("preise/preise.md#Laufende Kosten", PRICE)):
        run("labels", "set", at, "--roles", "assurance")
        run("labels", "set", other, "--roles", "finance")
        run("index", own)
        first = run(*ask).json["items"][0]
        assert first["passage"] == at
        assert "ausgezeichnet" in " ".join(first["reasons"])


def test_it_teaches_passages_that_are_alike(own: Path, run: Run) -> None:
    (own / "neu.md").write_text(NEW, encoding="utf-8")
    run("index", own)
    before = assurance()
    run("labels", "set", PRICE, "--roles", "assurance")
    run("index", own)
    after, twin = assurance(), "neu.md#Preis der N5"
    rises = {at: after[at] - before[at] for at in before if at != PRICE}
    assert max(rises, key=lambda at: rises[at]) == twin, "it says nearly the same"
    assert after[twin] > 2 * before[twin]
    assert rises["produkte/wartung.md#Wartungsplan"] < rises[twin] / 4
    assert rows(run)[twin]["given"] == [], "nobody labelled it"


def assurance() -> dict[str, float]:
    """Probability of every served passage that it serves this role."""
    release = CurrentRelease(Assembly(Settings.load()).shelf).get()
    column = release.labels.roles[:, list(release.taxonomy.roles).index("assurance")]
    return dict(zip((passage.section for passage in release.passages), column.tolist(), strict=True))


def test_the_type_of_a_document_is_corrected_too(own: Path, run: Run) -> None:
    run("labels", "set", "produkte/wartung.md", "--type", "case_study")
    run("index", own)
    types = {at: row["type"] for at, row in rows(run).items()}
    assert {tuple(kind) for at, kind in types.items() if at.startswith("produkte/wartung.md")} == {("case_study",)}
    assert ("case_study",) not in {tuple(kind) for at, kind in types.items() if at.startswith("preise/")}


@pytest.mark.parametrize(("words", "reason", "help"), [
    (["preise/nirgends.md", "--roles", "it"], "no such document or passage", "python -m engine labels"),
    ([PRICE, "--roles", "chef"], "There is no role 'chef'", "management"),
    ([PRICE, "--type", "gedicht"], "There is no type 'gedicht'", "case_study"),
    ([PRICE], "says nothing", "--roles"),
])
def test_what_cannot_be_noted_is_told_and_nothing_is_written(own: Path, run: Run, words: list[str], reason: str, help: str) -> None:
    done = run("labels", "set", *words)
    assert (done.code, done.out) == (1, "")
    assert reason in done.err
    assert help in done.err
    assert not (own.parent / "var" / "labels.yml").exists()
