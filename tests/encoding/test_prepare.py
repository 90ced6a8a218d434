"""Preparation: atomic, idempotent, never from the network, damage found and repaired."""

import json
import time
from pathlib import Path

import pytest

from engine.encoding import prepare as module
from engine.encoding.load import load_encoder
from engine.encoding.model_file import read_model_file
from engine.encoding.prepare import MANIFEST, ONNX, TOKENIZER, prepare, prepared_folder, read_manifest, verified
from engine.errors import ModelError
from engine.settings import Settings


@pytest.fixture
def small_build(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Replaces the costly part by two small files; the list counts the builds."""
    built: list[Path] = []

    def build(folder: Path, adapter: object, progress: object) -> None:
        built.append(folder)
        (folder / ONNX).write_bytes(b"graph" * 100)
        (folder / TOKENIZER).write_text("{}")
        module._write_manifest(folder, 384, None)

    monkeypatch.setattr(module, "_build", build)
    return built


def test_second_preparation_does_nothing_and_is_quick(model_folder: Path) -> None:
    before = (model_folder / MANIFEST).stat().st_mtime_ns
    started = time.process_time()
    assert prepare(Settings.load()) == model_folder
    assert time.process_time() - started < 0.5
    assert (model_folder / MANIFEST).stat().st_mtime_ns == before


def test_manifest_names_every_file_with_its_checksum(plain_folder: Path) -> None:
    manifest = read_manifest(plain_folder)
    files = {path.relative_to(plain_folder).as_posix() for path in plain_folder.rglob("*") if path.is_file()}
    assert set(manifest["files"]) == files - {MANIFEST}
    for name in files - {MANIFEST, "model.safetensors"}:
        assert len(verified(plain_folder, name, manifest)) == manifest["files"][name]["bytes"]


def test_folder_name_follows_the_adapter(tmp_path: Path, model_folder: Path) -> None:
    plain = prepared_folder(Settings(var=tmp_path, adapter="none"))
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    (adapter / "adapter_config.json").write_text("{}")
    (adapter / "adapter_model.safetensors").write_bytes(b"a")
    first = prepared_folder(Settings(var=tmp_path, adapter=str(adapter)))
    (adapter / "adapter_model.safetensors").write_bytes(b"b")
    second = prepared_folder(Settings(var=tmp_path, adapter=str(adapter)))
    assert len({plain.name, first.name, second.name}) == 3


@pytest.mark.parametrize("name", [ONNX, TOKENIZER, MANIFEST])
def test_flipped_byte_is_found_and_repaired(tmp_path: Path, small_build: list[Path], name: str) -> None:
    settings = Settings(var=tmp_path, adapter="none")
    folder = prepare(settings)
    data = bytearray((folder / name).read_bytes())
    data[0] ^= 1
    (folder / name).write_bytes(bytes(data))
    with pytest.raises(ModelError, match="scripts/setup"):
        load_encoder(settings)
    assert prepare(settings) == folder
    assert len(small_build) == 2
    assert verified(folder, ONNX, read_manifest(folder)) == b"graph" * 100
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_broken_off_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(folder: Path, adapter: object, progress: object) -> None:
        (folder / ONNX).write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(module, "_build", build)
    with pytest.raises(OSError, match="disk full"):
        prepare(Settings(var=tmp_path, adapter="none"))
    assert list((tmp_path / "model").iterdir()) == []


def test_two_at_once_end_with_one_whole_model(tmp_path: Path, small_build: list[Path]) -> None:
    settings = Settings(var=tmp_path, adapter="none")
    target = prepare(settings)
    beside = tmp_path / "model" / ".build-other"
    beside.mkdir()
    module._build(beside, None, lambda what, share: None)
    module._publish(beside, target)
    assert read_manifest(target)["dimension"] == 384


def test_without_a_model_the_error_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as raised:
        load_encoder(Settings(var=tmp_path))
    assert "scripts/setup" in raised.value.fix


def test_file_of_another_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"E5S1" + bytes(1000))
    with pytest.raises(ModelError, match="another version"):
        read_model_file(tmp_path / "other.bin")


def test_standard_folder_says_what_sentence_transformers_needs(plain_folder: Path) -> None:
    modules = [row["type"].rsplit(".", 1)[1] for row in json.loads((plain_folder / "modules.json").read_text())]
    assert modules == ["Transformer", "Pooling", "Normalize"]
    prompts = json.loads((plain_folder / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": "query: ", "passage": "passage: "}
