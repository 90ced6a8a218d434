"""Stand-ins where the model does not matter: an encoder of hashed words, heads that know nothing, small folders."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.retrieval import pack
from engine.retrieval.build import Built, build_release
from engine.retrieval.calibration.library import Source, release_of
from engine.retrieval.release import Release
from engine.retrieval.search import Question
from engine.retrieval.shelf import Shelf
from engine.taxonomy import load_taxonomy
from engine.understanding.annotate import HeadAnnotator
from engine.understanding.labels import Probabilities

TAXONOMY = load_taxonomy()


class WordEncoder:
    """Deterministic: a text's vector is the sum of one random direction a word; counts what it is given."""

    def __init__(self, name: str = "words-1", dimension: int = 64) -> None:
        self.name, self.dimension = name, dimension
        self.encoded = 0

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        return self.queries(texts)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [sum((self._word(word) for word in text.lower().split()), np.full(self.dimension, 0.3)) for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)
        return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)

    def _word(self, word: str) -> NDArray[np.float64]:
        seed = int.from_bytes(hashlib.blake2b(word.strip(".,?!").encode(), digest_size=8).digest(), "little")
        return np.random.default_rng(seed).standard_normal(self.dimension)


class EvenHeads:
    """Heads that find every label equally unlikely."""

    def passages(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        sizes = (len(TAXONOMY.roles), len(TAXONOMY.phases), len(TAXONOMY.facets))
        roles, phases, facets = (np.full((len(vectors), size), 0.1, dtype=np.float32) for size in sizes)
        return roles, phases, facets

    questions = passages

    def types(self, vectors: NDArray[np.float32]) -> Probabilities:
        return np.full((len(vectors), len(TAXONOMY.types)), 1 / len(TAXONOMY.types), dtype=np.float32)


def folder_of(root: Path, texts: dict[str, str]) -> Path:
    """A library folder with these files."""
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def page(title: str, *sections: str) -> str:
    """A Markdown document of sections of a few sentences each."""
    body = "\n\n".join(f"## Abschnitt {i} {title}\n\n{text}" for i, text in enumerate(sections, start=1))
    return f"# {title}\n\n{body}\n"


def build(root: Path, shelf: Shelf, encoder: WordEncoder | None = None, *, wait: float = 60, keep: int = 5) -> Built:
    """Build a release of a folder with the stand-ins."""
    return build_release(root, shelf, TAXONOMY, encoder or WordEncoder(), HeadAnnotator(EvenHeads(), TAXONOMY),
                         progress=lambda stage, done, total: None, wait=wait, keep=keep)


def published(root: Path, texts: dict[str, str]) -> Release:
    """A release of these files, built in `root`, read back as a service reads it."""
    shelf = Shelf(root / "releases")
    return pack.load(shelf.folder(build(folder_of(root / "library", texts), shelf).release))


def release(sources: Sequence[Source], encoder: WordEncoder | None = None) -> Release:
    """A release in memory."""
    return release_of(sources, encoder or WordEncoder(), EvenHeads(), TAXONOMY)


def ask(text: str, lang: str = "de", encoder: WordEncoder | None = None, facet: str = "") -> Question:
    """A question; `facet` is what it is about for certain."""
    facets = np.array([float(name == facet) for name in TAXONOMY.facets], dtype=np.float32)
    return Question(text, lang, (encoder or WordEncoder()).queries([text])[0], facets)


def everything(of: Release) -> NDArray[np.bool_]:
    """All passages allowed."""
    return np.ones(len(of.passages), dtype=bool)
