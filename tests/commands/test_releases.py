"""check, index, releases, rollback: from a folder to what is served and back, in the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Run

NEW = "# Neu\n\nDie N5 ist seit heute lieferbar und kostet 250.000 Euro mit Aufstellung und Schulung.\n"


def test_index_embeds_only_what_is_new_and_tells_it_as_json(own: Path, run: Run) -> None:
    unchanged = run("index", own, "--json")
    assert (unchanged.code, unchanged.json["changed"], unchanged.json["embedded"]) == (0, False, 0)
    (own / "neu.md").write_text(NEW, encoding="utf-8")
    (own / "falsch.md").write_text(f"---\ntype: Gedicht\n---\n{NEW}", encoding="utf-8")
    summary = run("index", own, "--json").json
    assert summary["changed"]
    assert summary["release"] != unchanged.json["release"]
    assert summary["documents"] == unchanged.json["documents"] + 2
    assert 0 < summary["embedded"] < summary["reused"]
    assert ("error", "falsch.md", 2) in [(f["level"], f["path"], f["line"]) for f in summary["findings"]]


def test_index_tells_people_what_it_did(own: Path, run: Run) -> None:
    (own / "falsch.md").write_text(f"---\nweight: schwer\n---\n{NEW}", encoding="utf-8")
    done = run("index", own)
    assert done.code == 0
    assert done.out.startswith("Published sha256:")
    assert "falsch.md: weight" in done.out
    assert "1 errors" in done.out


def test_index_publishes_nothing_of_an_empty_folder(own: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "empty").mkdir()
    before = run("releases", "--json").json
    done = run("index", tmp_path / "empty", "--json")
    assert (done.code, done.out) == (1, "")
    assert "nothing was published" in done.err
    assert "to do:" in done.err
    assert run("releases", "--json").json == before


def test_releases_marks_the_one_that_is_served_and_rollback_moves_the_mark(own: Path, run: Run) -> None:
    first = run("releases", "--json").json[0]["release"]
    (own / "neu.md").write_text(NEW, encoding="utf-8")
    second = run("index", own, "--json").json["release"]
    listed = {row["release"]: row["current"] for row in run("releases", "--json").json}
    assert listed == {first: False, second: True}
    assert run("rollback").out == f"Now serving {first}\n"
    assert current(run) == first
    assert run("rollback", second.removeprefix("sha256:")[:12]).code == 0
    assert current(run) == second
    table = run("releases").out
    assert first[:19] in table
    assert "*" in next(line for line in table.splitlines() if second[:19] in line)


def test_rollback_says_why_it_cannot(own: Path, run: Run) -> None:
    served = current(run)
    for words, reason in ((["rollback"], "no earlier release"), (["rollback", "sha256:0000"], "0 releases begin with")):
        done = run(*words)
        assert (done.code, done.out) == (1, "")
        assert reason in done.err
        assert "python -m engine releases" in done.err
    assert current(run) == served


def test_releases_of_a_fresh_instance_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path))
    assert "python -m engine index" in run("releases").out
    assert run("releases", "--json").json == []


def test_check_leaves_with_1_on_errors_only(library_dir: Path, tmp_path: Path, run: Run) -> None:
    clean = run("check", library_dir)
    assert clean.code == 0
    assert "8 documents." in clean.out
    (tmp_path / "warnt.md").write_text(f"---\nauthor: x\n---\n{NEW}", encoding="utf-8")
    warned = run("check", tmp_path, "--json")
    assert warned.code == 0
    assert "unknown-key" in [f["code"] for f in warned.json["findings"]]
    (tmp_path / "falsch.md").write_text(f"---\ntitle: T\ntype: Gedicht\n---\n{NEW}", encoding="utf-8")
    wrong = run("check", tmp_path, "--json")
    assert wrong.code == 1
    assert [(f["path"], f["line"], f["code"]) for f in wrong.json["findings"] if f["level"] == "error"] == [
        ("falsch.md", 3, "wrong-type")]
    told = run("check", tmp_path)
    assert (told.code, "1 error" in told.out, "falsch.md" in told.out) == (1, True, True)


def test_check_of_a_missing_folder_leaves_with_1_and_says_what_to_do(tmp_path: Path, run: Run) -> None:
    done = run("check", tmp_path / "none")
    assert (done.code, done.out) == (1, "")
    assert "to do:" in done.err


def current(run: Run) -> str:
    """The id of the release that is served."""
    return next(str(row["release"]) for row in run("releases", "--json").json if row["current"])
