"""serve: from a folder to a running service, in the foreground; ends everything it started, and nothing else."""

from __future__ import annotations

import json
import os
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated, Any

import typer

from engine import clock
from engine.commands.demo_key import demo_key
from engine.commands.processes import Child, Stop
from engine.commands.web_service import WebService
from engine.errors import LotseError, ReleaseError, SettingError
from engine.retrieval.shelf import Shelf
from engine.settings import Settings
from engine.store.embedded import EmbeddedStore

_ROOT = Path(__file__).resolve().parents[2]
_READY_SECONDS = 120.0
_LOOK_EVERY = 0.5


def serve(
    content: Annotated[Path | None, typer.Option(help="The library folder; default: content/.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Default: LOTSE_PORT or 8080.")] = None,
    index: Annotated[bool, typer.Option(help="Build a release first.")] = True,
) -> None:
    """Index the library, start store and service, print the addresses; Ctrl-C ends it."""
    given: dict[str, Any] = {name: value for name, value in (("content", content), ("port", port)) if value is not None}
    settings = Settings.load(**given)
    settings = Settings.load(**given, var=settings.var.absolute())
    require_free_port(settings)
    stop = Stop()
    if index and not _indexed(settings, stop):
        return
    _run(settings, stop)


def _run(settings: Settings, stop: Stop) -> None:
    key = demo_key(settings)
    store = None if settings.redis_url else EmbeddedStore(settings.var)
    web = WebService(settings, child_environment(settings))
    projecting = Child("projector", [sys.executable, "-m", "engine", "project"], child_environment(settings), _ROOT)
    try:
        if store:
            _say("Starting the embedded store")
            store.start()
        projecting.start()
        _say(f"Starting {settings.workers} service processes")
        web.start()
        if _ready(settings, web, stop):
            _tell(settings, key)
        _watch(store, web, projecting, stop)
    finally:
        web.stop()
        projecting.stop()
        if store:
            store.stop()
        _say("Stopped.")


def _watch(store: EmbeddedStore | None, web: WebService, projecting: Child, stop: Stop) -> None:
    def look() -> None:
        if web.revive():
            _say("The service had ended and was started again.")
        if projecting.revive():
            _say("The projector had ended and was started again.")
        if store and store.ended is not None:
            store.start()
            _say("The embedded store had ended and was started again.")

    while not stop.wait(_LOOK_EVERY):
        if stop.renewal():
            if web.renew(stop, look):
                projecting.stop()  # projector and learner must not stay behind with the code of before
                projecting.start()
                _say("The service processes were renewed.")
            else:
                _say("The service processes stay as they are.")
        look()


def child_environment(settings: Settings) -> dict[str, str]:
    """The same settings for every child, whatever folder it runs in; one thread for linear algebra in each worker."""
    env = {**os.environ, "LOTSE_VAR": str(settings.var), "LOTSE_PORT": str(settings.port), "PYTHONUNBUFFERED": "1",
           "LOTSE_CONTENT": str(settings.content.absolute())}
    env.setdefault("OMP_NUM_THREADS", "1")
    env.setdefault("TOKENIZERS_PARALLELISM", "false")
    return env


def require_free_port(settings: Settings) -> None:
    """Before anything is built.

    Raises:
        SettingError: somebody else listens there.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
            probe.listen(1)
        except OSError as error:
            raise SettingError(f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}.",
                               where="LOTSE_PORT", fix="Give another one: scripts/run --port N.") from error


def _indexed(settings: Settings, stop: Stop) -> bool:
    """Build in a process of its own, whose memory is free afterwards; False when told to stop meanwhile.

    Raises:
        ReleaseError: the build failed and there is no earlier release to serve.
    """
    _say(f"Building the release from {settings.content}")
    env = child_environment(settings)
    env.pop("OMP_NUM_THREADS", None)
    build = Child("build", [sys.executable, "-m", "engine", "index", str(settings.content.absolute())], env, _ROOT)
    build.start()
    while build.status is None:
        if stop.wait(0.05):
            build.stop()
            return False
    if build.status == 0:
        return True
    if Shelf(settings.var / "releases").current() is None:
        raise ReleaseError("The release could not be built; the reason is above.", where=str(settings.content),
                           fix="python -m engine check DIR lists what is wrong with a library folder.")
    _say("The new release could not be built (see above). SERVING THE PREVIOUS RELEASE.")
    return True


def _ready(settings: Settings, web: WebService, stop: Stop) -> bool:
    """Wait until it answers; False when told to stop.

    Raises:
        LotseError: it does not get ready.
    """
    deadline = clock.monotonic() + _READY_SECONDS
    reason = "no answer"
    while clock.monotonic() < deadline:
        if stop.wait(0.1):
            return False
        web.revive()
        try:
            with urllib.request.urlopen(f"{_address(settings)}/health/ready", timeout=30):  # noqa: S310
                return True
        except urllib.error.HTTPError as error:
            reason = str(json.loads(error.read() or b"{}").get("detail", error))
        except OSError:
            continue
    raise LotseError(f"The service did not get ready: {reason}")


def _address(settings: Settings) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{settings.port}"


def _tell(settings: Settings, key: str) -> None:
    base = settings.public_url.rstrip("/") or _address(settings)
    _say(f"""
Lotse is ready.
  demo      {base}/demo/
  docs      {base}/docs
  health    {base}/health/ready
  demo key  {key}
  state     {settings.var}
Ctrl-C ends it.""")


def _say(text: str) -> None:
    typer.echo(text)
    sys.stdout.flush()


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(serve)
