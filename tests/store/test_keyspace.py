"""Every key is in the table, with owner, life and bound, and nothing else is written."""

from __future__ import annotations

import re
from pathlib import Path

import engine
from engine.store.keyspace import KEYS


def test_every_key_says_who_writes_it_how_long_it_lives_and_how_large_it_grows() -> None:
    for key in KEYS:
        assert key.pattern.startswith(("lotse:{site}:", "lotse:rate:"))
        assert key.holds
        assert key.most
        assert key.ttl >= 0
        assert list((Path(engine.__file__).parent / key.owner.split("/")[0]).glob(f"{key.owner.split('/')[1]}*"))


def test_no_other_file_makes_key_names() -> None:
    root = Path(engine.__file__).parent
    found = [str(path.relative_to(root)) for path in root.rglob("*.py") if re.search(r"[\"']lotse:[{\w]", path.read_text("utf-8"))]
    assert found == ["store/keyspace.py"]
