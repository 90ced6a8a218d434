"""How far evidence is trusted and from where on it is acted on: measured numbers in a small file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from engine.taxonomy import Taxonomy
from engine.understanding.choose import ChosenHeads
from engine.understanding.heads import Heads

SHIPPED = Path(__file__).with_name("calibration.json")
# Of the calibrated encoder zero-shot probabilities are sharpened by log-loss, so they count as they are; of another
# one nothing was measured, and its ratios are damped.
_ZERO_SHOT, _UNMEASURED = 1.0, 0.6
_SURE, _SURE_OF_OWN = 0.45, 0.60


@dataclass(frozen=True)
class Trust:
    """For one group of labels (roles or phases).

    Attributes:
        base: mean probability of each label over many questions: what a head says when it knows nothing.
        power: exponent on a question's ratios (below 1 = the heads are too sure of themselves).
        words: exponent on the ratios of the taxonomy's own words in the question.
        prior: exponent on the taxonomy's prior (0 = even).
        act_from: probability from which the label is acted on.
    """

    base: dict[str, float] = field(default_factory=dict)
    power: float = 0.6
    words: float = 0.3
    prior: float = 1.0
    act_from: float = 0.6


@dataclass(frozen=True)
class Calibration:
    """Trust in roles and phases, for the heads of one encoder; `measured` are the figures it was chosen by."""

    encoder: str = ""
    role: Trust = field(default_factory=Trust)
    phase: Trust = field(default_factory=lambda: Trust(act_from=0.45))
    measured: dict[str, Any] = field(default_factory=dict)

    def save(self, path: Path = SHIPPED) -> None:
        """Readable JSON, rounded."""
        path.write_text(json.dumps(_rounded(asdict(self)), indent=1, sort_keys=True) + "\n", encoding="utf-8")


@cache
def load_calibration(path: Path = SHIPPED) -> Calibration:
    """The measured numbers, cautious defaults when there is no file. `scripts/calibrate_visitors` writes it."""
    if not path.exists():
        return Calibration()
    data = json.loads(path.read_text(encoding="utf-8"))
    return Calibration(data["encoder"], Trust(**data["role"]), Trust(**data["phase"]), data["measured"])


def calibration_for(heads: Heads, taxonomy: Taxonomy, measured: Calibration | None = None) -> Calibration:
    """What may be believed of these heads.

    The measured numbers hold for the trained heads of the encoder they were measured with, group by group. Everything
    else (an operator's own labels, another encoder) is judged against even shares, with a power of at most 1 and the
    prior as given. A threshold in the operator's taxonomy wins.

    Args:
        measured: default: the shipped calibration.
    """
    measured = measured or load_calibration()
    role = _trusted(measured.role, heads, "roles", list(taxonomy.roles), measured.encoder)
    phase = _trusted(measured.phase, heads, "phases", list(taxonomy.phases), measured.encoder)
    role = replace(role, act_from=taxonomy.role_rules.get("act_on_role_from", role.act_from))
    phase = replace(phase, act_from=taxonomy.phase_rules.get("act_on_phase_from", phase.act_from))
    return replace(measured, role=role, phase=phase)


def _trusted(trust: Trust, heads: Heads, group: str, labels: list[str], encoder: str) -> Trust:
    trained = heads.trained if isinstance(heads, ChosenHeads) else None
    same_encoder = trained is not None and trained.encoder == encoder
    same_labels = set(trust.base) == set(labels)
    if same_encoder and same_labels and isinstance(heads, ChosenHeads) and group in heads.usable:
        return trust
    return replace(trust, base={}, power=min(trust.power, _ZERO_SHOT if same_encoder else _UNMEASURED), prior=1.0,
                   act_from=max(trust.act_from, _SURE if same_labels else _SURE_OF_OWN))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    return [_rounded(entry) for entry in value] if isinstance(value, list | tuple) else value
