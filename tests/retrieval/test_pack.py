"""What is written into a release is what is read out of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from engine.library.read import Library
from engine.retrieval.pack import documents_bytes, documents_from
from tests.library.conftest import read

__all__ = ["read"]  # the fixture that writes files and reads them as a library
PAGE = """---
roles: [finance, it]
published: 2026-01-31
valid_until: 2027-12-31
---
# Pakete

| Paket | Preis |
|---|---|
| Basis | 500 € im Monat |

Die Einrichtung dauert einen Tag, danach läuft die Anlage ohne Aufsicht.
"""


def test_documents_come_back_as_they_went_in(read: Callable[..., Library]) -> None:
    documents = read({"a.md": PAGE, "b.md": "# Nichts\n\nEin Satz über 3 Dinge."}).documents
    assert documents[0].passages[0].rebuilt == (0,)
    assert documents_from(documents_bytes(documents)) == documents


def test_documents_of_a_release_that_knew_nothing_of_rebuilt_sentences_are_read(read: Callable[..., Library]) -> None:
    documents = read({"a.md": PAGE}).documents
    entry = json.loads(documents_bytes(documents))
    del entry["passages"][0]["rebuilt"]
    old, = documents_from(json.dumps(entry).encode())
    assert old.passages == (replace(documents[0].passages[0], rebuilt=()),)
