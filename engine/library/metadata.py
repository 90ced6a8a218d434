"""The front-matter keys: what each may hold, and how values of site, folder, sidecar and file combine."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.library import metadata_values as values
from engine.library.findings import Finding, Level
from engine.library.front_matter import Given
from engine.taxonomy import named

if TYPE_CHECKING:
    from engine.taxonomy import Label, Taxonomy

# A broken value of one of these could show what must stay inside: the document is withheld.
GUARDS = ("audience", "valid_until", "published", "draft")
_ALIASES = {"lang": "language", "description": "summary"}
_PARSERS: dict[str, Callable[[Any], Any]] = {
    "title": values.text,
    "type": values.text,
    "language": values.language,
    "url": values.url,
    "summary": values.text,
    "roles": values.words,
    "phases": values.words,
    "facets": values.words,
    "industry": values.words,
    "audience": values.audience,
    "published": values.published,
    "valid_until": values.day,
    "gated": values.flag,
    "variant_of": values.text,
    "frame": values.text,
    "pinned": values.flag,
    "weight": values.weight,
    "id": values.text,
    "draft": values.flag,  # as site generators write it; says the same as `published: false`
}
KEYS = tuple(_PARSERS)
# Keys as people write them who know these words from elsewhere: only hinted at, since they may mean something else there.
_OTHER_WORDS = {
    "sprache": "language", "titel": "title", "typ": "type", "dokumenttyp": "type", "zielgruppe": "roles", "rolle": "roles",
    "rollen": "roles", "target_group": "roles", "phase": "phases", "branche": "industry", "zusammenfassung": "summary",
    "beschreibung": "summary", "thema": "facets", "themen": "facets", "topics": "facets", "adresse": "url", "link": "url",
    "gültig_bis": "valid_until", "gueltig_bis": "valid_until", "ablaufdatum": "valid_until", "expires": "valid_until",
    "veröffentlicht": "published", "date": "published or valid_until", "datum": "published or valid_until",
}
_INTERNAL = {"internal", "intern", "private", "confidential", "vertraulich", "privat"}
_UNFINISHED = {"draft", "entwurf", "unpublished", "unveröffentlicht"}
_RESTRICTED = _INTERNAL | _UNFINISHED


@dataclass(slots=True)
class Metadata:
    """Checked values by key, what was wrong with the others, and whether the document must be withheld."""

    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    withheld: bool = False

    def say(self, level: Level, given: Given, code: str, what: str, fix: str) -> None:
        """Add a finding about one value."""
        self.findings.append(Finding(level, given.path, given.line, code, what, fix))


def checked(given: dict[str, Given], taxonomy: Taxonomy) -> Metadata:
    """Check the combined front matter of one document against the schema and the taxonomy."""
    found = Metadata()
    unknown = [key for key in given if _name(key) not in _PARSERS]
    _report_unknown(found, {key: given[key] for key in unknown})
    for key, value in given.items():
        # Where an alias and its own key are both given, the own key is meant.
        if key in unknown or (_name(key) != key and _name(key) in given):
            continue
        _take(found, _name(key), value)
    if found.values.pop("draft", False):
        found.values["published"] = False
    _check_labels(found, given, taxonomy)
    return found


def combined(layers: Iterable[dict[str, Given]]) -> dict[str, Given]:
    """One set of values; later layers win, also where one of two uses an alias ("lang" for "language")."""
    found: dict[str, Given] = {}
    for layer in layers:
        names = {_name(key) for key in layer}
        found = {key: given for key, given in found.items() if _name(key) not in names} | layer
    return found


def _name(key: str) -> str:
    name = key.strip().lower().replace("-", "_")
    return _ALIASES.get(name, name)


def _take(found: Metadata, key: str, given: Given) -> None:
    if given.value is None or given.value in ("", []):
        if key in GUARDS:
            found.say(
                "warning",
                given,
                "empty-value",
                f"{key} is empty; the document counts as if it were not given.",
                "Give a value or remove the line.",
            )
        return
    try:
        found.values[key] = _PARSERS[key](given.value)
    except values.WrongValue as wrong:
        consequence = "the value is ignored"
        if key in GUARDS:
            found.withheld, consequence = True, "the document is withheld until this is mended"
        if key == "gated":
            found.values[key], consequence = True, "the document counts as gated"
        found.say(
            "error",
            given,
            f"wrong-{key}",
            f"{key}: {_short(given.value)} is not {wrong.wanted}; {consequence}.",
            wrong.fix,
        )


def _report_unknown(found: Metadata, unknown: dict[str, Given]) -> None:
    ignored: dict[str, Given] = {}
    for key, given in unknown.items():
        if not _withheld_by(found, key, given):
            ignored[key] = given
    if ignored:
        _report_ignored(found, ignored)


def _report_ignored(found: Metadata, unknown: dict[str, Given]) -> None:
    first = next(iter(unknown.values()))
    hints = [f"{meant} for {key}" for key in unknown if (meant := _meant_key(_name(key)))]
    names = ", ".join(_short(key) for key in list(unknown)[:8]) + (", ..." if len(unknown) > 8 else "")
    found.say(
        "warning",
        first,
        "unknown-key",
        f"Unknown keys, ignored: {names}.",
        f"Did you mean {', '.join(hints)}?" if hints else "Remove them, or leave them: they do nothing.",
    )


def _meant_key(name: str) -> str:
    close = difflib.get_close_matches(name, KEYS, n=1, cutoff=0.8)
    return _OTHER_WORDS.get(name) or (close[0] if close else "")


def _withheld_by(found: Metadata, key: str, given: Given) -> bool:
    """Withhold what somebody meant to restrict ("Zielgruppe: intern", "status: [draft]", "confidential: true"), and say so."""
    value = given.value[0] if isinstance(given.value, list) and len(given.value) == 1 else given.value
    said = str(value).strip().lower()
    if said in _INTERNAL and difflib.get_close_matches(_name(key), ["audience"], n=1, cutoff=0.75):
        code, looks = "misspelt-audience", "a misspelt audience"
        fix = "Write 'audience: internal'."
    elif said in _RESTRICTED or (_name(key) in _RESTRICTED and values.FLAGS.get(said)):
        code, looks = "unknown-restriction", "a restriction under a key that is not known here"
        fix = "Write 'audience: internal' or 'published: false'; remove the line if everybody may read it."
    else:
        return False
    found.withheld = True
    what = f"{_short(key)}: {_short(given.value)} looks like {looks}; the document is withheld until this is mended."
    found.say("error", given, code, what, fix)
    return True


def _check_labels(found: Metadata, given: dict[str, Given], taxonomy: Taxonomy) -> None:
    place = {_name(key): value for key, value in given.items()}
    for key, known in (("roles", taxonomy.roles), ("phases", taxonomy.phases), ("facets", taxonomy.facets)):
        wanted = found.values.get(key)
        if wanted is None:
            continue
        ids = {label: named(known, label) for label in wanted}
        found.values[key] = tuple(dict.fromkeys(identity for identity in ids.values() if identity))
        wrong = [label for label, identity in ids.items() if not identity]
        if wrong:
            found.say(
                "error",
                place[key],
                f"wrong-{key}",
                f"{key}: {', '.join(map(_short, wrong))} is not in the taxonomy; ignored.",
                f"{_meant(wrong, known)}Use one of: {', '.join(sorted(known))}.",
            )
    _check_type(found, place, taxonomy)


def _check_type(found: Metadata, place: dict[str, Given], taxonomy: Taxonomy) -> None:
    text = found.values.pop("type", "")
    if not text:
        return
    type_id = taxonomy.type_id(text)
    if type_id:
        found.values["type"] = type_id
        return
    found.say(
        "error",
        place["type"],
        "wrong-type",
        f"type: {_short(text)} is no known content type; the value is ignored.",
        f"Use {_nearest(text, taxonomy)}, or add it to the taxonomy.",
    )


def _meant(wrong: list[str], known: Mapping[str, Label]) -> str:
    """ "Did you mean ...? " for the first of these words that resembles a label's id or name, else ""."""
    names = {name.casefold(): label.id for label in known.values() for name in (label.id, *label.label.values())}
    for word in wrong:
        if close := difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.7):
            return f"Did you mean {names[close[0]]}? "
    return ""


def _nearest(text: str, taxonomy: Taxonomy) -> str:
    """The types that sound most like `text`, or a few for example."""
    name = text.lower().replace(" ", "_")
    close = difflib.get_close_matches(name, taxonomy.types, n=3, cutoff=0.4) or sorted(taxonomy.types)[:5]
    return f"a type such as {', '.join(close)}"


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return repr(text if len(text) <= 60 else text[:57] + "...")
