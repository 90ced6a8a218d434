"""GET /v1/roles: the roles for the one-click choice."""

from __future__ import annotations

from engine.errors import LotseError
from engine.taxonomy import Taxonomy
from engine.web.api.deciding import language
from engine.web.api.endpoint import Call, Endpoints, Operation
from engine.web.api.replies import role_choices
from engine.web.api.schemas.questions import Roles, RolesQuery
from engine.web.services import Services

endpoints = Endpoints("roles")


@endpoints.add(Operation(
    "GET", "/v1/roles", "roles", "The roles with their labels.", RolesQuery, Roles, "recommend:read",
    cache="public, max-age=300",
))
def roles(call: Call, given: RolesQuery) -> Roles:
    """In the taxonomy's order; the language of the labels is the asked one, else German."""
    lang = language(given.lang) or "de"
    return Roles(lang=lang, roles=role_choices(_taxonomy(call.services), lang))


def _taxonomy(services: Services) -> Taxonomy:
    """That of the served release, which knows the roles a recommendation takes; the settings' one before there is one."""
    try:
        return services.release().taxonomy
    except LotseError:
        return services.parts.taxonomy
