"""A policy's state as bytes: facts and arrays, with a checksum, so that a damaged file is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import StoreError

_MAGIC = b"LOTSEPOL1"
_DIGEST = 16


def pack(facts: dict[str, Any], arrays: Sequence[NDArray[np.float32]]) -> bytes:
    """Magic, checksum, length of the facts, facts as JSON, arrays as little-endian 32-bit floats of equal length."""
    head = json.dumps({**facts, "arrays": len(arrays)}, separators=(",", ":"), sort_keys=True).encode()
    body = len(head).to_bytes(4, "big") + head + b"".join(a.astype("<f4").tobytes() for a in arrays)
    return _MAGIC + hashlib.blake2b(body, digest_size=_DIGEST).digest() + body


def unpack(state: bytes, versions: AbstractSet[str]) -> tuple[dict[str, Any], list[NDArray[np.float32]]]:
    """Facts and arrays again.

    Raises:
        StoreError: not such bytes, damaged, or of none of these versions.
    """
    start = len(_MAGIC) + _DIGEST
    body = state[start:]
    if state[: len(_MAGIC)] != _MAGIC or hashlib.blake2b(body, digest_size=_DIGEST).digest() != state[len(_MAGIC):start]:
        raise _broken("is damaged or no policy state")
    size = int.from_bytes(body[:4], "big")
    facts: dict[str, Any] = json.loads(body[4:4 + size])
    if facts["version"] not in versions:
        raise _broken(f"is of {facts['version']}, not {' or '.join(sorted(versions))}")
    count = facts.pop("arrays")
    if not count:
        return facts, []
    numbers = np.frombuffer(body[4 + size:], dtype="<f4").astype(np.float32)
    return facts, list(numbers.reshape(count, -1).copy())


def _broken(what: str) -> StoreError:
    return StoreError(f"The policy's state {what}.", where="var/policy",
                      fix="Delete the folder; the policy starts from its priors and learns again from the log.")
