"""Which language a document and a passage are in: German ("de"), English ("en") or "other"."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from engine.library.wordlist import words

_GERMAN = words("""
der die das und ist nicht mit ein eine einen einem einer für auf von zu den dem des sich auch wird werden
sind kann als bei oder aus nach wie im zum zur es wir sie ihr ihre nur wenn über durch haben hat noch um
dass diese dieser dieses sowie unter mehr bis keine vor wurde vom beim können muss müssen
""")
_ENGLISH = words("""
the and is not with a an for on of to you that this it be are can as by or from how in we they your only if
about have has which will at more was were when these those but their our its into than what use must should
may each all any
""")
_WORD = re.compile(r"[^\W\d_]+")
_SEGMENT = re.compile(r"^(de|en)(?:[-_][a-z]{2})?$", re.IGNORECASE)
_NAME = re.compile(r"[._-](de|en)$", re.IGNORECASE)
ENOUGH = 20  # words below which a text does not say its language


def path_hint(path: str) -> str:
    """ "de" or "en" where a folder is called so or the file name ends in it ("preise.de.md"), else ""."""
    *folders, name = path.split("/")
    named = _NAME.search(name.rsplit(".", 1)[0])
    if named:
        return named.group(1).lower()
    for folder in reversed(folders):
        found = _SEGMENT.match(folder)
        if found:
            return found.group(1).lower()
    return ""


def detect(text: str, otherwise: str, *, enough: int = ENOUGH) -> str:
    """The language of `text`, or `otherwise` where it has fewer than `enough` words or is too unclear to say."""
    found = [word.lower() for word in _WORD.findall(text[:6000])]
    if len(found) < enough:
        return otherwise
    german, english = sum(w in _GERMAN for w in found), sum(w in _ENGLISH for w in found)
    best, rest = ("de", english) if german > english else ("en", german)
    hits = max(german, english)
    if hits >= max(2 if enough < ENOUGH else 4, 0.08 * len(found)) and hits >= 3 * rest:
        return best
    if hits >= 0.03 * len(found) or len(found) < 2 * ENOUGH:
        return otherwise  # mixed or short: not enough to contradict what is known
    return _identified(text, otherwise)


def of_document(blocks: list[str], otherwise: str) -> str:
    """The language most words of a document are in, by blocks, so that a quotation does not decide."""
    votes: Counter[str] = Counter()
    step = max(1, len(blocks) // 60)
    for block in blocks[::step]:
        votes[detect(block, "", enough=6)] += len(block.split())
    del votes[""]
    return votes.most_common(1)[0][0] if votes else detect(" ".join(blocks[::step]), otherwise, enough=6)


def _identified(text: str, otherwise: str) -> str:
    """Hardly a function word of either language: a third one, or a list of names and code."""
    code, probability = _identifier().classify(text[:1000])
    if code not in ("de", "en"):
        return "other" if probability > 0.99 else otherwise
    return otherwise or str(code)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
