"""The state of one visitor in a few hundred bytes: the clues themselves, shortened, newest first, bounded."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.errors import InvalidInput
from engine.retrieval.release import Release
from engine.visitors.fading import left_of
from engine.visitors.models import Clue
from engine.visitors.private_life import usable

MOST_CLUES = 24
MOST_BYTES = 1024
LONGEST_QUERY = 80
GONE = 0.02
_FORMAT = 1
_Row = tuple[int, str, str, str, float]


@dataclass(frozen=True)
class Profile:
    """Clues as rows of (second, type, document, words, value); a set, so that order and repetition do not matter.

    What is kept depends only on the rows themselves: the newest `MOST_CLUES`, ties broken by content. So adding in
    any order, twice, or merging two halves gives the same profile.
    """

    rows: frozenset[_Row] = frozenset()

    @classmethod
    def empty(cls) -> Profile:
        """Of somebody never seen."""
        return cls()

    def add(self, clue: Clue, release: Release | None = None) -> Profile:
        """With one more clue; private facts are cut, a question about private life keeps no words.

        Args:
            release: where given, clues about documents it does not hold keep no path.
        """
        known = release is None or not clue.document or release.document(clue.document) is not None
        row = (int(clue.at.timestamp()), clue.type[:24], clue.document if known else "",
               usable(clue.query)[:LONGEST_QUERY], round(clue.value, 3))
        return Profile(_newest([*self.rows, row]))

    def merge(self, other: Profile) -> Profile:
        """Of two devices or two partial logs."""
        return Profile(_newest([*self.rows, *other.rows]))

    def clues(self) -> tuple[Clue, ...]:
        """Oldest first."""
        return tuple(
            Clue(kind, datetime.fromtimestamp(at, UTC), document, query, value)
            for at, kind, document, query, value in sorted(self.rows)
        )

    def faded(self, now: datetime, half_life_days: float) -> Profile:
        """Without what has lost nearly all its weight by `now`."""
        rows = [row for row in self.rows
                if row[0] > now.timestamp() or left_of(_moment(row), now, half_life_days) >= GONE]
        return Profile(frozenset(rows))

    def to_bytes(self) -> bytes:
        """At most `MOST_BYTES`; the oldest clues are left out until it fits."""
        rows = sorted(self.rows, reverse=True)
        while True:
            packed = zlib.compress(_as_json(rows).encode(), 9)
            if len(packed) <= MOST_BYTES or not rows:
                return packed
            rows.pop()

    @classmethod
    def from_bytes(cls, data: bytes) -> Profile:
        """Read again.

        Raises:
            InvalidInput: these are not the bytes of a profile.
        """
        try:
            packed = zlib.decompressobj()
            text = packed.decompress(data, 1 << 16)
            version, start, rows = json.loads(text)
            if version != _FORMAT or not packed.eof:
                raise ValueError(f"format {version}, or cut off")
            return cls(_newest([_row(start, row) for row in rows]))
        except (zlib.error, ValueError, TypeError, KeyError, IndexError) as error:
            raise InvalidInput(f"The stored profile cannot be read: {error}", where="profile",
                               fix="Project it again from the event log.") from error


def _newest(rows: Iterable[_Row]) -> frozenset[_Row]:
    return frozenset(sorted(set(rows), reverse=True)[:MOST_CLUES])


def _as_json(rows: list[_Row]) -> str:
    start = rows[0][0] if rows else 0
    short = [[start - at, kind, document, query, value] for at, kind, document, query, value in rows]
    return json.dumps([_FORMAT, start, short], ensure_ascii=False, separators=(",", ":"))


def _row(start: int, row: list[Any]) -> _Row:
    ago, kind, document, query, value = row
    return int(start) - int(ago), str(kind), str(document), str(query), float(value)


def _moment(row: _Row) -> datetime:
    return datetime.fromtimestamp(row[0], UTC)
