"""How far evidence is trusted and from where on it is acted on: measured numbers in a small file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("calibration.json")


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


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    return [_rounded(entry) for entry in value] if isinstance(value, list | tuple) else value
