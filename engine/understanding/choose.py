"""Which heads are used: trained ones where they know the encoder and the labels, zero-shot for the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.encoding.encoder import Encoder
from engine.taxonomy import Taxonomy
from engine.understanding.heads import Heads
from engine.understanding.labels import Probabilities
from engine.understanding.latest import LatestQuestions
from engine.understanding.trained import TrainedHeads, load_heads
from engine.understanding.zero_shot import label_vectors, zero_shot, zero_shot_questions

_log = logging.getLogger("lotse.understanding")
GROUPS = ("roles", "phases", "facets", "types")


@dataclass(frozen=True)
class ChosenHeads:
    """Implements `Heads`: group by group from the trained heads, or from the labels' own words."""

    trained: TrainedHeads | None
    usable: frozenset[str]
    words: dict[str, NDArray[np.float32]]
    _latest: LatestQuestions = field(default_factory=LatestQuestions, init=False, compare=False, repr=False)

    @property
    def stand_alone(self) -> bool:
        """Whether roles and phases of a text depend on that text alone; zero-shot ones are compared with the others'."""
        return self.trained is not None and {"roles", "phases"} <= self.usable

    def passages(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        known = self.trained.passages(vectors) if self.trained else None
        return self._each(vectors, known, zero_shot)

    def questions(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        return self._latest.told(vectors, self._questions) if len(vectors) == 1 else self._questions(vectors)

    def _questions(self, vectors: NDArray[np.float32]) -> tuple[Probabilities, Probabilities, Probabilities]:
        known = self.trained.questions(vectors) if self.trained else None
        return self._each(vectors, known, zero_shot_questions)

    def types(self, vectors: NDArray[np.float32]) -> Probabilities:
        if self.trained and "types" in self.usable:
            return self.trained.types(vectors)
        return zero_shot(vectors, self.words["types"])

    def _each(
        self, vectors: NDArray[np.float32], known: tuple[Probabilities, Probabilities, Probabilities] | None,
        untrained: Callable[[NDArray[np.float32], NDArray[np.float32]], Probabilities],
    ) -> tuple[Probabilities, Probabilities, Probabilities]:
        roles, phases, facets = (
            known[i] if known is not None and group in self.usable else untrained(vectors, self.words[group])
            for i, group in enumerate(("roles", "phases", "facets"))
        )
        return roles, phases, facets


def choose_heads(taxonomy: Taxonomy, encoder: Encoder) -> Heads:
    """Heads for this taxonomy and encoder; says in the log when the trained ones cannot be used."""
    loaded = load_heads()
    usable: set[str] = set()
    trained = None
    if loaded is not None and loaded[0].encoder == encoder.name:
        trained = loaded[0]
        usable = {group for group in GROUPS if loaded[1][group] == list(getattr(taxonomy, group))}
    elif loaded is not None:
        _log.warning("The trained heads belong to another model; labels come from their descriptions. "
                     "Train them for this one: scripts/train_heads")
    words = {
        group: label_vectors(list(getattr(taxonomy, group).values()), encoder)
        for group in GROUPS
        if group not in usable
    }
    return ChosenHeads(trained, frozenset(usable), words)
