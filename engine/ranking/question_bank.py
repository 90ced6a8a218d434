"""Questions that a release surely answers: offered to visitors as the next ones."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import clock
from engine import taxonomy as taxonomy_room
from engine.encoding.encoder import Encoder, Vectors
from engine.ranking.rules import for_buyers
from engine.retrieval.answers import verdict
from engine.retrieval.release import Release
from engine.retrieval.search import match, posed
from engine.tables import read_table
from engine.understanding.heads import Heads
from engine.understanding.taught_answers import TaughtAnswers

_SHIPPED = Path(taxonomy_room.__file__).with_name("questions.yaml")
_MOST_HEADINGS, _LONGEST_HEADING = 200, 90
_KEPT_RELEASES = 2
_AT_ONCE = 16  # questions
# The probability of an answer, and how far question and passage speak of the same: together they tell better than either
# which questions are answered well. Set by what two libraries answered; in a third 30 of 35 above the second number were
# answered well, and 7 of 25 below: those are not offered, also where no other is left.
_SAME_TOPIC, _SURE = 0.15, 0.93


@dataclass(frozen=True)
class Known:
    """A question, the role that asks it ("" = anybody), its facet and the row of the passage that answers it.

    `heading`: it is that passage's own heading.

    A question that came without a facet of this taxonomy, as the operator's examples do, has its passage's.
    """

    text: str
    lang: str
    role: str
    facet: str
    row: int
    confidence: float
    heading: bool = False


class QuestionBank:
    """Holds, for the release being served, the questions it answers; made once, when it begins to be served.

    Args:
        taught, heads: of the service, so that each question is put as it will be put when a visitor clicks on it.
    """

    def __init__(self, encoder: Encoder, taught: TaughtAnswers | None, heads: Heads) -> None:
        self._encoder, self._taught, self._heads = encoder, taught, heads
        self._known: dict[str, tuple[Known, ...]] = {}
        self._vectors: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    def prepare(self, release: Release) -> None:
        """Find out what a release answers; seconds for a large one, outside of any request."""
        with self._lock:
            if release.id not in self._known:
                self._known[release.id] = tuple(self._answerable(release))
                for old in list(self._known)[:-_KEPT_RELEASES]:
                    del self._known[old]

    def of(self, release: Release) -> tuple[Known, ...]:
        """Questions of a prepared release; none in the seconds before it is prepared."""
        return self._known.get(release.id, ())

    def _answerable(self, release: Release) -> list[Known]:
        """The shipped questions, the operator's own examples, and headings of the library that are questions."""
        allowed = for_buyers(release, release.visible_rows(clock.today()))
        asked = list(dict.fromkeys([*_for_roles(release), *_headings(release, allowed)]))
        facets = self._facets([text for text, *_, row in asked if row < 0])
        found = []
        for text, lang, role, facet, row in asked:
            if _ending():
                break
            if row >= 0:
                found.append(Known(text, lang, role, facet, row, 1.0, heading=True))
                continue
            question = posed(release, text, lang, self._vectors[text], self._taught, facets[text])
            matches = match(release, question, allowed)
            said = verdict(release, question, matches)
            if said.answer != "found":
                continue
            best = int(matches.rows[0])
            alike = float(facets[text] @ release.labels.facets[best])
            if said.probability + _SAME_TOPIC * alike >= _SURE:
                topic = facet if facet in release.taxonomy.facets else topic_of(release, best)
                found.append(Known(text, lang, role, topic, best, said.probability))
        return found

    def _facets(self, texts: list[str]) -> dict[str, NDArray[np.float32]]:
        """What each question is about; critical ones need more than others to count as answered."""
        self._encode(texts)
        if not texts or _ending():
            return {}
        return dict(zip(texts, self._heads.questions(np.stack([self._vectors[text] for text in texts]))[2], strict=True))

    def _encode(self, texts: list[str]) -> None:
        """Only what the release before had not asked; in parts, so that a process that ends is not held up."""
        new = sorted({text for text in texts if text not in self._vectors}, key=len)  # like lengths side by side
        made: dict[str, Vectors] = {}
        for start in range(0, len(new), _AT_ONCE):
            if _ending():
                return
            part = new[start : start + _AT_ONCE]
            made |= zip(part, np.asarray(self._encoder.queries(part), dtype=np.float32), strict=True)
        self._vectors = {text: made[text] if text in made else self._vectors[text] for text in texts}


def _ending() -> bool:
    """Whether the process ends and waits for this thread alone: nobody will ask it again."""
    return not threading.main_thread().is_alive()


def topic_of(release: Release, row: int) -> str:
    """The facet a passage most likely speaks about; "" in a taxonomy without facets."""
    facets = list(release.taxonomy.facets)
    return facets[int(release.labels.facets[row].argmax())] if facets else ""


def _for_roles(release: Release) -> list[tuple[str, str, str, str, int]]:
    asked: list[tuple[str, str, str, str, int]] = []
    for role, label in release.taxonomy.roles.items():
        for entry in _shipped().get(role, []):
            asked += [(entry[lang], lang, role, entry["facet"], -1) for lang in ("de", "en")]
        for lang, texts in label.questions.items():
            asked += [(text, lang if lang != "*" else "en", role, "", -1) for text in texts]
    return asked


def _headings(release: Release, allowed: NDArray[np.bool_]) -> list[tuple[str, str, str, str, int]]:
    """A heading that asks is answered by its own passage."""
    roles = list(release.taxonomy.roles)
    asked = []
    for row, passage in enumerate(release.passages):
        heading = passage.heading.strip()
        if allowed[row] and heading.endswith("?") and 12 <= len(heading) <= _LONGEST_HEADING:
            labels = release.labels
            role = roles[int(labels.roles[row].argmax())] if roles and labels.roles[row].max() > 0.5 else ""
            asked.append((heading, passage.lang, role, topic_of(release, row), row))
    return asked[:_MOST_HEADINGS]


@cache
def _shipped() -> dict[str, list[dict[str, str]]]:
    table: dict[str, list[dict[str, str]]] = read_table(_SHIPPED)
    return table
