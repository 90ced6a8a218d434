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
_APART = 20_000  # credits between two states to go back to: both lie within the 100,000 that the stream keeps
_AGE = 7 * 86_400_000  # ms between them where there are fewer
_GO_BACK_EVERY = 30.0  # seconds; who is found out meanwhile is left out together
_REST = 20  # times as long as the last way back took: anybody may type "Bachelorarbeit" into a page, again and again
_log = logging.getLogger("lotse.learner")
Records = Callable[[Iterable[str]], Mapping[str, dict[str, Any]]]
Found = Callable[[int], list[tuple[int, list[str]]]]


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
    What visitors do who are not buying (students, applicants, own staff) is read and not learnt. Where something of theirs
    was learnt before that was known, the learner goes back to a state without it and learns on from there without them:
    outcomes cannot be subtracted, because each was learnt in the light of those before. Two earlier states are kept, 20,000
    credits or a week apart, whichever comes first; what lies before the older one stays learnt and fades. Ways back take at
    most about a twentieth of the time; who is found out meanwhile waits for the next one.

    Args:
        name: of the policy. records: decisions by id, as they are judged today. release: the served one, for the labels of
            passages. found: of whom it was found since a position that they are not buying, as position and decisions.
    """

    def __init__(
        self, var: Path, name: str, rewards: Rewards, records: Records, release: Callable[[], Release | None], till: Till,
        found: Found = lambda after: [],
    ) -> None:
        self._found, self.marked = found, 0
        self._name, self._rewards, self._records, self._release = name, rewards, records, release
        self._public = state_file(var, name)
        self._own = self._public.with_suffix(".learner")
        self._public.parent.mkdir(parents=True, exist_ok=True)
        self._weights = till.weights
        self.policy, self.till, self.after = make_policy(name), till, "0-0"
        self._earlier = [self._public.with_suffix(f".learner.{age}") for age in ("newer", "older")]
        self._since, self._kept = 0, 0  # credits since the last state to go back to; its moment, ms by the events' time
        self._went_back, self._rest = 0.0, 0.0
        self._on_way_back = False
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
        self._take_back()
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
            self._since += len(credits)
            self._changed = True
            self._keep_at(int(credits[0][1]["at"]), int(credits[-1][1]["at"]))
        if self._behind and len(credits) < _BATCH:
            self._arrive()
        if self._changed and clock.monotonic() - self._saved >= _SAVE_EVERY:
            self.save()
        return len(credits)

    def _take_back(self) -> None:
        """Go back to before anything was learnt of those who were found not to be buying; not while on the way already."""
        if self._behind or clock.monotonic() - self._went_back < self._rest:
            return
        theirs = set[str]()
        while marks := self._found(self.marked):
            self.marked, self._changed = marks[-1][0], True
            theirs.update(name for _, decisions in marks for name in decisions)
        if not _knows(self.till, theirs):
            return
        marked, self._went_back = self.marked, clock.monotonic()
        self._go_back(theirs)
        self.marked, self._behind, self._on_way_back = marked, True, True

    def _go_back(self, theirs: set[str]) -> None:
        """To the newest state that knows nothing of these decisions; what is of no use any more is thrown away."""
        oldest = self._earlier[-1]
        for path in self._earlier:
            if not path.exists():
                continue
            usable = self._restore(path)
            if usable and not _knows(self.till, theirs):
                return
            if path != oldest or not usable:
                path.unlink()
        if not oldest.exists():
            self._from_priors()

    def _arrive(self) -> None:
        """All of the stream is learnt. What the way back took says how long it is until the next one."""
        self._behind, self._changed = False, True
        if self._on_way_back:
            self._on_way_back = False
            self._rest = max(_GO_BACK_EVERY, _REST * (clock.monotonic() - self._went_back))

    def _keep_at(self, first: int, last: int) -> None:
        """Keep a state where enough was learnt, or a week of events, since the last one; moments in ms."""
        self._kept = self._kept or first
        if self._since >= _APART or last - self._kept >= _AGE:
            self._kept = last
            self._keep()

    def _keep(self) -> None:
        """The state as it is becomes the newer of the two to go back to."""
        newer, older = self._earlier
        if newer.exists():
            newer.replace(older)
        self._since, self._changed = 0, True
        _replace(newer, self._as_bytes())

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
        _replace(self._own, self._as_bytes())
        if not self._behind:
            _replace(self._public, self.policy.to_bytes())
        self._changed, self._saved = False, clock.monotonic()

    def _as_bytes(self) -> bytes:
        facts = {"after": self.after, "marked": self.marked, "since": self._since, "kept": self._kept,
                 "behind": self._behind, "counted": list(self.till.counted.items())}
        head = json.dumps(facts, separators=(",", ":")).encode()
        return len(head).to_bytes(8, "big") + head + self.policy.to_bytes()

    def _begin(self) -> None:
        _log.warning("The log is shorter than what was learnt from it, so it is another one; it is learnt from the priors.")
        for path in self._earlier:
            path.unlink(missing_ok=True)
        self._from_priors()
        self.marked = 0

    def _from_priors(self) -> None:
        self.policy, self.till = make_policy(self._name), Till(self._weights)
        self.after, self._since, self._kept, self._behind, self._changed = "0-0", 0, 0, True, True

    def _restore(self, path: Path | None = None) -> bool:
        """Whether the file was there and could be used."""
        try:
            body = (path or self._own).read_bytes()
            size = int.from_bytes(body[:8], "big")
            facts = json.loads(body[8:8 + size])
            policy: Policy = type(self.policy).from_bytes(body[8 + size:])
            counted = OrderedDict((key, dict(parts)) for key, parts in facts["counted"])
            self.policy, self.till = policy, Till(self._weights, counted)
            self.after, self._behind = facts["after"], bool(facts.get("behind", False))
            self.marked, self._since = int(facts.get("marked", 0)), int(facts.get("since", 0))
            self._kept = int(facts.get("kept", 0))
            if "since" not in facts and path is None:  # of a version before: nobody knows what it began with
                for earlier in self._earlier:
                    _replace(earlier, body)
            return True
        except FileNotFoundError:
            return False
        except (LotseError, OSError, ValueError, KeyError) as error:
            _log.error("The learner's file cannot be used and is made anew: %s", error)
            return False


def _by_passage(release: Release | None) -> dict[str, Arm]:
    return {arm.passage: arm for arm in arms_of(release)} if release else {}


def _knows(till: Till, decisions: set[str]) -> bool:
    return any(key.partition("|")[0] in decisions for key in till.counted)


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
