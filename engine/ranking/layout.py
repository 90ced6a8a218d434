"""Fills the slots of the page around its main item: next, proof and the block that is the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ranking.common_ground import brochures, worth, worth_passing_on
from engine.ranking.features.question_match import match_scores
from engine.ranking.neutral import neutral_rows
from engine.ranking.rules import contents_of
from engine.ranking.score import kind_of
from engine.ranking.situation import Chosen, Situation, Slate
from engine.visitors.overlays import CONSENSUS, VALIDATION

_PROOF_TYPES = frozenset({"case_study", "user_review", "research_study", "compliance_pack"})
_PROOF_FACET = "references"
_PROVES = 0.5  # a proof is a document of such a type, or a passage that more likely than not speaks of other customers
# of a question's score: of answers at the second to fifth place in eleven unseen industries, 99 in 100 lie nearer
_FAR_BEHIND = 0.11
_NEAR = 20  # documents that a question's common block is chosen from


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


@dataclass(frozen=True)
class Grid:
    """What all pages that can be laid out of one slate have in common.

    Attributes:
        names: of the slots. places (n,): what may be shown once. main_places (n,): the same for the main item, which may be
            another passage of a document that the common block holds. match (n,): how well each answers what was asked.
        proof (n,): how far each proves something. common: positions of the common block, chosen without looking at role or
            phase; None where it follows the main item: inside a document, and where nothing but answers was found.
    """

    names: list[str]
    places: NDArray[np.int64]
    main_places: NDArray[np.int64]
    match: NDArray[np.float32]
    proof: NDArray[np.float64]
    common: list[int] | None

    @property
    def taken(self) -> frozenset[int]:
        """Places of the common block."""
        return frozenset(int(self.places[at]) for at in self.common or ())


@dataclass(frozen=True)
class Worth:
    """(n,) how good each candidate is below the main item; `spread`: what one item that says the same as another costs;
    `broad`: twice that, on pages for nobody in particular."""

    values: NDArray[np.float64]
    spread: float
    broad: bool

    @classmethod
    def of(cls, values: NDArray[np.float64], spread_of: NDArray[np.floating], *, broad: bool) -> Worth:
        """`spread_of`: the scores whose standard deviation is the spread."""
        return cls(values, max(float(spread_of.std()), 1e-3), broad)


def grid_of(slate: Slate) -> Grid:
    """The slots, and the common block where it comes first.

    It does so but inside a document, so that all roles share it, as long as something is left for the main item.
    """
    names = slot_names(slate.situation.slots, needs_of(slate.situation))
    places, match = _places(slate), match_scores(slate)
    proof = _proof(slate) if "proof" in names else np.zeros(len(slate.rows))
    if kind_of(slate.situation) == "scope" or not len(slate.rows):
        return Grid(names, places, places, match, proof, None)
    asked = slate.situation.question is not None
    may = _about(slate, places, match) if asked else np.ones(len(places), dtype=bool)
    first = may if asked else places != _begun_with(slate)
    if not first.any():
        return Grid(names, places, places, match, proof, None)
    common: list[int] = []
    for number in range(names.count("common")):
        left = ~np.isin(places, [places[at] for at in common])
        free = np.flatnonzero((first if number == 0 else may) & left)
        if not len(free) or len(np.unique(places[left])) < (1 if asked else 2):
            break  # the last place is the main item's
        common.append(_for_all(slate, free, to_pass_on=number > 0))
    return Grid(names, places, _beside(slate, places, common), match, proof, common)


def fill(slate: Slate, grid: Grid, main: int | None, worth: Worth) -> list[Chosen]:
    """The page with this main item; fewer items where nothing fits."""
    chosen = [] if main is None else [Chosen(main, "main")]
    taken = {*grid.taken, *_read(slate), *(int(grid.places[item.at]) for item in chosen)}
    common = None if grid.common is None else list(grid.common)
    for name in grid.names[1:]:
        # of a question's matches only those that are not far behind the best; all are alike where nothing was asked
        free = np.flatnonzero((grid.match >= grid.match.max() - _FAR_BEHIND) & ~np.isin(grid.places, list(taken)))
        proving = free[grid.proof[free] >= _PROVES]
        slot = "next" if name == "proof" and not len(proving) else name
        if slot == "common":
            again = any(item.slot == "common" for item in chosen)
            found = _shared(slate, free, grid.match, common, again=again)
        else:
            free = proving if slot == "proof" else free  # nothing else may be called a proof
            found = _best(slate, chosen, free, worth, grid.proof if slot == "proof" else None) if len(free) else None
        if found is not None:
            chosen.append(Chosen(found, slot))
            taken.add(int(grid.places[found]))
    return chosen


def _places(slate: Slate) -> NDArray[np.int64]:
    """(candidates,) what may be shown once: a document in any of its versions, or a passage when one is looked into."""
    release = slate.situation.release
    return -1 - slate.rows if slate.situation.scope else release.contents[release.document_of[slate.rows]]


def _about(slate: Slate, places: NDArray[np.int64], match: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(n,) what comes near a question without being one of its answers, which the other slots may show."""
    answers = match >= match.max() - _FAR_BEHIND
    answers[int(slate.score.argmax())] = True
    best = np.argsort(-match, kind="stable")
    _, first = np.unique(places[best], return_index=True)  # the best passage of each document
    used = {*places[answers].tolist(), *_read(slate)}
    others = [at for at in best[np.sort(first)].tolist() if places[at] not in used]
    about = np.zeros(len(places), dtype=bool)
    about[others[:_NEAR]] = True
    return about


def _begun_with(slate: Slate) -> int:
    """Place of what somebody is shown first of whom nothing is known: it is left to the main item."""
    release = slate.situation.release
    return next((int(release.contents[release.document_of[row]]) for row in neutral_rows(slate.situation)), -1)


def _beside(slate: Slate, places: NDArray[np.int64], common: list[int]) -> NDArray[np.int64]:
    """Places as the main item sees them: the rest of a document of the common block is a place of its own.

    A page for nobody in particular is broad instead.
    """
    situation = slate.situation
    if situation.scope or situation.nobody:
        return places
    documents = situation.release.document_of[slate.rows]
    held = np.isin(documents, documents[common])
    held[common] = False
    return np.where(held, -1 - places, places)


def _read(slate: Slate) -> set[int]:
    """Places of what was read: it may come back as the answer to a question, not beside the answer."""
    situation = slate.situation
    if situation.question is None or situation.scope:
        return set()  # nothing that was read is among the candidates, or its passages are what is asked for
    return contents_of(slate, situation.visitor.read)


def _best(
    slate: Slate, chosen: list[Chosen], free: NDArray[np.int64], worth: Worth, proof: NDArray[np.float64] | None
) -> int:
    """The best free candidate: another topic than what is there already, and proof where that is wanted."""
    same = _sameness(slate, chosen, free)
    values = worth.values[free] - worth.spread * same
    if proof is not None:
        values = values + 1.5 * worth.spread * proof[free]
    if worth.broad:
        values = values - worth.spread * same
    return int(free[int(values.argmax())])


def _sameness(slate: Slate, chosen: list[Chosen], free: NDArray[np.int64]) -> NDArray[np.float64]:
    """0..1: how close each free candidate is to what is already on the page."""
    vectors = slate.situation.release.vectors
    there = vectors[[slate.rows[item.at] for item in chosen]]
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
    slate: Slate, free: NDArray[np.int64], match: NDArray[np.float32], common: list[int] | None, *, again: bool
) -> int | None:
    """The next item of the common block: of those chosen before the main item, else by the question alone."""
    if common is not None:
        return common.pop(0) if common else None
    if not len(free):
        return None
    if slate.situation.question is None:
        return _for_all(slate, free, to_pass_on=again)
    return int(free[int((match[free] + again * brochures(slate.situation, slate.rows[free])).argmax())])


def _for_all(slate: Slate, free: NDArray[np.int64], *, to_pass_on: bool) -> int:
    """What is good for most roles."""
    situation, rows = slate.situation, slate.rows[free]
    value = worth_passing_on(situation, rows) if to_pass_on else worth(situation.release, rows, situation.lang)
    return int(free[int(value.argmax())])
