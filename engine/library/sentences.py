"""Sentence borders in German and English running text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from engine.library.wordlist import words

# Never the end of a sentence.
_ABBREVIATIONS = words("""
abb abs abschn abt allg anh anl anm art aufl bd begr bes bsp bspw bzgl bzw ca d dgl dipl dr ebd eig einschl
entspr erg evtl exkl f ff fig geb gem gez ggf ggü h hrsg hl i inkl insb jew k kap lt max mind min mio mrd nr
o p pos prof rd s sog std str tab tel tgl u ugs urspr v verf vgl vol vs z zit zzgl zzt approx cf dept ed eds
eg e.g i.e ie esp est fig gen gov hon incl mr mrs ms no nos pp ref rev sect sen st ver viz vers jan feb mär
apr jun jul aug sep sept okt oct nov dez dec mo di mi do fr sa so mon tue wed thu fri sat sun
""")
# May end a sentence: a border only before a word that likes to begin one.
_MAY_END = words("usw etc u.a u.ä o.ä inc ltd co corp jr sr al m")
_STARTERS = words("""
der die das den dem ein eine einer es er sie wir ihr ich man in im am an auf aus bei beim da dabei dadurch
damit danach dann daher darum denn dennoch deshalb dies diese dieser dieses doch dort durch für hier hinzu
jede jeder jedes jedoch kein keine mit nach nun nur ob oder ohne seit so sobald sonst und unter viele vom
von vor während wann warum was weil welche wenn wer wie wo zu zum zur zudem zusätzlich außerdem the a an it
he she we you they i this that these those there here if in on at for from to when where what who why how as
after before but and or so then however our your their its his her with without once each every all most
some no not please see
""")
# A sentence that begins so says nothing without the one before it. "Sie", "es" and "it" begin too many others.
_LEANING = re.compile(
    r"[\"'„“»«(\s]*(?:deshalb|deswegen|daher|darum|dadurch|daraufhin|demnach|folglich|somit|denn|dennoch|trotzdem|allerdings|"
    r"jedoch|aber|doch|sonst|andernfalls|stattdessen|ebenso|genauso|zudem|außerdem|danach|anschließend|diese[rsnm]?|dies|"
    r"(?:das|dafür|damit|davon|hier|dort) (?:ist|sind|war|heißt|bedeutet|spart|kostet|gilt|reicht|geht|liegt|macht|hat|kann|wird|"
    r"sorgt|hilft)|er|beide[s]?|letztere[rsn]?|erst (?:dann|danach)|so (?:ist|sind|wird|werden|kann|können|bleibt|spart|lässt)|"
    r"therefore|thus|hence|that is why|so|but|however|instead|otherwise|also|besides|afterwards|after that|then|this|these|those|"
    r"they|he|she|both|such|that (?:is|was|means|makes|saves|costs|gives|leaves))\b", re.IGNORECASE)
_ORDINAL_NOUNS = words("""
januar jänner februar märz april mai juni juli august september oktober november dezember jan feb mär apr
jun jul aug sep sept okt nov dez quartal jahrhundert auflage etage stock stockwerk kapitel generation stufe
tag woche monat jahr platz bimschv halbjahr obergeschoss og ug ausgabe version schritt teil abschnitt absatz
satz punkt phase runde mal januars klasse ordnung grades senat kammer internationale internationalen
deutsche deutschen
""")
_BEFORE_ORDINAL = words("""
am vom bis zum zur der die das dem den des im ab seit beim jeden jeder jede jedes ihr unser sein kein
nächste nächsten und oder
""")
_BORDER = re.compile(
    r"(?P<mark>[.!?…]+)(?P<close>[\"'”“»«’)\]]*)(?P<gap>\s+)(?=[\"'„“”»«‚‘(\[¿¡]*(?P<next>\w+))"
)
_ENDS, _CLOSING = ".!?…:;,", "\"'”“»«’)]"
_OPENING = "\"'„“”»«(["
_WINDOW = 80  # characters looked back, so that a text without borders does not cost the square of its length
_LETTER_DOTS = re.compile(r"^(?:\w\.)+\w$")


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph; joined by single spaces they give the squeezed paragraph back."""
    text = " ".join(text.split())
    found, start = [], 0
    for border in _BORDER.finditer(text):
        if _is_border(text, start, border):
            found.append(text[start : border.end("close")])
            start = border.end("gap")
    if text[start:]:
        found.append(text[start:])
    return found


def beside_best(found: Sequence[str], values: Sequence[float], best: int, price: float = math.inf) -> list[int]:
    """Positions of the sentences beside the best one, in the order in which they should be shown with it.

    The better one first; but what the best one leans on ("Deshalb ...") goes before all, and one that itself leans on what
    would not be shown comes last.

    Args:
        price: by how much what it leans on may be worth less than the other.
    """
    near = [n for n in (best + 1, best - 1) if 0 <= n < len(found)]
    leans = _LEANING.match(found[best]) and len(near) > 1 and values[best - 1] >= values[best + 1] - price
    needed = best - 1 if leans else None
    return sorted(near, key=lambda n: (n != needed, n < best and bool(_LEANING.match(found[n])), -values[n]))


def adjoined(first: str, second: str) -> str:
    """Two neighbouring sentences as a passage shows them: a list's item or a table's row without a full stop keeps its line."""
    whole = first.rstrip(_CLOSING)[-1:] in _ENDS
    return f"{first}{' ' if whole else chr(10)}{second}"


def _is_border(text: str, start: int, border: re.Match[str]) -> bool:
    following, mark = border["next"], border["mark"]
    if following[0].islower():
        return False
    if mark != ".":
        return True
    if border["close"][:1] in (")", "]") and not _complete_bracket(text, start, border):
        return False
    before = text[max(start, border.start("mark") - _WINDOW) : border.start("mark")]
    words_before = before.rsplit(None, 1)
    return _dot_ends(words_before[-1].lstrip(_OPENING) if words_before else "", following, before)


def _complete_bracket(text: str, start: int, border: re.Match[str]) -> bool:
    """A full stop inside a bracket ends a sentence only if the bracket itself began as one."""
    opened = text.rfind("(", max(start, border.start("mark") - _WINDOW), border.start("mark"))
    return opened <= start or text[max(opened - 2, 0) : opened].strip()[-1:] in {".", "!", "?"}


def _dot_ends(word: str, following: str, before: str) -> bool:
    lower = word.lower()
    if word.isdigit():
        return _number_ends(word, following, before)
    if lower in _MAY_END:
        return following.lower() in _STARTERS
    if lower.rsplit(".", 1)[-1] in _ABBREVIATIONS and not _is_plain_word(word):
        return False
    if _LETTER_DOTS.match(word):
        return following.lower() in _STARTERS and len(word) > 3
    return not (len(word) == 1 and word.isalpha())


def _is_plain_word(word: str) -> bool:
    """Some abbreviations are words too; in lower case they end sentences more often than they abbreviate."""
    return word in {"so", "no", "do", "sat", "sun", "mon", "di", "mo", "st", "gen", "art", "est", "dept"}


def _number_ends(word: str, following: str, before: str) -> bool:
    if following.lower() in _ORDINAL_NOUNS and len(word) <= 3:
        return False
    if len(word) > 2:
        return True
    words = before.split()
    if len(words) == 1:
        return False  # "1. Schritt": a numbered line, not a sentence
    return words[-2].lower().strip("(„\"'") not in _BEFORE_ORDINAL
