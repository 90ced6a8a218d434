"""One gender for a job title: "Leiterin", "Leiter:in" and "Leiter" are one function and must be read as one."""

from __future__ import annotations

import re

_MARKS = re.compile(r"\s*\(\s*[mwfdx]\s*\)|\s*\(?\b[mwfdx]\s?/\s?[mwfdx](\s?/\s?[mwfdxa*])?\b\)?", re.IGNORECASE)
_ADDED = re.compile(r"(?<=[a-zäöüß])(?:[:*_]|/-?|\()(?:in|innen|r|n|frau)\b\)?", re.IGNORECASE)
_CAPITAL_I = re.compile(r"(?<=[a-zäöüß])In(nen)?\b")
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+")
# the end of a word for a woman -> for a man; what comes first counts
_ENDS: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(rf"^{end}$", re.IGNORECASE), other) for end, other in (
    (r"(\w+)frau", r"\1mann"), (r"(\w+)woman", r"\1man"), (r"(\w+)women", r"\1men"),
    (r"(\w*)r(?:ä|ae)tin", r"\1rat"), (r"(\w*)st(?:ä|ae)ndin", r"\1stand"), (r"(\w*)w(?:ä|ae)ltin", r"\1walt"),
    (r"(\w*)(?:ä|ae)rztin", r"\1arzt"), (r"(\w*)k(?:ö|oe)chin", r"\1koch"),
    (r"(\w*(?:kolleg|strateg|expert|\w\wlog|\w\wgog))in(?:nen)?", r"\1e"),
    (r"(\w*chef|\w{3,}(?:er|or|st|nt|ur|at|ar|ef|kt|rt|ut|rr|og))in(?:nen)?", r"\1"),
    (r"(\w*(?:beauftragte|verantwortliche|angestellte|vorsitzende|bevollmächtigte|sachverständige|delegierte))", r"\1r"),
))
_ADJECTIVE = re.compile(r"(?:[a-zäöüß]{3,}(?:isch|ig|lich|end|iert)|stellvertretend|erst|zweit)e$", re.IGNORECASE)


def one_gender(title: str) -> str:
    """The title in the one form that the words of the trade are listed in; case and umlauts stay, so does all else."""
    plain = _CAPITAL_I.sub("", _ADDED.sub("", _MARKS.sub(" ", title)))
    pieces, end = [], 0
    found = list(_WORD.finditer(plain))
    forms = [_one_form(match[0]) for match in found]
    for n, match in enumerate(found):
        following = n + 1 < len(found) and forms[n + 1] != found[n + 1][0]
        form = f"{match[0]}r" if following and _ADJECTIVE.search(match[0]) else forms[n]
        pieces += [plain[end : match.start()], form]
        end = match.end()
    return "".join([*pieces, plain[end:]]).strip()


def _one_form(word: str) -> str:
    for end, other in _ENDS:
        if end.search(word):
            changed = end.sub(other, word, count=1)
            return changed.capitalize() if word[:1].isupper() and len(word) > 1 and word[1:].islower() else changed
    return word
