"""Labels that cannot be told apart by their own texts are named in pairs; different ones are left in peace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli import app
from engine.taxonomy import Label, load_taxonomy
from engine.understanding.confusable import confusable, confusions
from tests.retrieval.makeshift import WordEncoder

SHIPS = ["ship anchor harbour", "anchor sail ship", "harbour ship sail", "sail anchor harbour ship"]
BREAD = ["bread oven flour", "flour dough bread", "oven dough bread", "dough flour oven bread"]


def _labels(**texts: list[str]) -> dict[str, Label]:
    return {name: Label(id=name, description=told[0], questions=told[1:]) for name, told in texts.items()}


def test_labels_with_words_of_their_own_are_told_apart() -> None:
    assert confusions(_labels(sailor=SHIPS, baker=BREAD), WordEncoder()) == []


def test_the_same_words_under_two_names_are_mixed_up_and_the_third_is_not_blamed() -> None:
    found = confusions(_labels(sailor=SHIPS, skipper=SHIPS[::-1], baker=BREAD), WordEncoder())
    assert [(pair.one, pair.other) for pair in found] == [("sailor", "skipper")]
    assert found[0].compared == 8
    assert found[0].share >= 0.5


def test_a_translation_of_a_text_does_not_hide_a_confusion() -> None:
    both = {name: Label(id=name, description={"en": SHIPS[0], "de": SHIPS[0]}, questions={"en": SHIPS[1:], "de": SHIPS[1:]})
            for name in ("sailor", "skipper")}
    pair, = confusions(both, WordEncoder())
    assert (pair.compared, pair.share >= 0.5) == (16, True)


def test_too_few_texts_say_nothing_about_confusion() -> None:
    assert confusions(_labels(sailor=SHIPS[:2], skipper=SHIPS[:2]), WordEncoder()) == []


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text("roles:\n" + "".join(
        f"  {name}:\n    description: {told[0]}\n    questions: {json.dumps(told[1:])}\n"
        for name, told in (("sailor", SHIPS), ("skipper", SHIPS), ("baker", BREAD))), encoding="utf-8")
    return path


def test_the_warning_names_both_labels_a_text_and_what_to_write(own: Path) -> None:
    finding, = confusable(load_taxonomy(str(own)), WordEncoder(), str(own))
    assert (finding.level, finding.code, finding.line) == ("warning", "labels-confusable", 2)
    assert "'sailor' and 'skipper'" in finding.what
    assert "anchor" in finding.what
    assert "'skipper'" in finding.fix


def test_check_says_it_in_json_and_says_when_the_model_is_missing(
    own: Path, library_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTSE_TAXONOMY", str(own))
    monkeypatch.setenv("LOTSE_MODEL", str(tmp_path / "no-model"))
    done = CliRunner().invoke(app, ["check", str(library_dir), "--json"])
    codes = {finding["code"] for finding in json.loads(done.stdout)["findings"]}
    assert "labels-not-compared" in codes
    monkeypatch.setattr("engine.assembly.load_encoder", lambda *_, **__: WordEncoder())
    done = CliRunner().invoke(app, ["check", str(library_dir), "--json"])
    found = [finding for finding in json.loads(done.stdout)["findings"] if finding["path"] == str(own)]
    assert [finding["code"] for finding in found] == ["labels-confusable"]
    assert done.exit_code == 0
