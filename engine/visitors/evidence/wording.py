"""Pieces of sentences that evidence is worded with."""

from __future__ import annotations

from engine.taxonomy import Label

_LONGEST = 60


def quoted(text: str, longest: int = _LONGEST) -> str:
    """A short form of what somebody typed, cut between words."""
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1].rsplit(" ", 1)[0] + " …"


def names(label: Label) -> tuple[str, str]:
    """(German, English) name of a label."""
    return label.name("de"), label.name("en")


def strongest(ratios: dict[str, float]) -> str:
    """The label a clue speaks for most."""
    return max(ratios, key=lambda label: ratios[label])
