"""What somebody asks of the engine, independent of HTTP or terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from engine.visitors.models import Clue


@dataclass(frozen=True)
class Request:
    """All fields optional; the names are those of the API.

    Attributes:
        role: declared by one click. known_role: of the contact, from the operator's CRM.
        page: library path of the document being read. document: scope.
        frame: way of telling that the visitor chose. history: what this visitor did before. now: moment to answer
        for. explore: let the policy try things.
        group: "engine", or "holdout" for the neutral page. arms: (experiment, arm) of each experiment taken part in.
        decision: id the answer gets; one that has an id is logged. visitor: keyed hash, only with consent.
    """

    role: str = ""
    known_role: str = ""
    lang: str = ""
    slots: int = 4
    page: str = ""
    page_url: str = ""
    page_title: str = ""
    referrer: str = ""
    campaign: str = ""
    query: str = ""
    document: str = ""
    industry: str = ""
    job_title: str = ""
    journey: str = ""
    frame: str = ""
    history: tuple[Clue, ...] = field(default_factory=tuple)
    now: datetime | None = None
    explore: bool = False
    group: str = "engine"
    arms: tuple[tuple[str, str], ...] = ()
    seed: str = ""
    decision: str = ""
    visitor: str = ""
