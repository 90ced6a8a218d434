"""So many requests a minute from one key and network, counted across processes while the store is up."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from engine import clock
from engine.errors import InvalidInput
from engine.settings import Settings
from engine.store import keyspace
from engine.store.counters import SharedCounters
from engine.web.problems import Problem

_MINUTE = 60


class RateLimit:
    """Args:
        secret: addresses are only ever counted under a keyed hash of their network; none is kept or logged.
    """

    def __init__(self, settings: Settings, secret: bytes, shared: SharedCounters | None = None) -> None:
        self._most = settings.rate_per_minute
        self._secret, self._shared = secret, shared
        self._local = FixedWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(self._most)
        self._exempt = _networks(settings.rate_exempt)

    def check(self, key: str, address: str, *, forwarded: bool) -> None:
        """Count one request.

        Args:
            address: of the caller, after the trusted proxies. forwarded: an untrusted proxy stands before us, so that
                `address` is the proxy's.

        Raises:
            Problem: 429 with Retry-After.
        """
        network = prefix(address)
        if not forwarded and any(ip_address(network.partition("/")[0]) in one for one in self._exempt):
            return
        name = hmac.new(self._secret, f"{key}|{network}".encode(), hashlib.sha256).hexdigest()[:32]
        now = int(clock.now().timestamp())
        if self._allowed(name, now // _MINUTE):
            return
        wait = _MINUTE - now % _MINUTE
        raise Problem(429, "too-many-requests", f"More than {self._most} requests in a minute from your network.",
                      fix=f"Wait {wait} seconds.", headers={"Retry-After": str(wait)})

    def _allowed(self, name: str, minute: int) -> bool:
        count = self._shared.hit(keyspace.rate(minute, name), keyspace.RATE.ttl) if self._shared else None
        if count is None:
            return bool(self._local.hit(self._item, name, str(minute)))
        return count <= self._most


def prefix(address: str) -> str:
    """The network of an address: /24 of IPv4, /48 of IPv6; "0.0.0.0/24" where there is none (a socket file)."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return "0.0.0.0/24"
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return str(ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise InvalidInput(f"LOTSE_RATE_EXEMPT: {error}.", where="settings",
                           fix="Give networks such as 127.0.0.0/8,::1/128, or nothing.") from error
