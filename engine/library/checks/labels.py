"""Labels of the operator's own taxonomy that say too little about themselves to be recognised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from engine.library.findings import Finding
from engine.taxonomy import Label, Taxonomy, shipped

GROUPS = ("roles", "phases", "facets", "types")
FEWEST_QUESTIONS = 3
FEWEST_WORDS = 3
_ONE = {"roles": "role", "phases": "phase", "facets": "facet", "types": "type"}


def own_labels(taxonomy: Taxonomy) -> dict[str, dict[str, Label]]:
    """The groups that the operator wrote himself; shipped ones are trained and need no description."""
    groups = {group: getattr(taxonomy, group) for group in GROUPS}
    return {group: labels for group, labels in groups.items() if labels != getattr(shipped(), group)}


def weakly_described(taxonomy: Taxonomy, languages: Mapping[str, int], path: str) -> Iterator[Finding]:
    """Warn of labels without a description in a language of the library, or with too few example questions.

    Args:
        languages: number of documents by language. path: of the taxonomy file, for the report.
    """
    lines = label_lines(path)
    for group, labels in own_labels(taxonomy).items():
        for label in labels.values():
            name, line = f"{_ONE[group]} {label.id!r}", lines.get((group, label.id))
            yield from _description(label, name, languages, path, line)
            yield from _questions(label, name, group, path, line)


def label_lines(path: str) -> dict[tuple[str, str], int]:
    """Line of every label in the taxonomy file, by (group, id); empty where the file cannot be read."""
    try:
        root = yaml.compose(Path(path).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, yaml.YAMLError):
        return {}
    return {
        (group.value, label.value): label.start_mark.line + 1
        for group, labels in (root.value if isinstance(root, yaml.MappingNode) else [])
        for label, _ in (labels.value if isinstance(labels, yaml.MappingNode) else [])
    }


def _description(label: Label, name: str, languages: Mapping[str, int], path: str, line: int | None) -> Iterator[Finding]:
    missing = [code for code in languages if not _says(label.description.get(code) or label.description.get("*", ""))]
    if missing:
        told = ", ".join(f"{code} ({languages[code]} documents)" for code in sorted(missing))
        yield Finding(
            "warning", path, line, "label-undescribed",
            f"The {name} has no description of {FEWEST_WORDS} words or more in: {told}.",
            f"Write one sentence under description: {{{sorted(missing)[0]}: ...}} that says what sets {label.id!r} apart "
            "from the others.",
        )


def _questions(label: Label, name: str, group: str, path: str, line: int | None) -> Iterator[Finding]:
    count = max((len(texts) for texts in label.questions.values()), default=0)
    if count < FEWEST_QUESTIONS:
        asks = {"roles": "such a person would ask", "phases": "somebody asks in this phase",
                "facets": "are about this and nothing else", "types": "such a document answers"}[group]
        yield Finding(
            "warning", path, line, "label-few-questions",
            f"The {name} has {count or 'no'} example question{'' if count == 1 else 's'} in any one language; "
            f"labels are recognised by them.",
            f"Write {FEWEST_QUESTIONS} to 5 questions that {asks}, in the words of your visitors.",
        )


def _says(text: str) -> bool:
    return len(text.split()) >= FEWEST_WORDS
