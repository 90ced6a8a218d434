"""A job ad speaks of skills and shifts, but to applicants: it answers them, and nobody else."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from engine.ranking.rules import JOB_AD, for_buyers
from tests.quality.sites import Site


def _kind(site: Site, path: str) -> str:
    number = site.release.number(path)
    assert number is not None
    return site.release.types[number].id


@pytest.mark.parametrize("question", ["Welche Kenntnisse braucht mein Personal?", "Wie stelle ich um?"])
def test_a_buyers_question_is_not_answered_with_one(sample_site: Site, question: str) -> None:
    hits = sample_site.engine.ask(question, lang="de", limit=20).items
    assert hits
    assert JOB_AD not in {_kind(sample_site, hit.document) for hit in hits}


def test_an_applicants_is(sample_site: Site) -> None:
    hits = sample_site.engine.ask("Welche Stellen sind bei euch gerade frei als Servicetechniker?", lang="de").items
    assert JOB_AD in {_kind(sample_site, hit.document) for hit in hits}


def test_whoever_looks_into_the_ad_itself_is_answered_from_it(sample_site: Site) -> None:
    path = next(document.path for document in sample_site.release.documents if _kind(sample_site, document.path) == JOB_AD)
    hits = sample_site.engine.ask("Welche Ausbildung brauche ich?", lang="de", document=path).items
    assert {hit.document for hit in hits} == {path}


def test_no_next_question_leads_to_one(sample_site: Site) -> None:
    assert sample_site.engine.bank is not None
    known = sample_site.engine.bank.of(sample_site.release)
    assert known
    assert JOB_AD not in {sample_site.release.types[sample_site.release.document_of[one.row]].id for one in known}


def test_a_library_of_nothing_else_is_left_as_it_is() -> None:
    everywhere = SimpleNamespace(by_kind=lambda kinds, rows: np.ones(len(rows)))
    allowed = np.array([True, False])
    assert for_buyers(everywhere, allowed).tolist() == [True, False]  # type: ignore[arg-type]
