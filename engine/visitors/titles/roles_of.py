"""Which roles a title speaks for: the trained classifier for the shipped roles, the label's own words for others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.taxonomy import Label, Taxonomy
from engine.visitors.ratios import normalised
from engine.visitors.titles.classifier import NONE, TitleClassifier, shipped_titles
from engine.visitors.titles.gender import one_gender
from engine.visitors.titles.spelling import MAX_CHARACTERS, fold, words

_SECOND_HAT = 0.5
_AT_LEAST = 0.25
_STEM_LONG_ENOUGH = 4
_SIMILAR_SURE = 0.6
_PARTS = re.compile(r"\s*[,;|()/]\s*|\s+[–—-]\s+")
_LETTER = re.compile(r"[^\W\d_]")
_SAYS_NOTHING = 0.75  # probability of "none"; of 1,354 titles of the corpus 1,285 are read right so, 1,286 with all their parts


@dataclass(frozen=True)
class TitleRoles:
    """`shares` sum to 1 over all roles; `named` are the one or two meant; `certainty` that the title speaks at all."""

    shares: dict[str, float]
    named: tuple[str, ...]
    certainty: float


def roles_of(title: str, taxonomy: Taxonomy, similar: Mapping[str, float] | None) -> TitleRoles:
    """Read a title.

    Args:
        similar: probabilities of the roles from the title's vector; used for roles the classifier was not taught.
    """
    silent = TitleRoles(dict.fromkeys(taxonomy.roles, 1 / max(1, len(taxonomy.roles))), (), 0.0)
    if not words(title):
        return silent
    classifier = shipped_titles()
    if classifier is not None and set(taxonomy.roles) <= set(classifier.roles):
        told = classifier.predict(_speaking(title, classifier))
        return _named({role: told[role] for role in taxonomy.roles}, 1 - told[NONE]) or silent
    return _own(title, taxonomy, similar) or silent


def _speaking(title: str, classifier: TitleClassifier) -> str:
    """The title without what says nothing about a function where it stands alone: a town, a product, a year."""
    parts = [part for part in _PARTS.split(one_gender(title[:MAX_CHARACTERS])) if part.strip()]
    if len(parts) < 2:
        return title
    kept = [part for part in parts if _LETTER.search(part) and classifier.predict(part)[NONE] < _SAYS_NOTHING]
    return ", ".join(kept) if kept else title


def _own(title: str, taxonomy: Taxonomy, similar: Mapping[str, float] | None) -> TitleRoles | None:
    found = {role.id: float(_mentions(title, role)) for role in taxonomy.roles.values()}
    if any(found.values()):
        return _named({role: min(1.0, value) * 0.9 for role, value in found.items()}, 0.9)
    if similar and max(similar.values()) >= _SIMILAR_SURE:
        return _named(dict(similar), max(similar.values()) * 0.8)
    return None


def _mentions(title: str, role: Label) -> bool:
    """A stem of the role's titles anywhere at the start or end of a word, or a word of its name."""
    text, said = fold(title), words(title)
    stems = [fold(stem) for stems in role.titles.values() for stem in stems]
    own = {word for name in (role.id.replace("_", " "), *role.label.values()) for word in words(name)}
    return any(_hit(stem, text, said) for stem in stems) or any(
        len(word) >= _STEM_LONG_ENOUGH and (one.startswith(word) or one.endswith(word)) for word in own for one in said
    ) or bool(own & set(said))


def _hit(stem: str, text: str, said: list[str]) -> bool:
    if " " in stem:
        return f" {stem}" in f" {text}"
    if len(stem) <= _STEM_LONG_ENOUGH:
        return stem in said
    return any(one.startswith(stem) or one.endswith(stem) for one in said)


def _named(told: dict[str, float], certainty: float) -> TitleRoles | None:
    """Sharpened shares; a second hat where it is at least half as likely as the first."""
    ranked = sorted(told, key=lambda role: -told[role])
    first = told[ranked[0]]
    if first < _AT_LEAST:
        return None
    hats = [role for role in ranked[:2] if told[role] >= max(_AT_LEAST, _SECOND_HAT * first)]
    shares = normalised({role: value**1.5 for role, value in told.items()})
    return TitleRoles(shares, tuple(hats), min(1.0, certainty))
