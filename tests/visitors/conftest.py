"""A small library with labels given by hand, and heads that know a few questions: no model is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from engine.library.models import Document, Passage
from engine.retrieval.release import Release
from engine.taxonomy import Taxonomy, shipped
from engine.understanding.labels import Labels, TypeLabel
from engine.visitors.admitted import admitted_title
from engine.visitors.calibration import Calibration, Trust
from engine.visitors.models import Clues, VisitorView
from engine.visitors.understand import understand

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
# path: (type, roles its passages serve, phases they help with)
LIBRARY = {
    "preise.md": ("price_information", ["procurement", "finance"], ["select"]),
    "blog.md": ("blog_article", ["operations"], ["problem"]),
    "datenblatt.md": ("data_sheet", ["technical"], ["requirements"]),
    "handbuch.md": ("manual_support", ["user"], ["use"]),
    "referenz.md": ("case_study", ["management"], ["assure", "select"]),
    "netzwerk.md": ("compliance_pack", ["it"], ["assure"]),
    "stelle.md": ("job_ad", [], []),
}
# question: (role it sounds like, phase it belongs to)
SPOKEN = {
    "welche zahlungsbedingungen gelten": ("procurement", "select"),
    "fehler e47 was tun": ("user", "use"),
    "warum ist die presse montags zu heiß": ("operations", "problem"),
    "welche bauart passt": ("technical", "explore"),
    "pen test summary": ("it", "assure"),
}


class SpokenHeads:
    """Implements `Heads` for unit vectors e_i of the known questions."""

    def questions(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        taxonomy = shipped()
        names = [list(SPOKEN.values())[int(row.argmax())] for row in vectors]
        roles = np.array([[0.65 if r == role else 0.05 for r in taxonomy.roles] for role, _ in names])
        phases = np.array([[0.75 if p == phase else 0.05 for p in taxonomy.phases] for _, phase in names])
        return roles, phases, np.zeros((len(vectors), len(taxonomy.facets)))

    def passages(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        raise AssertionError("passages are labelled when a release is built")

    def types(self, vectors: np.ndarray) -> np.ndarray:
        raise AssertionError("documents are typed when a release is built")


CALIBRATION = Calibration("spoken", Trust({}, 1.0, 0.2, 1.0, 0.6), Trust({}, 1.0, 0.2, 1.0, 0.4))


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return shipped()


@pytest.fixture(scope="session")
def release(taxonomy: Taxonomy) -> Release:
    return build(taxonomy)


def build(taxonomy: Taxonomy) -> Release:
    passages = tuple(Passage(p, f"{p}#A", "A", ("A",), "Text.", ("Text.",), "de", 0) for p in LIBRARY)
    documents = tuple(
        Document(path, path, path.removesuffix(".md").title(), "de", "", "", "", (passage,))
        for path, passage in zip(LIBRARY, passages, strict=True)
    )
    return Release(
        id="sha256:test", manifest={"model": "spoken", "languages": {"de": len(LIBRARY)}}, taxonomy=taxonomy,
        documents=documents, passages=passages, document_of=np.arange(len(LIBRARY), dtype=np.int32),
        vectors=np.eye(len(LIBRARY), 8, dtype=np.float32), sentences=np.zeros((0, 8), np.float16),
        starts=np.zeros(len(LIBRARY) + 1, np.int64), types=tuple(TypeLabel(k, 1.0, True) for k, _, _ in LIBRARY.values()),
        labels=Labels(
            np.array([[0.9 if r in rs else 0.1 for r in taxonomy.roles] for _, rs, _ in LIBRARY.values()], np.float32),
            np.array([[0.9 if p in ps else 0.1 for p in taxonomy.phases] for _, _, ps in LIBRARY.values()], np.float32),
            np.zeros((len(LIBRARY), len(taxonomy.facets)), np.float32), np.zeros((len(LIBRARY), 3), bool),
        ),
        lexical=None, dense=None, language_means={},  # type: ignore[arg-type]  # the visitor never searches
    )


See = Callable[..., VisitorView]


@pytest.fixture(scope="session")
def see(release: Release) -> See:
    """understand() of the clues given by name, at NOW unless said otherwise."""
    vectors = {text: np.eye(8, dtype=np.float32)[i] for i, text in enumerate(SPOKEN)}

    def look(**given: object) -> VisitorView:
        clues = replace(Clues(now=NOW), **given)  # type: ignore[arg-type]
        clues = replace(clues, job_title=admitted_title(clues.job_title))  # as the service does
        return understand(clues, release, SpokenHeads(), vectors, CALIBRATION)

    return look
