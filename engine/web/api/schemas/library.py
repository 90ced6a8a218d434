"""The library and its releases, as the operator sees them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from engine.web.api.schemas.base import Given, KeyText, Path, Reply

MOST_DOCUMENTS = 10_000


class DocumentsQuery(Given):
    """Which part of the library, and in which form."""

    after: Path | None = Field(None, description="Only documents with a later path, to go on where a list ended: "
                                                 "the `next` of the answer before.")
    limit: int | None = Field(None, ge=1, le=MOST_DOCUMENTS,
                              description="How many at most. Left out: 1000 as JSON, all as CSV.")
    visible: bool | None = Field(None, description="true: only what visitors may see today; false: only the rest.")
    format: Literal["json", "csv"] = "json"
    key: KeyText | None = None


class ReleasesQuery(Given):
    """The form."""

    format: Literal["json", "csv"] = "json"
    key: KeyText | None = None


class LibraryDocument(Reply):
    """One document of the served release; roles, phases and facets are those that a person gave."""

    path: str
    id: str = Field(description="Shared by language versions; empty where none was given.")
    title: str
    type: str
    type_probability: float
    type_given: bool = Field(description="True: a person gave the type; false: it was inferred.")
    lang: str
    audience: str = Field(description="public or internal")
    published: date | bool = Field(description="Whether, or from which day on.")
    valid_until: date | None = Field(None, description="The last day it may be shown.")
    visible: bool = Field(description="Whether visitors may see it today (UTC).")
    hidden: str | None = Field(None, description="Why visitors may not see it today.")
    passages: int
    url: str = Field(description="As the document gives it; visitors are led to http(s) and relative addresses only.")
    roles: list[str]
    phases: list[str]
    facets: list[str]
    industry: list[str]
    gated: bool
    pinned: bool
    weight: float
    variant_of: str
    frame: str


class DocumentList(Reply):
    """Documents by path; `next` is missing on the last page."""

    release: str
    total: int = Field(description="Documents that fit the question, on all pages together.")
    documents: list[LibraryDocument]
    next: str | None = Field(None, description="Give it as `after` for the next page.")


class Counts(Reply):
    """What a release holds."""

    documents: int
    passages: int
    sentences: int


class ReleaseLine(Reply):
    """One release; counts, languages and model are missing where its manifest cannot be trusted."""

    id: str
    current: bool = Field(description="The published one.")
    served: bool = Field(description="The one this process answers from; another one where the current is damaged.")
    state: str = Field(description="ok, or why it cannot be served. Checksums of all files are verified on loading.")
    built: datetime | None = None
    size: int = Field(description="Bytes on disk.")
    counts: Counts | None = None
    languages: dict[str, int] | None = Field(None, description="Documents by language.")
    model: str | None = None
    dimension: int | None = None


class ReleaseList(Reply):
    """The releases that are kept, in the order they were first published."""

    releases: list[ReleaseLine]
