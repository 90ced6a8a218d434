"""Typed models of the taxonomy: what an operator may change in YAML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LABEL_ID = r"^[a-z0-9][a-z0-9_-]{0,63}$"


def _per_language(value: object) -> object:
    """A bare string or list stands for every language."""
    return value if isinstance(value, dict) else {"*": value} if value else {}


def _texts(value: object) -> object:
    given = _per_language(value)
    if isinstance(given, dict):
        return {lang: [text] if isinstance(text, str) else text for lang, text in given.items()}
    return given


Names = Annotated[dict[str, str], BeforeValidator(_per_language)]
Texts = Annotated[dict[str, list[str]], BeforeValidator(_texts)]


class Label(BaseModel):
    """A role, phase, facet or content type, in any number of languages ("*" = any language)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=LABEL_ID)
    label: Names = {}
    description: Names = {}
    questions: Texts = {}
    words: Texts = {}
    titles: Texts = {}
    aliases: list[str] = []

    def name(self, lang: str) -> str:
        """The label for people in `lang`, else English, else any language, else the id."""
        return pick(self.label, lang) or self.id

    def all_texts(self, lang: str | None = None) -> list[str]:
        """Every describing text (name, description, questions), of one language or of all."""
        chosen = [lang, "*"] if lang else sorted({*self.label, *self.description, *self.questions})
        texts: list[str] = []
        for code in chosen:
            texts += [t for t in (self.label.get(code), self.description.get(code)) if t]
            texts += self.questions.get(code, [])
        return texts


class Frame(BaseModel):
    """Two ways to tell the same facts."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    poles: dict[str, list[str]]
    example: dict[str, list[str]] = {}


class Signal(BaseModel):
    """A clue to the buying phase: likelihood ratios in the order of the phases, and words that raise it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    lr: list[float]
    de: list[str] = []
    en: list[str] = []


class Taxonomy(BaseModel):
    """Everything the engine knows about labels before it has seen a document or a visitor."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shipped: bool = True
    roles: dict[str, Label]
    phases: dict[str, Label]
    facets: dict[str, Label]
    types: dict[str, Label]
    role_prior: dict[str, float]
    phase_prior: dict[str, dict[str, float]]
    transitions: dict[str, list[list[float]]]
    role_facet: dict[str, dict[str, float]]
    type_phase: dict[str, dict[str, float]]
    signals: dict[str, Signal]
    not_buying: dict[str, dict[str, list[str]]]
    frames: dict[str, Frame]
    critical_facets: list[str]
    role_rules: dict[str, float]
    phase_rules: dict[str, float]

    def type_id(self, text: str) -> str | None:
        """The content-type id that free text such as "White paper" or "Datenblatt" means; None if unknown."""
        return named(self.types, text)


def named(labels: Mapping[str, Label], text: str) -> str | None:
    """The id of the label that free text means: its id, its name in any language or another name of it; None if unknown.

    Also None where two labels have that name.
    """
    wanted = _fold(text)
    found = [label.id for label in labels.values()
             if wanted in {_fold(label.id), *map(_fold, label.label.values()), *map(_fold, label.aliases)}]
    exact = [name for name in found if _fold(name) == wanted]
    return (exact or found)[0] if len(exact or found) == 1 else None


def pick(texts: dict[str, str], lang: str) -> str:
    """The text in `lang`, else for any language, else English, else the first one, else ""."""
    for code in (lang, "*", "en"):
        if code in texts:
            return texts[code]
    return next(iter(texts.values()), "")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+", " ", plain.replace("_", " ")).strip()
