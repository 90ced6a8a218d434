"""Reads a request's body as one strict JSON object, whatever somebody sends."""

from __future__ import annotations

import json
import math
from typing import Any

from flask import request

from engine.web.problems import Problem

MOST_DEPTH = 16
_TYPES = {"application/json", "text/plain"}


def json_object(limit: int) -> dict[str, Any]:
    """The body of the current request.

    `text/plain` is welcome: a browser sends it across origins without asking permission first.

    Raises:
        Problem: 415 for another type or a compressed body, 413 above `limit` bytes, 400 for anything but one object.
    """
    if request.content_encoding and request.content_encoding.lower() != "identity":
        raise Problem(415, "unsupported-media-type", "A compressed body is not accepted.", where="Content-Encoding",
                      fix="Send the JSON uncompressed.", headers={"Accept-Encoding": "identity"})
    if request.mimetype not in _TYPES:
        raise Problem(415, "unsupported-media-type", f"The body's type {request.mimetype[:80]!r} is not accepted.",
                      where="Content-Type", fix="Send JSON as application/json or text/plain.")
    return parse_object(_bytes(limit))


def parse_object(data: bytes) -> dict[str, Any]:
    """One JSON object from bytes: UTF-8, no duplicate keys, finite numbers, at most 16 levels deep.

    Raises:
        Problem: 400, saying what is wrong.
    """
    if not data.strip():
        raise _malformed("The body is empty.")
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise _malformed(f"The body is not UTF-8 (byte {error.start}).") from error
    except RecursionError as error:
        raise _malformed(f"The JSON is nested more than {MOST_DEPTH} levels deep.") from error
    except json.JSONDecodeError as error:
        raise _malformed(f"The body is not JSON: {error.msg}, line {error.lineno} column {error.colno}.") from error
    except ValueError as error:  # a number with more digits than Python converts
        raise _malformed("The JSON holds a number that is too long.") from error
    if not isinstance(value, dict):
        raise _malformed("The body must be one JSON object.")
    _check(value)
    return value


def _bytes(limit: int) -> bytes:
    if request.content_length is not None and request.content_length > limit:
        raise _too_large(limit)
    data = request.stream.read(limit + 1)  # a length may be missing or a lie
    if len(data) > limit:
        raise _too_large(limit)
    return data


def _check(root: dict[str, Any]) -> None:
    """Depth, infinite numbers and half characters, without recursion."""
    waiting: list[tuple[Any, int]] = [(root, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise _malformed(f"The JSON is nested more than {MOST_DEPTH} levels deep.")
        if isinstance(value, dict):
            waiting += [(one, depth + 1) for one in value.values() if isinstance(one, dict | list)]
            _plain(value.keys())
            _plain(value.values())
        else:
            waiting += [(one, depth + 1) for one in value if isinstance(one, dict | list)]
            _plain(value)


def _plain(values: Any) -> None:
    for value in values:
        if isinstance(value, float) and not math.isfinite(value):
            raise _malformed("The JSON holds a number that is too large.")
        if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            raise _malformed("The JSON holds half of a character (a lone surrogate).")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _malformed(f"The key {twice[:60]!r} is given twice.")
    return found


def _refuse_constant(name: str) -> Any:
    raise _malformed(f"{name} is no JSON number.")


def _malformed(what: str) -> Problem:
    return Problem(400, "malformed-body", what, where="body",
                   fix="Send one JSON object in UTF-8, without duplicate keys, NaN or Infinity.")


def _too_large(limit: int) -> Problem:
    return Problem(413, "too-large", f"The body is larger than {limit} bytes.", where="body",
                   fix=f"Send at most {limit} bytes at once.")
