"""Questions that nobody asks of a supplier are told from those that he is asked, in words that were not taught."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.encoding.encoder import Encoder
from engine.encoding.load import load_encoder
from engine.settings import Settings
from engine.understanding.off_topic import OffTopic, fit_off_topic, load_off_topic, read_off_topic
from engine.understanding.taught_answers import TaughtAnswers, load_taught_answers

STRANGE = [("Was ist die Hauptstadt der Mongolei?", "de"), ("Rezept für Kartoffelsalat", "de"), ("how to train a puppy", "en"),
           ("who won the women's final last night", "en"), ("gedicht über den regen", "de")]
ASKED = [("Was kostet die Wartung im Jahr?", "de"), ("Sieht mein Chef, wie lange ich gebraucht habe?", "de"),
         ("wer zahlt wenn die halle brennt", "de"), ("how do I roll back a deployment", "en"),
         ("do you have a course on plastics", "en"), ("kommt das ding durch unsere bürotür", "de")]


@pytest.fixture(scope="module")
def encoder(built: Settings) -> Encoder:
    return load_encoder(built)


@pytest.fixture(scope="module")
def taught(encoder: Encoder) -> TaughtAnswers:
    found = load_taught_answers(encoder.name)
    assert found, "train again with this encoder: scripts/train_heads"
    return found


@pytest.mark.parametrize(("text", "lang"), STRANGE)
def test_what_no_supplier_is_asked_is_strange(taught: TaughtAnswers, encoder: Encoder, text: str, lang: str) -> None:
    assert text not in {taught_text for _, _, taught_text in read_off_topic()}
    assert taught.strangeness(encoder.queries([text])[0], lang) > 1.0


@pytest.mark.parametrize(("text", "lang"), ASKED)
def test_what_buyers_ask_in_plain_words_is_not_strange(taught: TaughtAnswers, encoder: Encoder, text: str, lang: str) -> None:
    assert taught.strangeness(encoder.queries([text])[0], lang) < 0.0


def test_both_languages_are_taught_alike_in_every_topic() -> None:
    entries = read_off_topic()
    for topic in {topic for topic, _, _ in entries}:
        counts = {lang: sum(t == topic and where == lang for t, where, _ in entries) for lang in ("de", "en")}
        assert min(counts.values()) >= 6, topic
        assert abs(counts["de"] - counts["en"]) <= 2, topic


def test_the_boundary_separates_and_its_file_belongs_to_one_encoder(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    off, asked = (np.eye(8)[column] + 0.1 * rng.standard_normal((30, 8)) for column in (0, 1))
    line = fit_off_topic(off.astype(np.float32), asked.astype(np.float32))
    assert all(line.logit(v.astype(np.float32)) > 0 for v in off)
    assert all(line.logit(v.astype(np.float32)) < 0 for v in asked)
    line.save("one", tmp_path / "off.npz")
    read = load_off_topic("one", tmp_path / "off.npz")
    assert isinstance(read, OffTopic)
    assert read.logit(off[0].astype(np.float32)) == line.logit(off[0].astype(np.float32))
    assert load_off_topic("another", tmp_path / "off.npz") is None
    assert load_off_topic("one", tmp_path / "none.npz") is None
