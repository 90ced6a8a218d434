"""Where events go: the promise that the API makes to its callers and the log keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Outcome:
    """What became of one event: `status` is accepted, duplicate or rejected; `reason` only where rejected."""

    id: str
    status: str
    reason: str = ""


class EventSink(Protocol):
    """Takes events; returns only when the accepted ones are durable."""

    def accept(
        self, events: Sequence[Mapping[str, Any]], *, consented: bool, visitor: str | None
    ) -> list[Outcome]:
        """One outcome an event, in their order.

        Args:
            events: as validated by the API: id, type, at, decision, document, passage, slot, value, properties.
            consented: whether a valid consent record stands behind `visitor`; without it no identifier may be kept.

        Raises:
            StoreError: nothing could be made durable; the caller is told to try again.
        """
        ...
