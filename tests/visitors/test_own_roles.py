"""Trust that was measured for the shipped labels and one encoder is given to nothing else; the operator's word wins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.retrieval.release import Release
from engine.taxonomy import Taxonomy, load_taxonomy, shipped
from engine.understanding.choose import ChosenHeads
from engine.understanding.trained import TrainedHeads
from engine.visitors.calibration import calibration_for, load_calibration
from engine.visitors.models import Clues, VisitorView
from engine.visitors.understand import understand
from tests.visitors.conftest import NOW, build

ASKED = "and what about this"
_GROUPS = frozenset({"roles", "phases", "facets", "types"})


class OneOpinion:
    """Heads that say the same of every question."""

    def __init__(self, taxonomy: Taxonomy, roles: list[float]) -> None:
        self._taxonomy, self._roles = taxonomy, roles

    def questions(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        phases = np.full((1, len(self._taxonomy.phases)), 1 / len(self._taxonomy.phases))
        return np.array([self._roles]), phases, np.zeros((1, len(self._taxonomy.facets)))

    def passages(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        raise AssertionError("passages are labelled when a release is built")

    def types(self, vectors: np.ndarray) -> np.ndarray:
        raise AssertionError("documents are typed when a release is built")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Release:
    file = tmp_path_factory.mktemp("own") / "taxonomy.yaml"
    file.write_text("roles: {user: {label: User}, admin: {label: Admin}, developer: {label: Developer}}\n")
    return build(load_taxonomy(str(file)))


def asks(release: Release, *roles: float) -> VisitorView:
    vectors = {ASKED: np.eye(8, dtype=np.float32)[0]}
    return understand(Clues(NOW, query=ASKED), release, OneOpinion(release.taxonomy, list(roles)), vectors)


def test_a_question_that_says_nothing_leaves_three_own_roles_even_and_unknown(own: Release) -> None:
    role = asks(own, 1 / 3, 1 / 3, 1 / 3).role
    assert role.id == "unknown"
    assert list(role.probabilities.values()) == pytest.approx([1 / 3] * 3)


def test_a_lean_of_the_heads_is_not_sharpened_and_a_clear_word_is_still_heard(own: Release) -> None:
    leaning, clear = asks(own, 0.5, 0.25, 0.25).role, asks(own, 0.9, 0.05, 0.05).role
    assert leaning.id == "unknown"
    assert 1 / 3 < leaning.probability <= 0.5
    assert clear.id == "user"
    assert clear.probability <= 0.9


def heads(encoder: str, usable: frozenset[str] = _GROUPS) -> ChosenHeads:
    trained = object.__new__(TrainedHeads)
    object.__setattr__(trained, "encoder", encoder)
    return ChosenHeads(trained, usable, {})


def test_measured_trust_holds_for_the_calibrated_encoder_with_its_heads_and_labels() -> None:
    measured = load_calibration()
    assert measured.role.power > 1, "else the tests below show nothing"
    assert calibration_for(heads(measured.encoder), shipped()) == measured


@pytest.mark.parametrize("others", [
    heads("another-model"), heads(load_calibration().encoder, _GROUPS - {"roles", "phases"}), ChosenHeads(None, frozenset(), {}),
])
def test_other_encoders_and_untrained_heads_are_trusted_less(others: ChosenHeads) -> None:
    measured, given = load_calibration(), calibration_for(others, shipped())
    for trust, before in ((given.role, measured.role), (given.phase, measured.phase)):
        assert trust.base == {}
        assert trust.power <= 1 < before.power
        assert trust.act_from >= before.act_from


def test_phases_stay_calibrated_where_only_the_roles_are_ones_own(own: Release) -> None:
    measured = load_calibration()
    given = calibration_for(heads(measured.encoder, _GROUPS - {"roles"}), own.taxonomy)
    assert given.phase == measured.phase
    assert given.role.base == {}


def test_thresholds_of_an_operators_taxonomy_win_over_the_measured_ones(tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.yaml"
    file.write_text("role_rules: {act_on_role_from: 0.93}\nphase_rules: {act_on_phase_from: 0.45}\n")
    strict = load_taxonomy(str(file))
    measured = load_calibration()
    given = calibration_for(heads(measured.encoder), strict)
    assert (given.role.act_from, given.phase.act_from) == (0.93, 0.45)
    assert replace(given.role, act_from=0) == replace(measured.role, act_from=0)
    assert calibration_for(heads(measured.encoder), shipped()).phase.act_from == measured.phase.act_from


def test_an_operators_threshold_decides_whether_a_role_is_acted_on(own: Release) -> None:
    bold = own.taxonomy.model_copy(update={"role_rules": {**own.taxonomy.role_rules, "act_on_role_from": 0.4}})
    assert asks(own, 0.5, 0.25, 0.25).role.id == "unknown"
    assert asks(replace(own, taxonomy=bold), 0.5, 0.25, 0.25).role.id == "user"
