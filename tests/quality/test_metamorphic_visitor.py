"""Relations between clues: what beats what, what never counts, what fades (brief D.4, numbers 2, 4, 5, 6 and 11)."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from engine.events.profiles import StoredProfile, as_stored, fold, from_data
from engine.ranking.request import Request
from engine.service import Engine
from engine.store.log import Entry
from engine.visitors.models import Clue
from tests.quality.asking import NOW, ask, everything
from tests.quality.sites import Site

FAULTS = ("Störung E47 quittieren", "error code after restart, how do I reset it")
BACKWARDS = "Was ist das überhaupt und welche Arten gibt es?"
PRICES = Clue("pricing_view", NOW - timedelta(minutes=3))
STATES: dict[str, tuple[Clue, ...]] = {
    "new": (),
    "reads of faults": tuple(Clue("question", NOW - timedelta(minutes=m), query=FAULTS[0]) for m in (9, 30)),
    "customer": (Clue("customer_login", NOW - timedelta(days=2)),),
    "compares": tuple(Clue("question", NOW - timedelta(days=d), query="Vergleich der Anbieter und Angebot") for d in (1, 2)),
    "asked for contact": (Clue("contact_form", NOW - timedelta(hours=5)), Clue("share", NOW - timedelta(hours=6))),
    "long ago": tuple(Clue("pricing_view", NOW - timedelta(days=d)) for d in (40, 41)),
}


@pytest.fixture
def engine(sample_site: Site) -> Engine:
    """Over the sample library alone: for what is believed of a visitor, in which a library has hardly a say."""
    return sample_site.engine


def entry(number: int, type: str, minutes: float, document: str = "", query: str = "", role: str = "") -> Entry:
    """An event of the one visitor of these tests."""
    at = int((NOW - timedelta(minutes=minutes)).timestamp() * 1000)
    return Entry(id=f"e{number}", type=type, at=at, visitor="v", document=document or None, query=query or None,
                 properties={"role": role} if type == "role" else {})


def stored(entries: list[Entry]) -> StoredProfile:
    """What is kept of them, having been in the store in between."""
    profile = StoredProfile()
    for one in entries:
        profile = from_data(as_stored(fold(profile, one)))
    return profile


def test_02_declared_beats_inferred_and_clearing_restores_exactly(site: Site) -> None:
    paths = [document.path for document in site.release.documents[:3]]
    for title, query in (("Leiterin Controlling", ""), ("", "Wer bezahlt bei Störung E47?"), ("", "")):
        seen = [entry(n, "view", 50 - n, path) for n, path in enumerate(paths)]
        said, unsaid = entry(8, "role", 20, role="it"), entry(9, "role", 10, role="")
        decisions = []
        for events in (seen, [*seen, said], [*seen, said, unsaid], [*seen, unsaid, said]):
            profile = stored(events)
            decisions.append(ask(site.engine, job_title=title, query=query, history=profile.history, role=profile.declared_role))
        before, declared, cleared, other_order = decisions
        assert (declared.visitor.role.id, declared.visitor.role.source) == ("it", "declared")
        assert declared.visitor.role.probability >= 0.9
        assert before.visitor.role.source != "declared"
        assert before.visitor.role.probabilities != declared.visitor.role.probabilities
        assert everything(cleared) == everything(other_order) == everything(before)
        assert cleared.visitor.role == before.visitor.role, "the same reasons too"


PRIVATE = ("zwei Kinder, verheiratet", "58 Jahre alt, weiblich", "Tessmar GmbH, Biberach", "ledig", "als alleinerziehende Mutter", "58",
           "Familienvater", "she/her")


@pytest.mark.parametrize("private", PRIVATE)
def test_04_company_place_family_age_and_gender_in_a_job_title_change_nothing(engine: Engine, private: str) -> None:
    for title in ("Einkaufsleitung", "Leiterin Controlling"):
        assert everything(ask(engine, job_title=f"{title}, {private}")) == everything(ask(engine, job_title=title))


@pytest.mark.parametrize(("one", "other"), [
    ("Leiter Einkauf", "Leiterin Einkauf"), ("Technischer Leiter", "Frau Technische Leiterin"), ("Industriekaufmann", "Industriekauffrau"),
    ("Einkäufer", "Einkäufer:in"), ("Controller", "Controller (m/w/d)"), ("Chairman of the board", "Chairwoman of the board"),
])
def test_04_the_gender_of_a_job_title_changes_nothing(engine: Engine, one: str, other: str) -> None:
    assert everything(ask(engine, job_title=other)) == everything(ask(engine, job_title=one))


@pytest.mark.parametrize("form", ["Ich bin 58 Jahre alt. {}", "Als Mutter von zwei Kindern: {}", "Bin verheiratet, {}", "{} Ich bin ledig."])
def test_04_what_somebody_tells_of_himself_beside_a_question_changes_nothing(site: Site, form: str) -> None:
    engine = site.engine
    for question in ("Wer haftet bei einem Schaden?", *(german for german, _ in site.asked[:2])):
        plain, told = ask(engine, query=question), ask(engine, query=form.format(question))
        assert everything(told) == everything(plain)
        assert told.answer == plain.answer
        answers = [[(hit.passage, hit.snippet) for hit in engine.ask(q, lang="de").items] for q in (question, form.format(question))]
        assert answers[0] == answers[1]
    link = "https://www.google.de/search?q={}"
    plain, told = (ask(engine, referrer=link.format(q.replace(" ", "+"))) for q in ("wartung kosten", "ich bin ledig, wartung kosten"))
    assert everything(told) == everything(plain)


def test_04_private_words_in_a_campaign_change_nothing(engine: Engine) -> None:
    plain = ask(engine, campaign="utm_campaign=einkauf_preise")
    assert everything(plain) != everything(ask(engine)), "a campaign that says nothing proves nothing"
    for tag in ("einkauf_preise_meine_familie", "als_mutter_einkauf_preise"):
        assert everything(ask(engine, campaign=f"utm_campaign={tag}")) == everything(plain)


def test_04_other_words_in_the_same_places_do_change_the_answer(site: Site) -> None:
    """Otherwise the three above could not fail."""
    title, question = "Einkaufsleitung", site.asked[0][0]
    assert everything(ask(site.engine, job_title=f"{title}, Datenschutz")) != everything(ask(site.engine, job_title=title))
    assert everything(ask(site.engine, query=f"Bei Stillstand. {question}")) != everything(ask(site.engine, query=question))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("journey", ["nonlinear", "linear"])
def test_05_price_page_never_lowers_select_and_fault_question_never_lowers_use(engine: Engine, state: str, journey: str) -> None:
    start = ask(engine, history=STATES[state], journey=journey).visitor.phase.probabilities
    seen = ask(engine, history=(*STATES[state], PRICES), journey=journey).visitor.phase.probabilities
    assert seen["select"] + seen["assure"] >= start["select"] + start["assure"] - 1e-9
    for fault in FAULTS:
        asked = ask(engine, query=fault, history=STATES[state], journey=journey).visitor.phase.probabilities
        assert asked["use"] >= start["use"] - 1e-9, fault


def test_05_the_price_page_of_the_sample_library_never_lowers_select(sample_site: Site) -> None:
    release = sample_site.release
    pages = [d.path for d, kind in zip(release.documents, release.types, strict=True) if kind.id == "price_information" and kind.given]
    assert pages
    for path in pages:
        for state in STATES.values():
            start = ask(sample_site.engine, history=state).visitor.phase.probabilities
            read = (*state, Clue("view", NOW - timedelta(minutes=3), path))
            seen = ask(sample_site.engine, history=read).visitor.phase.probabilities
            assert seen["select"] + seen["assure"] >= start["select"] + start["assure"] - 1e-9, path


def test_06_a_backward_clue_moves_the_nonlinear_journey_more_than_the_linear_one(engine: Engine) -> None:
    history = tuple(Clue("pricing_view", NOW - timedelta(days=d)) for d in (5, 3, 1))
    change = {}
    for journey in ("nonlinear", "linear"):
        before = ask(engine, history=history, journey=journey).visitor.phase.probabilities["select"]
        back = ask(engine, history=history, journey=journey, query=BACKWARDS)
        change[journey] = before - back.visitor.phase.probabilities["select"]
    assert change["nonlinear"] > 0
    assert change["nonlinear"] > change["linear"]


def many(site: Site, days: float) -> list[Entry]:
    """Three busy visits, the last one so many days ago: pages, questions, prices, contact."""
    paths = [document.path for document in site.release.documents][::5]
    made: list[Entry] = []
    for visit in range(3):
        minutes = 1440 * (days + visit)
        made += [entry(len(made) + n, "view", minutes + n, paths[(8 * visit + n) % len(paths)]) for n in range(6)]
        made += [entry(len(made) + n, "question", minutes + 8 + n, query=text) for n, text in enumerate(FAULTS)]
        made += [entry(len(made) + n, type, minutes + 12 + n) for n, type in enumerate(("pricing_view", "contact_form", "share"))]
    return made


@pytest.mark.parametrize("came", [{}, {"referrer": "https://www.google.de/"}, {"referrer": "https://partner.example/"},
                                  {"campaign": "utm_campaign=herbst"}], ids=["direct", "search", "referral", "campaign"])
def test_11_after_three_half_lives_nothing_but_the_way_he_came_is_left(site: Site, came: dict[str, str]) -> None:
    half_life = site.release.taxonomy.phase_rules["recency_half_life_days"]
    start = ask(site.engine, **came).visitor
    for days, most in ((3 * half_life, 0.05), (6 * half_life, 0.001)):
        faded = ask(site.engine, history=stored(many(site, days)).history, **came).visitor
        for before, after in ((start.role, faded.role), (start.phase, faded.phase)):
            assert max(abs(after.probabilities[name] - p) for name, p in before.probabilities.items()) <= most, days
    fresh = ask(site.engine, history=stored(many(site, 0.001)).history, **came).visitor
    assert max(abs(fresh.phase.probabilities[name] - p) for name, p in start.phase.probabilities.items()) > 0.1
    assert max(abs(fresh.role.probabilities[name] - p) for name, p in start.role.probabilities.items()) > 0.05


def test_11_the_order_of_arrival_does_not_matter(site: Site) -> None:
    entries = many(site, 0.5)
    told = everything(ask(site.engine, history=stored(entries).history))
    for seed in range(3):
        mixed = [*entries, *entries[:4]]
        random.Random(seed).shuffle(mixed)
        assert everything(ask(site.engine, history=stored(mixed).history)) == told
    clues = list(stored(entries).history)
    random.Random(7).shuffle(clues)
    assert everything(site.engine.recommend(Request(now=NOW, lang="de", history=tuple(clues)))) == told
