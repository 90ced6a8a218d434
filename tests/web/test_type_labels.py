"""Each item says what kind of document it is in words for people, in the language of the answer around it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.taxonomy import Label, shipped
from engine.web.api.replies import type_label
from tests.conftest import Keys


@pytest.mark.parametrize("lang", ["de", "en"])
def test_recommended_items_carry_the_taxonomys_name_of_their_type(client: FlaskClient, keys: Keys, lang: str) -> None:
    items = items_of(client.post("/v1/recommendations", json={"key": keys.public, "lang": lang, "slots": 12}))
    assert named(items) == {item["type"]: shipped().types[item["type"]].label[lang] for item in items}


@pytest.mark.parametrize(("asked", "spoken"), [("de", "de"), ("en", "en"), ("", "de")])
def test_answers_carry_it_in_the_language_asked_for_else_in_that_of_the_question(
    client: FlaskClient, keys: Keys, asked: str, spoken: str
) -> None:
    query = {"q": "Was kostet die Wartung der Maschine im Jahr?", "key": keys.public, **({"lang": asked} if asked else {})}
    items = items_of(client.get("/v1/ask", query_string=query))
    assert named(items) == {item["type"]: shipped().types[item["type"]].label[spoken] for item in items}


def test_a_type_of_the_operator_is_named_as_he_named_it_or_by_its_id_in_words() -> None:
    own = {"tool_tip": Label(id="tool_tip", label={"de": "Kniff", "en": "Tip"}), "site_note": Label(id="site_note")}
    taxonomy = shipped().model_copy(update={"types": own})
    assert type_label(taxonomy, "tool_tip", "de") == "Kniff"
    assert type_label(taxonomy, "tool_tip", "fr") == "Tip"
    assert type_label(taxonomy, "site_note", "de") == "site note"
    assert type_label(taxonomy, "gone_since", "de") == "gone since"


def items_of(reply: TestResponse) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (reply.json or {})["items"]
    assert items
    return items


def named(items: list[dict[str, Any]]) -> dict[str, str]:
    return {item["type"]: item["type_label"] for item in items}
