"""Teaching: the corpus is read as written, steps hold the hard negatives, the loss rewards the right order."""

import random
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.encoding.training.batches import Mix, Step, steps
from engine.encoding.training.command import CORPUS
from engine.encoding.training.corpus import Corpus, read_corpus
from engine.encoding.training.evaluation import format_tables, held_out_figures
from engine.encoding.training.loss import contrastive_loss, label_loss
from engine.errors import LibraryError
from engine.tables import read_table

_INDUSTRY = """
industry: bakery
documents:
- title: "Ofen"
  lang: de
  passages:
  - heading: "Preis"
    text: "Er kostet 12.000 Euro im Jahr. Das ist viel Geld für wenig Platz."
    roles: {finance: 3}
    phases: {select: 2}
    facets: {price: 3}
    questions: [{q: "what does it cost", lang: en, style: plain, role: finance, phase: select}]
  - heading: "Maße"
    text: "Er ist zwei Meter breit und drei Meter hoch."
    roles: {}
    questions: [{q: "passt der rein", lang: de, style: hard, role: unknown}]
answers_missing: [{q: "gibt es rabatt", lang: de, near: "Preis"}]
asks: [{q: "ofen leasing", lang: de, role: finance, phase: unknown, facets: [price]}]
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "bakery.yaml").write_text(_INDUSTRY, "utf-8")
    (tmp_path / "broken.yaml").write_text("documents: [{title: a}]", "utf-8")
    return read_corpus(tmp_path, only=["bakery"])


def test_corpus_is_read_as_written(corpus: Corpus) -> None:
    price, size = corpus.passages
    assert price.embedded == "Ofen | Preis\nEr kostet 12.000 Euro im Jahr. Das ist viel Geld für wenig Platz."
    assert price.sentences == ["Er kostet 12.000 Euro im Jahr.", "Das ist viel Geld für wenig Platz."]
    assert price.labels == {"role:finance": 1.0, "phase:select": pytest.approx(2 / 3), "facet:price": 1.0}
    assert (size.questions[0].role, corpus.asks[0].phase) == ("", "")


def test_broken_and_unknown_industries_are_named(tmp_path: Path, corpus: Corpus) -> None:
    with pytest.raises(LibraryError, match=r"broken\.yaml"):
        read_corpus(tmp_path)
    with pytest.raises(LibraryError, match="candles"):
        read_corpus(tmp_path, without=["candles"])


def test_every_shipped_industry_can_be_read_and_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.encoding.training.corpus.read_table", cache(read_table))  # seconds of YAML, once
    whole = read_corpus(CORPUS)
    industries = sorted({passage.industry for passage in whole.passages})
    assert len(industries) >= 12
    rest = read_corpus(CORPUS, without=industries[:2])
    assert {passage.industry for passage in rest.passages} == set(industries[2:])
    assert all(passage.questions and len(passage.sentences) >= 1 for passage in whole.passages)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_step_knows_who_answers_whom(corpus: Corpus, share: float) -> None:
    (step,) = steps(corpus, [("a", "b")], Mix(sentences=share, pairs=1, asks=1), random.Random(0))
    by_question = {step.texts[question]: [step.texts[i] for i in step.candidates[answer]] if answer >= 0 else None
                   for question, answer in zip(step.questions, step.answers, strict=True)}
    price = corpus.passages[0]
    expected = [price.embedded] if share == 0 else price.sentences
    assert by_question["query: what does it cost"] == ["passage: " + text for text in expected]
    assert by_question["query: gibt es rabatt"] is None
    assert by_question["query: a"] == ["passage: b"]
    assert "query: ofen leasing" in step.texts


def _step() -> Step:
    return Step(texts=["q", "q", "p", "p"], candidates=[[2], [3]], questions=[0, 1], answers=[0, 1])


def test_loss_is_lower_when_answers_are_nearest() -> None:
    right = torch.eye(2)[[0, 1, 0, 1]]
    wrong = torch.eye(2)[[0, 1, 1, 0]]
    assert contrastive_loss(right, _step(), 0.05).item() < 1e-4
    assert contrastive_loss(wrong, _step(), 0.05).item() > 10


def test_question_without_answer_pushes_the_tempting_passage_away() -> None:
    step = _step()
    step.texts.append("missing")
    step.questions.append(4)
    step.answers.append(-1)
    far, near = torch.eye(3)[[0, 1, 0, 1, 2]], torch.eye(3)[[0, 1, 0, 1, 0]]
    assert contrastive_loss(near, step, 0.05).item() > contrastive_loss(far, step, 0.05).item() + 0.1


def test_label_loss_asks_only_for_what_is_known() -> None:
    step = Step(labelled=[(0, {"role:it": 1.0}, ("role",))])
    names = ["phase:use", "role:it", "role:user"]
    good = label_loss(torch.tensor([[9.0, 9.0, -9.0]]), step, names)
    same = label_loss(torch.tensor([[-9.0, 9.0, -9.0]]), step, names)
    bad = label_loss(torch.tensor([[9.0, -9.0, 9.0]]), step, names)
    assert good.item() == same.item() < 0.01 < bad.item()


def test_figures_of_a_perfect_and_of_a_blind_encoder(corpus: Corpus) -> None:
    words = {"cost": 0, "kostet": 0, "Geld": 0, "passt": 1, "breit": 1}

    def perfect(texts: list[str]) -> np.ndarray:
        return np.array([np.eye(2)[next(words[w] for w in words if w in text)] for text in texts], np.float32)

    def turned(texts: list[str]) -> np.ndarray:
        return perfect(texts)[:, ::-1]

    best = held_out_figures(corpus, perfect, perfect)
    worst = held_out_figures(corpus, perfect, turned)
    assert (best["all"].mrr, best["all"].hit, best["all"].count) == (1, 1, 2)
    assert (worst["all"].mrr, worst["all"].hit, worst["en-de"].count) == (0.5, 0, 1)
    assert "| all | 2 | 1.000 / 1.000 | 0.500 / 0.000 |" in format_tables({"best": best, "worst": worst})
