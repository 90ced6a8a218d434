"""How the visitor arrived: search, direct, referral or campaign; and the words searched for."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote_plus, urlsplit

from engine.visitors.admitted import admitted_question

# the widget names the same (widgets/src/tracker.js); a test compares the two
SEARCH_ENGINES = (
    "google", "bing", "duckduckgo", "ecosia", "qwant", "startpage", "yahoo", "yandex", "baidu", "brave", "metager",
    "t-online", "web", "swisscows", "mojeek", "kagi", "wlw", "europages", "thomasnet", "perplexity", "chatgpt",
    "chat.openai", "copilot.microsoft", "claude", "you", "mistral", "deepseek", "grok",
)
_BESIDE = "e?mail|docs|drive|accounts|meet|calendar|navigator"  # what the same houses offer and nobody searches with
_ENGINES = re.compile(
    rf"^(?!([\w-]+\.)*({_BESIDE})\.)([\w-]+\.)*(?:{'|'.join(map(re.escape, SEARCH_ENGINES))})\.[a-z.]{{2,6}}$")
_WORDS = ("q", "query", "p", "text", "wd", "search", "search_query", "eingabe", "keywords", "s")
_LONGEST = 200


def entry_kind(referrer: str, campaign: str) -> str:
    """Key of the taxonomy's phase priors: campaign, search, referral or direct."""
    if campaign.strip():
        return "campaign"
    host = _host(referrer)
    if not host:
        return "direct"
    return "search" if _ENGINES.search(host) else "referral"


def searched_words(referrer: str) -> str:
    """What was typed into the search engine, "" if the referrer does not say; nothing else of it is read, nor what the searcher
    told about himself."""
    if not _ENGINES.search(_host(referrer)):
        return ""
    try:
        asked = parse_qs(urlsplit(referrer).query)
    except ValueError:
        return ""
    for name in _WORDS:
        if asked.get(name):
            words = " ".join(asked[name][0].split())[:_LONGEST].strip()
            return admitted_question(words.encode("utf-8", "replace").decode())
    return ""


def kept_referrer(referrer: str) -> str:
    """What may be logged of a referrer: its host, and of a search engine the words searched for.

    Reading it again gives the same entry kind and the same words, so a decision can be replayed exactly; the page the
    visitor came from, and whatever else its address told, is gone.
    """
    host, words = _host(referrer), searched_words(referrer)
    host = f"[{host}]" if ":" in host else host
    return f"//{host}/?q={quote_plus(words)}" if words else f"//{host}/" if host else ""


def _host(referrer: str) -> str:
    try:
        return (urlsplit(referrer if "//" in referrer else f"//{referrer}").hostname or "").lower()
    except ValueError:
        return ""
