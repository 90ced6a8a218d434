"""A lift in words of the person who has to decide, German and English."""

from __future__ import annotations

import math

from engine.learning.lift import Lift

# the figures of experiments and reports, as sentences name them; any other figure keeps its own name
_FIGURES: dict[str, dict[str, str]] = {
    "helped": {"en": "the share of visitors who were helped", "de": "der Anteil der Besucher, denen geholfen wurde,"},
    "answered": {"en": "the share of visitors who found an answer", "de": "der Anteil der Besucher, die eine Antwort fanden,"},
    "goal": {"en": "the share of visitors who took a next step",
             "de": "der Anteil der Besucher, die einen nächsten Schritt taten,"},
    "pass_on": {"en": "the share of visitors who passed something on",
                "de": "der Anteil der Besucher, die etwas weitergaben,"},
    "contact": {"en": "the share of visitors who got in touch", "de": "der Anteil der Besucher, die Kontakt aufnahmen,"},
}
_TEXTS: dict[str, dict[str, str]] = {
    "too early": {
        "en": "Too early to say. With {seen} visitors only differences of {detectable} or more would show reliably; you "
              "named {smallest} as the one that matters. About {more} more visitors are needed. Please do not read "
              "anything into the figures until then.",
        "de": "Noch keine Aussage möglich. Mit {seen} Besuchern wären nur Unterschiede ab {detectable} verlässlich zu "
              "sehen; wichtig ist Ihnen {smallest}. Es fehlen noch etwa {more} Besucher. Bitte lesen Sie bis dahin nichts "
              "aus den Zahlen.",
    },
    "no base": {
        "en": "Too early to say: in the comparison group nothing has happened yet that could be counted.",
        "de": "Noch keine Aussage möglich: In der Vergleichsgruppe ist noch nichts Zählbares geschehen.",
    },
    "broken": {
        "en": "Cannot be judged: {treatment} visitors with and {control} without do not fit the planned split (by chance "
              "about 1 in {odds}). Something loses visitors on one side; have that repaired first.",
        "de": "Nicht auswertbar: {treatment} Besucher mit und {control} ohne passen nicht zur geplanten Aufteilung (durch "
              "Zufall etwa 1 zu {odds}). Auf einer Seite gehen Besucher verloren; das muss zuerst behoben werden.",
    },
    "higher": {
        "en": "Better than without: {kpi} is {with_} instead of {without}, a plus of {difference} percentage points "
              "(between {low} and {high}). This holds however often you look.",
        "de": "Besser als ohne: {kpi} liegt bei {with_} statt {without}, ein Plus von {difference} Prozentpunkten (zwischen "
              "{low} und {high}). Das gilt, so oft Sie auch nachsehen.",
    },
    "lower": {
        "en": "Worse than without: {kpi} is {with_} instead of {without}, a minus of {difference} percentage points "
              "(between {low} and {high}). Consider switching it off.",
        "de": "Schlechter als ohne: {kpi} liegt bei {with_} statt {without}, ein Minus von {difference} Prozentpunkten "
              "(zwischen {low} und {high}). Erwägen Sie, es abzuschalten.",
    },
    "no effect seen": {
        "en": "No effect seen: {kpi} is {with_} with and {without} without; the true difference lies between {low} and "
              "{high} percentage points. Enough visitors to see {smallest}, if it were there.",
        "de": "Keine Wirkung zu sehen: {kpi} liegt bei {with_} mit und {without} ohne; der wahre Unterschied liegt zwischen "
              "{low} und {high} Prozentpunkten. Es waren genug Besucher, um {smallest} zu sehen, wenn es sie gäbe.",
    },
}


def in_words(lift: Lift, lang: str = "en", smallest: float = 0.1) -> str:
    """The verdict as sentences for a rate; with "too early" no difference is named at all.

    Args:
        smallest: the relative effect named as mattering, as given to `compare`.
    """
    key = "no base" if lift.verdict == "too early" and lift.detectable is None else lift.verdict
    seen = lift.treatment.n + lift.control.n
    figure = _FIGURES.get(lift.kpi, {})
    return _TEXTS[key].get(lang, _TEXTS[key]["en"]).format(
        seen=_count(seen, lang), more=_count(_rounded(_missing(lift, smallest)), lang),
        detectable=_effect(_upwards(lift.detectable or 0.0), lang), smallest=_effect(smallest, lang),
        kpi=figure.get(lang, figure.get("en", lift.kpi)),
        treatment=_count(lift.treatment.n, lang), control=_count(lift.control.n, lang),
        odds=_count(int(min(1 / max(lift.srm_p, 1e-9), 1e9)), lang), with_=_percent(lift.treatment.mean, lang, 1),
        without=_percent(lift.control.mean, lang, 1), difference=_points(abs(lift.difference), lang),
        low=_points(lift.low, lang), high=_points(lift.high, lang),
    )


def _missing(lift: Lift, smallest: float) -> int:
    """Visitors until the effect that matters is detectable: by the planned split, or by the one there is if that is worse."""
    seen = lift.treatment.n + lift.control.n
    as_split = seen * ((lift.detectable or 0.0) / smallest) ** 2
    return max(math.ceil(max(lift.needed or 0, as_split)) - seen, 0)


def _upwards(effect: float) -> float:
    """To whole percents, or tenths below 10 %: rounded down it would seem to be detectable already."""
    steps = 100 if effect >= 0.1 else 1000
    return math.ceil(effect * steps - 1e-9) / steps


def _rounded(number: int) -> int:
    """Two digits that count: 12,933 -> 13,000; more would look more certain than it is."""
    scale = int(10 ** max(len(str(number)) - 2, 0))
    return -(-number // scale) * scale


def _count(number: int, lang: str) -> str:
    return f"{number:,}".replace(",", "." if lang == "de" else ",")


def _percent(share: float, lang: str, digits: int = 0) -> str:
    return _decimal(f"{100 * share:.{digits}f}", lang) + (" %" if lang == "de" else "%")


def _effect(share: float, lang: str) -> str:
    """A relative effect with the digits it was named with."""
    return _decimal(f"{round(100 * share, 2):g}", lang) + (" %" if lang == "de" else "%")


def _points(share: float, lang: str) -> str:
    return _decimal(f"{100 * share:.1f}", lang)


def _decimal(text: str, lang: str) -> str:
    return text.replace(".", ",") if lang == "de" else text
