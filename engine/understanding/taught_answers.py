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
from engine.understanding.off_topic import OffTopic, fit_off_topic, load_off_topic

SHIPPED = Path(__file__).with_name("taught_answers.npz")
_NEAREST = 8
_TEMPERATURE = 0.1  # of the cosine; 8-20 neighbours and .07-.15 are within a point of each other on unseen industries
_STRANGE, _FAMILIAR = 0.35, 0.5  # cosine of the nearest question: of an unseen industry, half lie above .475
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class TaughtAnswers:
    """Questions (q, d) and passages (p, d) as unit vectors less their language's mean; `answers` (q,) are rows of
    `passages`, `industries` (q,) where a question comes from, `means` and `passage_means` those of each language;
    `off_topic` tells questions that nobody asks of a supplier, None where that was not learnt."""

    encoder: str
    questions: Matrix
    passages: Matrix
    answers: NDArray[np.int64]
    industries: NDArray[np.str_]
    means: dict[str, Matrix]
    passage_means: dict[str, Matrix]
    off_topic: OffTopic | None = None

    def recall(self, vector: Matrix, lang: str) -> Matrix:
        """Where passages lie that answered questions like this one, (d,); the shorter, the less they agree.

        Less of it for a question that is unlike all of them: general knowledge is not what was taught.
        """
        if not len(self.questions):
            return np.zeros(self.passages.shape[1], dtype=np.float32)
        cosines = (self.questions @ self._direction(vector, lang))[None, :]
        near, weights = nearest(cosines, _NEAREST, _TEMPERATURE)
        trust = familiarity(cosines, _STRANGE, _FAMILIAR)[0]
        return np.asarray(trust * weights[0] @ self.passages[self.answers[near[0]]], dtype=np.float32)

    def strangeness(self, vector: Matrix, lang: str) -> float:
        """How far a question is off topic for a supplier's library: a logit, -4..4, 0 where nothing was learnt."""
        return self.off_topic.logit(self._direction(vector, lang)) if self.off_topic and self.means else 0.0

    def generality(self, vectors: Matrix, langs: NDArray[np.str_]) -> float:
        """The same of passages (n, d), their mean: above 0 a library of general knowledge, below -1.5 a supplier's."""
        if not self.off_topic or not len(vectors):
            return 0.0
        common: Matrix = np.mean(list(self.passage_means.values()), axis=0, dtype=np.float32)
        means = np.stack([self.passage_means.get(str(lang), common) for lang in langs])
        return float((unit(vectors - means) @ self.off_topic.weights).mean() + self.off_topic.bias)

    def _direction(self, vector: Matrix, lang: str) -> Matrix:
        mean = self.means.get(lang)
        if mean is None:
            mean = np.mean(list(self.means.values()), axis=0)
        return unit(vector - mean)

    def without(self, industries: Sequence[str]) -> TaughtAnswers:
        """As if these had never been taught."""
        keep = ~np.isin(self.industries, list(industries))
        return TaughtAnswers(self.encoder, self.questions[keep], self.passages, self.answers[keep], self.industries[keep],
                             self.means, self.passage_means, self.off_topic)

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
    passages: Matrix, passage_langs: Sequence[str], off: Matrix | None = None, off_langs: Sequence[str] = (),
) -> TaughtAnswers:
    """From plain vectors: questions (q, d), passages (p, d), their languages, which passage answers which question,
    and questions off topic (n, d), if there are any."""
    asked, means = centred(questions, langs)
    told, passage_means = centred(passages, passage_langs)
    known = [n for n, lang in enumerate(off_langs) if lang in means]
    strange = None
    if off is not None and known:
        strange = fit_off_topic(unit(off[known] - np.stack([means[off_langs[n]] for n in known])), asked)
    return TaughtAnswers(encoder, asked, told, np.asarray(answers, dtype=np.int64), np.asarray(industries), means,
                         passage_means, strange)


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
                             data["answers"].astype(np.int64), data["names"][data["industry"]], means, passage_means,
                             load_off_topic(encoder))


def _bytes(unit: Matrix) -> NDArray[np.int8]:
    return np.asarray(np.round(unit / np.abs(unit).max(axis=1, keepdims=True) * 127), dtype=np.int8)
