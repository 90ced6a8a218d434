"""The next questions: real ones that the library answers, phrased for the role, of other topics."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.role_fit import role_weights
from engine.ranking.question_bank import Known
from engine.ranking.situation import Slate

_MOST = 3


def next_questions(slate: Slate, bank: tuple[Known, ...]) -> list[str]:
    """Up to three questions in the visitor's language, each of another facet than the main item's.

    Questions answered by the page being read, by a document already read or by what is shown now are left out.
    """
    situation = slate.situation
    release = situation.release
    usable = [known for known in bank if known.lang == situation.lang]
    shown = {int(release.document_of[slate.rows[item.at]]) for item in slate.chosen[:1]}
    facets = list(release.taxonomy.facets)
    used = {facets[int(release.labels.facets[slate.rows[item.at]].argmax())] for item in slate.chosen[:1] if facets}
    allowed = release.visible_rows(situation.today)
    roles, weights = list(release.taxonomy.roles), role_weights(slate)
    value = dict(zip(roles, weights.tolist(), strict=True))
    even = float(np.mean(weights)) if len(weights) else 0.0
    usable.sort(key=lambda known: -(value.get(known.role, even) + 0.1 * known.confidence))
    chosen: list[str] = []
    for known in usable:
        document = release.documents[release.document_of[known.row]]
        seen = document.path in situation.visitor.read or document.path == situation.page
        asked = situation.question is not None and situation.question.text.casefold() == known.text.casefold()
        said = known.text.casefold() in {text.casefold() for text in chosen}
        told = (known.facet and known.facet in used) or release.document_of[known.row] in shown
        if not allowed[known.row] or seen or asked or said or told:
            continue
        chosen.append(known.text)
        used.add(known.facet)
        if len(chosen) == _MOST:
            break
    return chosen
