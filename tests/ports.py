"""Ports for what a test starts by itself; two test runs side by side never draw the same one."""

from __future__ import annotations

import itertools
import socket

# below what systems hand out by themselves (32768 and above), so no connection of anybody takes one meanwhile
_FIRST, _LAST, _EACH = 20_000, 32_000, 200


def free_port() -> int:
    """A port that nobody listens on; drawn from a range that belongs to this process.

    Raises:
        RuntimeError: a whole range is in use.
    """
    for _ in range(_EACH):
        port = next(_numbers)
        held = _taken(port)
        if held:
            held.close()
            return port
    raise RuntimeError("No free port is left in the range of this test run.")


def _taken(port: int) -> socket.socket | None:
    """The port, bound; None where somebody has it."""
    made = socket.socket()
    try:
        made.bind(("127.0.0.1", port))
    except OSError:
        made.close()
        return None
    return made


def _own_range() -> tuple[socket.socket, range]:
    """The first range whose first port nobody holds; whoever holds that socket has the whole range."""
    for first in range(_FIRST, _LAST, _EACH):
        held = _taken(first)
        if held:
            return held, range(first + 1, first + _EACH)
    raise RuntimeError(f"Every range of ports between {_FIRST} and {_LAST} is in use by some test run.")


_mark, _range = _own_range()  # kept open until the process ends
_numbers = itertools.cycle(_range)
