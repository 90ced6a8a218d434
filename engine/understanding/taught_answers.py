"""What kind of passage answered similar questions of the teaching corpus: recalled for a question as one vector.

People ask for the same things in every industry ("who pays if you set fire to our hall") in words that no document uses;
the passages that answered the nearest taught questions say in whose direction to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.understanding.neighbours import centred, familiarity, nearest, unit
from engine.understanding.off_topic import OffTopic, fit_off_topic, load_off_topic

SHIPPED = Path(__file__).with_name("taught_answers.npz")
_NEAREST = 12
_TEMPERATURE = 0.1  # of the cosine; 8-20 neighbours and .07-.15 are within a point of each other on unseen industries
_STRANGE, _FAMILIAR = 0.35, 0.5  # cosine of the nearest question: of an unseen industry, half lie above .475
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Recalled:
    """What answered the questions nearest to one: `passages` (k, d) and their answering `sentences` (k, d), unit
    vectors less their language's mean, `weights` (k,), which add up to how familiar the question is, 0..1, and how near
    the likest of another library usually comes to each, `usual` and `usual_sentence`, both (k,)."""

    passages: Matrix
    sentences: Matrix
    weights: Matrix
    usual: Matrix
    usual_sentence: Matrix
    sentence_means: dict[str, Matrix]
    sentence_length: float

    @cached_property
    def direction(self) -> Matrix:
        """Where the passages lie together, (d,); the shorter, the less they agree."""
        return np.asarray(self.weights @ self.passages, dtype=np.float32)

    def sentence_cosines(self, highest: Matrix, langs: NDArray[np.str_]) -> Matrix:
        """(n, k) how near the nearest sentence of each passage comes, comparable across languages.

        Args:
            highest: (n, k) the highest product of one of its sentences with each of `sentences`; langs: (n,) its language.
        """
        pulls: dict[str, Matrix] = {lang: mean @ self.sentences.T for lang, mean in self.sentence_means.items()}
        common: Matrix = np.mean(list(pulls.values()), axis=0, dtype=np.float32)
        pull = np.stack([pulls.get(str(lang), common) for lang in langs])
        return np.asarray((highest - pull) / self.sentence_length, dtype=np.float32)


@dataclass(frozen=True)
class TaughtAnswers:
    """Questions (q, d), passages (p, d) and sentences (s, d) as unit vectors less their language's mean; `answers` (q,) are
    rows of `passages`, `answering` (q,) of `sentences`, `industries` (q,) where a question comes from, the means those
    of each language, `sentence_length` how far a sentence lies from its mean; `usual` (p,) and `usual_sentence` (s,) are
    the cosines which the likest of another industry reaches on average; `off_topic` tells questions that nobody asks
    of a supplier, None where that was not learnt."""

    encoder: str
    questions: Matrix
    passages: Matrix
    answers: NDArray[np.int64]
    industries: NDArray[np.str_]
    means: dict[str, Matrix]
    passage_means: dict[str, Matrix]
    sentences: Matrix
    answering: NDArray[np.int64]
    sentence_means: dict[str, Matrix]
    usual: Matrix
    usual_sentence: Matrix
    sentence_length: float
    off_topic: OffTopic | None = None

    def recall(self, vector: Matrix, lang: str) -> Recalled:
        """The passages that answered questions like this one.

        Less weight for a question that is unlike all of them: general knowledge is not what was taught.
        """
        if not len(self.questions):
            return Recalled(self.passages[:0], self.sentences[:0], self.usual[:0], self.usual[:0], self.usual_sentence[:0],
                            self.sentence_means, self.sentence_length)
        cosines = (self.questions @ self._direction(vector, lang))[None, :]
        near, weights = nearest(cosines, _NEAREST, _TEMPERATURE)
        trust = familiarity(cosines, _STRANGE, _FAMILIAR)[0]
        passages, sentences = self.answers[near[0]], self.answering[near[0]]
        return Recalled(self.passages[passages], self.sentences[sentences], np.asarray(trust * weights[0], dtype=np.float32),
                        self.usual[passages], self.usual_sentence[sentences], self.sentence_means, self.sentence_length)

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
        """As if these had never been taught; what is off topic, and the means, were learnt with them."""
        keep = ~np.isin(self.industries, list(industries))
        return replace(self, questions=self.questions[keep], answers=self.answers[keep], industries=self.industries[keep],
                       answering=self.answering[keep])

    def save(self, path: Path = SHIPPED) -> None:
        """Write one file of a byte a number, without pickle."""
        arrays = {f"mean_{lang}": mean.astype(np.float32) for lang, mean in self.means.items()}
        arrays |= {f"passage_mean_{lang}": mean.astype(np.float32) for lang, mean in self.passage_means.items()}
        arrays |= {f"sentence_mean_{lang}": mean.astype(np.float32) for lang, mean in self.sentence_means.items()}
        names, industry = np.unique(self.industries, return_inverse=True)
        np.savez_compressed(path, encoder=np.array(self.encoder), questions=_bytes(self.questions),
                            passages=_bytes(self.passages), answers=self.answers.astype(np.int32), names=names,
                            sentences=_bytes(self.sentences), answering=self.answering.astype(np.int32),
                            sentence_length=np.float32(self.sentence_length), usual=self.usual,
                            usual_sentence=self.usual_sentence,
                            industry=industry.astype(np.int16), **arrays)  # type: ignore[arg-type]


def taught_answers(
    encoder: str, questions: Matrix, langs: Sequence[str], answers: Sequence[int], industries: Sequence[str],
    passages: Matrix, passage_langs: Sequence[str], parts: Matrix, part_of: Sequence[int],
    off: Matrix | None = None, off_langs: Sequence[str] = (),
) -> TaughtAnswers:
    """From plain vectors: questions (q, d), passages (p, d), their languages, which passage answers which question; the
    sentences of the passages (s, d) in order, each `part_of` a passage, and questions off topic (n, d), if there are any."""
    asked, means = centred(questions, langs)
    told, passage_means = centred(passages, passage_langs)
    origin = np.full(len(passages), "", dtype=object)
    origin[np.asarray(answers, dtype=np.int64)] = list(industries)
    owner = np.asarray(part_of, dtype=np.int64)
    spoken, sentence_means, length = _spoken(passage_langs, parts, owner)
    used, answering = np.unique(_answering(asked, answers, spoken, owner), return_inverse=True)
    known = [n for n, lang in enumerate(off_langs) if lang in means]
    strange = None
    if off is not None and known:
        strange = fit_off_topic(unit(off[known] - np.stack([means[off_langs[n]] for n in known])), asked)
    return TaughtAnswers(encoder, asked, told, np.asarray(answers, dtype=np.int64), np.asarray(industries), means,
                         passage_means, unit(spoken[used]), answering.astype(np.int64), sentence_means,
                         _usual(told, origin, told, origin),
                         _usual(unit(spoken[used]), origin[owner[used]], spoken / length, origin[owner]), length, strange)


def _spoken(
    passage_langs: Sequence[str], parts: Matrix, owner: NDArray[np.int64]
) -> tuple[Matrix, dict[str, Matrix], float]:
    """(sentences less the mean of their language, not of length 1; those means; mean length)."""
    langs = [passage_langs[row] for row in owner]
    _, means = centred(parts, langs)
    spoken = np.asarray(parts - np.stack([means[lang] for lang in langs]), dtype=np.float32)
    return spoken, means, float(np.linalg.norm(spoken, axis=1).mean())


def _answering(asked: Matrix, answers: Sequence[int], spoken: Matrix, owner: NDArray[np.int64]) -> list[int]:
    """Which sentence of the passage that answers it is nearest to each question."""
    places = np.arange(max(answers) + 1)
    first, last = np.searchsorted(owner, places, "left"), np.searchsorted(owner, places, "right")
    directions = unit(spoken)
    return [int(first[row]) + int((directions[first[row] : last[row]] @ question).argmax())
            for question, row in zip(asked, answers, strict=True)]


def _usual(these: Matrix, origin: NDArray[np.object_], all_of: Matrix, origins: NDArray[np.object_]) -> Matrix:
    """(n,) the highest product of each with those of another industry, on average over these; 0 where there is no other."""
    total, count = np.zeros(len(these), dtype=np.float32), np.zeros(len(these), dtype=np.float32)
    for industry in sorted(set(origins.tolist()) - {""}):
        others = origin != industry
        total[others] += (these[others] @ all_of[origins == industry].T).max(axis=1)
        count += others
    return np.asarray(total / np.maximum(count, 1), dtype=np.float32)


@cache  # the heads and the search share one copy
def load_taught_answers(encoder: str, path: Path = SHIPPED) -> TaughtAnswers | None:
    """Those made with this encoder, None if there are none: vectors of another model mean nothing here."""
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as data:
        if str(data["encoder"]) != encoder:
            return None
        means, passage_means, sentence_means = (
            {name.removeprefix(start): data[name] for name in data.files if name.startswith(start)}
            for start in ("mean_", "passage_mean_", "sentence_mean_"))
        return TaughtAnswers(encoder, unit(data["questions"].astype(np.float32)), unit(data["passages"].astype(np.float32)),
                             data["answers"].astype(np.int64), data["names"][data["industry"]], means, passage_means,
                             unit(data["sentences"].astype(np.float32)), data["answering"].astype(np.int64), sentence_means,
                             data["usual"], data["usual_sentence"], float(data["sentence_length"]), load_off_topic(encoder))


def _bytes(unit: Matrix) -> NDArray[np.int8]:
    return np.asarray(np.round(unit / np.abs(unit).max(axis=1, keepdims=True, initial=1e-9) * 127), dtype=np.int8)
