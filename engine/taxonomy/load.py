"""Reads the shipped taxonomy and, over it, the operator's own YAML file."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from engine.errors import SettingError
from engine.tables import read_table
from engine.taxonomy.models import LABEL_ID, Taxonomy

_HERE = Path(__file__).parent
_GROUPS = ("roles", "phases", "facets", "types")


@cache
def shipped() -> Taxonomy:
    """The taxonomy that comes with the engine: eight roles, six phases, 24 facets, 28 content types."""
    priors = _read(_HERE / "priors.yaml")
    names = _read(_HERE / "labels.yaml")
    roles, phases = list(priors["role_facet"]["order"]), list(priors["phase_order"])
    facets = {
        facet: {**names["facets"][facet], "words": priors["facet_words"][facet]}
        for facet in priors["role_facet"]["table"]
    }
    return Taxonomy.model_validate({
        "roles": _with_ids({role: _label(priors["roles"][role]) for role in roles}),
        "phases": _with_ids({phase: _label(priors["phases"][phase]) for phase in phases}),
        "facets": _with_ids(facets),
        "types": _with_ids(names["types"]),
        "role_prior": priors["role_prior"],
        "phase_prior": {entry: dict(zip(phases, row, strict=True)) for entry, row in priors["phase_prior"].items()},
        "transitions": priors["transition"],
        "role_facet": {
            facet: dict(zip(roles, row, strict=True)) for facet, row in priors["role_facet"]["table"].items()
        },
        "type_phase": _shrunk(priors["content_type_phase"], phases),
        "signals": priors["signals"],
        "not_buying": priors["not_buying"],
        "frames": priors["frames"],
        "critical_facets": priors["ranking"]["critical_facets"],
        "role_rules": _numbers(priors["role_rules"]),
        "phase_rules": _numbers(priors["phase_rules"]),
    })


def load_taxonomy(path: str = "") -> Taxonomy:
    """The shipped taxonomy, or the operator's: each group he names (roles, phases ...) replaces the shipped one.

    Args:
        path: YAML file; "" = shipped. `roles: {admin: {label: ..., description: ..., questions: [...]}}`.

    Raises:
        SettingError: the file is missing, no YAML, or has a label that cannot be used.
    """
    if not path:
        return shipped()
    try:
        own = _read(Path(path)) or {}
        return _replaced(shipped(), own)
    except FileNotFoundError as error:
        raise SettingError("The taxonomy file does not exist.", where=path,
                           fix="Correct LOTSE_TAXONOMY or unset it.") from error
    except (yaml.YAMLError, ValidationError, AttributeError, TypeError) as error:
        raise SettingError(f"The taxonomy cannot be used: {error}", where=path,
                           fix="Give each role, phase, facet or type an id with label, description, questions; put texts "
                               "with a question mark, colon or comma into quotation marks.") from error


def _replaced(base: Taxonomy, own: dict[str, Any]) -> Taxonomy:
    data = base.model_dump()
    unknown = set(own) - set(data)
    if unknown:
        raise TypeError(f"unknown keys {sorted(unknown)}; known are {sorted(data)}")
    for group in _GROUPS:
        if group in own:
            data[group] = _with_ids({_id(key): value or {} for key, value in _by_id(group, own[group]).items()})
    for key in set(own) - set(_GROUPS):
        data[key] = own[key]
    data["shipped"] = not (set(own) & {"roles", "phases", "facets", "types"})
    return Taxonomy.model_validate(_consistent(data, own))


def _by_id(group: str, given: Any) -> dict[Any, Any]:
    """Entries by id; a list of entries that name theirs will do."""
    if isinstance(given, list) and all(isinstance(entry, dict) and "id" in entry for entry in given):
        return {entry["id"]: {key: value for key, value in entry.items() if key != "id"} for entry in given}
    if not isinstance(given, dict):
        raise TypeError(f"{group} has no ids; write {group}: {{first: {{label: First}}, second: {{label: Second}}}}")
    return given


def _consistent(data: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Priors over labels that no longer exist are dropped; missing ones become neutral."""
    roles, phases = list(data["roles"]), list(data["phases"])
    if "roles" in own and "role_prior" not in own:
        data["role_prior"] = {role: 1 / len(roles) for role in roles}
    if ("roles" in own or "facets" in own) and "role_facet" not in own:
        data["role_facet"] = {
            facet: {role: data["role_facet"].get(facet, {}).get(role, 1.0) for role in roles}
            for facet in data["facets"]
        }
    if "phases" in own:
        even = 1 / len(phases)
        stay = {True: 0.5, False: 0.5 / max(1, len(phases) - 1)}
        data["phase_prior"] = own.get("phase_prior", {"search": dict.fromkeys(phases, even)})
        data["transitions"] = own.get("transitions", {"nonlinear": [[stay[a == b] for b in phases] for a in phases]})
        data["signals"] = own.get("signals", {})
    if ("phases" in own or "types" in own) and "type_phase" not in own:
        data["type_phase"] = {
            kind: {phase: data["type_phase"].get(kind, {}).get(phase, 5.0) for phase in phases}
            for kind in data["types"]
        }
    data["critical_facets"] = [facet for facet in data["critical_facets"] if facet in data["facets"]]
    return data


def _shrunk(table: dict[str, Any], phases: list[str]) -> dict[str, dict[str, float]]:
    """Pull each row towards its mean: surveys disagree on whether formats differ between phases at all."""
    keep = 1 - table["shrink"]
    result = {}
    for kind, row in table["table"].items():
        mean = sum(row) / len(row)
        result[kind] = {phase: mean + (raw - mean) * keep for phase, raw in zip(phases, row, strict=True)}
    return result


def _label(entry: dict[str, Any]) -> dict[str, Any]:
    known = ("label", "description", "questions", "words", "titles")
    return {key: entry[key] for key in known if key in entry}


def _with_ids(group: dict[str, Any]) -> dict[str, Any]:
    return {key: {**entry, "id": key} for key, entry in group.items()}


def _id(key: object) -> str:
    """A key that may be an id; what people write first ("User:") is told how to be written."""
    if re.fullmatch(LABEL_ID, str(key)):
        return str(key)
    plain = re.sub(r"[^a-z0-9]+", "_", str(key).casefold()).strip("_") or "name"
    raise TypeError(f"{key!r} is no id, which has small letters, digits, _ and - only; write {plain}: {{label: {key}}}")


def _numbers(rules: dict[str, Any]) -> dict[str, float]:
    return {key: float(value) for key, value in rules.items() if isinstance(value, int | float)}


def _read(path: Path) -> Any:
    return read_table(path)
