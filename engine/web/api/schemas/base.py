"""What all models of the API share: nothing unknown, nothing endless, nothing invisible."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_VISIBLE = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"  # tab and line ends are harmless, other controls not
_DATED = re.compile(r"\d{4}-\d")


class Given(BaseModel):
    """What comes in; unknown fields are refused, types are taken literally."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Reply(BaseModel):
    """What goes out: exactly the fields written down here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _visible(most: int) -> StringConstraints:
    return StringConstraints(max_length=most, pattern=_VISIBLE)


Id = Annotated[str, _visible(200)]
Line = Annotated[str, _visible(500)]
Text = Annotated[str, _visible(2000)]
Path = Annotated[str, _visible(1024), Field(description="Path in the library, such as preise/preise-2026.md.")]
Address = Annotated[str, _visible(4096)]
Language = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}$"),
    Field(description="Language code; only the language counts, not the region.", examples=["de", "en-GB"]),
]
Visitor = Annotated[
    str, StringConstraints(pattern=r"^[\x21-\x7e]{0,200}$"),
    Field(description="Token from POST /v1/consent; leave it out without consent."),
]
Role = Annotated[
    str, _visible(64), Field(description="Declared role, an id from GET /v1/roles.", examples=["operations"])
]
KeyText = Annotated[
    str, _visible(100),
    Field(description="Public key; may also travel as ?key= or in a header.", examples=["pk_..."]),
]


def _from_text(value: object) -> object:
    if not isinstance(value, str) or not _DATED.match(value):  # "20261101" would be taken for seconds since 1970
        raise ValueError("give a moment as text, such as 2026-11-21T10:00:00Z")
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is outside the years 1 to 9999") from error


Instant = Annotated[
    datetime, Field(strict=False, description="RFC 3339; without a zone it is UTC", examples=["2026-11-21T10:00:00Z"]),
    BeforeValidator(_from_text), AfterValidator(_in_utc),
]
