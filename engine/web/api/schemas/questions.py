"""Questions, snippets and roles: requests by query string, and their answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from engine.web.api.schemas.base import Address, Given, KeyText, Language, Line, Path, Reply, Role, Text
from engine.web.api.schemas.recommendations import MOST_SLOTS, RoleChoice

Question = Annotated[Text, StringConstraints(min_length=1)]


class AskQuery(Given):
    """A question to the library."""

    q: Question = Field(description="The question.", examples=["Welche Wartung braucht die Maschine?"])
    lang: Language | None = None
    role: Role | None = Field(None, description="Decides only between answers that are as good as each other.")
    document: Path | None = Field(None, description="Answer from this document only.")
    limit: int = Field(5, ge=1, le=20)
    key: KeyText | None = None


class AnswerItem(Reply):
    """One passage with the sentences that answer."""

    document: str
    passage: str
    heading: str
    title: str
    type: str
    type_label: str = Field(description="The type for people, in the language asked for, else the answer's.")
    lang: str
    snippet: str
    url: str
    confidence: float
    near: bool = Field(description="True: closest material, not an answer.")
    other_language: bool = Field(description="True: in another language than the question.")


class Answer(Reply):
    """`found` with answers, best first, or `none` with the closest material."""

    decision: str = Field(description="To be quoted by events about these answers, within a day.")
    release: str = Field(description="The build of the library that the answer comes from.")
    answer: str
    confidence: float
    lang: str
    items: list[AnswerItem]
    contact: str = Field(description="A person to ask, where the operator named one.")
    degraded: bool


class SnippetsQuery(Given):
    """The same clues as for recommendations, as a query string."""

    lang: Language | None = None
    role: Role | None = None
    slots: int = Field(4, ge=1, le=MOST_SLOTS)
    frame: Line | None = Field(None, description="The way of telling the visitor chose himself, a document's `frame`.")
    query: Text | None = None
    document: Path | None = Field(None, description="Scope: the best passages inside this document.")
    page: Path | None = Field(None, description="Document the visitor is reading.")
    url: Address | None = Field(None, description="Address of the page the visitor is on.")
    key: KeyText | None = None


class RolesQuery(Given):
    """Which language the labels are wanted in."""

    lang: Language | None = None
    key: KeyText | None = None


class Roles(Reply):
    """The roles in the order to offer them."""

    lang: str
    roles: list[RoleChoice]
