"""The engine on the sample library, built once; unchanged passages are not embedded again between runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.assembly import Assembly
from engine.encoding.prepare import prepare
from engine.ranking.question_bank import QuestionBank
from engine.retrieval.build import build_release
from engine.retrieval.current import CurrentRelease
from engine.retrieval.shelf import Shelf
from engine.service import Engine
from engine.settings import Settings

ROOT = Path(__file__).parents[2]


def engine_on(library: Path, name: str) -> Engine:
    """An engine over a library folder; its releases stay under var/test/<name>."""
    parts = Assembly(Settings.load({}, var=ROOT / "var"))
    prepare(parts.settings)
    shelf = Shelf(ROOT / "var" / "test" / name)
    build_release(library, shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator, progress=lambda *_: None)
    bank = QuestionBank(parts.encoder)
    return Engine(CurrentRelease(shelf, parts.encoder.name, bank.prepare), parts.encoder, parts.heads, bank=bank,
                  taught=parts.taught)


@pytest.fixture(scope="session")
def content_engine() -> Engine:
    """The sample library of the project."""
    return engine_on(ROOT / "content", "content")


@pytest.fixture(scope="session")
def scenarios_engine() -> Engine:
    """A real library of another company; skipped where the development data is not there."""
    library = ROOT.parent / "shared" / "data" / "scenarios" / "library"
    if not library.is_dir():
        pytest.skip("the development scenarios are not on this machine")
    return engine_on(library, "scenarios")
