"""Requests and answers of recommendations and previews."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt

from engine.web.api.schemas.base import (
    Address,
    Given,
    Id,
    Instant,
    KeyText,
    Language,
    Line,
    Path,
    Reply,
    Role,
    Text,
    Visitor,
)

MOST_SLOTS = 20
MOST_EVENTS = 100
MOST_HISTORY = 500

Slots = Annotated[StrictInt, Field(ge=1, le=MOST_SLOTS, description="How many passages at most.")]


class Page(Given):
    """The page the visitor is on; it is never recommended itself."""

    url: Address | None = Field(None, description="Matched with the documents' addresses without their query.")
    document: Path | None = None
    title: Line | None = None


class RecommendationRequest(Given):
    """Everything is optional but the key."""

    key: KeyText | None = None
    visitor: Visitor | None = None
    role: Role | None = Field(None, description="What the visitor says he is, for this answer; an event of type `role` makes "
                                               "it last, as long as he consents.")
    lang: Language | None = None
    slots: Slots = 4
    explain: StrictBool = Field(False, description="Add the features and contributions of every item.")
    page: Page | None = None
    referrer: Address | None = None
    campaign: Line | None = None
    query: Text | None = Field(None, description="What the visitor typed.", examples=["was kostet der Umbau"])
    document: Path | None = Field(None, description="Scope: the best passages inside this document.")
    industry: Line | None = None
    job_title: Line | None = Field(None, examples=["Leiter Einkauf"])
    frame: Line | None = Field(None, description="The way of telling the visitor chose himself, a document's `frame`; "
                                                 "never inferred.", examples=["savings"])
    events: list[dict[str, Any]] = Field(
        [], max_length=MOST_EVENTS, description="Events as in POST /v1/events; a wrong one does not spoil the answer."
    )
    sent: Line | None = Field(None, description="When the events were sent, by the same clock as their `at`; corrects it.")


class Visit(Given):
    """Something the visitor did before."""

    type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["view"])]
    at: Instant | None = Field(None, description="Default: the moment the preview is made for.")
    document: Path | None = None
    query: Text | None = None
    value: float = Field(1.0, ge=-1e9, le=1e9, strict=True)


class PreviewRequest(RecommendationRequest):
    """The same, plus what a visitor would have done before."""

    history: list[Visit] = Field([], max_length=MOST_HISTORY)
    now: Instant | None = Field(None, description="The moment to answer for; default: now.")
    journey: Literal["nonlinear", "linear"] | None = None


class Belief(Reply):
    """What the engine believes about role or phase; `unknown` when it must not commit."""

    id: str
    probability: float
    source: str = Field(description="declared, inferred or unknown")
    posterior: dict[str, float]
    reasons: list[str]


class VisitorBelief(Reply):
    """Role and phase."""

    role: Belief
    phase: Belief


class Item(Reply):
    """One recommended passage; `snippet` are its own sentences, as plain text."""

    slot: str
    document: str
    passage: str
    heading: str
    title: str
    type: str
    type_label: str = Field(description="The type for people, in the language asked for, else the answer's.")
    lang: str
    snippet: str
    url: str
    score: float
    propensity: float
    reasons: list[str]
    features: dict[str, float] = Field(description="Filled with explain: raw values of the ranking features.")
    contributions: dict[str, float] = Field(description="Filled with explain: what each feature added to the score.")
    frame: str | None = Field(None, description="How the same facts are told here, because the visitor chose that.")
    near: bool = Field(description="True for neighbouring material that does not answer the question.")


class RoleChoice(Reply):
    """One role for the one-click choice."""

    id: str
    label: str


class EventOutcome(Reply):
    """An event that was not taken, and why."""

    id: str
    reason: str
    again: bool = Field(False, description="Nothing is wrong with it: send it again later, with the same id.")


class EventsReply(Reply):
    """What became of each event, by its id; accepted ones are on disk."""

    accepted: list[str]
    duplicate: list[str]
    rejected: list[EventOutcome]


class Decision(Reply):
    """One answer: what to show, and why."""

    decision: Id
    release: str
    policy: str
    group: str
    experiments: dict[str, str] = Field({}, description="Arm of each named experiment this visitor takes part in.")
    lang: str
    visitor: VisitorBelief
    items: list[Item]
    answer: str = Field(description="found, none or not_asked")
    confidence: float
    questions: list[str]
    roles: list[RoleChoice]
    degraded: bool
    notes: list[str] = Field(description="What was ignored in the request, for developers.")
    events: EventsReply | None = Field(None, description="Only when events were sent along.")
    token: str | None = Field(None, description="Only when the visitor token is due to change, every 30 days: keep this one "
                              "instead. The old one works until a week after the new one was first used.")
