"""The manifest of a release: sizes and checksums of every file, checked before anything may be served."""

from __future__ import annotations

import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ReleaseError

FORMAT = 1
NAME = "manifest.json"


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def release_id(manifest: bytes) -> str:
    """The id of a release is the checksum of its manifest, which holds the checksums of all else."""
    return f"sha256:{digest(manifest)}"


def folder_name(release: str) -> str:
    """Folder of a release below `releases/`."""
    return release.replace(":", "-")


def array_bytes(array: NDArray[Any]) -> bytes:
    """An array as the bytes of an .npy file, without pickle."""
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def bytes_array(data: bytes) -> NDArray[Any]:
    """The inverse of `array_bytes`."""
    return np.load(io.BytesIO(data), allow_pickle=False)  # type: ignore[no-any-return]


def write(folder: Path, files: dict[str, bytes], facts: dict[str, Any]) -> str:
    """Write files and manifest, flushed to disk.

    Args:
        folder: an empty folder.
        files: name -> content.
        facts: model, dimension, counts and whatever else the manifest states.

    Returns:
        The id of the release.
    """
    for name, data in files.items():
        _durable(folder / name, data)
    table = {name: {"sha256": digest(data), "bytes": len(data)} for name, data in sorted(files.items())}
    manifest = json.dumps({"format": FORMAT, **facts, "files": table}, indent=1, sort_keys=True).encode()
    _durable(folder / NAME, manifest)
    return release_id(manifest)


def read(folder: Path) -> tuple[str, dict[str, Any], dict[str, bytes]]:
    """Read and verify a release folder: (id, manifest, files).

    Raises:
        ReleaseError: a file is missing, added, of another size or of another checksum.
    """
    manifest_bytes = _bytes(folder / NAME, folder)
    identity = release_id(manifest_bytes)
    if folder_name(identity) != folder.name:
        raise _damaged(folder, "its manifest has been changed")
    manifest = json.loads(manifest_bytes)
    if manifest.get("format") != FORMAT:
        raise _damaged(folder, f"it has format {manifest.get('format')}, this version reads {FORMAT}")
    extra = {path.name for path in folder.iterdir()} - set(manifest["files"]) - {NAME}
    if extra:
        raise _damaged(folder, f"it holds files that do not belong to it: {sorted(extra)}")
    files = {}
    for name, facts in manifest["files"].items():
        data = _bytes(folder / name, folder)
        if len(data) != facts["bytes"] or digest(data) != facts["sha256"]:
            raise _damaged(folder, f"{name} is not what was built")
        files[name] = data
    return identity, manifest, files


def _bytes(path: Path, folder: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _damaged(folder, f"{path.name} cannot be read ({error.strerror})") from error


def _damaged(folder: Path, why: str) -> ReleaseError:
    return ReleaseError(f"The release is not served: {why}.", where=folder.name,
                        fix="Build it again: python -m engine index DIR; or go back: python -m engine rollback.")


def _durable(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
