"""Who asks: consent first, then the stored profile, the group, and an id under which the decision is logged."""

from __future__ import annotations

import logging
from dataclasses import replace

from engine.errors import StoreError
from engine.events.profiles import StoredProfile
from engine.ranking.request import Request
from engine.visitors.consent import Recognised
from engine.visitors.models import UNKNOWN
from engine.web.api.endpoint import Call
from engine.web.api.events import browser_refuses

_log = logging.getLogger("lotse.web")


def personalised(call: Call, request: Request, token: str | None) -> tuple[Request, bool]:
    """The request with what may be known about the visitor, and whether the store was missing.

    Without a valid consent nothing is known, and the decision is logged without anything that names somebody.
    """
    visitor, profile, missing = known(call, token)
    services = call.services
    decision, name = services.room.decisions.new_id(), visitor.id if visitor else ""
    dealt = services.assign(visitor.unit if visitor else "")
    said = "" if request.role == UNKNOWN else request.role or profile.declared_role  # unknown clears what was said before
    linked = profile.known_role if visitor and "lead-linking" in visitor.purposes else ""
    return replace(
        request, role=said, known_role=linked, history=profile.history, visitor=name, decision=decision,
        group=dealt.group, arms=tuple(dealt.arms.items()), seed=f"{services.settings.seed}|{name}|{decision}",
    ), missing


def known(call: Call, token: str | None) -> tuple[Recognised | None, StoredProfile, bool]:
    """The visitor if he may be recognised, what is stored of him, and whether the store was missing."""
    room = call.services.room
    try:
        visitor = room.recognise(token, refused=browser_refuses())
        return visitor, *room.profile(visitor)
    except StoreError as error:
        _log.warning("answered without profile: %s", error)
        return None, StoredProfile(), True
