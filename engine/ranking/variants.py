"""Documents that tell the same facts in different frames: who competes for the group, and who is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np

from engine.library.models import Document
from engine.library.visibility import visible
from engine.ranking.situation import Chosen, Slate


def stand_ins(documents: Sequence[Document], today: date) -> dict[int, int]:
    """Number of every document that does not compete -> number of the one that competes for it.

    The neutral document stands for its variants; where none may be shown, the group's first variant that may.
    """
    variants = [n for n, d in enumerate(documents) if d.variant_of]
    if not variants:
        return {}
    groups = defaultdict(list)
    for number in variants:
        groups[documents[number].variant_of].append(number)
    neutral = defaultdict(list)
    for n, d in enumerate(documents):
        for name in {d.path, d.id} & groups.keys() if not d.variant_of else ():
            neutral[name].append(n)
    found = {}
    for name, members in groups.items():
        able = [n for n in neutral[name] or members if visible(documents[n], today)]
        able = able or [n for n in members if visible(documents[n], today)] or members
        for n in members:
            same = [m for m in able if documents[m].lang == documents[n].lang] or able
            found[n] = same[0]
    return {n: stands for n, stands in found.items() if stands != n}


def choose_frames(slate: Slate) -> Slate:
    """Show a chosen message in the frame that the visitor prefers, where it is told in that frame.

    First the message wins, then its framing is chosen: scores, chances and what is shown beside it stay as they are. The
    block that is the same for everybody, and the neutral page, stay neutral.
    """
    situation = slate.situation
    wanted = situation.visitor.frame.casefold()
    if not wanted or situation.neutral or situation.scope:
        return slate
    release = situation.release
    groups = stand_ins(release.documents, situation.today)
    for item in slate.chosen:
        here = int(release.document_of[slate.rows[item.at]])
        told = release.documents[here]
        framed = [n for n, stands in groups.items() if stands == here and told.frame.casefold() != wanted
                  and release.documents[n].frame.casefold() == wanted and release.documents[n].lang == told.lang]
        if framed and item.slot != "common":
            _show(slate, item, release.documents[framed[0]])
    return slate


def _show(slate: Slate, item: Chosen, variant: Document) -> None:
    """The passage of the variant that says the same: the nearest in meaning."""
    release = slate.situation.release
    rows = release.rows_of(variant.path)
    rows = rows[release.visible_rows(slate.situation.today)[rows]]
    if len(rows) and variant.path != slate.situation.page:
        item.framed = int(rows[int(np.argmax(release.vectors[rows] @ release.vectors[slate.rows[item.at]]))])
