"""Pages without script: the role is chosen by following a link, and every item says why it is there."""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from engine.taxonomy import load_taxonomy
from tests.conftest import Keys

HOSTILE = 'Was kostet "das"> <script>alert(1)</script> & mehr?'


def part(client: FlaskClient, keys: Keys, **given: str) -> LexborHTMLParser:
    reply = client.get("/v1/snippets.html", query_string={"key": keys.public, "lang": "de", **given})
    assert reply.status_code == 200
    return LexborHTMLParser(reply.text)


def role_links(tree: LexborHTMLParser) -> list[LexborNode]:
    return list(tree.css("nav.lotse-roles ul > li > a"))


def address(link: LexborNode) -> str:
    return link.attributes["href"] or ""


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_role_is_one_link_in_a_named_list(client: FlaskClient, keys: Keys, lang: str) -> None:
    tree = part(client, keys, lang=lang)
    roles = load_taxonomy().roles
    assert [link.text() for link in role_links(tree)] == [label.name(lang) for label in roles.values()]
    assert [parse_qs(address(link)[1:])["role"] for link in role_links(tree)] == [[role] for role in roles]
    assert tree.css_first("nav.lotse-roles").attributes["aria-label"]


def test_a_link_keeps_everything_else_that_was_asked_for(client: FlaskClient, keys: Keys) -> None:
    given = {"query": HOSTILE, "slots": "3", "role": "finance", "url": "https://www.example.com/?a=1&b=2"}
    tree = part(client, keys, **given)
    for link in role_links(tree):
        kept = dict(parse_qsl(address(link)[1:]))
        kept.pop("role", None)
        assert address(link).startswith("?")
        assert kept == {"key": keys.public, "lang": "de", "query": HOSTILE, "slots": "3", "url": given["url"]}
    assert not tree.css("script")


def test_the_chosen_role_is_marked_and_can_be_taken_back(client: FlaskClient, keys: Keys) -> None:
    before, after = part(client, keys), part(client, keys, role="finance")
    assert not [link for link in role_links(before) if "aria-current" in link.attributes]
    current = [link for link in role_links(after) if link.attributes.get("aria-current") == "true"]
    assert ["role=finance" in address(link) for link in current] == [True]
    assert [address(link) for link in role_links(after) if "role=" not in address(link)] == [f"?key={keys.public}&lang=de"]
    assert len(role_links(after)) == len(role_links(before)) + 1


def test_following_a_link_gives_the_page_of_that_role(client: FlaskClient, keys: Keys) -> None:
    link = next(link for link in role_links(part(client, keys)) if "role=it" in address(link))
    followed = client.get("/v1/snippets.html" + address(link))
    assert followed.status_code == 200
    current = LexborHTMLParser(followed.text).css_first("a[aria-current]")
    assert current.text() == load_taxonomy().roles["it"].name("de")


def test_links_in_a_part_that_a_server_includes_carry_neither_its_key_nor_its_own_part_of_the_request(
    client: FlaskClient, keys: Keys
) -> None:
    given = {"lang": "de", "slots": "3", "url": "https://www.example.com/", "page": "", "query": HOSTILE, "role": "it"}
    reply = client.get("/v1/snippets.html", query_string=given, headers={"X-Lotse-Key": keys.public})
    links = role_links(LexborHTMLParser(reply.text))
    assert [dict(parse_qsl(address(link)[1:])) for link in links] == [
        *({"role": role, "query": HOSTILE} for role in load_taxonomy().roles), {"query": HOSTILE}]
    assert keys.public not in reply.text


@pytest.mark.parametrize(("lang", "proof", "common"), [
    ("de", "Belege", "Für alle im Team"), ("en", "Evidence", "For everyone in the team")])
def test_proof_and_common_ground_are_called_what_they_are(
    client: FlaskClient, keys: Keys, lang: str, proof: str, common: str
) -> None:
    # a page that explores may lead with the only document that proves anything
    pages = (part(client, keys, lang=lang, slots="6") for _ in range(12))
    tree = next(page for page in pages if page.css("li.lotse-proof") and page.css("li.lotse-common"))
    for slot, label in (("proof", proof), ("common", common)):
        items = tree.css(f"li.lotse-{slot}")
        assert items
        assert {item.css_first("span.lotse-label").text() for item in items} == {label}
    assert not tree.css("li.lotse-main span.lotse-label, li.lotse-next span.lotse-label")


@pytest.mark.parametrize("given", [{}, {"role": "operations"}, {"query": HOSTILE}])
def test_every_item_says_why_and_says_it_as_text(client: FlaskClient, keys: Keys, given: dict[str, str]) -> None:
    tree = part(client, keys, **given)
    items = tree.css("section.lotse > ul > li")
    assert items
    for item in items:
        assert item.css_first("details > summary").text() == "Warum das?"
        assert all(reason.text().strip() for reason in item.css("details li"))
        assert item.css("details li")
    assert not tree.css("script")
