"""Connections to the store whose every wait, for a byte or for a name, is charged to the request's budget."""

from __future__ import annotations

import socket
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from redis.connection import Connection, SSLConnection, UnixDomainSocketConnection

from engine.store import budget

_connecting = ThreadPoolExecutor(4, thread_name_prefix="lotse-store-connect")  # its threads start when first used


class ChargedSocket:
    """A connected socket; the client library gives each read the same time again, so that bytes that drip keep it
    reading for ever. Here they all take from one budget."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._seconds = sock, sock.gettimeout()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def settimeout(self, seconds: float | None) -> None:
        """As of any socket."""
        self._seconds = seconds
        self._sock.settimeout(seconds)

    def recv(self, size: int) -> bytes:
        """As of any socket.

        Raises:
            TimeoutError: nothing came in time, or no time is left.
        """
        with budget.waiting(self._seconds) as seconds:
            self._sock.settimeout(seconds)
            return self._sock.recv(size)

    def sendall(self, data: bytes) -> None:
        """As of any socket.

        Raises:
            TimeoutError: not all was taken in time, or no time is left.
        """
        with budget.waiting(self._seconds) as seconds:
            self._sock.settimeout(seconds)
            self._sock.sendall(data)


class _InTime:
    """Looking a name up has no timeout of its own, and each of its addresses, and TLS, would get a whole one: so
    connecting is done beside the request, which leaves when its time is up."""

    socket_connect_timeout: float | None

    def _connect(self) -> ChargedSocket:
        with budget.waiting(self.socket_connect_timeout) as seconds:
            connected = _connecting.submit(super()._connect)  # type: ignore[misc]
            try:
                return ChargedSocket(connected.result(seconds))
            except TimeoutError:
                connected.cancel()
                connected.add_done_callback(_close)
                raise


class _OverNetwork(_InTime, Connection):
    """redis://"""


class _OverTls(_InTime, SSLConnection):
    """rediss://"""


class _OverFile(UnixDomainSocketConnection):
    """unix://"""

    def _connect(self) -> ChargedSocket:
        with budget.waiting(self.socket_connect_timeout):
            return ChargedSocket(super()._connect())  # type: ignore[no-untyped-call]


def connection_class(address: str) -> type[Connection | UnixDomainSocketConnection]:
    """For redis://, rediss:// or unix:// addresses."""
    return {"rediss": _OverTls, "unix": _OverFile}.get(urlsplit(address).scheme, _OverNetwork)


def _close(connected: Future[Any]) -> None:
    """A connection that came too late."""
    if not connected.cancelled() and connected.exception() is None:
        connected.result().close()
