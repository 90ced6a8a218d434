"""The secret of this instance, made once, known to all its processes and to nobody else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def instance_secret(var: Path) -> bytes:
    """32 random bytes kept in `var/secret` with mode 0600; two processes that start at once get the same."""
    path = var / "secret"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        write_once(path, secrets.token_bytes(32))
        return path.read_bytes()


def write_once(path: Path, content: bytes) -> None:
    """Put a private file (mode 0600) in place, whole, unless it is already there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)  # fails where it exists; rename would replace what another process already uses
    except FileExistsError:
        pass
    finally:
        beside.unlink(missing_ok=True)
