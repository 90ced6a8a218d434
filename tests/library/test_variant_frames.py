"""A variant that nobody can choose is named by the check."""

from __future__ import annotations

import pytest

from engine.library.lint import lint
from engine.taxonomy import shipped
from tests.library.conftest import Reader
from tests.library.test_lint import LONG, TODAY


@pytest.mark.parametrize(("frame", "said"), [("frame: growth\n", False), ("", True)])
def test_a_variant_needs_a_frame(read: Reader, frame: str, said: bool) -> None:
    library = read({"a.md": f"---\ntitle: A\n---\n# A\n\n{LONG}\n", "b.md": f"---\nvariant_of: a.md\n{frame}---\n# A\n\n{LONG}\n"})
    codes = {(finding.path, finding.code) for finding in lint(library, shipped(), TODAY)}
    assert (("b.md", "variant-without-frame") in codes) == said
