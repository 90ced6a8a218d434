"""Links point to a sentence that the page holds as it is quoted, and never carry anything but http."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.library.models import Passage
from engine.library.read import Library
from engine.retrieval.links import snippet_url
from tests.library.conftest import read

__all__ = ["read"]  # the fixture that writes files and reads them as a library
URL = "https://x.example/a"
PAGE = """# Pakete

Die Einrichtung dauert einen Tag. Danach läuft die Anlage ohne Aufsicht weiter.

Der Support antwortet werktags binnen vier Stunden auf jede Meldung.

| Paket | Preis |
|---|---|
| Basis | 500 € im Monat |
| Plus | 900 € im Monat |

- Pumpe mit Motor und Steuerung
- Schaltschrank nach Norm, fertig verdrahtet und geprüft
"""


def of(*sentences: str, rebuilt: tuple[int, ...] = (), glue: str = " ") -> Passage:
    """A passage of these sentences."""
    return Passage("a.md#A", "a.md#A", "A", ("A",), glue.join(sentences), sentences, "de", 0, rebuilt=rebuilt)


def quoted(snippet: str, passage: Passage) -> str:
    """The text the link points to, "" where it points to the page."""
    return unquote(snippet_url(URL, snippet, passage).removeprefix(URL).removeprefix("#:~:text="))


@pytest.fixture
def passage(read: Callable[..., Library]) -> Passage:
    """The one passage of a page with paragraphs, a table and a list."""
    document, = read({"a.md": PAGE}).documents
    made, = document.passages
    return made


def test_a_short_snippet_is_quoted_whole() -> None:
    assert snippet_url(URL, "Nur ein Satz.", of("Nur ein Satz.")) == "https://x.example/a#:~:text=Nur%20ein%20Satz."


def test_a_long_snippet_is_quoted_by_its_ends() -> None:
    text = " ".join(f"w{i}" for i in range(40))
    url = snippet_url(URL, text, of(text))
    start, end = url.split(":~:text=")[1].split(",")
    assert unquote(start).startswith("w0 ")
    assert unquote(end).endswith(" w39")


def test_an_existing_fragment_is_kept() -> None:
    assert snippet_url("https://x.example/a#top", "Ein Satz", of("Ein Satz")).startswith("https://x.example/a#top:~:text=")


def test_a_row_of_a_table_is_told_in_other_words_than_the_page_and_gets_a_plain_link(passage: Passage) -> None:
    row = "Basis: Preis 500 € im Monat"
    assert row in passage.sentences
    assert snippet_url(URL, row, passage) == URL
    assert snippet_url(URL, f"{row} Plus: Preis 900 € im Monat", passage) == URL


def test_neighbours_of_one_paragraph_are_quoted_together(passage: Passage) -> None:
    pair = "Die Einrichtung dauert einen Tag. Danach läuft die Anlage ohne Aufsicht weiter."
    assert quoted(pair, passage) == pair


@pytest.mark.parametrize(("snippet", "expected"), [
    ("Danach läuft die Anlage ohne Aufsicht weiter. Der Support antwortet werktags binnen vier Stunden auf jede Meldung.",
     "Der Support antwortet werktags binnen vier Stunden auf jede Meldung."),
    ("Pumpe mit Motor und Steuerung Schaltschrank nach Norm, fertig verdrahtet und geprüft",
     "Schaltschrank nach Norm, fertig verdrahtet und geprüft"),
    ("Paket: Plus; Preis: 900 € im Monat Pumpe mit Motor und Steuerung", "Pumpe mit Motor und Steuerung"),
])
def test_a_pair_from_two_blocks_is_quoted_by_its_longer_sentence_of_prose(
    passage: Passage, snippet: str, expected: str
) -> None:
    assert quoted(snippet, passage) == expected


def test_a_definition_is_not_quoted_with_its_term(read: Callable[..., Library]) -> None:
    page = "<h1>Glossar</h1><dl><dt>Taktzeit</dt><dd>Zeit zwischen zwei Kartons. Sie wird in Sekunden gemessen.</dd></dl>"
    library = read({"a.html": page, "b.md": f"# Glossar\n\n{page}"})
    for document in library.documents:
        passage = document.passages[-1]
        assert passage.sentences[0] == "Taktzeit: Zeit zwischen zwei Kartons."
        assert quoted(passage.sentences[0], passage) == ""
        assert quoted(" ".join(passage.sentences), passage) == "Sie wird in Sekunden gemessen."


def test_a_line_that_took_in_the_heading_of_a_tiny_section_is_not_quoted(read: Callable[..., Library]) -> None:
    tiny = "## Kontakt\n\nBitte anrufen.\n\n## Versand\n\nWir liefern jede Bestellung binnen zwei Tagen an jede Adresse im Land."
    passage = read({"a.md": f"# Seite\n\n{tiny}"}).documents[0].passages[0]
    assert passage.sentences[0] == "Kontakt: Bitte anrufen."
    assert quoted(passage.sentences[0], passage) == ""
    assert quoted(passage.sentences[1], passage).startswith("Wir liefern")


@pytest.mark.parametrize("shown", ["Ein langer Satz, der mitten im Wo", "Ein langer Satz, der mitten …"])
def test_a_sentence_that_is_cut_short_is_quoted_to_its_end(shown: str) -> None:
    assert quoted(shown, of("Ein langer Satz, der mitten im Wort endet.")) == "Ein langer Satz, der mitten im Wort endet."


@pytest.mark.parametrize("snippet", ["", " … ", "Ein Satz, der hier nicht steht."])
def test_what_the_passage_does_not_say_gets_a_plain_link(snippet: str) -> None:
    assert snippet_url(URL, snippet, of("Ein Satz.", "Noch einer.")) == URL


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "vbscript:x", "//evil.example/x",
                                 " javascript:alert(1)", "file:///etc/passwd", "java\nscript:alert(1)", "\\\\evil\\x", ""])
def test_anything_but_http_is_dropped(url: str) -> None:
    assert snippet_url(url, "Satz", of("Satz")) == ""


@given(st.text(max_size=60), st.text(max_size=200))
def test_never_another_scheme(url: str, snippet: str) -> None:
    made = snippet_url(url, snippet, of(snippet))
    assert made == "" or made.lower().startswith(("http:", "https:")) or "://" not in made.split("#")[0]
