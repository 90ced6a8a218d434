"""Finds and cuts what people say about their private life: it is never an input."""

from __future__ import annotations

import re

_KIN = (r"(?:frau|mann|ehefrau|ehemann|partner(?:in)?|freundin|kind(?:ern?)?|tochter|töchter|sohn|söhne|mutter|vater|eltern|mama|papa|oma|opa|"
        r"großeltern|familie|baby|wife|husband|children|kids?|child|daughters?|sons?|mother|father|mom|dad|mum|family|parents|girlfriend|boyfriend)")
_NUMBER = r"(?:\d{1,2}|ein(?:em|er|e|s)?|zwei|drei|vier|fünf|one|two|three|four|five|a)"
_FACTS = (
    # age
    r"(?:ich\s+bin\s+|i\s*am\s+|i'm\s+|bin\s+)?\b\d{1,3}\s*(?:jahre\s+alt|jahre\s+jung|years\s+old|year\s+old|yo\b)",
    r"(?:ich\s+bin|bin|i\s+am|i'm)\s+(?:anfang|mitte|ende|über|in\s+my)\s+\d{2}(?:ern|er|s)?\b",
    r"\b(?:mit|alter|age|aged)[:\s]+\d{2}\b(?:\s+jahren)?(?=\s*(?:[,.;]|$))",
    # family
    rf"\b(?:als|as\s+an?|ich\s+bin|i\s+am|i'm)\s+(?:eine?\s+)?(?:junge[rn]?\s+|alleinerziehende[rn]?\s+|stolze[rn]?\s+|single\s+|young\s+|proud\s+)?{_KIN}\b"
    rf"(?:\s+(?:von|of)\s+{_NUMBER}(?:\s+(?:kleinen|small|young))?(?:\s+{_KIN}\b)?)?",
    rf"\b(?:mein(?:e|er|em|en|es)?|unser(?:e|er|em|en)?|my|our)\s+(?:kleine[rn]?\s+|little\s+)?{_KIN}\b",
    rf"\b{_NUMBER}\s+(?:kleine\s+|small\s+|young\s+)?(?:kinder|kindern|söhne|töchter|children|kids)\b",
    r"\b(?:junge|young)\s+(?:eltern|parents|familie|family|mutter|vater|mother|father)\b",
    r"\b(?:ich\s+bin\s+|bin\s+|i\s+am\s+|i'm\s+)?(?:frisch\s+|newly\s+)?(?:verheiratet|geschieden|verwitwet|alleinerziehend|schwanger|married|divorced|widowed|pregnant)\b",
    r"\b(?:ich\s+bin|i\s+am|i'm)\s+(?:single|ledig|weiblich|männlich|female|male)\b",
    # gender, religion, health of the person
    r"\b(?:als\s+(?:frau|mann)|as\s+a\s+(?:woman|man)|ich\s+bin\s+(?:eine\s+frau|ein\s+mann)|i\s+am\s+a\s+(?:woman|man))\b",
    r"\b(?:ich\s+bin|i\s+am|i'm|gläubige[rn]?|devout)\s+(?:christ(?:in)?|muslim(?:in)?|jude|jüdin|katholisch|evangelisch|buddhist(?:in)?|christian|jewish|catholic|protestant)\b",
    r"\b(?:ich\s+habe|ich\s+leide\s+an|i\s+have|i\s+suffer\s+from)\s+(?:krebs|diabetes|asthma|rheuma|depressionen|cancer|depression|arthritis|migräne|migraine)\b",
)
_TOPICS = (
    r"vermieter(?:in)?", r"landlord", r"mietwohnung", r"eigentumswohnung", r"wohnzimmer", r"kinderzimmer", r"my\s+(?:flat|apartment|house|bathroom|kitchen|garden)",
    r"(?:bei\s+(?:mir|uns)\s+)?zu\s?hause", r"daheim", r"at\s+home", r"(?:mein|unser)(?:e[rmn]?)?\s+(?:wohnung|haus|garten|bad|badezimmer|küche|auto|urlaub|hund|katze)",
    r"privathaushalt", r"for\s+private\s+use", r"für\s+(?:den\s+)?privat(?:en\s+gebrauch|gebrauch)?", r"einfamilienhaus", r"eigenheim", r"hochzeit", r"wedding", r"scheidung", r"divorce",
    r"geburtstag(?:sgeschenk)?", r"birthday", r"kindergeburtstag", r"unser(?:e[rmn]?)?\s+(?:kind|baby|hund)", r"my\s+(?:dog|cat|car|holiday|baby)",
)
_FACT = re.compile("|".join(f"(?:{p})" for p in _FACTS), re.IGNORECASE)
_TOPIC = re.compile(rf"\b(?:{'|'.join(_TOPICS)})\b", re.IGNORECASE)
_LOOSE = re.compile(r"(?:^|(?<=[,;.:!?]))\s*(?:und|and|,|;|\.|:|-)+\s*|\s*(?:\(\s*\))|(?:\s+(?:und|and|mit|with)|[\s,;:-])+$", re.IGNORECASE)


def without_private_life(text: str) -> str:
    """The text without what it says about age, family, gender, religion or health; unchanged if it says nothing.

    Whoever encodes a question for role and phase must encode this.
    """
    if not _FACT.search(text):
        return text
    cut = _FACT.sub(" ", text)
    before = None
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
