"""The reliability plot shows the bins of the table where they belong, and the calibration command writes it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.taxonomy import shipped
from engine.visitors.calibrating import command
from engine.visitors.calibrating.held_out import HeldOut
from engine.visitors.calibrating.plot import MARGIN, SIDE, TOP, interval, reliability_svg
from engine.visitors.calibrating.reliability import Bin, reliability

_SVG = "{http://www.w3.org/2000/svg}"
_SHARE = st.floats(0, 1)


def _bin(promised: float, true: float, number: int = 50, weight: float = 50.0) -> Bin:
    return Bin(0.0, 1.0, number, weight, promised, true)


@given(st.lists(st.builds(_bin, _SHARE, _SHARE, st.integers(1, 9999), st.floats(0.01, 1e6)), max_size=10))
def test_every_bin_is_a_dot_inside_its_square(bins: list[Bin]) -> None:
    dots = list(ET.fromstring(reliability_svg({"Role": bins}, "t")).iter(f"{_SVG}circle"))
    assert len(dots) == len(bins)
    for dot, one in zip(dots, bins, strict=True):
        assert float(dot.attrib["cx"]) == pytest.approx(MARGIN + one.promised * SIDE, abs=0.06)
        assert float(dot.attrib["cy"]) == pytest.approx(TOP + (1 - one.true) * SIDE, abs=0.06)


def test_what_keeps_its_promise_lies_on_the_diagonal_and_what_does_not_below() -> None:
    kept, broken = ET.fromstring(reliability_svg({"Role": [_bin(0.5, 0.5), _bin(0.9, 0.4)]}, "t")).iter(f"{_SVG}circle")
    assert [float(kept.attrib[a]) for a in ("cx", "cy")] == [MARGIN + SIDE / 2, TOP + SIDE / 2]
    assert float(broken.attrib["cy"]) > TOP + 0.1 * SIDE


def test_the_area_of_a_dot_is_its_weight_and_few_answers_have_a_longer_line() -> None:
    root = ET.fromstring(reliability_svg({"Role": [_bin(0.3, 0.3, 10, 10), _bin(0.6, 0.3, 40, 40)]}, "t"))
    small, large = (float(dot.attrib["r"]) for dot in root.iter(f"{_SVG}circle"))
    assert large / small == pytest.approx(2, abs=0.05)
    few, many = (abs(float(line.attrib["y1"]) - float(line.attrib["y2"])) for line in root.iter(f"{_SVG}line")
                 if line.attrib.get("class") != "even")
    assert 1.5 < few / many < 2


@pytest.mark.parametrize(("share", "number", "low", "high"), [(0.0, 10, 0.0, 0.278), (1.0, 10, 0.722, 1.0), (0.5, 100, 0.404, 0.596)])
def test_intervals_are_those_of_the_textbook(share: float, number: int, low: float, high: float) -> None:
    assert interval(share, number) == pytest.approx((low, high), abs=0.001)


def test_the_words_hold_figures_and_no_markup() -> None:
    text = reliability_svg({"<b>": [_bin(0.8, 0.6)]}, "a & b")
    assert "expected calibration error 0.200" in text
    assert "<b>" not in text


def _held_out(labels: tuple[str, ...], seed: int) -> HeldOut:
    rng = np.random.default_rng(seed)
    heads = rng.dirichlet(np.full(len(labels), 0.4), size=400)
    truth = np.array([rng.choice(len(labels), p=row) for row in heads])
    truth[:20] = -1
    return HeldOut(labels, heads, np.ones_like(heads), truth, np.arange(400) % 2 == 0)


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> tuple[HeldOut, HeldOut]:
    """The command on a small sample: no corpus, no model, nothing of the shipped calibration is touched."""
    taxonomy = shipped()
    both = _held_out(tuple(taxonomy.roles), 1), _held_out(tuple(taxonomy.phases), 2)

    class Encoder:
        name, dimension = "sample", 4

    monkeypatch.setattr(command, "load_encoder", lambda *_, **__: Encoder())
    monkeypatch.setattr(command, "read_corpus", lambda: None)
    monkeypatch.setattr(command, "held_out", lambda *_: both)
    return both


def test_calibrating_writes_the_picture_of_what_it_chose(
    sample: tuple[HeldOut, HeldOut], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = []
    monkeypatch.setattr("engine.visitors.calibration.Calibration.save", lambda self: saved.append(self))
    monkeypatch.setattr("sys.argv", ["calibrate_visitors", "--plot", str(tmp_path / "docs" / "plot.svg")])
    command.main()
    root = ET.fromstring((tmp_path / "docs" / "plot.svg").read_text("utf-8"))
    bins = command.bins_of(*sample, saved[0], shipped())
    assert len(list(root.iter(f"{_SVG}circle"))) == sum(map(len, bins.values()))
    shown = " ".join(text.text or "" for text in root.iter(f"{_SVG}text"))
    for name in ("Role", "Phase"):
        assert f"{name}: 380 answers" in shown
    assert f"{saved[0].measured['role']['expected calibration error']:.3f}" in shown


def test_a_dry_run_draws_only_when_asked_to(
    sample: tuple[HeldOut, HeldOut], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["calibrate_visitors", "--dry"])
    command.main()
    assert list(tmp_path.rglob("*.svg")) == []
    monkeypatch.setattr("sys.argv", ["calibrate_visitors", "--dry", "--plot", "plot.svg"])
    command.main()
    assert (tmp_path / "plot.svg").is_file()


def test_bins_carry_the_numbers_of_the_table() -> None:
    shares = np.array([[0.9, 0.1], [0.6, 0.4], [0.92, 0.08]])
    found = reliability(shares, np.array([0, 1, 1]), np.ones(3))
    assert [(b.number, round(b.promised, 2), b.true) for b in found] == [(1, 0.6, 0.0), (2, 0.91, 0.5)]
