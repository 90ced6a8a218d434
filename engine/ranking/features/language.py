"""Whether a passage is in the visitor's language; others are shown too, and marked."""

from __future__ import annotations

import numpy as np

from engine.ranking.features.feature import Feature
from engine.ranking.situation import Slate, Values

_NAMES = {"de": {"de": "Deutsch", "en": "Englisch"}, "en": {"de": "German", "en": "English"}}


def _compute(slate: Slate) -> Values:
    return np.asarray(slate.situation.release.langs[slate.rows] == slate.situation.lang, dtype=np.float32)


def _reason(slate: Slate, at: int, lang: str) -> str:
    other = slate.situation.release.passages[slate.rows[at]].lang
    if other == slate.situation.lang:
        return ""
    name = _NAMES.get(lang, _NAMES["en"]).get(other, other)
    return f"auf {name}" if lang == "de" else f"in {name}"


LANGUAGE = Feature("language", _compute, _reason, note=True)
