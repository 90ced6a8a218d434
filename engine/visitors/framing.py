"""Which way of telling a visitor prefers: what he said or clicked in this visit, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.library.visibility import visible
from engine.retrieval.release import Release
from engine.visitors.models import Clues
from engine.visitors.visits import current_visit


def preferred_frame(clues: Clues, release: Release) -> str:
    """The frame that was declared, else that of the framed document clicked last in this visit, else "" for neutral.

    Views, questions, role, phase and whatever is known of the person never speak here.
    """
    clicked = (clue.document for clue in reversed(current_visit(clues)) if clue.type == "click" and clue.document)
    return clues.frame or first_frame(clicked, release)


def first_frame(paths: Iterable[str], release: Release) -> str:
    """The frame of the first of these documents that is a variant in one; "" where none is."""
    documents = (release.document(path) for path in paths)
    return next((d.frame for d in documents if d is not None and d.variant_of and d.frame), "")


def known_frames(release: Release, today: date) -> list[str]:
    """All frames in which some document of the release is told that may be shown on that day, sorted."""
    return sorted({d.frame for d in release.documents if d.variant_of and d.frame and visible(d, today)})
