"""All keys in Redis in one table: what they hold, who writes them, how long they live, how large they may grow."""

from __future__ import annotations

from dataclasses import dataclass

DAY = 86_400


@dataclass(frozen=True)
class Key:
    """One kind of key. `ttl` in seconds, 0 = lives as long as the projection; `most` bounds its size in words."""

    pattern: str
    holds: str
    owner: str
    ttl: int
    most: str


POSITION = Key("lotse:{site}:position", "hash: epoch, seq, ready, turn; missing = the projection must be rebuilt",
               "events/projector", 0, "4 fields")
PROFILE = Key("lotse:{site}:{epoch}:profile:{visitor}", "JSON of one consented visitor's profile", "events/projector",
              180 * DAY, "64 clues, 20 clicked items")
COUNTS = Key("lotse:{site}:{epoch}:counts:{day}", "hash of counters: type|document -> n, type|document|ranking -> n",
             "events/projector", 40 * DAY, "20,000 fields, then one named 'other'")
SHARES = Key("lotse:{site}:{epoch}:shares:{visitor}", "list of JSON [[day, counter, n], ...]: what a visitor added to the "
             "counters, to be taken away when he is erased", "events/projector", 40 * DAY, "2,000 parts, the oldest go first")
REWARDS = Key("lotse:{site}:{epoch}:rewards", "stream of what policies learn from; ids are <seq>-<n>",
              "events/projector", 0, "100,000 entries, the oldest go first")
RATE = Key("lotse:rate:{minute}:{network}", "requests of one key and network in one minute; the network as keyed hash",
           "web/rate", 120, "one number")

KEYS: tuple[Key, ...] = (POSITION, PROFILE, COUNTS, SHARES, REWARDS, RATE)

MOST_COUNTERS = 20_000
MOST_SHARES = 2_000
MOST_REWARDS = 100_000


def position(site: str) -> str:
    """Where the projection stands."""
    return POSITION.pattern.format(site=site)


def profile(site: str, epoch: str, visitor: str) -> str:
    """One visitor's profile; `visitor` is the keyed hash."""
    return PROFILE.pattern.format(site=site, epoch=epoch, visitor=visitor)


def counts(site: str, epoch: str, day: str) -> str:
    """Counters of one day, YYYY-MM-DD."""
    return COUNTS.pattern.format(site=site, epoch=epoch, day=day)


def shares(site: str, epoch: str, visitor: str) -> str:
    """One visitor's part of the counters; `visitor` is the keyed hash."""
    return SHARES.pattern.format(site=site, epoch=epoch, visitor=visitor)


def rewards(site: str, epoch: str) -> str:
    """What policies read."""
    return REWARDS.pattern.format(site=site, epoch=epoch)


def rate(minute: int, network: str) -> str:
    """Requests of one minute."""
    return RATE.pattern.format(minute=minute, network=network)


def all_of(site: str) -> str:
    """Pattern of every key of the projection, for clearing up."""
    return f"lotse:{site}:*"
