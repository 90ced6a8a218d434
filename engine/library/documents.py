"""From what a reader found and what the metadata say to a Document with its passages."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import PurePosixPath
from urllib.parse import quote

from engine.library import language
from engine.library.decoding import clean, squeeze
from engine.library.front_matter import Given
from engine.library.inheritance import DEFAULTS
from engine.library.metadata import Metadata
from engine.library.models import Document
from engine.library.sections import Extract
from engine.library.splitting import split

# Part of every checksum: raise it when readers or splitting change what a file turns into.
READER_VERSION = 5


def checksum(data: bytes, given: dict[str, Given], labels: str) -> str:
    """SHA-256 over a file's bytes, the metadata given outside of them, and the taxonomy's ids."""
    outside = json.dumps({key: str(value.value) for key, value in given.items()}, sort_keys=True)
    return hashlib.sha256(
        b"\0".join(
            [f"{READER_VERSION}".encode(), labels.encode(), outside.encode("utf-8", "backslashreplace"), data]
        )
    ).hexdigest()


def build(path: str, extract: Extract, given: dict[str, Given], metadata: Metadata, digest: str) -> Document:
    """The document of one file; it has no passages where there was no text."""
    values = metadata.values
    title = (
        values.get("title") or squeeze(clean(extract.title)) or _first_heading(extract) or _from_name(path)
    )
    lang = values.get("language") or _language(path, extract)
    return Document(
        path=path,
        id=values.get("id") or path,
        title=title,
        lang=lang,
        url=_url(path, values.get("url", ""), given),
        summary=values.get("summary", ""),
        checksum=digest,
        passages=split(path, title, lang, extract.sections),
        type=values.get("type", ""),
        roles=values.get("roles", ()),
        phases=values.get("phases", ()),
        facets=values.get("facets", ()),
        industry=values.get("industry", ()),
        audience=values.get("audience", "public"),
        published=values.get("published", True),
        valid_until=values.get("valid_until"),
        gated=values.get("gated", False),
        variant_of=values.get("variant_of", ""),
        frame=values.get("frame", ""),
        pinned=values.get("pinned", False),
        weight=values.get("weight", 1.0),
    )


def _first_heading(extract: Extract) -> str:
    return next((section.heading for section in extract.sections if section.level == 1), "")


def _from_name(path: str) -> str:
    """The file name as words; of "index" pages the folder's."""
    parts = PurePosixPath(path)
    stem = (
        parts.stem
        if parts.stem.strip("_") not in ("index", "readme", "README")
        else parts.parent.name or parts.stem
    )
    stem = re.sub(r"[._-](de|en)$", "", stem)
    return squeeze(re.sub(r"[_-]+", " ", stem)) or parts.name


def _language(path: str, extract: Extract) -> str:
    hint = language.path_hint(path)
    if hint:
        return hint
    code = extract.lang.lower().replace("_", "-").split("-")[0]
    declared = code if code in ("", "de", "en") else "other"
    blocks = [block.text for section in extract.sections for block in section.blocks if block.kind != "code"]
    return language.of_document(blocks, declared) or "other"


def _url(path: str, url: str, given: dict[str, Given]) -> str:
    """The document's own address; one from `_defaults.yml` is a prefix for the paths below that folder."""
    source = next((value.path for key, value in given.items() if key.strip().lower() == "url"), path)
    place = PurePosixPath(source)
    if not url or place.name not in DEFAULTS:
        return url
    below = PurePosixPath(path).relative_to(place.parent)
    if below.suffix.lower() in (".md", ".markdown", ".mdx"):  # sites serve Markdown without its suffix
        below = below.parent if below.stem.strip("_") == "index" else below.with_suffix("")
    tail = quote(str(below)) if str(below) != "." else ""
    return f"{url.rstrip('/')}/{tail}"
