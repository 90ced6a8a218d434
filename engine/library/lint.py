"""Everything the check says about a library: what reading found, and what a look at the whole finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from engine.library.checks import (
    addresses,
    counterparts,
    duplicates,
    gated,
    length,
    links,
    manipulation,
    secrecy,
    validity,
    variants,
)
from engine.library.findings import Finding, by_weight
from engine.library.read import Library

if TYPE_CHECKING:
    from engine.taxonomy import Taxonomy

CHECKS: tuple[Callable[[Library, date], Iterator[Finding]], ...] = (
    validity.check,
    secrecy.check,
    length.check,
    gated.check,
    addresses.check,
    links.check,
    duplicates.check,
    counterparts.check,
    variants.check,
    manipulation.check,
)


def lint(library: Library, taxonomy: Taxonomy, today: date) -> tuple[Finding, ...]:
    """All findings, worst first: those of reading and those of every check, for the given day."""
    found = [*library.findings, *_labels(library, taxonomy)]
    for check in CHECKS:
        found += check(library, today)
    return by_weight(list(dict.fromkeys(found)))


def _labels(library: Library, taxonomy: Taxonomy) -> Iterator[Finding]:
    """Labels of documents taken over from a release that was built with another taxonomy."""
    for document in library.documents:
        for key, given, ids in (
            ("roles", document.roles, taxonomy.roles),
            ("phases", document.phases, taxonomy.phases),
            ("facets", document.facets, taxonomy.facets),
        ):
            strange = [label for label in given if label not in ids]
            if strange:
                yield Finding(
                    "error",
                    document.path,
                    None,
                    f"wrong-{key}",
                    f"{key}: {', '.join(strange)} is not in the taxonomy.",
                    "Build the release anew.",
                )
