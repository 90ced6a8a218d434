"""Which parts of a page are not its content: navigation, footers, consent texts, hidden things."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from engine.library.wordlist import words

_TAGS = words("""
script style noscript template svg math canvas iframe object embed audio video map nav footer aside form
button select textarea input datalist dialog menu head link meta
""")
_ROLES = words("""
navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar alert status
tooltip
""")
_NAMES = words("""
nav navbar navigation breadcrumb breadcrumbs pagination pager sidebar footer menu submenu skiplink masthead
social share sharing advertisement advert promo newsletter popup overlay onetrust cookiebot usercentrics
cookieconsent cookiebanner cookienotice
""")
_CONSENT = words("cookie cookies consent gdpr dsgvo cmp privacy datenschutz")
_CONSENT_BOX = words("""
banner notice bar popup layer overlay modal dialog hinweis box wall prompt manager settings consent
container
""")
_INVISIBLE = words("hidden visually-hidden visuallyhidden sr-only screen-reader-text d-none")
_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|rem|%)?\s*(?:;|$)"
    r"|opacity\s*:\s*0\s*(?:;|$)",
    re.IGNORECASE,
)


def content_root(tree: LexborHTMLParser) -> LexborNode | None:
    """The page's main part where it marks one that holds a fair share of the text, else its body."""
    body = tree.body
    if body is None:
        return tree.root
    whole = len(body.text(deep=True, separator=" ").split())
    for selector in ("main", "[role=main]", "article"):
        found = tree.css(selector)
        if len(found) == 1:
            share = len(found[0].text(deep=True, separator=" ").split())
            if share >= 60 or share * 4 >= whole:
                return found[0]
    return body


def is_boilerplate(node: LexborNode) -> bool:
    """Whether an element and all in it is left out."""
    if node.tag in _TAGS:
        return True
    if node.tag == "header" and not _introduces(node):
        return True
    attributes = node.attributes
    if not attributes or node.tag in ("body", "html", "main", "article"):
        return False
    return (
        _is_hidden(attributes) or (attributes.get("role") or "").lower() in _ROLES or _is_named_so(attributes)
    )


def _introduces(header: LexborNode) -> bool:
    """A header is content where it carries the headline of the page or of an article."""
    return header.css_first("h1, h2") is not None


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return (
        "hidden" in attributes
        or (attributes.get("aria-hidden") or "").lower() == "true"
        or bool(_STYLE.search(attributes.get("style") or ""))
        or bool(_INVISIBLE & set((attributes.get("class") or "").lower().split()))
    )


def _is_named_so(attributes: dict[str, str | None]) -> bool:
    for name in f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split():
        parts = set(re.split(r"[^a-zäöü]+", name))
        # "main-nav" is navigation; "navigation-systems-overview" is a subject: only short names count.
        if parts & _NAMES and len(parts) <= 3:
            return True
        if parts & _CONSENT and parts & _CONSENT_BOX and len(parts & (_CONSENT | _CONSENT_BOX)) > 1:
            return True
    return False
