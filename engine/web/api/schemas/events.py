"""Events and batches of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from engine.web.api.schemas.base import Given, Id, Instant, KeyText, Line, Path, Visitor

PropertyName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$")]
PropertyValue = Annotated[str, StringConstraints(max_length=1000)] | float | bool | None


class Event(Given):
    """Something that happened in the browser; `id` is made there, so that repeating a call does no harm."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$", examples=["7b0b7f3e-52a7-4c7e-9c50-0d7a2d3e9f11"])]
    type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["click"])]
    at: Instant | None = None
    decision: Id | None = None
    document: Path | None = None
    passage: Line | None = None
    slot: Id | None = None
    value: float = Field(1.0, ge=-1e12, le=1e12, strict=True)
    properties: dict[PropertyName, PropertyValue] = Field({}, max_length=32)


class EventsRequest(Given):
    """A batch; each event is judged by itself, see the answer."""

    key: KeyText | None = None
    visitor: Visitor | None = None
    sent: Line | None = Field(None, description="When the sender sent this, by the same clock as `at`; corrects it.")
    events: list[Any] = Field(description="Each as the schema Event.", json_schema_extra={
        "items": {"$ref": "#/components/schemas/Event"}
    })


class EventsQuery(Given):
    """Which part of the log."""

    since: Instant | None = Field(None, description="Events that arrived at or after this moment.")
    until: Instant | None = Field(None, description="Events that arrived before this moment.")
    after: int = Field(0, ge=0, le=2**63 - 1, description="Only entries with a larger `seq`, to go on where a reading ended.")
    derived: bool = Field(False, description="Also entries the service wrote itself, such as page views.")
    key: KeyText | None = None
