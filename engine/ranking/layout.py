"""Fills the slots of the page: main, next, proof and the block that is the same for everybody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.learning.arms import MOST_CANDIDATES, arms_of, spread_of, standings_of, topics_of
from engine.learning.below import learnt
from engine.learning.policies.greedy import Greedy
from engine.learning.policy import Choice, Context, Policy
from engine.learning.pool import pool_of
from engine.ranking.common_ground import brochures, worth, worth_passing_on
from engine.ranking.features.question_match import match_scores
from engine.ranking.neutral import neutral_rows, neutral_scores
from engine.ranking.rules import contents_of
from engine.ranking.score import kind_of
from engine.ranking.situation import Chosen, Situation, Slate
from engine.visitors.overlays import CONSENSUS, VALIDATION

_PROOF_TYPES = frozenset({"case_study", "user_review", "research_study", "compliance_pack"})
_PROOF_FACET = "references"
_PROVES = 0.5  # a proof is a document of such a type, or a passage that more likely than not speaks of other customers
# of a question's score: of answers at the second to fifth place in eleven unseen industries, 99 in 100 lie nearer
_FAR_BEHIND = 0.11


def slot_names(slots: int, needs: frozenset[str] = frozenset()) -> list[str]:
    """Names of the slots in reading order: 1 main; then next; from three on a proof, from four on common.

    The need of proof turns one next into a proof, the need of others' consent one into common, to be passed on.
    """
    if slots <= 1:
        return ["main"][:slots]
    proof, common = int(slots >= 3), int(slots >= 4)
    following = slots - 1 - proof - common
    if VALIDATION in needs and following:
        proof, following = proof + 1, following - 1
    if CONSENSUS in needs and following:
        common, following = common + 1, following - 1
    return ["main", *["next"] * following, *["proof"] * proof, *["common"] * common]


def needs_of(situation: Situation) -> frozenset[str]:
    """What changes the slots: nothing on the neutral page; nobody passes on a part of the document he is looking into."""
    if situation.neutral:
        return frozenset()
    return situation.visitor.overlays - ({CONSENSUS} if situation.scope else set())


def lay_out(slate: Slate, policy: Policy) -> Slate:
    """Choose an item for every slot; fewer items where nothing fits.

    The common block is chosen without looking at role or phase. Where nothing was asked it comes first, so that all
    roles share it, as long as something is left for the main item; else after the main item, which is what was asked for.
    """
    names = slot_names(slate.situation.slots, needs_of(slate.situation))
    if not len(slate.rows):
        return slate
    places, match = _places(slate), match_scores(slate)
    proof = _proof(slate) if "proof" in names else np.zeros(len(slate.rows))
    browse = kind_of(slate.situation) == "browse"
    taken: set[int] = set()
    common = []
    for number in range(names.count("common") if browse else 0):
        free = np.flatnonzero(~np.isin(places, list(taken)))
        if len(np.unique(places[free])) < 2:
            break  # the last place is the main item's
        common.append(_common(slate, free, match, to_pass_on=number > 0))
        taken.add(int(places[common[-1]]))
    main = _sample(slate, policy, places, taken)
    for at, propensity in zip(main.order, main.propensities, strict=True):
        slate.chosen.append(Chosen(at, "main", propensity))
        taken.add(int(places[at]))
    taken |= _read(slate)
    for name in names[1:]:
        # of a question's matches only those that are not far behind the best; all are alike where nothing was asked
        free = np.flatnonzero((match >= match.max() - _FAR_BEHIND) & ~np.isin(places, list(taken)))
        proving = free[proof[free] >= _PROVES]
        slot = "next" if name == "proof" and not len(proving) else name
        if slot == "common":
            found = _shared(slate, free, match, common if browse else None)
        else:
            free = proving if slot == "proof" else free  # nothing else may be called a proof
            found = _best(slate, free, proof if slot == "proof" else None) if len(free) else None
        if found is not None:
            slate.chosen.append(Chosen(found, slot))
            taken.add(int(places[found]))
    return slate


def _places(slate: Slate) -> NDArray[np.int64]:
    """(candidates,) what may be shown once: a document in any of its versions, or a passage when one is looked into."""
    release = slate.situation.release
    return -1 - slate.rows if slate.situation.scope else release.contents[release.document_of[slate.rows]]


def _read(slate: Slate) -> set[int]:
    """Places of what was read: it may come back as the answer to a question, not beside the answer."""
    situation = slate.situation
    if situation.question is None or situation.scope:
        return set()  # nothing that was read is among the candidates, or its passages are what is asked for
    return contents_of(slate, situation.visitor.read)


def _sample(slate: Slate, policy: Policy, places: NDArray[np.int64], taken: set[int]) -> Choice:
    """The first slot comes from the policy; what was asked for, or is looked for inside one document, is not tried out."""
    if kind_of(slate.situation) != "browse":
        policy = Greedy()
    kind, release = kind_of(slate.situation), slate.situation.release
    topics = topics_of(release)[slate.rows].tolist()
    neutral = _neutral(slate, places, taken) if kind == "browse" else None
    pool = pool_of(slate.score, places.tolist(), topics, kind, frozenset(taken), neutral)
    if not pool:
        return Choice([], [])
    arms = [arms_of(release)[row] for row in slate.rows[pool].tolist()]
    arms = [replace(arm, neutral=True) if at == neutral else arm for at, arm in zip(pool, arms, strict=True)]
    visitor = slate.situation.visitor
    context = Context(visitor.role.id, visitor.phase.id, kind)
    standings = standings_of(slate.score[pool], slate.score)
    choice = policy.choose(standings, arms, context, 1, slate.situation.seed)
    slate.policy = policy.version
    if kind == "browse":
        slate.learnt = _learnt(slate, policy, context, pool, neutral)
        _value_below(slate, pool, pool[choice.order[0]], neutral)
    if choice.distribution:
        slate.draw = {"neutral": [arm.passage for arm in arms if arm.neutral], "passages": [arm.passage for arm in arms],
                      "standings": [round(float(x), 4) for x in standings], "probabilities": choice.distribution}
    return Choice([pool[i] for i in choice.order], choice.propensities)


def _learnt(slate: Slate, policy: Policy, context: Context, pool: list[int], neutral: int | None) -> dict[int, float]:
    """By position, for the best 50 and the pool: how much better than the ranking says they are believed to please."""
    best = list(dict.fromkeys([*np.argsort(-slate.score, kind="stable")[:MOST_CANDIDATES].tolist(), *pool]))
    arms = [arms_of(slate.situation.release)[row] for row in slate.rows[best].tolist()]
    arms = [replace(arm, neutral=True) if at == neutral else arm for at, arm in zip(best, arms, strict=True)]
    moved = learnt(policy, standings_of(slate.score[best], slate.score), arms, context)
    return dict(zip(best, moved.tolist(), strict=True)) if moved.any() else {}


def _value_below(slate: Slate, pool: list[int], main: int, neutral: int | None) -> None:
    """What candidates are worth below the main item: their scores, moved by what was learnt, where nothing is known by as
    much as the others on average.

    Where the neutral page's item was drawn though another one is thought better (caution, mostly), the rest of the page is
    the neutral page's too.
    """
    moved = np.full(len(slate.rows), float(np.mean(list(slate.learnt.values()))) if slate.learnt else 0.0)
    moved[list(slate.learnt)] = list(slate.learnt.values())
    worth_it = slate.score.astype(np.float64) + spread_of(slate.score) * moved
    if main == neutral != max(pool, key=lambda at: float(worth_it[at])):
        there = neutral_scores(slate.situation)
        least = min(there.values())
        slate.below, slate.as_neutral = np.array([there.get(row, least - 1) for row in slate.rows.tolist()]), True
    elif slate.learnt:
        slate.below = worth_it


def _neutral(slate: Slate, places: NDArray[np.int64], taken: set[int]) -> int | None:
    """Position among the candidates of what the neutral page would show first beside the same common block."""
    for row in neutral_rows(slate.situation):
        found = np.flatnonzero(slate.rows == row)
        if len(found) and int(places[found[0]]) not in taken:
            return int(found[0])
    return None


def _best(slate: Slate, free: NDArray[np.int64], proof: NDArray[np.float64] | None) -> int:
    """The best free candidate: another topic than what is there already, and proof where that is wanted."""
    worth_it = slate.score.astype(np.float64) if slate.below is None else slate.below
    values, spread = worth_it[free], max(float((worth_it if slate.as_neutral else slate.score).std()), 1e-3)
    same = _sameness(slate, free)
    values = values - spread * same
    if proof is not None:
        values = values + 1.5 * spread * proof[free]
    if slate.situation.neutral or slate.as_neutral or slate.situation.visitor.role.id == "unknown":
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


def _shared(
    slate: Slate, free: NDArray[np.int64], match: NDArray[np.float32], chosen: list[int] | None
) -> int | None:
    """The next item of the common block: of those chosen before the main item, else by the question."""
    if chosen is not None:
        return chosen.pop(0) if chosen else None
    again = any(item.slot == "common" for item in slate.chosen)
    return _common(slate, free, match, to_pass_on=again) if len(free) else None


def _common(slate: Slate, free: NDArray[np.int64], match: NDArray[np.float32], *, to_pass_on: bool) -> int:
    """What serves every role: by the question alone where one was asked, else by what is good for most roles."""
    situation, rows = slate.situation, slate.rows[free]
    if situation.question is not None:
        return int(free[int((match[free] + to_pass_on * brochures(situation, rows)).argmax())])
    value = worth_passing_on(situation, rows) if to_pass_on else worth(situation.release, rows, situation.lang)
    return int(free[int(value.argmax())])
