"""What somebody asks says much about the job he is busy with and something about who he is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.visitors.calibration import Trust
from engine.visitors.evidence.context import Context, Ratios
from engine.visitors.evidence.wording import names, quoted, strongest
from engine.visitors.evidence.words_in import phase_words, role_words
from engine.visitors.models import Evidence
from engine.visitors.private_life import usable
from engine.visitors.ratios import against, powered, product, spread

FLOOR = 0.005


def questions(context: Context) -> Iterator[Evidence]:
    """The current question and earlier ones; those about private life are passed over."""
    clues = context.clues
    if clues.query:
        yield from _both(context, clues.query, clues.now, "question")
    for clue in clues.history:
        if clue.query and clue.at <= clues.now:
            yield from _both(context, clue.query, clue.at, "question")


def _both(context: Context, asked: str, at: datetime, kind: str) -> Iterator[Evidence]:
    text = usable(asked)
    if not text:
        return
    role, phase = question_ratios(context, text)
    taxonomy = context.taxonomy
    if spread(role) > 0:
        de, en = names(taxonomy.roles[strongest(role)])
        yield Evidence(kind, role, {
            "de": f"Ihre Frage „{quoted(text)}“ klingt nach der Rolle „{de}“",
            "en": f"Your question “{quoted(text)}” sounds like the role “{en}”",
        }, spread(role), "role", at, (strongest(role),))
    if spread(phase) > 0:
        de, en = names(taxonomy.phases[strongest(phase)])
        yield Evidence(kind, phase, {
            "de": f"Ihre Frage „{quoted(text)}“ klingt nach dem Schritt „{de}“",
            "en": f"Your question “{quoted(text)}” sounds like the step “{en}”",
        }, spread(phase), "phase", at, (strongest(phase),))


def question_ratios(context: Context, text: str) -> tuple[Ratios, Ratios]:
    """(role, phase) likelihood ratios of a text: from its vector where there is one, and from its words."""
    taxonomy, trust = context.taxonomy, context.calibration
    by_role = [powered(role_words(text, taxonomy), trust.role.words)]
    by_phase = [powered(phase_words(text, taxonomy), trust.phase.words)]
    vector = context.vectors.get(text)
    if vector is not None:
        roles, phases, _ = context.heads.questions(vector[None, :])
        by_role.append(_told(dict(zip(taxonomy.roles, map(float, roles[0]), strict=True)), trust.role))
        by_phase.append(_told(dict(zip(taxonomy.phases, map(float, phases[0]), strict=True)), trust.phase))
    return product(by_role, taxonomy.roles), product(by_phase, taxonomy.phases)


def _told(probabilities: Ratios, trust: Trust) -> Ratios:
    even = 1 / max(1, len(probabilities))
    usual = {label: trust.base.get(label, even) for label in probabilities}
    return powered(against(probabilities, usual, FLOOR), trust.power)
