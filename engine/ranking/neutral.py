"""What the holdout's page shows first: personal ranking must always be able to choose it, and so to learn to be no worse."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date

from engine.ranking.candidates import candidates
from engine.ranking.rules import apply_rules
from engine.ranking.score import compute_features, score
from engine.ranking.situation import Situation
from engine.visitors.models import Posterior, VisitorView

_MOST = 32
_known: OrderedDict[tuple[str, date, str], int | None] = OrderedDict()


def neutral_row(situation: Situation) -> int | None:
    """Row of the best passage of the neutral page in that language; None in an empty library. Made once a day."""
    release = situation.release
    key = (release.id, situation.today, situation.lang)
    if key not in _known:
        taxonomy = release.taxonomy
        nobody = VisitorView(Posterior(dict(taxonomy.role_prior)), Posterior(dict(taxonomy.phase_prior["search"])))
        plain = Situation(release=release, visitor=nobody, today=situation.today, lang=situation.lang, neutral=True)
        slate = score(compute_features(apply_rules(candidates(plain))))
        _known[key] = int(slate.rows[int(slate.score.argmax())]) if len(slate.rows) else None
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return _known[key]
