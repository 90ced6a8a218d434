"""HTML: the content of a page by headings, lists and tables; also for HTML inside Markdown and DOCX."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from engine.library.decoding import decode, squeeze
from engine.library.readers.html_boilerplate import content_root, is_boilerplate
from engine.library.sections import Block, Extract, Link, is_header, table_rows
from engine.library.wordlist import words

MAX_CODE_LINES = 8
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = words("""
p div section article main figure figcaption blockquote address ul ol dl li dt dd details summary center
fieldset hr header body tr td th caption pre
""") | frozenset(_HEADINGS)
_PREFIX = "lotse:"


def read(data: bytes, *, first_line: int = 1) -> Extract:
    """Sections, declared metadata and links of a page, without its navigation, footer and consent texts."""
    text, _ = decode(data, html=True)
    tree = LexborHTMLParser(text)
    extract = Extract()
    _walk(content_root(tree), extract, skip=True)
    html = tree.css_first("html")
    extract.lang = (html.attributes.get("lang") or "") if html is not None else ""
    extract.meta = _meta(tree)
    extract.title = _title(tree, extract)
    extract.links += [
        Link(a.attributes.get("href") or "", None, "alternate", (a.attributes.get("hreflang") or "").lower())
        for a in tree.css("link[rel=alternate][hreflang]")
    ]
    return extract


def fragment(text: str, *, skip: bool = True, guess_header: bool = False) -> Extract:
    """Sections of a piece of HTML.

    Args:
        skip: leave navigation and hidden parts out.
        guess_header: take the first row of a table for its header if it looks like one (Word rarely says).
    """
    extract = Extract()
    _walk(LexborHTMLParser(text).body, extract, skip=skip, guess_header=guess_header)
    return extract


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tree.css("meta"):
        name = (tag.attributes.get("name") or tag.attributes.get("property") or "").strip().lower()
        content = (tag.attributes.get("content") or "").strip()
        if name.startswith(_PREFIX):
            found[name.removeprefix(_PREFIX)] = content
        elif name == "description" and content:
            found.setdefault("description", content)
    return found


def _title(tree: LexborHTMLParser, extract: Extract) -> str:
    """The headline where the <title> only adds the company's name to it, else the <title>."""
    tag = tree.css_first("head > title")
    title = squeeze(tag.text()) if tag is not None else ""
    headline = next((section.heading for section in extract.sections if section.level == 1), "")
    return headline if headline and headline.casefold() in title.casefold() else title or headline


def _walk(root: LexborNode | None, extract: Extract, *, skip: bool, guess_header: bool = False) -> None:
    """Visit all nodes in order without recursion: pages may be nested deeper than Python's stack."""
    reading = _Reading(extract, guess_header)
    stack: list[tuple[LexborNode, bool]] = [(root, False)] if root is not None else []
    while stack:
        node, leaving = stack.pop()
        if leaving:
            reading.leave(node.tag or "")
            continue
        if node.is_text_node:
            reading.words.append(node.text_content or "")
            continue
        if not node.is_element_node or (skip and is_boilerplate(node)):
            continue
        reading.enter(node)
        stack.append((node, True))
        children: list[tuple[LexborNode, bool]] = []
        child = node.first_child
        while child is not None:
            children.append((child, False))
            child = child.next
        stack += reversed(children)
    reading.flush()


class _Reading:
    """Collects words until a block ends, and blocks until a heading begins."""

    def __init__(self, extract: Extract, guess_header: bool) -> None:
        self.extract, self._guess_header = extract, guess_header
        self.words: list[str] = []
        self._items = 0
        self._pre = 0
        self._heading = 0
        self._term = ""
        self._tables: list[bool] = []  # one per open table: does it hold data (or only lay out the page)?
        self._rows: list[list[str]] = []
        self._header = False

    def enter(self, node: LexborNode) -> None:
        """An element begins."""
        tag = node.tag or ""
        if tag == "br":
            self.words.append("\n" if self._pre else " ") if self._in_line() else self.flush()
        elif tag in ("a", "img"):
            self._link(node, tag)
        if tag in _BLOCKS and not self._heading and not self._in_table():
            self.flush()
        elif tag in _BLOCKS:
            self.words.append(" ")
        self._count(tag, 1)
        if tag == "table":
            self._open_table(node)
        elif tag == "tr" and self._in_table():
            self._rows.append([])
        elif tag in ("td", "th") and self._in_table():
            self._header = self._header or (tag == "th" and len(self._rows) == 1)
            self.words = []
        elif tag in _HEADINGS and not self._in_table():
            self._heading = _HEADINGS[tag]

    def leave(self, tag: str) -> None:
        """An element ends."""
        if tag == "table":
            self._close_table()
        elif tag in ("td", "th") and self._in_table() and self._rows:
            self._rows[-1].append(self._take())
        elif tag in _HEADINGS and self._heading and not self._in_table():
            heading = self._take()[:200]
            if heading:
                self.extract.open(self._heading, heading)
            self._heading = 0
        elif tag == "dt" and not self._in_line():
            self._term = self._take().rstrip(":")
        elif tag in _BLOCKS and not self._in_line():
            self.flush()
        self._count(tag, -1)

    def flush(self) -> None:
        """Everything collected so far becomes a block."""
        raw = "".join(self.words)
        if self._pre:
            raw = " ".join([line for line in raw.split("\n") if line.strip()][:MAX_CODE_LINES])
        self.words = []
        text = squeeze(raw)
        led = bool(text and self._term)
        if led:
            text, self._term = f"{self._term}: {text}", ""
        self.extract.add(Block("code" if self._pre else "item" if self._items else "text", text, led))

    def _take(self) -> str:
        text, self.words = squeeze("".join(self.words)), []
        return text

    def _in_line(self) -> bool:
        return bool(self._heading or self._pre) or self._in_table()

    def _in_table(self) -> bool:
        return bool(self._tables) and self._tables[-1]

    def _count(self, tag: str, step: int) -> None:
        if tag in ("li", "dd"):
            self._items = max(0, self._items + step)
        elif tag == "pre":
            if step < 0 and self._pre == 1:
                self.flush()
            self._pre = max(0, self._pre + step)

    def _open_table(self, node: LexborNode) -> None:
        if not self._in_table():
            self.flush()
        data = self._in_table() or node.css_first("table table, h1, h2, h3, h4") is None
        if data and not self._in_table():
            self._rows, self._header = [], False
        self._tables.append(data)

    def _close_table(self) -> None:
        was_data = self._tables.pop() if self._tables else False
        if was_data and not self._in_table():
            header = self._header or (self._guess_header and is_header(self._rows))
            for block in table_rows(self._rows, header):
                self.extract.add(block)
            self.words = []

    def _link(self, node: LexborNode, tag: str) -> None:
        target = node.attributes.get("href" if tag == "a" else "src")
        if target:
            self.extract.links.append(Link(target, None, "link" if tag == "a" else "image"))
