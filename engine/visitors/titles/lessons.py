"""What the classifier of job titles is taught: the corpus, titles built from words, and ESCO where it is at hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from engine.errors import LibraryError
from engine.tables import read_table
from engine.taxonomy import Taxonomy

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Lesson:
    """A title, the roles it speaks for (none = it says nothing), and how much it counts."""

    text: str
    roles: tuple[str, ...]
    weight: float


def from_words() -> list[Lesson]:
    """Titles built from `words.yaml`: ranks with functions, titles that stand alone, silent ones, two hats."""
    data = _read("words.yaml")
    lessons: list[Lesson] = []
    functions: list[tuple[str, str, str]] = []
    for role, taught in data["roles"].items():
        lessons += [Lesson(str(title), (role,), 1.0) for title in taught["whole"]]
        for lang in ("de", "en"):
            functions += [(role, lang, str(name)) for name in taught[lang]]
    for role, lang, name in functions:
        lessons += _with_ranks(role, lang, name, data)
    lessons += [Lesson(str(title), (), 1.5) for title in data["none"]]
    return lessons + list(_two_hats(functions, data))


def from_taxonomy(taxonomy: Taxonomy) -> list[Lesson]:
    """The taxonomy's own title words."""
    return [
        Lesson(title, (role.id,), 0.5)
        for role in taxonomy.roles.values() for titles in role.titles.values() for title in titles
    ]


def from_corpus(titles: Sequence[tuple[str, str, str, tuple[str, ...]]], *, without: str = "") -> list[Lesson]:
    """The teaching corpus's titles but those of one industry."""
    return [Lesson(text, roles, 3.0) for industry, text, _, roles in titles if industry != without]


def from_esco(path: Path, weight: float = 0.15) -> list[Lesson]:
    """English titles of ESCO (European Commission, CC BY 4.0), mapped by ISCO group.

    Raises:
        LibraryError: the file is not ESCO's table of occupations.
    """
    groups: Mapping[str, str] = _read("isco_roles.yaml")["roles"]
    lessons: list[Lesson] = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                role = next((groups[row["isco"][:n]] for n in (4, 3, 2) if row["isco"][:n] in groups), "")
                named = (row["title"], *(t for t in row["alt_titles"].split("|") if t))
                lessons += [Lesson(t, () if role == "none" else (role,), weight) for t in named[:5] if role]
    except (OSError, KeyError, csv.Error) as error:
        raise LibraryError(f"ESCO cannot be read: {error!r}", where=str(path),
                           fix="Give a CSV with the columns title, alt_titles, isco.") from error
    return lessons


def _with_ranks(role: str, lang: str, name: str, data: Mapping[str, Any]) -> Iterator[Lesson]:
    full, _, joined = name.partition("|")
    for rank in data["rank"][lang]:
        yield Lesson(rank.format(full), (role,), 0.25)
    if joined:
        for rank in data["rank"]["compound"]:
            yield Lesson(rank.format(joined), (role,), 0.4)
    for silent in data["silent"][lang]:
        yield Lesson(silent.format(full), (), 0.15)
    if role == "operations":
        for work in data["works_there"][lang]:
            yield Lesson(work.format(full), ("user",), 0.4)


def _two_hats(functions: list[tuple[str, str, str]], data: Mapping[str, Any]) -> Iterator[Lesson]:
    """Every function with the one a third of the list further on: fixed, and mixes all roles."""
    both = {"de": ("Leiter {} und {}", "{} & {}"), "en": ("head of {} and {}", "{} and {} manager")}
    for lang in ("de", "en"):
        mine = [(role, name.partition("|")[0]) for role, code, name in functions if code == lang]
        step = max(1, len(mine) // 3)
        turned = [*islice(mine, step, None), *islice(mine, step)]
        for (first, one), (second, other) in zip(mine, turned, strict=True):
            for pattern in both[lang]:
                yield Lesson(pattern.format(one, other), tuple(dict.fromkeys((first, second))), 0.5)


def _read(name: str) -> Any:
    return read_table(_HERE / name)
