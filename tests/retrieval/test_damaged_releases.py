"""A damaged or mixed release is never served, whichever byte was changed; the one before stays."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from engine.errors import ReleaseError
from engine.retrieval.current import CurrentRelease
from engine.retrieval.manifest import folder_name, read
from engine.retrieval.shelf import Shelf
from tests.retrieval.makeshift import build, folder_of, page

MUTATIONS = 400


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with two releases, the second one current."""
    root = tmp_path_factory.mktemp("two")
    shelf = Shelf(root / "releases")
    folder = folder_of(root / "library", {
        "preise.md": page("Preise", "Die Anlage kostet 120.000 Euro. Der Preis gilt ein Jahr.", "Leasing ist möglich."),
        "sicherheit.md": page("Sicherheit", "Daten liegen verschlüsselt in Frankfurt. Ein Audit gibt es jährlich."),
    })
    build(folder, shelf)
    (folder / "preise.md").write_text(page("Preise", "Die Anlage kostet jetzt 130.000 Euro."), encoding="utf-8")
    build(folder, shelf)
    return shelf.root


def _mutated(rng: random.Random, target: Path, other: Path) -> str:
    """Change one thing of a release folder; what it was."""
    files = sorted(target.iterdir())
    path = rng.choice(files)
    data = bytearray(path.read_bytes())
    kind = rng.choice(["flip", "flip", "flip", "head", "cut", "longer", "gone", "swapped", "added"])
    if kind in ("flip", "head") and data:
        at = rng.randrange(min(len(data), 120) if kind == "head" else len(data))
        data[at] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
    elif kind == "cut" and data:
        path.write_bytes(data[: rng.randrange(len(data))])
    elif kind == "longer":
        path.write_bytes(data + b"\0")
    elif kind == "gone":
        path.unlink()
    elif kind == "swapped" and (other / path.name).read_bytes() != bytes(data):
        shutil.copy(other / path.name, path)
    else:
        (target / f"extra-{path.name}").write_bytes(b"x")
        kind = "added"
    return f"{kind} {path.name}"


def test_any_change_of_any_file_is_detected_and_the_release_before_is_served(
    two_releases: Path, tmp_path: Path
) -> None:
    rng = random.Random(20261121)
    shelf = Shelf(two_releases)
    before, current = shelf.present()
    whole = two_releases / folder_name(current)
    for number in range(MUTATIONS):
        copy = tmp_path / f"{number}"
        copy.mkdir()
        for name in (folder_name(before), folder_name(current)):
            shutil.copytree(two_releases / name, copy / name)
        for name in ("current", "history"):
            shutil.copy(two_releases / name, copy / name)
        what = _mutated(rng, copy / whole.name, two_releases / folder_name(before))
        with pytest.raises(ReleaseError):
            read(copy / whole.name)
        served = CurrentRelease(Shelf(copy))
        assert served.get().id == before, what
        assert served.problem, what
        shutil.rmtree(copy)


def test_any_damage_to_the_pointer_still_serves_a_whole_release(two_releases: Path, tmp_path: Path) -> None:
    rng = random.Random(4)
    present = Shelf(two_releases).present()
    shutil.copytree(two_releases, tmp_path / "releases")
    pointer = tmp_path / "releases" / "current"
    whole = pointer.read_bytes()
    for _ in range(100):
        data = bytearray(whole)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        pointer.write_bytes(bytes(data[: rng.randrange(len(data) + 1)]) if rng.random() < 0.3 else bytes(data))
        assert CurrentRelease(Shelf(tmp_path / "releases")).get().id in present


def test_a_pointer_cannot_lead_out_of_the_shelf(two_releases: Path, tmp_path: Path) -> None:
    shutil.copytree(two_releases, tmp_path / "releases")
    for evil in ("sha256:../../etc", "/etc", "sha256:" + "a" * 5000, "\0", "sha256:" + "0" * 64):
        (tmp_path / "releases" / "current").write_text(evil, encoding="utf-8")
        assert CurrentRelease(Shelf(tmp_path / "releases")).get().id in Shelf(two_releases).present()


def test_a_running_process_keeps_its_release_when_a_damaged_one_is_published(
    two_releases: Path, tmp_path: Path
) -> None:
    shutil.copytree(two_releases, tmp_path / "releases")
    shelf = Shelf(tmp_path / "releases")
    before, current = shelf.present()
    shelf.point_to(before)
    served = CurrentRelease(shelf)
    assert served.get().id == before
    vectors = shelf.folder(current) / "vectors.npy"
    data = bytearray(vectors.read_bytes())
    data[-1] ^= 1
    vectors.write_bytes(data)
    shelf.point_to(current)
    served.refresh()
    assert served.get().id == before
    assert "vectors.npy" in served.problem


def test_a_repaired_release_is_served_without_a_restart(two_releases: Path, tmp_path: Path) -> None:
    shutil.copytree(two_releases, tmp_path / "releases")
    shelf = Shelf(tmp_path / "releases")
    _, current = shelf.present()
    types = shelf.folder(current) / "types.json"
    good = types.read_bytes()
    types.write_bytes(good[:-1])
    served = CurrentRelease(shelf)
    assert served.get().id != current
    types.write_bytes(good)
    shelf.point_to(current)
    served.refresh()
    assert served.get().id == current
    assert served.problem == ""
