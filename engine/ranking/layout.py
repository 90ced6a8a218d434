"""Fills the slots of the page: main, next, proof and the block that is the same for everybody."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.learning.arms import arms_of, standings_of
from engine.learning.policies.greedy import Greedy
from engine.learning.policy import Choice, Context, Policy
from engine.learning.pool import pool_of
from engine.ranking.common_ground import worth
from engine.ranking.features.question_match import match_scores
from engine.ranking.neutral import neutral_row
from engine.ranking.score import kind_of
from engine.ranking.situation import Chosen, Slate

_PROOF_TYPES = frozenset({"case_study", "user_review", "research_study", "compliance_pack"})
_PROOF_FACET = "references"
_PROVES = 0.5  # a proof is a document of such a type, or a passage that more likely than not speaks of other customers
# of a question's score: of answers at the second to fifth place in eleven unseen industries, 99 in 100 lie nearer
_FAR_BEHIND = 0.11


def slot_names(slots: int) -> list[str]:
    """Names of the slots in reading order: 1 main; then next; from three on a proof, from four on common."""
    if slots <= 1:
        return ["main"][:slots]
    proof, common = slots >= 3, slots >= 4
    return ["main", *["next"] * (slots - 1 - proof - common), *["proof"] * proof, *["common"] * common]


def lay_out(slate: Slate, policy: Policy) -> Slate:
    """Choose an item for every slot; fewer items where nothing fits.

    The common block is chosen without looking at role or phase. Where nothing was asked it comes first, so that all
    roles share it; else after the main item, which is what was asked for.
    """
    names = slot_names(slate.situation.slots)
    if not len(slate.rows):
        return slate
    places, match = _places(slate), match_scores(slate)
    proof = _proof(slate) if "proof" in names else np.zeros(len(slate.rows))
    browse = kind_of(slate.situation) == "browse"
    common = _common(slate, np.arange(len(slate.rows)), match) if "common" in names and browse else None
    taken = {int(places[common])} if common is not None else set()
    main = _sample(slate, policy, places, taken)
    for at, propensity in zip(main.order, main.propensities, strict=True):
        slate.chosen.append(Chosen(at, "main", propensity))
        taken.add(int(places[at]))
    for name in names[1:]:
        # of a question's matches only those that are not far behind the best; all are alike where nothing was asked
        free = np.flatnonzero((match >= match.max() - _FAR_BEHIND) & ~np.isin(places, list(taken)))
        slot = "next" if name == "proof" and not proof[free].max(initial=0.0) >= _PROVES else name
        if slot == "common":
            found = common if browse else _common(slate, free, match) if len(free) else None
        else:
            found = _best(slate, free, proof if slot == "proof" else None) if len(free) else None
        if found is not None:
            slate.chosen.append(Chosen(found, slot))
            taken.add(int(places[found]))
    return slate


def _places(slate: Slate) -> NDArray[np.int64]:
    """(candidates,) what may be shown once: a document in any of its versions, or a passage when one is looked into."""
    release = slate.situation.release
    return -1 - slate.rows if slate.situation.scope else release.contents[release.document_of[slate.rows]]


def _sample(slate: Slate, policy: Policy, places: NDArray[np.int64], taken: set[int]) -> Choice:
    """The first slot comes from the policy; what was asked for, or is looked for inside one document, is not tried out."""
    if kind_of(slate.situation) != "browse":
        policy = Greedy()
    kind, all_arms = kind_of(slate.situation), arms_of(slate.situation.release)
    arms = [all_arms[row] for row in slate.rows.tolist()]
    pool = pool_of(slate.score, places.tolist(), [arm.topic for arm in arms], kind, frozenset(taken), _neutral(slate, kind))
    if not pool:
        return Choice([], [])
    visitor = slate.situation.visitor
    context = Context(visitor.role.id, visitor.phase.id, kind)
    standings = standings_of(slate.score[pool], slate.score)
    choice = policy.choose(standings, [arms[at] for at in pool], context, 1, slate.situation.seed)
    slate.policy = policy.version
    if choice.distribution:
        slate.draw = {"passages": [arms[at].passage for at in pool],
                      "standings": [round(float(x), 4) for x in standings], "probabilities": choice.distribution}
    return Choice([pool[i] for i in choice.order], choice.propensities)


def _neutral(slate: Slate, kind: str) -> int | None:
    """Position of the neutral page's first passage among the candidates."""
    row = neutral_row(slate.situation) if kind == "browse" else None
    return int(np.argmax(slate.rows == row)) if row is not None and row in slate.rows else None


def _best(slate: Slate, free: NDArray[np.int64], proof: NDArray[np.float64] | None) -> int:
    """The best free candidate: another topic than what is there already, and proof where that is wanted."""
    values = slate.score[free].astype(np.float64)
    spread = max(float(slate.score.std()), 1e-3)
    same = _sameness(slate, free)
    values = values - spread * same
    if proof is not None:
        values = values + 1.5 * spread * proof[free]
    if slate.situation.visitor.role.id == "unknown":
        values = values - spread * same
    return int(free[int(values.argmax())])


def _sameness(slate: Slate, free: NDArray[np.int64]) -> NDArray[np.float64]:
    """0..1: how close each free candidate is to what is already on the page."""
    vectors = slate.situation.release.vectors
    there = vectors[[slate.rows[item.at] for item in slate.chosen]]
    if not len(there):
        return np.zeros(len(free))
    cosine = (vectors[slate.rows[free]] @ there.T).max(axis=1)
    return np.clip((cosine - cosine.mean()) / max(1 - float(cosine.mean()), 1e-3), 0, 1)  # type: ignore[no-any-return]


def _proof(slate: Slate) -> NDArray[np.float64]:
    """1 for documents that prove something, up to 1 for passages that speak of other customers."""
    release, rows = slate.situation.release, slate.rows
    facets = list(release.taxonomy.facets)
    speaks = release.labels.facets[rows, facets.index(_PROOF_FACET)] if _PROOF_FACET in facets else np.zeros(len(rows))
    proves = release.by_kind(dict.fromkeys(_PROOF_TYPES, 1.0), rows)
    return np.where(proves > 0, 1.0, speaks).astype(np.float64)


def _common(slate: Slate, free: NDArray[np.int64], match: NDArray[np.float32]) -> int:
    """What serves every role: by the question alone where one was asked, else by what is good for most roles."""
    situation = slate.situation
    asked = situation.question is not None
    value = match[free] if asked else worth(situation.release, slate.rows[free], situation.lang)
    return int(free[int(value.argmax())])
