"""Groups the corpus into training steps: whole documents, so that neighbours are the hard negatives."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.encoding.standard_folder import PROMPTS
from engine.encoding.training.corpus import Corpus, CorpusPassage, Question

Pair = tuple[str, str]  # question, text that answers it


@dataclass
class Step:
    """One optimiser step: texts to embed, and who belongs to whom, by index into `texts`."""

    texts: list[str] = field(default_factory=list)
    candidates: list[list[int]] = field(default_factory=list)  # a passage as one text, or as its sentences
    questions: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # index into candidates; -1 for a question without an answer
    labelled: list[tuple[int, dict[str, float], tuple[str, ...]]] = field(default_factory=list)
    # (text, label -> target 0-1, kinds of label that are known for it)

    def add(self, prompt: str, text: str) -> int:
        """Append a text with its prompt; its index."""
        self.texts.append(PROMPTS[prompt] + text)
        return len(self.texts) - 1


@dataclass(frozen=True)
class Mix:
    """What a step is made of."""

    documents: int = 4  # of the corpus
    questions: int = 4  # of each passage, drawn anew each time
    sentences: float = 0.3  # share of documents that stand there as their sentences
    pairs: int = 0  # of the optional general pairs
    asks: int = 8  # stand-alone questions, for their labels only


def steps(corpus: Corpus, pairs: Sequence[Pair], mix: Mix, rng: random.Random) -> Iterator[Step]:
    """One pass over all documents in random order, as steps of `mix.documents`."""
    order = rng.sample(corpus.documents, len(corpus.documents))
    for start in range(0, len(order), mix.documents):
        step = Step()
        for document in order[start : start + mix.documents]:
            as_sentences = rng.random() < mix.sentences
            for passage in document:
                _add_passage(step, passage, corpus, mix, rng, as_sentences=as_sentences)
        for ask in rng.sample(corpus.asks, min(mix.asks, len(corpus.asks))):
            _label_question(step, step.add("query", ask.text), ask)
        for question, text in rng.sample(pairs, min(mix.pairs, len(pairs))):
            step.questions.append(step.add("query", question))
            step.answers.append(len(step.candidates))
            step.candidates.append([step.add("passage", text)])
        yield step


def _add_passage(step: Step, passage: CorpusPassage, corpus: Corpus, mix: Mix, rng: random.Random, *,
                 as_sentences: bool) -> None:
    texts = passage.sentences if as_sentences else [passage.embedded]
    own = [step.add("passage", text) for text in texts]
    number = len(step.candidates)
    step.candidates.append(own)
    if not as_sentences:
        step.labelled.append((own[0], passage.labels, ("role", "phase", "facet")))
    for question in rng.sample(passage.questions, min(mix.questions, len(passage.questions))):
        index = step.add("query", question.text)
        step.questions.append(index)
        step.answers.append(number)
        _label_question(step, index, question)
    for question in corpus.missing.get((passage.industry, passage.heading), [])[:1]:
        step.questions.append(step.add("query", question.text))
        step.answers.append(-1)


def _label_question(step: Step, index: int, question: Question) -> None:
    labels = {f"facet:{name}": 1.0 for name in question.facets}
    labels |= {f"{kind}:{value}": 1.0 for kind, value in (("role", question.role), ("phase", question.phase)) if value}
    if labels:
        step.labelled.append((index, labels, tuple({label.split(":")[0] for label in labels})))
