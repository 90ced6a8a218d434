"""Labels that only have words: general ones do not win everywhere, and a question is judged by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.assembly import Assembly
from engine.encoding.prepare import prepare
from engine.ranking.request import Request
from engine.retrieval.build import build_release
from engine.service import Engine
from engine.settings import Settings
from engine.understanding.zero_shot import zero_shot, zero_shot_questions

# two directions that every text shares a little of, and one label that is made of what all share
_LABELS = np.array([[1, 0, 0, 1], [0, 1, 0, 1], [0.4, 0.4, 0, 2]], dtype=np.float32)
_LABELS /= np.linalg.norm(_LABELS, axis=1, keepdims=True)


def _unit(*values: float) -> np.ndarray:
    return np.array([values], dtype=np.float32) / np.linalg.norm(values)


def test_a_label_of_general_words_does_not_win_a_single_question() -> None:
    asked = _unit(0.35, 0, 0, 1)
    assert (asked @ _LABELS.T).argmax() == 2
    assert zero_shot_questions(asked, _LABELS).argmax() == 0
    assert zero_shot(asked, _LABELS).argmax() == 0


@given(arrays(np.float32, (9, 4), elements=st.floats(-1, 1, width=32)))
def test_what_is_believed_of_a_question_does_not_depend_on_the_others(vectors: np.ndarray) -> None:
    together = zero_shot_questions(vectors, _LABELS)
    alone = np.concatenate([zero_shot_questions(row[None, :], _LABELS) for row in vectors])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(together.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("count", [0, 1, 20])
def test_shapes(count: int) -> None:
    vectors = np.ones((count, 4), dtype=np.float32)
    assert zero_shot(vectors, _LABELS).shape == zero_shot_questions(vectors, _LABELS).shape == (count, 3)
    assert zero_shot(vectors, _LABELS[:0]).shape == (count, 0)


OWN = {
    "user": ("Works with the product every day", ["How do I create an email?", "Where do I see opens and clicks?"]),
    "admin": ("Sets up users, permissions and connections", ["How do I give users permissions?", "How do I set up a domain?"]),
    "developer": ("Programs against the product", ["Which API method writes a record?", "How do I extend the schema?"]),
}


@pytest.fixture(scope="module")
def own_site(fresh_settings: Callable[[], Settings], library_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine of a site with three roles of its own, from a dozen lines of YAML."""
    path = tmp_path_factory.mktemp("own") / "taxonomy.yaml"
    path.write_text("roles:\n" + "".join(
        f"  {role}:\n    description: {told}\n    questions: {json.dumps(asked)}\n" for role, (told, asked) in OWN.items()))
    settings = replace(fresh_settings(), taxonomy=str(path))
    prepare(settings)
    parts = Assembly(settings)
    build_release(library_dir, parts.shelf, parts.taxonomy, parts.indexing_encoder, parts.annotator, progress=lambda *_: None)
    return parts.engine()


@pytest.mark.parametrize(("question", "role"), [
    ("Which method of the API deletes a record?", "developer"), ("Mit welcher API-Methode lösche ich einen Datensatz?", "developer"),
    ("How do I take permissions away from users?", "admin"), ("Wo sehe ich, wer meine E-Mail geöffnet hat?", "user"),
])
def test_roles_of_ones_own_are_recognised_in_both_languages(own_site: Engine, question: str, role: str) -> None:
    believed = own_site.recommend(Request(query=question)).visitor.role.probabilities
    assert set(believed) == set(OWN)
    assert max(believed, key=lambda label: believed[label]) == role


def test_a_declared_role_of_ones_own_is_acted_on(own_site: Engine) -> None:
    decision = own_site.recommend(Request(role="admin"))
    assert (decision.visitor.role.id, decision.visitor.role.source) == ("admin", "declared")
    assert decision.items
