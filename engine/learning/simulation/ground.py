"""What a simulated page can show, and what the ranking thinks of it for every role and phase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.learning.arms import strongest, themes_of
from engine.learning.hierarchy import AUDIENCE, FACETS, STAGE
from engine.learning.policy import Arm, Numbers
from engine.taxonomy import Taxonomy

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Ground:
    """A library with the scores of a ranking.

    Attributes:
        arms: n passages. facets (n, F), phases (n, P): their labels in 0..1.
        scores: by (role, phase) as the ranking sees the visitor, "unknown" included: (n,).
        neutral: (n,) scores of the page that holdout visitors get.
    """

    name: str
    taxonomy: Taxonomy
    arms: tuple[Arm, ...]
    facets: Numbers
    phases: Numbers
    scores: dict[tuple[str, str], Numbers]
    neutral: Numbers


def synthetic_ground(taxonomy: Taxonomy, documents: int = 60, passages: int = 4, seed: int = 7) -> Ground:
    """A made-up library for places without a release.

    Each document has a type, each passage one or two facets and a phase; the ranking is the sum of role x facet and
    phase x type of the taxonomy, as a ranking that believes in the shipped priors would have it.
    """
    rng = np.random.default_rng(seed)
    roles, phases, facets = list(taxonomy.roles), list(taxonomy.phases), list(taxonomy.facets)
    types = [kind for kind in taxonomy.types if kind in taxonomy.type_phase and kind != "job_ad"]
    n = documents * passages
    of_document = rng.choice(types, documents)
    facet_labels = rng.uniform(0, 0.15, (n, len(facets)))
    phase_labels = rng.uniform(0, 0.2, (n, len(phases)))
    rows = np.arange(n)
    facet_labels[rows, rng.integers(0, len(facets), n)] = rng.uniform(0.4, 0.7, n)
    facet_labels[rows, rng.integers(0, len(facets), n)] = rng.uniform(0.7, 1.0, n)
    phase_labels[rows, rng.integers(0, len(phases), n)] = rng.uniform(0.5, 0.9, n)
    role_facet = np.array([[taxonomy.role_facet[f].get(r, 0.0) / 3 for r in roles] for f in facets])
    by_role = facet_labels @ role_facet / facet_labels.sum(axis=1, keepdims=True)
    type_phase = np.array([[taxonomy.type_phase[of_document[i // passages]][p] / 10 for p in phases] for i in range(n)])
    themes = themes_of(facet_labels - facet_labels.mean(axis=0))
    arms = tuple(
        Arm(f"doc{i // passages}.md#{i % passages}", f"doc{i // passages}.md", str(of_document[i // passages]),
            strongest(facets, facet_labels[i], FACETS), strongest(roles, by_role[i], AUDIENCE),
            strongest(phases, phase_labels[i], STAGE), themes[i])
        for i in range(n)
    )
    scores = {}
    for role in [*roles, UNKNOWN]:
        fit = by_role[:, roles.index(role)] if role in roles else by_role.mean(axis=1)
        for phase in [*phases, UNKNOWN]:
            job = (type_phase + phase_labels) / 2
            scores[role, phase] = 2 * fit + 0.5 * (job[:, phases.index(phase)] if phase in phases else job.mean(axis=1))
    return Ground("synthetic", taxonomy, arms, facet_labels, phase_labels, scores, scores[UNKNOWN, UNKNOWN])
