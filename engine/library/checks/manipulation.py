"""Text that speaks to the ranking or to a language model instead of the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from engine.library.findings import Finding
from engine.library.read import Library
from engine.library.steering import steers

_ADDRESSES = re.compile(
    r"ignore (?:all |any )?(?:the )?(?:previous|prior|above) (?:instructions|prompts)"
    r"|(?:always|please) (?:rank|recommend|show|prefer) this (?:page|document|article|result)"
    r"|this (?:page|document|article) (?:is the best answer|must be ranked|should rank|should be recommended)"
    r"|rank(?:ing)? this (?:page|document) (?:first|highest|higher)"
    r"|(?:dear|attention) (?:search engine|ranking|recommender|language model|llm|ai assistant)"
    r"|ignoriere (?:alle )?(?:bisherigen|vorherigen|obigen) (?:anweisungen|befehle)"
    r"|(?:bevorzuge|empfiehl|empfehle|zeige) (?:immer |stets )?(?:dieses dokument|diese seite|diesen artikel)"
    r"|dieses dokument (?:ist die beste antwort|muss (?:immer )?(?:zuerst|oben)|soll bevorzugt)"
    r"|(?:achtung|hinweis an (?:die|das)) (?:suchmaschine|empfehlungssystem|ranking|ki\b)",
    re.IGNORECASE,
)


def check(library: Library, today: date) -> Iterator[Finding]:
    """Such text gains nothing, and a passage made of it is shown to nobody: the keeper must know that it is there."""
    for document in library.documents:
        for passage in document.passages:
            if steers(passage.text):
                yield Finding(
                    "warning",
                    passage.section,
                    None,
                    "speaks-to-the-ranking",
                    "The text tells the system what to show; the passage is shown to nobody.",
                    "Write it for readers, without words to rankings and language models.",
                )
            elif found := _ADDRESSES.search(passage.text):
                yield Finding(
                    "info",
                    passage.section,
                    None,
                    "speaks-to-the-ranking",
                    f"The text speaks to the system, not to readers: {found[0]!r}.",
                    "Remove it: it has no effect, and readers may see it.",
                )
