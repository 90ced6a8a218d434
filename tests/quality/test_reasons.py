"""Reasons name what decided: the decisive first, with the numbers behind the score, in German and in English."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.ranking.features import FEATURES
from engine.ranking.features.phase_fit import PHASE_FIT
from engine.ranking.features.question_facet import QUESTION_FACET
from engine.ranking.features.title_match import TITLE_MATCH
from engine.ranking.layout import _PROVES, _proof
from engine.ranking.pipeline import rank
from engine.ranking.reasons import _LEAST, lift, reasons_for
from engine.ranking.request import Request
from engine.ranking.situation import Chosen, Slate
from engine.service import Engine

ROLES = ["management", "finance", "operations", "technical", "it", "procurement", "user", "assurance"]
ASKED = {"de": "Was kostet die Wartung im Jahr?", "en": "What does maintenance cost in a year?"}
UNANSWERED = "Wer wurde 1954 Weltmeister im Schach?"
TITLES = {"de": "Leiter Instandhaltung", "en": "Head of maintenance"}
FIRST = {"de": ("nützt der Rolle", "für „"), "en": ("serves the role", "marked for")}


def slate_of(engine: Engine, **clues: str) -> Slate:
    return rank(engine.situation(Request(**clues)), engine.heads)  # type: ignore[arg-type]


def lines(slate: Slate, slot: str = "main") -> list[str]:
    item = next(item for item in slate.chosen if item.slot == slot)
    return reasons_for(slate, item, slate.situation.lang)


@pytest.mark.parametrize("clues", [{"role": role} for role in ROLES] + [{"query": "Stellenwert der Wartung"}, {"job_title": "Leiter Einkauf"}], ids=str)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_is_called_a_proof_is_one_and_only_practice_is_called_so(content_engine: Engine, clues: dict[str, str], lang: str) -> None:
    slate = slate_of(content_engine, lang=lang, **clues)
    proof, release = _proof(slate), slate.situation.release
    for item in slate.chosen:
        if item.slot == "proof":
            assert proof[item.at] >= _PROVES
            kind = release.types[release.document_of[slate.rows[item.at]]].id
            paper = kind in {"compliance_pack", "research_study"}
            assert ("Praxis" in (told := reasons_for(slate, item, lang)[0]) or "practice" in told) is not paper


def test_a_label_that_a_person_gave_is_no_probability(content_engine: Engine) -> None:
    slate = slate_of(content_engine, query="Störung an der K120 beheben", lang="de")
    assert slate.situation.visitor.phase.id == "use"
    given = slate.situation.release.labels.given[slate.rows, 1]
    told = {at: PHASE_FIT.reason(slate, at, "de") for at in range(len(slate.rows))}
    assert any(given[at] and line for at, line in told.items())
    assert all(("laut Redaktion" in line) == bool(given[at]) and ("%" in line) != bool(given[at]) for at, line in told.items() if line)


@pytest.mark.parametrize(("lang", "all_others"), [("de", "alle anderen verglichenen Stellen"), ("en", "all other passages compared")])
def test_nothing_is_closer_than_the_whole_of_what_it_is_part_of(content_engine: Engine, lang: str, all_others: str) -> None:
    slate = slate_of(content_engine, job_title=TITLES[lang], lang=lang)
    told = {at: TITLE_MATCH.reason(slate, at, lang) for at in range(len(slate.rows))}
    assert not any("100" in line for line in told.values())
    values = slate.features["title_match"]
    first = [int(values.argmax())] if (values == values.max()).sum() == 1 else []  # two that are as close are behind each other
    assert [at for at, line in told.items() if all_others in line] == first
    values[first or int(values.argmax())] += 1
    assert all_others in TITLE_MATCH.reason(slate, int(values.argmax()), lang)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_question_is_said_to_ask_about_a_topic_only_where_it_likely_does(content_engine: Engine, lang: str) -> None:
    asked = {"de": "Ich schreibe meine Masterarbeit über Verpackungsmaschinen, welche Quellen gibt es dafür eigentlich schon?",
             "en": "I am writing my thesis about packaging machines, which sources of literature are there on them already?"}[lang]
    slate = slate_of(content_engine, query=asked, lang=lang)
    assert slate.situation.facets is not None
    assert slate.situation.facets.max() < 0.2
    assert not any(QUESTION_FACET.reason(slate, at, lang) for at in range(len(slate.rows)))
    line = next(line for line in lines(slate) if asked[:20] in line)
    assert " …“" in line or " …”" in line


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_the_declared_role_is_the_first_reason_where_nothing_was_asked(content_engine: Engine, role: str, lang: str) -> None:
    slate = slate_of(content_engine, role=role, lang=lang)
    assert lines(slate)[0].startswith(FIRST[lang])
    assert "%" in lines(slate)[0] or lines(slate)[0].startswith(FIRST[lang][1])


@pytest.mark.parametrize(("lang", "first"), [("de", "passt zu Ihrer Frage „"), ("en", "fits your question “")])
def test_the_question_is_the_first_reason_of_its_best_match(content_engine: Engine, lang: str, first: str) -> None:
    slate = slate_of(content_engine, role="finance", query=ASKED[lang], lang=lang)
    assert slate.matches is not None
    place = int((slate.matches.rows == slate.rows[slate.chosen[0].at]).argmax()) + 1
    assert lines(slate)[0].startswith(f"{first}{ASKED[lang]}")
    assert re.findall(r"\d+", lines(slate)[0].split(ASKED[lang])[1]) == [str(place), str(int(slate.matches.allowed.sum()))]


@pytest.mark.parametrize(("lang", "said", "never"), [("de", "verwandt mit Ihrer Frage", "passt zu Ihrer Frage"),
                                                     ("en", "related to your question", "fits your question")])
def test_what_does_not_answer_is_called_related(content_engine: Engine, lang: str, said: str, never: str) -> None:
    decision = content_engine.recommend(Request(query=UNANSWERED, lang=lang))
    assert decision.answer == "none"
    for item in decision.items:
        assert any(line.startswith(said) for line in item.reasons)
        assert not any(never in line for line in item.reasons)


def test_a_match_far_behind_the_best_is_related_though_the_question_is_answered(content_engine: Engine) -> None:
    slate = slate_of(content_engine, query=ASKED["de"], lang="de")
    match = slate.features["question_match"]
    kinds = {"verwandt" if match[at] < -2 else "passt" for at in range(len(slate.rows))}
    told = {at: reasons_for(slate, Chosen(at, "next"), "de") for at in (int(match.argmax()), int(match.argsort()[-40]))}
    assert kinds == {"verwandt", "passt"}
    assert [next(line.split()[0] for line in found if "Ihrer Frage" in line) for found in told.values()] == ["passt", "verwandt"]


@pytest.mark.parametrize("clues", [{"role": role} for role in ROLES] + [{"query": ASKED["de"], "role": "it"}], ids=str)
def test_only_what_lifts_an_item_is_told_and_the_highest_lift_first(content_engine: Engine, clues: dict[str, str]) -> None:
    slate = slate_of(content_engine, lang="de", **clues)
    for item in slate.chosen:
        told = reasons_for(slate, item, "de")
        by_line = {f.reason(slate, item.at, "de"): f for f in FEATURES if not f.note and f.reason(slate, item.at, "de")}
        lifts = [lift(slate, by_line[line].name, item.at) for line in told if line in by_line]
        assert lifts == sorted(lifts, reverse=True)
        assert min(lifts, default=_LEAST) >= _LEAST
        assert len(told) <= 4


def test_a_feature_that_is_equal_for_all_candidates_is_no_reason(content_engine: Engine) -> None:
    slate = slate_of(content_engine, role="finance", lang="de")
    assert any("nützt der Rolle" in line or "ausgezeichnet" in line for line in lines(slate))
    slate.contributions = {**slate.contributions, "role_fit": slate.contributions["role_fit"] * 0 + 5}
    assert not any("nützt der Rolle" in line or "ausgezeichnet" in line for line in lines(slate))


@pytest.mark.parametrize(("lang", "note"), [("de", "auf Englisch"), ("en", "in German")])
def test_the_other_language_is_always_noted_and_last(content_engine: Engine, lang: str, note: str) -> None:
    slate = slate_of(content_engine, role="finance", query=ASKED[lang], lang=lang)
    langs = slate.situation.release.langs[slate.rows]
    for at in range(len(slate.rows)):
        for slot in ("next", "proof", "common"):
            told = reasons_for(slate, Chosen(at, slot), lang)
            assert (told[-1] == note) == (langs[at] != lang)
            assert 1 + (langs[at] != lang) <= len(told) <= 4


@pytest.mark.parametrize(("lang", "focus", "title"), [
    ("de", "richtet sich mehr an „{}“ als die meisten Stellen (", "nahe an Ihrer Berufsbezeichnung (näher als "),
    ("en", "speaks to “{}” more than most passages do (", "close to your job title (closer than "),
])
def test_focus_on_the_role_and_the_job_title_are_reasons(content_engine: Engine, lang: str, focus: str, title: str) -> None:
    slate = slate_of(content_engine, job_title=TITLES[lang], lang=lang)
    name = slate.situation.release.taxonomy.roles[slate.situation.visitor.role.id].name(lang)
    every = [line for at in range(len(slate.rows)) for line in reasons_for(slate, Chosen(at, "next"), lang)]
    assert any(line.startswith(focus.format(name)) for line in every)
    assert any(line.startswith(title) for line in every)
    assert any(line.startswith(focus.format(name)) for line in lines(slate))


def test_numbers_are_those_of_the_labels(content_engine: Engine) -> None:
    slate = slate_of(content_engine, role="finance", lang="en")
    labels = slate.situation.release.labels.roles[slate.rows]
    column = list(slate.situation.release.taxonomy.roles).index("finance")
    found = [(at, re.match(r"serves the role .* \((\d+)%\)$", line)) for at in range(len(slate.rows))
             for line in reasons_for(slate, Chosen(at, "next"), "en")]
    told = [(int(hit[1]), round(100 * float(labels[at, column]))) for at, hit in found if hit]
    assert len(told) > 10
    assert [said for said, _ in told] == [real for _, real in told]


def test_the_common_block_never_speaks_of_the_role(content_engine: Engine) -> None:
    told = set()
    for role in ROLES:
        slate = slate_of(content_engine, role=role, query=ASKED["de"], lang="de", document="")
        at = int(slate.features["question_match"].argmax())
        told.add(tuple(reasons_for(slate, Chosen(at, "common"), "de")))
    assert len(told) == 1
    assert len(told.pop()) > 1


@pytest.mark.parametrize(("lang", "broad"), [("de", "nützt mehr Rollen als die meisten Stellen ("), ("en", "serves more roles than")])
def test_without_a_role_the_number_of_roles_served_is_told_and_never_with_one(
    content_engine: Engine, lang: str, broad: str
) -> None:
    for role, expected in (("", True), ("finance", False)):
        slate = slate_of(content_engine, role=role, lang=lang)
        every = [line for at in range(len(slate.rows)) for line in reasons_for(slate, Chosen(at, "next"), lang)]
        assert any(line.startswith(broad) for line in every) is expected


def test_a_page_with_a_single_candidate_claims_nothing_in_particular(content_engine: Engine) -> None:
    slate = slate_of(content_engine, role="finance", lang="de")
    alone = replace(slate, rows=slate.rows[:1], features={n: v[:1] for n, v in slate.features.items()},
                    contributions={n: v[:1] for n, v in slate.contributions.items()}, chosen=[Chosen(0, "main")])
    assert lines(alone)[0] == "passt im Ganzen, ohne dass ein einzelner Grund hervorsticht"


@pytest.mark.parametrize(("lang", "said", "topic", "clue"), [
    ("de", "Ihrer Suche „{}“, mit der Sie kamen", "nach dem Sie gesucht haben", "Sie kamen mit der Suche „{}“"),
    ("en", "your search “{}” that brought you here", "which you searched for", "You came with the search “{}”"),
])
def test_a_search_that_led_here_is_called_a_search_and_a_typed_question_a_question(
    content_engine: Engine, lang: str, said: str, topic: str, clue: str
) -> None:
    link = f"https://www.google.com/search?q={ASKED[lang].replace(' ', '+')}"
    came, asked = slate_of(content_engine, referrer=link, lang=lang), slate_of(content_engine, query=ASKED[lang], lang=lang)
    both = slate_of(content_engine, query=TITLES[lang], referrer=link, lang=lang)
    assert (came.situation.searched, asked.situation.searched, both.situation.searched) == (True, False, False)
    every = {slate.situation.searched: " ".join(line for at in range(len(slate.rows)) for line in reasons_for(slate, Chosen(at, "next"), lang))
             for slate in (came, asked)}
    assert said.format(ASKED[lang]) in every[True]
    assert topic in every[True]
    assert not any(word in every[True] for word in ("Ihrer Frage", "Sie fragen", "your question", "you asked"))
    assert not any(word in every[False] for word in ("Suche", "gesucht", "search"))
    assert clue.format(ASKED[lang]) in came.situation.visitor.phase.reasons(lang)
