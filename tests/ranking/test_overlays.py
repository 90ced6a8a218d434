"""Two needs change the page: one proof more for who asks for evidence, something to pass on for who must win others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from engine.ranking.candidates import candidates
from engine.ranking.common_ground import BROCHURE
from engine.ranking.layout import slot_names
from engine.ranking.pipeline import rank
from engine.ranking.reasons import reasons_for
from engine.ranking.situation import Situation, Slate
from engine.retrieval.release import Release
from engine.visitors.models import Posterior, VisitorView
from engine.visitors.overlays import CONSENSUS, VALIDATION
from tests.retrieval.makeshift import EvenHeads, published

BOTH = frozenset({VALIDATION, CONSENSUS})
FRONT = "---\ntitle: {0}\nlanguage: {1}\ntype: {2}\n{3}\n---\n# {0}\n\n## {0} in short\n\n{4}\n"
KINDS = {
    "blog": ("en", "blog_article", "", "Why lines stand still, and what a plant may do about it in one week."),
    "guide": ("en", "white_paper", "", "How to plan a line: floor, air, people and the weeks before delivery."),
    "terms": ("en", "price_information", "", "Payment is due within thirty days and the contract runs for two years."),
    "dairy": ("en", "case_study", "", "The dairy raised its output by a third after the second month."),
    "tea": ("en", "case_study", "", "The tea packer needs two people less and has no complaints any more."),
    "glue": ("en", "case_study", "", "A maker of glue fills its cartons at four degrees and lost no day."),
    "seed": ("en", "case_study", "", "Sowing seeds are packed in one shift now, and nobody lifts bags."),
    "soap": ("en", "case_study", "", "The soap factory rented first and bought after it had seen the figures."),
    "short": ("en", "handon_brochure", "", "The carton machine packs a hundred boxes with two people."),
    "pallet": ("en", "handon_brochure", "", "The palletizer stacks heavy sacks without any lifting."),
    "kurz": ("de", "handon_brochure", "", "Die Maschine packt hundert Schachteln mit zwei Personen."),
    "secret": ("en", "handon_brochure", "audience: internal", "What we tell nobody about the carton machine."),
}
LIBRARY = {f"{name}.md": FRONT.format(name.title(), *rest) for name, rest in KINDS.items()}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return published(tmp_path_factory.mktemp("overlays"), LIBRARY)


def _slate(release: Release, *needs: str, role: str = "unknown", **changes: Any) -> Slate:
    view = VisitorView(Posterior({role: 1.0} if role != "unknown" else {}, role, "declared"), Posterior({}),
                       overlays=frozenset(needs), interest=changes.pop("interest", None))
    return rank(Situation(release=release, visitor=view, today=date(2026, 11, 21), lang=changes.pop("lang", "en"), **changes),
                EvenHeads())


def _page(slate: Slate) -> list[tuple[str, str]]:
    release = slate.situation.release
    return [(item.slot, release.documents[release.document_of[slate.row_of(item)]].path) for item in slate.chosen]


@pytest.mark.parametrize("slots", range(13))
@pytest.mark.parametrize("needs", [frozenset(), {VALIDATION}, {CONSENSUS}, BOTH])
def test_a_need_replaces_something_further_and_never_adds_room(slots: int, needs: frozenset[str]) -> None:
    names, plain = slot_names(slots, frozenset(needs)), slot_names(slots)
    assert len(names) == len(plain) == slots
    assert names[:1] == plain[:1]
    spare = plain.count("next")
    assert names.count("proof") - plain.count("proof") == min(VALIDATION in needs, spare)
    assert names.count("common") - plain.count("common") == min(CONSENSUS in needs, spare - min(VALIDATION in needs, spare))


def test_who_asks_for_evidence_gets_one_proof_more(release: Release) -> None:
    plain, needed = _page(_slate(release, slots=5)), _page(_slate(release, VALIDATION, slots=5))
    counts = [[slot for slot, _ in page].count("proof") for page in (plain, needed)]
    assert counts == [1, 2]
    assert all(KINDS[path.removesuffix(".md")][1] == "case_study" for slot, path in needed if slot == "proof")
    assert [item for item in needed if item[0] == "main"] == [item for item in plain if item[0] == "main"]


def test_who_must_win_others_gets_a_brochure_in_his_language(release: Release) -> None:
    for lang, allowed in (("en", {"short.md", "pallet.md"}), ("de", {"kurz.md"})):
        page = _page(_slate(release, CONSENSUS, slots=5, lang=lang))
        shared = [path for slot, path in page if slot == "common"]
        assert len(shared) == 2
        assert shared[1] in allowed or shared[0] in allowed
        assert len({path for _, path in page}) == len(page)


def test_of_very_many_brochures_only_the_best_ones_are_considered(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    """One passage of each, so that a long one that was read already leaves room for others."""
    monkeypatch.setattr("engine.ranking.candidates._MOST_WITHOUT_QUESTION", 1)
    monkeypatch.setattr("engine.ranking.candidates._FOR_EVERYBODY", 1)
    kinds = tuple(replace(kind, id=BROCHURE) for kind in release.types)
    view = VisitorView(Posterior({}), Posterior({}), overlays=frozenset({CONSENSUS}),
                       interest=np.asarray(release.vectors[release.rows_of("pallet.md")][0]))
    many = replace(release, types=kinds)
    found = candidates(Situation(release=many, visitor=view, today=date(2026, 11, 21), lang="en")).rows
    assert len(found) <= 3 < len(many.documents)
    assert set(found) & set(many.rows_of("pallet.md"))


@pytest.mark.parametrize("about", ["short.md", "pallet.md"])
def test_the_brochure_is_about_what_was_read(release: Release, about: str) -> None:
    vector = np.asarray(release.vectors[release.rows_of(about)][0])
    shared = [path for slot, path in _page(_slate(release, CONSENSUS, slots=5, interest=vector)) if slot == "common"]
    assert about in shared


def test_what_is_passed_on_is_the_same_for_every_role(release: Release) -> None:
    roles = ["unknown", *release.taxonomy.roles]
    pages = [_page(_slate(release, CONSENSUS, role=role, slots=5)) for role in roles]
    assert len({tuple(item for item in page if item[0] == "common") for page in pages}) == 1


def test_without_a_brochure_there_is_more_common_ground(release: Release) -> None:
    bare = replace(release, types=tuple(replace(kind, id="blog_article") for kind in release.types))
    assert [slot for slot, _ in _page(_slate(bare, CONSENSUS, slots=5))].count("common") == 2


def test_the_neutral_page_and_the_inside_of_a_document_stay_as_they_are(release: Release) -> None:
    for given in ({"neutral": True}, {"scope": "blog.md"}):
        assert _page(_slate(release, CONSENSUS, slots=5, **given)) == _page(_slate(release, slots=5, **given))
    assert _page(_slate(release, *BOTH, slots=5, neutral=True)) == _page(_slate(release, slots=5, neutral=True))


@pytest.mark.parametrize(("lang", "proof", "common"), [
    ("de", "als Beleg aus der Praxis, weil Sie nach Belegen oder Zahlen fragen", "zum Weitergeben gemacht, weil offenbar mehrere mitentscheiden"),
    ("en", "as evidence from practice, because you ask for evidence or figures", "made to be passed on, because several people seem to decide"),
])  # fmt: skip
def test_the_reason_names_the_need_where_the_item_is_there_for_it(release: Release, lang: str, proof: str, common: str) -> None:
    """The first proof and the first common item are on every page, so the need is no reason for them."""
    slate = _slate(release, *BOTH, slots=6)
    for slot, needed in (("proof", proof), ("common", common)):
        told = [reasons_for(slate, item, lang)[0] for item in slate.chosen if item.slot == slot]
        assert told[1:] == [needed]
        assert told[0] == reasons_for(plain := _slate(release, slots=6), next(c for c in plain.chosen if c.slot == slot), lang)[0]
    few = _slate(release, VALIDATION, slots=2)
    assert [reasons_for(few, item, lang)[0] for item in few.chosen if item.slot == "proof"] == [proof]
    plain = _slate(release, slots=6)
    assert not any("weil" in line or "because" in line for item in plain.chosen for line in reasons_for(plain, item, lang))
