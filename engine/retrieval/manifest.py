"""The manifest of a release: sizes and checksums of every file, checked before anything may be served."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
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
    manifest, problem = checked(manifest_bytes, folder.name, _sizes(folder))
    if problem:
        raise _damaged(folder, problem)
    files = {}
    for name, facts in manifest["files"].items():
        data = _bytes(folder / name, folder)
        if digest(data) != facts["sha256"]:
            raise _damaged(folder, f"{name} is not what was built")
        files[name] = data
    return release_id(manifest_bytes), manifest, files


def checked(manifest: bytes, folder: str, sizes: Mapping[str, int]) -> tuple[dict[str, Any], str]:
    """(what the manifest states, nothing if it is not to be believed; why the release may not be served, "" = nothing found).

    Args:
        folder: name of the release's folder. sizes: bytes of every file in it, by name.
    """
    if folder_name(release_id(manifest)) != folder:
        return {}, "its manifest has been changed"
    facts: dict[str, Any] = json.loads(manifest)
    if facts.get("format") != FORMAT:
        return facts, f"it has format {facts.get('format')}, this version reads {FORMAT}"
    expected = {name: entry["bytes"] for name, entry in facts["files"].items()}
    found = {name: size for name, size in sizes.items() if name != NAME}
    wrong = sorted(name for name, _ in expected.items() ^ found.items())
    return facts, f"{wrong[0]} is not what was built" if wrong else ""


def _sizes(folder: Path) -> dict[str, int]:
    try:
        return {path.name: path.stat().st_size for path in folder.iterdir()}
    except OSError as error:
        raise _damaged(folder, f"its files cannot be listed ({error.strerror})") from error


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
