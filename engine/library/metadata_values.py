"""One small parser a kind of front-matter value; each accepts what people really write, and nothing else."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from engine.library.decoding import clean, squeeze

_LANGUAGES = {"de": "de", "deutsch": "de", "german": "de", "en": "en", "englisch": "en", "english": "en"}
FLAGS = {
    "true": True,
    "yes": True,
    "ja": True,
    "1": True,
    "false": False,
    "no": False,
    "nein": False,
    "0": False,
}
_GERMAN_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
MAX_TEXT = 2000


class WrongValue(Exception):
    """A value cannot be used; `wanted` completes "is not ...", `fix` says what to write."""

    def __init__(self, wanted: str, fix: str) -> None:
        super().__init__(wanted)
        self.wanted, self.fix = wanted, fix


def text(value: Any) -> str:
    """A piece of text on one line, at most 2,000 characters; numbers and dates are taken as written.

    YAML's escapes put into a value what no text of a file may hold.
    """
    if isinstance(value, (dict, list)) or value is None:
        raise WrongValue("a text", "Write one line of text; put it in quotation marks if it holds a colon.")
    return squeeze(clean(str(value)))[:MAX_TEXT]


def words(value: Any) -> tuple[str, ...]:
    """A list of labels, or one line of them separated by commas."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list) or not all(isinstance(item, (str, int, float, bool)) for item in value):
        raise WrongValue("a list of words", "Write a list such as [finance, technical].")
    # YAML reads an unquoted `no`, `on` or `it: yes` as true or false; labels are words.
    return tuple(dict.fromkeys(word for item in value if (word := squeeze(clean(str(item))))))


def language(value: Any) -> str:
    """ "de", "en" or "other", from codes ("de-AT") and names ("Deutsch")."""
    given = text(value).lower()
    code = re.split(r"[-_]", given)[0]
    if code in _LANGUAGES:
        return _LANGUAGES[code]
    if re.fullmatch(r"[a-z]{2,3}|other", code):
        return "other"
    raise WrongValue("a language", "Write de or en (or another two-letter code).")


def url(value: Any) -> str:
    """An http(s) address, or a path on the same site beginning with "/"."""
    given = str(value).strip() if isinstance(value, str) else ""
    fix = "Write the full address, such as https://www.example.com/page."
    if not given or len(given) > MAX_TEXT or re.search(r"[\s\x00-\x1f\x7f\\<>\"]", given):
        raise WrongValue("an address", fix)
    try:
        parts = urlsplit(given)
    except ValueError as error:
        raise WrongValue("an address", fix) from error
    if parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.password:
        return given
    if not parts.scheme and given.startswith("/") and not given.startswith("//"):
        return given
    raise WrongValue("an http or https address", fix)


def audience(value: Any) -> str:
    """ "public" or "internal"."""
    given = str(value).strip().lower()
    if given in ("public", "internal"):
        return given
    raise WrongValue("public or internal",
                     "Write 'audience: public' or 'audience: internal'; for which readers it is, roles says.")


def flag(value: Any) -> bool:
    """True or false, in YAML's, English or German words."""
    given = str(value).strip().lower()
    if given in FLAGS:
        return FLAGS[given]
    raise WrongValue("true or false", "Write true or false.")


def day(value: Any) -> date:
    """A day: 2026-11-21, or 21.11.2026; a time of day is dropped."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    given = str(value).strip()
    german = _GERMAN_DAY.match(given)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1]))
        if isinstance(value, str):
            return datetime.fromisoformat(given).date()
    except ValueError:
        pass
    raise WrongValue("a day", "Write it as year-month-day, such as 2030-12-31.")


def published(value: Any) -> date | bool:
    """A day from which the document may be shown, or true/false."""
    try:
        return flag(value)
    except WrongValue:
        try:
            return day(value)
        except WrongValue as wrong:
            raise WrongValue("a day, true or false", "Write 2026-11-21, true or false.") from wrong


def weight(value: Any) -> float:
    """An editor's factor on the score, above 0 and at most 10; 1 changes nothing."""
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if 0 < number <= 10:
        return number
    raise WrongValue("a number above 0 and up to 10", "Write a number such as 1.5; 1 changes nothing.")
