"""The check of the operator's labels: what is missing is said label by label; shipped labels are left in peace."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.library.checks.labels import label_lines, weakly_described
from engine.library.findings import Finding
from engine.taxonomy import load_taxonomy, shipped

LANGUAGES = {"de": 7, "en": 2}
GOOD = """roles:
  user: {description: {de: Arbeitet jeden Tag damit, en: Works with it daily}, questions: {de: [a, b, c]}}
"""


def _found(tmp_path: Path, text: str, languages: dict[str, int] = LANGUAGES) -> list[Finding]:
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    return list(weakly_described(load_taxonomy(str(own)), languages, str(own)))


def test_shipped_labels_and_well_described_ones_have_no_findings(tmp_path: Path) -> None:
    assert list(weakly_described(shipped(), LANGUAGES, "")) == []
    assert _found(tmp_path, GOOD) == []


@pytest.mark.parametrize(("text", "code", "said"), [
    (GOOD.replace(", en: Works with it daily", ""), "label-undescribed", "en (2 documents)"),
    (GOOD.replace("Works with it daily", "A user"), "label-undescribed", "en (2 documents)"),
    (GOOD.replace(", c]", "]"), "label-few-questions", "2 example questions"),
    (GOOD.replace("[a, b, c]", "a"), "label-few-questions", "1 example question in"),
])
def test_what_is_missing_is_said_with_the_label_and_its_line(tmp_path: Path, text: str, code: str, said: str) -> None:
    finding, = _found(tmp_path, text)
    assert (finding.level, finding.code, finding.line) == ("warning", code, 2)
    assert "'user'" in finding.what
    assert said in finding.what


def test_a_bare_label_lacks_both_and_one_text_for_all_languages_is_enough(tmp_path: Path) -> None:
    codes = [f.code for f in _found(tmp_path, "types:\n  memo:\n  note: {description: Short text for colleagues, questions: [a, b, c]}\n")]
    assert codes == ["label-undescribed", "label-few-questions"]


def test_languages_without_documents_need_no_description(tmp_path: Path) -> None:
    assert _found(tmp_path, GOOD.replace(", en: Works with it daily", ""), {"de": 1}) == []


def test_lines_of_a_file_that_is_no_mapping_are_unknown(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- a\n")
    assert label_lines(str(tmp_path / "list.yaml")) == {}
    assert label_lines(str(tmp_path / "missing.yaml")) == {}
