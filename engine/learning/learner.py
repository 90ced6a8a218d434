"""The one process that learns: credited events in, the policy's state out, each event counted once."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from engine import clock
from engine.errors import LotseError
from engine.learning.arms import arms_of
from engine.learning.live import state_file
from engine.learning.policies import make_policy
from engine.learning.policy import Arm, Policy
from engine.learning.rewards import Till, teaches
from engine.retrieval.release import Release

_PAUSE = 0.1  # seconds between looks
_SAVE_EVERY = 0.25
_BATCH = 1000
_log = logging.getLogger("lotse.learner")
Records = Callable[[Iterable[str]], Mapping[str, dict[str, Any]]]


class Rewards(Protocol):
    """Where credited events come from; the projection in Redis is one."""

    def reach(self) -> int | None:
        """Position in the log up to which every reward is in the stream; None while it is missing or being made again."""
        ...

    def read(self, after: str, limit: int) -> list[tuple[str, dict[str, Any]]]:
        """Credits after an id `<position in the log>-<number>`, oldest first; ids stay when it is made again."""
        ...


class Learner:
    """Reads rewards, teaches the policy, writes its state.

    What was counted so far is written together with the policy, in one file and by one rename; so a kill at any moment
    neither loses nor doubles an event. A stream that was made again from the log (the store keeps nothing over a restart)
    is gone on with after the last counted reward. Only where nothing was kept, or the log is another one, is the stream
    learnt from the priors; then workers go on with the state they have until all of it is learnt.
    What visitors do who are not buying (students, applicants, own staff) is read and not learnt.

    Args:
        name: of the policy. records: decisions by id. release: the served one, for the labels of passages.
    """

    def __init__(
        self, var: Path, name: str, rewards: Rewards, records: Records, release: Callable[[], Release | None], till: Till
    ) -> None:
        self._name, self._rewards, self._records, self._release = name, rewards, records, release
        self._public = state_file(var, name)
        self._own = self._public.with_suffix(".learner")
        self._public.parent.mkdir(parents=True, exist_ok=True)
        self._weights = till.weights
        self.policy, self.till, self.after = make_policy(name), till, "0-0"
        self._behind = True  # on the way from the priors to the end of the stream: nothing to serve yet
        self._changed, self._saved = False, clock.monotonic() - _SAVE_EVERY
        self._restore()

    def step(self) -> int:
        """Learn what is new; returns how many credits were read.

        Raises:
            StoreError: rewards or records cannot be read; the next step begins where this one did.
        """
        reach = self._rewards.reach()
        if reach is None:
            return 0
        if reach < _position(self.after):
            self._begin()
        credits = self._rewards.read(self.after, _BATCH)
        if credits:
            records = self._records({str(credit["decision"]) for _, credit in credits})
            arms = _by_passage(self._release())
            for identity, credit in credits:
                record = records.get(credit["decision"])
                if teaches(record):
                    arm = arms.get(credit["passage"]) or Arm(credit["passage"], credit["document"])
                    outcome = self.till.outcome(credit, arm, record)
                    self.policy.learn([outcome] if outcome else [])
                self.after = identity
            self._changed = True
        if self._behind and len(credits) < _BATCH:
            self._behind, self._changed = False, True
        if self._changed and clock.monotonic() - self._saved >= _SAVE_EVERY:
            self.save()
        return len(credits)

    def run(self, stop: threading.Event) -> None:
        """Learn until told to stop; only one process a state folder does, others wait for its end."""
        with self._public.with_suffix(".lock").open("w") as lock:
            while not stop.is_set() and not _locked(lock.fileno()):
                stop.wait(1.0)
            if stop.is_set():
                return
            self._restore()
            broken = False
            while not stop.is_set():
                try:
                    stop.wait(0 if self.step() >= _BATCH else _PAUSE)
                    broken = False
                except LotseError as error:
                    if not broken:
                        _log.error("learning waits: %s", error)
                    broken = True
                    stop.wait(1.0)
            self.save()

    def save(self) -> None:
        """Write the state: first the learner's own file, then, unless it is behind, the one that workers follow."""
        state = self.policy.to_bytes()
        facts = {"after": self.after, "behind": self._behind, "counted": list(self.till.counted.items())}
        head = json.dumps(facts, separators=(",", ":")).encode()
        _replace(self._own, len(head).to_bytes(8, "big") + head + state)
        if not self._behind:
            _replace(self._public, state)
        self._changed, self._saved = False, clock.monotonic()

    def _begin(self) -> None:
        _log.warning("The log is shorter than what was learnt from it, so it is another one; it is learnt from the priors.")
        self.policy, self.till = make_policy(self._name), Till(self._weights)
        self.after, self._behind, self._changed = "0-0", True, True

    def _restore(self) -> None:
        try:
            body = self._own.read_bytes()
            size = int.from_bytes(body[:8], "big")
            facts = json.loads(body[8:8 + size])
            policy: Policy = type(self.policy).from_bytes(body[8 + size:])
            counted = OrderedDict((key, dict(parts)) for key, parts in facts["counted"])
            self.policy, self.till = policy, Till(self._weights, counted)
            self.after, self._behind = facts["after"], bool(facts.get("behind", False))
        except FileNotFoundError:
            return
        except (LotseError, OSError, ValueError, KeyError) as error:
            _log.error("The learner's file cannot be used and is made anew: %s", error)


def _by_passage(release: Release | None) -> dict[str, Arm]:
    return {arm.passage: arm for arm in arms_of(release)} if release else {}


def _position(identity: str) -> int:
    return int(identity.split("-")[0])


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False


def _replace(path: Path, body: bytes) -> None:
    """Readers see the old file or the new one, never a part; not synced, because it can be made again from the log."""
    beside = path.with_suffix(f"{path.suffix}.{os.getpid()}.new")
    beside.write_bytes(body)
    beside.replace(path)
