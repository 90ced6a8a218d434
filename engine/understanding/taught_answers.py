"""What kind of passage answered similar questions of the teaching corpus: recalled for a question as one vector.

People ask for the same things in every industry ("who pays if you set fire to our hall") in words that no document uses;
the passages that answered the nearest taught questions say in whose direction to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.understanding.neighbours import centred, familiarity, nearest, unit

SHIPPED = Path(__file__).with_name("taught_answers.npz")
_NEAREST = 8
_TEMPERATURE = 0.1  # of the cosine; 8-20 neighbours and .07-.15 are within a point of each other on unseen industries
_STRANGE, _FAMILIAR = 0.35, 0.5  # cosine of the nearest question: of an unseen industry, half lie above .475
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class TaughtAnswers:
    """Questions (q, d) and passages (p, d) as unit vectors less their language's mean; `answers` (q,) are rows of
    `passages`, `industries` (q,) where a question comes from, `means` and `passage_means` those of each language."""

    encoder: str
    questions: Matrix
    passages: Matrix
    answers: NDArray[np.int64]
    industries: NDArray[np.str_]
    means: dict[str, Matrix]
    passage_means: dict[str, Matrix]

    def recall(self, vector: Matrix, lang: str) -> Matrix:
        """Where passages lie that answered questions like this one, (d,); the shorter, the less they agree.

        Less of it for a question that is unlike all of them: general knowledge is not what was taught.
        """
        if not len(self.questions):
            return np.zeros(self.passages.shape[1], dtype=np.float32)
        mean = self.means.get(lang)
        if mean is None:
            mean = np.mean(list(self.means.values()), axis=0)
        cosines = (self.questions @ unit(vector - mean))[None, :]
        near, weights = nearest(cosines, _NEAREST, _TEMPERATURE)
        trust = familiarity(cosines, _STRANGE, _FAMILIAR)[0]
        return np.asarray(trust * weights[0] @ self.passages[self.answers[near[0]]], dtype=np.float32)

    def without(self, industries: Sequence[str]) -> TaughtAnswers:
        """As if these had never been taught."""
        keep = ~np.isin(self.industries, list(industries))
        return TaughtAnswers(self.encoder, self.questions[keep], self.passages, self.answers[keep], self.industries[keep],
                             self.means, self.passage_means)

    def save(self, path: Path = SHIPPED) -> None:
        """Write one file of a byte a number, without pickle."""
        arrays = {f"mean_{lang}": mean.astype(np.float32) for lang, mean in self.means.items()}
        arrays |= {f"passage_mean_{lang}": mean.astype(np.float32) for lang, mean in self.passage_means.items()}
        names, industry = np.unique(self.industries, return_inverse=True)
        np.savez_compressed(path, encoder=np.array(self.encoder), questions=_bytes(self.questions),
                            passages=_bytes(self.passages), answers=self.answers.astype(np.int32), names=names,
                            industry=industry.astype(np.int16), **arrays)  # type: ignore[arg-type]


def taught_answers(
    encoder: str, questions: Matrix, langs: Sequence[str], answers: Sequence[int], industries: Sequence[str],
    passages: Matrix, passage_langs: Sequence[str],
) -> TaughtAnswers:
    """From plain vectors: questions (q, d), passages (p, d), their languages, and which passage answers which question."""
    asked, means = centred(questions, langs)
    told, passage_means = centred(passages, passage_langs)
    return TaughtAnswers(encoder, asked, told, np.asarray(answers, dtype=np.int64), np.asarray(industries), means,
                         passage_means)


@cache  # the heads and the search share one copy
def load_taught_answers(encoder: str, path: Path = SHIPPED) -> TaughtAnswers | None:
    """Those made with this encoder, None if there are none: vectors of another model mean nothing here."""
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as data:
        if str(data["encoder"]) != encoder:
            return None
        means, passage_means = ({name.removeprefix(start): data[name] for name in data.files if name.startswith(start)}
                                for start in ("mean_", "passage_mean_"))
        return TaughtAnswers(encoder, unit(data["questions"].astype(np.float32)), unit(data["passages"].astype(np.float32)),
                             data["answers"].astype(np.int64), data["names"][data["industry"]], means, passage_means)


def _bytes(unit: Matrix) -> NDArray[np.int8]:
    return np.asarray(np.round(unit / np.abs(unit).max(axis=1, keepdims=True) * 127), dtype=np.int8)
