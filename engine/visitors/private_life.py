"""Finds and cuts what people say about their private life: it is never an input."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from engine.tables import read_table

_DATA = read_table(Path(__file__).with_name("private_life.yaml"))
_LISTS = {name: f"(?:{'|'.join(_DATA[name])})" for name in ("kin", "relative", "number", "start", "end")}


def _any_of(patterns: list[str]) -> str:
    """One pattern of many, with the lists filled in."""
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    for name, known in _LISTS.items():
        whole = whole.replace(f"{{{name}}}", known)
    return whole


_FACT = re.compile(_any_of(_DATA["facts"]), re.IGNORECASE)
BESIDE = _any_of(_DATA["beside"])
_TOPIC = re.compile(rf"\b(?:{'|'.join(_DATA['topics'])})\b", re.IGNORECASE)
# What a fact leaves behind; a row of it goes at once, and is tried from its beginning only.
_LOOSE = re.compile(
    r"(?:^|(?<=[,;.:!?]))\s*(?:(?:(?:und|and)\b|[,;.:-])\s*)+|\s*(?:\(\s*\))|"
    r"(?<![\s,;:-])(?:\s+(?:und|and|mit|with)|[\s,;:-])+$",
    re.IGNORECASE,
)


def without_private_life(text: str) -> str:
    """The text without what it says about age, family, gender, religion or health; unchanged if it says nothing.

    Whoever encodes a question for role and phase must encode this.
    """
    return facts_cut(text, lambda _: True)


def facts_cut(text: str, which: Callable[[re.Match[str]], bool]) -> str:
    """The text without those private facts that `which` says yes to; unchanged where there are none."""
    cut = _FACT.sub(lambda fact: " " if which(fact) else fact[0], text)
    if cut == text:
        return text
    cut, before = " ".join(cut.split()), None
    while before != cut:
        before = cut
        cut = re.sub(r"\s+", " ", _LOOSE.sub(" ", cut)).strip()
        cut = re.sub(r"\s+([,;.:!?])", r"\1", cut)
        cut = re.sub(r"([,;])(?:\s*[,;])+", r"\1", cut)
    return cut


def is_private(text: str) -> bool:
    """Whether the question is about somebody's home or private affairs: it then says nothing about role or phase."""
    return bool(_TOPIC.search(text))


def usable(text: str) -> str:
    """What may be an input: the text without private facts, "" if it is about private life.

    Commas and full stops at the end go, whatever stood there, so that a fact cut off leaves no trace.
    """
    return "" if is_private(text) else without_private_life(text).strip().rstrip(" .,;:")
