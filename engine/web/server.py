"""Between the server program and Flask: a request takes a thread only when its whole body is there."""

from __future__ import annotations

import asyncio
import contextlib
import io
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from engine.assembly import Assembly
from engine.errors import LotseError
from engine.settings import Settings
from engine.store.readiness import tell_ready
from engine.web import pressure
from engine.web.application import build
from engine.web.problems import Problem, as_response, unavailable

_BODY_SECONDS = 10.0
_MOST_BUFFERED = 64 * 1024 * 1024  # bytes of unfinished bodies in one process
_WAITING_PER_THREAD = 32
_RSGI = Any  # granian's scope and protocol come from its compiled part
Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes | Iterable[bytes]]


class WsgiApp(Protocol):
    """Any WSGI application."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """PEP 3333."""
        ...


def serve_app() -> Server:
    """What the server program loads in every worker; settings come from the environment."""
    # until the server program takes signals over, this process would ignore them, and be killed after ten seconds
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    settings = Settings.load()
    app = build(settings, Assembly(settings))
    with contextlib.suppress(LotseError):  # it answers plainly until it can do better, but replaces nobody who can
        app.extensions["lotse"].engine().current.get()
        tell_ready()
    return Server(app.wsgi_app, settings.threads, settings.max_batch_bytes)


class Server:
    """Bodies are read in the event loop, with limits in size and time: thousands of slow clients block nobody.

    Args:
        threads: that run the app. most: bytes of the largest body that any route takes.
    """

    def __init__(self, app: WsgiApp, threads: int, most: int) -> None:
        self._app, self._most = app, most
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="lotse-request")
        self._most_waiting = threads * _WAITING_PER_THREAD
        self._waiting = self._buffered = 0

    async def __rsgi__(self, scope: _RSGI, protocol: _RSGI) -> None:
        """One request."""
        held: list[bytes] = []
        try:
            body = await self._body(scope, protocol, held)
            if self._waiting >= self._most_waiting:
                raise unavailable("Too many requests are waiting.", "Try again in a second.", seconds=1)
            await self._answer(environ(scope, body), protocol)
        except Problem as problem:
            refused = as_response(problem)
            protocol.response_bytes(problem.status, list(refused.headers.items()), refused.get_data())
        finally:
            self._buffered -= sum(map(len, held))

    def __rsgi_del__(self, _loop: Any) -> None:
        """The worker ends: let threads finish what they are doing, without waiting for more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _body(self, scope: _RSGI, protocol: _RSGI, held: list[bytes]) -> bytes:
        """The whole body; its pieces stay in `held` until the request is done.

        Raises:
            Problem: 413 too large, 408 too slow, 503 too much from everybody together.
        """
        if scope.method in {"GET", "HEAD", "OPTIONS"}:
            return b""
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                async for piece in protocol:
                    held.append(bytes(piece))
                    self._buffered += len(held[-1])
                    if sum(map(len, held)) > self._most:
                        raise Problem(413, "too-large", f"The body is larger than {self._most} bytes.", where="body",
                                      fix=f"Send at most {self._most} bytes at once.")
                    if self._buffered > _MOST_BUFFERED:
                        raise unavailable("Too many requests are being sent.", "Try again in a second.", seconds=1)
        except TimeoutError:
            raise Problem(408, "too-slow", f"The body did not arrive within {_BODY_SECONDS:.0f} seconds.", where="body",
                          fix="Send the request again.") from None
        return b"".join(held)

    async def _answer(self, env: dict[str, Any], protocol: _RSGI) -> None:
        loop = asyncio.get_running_loop()
        pressure.queued(env)
        self._waiting += 1
        try:
            status, headers, pieces = await loop.run_in_executor(self._pool, self._call, env)
        finally:
            self._waiting -= 1
        if isinstance(pieces, bytes):
            protocol.response_bytes(status, headers, pieces)
            return
        iterator = iter(pieces)
        transport = protocol.response_stream(status, headers)
        try:
            while (piece := await loop.run_in_executor(self._pool, next, iterator, None)) is not None:
                await transport.send_bytes(piece)
        finally:
            with contextlib.suppress(AttributeError):
                pieces.close()  # type: ignore[attr-defined]

    def _call(self, env: dict[str, Any]) -> Answer:
        """Run the app; answers of known length come back whole, long streams piece by piece."""
        begun: list[tuple[int, Headers]] = []
        pressure.begun(env)

        def start_response(status: str, headers: Headers, _error: Any = None) -> Callable[[bytes], object]:
            begun.append((int(status.partition(" ")[0]), [(name.lower(), value) for name, value in headers]))
            return io.BytesIO().write

        pieces = self._app(env, start_response)
        status, headers = begun[-1]
        if env["REQUEST_METHOD"] != "HEAD" and status == 200 and not any(name == "content-length" for name, _ in headers):
            return status, headers, pieces
        return status, headers, b"".join(_closing(pieces))


def environ(scope: _RSGI, body: bytes) -> dict[str, Any]:
    """The WSGI environment of a request whose body is complete."""
    host, _, port = scope.server.rpartition(":")
    client, _, client_port = scope.client.rpartition(":")
    env: dict[str, Any] = {
        "REQUEST_METHOD": scope.method, "SCRIPT_NAME": "", "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string, "SERVER_NAME": host.strip("[]"), "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}", "REMOTE_ADDR": client.strip("[]"), "REMOTE_PORT": client_port,
        "wsgi.version": (1, 0), "wsgi.url_scheme": scope.scheme, "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False, "wsgi.input_terminated": True,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # in here X_Forwarded_For would be X-Forwarded-For, which only the proxy may say
            continue
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        env[key] = f"{env[key]},{value}" if key in env else value
    env.setdefault("HTTP_HOST", scope.authority or scope.server)
    env.pop("HTTP_TRANSFER_ENCODING", None)
    if body or "CONTENT_LENGTH" in env:
        env["CONTENT_LENGTH"] = str(len(body))
    return env


def _closing(pieces: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    finally:
        with contextlib.suppress(AttributeError):
            pieces.close()  # type: ignore[attr-defined]
