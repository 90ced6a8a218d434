"""How events, decisions and shown items look as columns: one table each, flat, for any tool that reads Parquet."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from engine.events.no_customers import said_by
from engine.store.log import Entry
from engine.visitors.entry import entry_kind, searched_words
from engine.visitors.not_buying import typed_as

_WORD = pa.dictionary(pa.int32(), pa.string())
_TIME = pa.timestamp("ms", tz="UTC")
# properties that reports ask for get a column; all of them are in `properties` too
PROPERTIES = ("role", "previous", "how", "answer", "ladder", "step", "from", "to", "phase", "channel")

EVENTS = pa.schema([
    ("seq", pa.int64()), ("id", pa.string()), ("type", _WORD), ("happened", _TIME), ("received", _TIME),
    ("visitor", pa.string()), ("decision", pa.string()), ("document", _WORD), ("passage", _WORD), ("slot", _WORD),
    ("value", pa.float64()), ("query", pa.string()), *((name, _WORD) for name in PROPERTIES),
    ("not_buying", _WORD), ("server", pa.bool_()), ("derived", pa.bool_()), ("counts", pa.bool_()), ("properties", pa.string()),
])
DECISIONS = pa.schema([
    ("id", pa.string()), ("happened", _TIME), ("visitor", pa.string()), ("release", _WORD), ("policy", _WORD),
    ("group", _WORD), ("arms", pa.map_(pa.string(), pa.string())),  # arm by experiment
    ("lang", _WORD), ("answer", _WORD), ("confidence", pa.float64()), ("degraded", pa.bool_()),
    ("role", _WORD), ("role_source", _WORD), ("roles", pa.map_(pa.string(), pa.float64())),
    ("phase", _WORD), ("phase_source", _WORD), ("phases", pa.map_(pa.string(), pa.float64())),
    ("page", _WORD), ("entry", _WORD), ("not_buying", _WORD), ("items", pa.int32()), ("common", pa.bool_()),
    ("main_type", _WORD), ("propensity", pa.float64()), ("likeliest", pa.float64()), ("given_up", pa.float64()),
])
ITEMS = pa.schema([
    ("decision", pa.string()), ("happened", _TIME), ("visitor", pa.string()), ("slot", _WORD), ("document", _WORD),
    ("passage", _WORD), ("type", _WORD), ("score", pa.float64()), ("propensity", pa.float64()),
])
QUESTIONS = pa.schema([("day", pa.string()), ("answer", _WORD), ("times", pa.int64()), ("text", pa.string()),
                       ("not_buying", _WORD)])
# who came by a link that was passed on, and whose treatment he shares
ACCOUNTS = pa.schema([("visitor", pa.string()), ("account", pa.string())])
DAILY = {"events": EVENTS, "decisions": DECISIONS, "items": ITEMS}
NO_CUSTOMERS = pa.schema([("unit", pa.string())])  # a visitor, or a decision
WHOLE = {"questions": QUESTIONS, "accounts": ACCOUNTS, "no_customers": NO_CUSTOMERS}  # one file each
SCHEMAS = {**DAILY, **WHOLE}


def event_row(entry: Entry) -> dict[str, Any]:
    """One event.

    `counts` is False for repeats and capped ones, `derived` is True for what the service wrote down itself, `not_buying` says
    why somebody is no customer.
    """
    words = {name: _word(entry.properties.get(name)) for name in PROPERTIES}
    return {
        "seq": entry.seq, "id": entry.id, "type": entry.type, "happened": entry.at, "received": entry.received,
        "visitor": entry.visitor, "decision": entry.decision, "document": entry.document, "passage": entry.passage,
        "slot": entry.slot, "value": entry.value, "query": entry.query if entry.visitor else None, **words,
        "not_buying": said_by(entry),
        "server": "server" in entry.flags, "derived": "derived" in entry.flags, "counts": not entry.flags & {"repeat", "capped"},
        "properties": json.dumps(entry.properties, ensure_ascii=False) if entry.properties else None,
    }


def decision_row(visitor: str | None, record: dict[str, Any]) -> dict[str, Any]:
    """One decision, without the candidates that were not shown (they stay in the log)."""
    request, items = record.get("request", {}), record.get("items", [])
    referrer = request.get("referrer", "")
    main = next((item for item in items if item["slot"] == "main"), None)
    likeliest, given_up = _exploration(record, main)
    return {
        **{name: record.get(name) for name in ("id", "release", "policy", "group", "lang", "answer",
                                               "confidence", "degraded")},
        "happened": record.get("at"), "visitor": visitor, "role": record["role"]["id"], "role_source": record["role"]["source"],
        "roles": list(record["role"]["posterior"].items()), "phase": record["phase"]["id"],
        "phase_source": record["phase"]["source"], "phases": list(record["phase"]["posterior"].items()),
        "arms": list(request["arms"].items()) if request.get("arms") else None,
        "page": request.get("page") or request.get("document"),
        "entry": entry_kind(referrer, request.get("campaign", "")) if visitor else None,
        "not_buying": _recorded_kind(record),
        "items": len(items), "common": any(item["slot"] == "common" for item in items),
        "main_type": main["type"] if main else None, "propensity": main["propensity"] if main else None,
        "likeliest": likeliest, "given_up": given_up,
    }


def question_row(asked: dict[str, Any]) -> dict[str, Any]:
    """One text of those without consent, counted by the log; nothing but its words is left to tell who asks like that."""
    return {**asked, "not_buying": typed_as(asked["text"] or "")}


def item_rows(visitor: str | None, record: dict[str, Any]) -> list[dict[str, Any]]:
    """The shown items of a decision, one row each."""
    return [{"decision": record["id"], "happened": record["at"], "visitor": visitor,
             **{name: item.get(name) for name in ("slot", "document", "passage", "type", "score", "propensity")}}
            for item in record.get("items", [])]


def _exploration(record: dict[str, Any], main: dict[str, Any] | None) -> tuple[float | None, float | None]:
    """Probability of the likeliest passage of the draw, and how far the shown one scores below it (0 = shown)."""
    draw, scores = record.get("draw") or {}, record.get("candidates") or {}
    names, shares = draw.get("passages", []), draw.get("probabilities", [])
    if main is None or not shares or len(names) != len(shares):
        return None, None
    best = names[max(range(len(shares)), key=shares.__getitem__)]
    score = dict(zip(scores.get("passage", []), scores.get("score", []), strict=False))
    missed = max(float(score.get(best, 0.0)) - float(main["score"]), 0.0) if best != main["passage"] else 0.0
    return float(max(shares)), missed


def _word(value: object) -> str | None:
    return None if value is None else str(value)[:200]


def _recorded_kind(record: dict[str, Any]) -> str:
    """As the engine saw it; by the texts alone where the record does not say (older ones, answers without ranking)."""
    if "not_buying" in record:
        return str(record["not_buying"])
    request = record.get("request", {})
    texts = (request.get("query"), searched_words(request.get("referrer", "")), request.get("job_title"))
    return next((kind for text in texts if text and (kind := typed_as(text))), "")
