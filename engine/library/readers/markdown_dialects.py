"""Reads past what is no Markdown: Hugo shortcodes, Liquid, MDX, attributes, Adobe notes, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Shortcodes keep the words they would show: {{< glossary_tooltip text="Pod" >}} reads "Pod".
_SHORTCODE = re.compile(r"\{\{[<%][^\n]{0,500}?[%>]\}\}")
_SHOWN = re.compile(r"""\b(?:text|title|alt)\s*=\s*["']([^"'\n]*)["']""")
_LIQUID = re.compile(r"\{%[-+]?.{0,500}?[-+]?%\}|\{\{.{0,300}?\}\}", re.DOTALL)
_MDX = re.compile(
    r"^(?:import\s[^\n]*?\sfrom\s+['\"][^\n]*|import\s+['\"][^\n]*"
    r"|export\s+(?:const|default|let|function)\s[^\n]*)$"
)
_ATTRIBUTES = re.compile(r"""\{:?\s*(?:[#.][\w.:#\s-]{1,120}|[\w-]{1,40}=["'][^"'{}]{0,200}["']\s*)+\}""")
_NOTE = re.compile(r"\[!(?:[A-Z]{3,20})\]\s*(?:>\s*)*")
_LABEL = re.compile(r"\[!(?:DNL|UICONTROL|BADGE|TAB)\s+([^\]\n]{1,200})\]")
_EMBED = re.compile(r"\[!(?:VIDEO|INCLUDE|BADGE)[^\]\n]{0,80}\](?:\([^)\n]{0,300}\))?")
_FOOTNOTE = re.compile(r"\[\^[\w-]{1,40}\]:?")
_DIRECTIVE = re.compile(r"^\s*(?::::?\s*[\w-]*|[!?]{3}\+?\s+[\w-]+)(?:\s+\"([^\"\n]*)\")?\s*$")


def strip_dialects(text: str) -> str:
    """The same text with the same number of lines, without template code; listings are left alone."""
    if not any(
        sign in text for sign in ("{{", "{%", "<!--", "import ", "export ", ":::", "!!! ", "??? ", "+++")
    ):
        return text
    return "\n".join(
        chunk if listing else _strip_prose(chunk) for listing, chunk in _chunks(text.split("\n"))
    )


def strip_inline(text: str) -> str:
    """Attributes, footnote marks and product labels taken out of the words of one block."""
    if "[" in text:
        text = _FOOTNOTE.sub("", _EMBED.sub("", _LABEL.sub(r"\1", _NOTE.sub("", text))))
    return _ATTRIBUTES.sub("", text) if "{" in text else text


def _chunks(lines: list[str]) -> Iterator[tuple[bool, str]]:
    """Runs of lines, each marked as fenced listing or prose."""
    run: list[str] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if not fence and mark:
            if run:
                yield False, "\n".join(run)
            run, fence = [line], mark.group(1)
        elif fence and mark and mark.group(1).startswith(fence) and line.strip() == mark.group(1):
            yield True, "\n".join([*run, line])
            run, fence = [], ""
        else:
            run.append(line)
    if run:
        yield bool(fence), "\n".join(run)


def _strip_prose(text: str) -> str:
    text = _COMMENT.sub(_blank_lines, text)
    text = _LIQUID.sub(_blank_lines, _SHORTCODE.sub(_shown_words, text))
    return "\n".join(_strip_line(line) for line in text.split("\n"))


def _strip_line(line: str) -> str:
    """Lines that are only directives go; the title of an admonition stays."""
    if line.startswith(("import ", "export ")):
        return _MDX.sub("", line)
    if line.startswith("+++"):  # a block that folds out under a question: its question is a heading
        return re.sub(r"^\+{3,}\s*", "###### ", line) if line.strip("+ ") else ""
    directive = _DIRECTIVE.match(line) if line.lstrip()[:3] in (":::", "!!!", "???") else None
    return (directive.group(1) or "") if directive else line


def _shown_words(shortcode: re.Match[str]) -> str:
    if shortcode[0].lstrip("{<% ").startswith(("figure", "image", "img", "ref", "relref")):
        return ""
    shown = _SHOWN.search(shortcode[0])
    return shown.group(1) if shown else ""


def _blank_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
