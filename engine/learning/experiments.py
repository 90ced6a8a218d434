"""Who gets which treatment: a permanent holdout and any number of named experiments, by a seeded stable hash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from engine.errors import SettingError
from engine.learning.draw import uniform

ENGINE, HOLDOUT = "engine", "holdout"
# what happened to one person, as `insight` counts it: helped = any of these or a page read for 60 s
Figure = Literal["helped", "answered", "goal", "pass_on", "contact"]


class Experiment(BaseModel):
    """One experiment as the operator writes it.

    Attributes:
        arms: names with their shares, such as {on: 1, off: 1}; the first one is the treatment. kpi: the one main
            figure, named before it starts: a share of visitors. smallest: the relative effect that would matter, 0.1 = 10 %.
        active: False = nobody is assigned any more; exposures stay in the log.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    arms: dict[str, float] = {"on": 1.0, "off": 1.0}
    kpi: Figure = "answered"
    smallest: float = Field(default=0.1, gt=0)
    active: bool = True

    @field_validator("arms")
    @classmethod
    def _shares(cls, arms: dict[str, float]) -> dict[str, float]:
        if len(arms) < 2 or any(share < 0 for share in arms.values()) or not sum(arms.values()) > 0:
            raise ValueError("an experiment needs two arms or more with shares of 0 or more, not all 0")
        return arms


class _Words(yaml.SafeLoader):
    """YAML in which on, off, yes and no are words: names of arms, not truth values."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (as in the base class)
        first: [one for one in known if one[0] != "tag:yaml.org,2002:bool"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True)
class Assignment:
    """What one unit gets; `arms` by experiment, empty for the holdout. `unit` is "" without a visitor token."""

    unit: str
    group: str
    arms: dict[str, str]


Exposure = Callable[[Assignment, str], None]


class Assigner:
    """Assigns visitors; the same visitor always gets the same, in every process, without anything being stored.

    Holdout visitors take part in nothing else: they are what everything is compared with. A request without a visitor
    token gets the engine and no experiment: nobody could say later whether it was the same person, so such requests
    are **no part of any lift**.

    Args:
        seed, site: settings; another seed deals anew, so it is not changed while anything runs.
        holdout: share of units. experiments: the active ones deal independently of each other.
        exposed: called with every assignment that was really used, and the decision's id; writes the exposure log.
    """

    def __init__(
        self, seed: str, site: str, holdout: float, experiments: tuple[Experiment, ...] = (),
        exposed: Exposure | None = None,
    ) -> None:
        if not 0 <= holdout <= 1:
            raise SettingError(f"holdout={holdout} is no share.", where="setting holdout", fix="Give 0 to 1, such as 0.1.")
        self._seed, self._site, self._holdout = seed, site, holdout
        self._experiments, self._exposed = experiments, exposed

    def assign(self, unit: str | None) -> Assignment:
        """What a visitor gets.

        Args:
            unit: keyed hash of the token, or of the first sender where pass-on links connect visitors
                (`engine.store.accounts`): all of them get the same, because they talk to each other. None without one.
        """
        if not unit:
            return Assignment("", ENGINE, {})
        if uniform(self._seed, self._site, "holdout", unit) < self._holdout:
            return Assignment(unit, HOLDOUT, {})
        return Assignment(unit, ENGINE, {e.name: self._arm(e, unit) for e in self._experiments if e.active})

    def group_of(self, visitor: str) -> str:
        """engine or holdout, for a visitor's keyed hash; "" = not recognised."""
        return self.assign(visitor or None).group

    def expose(self, assignment: Assignment, decision: str) -> None:
        """Tell the log that a decision was made under this assignment; without a unit there is nothing to tell."""
        if assignment.unit and self._exposed:
            self._exposed(assignment, decision)

    def _arm(self, experiment: Experiment, unit: str) -> str:
        point = uniform(self._seed, self._site, "experiment", experiment.name, unit) * sum(experiment.arms.values())
        for name, share in experiment.arms.items():
            point -= share
            if point < 0:
                return name
        return list(experiment.arms)[-1]


def experiments_file(var: Path) -> Path:
    """Where the operator declares his experiments; read when a process starts and by every report."""
    return var / "experiments.yml"


def load_experiments(path: Path) -> tuple[Experiment, ...]:
    """The experiments of a YAML file `name: {arms, kpi, smallest, active}`; none when there is no file.

    Raises:
        SettingError: the file cannot be used.
    """
    try:
        data: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_Words) or {}  # noqa: S506 (a safe loader)
        if not isinstance(data, dict) or not all(isinstance(entry or {}, dict) for entry in data.values()):
            raise _unusable(path, "it must name each experiment with its settings below the name")
        return tuple(Experiment(name=name, **(entry or {})) for name, entry in data.items())
    except FileNotFoundError:
        return ()
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise _unusable(path, f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}") from error
    except (yaml.YAMLError, TypeError, ValueError) as error:  # keys that are no words, days that the calendar has not
        raise _unusable(path, str(error)) from error


def _unusable(path: Path, why: str) -> SettingError:
    return SettingError(f"The experiments cannot be used: {why}", where=str(path),
                        fix="Write each as `name: {arms: {on: 1, off: 1}, kpi: answered}`.")
