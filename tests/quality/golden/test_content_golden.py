"""The golden set of the sample library names only what the library really holds."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.library.read import Library, read_library
from engine.taxonomy import load_taxonomy

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).parent / "content.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
HIDDEN = ["preise/preisliste-2024.md", "vertrieb/battle-card.md", "vertrieb/entwurf-k300.md"]


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(ROOT / "content", load_taxonomy())


def test_the_sample_library_has_no_errors(library: Library) -> None:
    assert [finding for finding in library.findings if finding.level == "error"] == []


def test_every_reference_is_a_section_or_file_of_the_library(library: Library) -> None:
    known = {document.path for document in library.documents}
    known |= {passage.section for document in library.documents for passage in document.passages}
    missing = [(case["id"], name) for case in CASES for name in _references(case) if name not in known]
    assert missing == []


def test_best_is_one_of_the_accepted_passages() -> None:
    with_best = [case for case in CASES if "best" in case["gold"]]
    assert [c["id"] for c in with_best if c["gold"]["best"] not in c["gold"]["passages"]] == []


def test_ids_are_unique_and_groups_are_large_enough() -> None:
    assert max(Counter(case["id"] for case in CASES).values()) == 1
    wanted = {"same_doc": 18, "question_same_lang": 12, "question_cross_lang": 8, "question_no_answer": 6,
              "role_inference": 8, "phase": 8, "next": 6, "traps": 6}
    assert not Counter(wanted) - Counter(case["group"] for case in CASES)


def test_hidden_documents_are_forbidden_wherever_the_whole_library_competes() -> None:
    assert [c["id"] for c in CASES if c["group"] != "same_doc" and c["gold"]["never"] != HIDDEN] == []


def test_all_variants_of_the_short_portrait_state_the_same_numbers(library: Library) -> None:
    numbers = {
        document.path: set(re.findall(r"\d[\d.,]*\d|\d", " ".join(p.text for p in document.passages)))
        for document in library.documents
        if document.path.startswith("vertrieb/k120-kurz")
    }
    assert len(numbers) == 3
    savings, growth = (numbers[f"vertrieb/k120-kurz-{name}.md"] for name in ("sparen", "wachsen"))
    assert savings == growth
    assert savings <= numbers["vertrieb/k120-kurz.md"]


def _references(case: dict[str, Any]) -> list[str]:
    gold, clues = case["gold"], case["clues"]
    found = [name for key in ("passages", "top3_any", "not_first", "never") for name in gold.get(key, [])]
    found += [gold["best"]] if "best" in gold else []
    found += [clues["document"]] if "document" in clues else []
    acts = [*clues.get("pages_read", []), *clues.get("events", [])]
    return found + [act["file"] for act in acts if "file" in act]
