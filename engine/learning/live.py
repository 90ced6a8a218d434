"""The policy as workers use it: reads what the learner wrote, looks for news often enough, never fails a request."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine import clock
from engine.errors import LotseError
from engine.learning.below import learnt
from engine.learning.caution import caution
from engine.learning.draw import draw
from engine.learning.policies import make_policy
from engine.learning.policy import Arm, Choice, Context, Numbers, Outcome, Page, Policy, floor_of
from engine.learning.served import mixed
from engine.settings import Settings

_LOOK_EVERY = 0.3  # seconds; with the learner's pauses a click is in every worker within a second
_log = logging.getLogger("lotse.policy")


def state_file(var: Path, name: str) -> Path:
    """Where the state of a policy lies."""
    return var / "policy" / f"{name}.state"


class LivePolicy:
    """Follows the state file beside serving: one reference is swapped, a damaged or missing file changes nothing."""

    def __init__(self, settings: Settings) -> None:
        self._path = state_file(settings.var, settings.policy)
        self._policy = make_policy(settings.policy)
        self._exploration = settings.exploration
        self._stamp: tuple[int, int] = (0, 0)
        self._looked = -_LOOK_EVERY
        self._loading = threading.Lock()

    @property
    def version(self) -> str:
        """Of the policy behind."""
        return self._policy.version

    def current(self) -> Policy:
        """The newest policy."""
        if clock.monotonic() - self._looked >= _LOOK_EVERY and self._loading.acquire(blocking=False):
            try:
                self._looked = clock.monotonic()
                self._follow()
            finally:
                self._loading.release()
        return self._policy

    @property
    def floor(self) -> float:
        """Of the policy behind."""
        return floor_of(self._policy)

    def caution(self, own: Page, neutral: Page, context: Context) -> float:
        """Of the newest policy."""
        return caution(self.current(), own, neutral, context)

    def probabilities(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """Of the newest policy, as `mixed` serves it."""
        return mixed(self.current(), self._exploration, standings, arms, context)

    def choose(
        self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context, count: int, seed: str
    ) -> Choice:
        """Drawn from `probabilities`."""
        return draw(self.probabilities(standings, arms, context), count, seed)

    def learnt(self, standings: NDArray[np.floating], arms: Sequence[Arm], context: Context) -> Numbers:
        """Of the newest policy."""
        return learnt(self.current(), standings, arms, context)

    def learn(self, outcomes: Iterable[Outcome]) -> int:
        """Workers do not learn, the learner does; counts them only."""
        return sum(1 for _ in outcomes)

    def to_bytes(self) -> bytes:
        """Of the newest policy."""
        return self.current().to_bytes()

    @classmethod
    def from_bytes(cls, state: bytes) -> Self:
        """Not possible: a live policy follows a file.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError("LivePolicy(settings) reads its state from var/policy.")

    def _follow(self) -> None:
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_ino)
            if stamp != self._stamp:
                self._stamp = stamp
                self._policy = type(self._policy).from_bytes(self._path.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, LotseError, ValueError, KeyError) as error:  # the last two: written by an older version
            _log.error("the policy stays as it was: %s", error)
