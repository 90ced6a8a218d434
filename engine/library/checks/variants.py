"""Variants tell the same facts in another frame: every number of one must be in the others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from engine.library.findings import Finding
from engine.library.models import Document
from engine.library.read import Library

_NUMBER = re.compile(
    r"(?<![\w.,])[-−+]?\d+(?:[.,'’\u202f\u00a0]\d+)*(?!\w)\s?"
    r"(?P<unit>%|[^\W\d_]+(?:[²³]|/[^\W\d_]+)?|[€$£°]\w?)?"
)
_DIGITS = re.compile(r"\d+(?:[.,'’\u202f\u00a0]\d+)*")
# Units under one name in both languages; other words after a number are not compared.
_SYNONYMS = """
% prozent percent
€ eur euro euros
$ usd
million mio millionen millions
thousand tausend
second s sekunde sekunden seconds
minute min minuten minutes
hour h stunde stunden hours
day tag tage tagen days
week woche wochen weeks
month monat monate monaten months
year jahr jahre jahren years
m meter metern metres
l liter litern litres
"""
_PLAIN_UNITS = "mm cm km g kg t m² m³ m³/h kw kwh mw mwh v a hz bar °c db"
_UNITS = {word: line.split()[0] for line in _SYNONYMS.strip().split("\n") for word in line.split()}
_UNITS |= {unit: unit for unit in _PLAIN_UNITS.split()}


def check(library: Library, today: date) -> Iterator[Finding]:
    """Error for every variant whose numbers are not those of the document it is a variant of; warning without a frame."""
    yield from (_frameless(document) for document in library.documents if document.variant_of and not document.frame)
    originals = {key: d for d in library.documents for key in (d.id, d.path) if not d.variant_of}
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in library.documents:
        if document.variant_of:
            groups[document.variant_of].append(document)
    for name, variants in groups.items():
        original = originals.get(name)
        if original is None and len(variants) == 1:
            yield Finding(
                "warning",
                variants[0].path,
                None,
                "lone-variant",
                f"variant_of names {name!r}, which no other document has.",
                "Name the path or id of the document it varies.",
            )
        members = [original, *variants] if original else variants
        for variant in members[1:]:
            yield from _compared(members[0], variant)


def _frameless(variant: Document) -> Finding:
    return Finding(
        "warning",
        variant.path,
        None,
        "variant-without-frame",
        "It is a variant without a frame: nobody can choose it, so it is never shown.",
        "Give it a frame, one word for how it tells the facts, such as 'frame: savings'.",
    )


def _compared(original: Document, variant: Document) -> Iterator[Finding]:
    here, there = numbers(variant), numbers(original)
    missing, added = sorted(there - here), sorted(here - there)
    parts = [f"missing: {', '.join(missing[:8])}"] if missing else []
    parts += [f"not in the other: {', '.join(added[:8])}"] if added else []
    if parts:
        yield Finding(
            "error",
            variant.path,
            None,
            "variant-numbers",
            f"Its numbers differ from those of {original.path} ({'; '.join(parts)}).",
            "Variants may differ in words, not in facts: make the numbers the same.",
        )


def numbers(document: Document) -> set[str]:
    """All numbers with their units, written alike whatever the language: "1200.5 €", "3 month", "42"."""
    found = set()
    for passage in document.passages:
        for match in _NUMBER.finditer(passage.text):
            digits = _DIGITS.search(match[0])
            unit = _UNITS.get((match["unit"] or "").lower(), "")
            if digits:
                found.add(f"{_plain(digits[0], passage.lang)} {unit}".strip())
    return found


def _plain(digits: str, lang: str) -> str:
    """1.200,5 (German) and 1,200.5 (English) as 1200.5."""
    digits = re.sub(r"['’\u202f\u00a0]", "", digits)
    decimal, group = (",", ".") if lang == "de" else (".", ",")
    # A separator before exactly three digits groups, unless it is this language's decimal sign.
    whole, _, rest = digits.replace(
        group, "" if re.search(rf"\{group}\d{{3}}(?!\d)", digits) else decimal
    ).partition(decimal)
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole
