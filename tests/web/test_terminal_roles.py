"""recommend and ask in the terminal: a role that does not exist is refused, with those that do."""

from __future__ import annotations

import pytest

from engine.commands.answers import ask, recommend
from engine.errors import InvalidInput
from engine.settings import Settings


@pytest.mark.parametrize("command", [lambda: ask("was kostet die N4", role="boss"), lambda: recommend(role="boss")])
def test_an_unknown_role_lists_the_roles(built: Settings, monkeypatch: pytest.MonkeyPatch, command: object) -> None:
    monkeypatch.setenv("LOTSE_VAR", str(built.var))
    with pytest.raises(InvalidInput, match="boss") as caught:
        command()  # type: ignore[operator]
    assert "operations" in str(caught.value)
