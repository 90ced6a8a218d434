"""Links point to the sentence and never carry anything but http."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.retrieval.links import snippet_url


def test_a_short_snippet_is_quoted_whole() -> None:
    assert snippet_url("https://x.example/a", "Nur ein Satz.") == "https://x.example/a#:~:text=Nur%20ein%20Satz."


def test_a_long_snippet_is_quoted_by_its_ends() -> None:
    url = snippet_url("https://x.example/a", " ".join(f"w{i}" for i in range(40)))
    start, end = url.split(":~:text=")[1].split(",")
    assert unquote(start).startswith("w0 ")
    assert unquote(end).endswith(" w39")


def test_an_existing_fragment_is_kept() -> None:
    assert snippet_url("https://x.example/a#top", "Ein Satz").startswith("https://x.example/a#top:~:text=")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "vbscript:x", "//evil.example/x",
                                 " javascript:alert(1)", "file:///etc/passwd", "java\nscript:alert(1)", "\\\\evil\\x", ""])
def test_anything_but_http_is_dropped(url: str) -> None:
    assert snippet_url(url, "Satz") == ""


@given(st.text(max_size=60), st.text(max_size=200))
def test_never_another_scheme(url: str, snippet: str) -> None:
    made = snippet_url(url, snippet)
    assert made == "" or made.lower().startswith(("http:", "https:")) or "://" not in made.split("#")[0]
