"""Makes the bundled model ready: dequantise, add the adapter, export to int8, all from installed files."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.encoding.adapter import Adapter, find_adapter, merge_adapter
from engine.encoding.model_file import SOURCE_SHA256, read_model_file, source_path
from engine.encoding.onnx_graph import BertShape, write_int8_onnx
from engine.encoding.standard_folder import bert_weights, write_standard_folder
from engine.encoding.tokenizer import latin_rows
from engine.errors import ModelError
from engine.settings import Settings

VERSION = 4  # raise it when a change of this room changes what is written
MANIFEST, ONNX, TOKENIZER = "manifest.json", "model.int8.onnx", "tokenizer.json"
PREPARE = "Run scripts/setup (or: python -m engine prepare)."
Progress = Callable[[str, float], None]  # what is being done, share done 0-1


def prepared_folder(settings: Settings) -> Path:
    """Where the model for these settings is or will be; its name tells source, adapter and code version."""
    adapter = find_adapter(settings)
    key = hashlib.sha256(f"{VERSION} {SOURCE_SHA256} {adapter.checksum if adapter else ''}".encode()).hexdigest()
    return settings.var / "model" / f"multilingual-e5-small-{'adapted' if adapter else 'plain'}-{key[:12]}"


def prepare(settings: Settings, progress: Progress | None = None) -> Path:
    """Make the bundled model under `settings.var/model/` unless it is there, whole; return its folder.

    Nothing is fetched. The folder appears complete or not at all, also when two processes prepare at once.

    Raises:
        ModelError: the package with the weights is missing or damaged, or the adapter does not fit.
    """
    target = prepared_folder(settings)
    if _is_whole(target):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".build-", dir=target.parent))
    try:
        _build(beside, find_adapter(settings), progress or _silent)
        _publish(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a prepared folder: name, dimension, and SHA-256 and size of each file.

    Raises:
        ModelError: there is none or it cannot be read.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError("The embedding model has not been prepared.", where=str(folder), fix=PREPARE) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise ModelError("The manifest of the embedding model is damaged.", where=str(folder), fix=PREPARE)
    return manifest


def verified(folder: Path, name: str, manifest: dict[str, Any]) -> bytes:
    """Content of one file of a prepared folder, compared with the manifest.

    Raises:
        ModelError: the file is missing or was changed.
    """
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise ModelError("A file of the embedding model is missing.", where=str(folder / name), fix=PREPARE) from error
    if hashlib.sha256(data).hexdigest() != manifest["files"].get(name, {}).get("sha256"):
        raise ModelError("A file of the embedding model is damaged.", where=str(folder / name), fix=PREPARE)
    return data


def _build(folder: Path, adapter: Adapter | None, progress: Progress) -> None:
    progress("reading the bundled model", 0.0)
    model = read_model_file(source_path())
    rows = latin_rows(model)
    weights = bert_weights(model, rows)
    if adapter:
        progress("adding the adapter", 0.3)
        merge_adapter(weights, adapter)
    progress("writing the standard folder", 0.4)
    write_standard_folder(folder, model, rows, weights)
    progress("writing the int8 model", 0.6)
    write_int8_onnx(weights, BertShape(model.layers, model.heads, model.hidden, model.epsilon), folder / ONNX)
    progress("writing checksums", 0.95)
    _write_manifest(folder, model.hidden, adapter)
    progress("ready", 1.0)


def _write_manifest(folder: Path, dimension: int, adapter: Adapter | None) -> None:
    files = {path.relative_to(folder).as_posix(): {"sha256": _sha256(path), "bytes": path.stat().st_size}
             for path in sorted(folder.rglob("*")) if path.is_file()}
    manifest = {"model": "multilingual-e5-small", "source_sha256": SOURCE_SHA256, "version": VERSION,
                "adapter_sha256": adapter.checksum if adapter else None, "dimension": dimension, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


def _publish(beside: Path, target: Path) -> None:
    beside.chmod(0o755)
    if target.exists() and not _is_whole(target):
        os.replace(target, beside.with_name(beside.name + "-damaged"))
        shutil.rmtree(beside.with_name(beside.name + "-damaged"), ignore_errors=True)
    try:
        beside.rename(target)
    except OSError:
        if not _is_whole(target):  # otherwise another process was quicker, with the same result
            raise


def _is_whole(folder: Path) -> bool:
    """Whether every file is there in its size; the two that are served are compared byte by byte."""
    try:
        manifest = read_manifest(folder)
        sizes = all((folder / name).stat().st_size == entry["bytes"] for name, entry in manifest["files"].items())
        return sizes and all(verified(folder, name, manifest) for name in (ONNX, TOKENIZER))
    except (ModelError, OSError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _silent(_what: str, _share: float) -> None:
    return None
