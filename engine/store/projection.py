"""The projection in Redis: applied with its position in one transaction, so that nothing counts twice."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from engine.errors import StoreError
from engine.settings import Settings
from engine.store import keyspace, shares
from engine.store.connect import ERRORS, address
from engine.store.profile_format import parsed

T = TypeVar("T")


def patient_client(settings: Settings) -> redis.Redis:
    """A client for background work: it may wait for a second where a request may not, but never hangs either."""
    return redis.Redis.from_url(address(settings), socket_timeout=1.0, socket_connect_timeout=0.5,
                                retry=Retry(NoBackoff(), 0), retry_on_timeout=False, decode_responses=False)


@dataclass(frozen=True, slots=True)
class Position:
    """How far the log was applied; `ready` = everything that was there when this epoch began is in."""

    epoch: str
    seq: int
    ready: bool
    turn: int


@dataclass
class Changes:
    """What a stretch of the log changes: whole profiles by visitor, counter steps by day and name, rewards.

    `shares`: the part of the steps that each visitor made. `drop`: profiles to forget; `erased`: visitors whose part of the
    counters goes too.
    """

    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    rewards: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    shares: dict[str, shares.Counts] = field(default_factory=dict)
    drop: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)


class Projection:
    """One site's projection.

    Raises (every method):
        StoreError: Redis is away, hangs, is full or was changed by somebody else meanwhile; nothing was applied half.
    """

    def __init__(self, client: redis.Redis, site: str) -> None:
        self._redis, self._site = client, site

    def position(self) -> Position | None:
        """Where it stands; None after it was emptied."""
        return self._guarded(lambda: _position(self._redis.hgetall(keyspace.position(self._site))))

    def begin(self) -> Position:
        """Start an empty projection under a new epoch, unless somebody just did."""
        key = keyspace.position(self._site)

        def start(pipe: Any) -> Position:
            found = _position(pipe.hgetall(key))
            if found:
                return found
            epoch = secrets.token_hex(4)
            pipe.multi()
            pipe.hset(key, mapping={"epoch": epoch, "seq": 0, "ready": 0, "turn": 0})
            pipe.execute()
            return Position(epoch, 0, False, 0)

        return self._watched(start)

    def reset(self) -> None:
        """Throw the projection away; whoever projects next begins from the log's first entry."""
        def clear() -> None:
            self._redis.delete(keyspace.position(self._site))
            for key in self._redis.scan_iter(match=keyspace.all_of(self._site), count=1000):
                self._redis.unlink(key)
        self._guarded(clear)

    def apply(self, at: Position, seq: int, ready: bool, changes: Changes) -> Position:
        """Everything of one stretch of the log and the new position, or nothing."""
        key = keyspace.position(self._site)

        def change(pipe: Any) -> Position:
            if _position(pipe.hgetall(key)) != at:
                raise redis.WatchError
            where = self._bounded(pipe, at, changes)
            steps = shares.steps_of(pipe, self._site, at.epoch, _added(changes.counts, where),
                                    shares.added_by(pipe, self._site, at.epoch, changes.erased))
            pipe.multi()
            for visitor, stored in changes.profiles.items():
                pipe.set(self._profile(at, visitor), json.dumps(stored, ensure_ascii=False, separators=(",", ":")),
                         ex=keyspace.PROFILE.ttl)
            for (day, name), step in steps.items():
                key_of_day = keyspace.counts(self._site, at.epoch, day)
                pipe.hdel(key_of_day, name) if step is None else pipe.hincrby(key_of_day, name, step)
            for day in {day for day, _ in changes.counts}:
                pipe.expire(keyspace.counts(self._site, at.epoch, day), keyspace.COUNTS.ttl)
            for visitor, made in changes.shares.items():
                shares.note(pipe, self._site, at.epoch, visitor, _added(made, where))
            for visitor in changes.erased:
                pipe.delete(keyspace.shares(self._site, at.epoch, visitor))
            self._reward(pipe, at, changes)
            for visitor in changes.drop:
                pipe.delete(self._profile(at, visitor))
            pipe.hset(key, mapping={"seq": seq, "ready": int(ready), "turn": at.turn + 1})
            pipe.execute()
            return Position(at.epoch, seq, ready, at.turn + 1)

        return self._watched(change)

    def profiles(self, at: Position, visitors: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Stored profiles of those visitors that have one."""
        wanted = sorted(set(visitors))
        if not wanted:
            return {}
        found: Any = self._guarded(lambda: self._redis.mget([self._profile(at, visitor) for visitor in wanted]))
        return {visitor: parsed(body) for visitor, body in zip(wanted, found, strict=True) if body is not None}

    def profile(self, visitor: str) -> tuple[Position | None, dict[str, Any] | None]:
        """Position and profile for one request: two short reads. The epoch may be gone in between; then no profile."""
        at = self.position()
        return (at, self.profiles(at, [visitor]).get(visitor)) if at else (None, None)

    def counts(self, day: str) -> dict[str, int]:
        """All counters of one day."""
        at = self.position()
        if at is None:
            return {}
        found: Any = self._guarded(lambda: self._redis.hgetall(keyspace.counts(self._site, at.epoch, day)))
        return {name.decode(): int(n) for name, n in found.items()}

    def rewards(self, after: str = "0-0", limit: int = 1000) -> list[tuple[str, dict[str, Any]]]:
        """Rewards after an id of this stream, oldest first, each with its id `<seq>-<n>`."""
        at = self.position()
        if at is None:
            return []
        found: Any = self._guarded(lambda: self._redis.xrange(
            keyspace.rewards(self._site, at.epoch), min=f"({after}", count=limit))
        return [(name.decode(), json.loads(fields[b"reward"])) for name, fields in found]

    def _reward(self, pipe: Any, at: Position, changes: Changes) -> None:
        number, before = 0, 0
        for seq, reward in changes.rewards:
            number = number + 1 if seq == before else 1
            before = seq
            pipe.xadd(keyspace.rewards(self._site, at.epoch), {"reward": json.dumps(reward, separators=(",", ":"))},
                      id=f"{seq}-{number}", maxlen=keyspace.MOST_REWARDS, approximate=True)

    def _bounded(self, pipe: Any, at: Position, changes: Changes) -> dict[tuple[str, str], tuple[str, str]]:
        """Where each counter is kept. Names made up by strangers cannot fill the memory: beyond the bound all new ones
        are 'other'."""
        bounded: dict[tuple[str, str], tuple[str, str]] = {}
        for day in {day for day, _ in changes.counts}:
            key = keyspace.counts(self._site, at.epoch, day)
            steps = {name: step for (d, name), step in changes.counts.items() if d == day}
            room = keyspace.MOST_COUNTERS - int(pipe.hlen(key))
            if room < len(steps):
                known = dict(zip(steps, pipe.hmget(key, list(steps)), strict=True))
            else:
                known = dict.fromkeys(steps)
            for name in sorted(steps):
                fits = known[name] is not None or room > 0
                room -= known[name] is None
                bounded[day, name] = (day, name if fits else "other")
        return bounded

    def _profile(self, at: Position, visitor: str) -> str:
        return keyspace.profile(self._site, at.epoch, visitor)

    def _watched(self, change: Callable[[Any], T]) -> T:
        def run() -> T:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.watch(keyspace.position(self._site))  # type: ignore[no-untyped-call]
                return change(pipe)
        return self._guarded(run)

    def _guarded(self, action: Callable[[], T]) -> T:
        try:
            return action()
        except ERRORS as error:
            raise StoreError(f"The store did not take part: {type(error).__name__}: {error}.", where="Redis",
                             fix="Nothing is lost; the projector goes on when the store answers again.") from error


def _added(counts: shares.Counts, where: dict[tuple[str, str], tuple[str, str]]) -> shares.Counts:
    """The steps under the names they are kept by."""
    sums: shares.Counts = {}
    for name, step in counts.items():
        sums[where[name]] = sums.get(where[name], 0) + step
    return sums


def _position(found: Any) -> Position | None:
    if not found or b"epoch" not in found:
        return None
    return Position(found[b"epoch"].decode(), int(found[b"seq"]), found[b"ready"] == b"1", int(found[b"turn"]))
