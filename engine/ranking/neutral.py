"""What the holdout's page shows first: personal ranking must always be able to choose it, and so to learn to be no worse."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from itertools import islice

import numpy as np

from engine.ranking.scored import scored
from engine.ranking.situation import Situation
from engine.visitors.models import Posterior, VisitorView

_MOST = 32
_DEEP = 50  # enough to find one that the page does not show elsewhere
_known: OrderedDict[tuple[str, date, str], dict[int, float]] = OrderedDict()


def neutral_rows(situation: Situation) -> list[int]:
    """Rows of the best 50 passages of the neutral page in that language, best first."""
    return list(islice(neutral_scores(situation), _DEEP))


def neutral_scores(situation: Situation) -> dict[int, float]:
    """Scores on that page of all its candidates by row, best first. Made once a day."""
    release = situation.release
    key = (release.id, situation.today, situation.lang)
    if key not in _known:
        taxonomy = release.taxonomy
        nobody = VisitorView(Posterior(dict(taxonomy.role_prior)), Posterior(dict(taxonomy.phase_prior["search"])))
        plain = Situation(release=release, visitor=nobody, today=situation.today, lang=situation.lang, neutral=True)
        slate = scored(plain)
        best = np.argsort(-slate.score, kind="stable")
        _known[key] = dict(zip(slate.rows[best].tolist(), slate.score[best].tolist(), strict=True))
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return _known[key]
