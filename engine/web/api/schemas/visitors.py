"""Consent, access and erasure."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, StrictBool

from engine.web.api.schemas.base import Given, KeyText, Line, Reply, Visitor


class ConsentRequest(Given):
    """One of grant, deny, withdraw; as `action`, or as the boolean `grant`, where false means the other two."""

    key: KeyText | None = None
    visitor: Visitor | None = Field(None, description="The token that the visitor has already, if any.")
    action: Literal["grant", "deny", "withdraw"] | None = None
    grant: StrictBool | None = None
    deny: StrictBool = False
    withdraw: StrictBool = False
    purposes: list[Line] = Field([], max_length=16, examples=[["personalisation", "measurement"]])
    version: Line = Field("", description="Version of the consent text that was shown.")


class ConsentReply(Reply):
    """`visitor` is the token to send from now on, empty without consent; only the browser keeps it."""

    visitor: str
    state: str = Field(description="granted, denied or withdrawn")
    purposes: list[str]
    version: str
    reason: str | None = None


class VisitorQuery(Given):
    """Nothing: the token travels as a header, never in the address."""

    key: KeyText | None = None


class VisitorData(Reply):
    """Everything that is stored under the token."""

    consents: list[dict[str, Any]]
    profile: dict[str, Any]
    events: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    quarantine: list[dict[str, Any]] = Field(description="Events that were put aside because something in them was wrong.")
    not_buying: str = Field(description="student, applicant, staff, competitor, bot, or empty.")
    brought: bool = Field(description="A link that somebody passed on led here first: both are shown the same kind of page.")
    kept_days: dict[str, int]


class ErasedReply(Reply):
    """What went."""

    erased: bool
    rows: int = Field(description="Events and decisions that were removed.")
