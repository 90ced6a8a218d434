"""What the visitor does with the guide: choose a role, clear it, ask, follow a question."""

from __future__ import annotations

from typing import Any

import pytest

from tests.widgets.conftest import Visit
from tests.widgets.stand_in import StandInService


def test_first_answer_replaces_the_fallback_and_keeps_it_one_click_away(visit: Visit) -> None:
    host = visit().answered()
    link = host.page.get_by_role("link", name="Unser Wissen")
    assert not link.is_visible()
    host.guide.get_by_text("Außerdem auf dieser Seite").click()
    assert link.is_visible()


def test_a_role_click_changes_the_snippets_and_reorders(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    before, first = host.titles(), host.snippet()
    host.choose("Produktion & Bereichsleitung")
    assert host.snippet() != first
    assert "eine Fachkraft ist nicht nötig" in host.snippet()
    assert host.titles() != before
    assert service.sent("/v1/recommendations")[-1]["json"]["role"] == "operations"
    assert host.guide.get_by_label("Produktion & Bereichsleitung").is_checked()
    assert "Sortiert für: Produktion & Bereichsleitung." in host.guide.locator(".notice").inner_text()


def test_a_role_click_hides_nothing_that_was_there(visit: Visit) -> None:
    host = visit().answered()
    before = set(host.titles())
    host.choose("Einkauf")
    host.guide.get_by_text("Außerdem auf dieser Seite").click()
    earlier = set(host.guide.locator(".also li a").all_inner_texts())
    assert before <= set(host.titles()) | earlier


def test_clear_restores_the_neutral_page(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    before = host.titles()
    host.choose("Produktion & Bereichsleitung")
    assert host.titles() != before
    host.choose("Zurücksetzen")
    assert host.titles() == before
    assert not host.guide.locator("input[type=radio]:checked").count()
    assert service.sent("/v1/recommendations")[-1]["json"]["role"] == "unknown"


def test_show_everything_asks_for_more_and_opens_the_pages_own_links(visit: Visit, service: StandInService) -> None:
    host = visit(slots="3").answered()
    host.choose("Alles zeigen")
    sent = service.sent("/v1/recommendations")
    assert [call["json"]["slots"] for call in sent] == [3, 12]
    assert host.page.get_by_role("link", name="Unser Wissen").is_visible()


def test_other_roles_are_always_offered(visit: Visit) -> None:
    host = visit(audience="procurement").answered()
    assert host.guide.locator("input[type=radio]").count() == 9
    assert host.guide.get_by_label("Einkauf").is_checked()


def guess(body: dict[str, Any]) -> dict[str, Any]:
    """The answer of a service that infers operations unless something was declared."""
    if "visitor" in body and body["visitor"]["role"]["source"] == "unknown" and not guess_off:
        body["visitor"]["role"] = {"id": "operations", "source": "inferred", "probability": 0.8,
                                   "reasons": ["Sie haben nach Schulung gefragt"]}  # fmt: skip
    return body


guess_off: list[bool] = []


def test_a_guess_says_why_and_is_corrected_in_one_click(visit: Visit, service: StandInService) -> None:
    guess_off.clear()
    service.change = guess
    host = visit().answered()
    notice = host.guide.locator(".notice")
    assert "Wir vermuten: Produktion & Bereichsleitung." in notice.inner_text()
    assert "Sie haben nach Schulung gefragt" in notice.inner_text()
    assert not host.guide.locator("input:checked").count()
    host.choose("Einkauf")
    assert "Sortiert für: Einkauf." in notice.inner_text()


@pytest.mark.parametrize(("button", "sent", "how"), [("Stimmt", "operations", "confirm"), ("Stimmt nicht", "unknown", "clear")])
def test_a_guess_is_confirmed_or_refused_in_one_click(
    visit: Visit, service: StandInService, button: str, sent: str, how: str
) -> None:
    guess_off.clear()
    service.change = guess
    host = visit().answered()
    guess_off.append(True)
    host.choose(button)
    last = service.sent("/v1/recommendations")[-1]["json"]
    assert last["role"] == sent
    assert [event["properties"]["how"] for event in last["events"] if event["type"] == "role"] == [how]


def test_every_item_tells_why_it_is_there(visit: Visit) -> None:
    host = visit().answered()
    host.guide.locator("summary", has_text="Warum das?").first.click()
    assert host.guide.get_by_text("Beantwortet, was Ihre Rolle am häufigsten fragt").first.is_visible()


@pytest.mark.parametrize(("lang", "proof"), [("de", "Fallstudie"), ("en", "Case study")])
def test_a_card_names_its_type_as_the_service_does(visit: Visit, lang: str, proof: str) -> None:
    assert visit(lang=lang).answered().guide.locator(".proof .meta span").all_inner_texts() == [proof]


def test_a_type_that_the_operator_made_up_has_the_name_he_gave_it(visit: Visit, service: StandInService) -> None:
    def own(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "items": [{**item, "type": "shop_floor_note", "type_label": "Hallenzettel"} for item in body["items"]]}

    service.change = own
    assert set(visit().answered().guide.locator(".lists .meta").all_inner_texts()) == {"Hallenzettel"}


def test_a_document_in_the_other_language_is_marked(visit: Visit) -> None:
    host = visit(lang="en").answered()
    host.choose("IT & information security")
    assert "In German" in host.guide.locator(".main .meta").inner_text()
    assert host.guide.locator(".main .snippet").get_attribute("lang") == "de"


@pytest.mark.parametrize(
    ("page_lang", "section", "spoken"), [("de", "", "de"), ("de-AT", "", "de"), ("en-GB", "", "en"), ("fr", "", "en"),
                                         ("de", "en", "en"), ("en", "de", "de")],
)  # fmt: skip
def test_language_follows_the_nearest_lang_attribute(
    visit: Visit, service: StandInService, page_lang: str, section: str, spoken: str
) -> None:
    around = {"before": f'<div lang="{section}">', "after": "</div>"} if section else {}
    host = visit(lang=page_lang, **around).answered()
    assert host.guide.locator("legend").inner_text() == {"de": "Worum geht es Ihnen?", "en": "What matters to you?"}[spoken]
    assert service.sent("/v1/recommendations")[0]["json"]["lang"] == spoken


def test_changing_the_language_attribute_changes_words_and_content(visit: Visit) -> None:
    host = visit().answered()
    host.guide.evaluate("(guide) => guide.setAttribute('lang', 'en')")
    host.guide.locator("legend", has_text="What matters to you?").wait_for()
    assert "bottleneck" in host.snippet()


def test_the_ask_box_answers_with_sentences_and_links(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    host.guide.get_by_label("Fragen Sie unsere Bibliothek").fill("Wer darf umstellen?")
    host.page.keyboard.press("Enter")
    found = host.guide.locator(".result a").first
    found.wait_for()
    assert found.get_attribute("href").startswith("https://www.example.com/wissen/formatwechsel-verkuerzen#:~:text=")
    assert "eine Fachkraft ist nicht nötig" in host.guide.locator(".result").inner_text()
    query = service.sent("/v1/ask")[0]["query"]
    assert query == {"q": ["Wer darf umstellen?"], "lang": ["de"], "key": ["pk_test"]}


def test_an_answer_below_the_lower_edge_of_the_screen_comes_into_sight(visit: Visit) -> None:
    host = visit(browser_options={"viewport": {"width": 390, "height": 500}}, after="<p>Text.</p>" * 40).answered()
    host.choose("Einkauf")
    box = host.guide.get_by_label("Fragen Sie unsere Bibliothek")
    box.evaluate("(node) => { node.focus(); node.scrollIntoView({ block: 'end' }); }")
    host.page.keyboard.type("Wer darf umstellen?")
    host.page.keyboard.press("Enter")
    found = host.guide.locator(".result h3")
    found.wait_for()
    place = found.bounding_box()
    assert place
    assert 0 <= place["y"] <= 500 - place["height"]


@pytest.mark.parametrize(
    ("attributes", "inside", "name"),
    [({"contact": "rat@maker.example"}, "", "rat@maker.example"), ({"contact": "https://maker.example/c"}, "", "Kontakt aufnehmen"),
     ({}, '<a slot="contact" href="tel:+49123">Frau Terbrüggen</a>', "Frau Terbrüggen")],
)  # fmt: skip
def test_what_is_not_in_the_library_is_said_so_with_a_person(
    visit: Visit, attributes: dict[str, str], inside: str, name: str
) -> None:
    host = visit(inside=inside, **attributes).answered()
    host.guide.get_by_label("Fragen Sie unsere Bibliothek").fill("Wie weit ist der Mars?")
    host.guide.get_by_role("button", name="Fragen", exact=True).click()
    result = host.guide.locator(".result")
    result.get_by_text("Dazu steht nichts in unserer Bibliothek.").wait_for()
    assert "Nur verwandt" in result.inner_text()
    assert host.page.get_by_role("link", name=name).is_visible()


def test_a_next_question_is_asked_with_one_click(visit: Visit, service: StandInService) -> None:
    host = visit().answered()
    host.guide.get_by_role("button", name="Wer hilft nachts um drei?").click()
    host.guide.locator(".result a").first.wait_for()
    assert service.sent("/v1/ask")[0]["query"]["q"] == ["Wer hilft nachts um drei?"]


def test_two_guides_on_a_page_share_the_chosen_role(visit: Visit, service: StandInService) -> None:
    second = f'<lotse-guide id="two" api="{service.url}" key="pk_test" timeout="15000"></lotse-guide>'
    host = visit(after=second)
    first, other = host.guide.nth(0), host.guide.nth(1)
    other.locator("article").first.wait_for()
    first.get_by_text("Einkauf", exact=True).click()
    other.locator(".notice b", has_text="Sortiert für: Einkauf.").wait_for()
    host.page.wait_for_timeout(2300)
    assert len([event for event in service.events() if event["type"] == "role"]) == 1
