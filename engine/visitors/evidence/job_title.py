"""A job title in free text: the best clue to the role next to a click."""

from __future__ import annotations

from collections.abc import Iterator

from engine.visitors.evidence.context import Context
from engine.visitors.evidence.wording import names, quoted
from engine.visitors.models import Evidence
from engine.visitors.ratios import normalised, spread
from engine.visitors.titles.gender import one_gender
from engine.visitors.titles.roles_of import roles_of


def job_title(context: Context) -> Iterator[Evidence]:
    """Nothing for a title that says nothing; two roles for two hats."""
    title = context.clues.job_title
    found = roles_of(title, context.taxonomy, _similar(context, title))
    if found.certainty <= 0:
        return
    sure = found.certainty * context.taxonomy.role_rules.get("declared_form_title", 0.90)
    prior = normalised(context.taxonomy.role_prior)
    ratios = {role: (sure * found.shares[role] + (1 - sure) * prior[role]) / prior[role] for role in prior}
    hats = [names(context.taxonomy.roles[role]) for role in found.named]
    yield Evidence("job_title", ratios, {
        "de": f"„{quoted(title)}“ gehört zu {' und '.join(f'„{de}“' for de, _ in hats)}",
        "en": f"“{quoted(title)}” belongs to {' and '.join(f'“{en}”' for _, en in hats)}",
    }, spread(ratios), named=tuple(found.named))


def _similar(context: Context, title: str) -> dict[str, float] | None:
    """For an operator's own roles: how near the title is to each role's own words, where its vector is known."""
    vector = context.vectors.get(one_gender(title))
    if vector is None or context.taxonomy.shipped:
        return None
    near = context.heads.questions(vector[None, :])[0][0]
    return dict(zip(context.taxonomy.roles, map(float, near), strict=True))
