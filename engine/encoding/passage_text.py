"""How a passage is written for the encoder; the same in training, indexing and labelling."""

from __future__ import annotations


def passage_text(title: str, heading: str, text: str) -> str:
    """Title, heading and text of a passage as the one string that is embedded."""
    head = " | ".join(part.strip() for part in (title, heading) if part.strip())
    return f"{head}\n{text.strip()}" if head else text.strip()
