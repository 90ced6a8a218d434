"""When more is asked than can be answered in full: first the model and the ranking are left out, then who waited too long
is told to come again; events, consent and erasure come in as ever."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request

from engine import clock
from engine.errors import LotseError
from engine.web.problems import unavailable

SHED_AFTER = 0.1  # seconds; who has waited longer for a thread gets the plainer answer, which costs a fraction
REFUSE_AFTER = 0.3  # seconds; after that even the plainer answer would come too late, and keep the next one waiting too
_SINCE, _WAITED = "lotse.since", "lotse.waited"
_ANSWERS = frozenset({"/v1/recommendations", "/v1/preview", "/v1/ask", "/v1/snippets.html"})


class Shed(LotseError):
    """What costs most was left out, because more is asked than can be answered in full.

    Nothing is broken, and under load it is said of most requests: it is counted, not logged.
    """

    status, code = 503, "overload"


def queued(environ: dict[str, Any]) -> None:
    """The request is complete and waits for a thread."""
    environ[_SINCE] = clock.monotonic()


def begun(environ: dict[str, Any]) -> None:
    """A thread has taken it up.

    Raises:
        Problem: 503, what it asks for is an answer, and it waited too long.
    """
    environ[_WAITED] = waited = clock.monotonic() - environ[_SINCE]
    if waited > REFUSE_AFTER and environ["PATH_INFO"] in _ANSWERS:
        raise unavailable("More is asked than can be answered.", "Try again in a second.", seconds=1)


def shed() -> None:
    """Asked before the costly parts of an answer.

    Raises:
        Shed: this request is to be answered without them, because it had to wait for its turn.
    """
    if has_request_context() and float(request.environ.get(_WAITED, 0.0)) > SHED_AFTER:
        raise Shed("More is asked than can be answered in full.")
