"""What a page needs more than once is worked out once, and again when the candidates change."""

from datetime import UTC, datetime

import numpy as np
import pytest

from engine.ranking.rules import apply_rules
from engine.ranking.situation import Situation, Slate
from engine.retrieval.release import Release
from engine.visitors.models import Posterior, VisitorView
from tests.retrieval.makeshift import page, published

TODAY = datetime(2026, 11, 22, tzinfo=UTC).date()
LIBRARY = {
    "a.md": f"---\ntype: job_ad\n---\n{page('Welder', 'We are looking for a welder who welds.')}",
    "b.md": f"---\ntype: case_study\n---\n{page('Bakery', 'A bakery packs its bread with our line.')}",
    "c.md": f"---\ntype: faq\n---\n{page('Prices', 'The line costs 90000 euro.')}",
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return published(tmp_path_factory.mktemp("worked_out"), LIBRARY)


def _slate(release: Release, read: frozenset[str] = frozenset(), reason: str = "", page: str = "") -> Slate:
    view = VisitorView(Posterior({}), Posterior({}), not_buying=reason, read=read)
    return Slate(Situation(release=release, visitor=view, today=TODAY, page=page), np.arange(len(release.passages)))


def _shown(slate: Slate) -> set[str]:
    return {slate.situation.release.documents[n].path for n in slate.situation.release.document_of[apply_rules(slate).rows]}


def test_worked_out_once_until_candidates_change(release: Release) -> None:
    slate, made = _slate(release), []
    for _ in range(2):
        slate.once("count", lambda: made.append(len(slate.rows)))
    slate.take(slate.rows > 0)
    slate.once("count", lambda: made.append(len(slate.rows)))
    assert made == [len(release.passages), len(release.passages) - 1]


def test_every_row_has_the_value_of_its_documents_type(release: Release) -> None:
    rows = np.arange(len(release.passages))
    values = release.by_kind({"job_ad": 1.0, "faq": 3.0, "unheard_of": 9.0}, rows, otherwise=2.0)
    wanted = {"job_ad": 1.0, "faq": 3.0}
    assert values.tolist() == [wanted.get(release.types[release.document_of[row]].id, 2.0) for row in rows]


def test_rules_leave_out_job_ads_and_what_was_read(release: Release) -> None:
    assert _shown(_slate(release)) == {"b.md", "c.md"}
    assert _shown(_slate(release, reason="applicant")) == {"a.md"}
    assert _shown(_slate(release, read=frozenset({"b.md", "gone.md"}))) == {"c.md"}
    assert _shown(_slate(release, page="c.md")) == {"b.md"}
