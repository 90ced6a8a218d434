"""YAML mappings with the line of every key, read so that no document can blow up or run code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from engine.errors import LibraryError

MAX_BYTES = 65536
MAX_DEPTH = 8
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Mapping:
    """Values and lines (counted from 1 in the file) of a YAML mapping's own keys."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)


def load(text: str, *, where: str, first_line: int = 1) -> Mapping:
    """Read one YAML mapping.

    Raises:
        LibraryError: it is no YAML, no mapping, too large, or uses anchors; `where` then ends in ":<line>".
    """
    if len(text) > MAX_BYTES:
        raise _broken(f"is longer than {MAX_BYTES} characters", where, first_line)
    try:
        node = _compose(text, where, first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _broken(f"cannot be read ({error.problem or 'not YAML'})", where, line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _broken(f"cannot be read ({type(error).__name__})", where, first_line) from error
    return node


def _compose(text: str, where: str, first_line: int) -> Mapping:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > MAX_DEPTH:
            raise _broken("uses aliases or is nested too deeply", where, first_line)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Mapping()
        if not isinstance(node, yaml.MappingNode):
            raise _broken("is no list of 'key: value' lines", where, first_line + node.start_mark.line)
        found = Mapping()
        for key_node, value_node in node.value:
            key, line = str(getattr(key_node, "value", "")), first_line + key_node.start_mark.line
            if key in found.values:
                found.repeated.append((key, line))
            found.values[key] = _value(loader, value_node)
            found.lines[key] = line
        return found
    finally:
        loader.dispose()


def _value(loader: Any, node: yaml.Node) -> Any:
    """The value; the text as it stands where YAML sees a day that the calendar has not (2026-11-31)."""
    try:
        return loader.construct_object(node, deep=True)
    except ValueError:
        if isinstance(node, yaml.ScalarNode):
            return node.value
        raise


def _broken(what: str, where: str, line: int) -> LibraryError:
    return LibraryError(
        f"The metadata {what}.",
        where=f"{where}:{line}",
        fix="Write 'key: value' lines; put values with a colon or quote into quotation marks.",
    )
