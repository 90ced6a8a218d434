"""What is known or believed about one visitor at one moment."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
_MOST_REASONS = 6


@dataclass(frozen=True, slots=True)
class Clue:
    """Something the visitor did: `type` is view, question, download, share, contact_form, pricing_view,
    customer_login, role, click, dwell ...; `document` a library path, `query` what was typed."""

    type: str
    at: datetime
    document: str = ""
    query: str = ""
    value: float = 1.0


@dataclass(frozen=True, slots=True)
class Clues:
    """Everything that may speak about role and phase. Nothing private has a place here.

    `history` in any order; `now` decides how much of it has faded. `journey` is a transition preset.
    `frame` is a way of telling that the visitor chose himself. `known_role` comes from the operator's CRM (a
    `crm` event with `properties.role`) and needs the consent to be linked; a click on another role beats it.
    """

    now: datetime
    declared_role: str = ""
    known_role: str = ""
    job_title: str = ""
    industry: str = ""
    query: str = ""
    referrer: str = ""
    campaign: str = ""
    page: str = ""
    lang: str = "de"
    journey: str = "nonlinear"
    frame: str = ""
    history: tuple[Clue, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One clue with what it says: likelihood ratios per label, and its wording for people by language.

    `about` is role or phase; `at` the moment of the clue, None for what holds all the time (a job title);
    `strength` is how far the ratios lie apart, in natural log units, after caps and fading. `named` are the labels that
    the wording names.
    """

    kind: str
    ratios: dict[str, float]
    wording: dict[str, str]
    strength: float = 1.0
    about: str = "role"
    at: datetime | None = None
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posterior:
    """Probabilities over all labels (sum 1), the one that may be acted on, and why.

    `id` is "unknown" below the acting threshold; `source` is declared, inferred or unknown; `hats` are two
    labels that hold at once (a job title may name two), the likelier one first.
    """

    probabilities: dict[str, float]
    id: str = UNKNOWN
    source: str = UNKNOWN
    evidence: tuple[Evidence, ...] = ()
    hats: tuple[str, ...] = ()

    @property
    def probability(self) -> float:
        """Of the label acted on; of the likeliest one while unknown."""
        if not self.probabilities:
            return 0.0
        return self.probabilities.get(self.id, max(self.probabilities.values()))

    def reasons(self, lang: str) -> list[str]:
        """The evidence in words, the strongest first; what is worded alike is told once, and not all of a long history.

        Where a label is acted on, only what speaks for it, and in words that do not name another: a question that sounds
        like purchasing is no reason to be taken for an engineer, however strong it is.
        """
        held = self.hats or (self.id,)
        speaking = [e for e in self.evidence if self.id == UNKNOWN or _speaks_for(e, held)]
        fitting = [e for e in speaking if self.id == UNKNOWN or not e.named or set(e.named) & set(held)]
        ordered = sorted(fitting or speaking, key=lambda e: -e.strength)
        return list(dict.fromkeys(e.wording.get(lang) or e.wording.get("en", "") for e in ordered))[:_MOST_REASONS]


def _speaks_for(evidence: Evidence, labels: tuple[str, ...]) -> bool:
    """Whether one of the labels gains by it, compared with all labels on average; one that it does not mention counts 1."""
    logs = {label: math.log(max(ratio, 1e-9)) for label, ratio in evidence.ratios.items()}
    every = {**dict.fromkeys(labels, 0.0), **logs}
    return max(every[label] for label in labels) > sum(every.values()) / len(every) or not logs


@dataclass(frozen=True, slots=True)
class VisitorView:
    """The visitor as ranking sees him.

    `not_buying` is "" or student, applicant, staff. `read` are documents already read (paths), `asked` are
    questions already asked (casefolded), `open_question` is the text of the one that this page follows, ""; `frame` is
    the way of telling he prefers, "" for neutral; `interest` is the faded mean of what was read, (dimension,), None
    before anything was read.
    """

    role: Posterior
    phase: Posterior
    not_buying: str = ""
    read: frozenset[str] = frozenset()
    frame: str = ""
    interest: NDArray[np.float32] | None = None
    overlays: frozenset[str] = field(default_factory=frozenset)
    asked: frozenset[str] = field(default_factory=frozenset)
    open_question: str = ""
