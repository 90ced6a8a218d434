"""Labels of the nearest taught texts, whatever the language, kept beside the linear heads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.taxonomy import load_taxonomy
from engine.understanding.corpus import Ask, Corpus, TaughtPassage
from engine.understanding.neighbours import Neighbours, centred
from engine.understanding.taught_answers import load_taught_answers
from engine.understanding.train import encode, taught_of, train
from engine.understanding.trained import load_heads
from tests.retrieval.makeshift import WordEncoder

TAXONOMY = load_taxonomy()
TOPICS = {"finance": "preis kosten budget rechnung", "user": "bedienung schulung kurs taste", "it": "server netz firewall konto"}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    passages, questions = [], []
    for industry in ("eins", "zwei"):
        for role, text in TOPICS.items():
            for number, word in enumerate(text.split()):
                passages.append(TaughtPassage(industry, len(passages) // 4, "Titel", "case_study", word, f"{text} {word}", "de",
                                              {role: 3}, {"assure": 2}, {"cost": 3} if role == "finance" else {}))
                questions.append(Ask(f"{word} frage {number}", "de", role=role, facets=(("cost", 3),), passage=len(passages) - 1))
    return Corpus(tuple(passages), tuple(questions), (("eins", Ask("allein", "de")),), (), ())


def test_neighbours_tell_the_label_and_need_no_language() -> None:
    rng = np.random.default_rng(1)
    topics, shift = rng.standard_normal((2, 16)), {"de": 3.0, "en": -3.0}
    langs = ["de", "en"] * 40
    vectors = np.array([topics[i // 40] + shift[lang] * np.ones(16) + 0.1 * rng.standard_normal(16)
                        for i, lang in enumerate(langs)], dtype=np.float32)
    rest, means = centred(vectors, langs)
    labels = np.repeat(np.eye(2, dtype=np.float32), 40, axis=0)
    near = Neighbours(rest, means, {"roles": labels}).of(vectors)[0]["roles"]
    assert (near.argmax(axis=1) == labels.argmax(axis=1)).all()
    assert near.sum(axis=1) == pytest.approx(1.0, abs=1e-5)
    assert Neighbours(rest, means, {"roles": labels}).of(vectors[:0])[0]["roles"].shape == (0, 2)


def test_heads_with_neighbours_survive_the_files(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = WordEncoder()
    encoded = encode(corpus, encoder)
    heads = train(corpus, encoded, TAXONOMY, encoder.name)
    heads.save(tmp_path / "heads.npz", {g: list(getattr(TAXONOMY, g)) for g in ("roles", "phases", "facets", "types")})
    taught_of(corpus, encoded, encoder.name).save(tmp_path / "taught.npz")
    monkeypatch.setattr("engine.understanding.trained.load_taught_answers",
                        lambda name: load_taught_answers(name, tmp_path / "taught.npz"))
    loaded = load_heads(tmp_path / "heads.npz")
    assert loaded is not None
    for before, after in zip(heads.questions(encoded.questions), loaded[0].questions(encoded.questions), strict=True):
        assert np.abs(before - after).max() < 0.02
    monkeypatch.setattr("engine.understanding.trained.load_taught_answers", lambda name: None)
    alone = load_heads(tmp_path / "heads.npz")
    assert alone is not None
    assert alone[0].taught_questions is None


def test_an_industry_left_out_is_not_among_the_neighbours(corpus: Corpus) -> None:
    encoder = WordEncoder()
    heads = train(corpus, encode(corpus, encoder), TAXONOMY, encoder.name, without="zwei")
    assert heads.taught_passages is not None
    assert len(heads.taught_passages.vectors) == len(corpus.passages) // 2
    roles = heads.passages(encoder.passages(["preis kosten budget"]))[0][0]
    assert list(TAXONOMY.roles)[int(roles.argmax())] == "finance"


def test_what_is_unlike_everything_taught_says_nothing(corpus: Corpus) -> None:
    encoder = WordEncoder()
    heads = train(corpus, encode(corpus, encoder), TAXONOMY, encoder.name)
    known, strange = heads.questions(encoder.queries(["budget frage 2", "zxq wvut kkpl"]))[0]
    assert known.max() > 2 * strange.max()
    assert strange.sum() == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("threads", ["2", "3"])
def test_passages_get_the_same_labels_whatever_number_of_threads_works(threads: str) -> None:
    """Else the same library would become another release on another machine."""
    told = "import numpy as np, hashlib; from engine.understanding.trained import load_heads; " \
        "x = np.random.default_rng(1).standard_normal((300, 384)).astype(np.float32); x /= np.linalg.norm(x, axis=1)[:, None]; " \
        "print(hashlib.sha256(b''.join(part.tobytes() for part in load_heads()[0].passages(x))).hexdigest())"
    one, many = (subprocess.run([sys.executable, "-c", told], env={**os.environ, "OMP_NUM_THREADS": n, "OPENBLAS_NUM_THREADS": n},
                                capture_output=True, text=True, check=True).stdout for n in ("1", threads))
    assert one == many != ""
