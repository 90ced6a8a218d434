"""The documents say what is there: links, rooms, scripts, settings, commands, sizes."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from engine.cli import app
from engine.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "engine").rglob("README.md"), ROOT / "scripts" / "README.md",
         ROOT / "widgets" / "README.md", ROOT / "tests" / "quality" / "README.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not t.startswith("mailto:") and not (page.parent / t).exists()]
    assert not missing


def test_every_room_is_on_the_map() -> None:
    text = (ROOT / "engine" / "README.md").read_text(encoding="utf-8")
    rooms = [p.name for p in (ROOT / "engine").iterdir() if p.is_dir() and (p / "__init__.py").exists()]
    assert not [room for room in rooms if f"{room}/" not in text]


def test_every_script_has_its_sentence() -> None:
    text = (ROOT / "scripts" / "README.md").read_text(encoding="utf-8")
    scripts = [p.name for p in (ROOT / "scripts").iterdir() if p.is_file() and p.name not in {"README.md", "__init__.py"}]
    assert not [name for name in scripts if f"`{name}`" not in text]


def test_every_setting_says_what_it_does() -> None:
    assert not [f.name for f in fields(Settings) if len(f.metadata.get("does", "")) < 15]


@pytest.mark.parametrize("name", ["check", "index", "releases", "rollback", "recommend", "ask", "judge", "simulate", "evaluate",
                                  "keys", "labels", "report"])
def test_the_commands_of_the_contract_exist(name: str) -> None:
    group: Any = get_command(app)
    assert group.get_command(typer.Context(group), name) is not None


def test_a_file_holds_one_idea() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for folder in ("engine", "tests", "scripts", "widgets/src")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".js"} and (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long


def test_no_path_of_a_machine_is_written_down() -> None:
    home = re.compile(r"(?<![\w.])/(?:home|root|Users)/\w")
    told = [
        str(path.relative_to(ROOT))
        for folder in ("engine", "scripts", "deploy", "widgets", "content")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".yaml", ".yml", ".js", ".html", ".conf"} and home.search(path.read_text(encoding="utf-8"))
    ]
    assert not told
