"""What a shown passage earned: useful things only, each once, a click alone little."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from engine.errors import SettingError
from engine.learning.arms import standings_of
from engine.learning.policy import Arm, Context, Outcome

# Rewards are summed per shown passage and capped at 1. A click is only the first step of reading on: without dwell,
# an answer or a next step it stays nearly nothing, and going back to the search takes it away.
WEIGHTS: dict[str, float] = {
    "click": 0.1, "dwell": 0.3, "feedback": 0.4, "question": 0.1, "download": 0.4, "share": 0.5, "pass_on": 0.5,
    "return_visit": 0.2, "contact_form": 0.9, "conversion": 1.0, "search_return": -0.1,
}
USEFUL_DWELL_S = 15.0
_MOST_REMEMBERED = 20_000


def reward_weights(text: str = "") -> dict[str, float]:
    """The shipped weights with the operator's over them.

    Args:
        text: setting `reward_weights`, as "dwell=0.2 conversion=1".

    Raises:
        SettingError: a name is unknown or a number is not between -1 and 1.
    """
    weights = dict(WEIGHTS)
    for part in text.replace(",", " ").split():
        name, _, number = part.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = float("nan")
        if name not in WEIGHTS or not -1 <= value <= 1:
            raise SettingError(f"{part!r} is no reward weight.", where="setting reward_weights",
                               fix=f"Write name=number with -1..1 for one of {', '.join(WEIGHTS)}.")
        weights[name] = value
    return weights


def earned(kind: str, value: float, weights: Mapping[str, float]) -> float:
    """The reward of one event: dwell counts from 15 seconds on, feedback by its sign, a question when it was answered."""
    weight = weights.get(kind, 0.0)
    if kind == "dwell":
        return weight if value >= USEFUL_DWELL_S else 0.0
    if kind == "feedback":
        return weight if value > 0 else -weight
    if kind == "question":
        return weight if value > 0 else 0.0
    return weight


@dataclass
class Till:
    """Turns credited events into outcomes: one display per shown passage, each kind of reward once, in any order.

    A display is told as soon as anything is heard of it, rewards as they come; the sum for one display stays within
    0..1. Of the last 20,000 displays it is remembered what was counted.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    counted: OrderedDict[str, dict[str, float]] = field(default_factory=OrderedDict)

    def outcome(
        self, credit: Mapping[str, Any], arm: Arm, record: Mapping[str, Any] | None
    ) -> Outcome | None:
        """The outcome of one credit (`engine.events.attribution.Credit` as data), None when it adds nothing.

        Args:
            arm: of the credited passage. record: the logged decision, for the standing and the kind of page.
        """
        key = f"{credit['decision']}|{credit['slot']}|{credit['passage']}"
        before = self.counted.setdefault(key, {})
        self.counted.move_to_end(key)
        while len(self.counted) > _MOST_REMEMBERED:
            self.counted.popitem(last=False)
        kind = str(credit["type"])
        shown = 0.0 if before else 1.0
        if kind in before:
            return None
        sum_before = _capped(before)
        before[kind] = earned(kind, float(credit["value"]), self.weights) * float(credit["share"])
        reward = _capped(before) - sum_before
        if not shown and not reward:
            return None
        return Outcome(
            replace(arm, neutral=was_neutral(credit, record)), context_of(credit, record), place_of(credit, record), reward,
            datetime.fromtimestamp(float(credit["at"]) / 1000, UTC), standing_of(credit, record), shown,
            float(credit["propensity"]),
        )


def teaches(record: Mapping[str, Any] | None) -> bool:
    """Whether a logged decision may teach or judge a policy: not when its visitor is not buying (student, applicant, staff)."""
    return not (record or {}).get("not_buying")


def was_neutral(credit: Mapping[str, Any], record: Mapping[str, Any] | None) -> bool:
    """Whether the passage is what the neutral page shows first: the holdout's main item, or named so by the draw."""
    if record is None or context_of(credit, record).kind != "browse":
        return False
    if record.get("group") == "holdout":
        return bool(credit["slot"] == "main")
    return credit["passage"] in (record.get("draw") or {}).get("neutral", ())


def context_of(credit: Mapping[str, Any], record: Mapping[str, Any] | None) -> Context:
    """Role and phase as acted on, and what kind of page it was."""
    return Context(str(credit["role"]), str(credit["phase"]), page_kind(record or {}))


def page_kind(record: Mapping[str, Any]) -> str:
    """question, scope or browse, as the ranking recorded it: a page for words searched elsewhere was asked for, too.

    An answer of `/v1/ask` was asked for like any question. Older records and plain answers do not name it: by the request.
    """
    if kind := record.get("kind"):
        return "question" if kind == "answer" else str(kind)
    request = record.get("request", {})
    asked = request.get("query") or "query" in record.get("dropped", ())
    return "question" if asked else "scope" if request.get("document") else "browse"


def place_of(credit: Mapping[str, Any], record: Mapping[str, Any] | None) -> str:
    """The slot as a policy knows it: an answer to a question has none, the first is looked at like the main item."""
    slot = str(credit["slot"])
    if slot != "answer":
        return slot
    items = (record or {}).get("items") or [{}]
    return "main" if items[0].get("passage") == credit["passage"] else "next"


def standing_of(credit: Mapping[str, Any], record: Mapping[str, Any] | None) -> float:
    """Where the passage stood in the visitor's own ranking, from the record; 0 without one.

    The holdout's page was made by another ranking: its items name their standing.
    """
    for item in (record or {}).get("items") or ():
        if item["passage"] == credit["passage"] and "standing" in item:
            return float(item["standing"])
    candidates = (record or {}).get("candidates") or {}
    names, scores = candidates.get("passage", []), candidates.get("score", [])
    if credit["passage"] not in names:
        return 0.0
    return float(standings_of(scores)[names.index(credit["passage"])])


def _capped(parts: Mapping[str, float]) -> float:
    return min(max(sum(parts.values()), 0.0), 1.0)
