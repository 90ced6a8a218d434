"""What is offered as a next question is answered well, not just somehow."""

from __future__ import annotations

import pytest

from tests.quality.sites import Site


@pytest.mark.parametrize("question", ["Wer haftet im Schadensfall?", "What are the steps of the introduction?"])
def test_what_is_answered_roughly_is_not_offered(sample_site: Site, question: str) -> None:
    assert sample_site.engine.bank is not None
    assert sample_site.engine.ask(question).answer == "found"
    known = {one.text for one in sample_site.engine.bank.of(sample_site.release)}
    assert question not in known
    assert len(known) > 50
