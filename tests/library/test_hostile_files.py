"""Broken and hostile files: each is contained and reported, and the good file beside it is read all the same."""

from __future__ import annotations

import os
import re
import socket
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from engine.errors import LibraryError
from engine.library import folder
from engine.library.read import read_library
from engine.library.sandbox import Sandbox
from engine.taxonomy import shipped
from tests.library import samples
from tests.library.conftest import Reader
from tests.library.samples import GOOD

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "haha">'
    + b"".join(
        f'<!ENTITY {n} "{"&" + p + ";" * 1}{("&" + p + ";") * 9}">'.encode()
        for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + b"]><w:document>&i;</w:document>"
)
BOMB = samples.with_part("word/media/bomb.bin", bytes(40 * 2**20))


def _entry_with_nul() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/docu\0ment.xml", "x")
    return buffer.getvalue()


HOSTILE: dict[str, bytes] = {
    "zip-bomb.docx": BOMB,
    "truncated.docx": samples.word()[:3000],
    "no-directory.docx": samples.word()[:-30],
    "entities.docx": samples.with_part("word/document.xml", LAUGHS),
    "external-entity.docx": samples.with_part(
        "word/document.xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w>&e;</w>'
    ),
    "utf16-entities.docx": samples.with_part("word/document.xml", LAUGHS.decode().encode("utf-16")),
    "not-xml.docx": samples.with_part("word/document.xml", b"\0\1\2 no xml"),
    "nul-name.docx": _entry_with_nul(),
    "old-office.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "pdf-inside.docx": samples.simple_pdf(),
    "picture.md": b"\x89PNG\r\n\x1a\n" + os.urandom(500),
    "program.txt": b"\x7fELF" + bytes(range(256)) * 4,
    "word.html": samples.word(),
    "text.pdf": b"This is no PDF at all, whatever the name says.",
    "truncated.pdf": samples.simple_pdf()[:600],
    "encrypted.pdf": samples.encrypted_pdf(),
    "empty.pdf": b"",
    "only-nul.md": bytes(5000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_file_costs_only_itself_and_says_what_to_do(read: Reader, name: str) -> None:
    library = read({name: HOSTILE[name], "good.md": GOOD})
    assert [d.path for d in library.documents] == ["good.md"]
    told = [f for f in library.findings if f.path == name]
    assert told
    assert all(f.what and f.fix for f in told)


def test_the_encrypted_pdf_is_called_encrypted(read: Reader) -> None:
    library = read({"a.pdf": HOSTILE["encrypted.pdf"], "b.docx": HOSTILE["old-office.docx"]})
    assert all("encrypted" in f.what for f in library.findings)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.pdf", samples.pdf_bomb(400)),
        ("endless.pdf", samples.endless_pdf(100_000)),
        ("deep.html", b"<div>" * 100_000 + b"<p>unten</p>"),
        ("deep.md", b"> " * 20_000 + b"unten\n"),
        ("lists.md", b"".join(b" " * i + b"- x\n" for i in range(2000))),
        ("brackets.md", b"[" * 50_000),
        ("stars.md", b"*a " * 60_000),
        ("comment.md", b"<!--" * 50_000),
        ("attributes.md", b"{#a " * 40_000 + b"\n"),
        ("shortcodes.md", b"{{< " * 40_000),
        ("front.md", b"---\na: " + b"[" * 30_000 + b"\n---\ntext"),
        ("table.html", b"<table>" * 3000 + b"<tr><td>x"),
        ("wide.txt", b"a" * 3_000_000),
        ("sentences.txt", b"z. B. 1. Nr. " * 100_000),
        ("no-border.txt", b"Nr. " * 400_000),
        ("closing.txt", b"x.) X " * 300_000),
        ("deep-front.md", b"---\na: " + b"{a: " * 8_000 + b"\n---\ntext"),
    ],
)
def test_files_made_to_exhaust_the_reader_end_in_time_and_memory(
    read: Reader, name: str, data: bytes
) -> None:
    started = time.process_time()
    library = read(
        {
            name: data,
            "good.md": GOOD,
            "later.html": "<main><h1>Später</h1><p>Auch das wird gelesen.</p></main>",
        }
    )
    assert {"good.md", "later.html"} <= {d.path for d in library.documents}
    assert time.process_time() - started < 15  # of this process; the child's is limited by the sandbox


def test_odd_encodings_are_read(read: Reader) -> None:
    text = (
        "# Größe\n\nDie Größe der Kühlanlage wird in Kilowatt gemessen, und zwar für jede Anlage einzeln.\n"
    )
    library = read(
        {
            "utf8.md": b"\xef\xbb\xbf" + text.encode(),
            "cp1252.md": text.encode("cp1252"),
            "utf16.md": text.encode("utf-16"),
            "utf16be.txt": text.encode("utf-16-be"),
            "crlf.md": text.replace("\n", "\r\n").encode(),
            "latin.html": b'<meta charset="iso-8859-1"><h1>Gr\xf6\xdfe</h1><p>Die Gr\xf6\xdfe z\xe4hlt.</p>',
        }
    )
    assert len(library.documents) == 6
    assert all("Größe" in d.passages[0].text for d in library.documents)


def test_lone_surrogates_control_characters_and_overrides_never_reach_a_passage(read: Reader) -> None:
    dirty = b"# A\xed\xa0\x80B\n\nText \x00\x07 mit \xe2\x80\xae\xed\xbf\xbf Resten und genug Worten zum Bleiben.\n"
    library = read({"a.md": dirty, "b.html": b"<h1>T</h1><p>" + dirty + b"&#xD800; &#0;</p>"})
    text = "".join(p.text + p.heading for d in library.documents for p in d.passages)
    text.encode("utf-8")
    assert not any(sign in text for sign in "\x00\x07\u202e")


def test_links_devices_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(GOOD)
    root = tmp_path / "library"
    (root / ".git").mkdir(parents=True)
    (root / ".git" / "x.md").write_text(GOOD)
    (root / "good.md").write_text(GOOD)
    (root / "link.md").symlink_to(outside / "secret.md")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "same.md").symlink_to(root / "good.md")
    os.mkfifo(root / "pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "socket.md"))
        library = read_library(root, shipped())
    assert [d.path for d in library.documents] == ["good.md"]
    assert {(f.path, f.code) for f in library.findings} == {
        (".git", "hidden"),
        ("link.md", "link-outside"),
        ("folder", "link-outside"),
        ("loop", "link"),
        ("same.md", "link"),
        ("pipe.md", "not-a-file"),
        ("socket.md", "not-a-file"),
    }


def test_a_file_swapped_for_a_link_after_the_walk_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.md").write_text(GOOD)
    walked = folder.walk(tmp_path)
    (tmp_path / "x").rename(tmp_path / "y")
    (tmp_path / "x").symlink_to(tmp_path / "y")
    with pytest.raises(LibraryError):
        walked.read(walked.entries["x/a.md"])


def test_names_that_are_no_unicode_or_hold_control_characters_are_reported(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    for name in (b"bad\xff.md", b"new\nline.md", "over\u202efdp.md".encode()):
        with open(os.fsencode(tmp_path) + b"/" + name, "w") as file:
            file.write(GOOD)
    library = read_library(tmp_path, shipped())
    assert [d.path for d in library.documents] == ["good.md"]
    assert [f.code for f in library.findings] == ["odd-name"] * 3
    assert all(f.path.isprintable() for f in library.findings)


def test_a_file_above_the_size_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    with open(tmp_path / "huge.txt", "wb") as file:
        file.truncate(folder.MAX_FILE_BYTES + 1)
    library = read_library(tmp_path, shipped())
    assert [d.path for d in library.documents] == ["good.md"]
    assert "50 MB" in library.findings[0].what


def test_nothing_outside_is_read_or_fetched_by_html_and_word(read: Reader) -> None:
    with socket.socket() as canary:
        canary.bind(("127.0.0.1", 0))
        canary.listen()
        canary.setblocking(False)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/x"
        rels = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r9" TargetMode="External" '
            b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="'
            + address.encode()
            + b'"/></Relationships>'
        )
        read(
            {
                "a.html": f'<link rel=stylesheet href="{address}"><h1>A</h1><img src="{address}"><p>Text.</p>',
                "b.docx": samples.with_part("word/_rels/document.xml.rels", rels),
                "good.md": GOOD,
            }
        )
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_a_reader_that_hangs_is_ended_and_the_next_file_gets_a_new_one() -> None:
    with Sandbox(wall_seconds=1.5) as sandbox:
        with pytest.raises(LibraryError, match=r"takes too long|more memory"):
            sandbox.parse("pdf", samples.pdf_bomb(400), where="bomb.pdf")
        assert sandbox.parse("text", b"Danach geht es weiter.", where="a.txt").sections


def test_the_child_has_no_network_no_files_and_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader taken over by its file is played by a script that runs behind the same guard."""
    import subprocess
    import sys

    secret = tmp_path / "secret"
    secret.write_text("x")
    script = f"""
import os, socket, subprocess
from engine.library import sandbox_worker as worker
worker._limit(); worker._guard()
def tried(action):
    try: action()
    except (PermissionError, OSError): return
    raise SystemExit(f"not stopped: {{action}}")
tried(lambda: socket.socket())
tried(lambda: subprocess.run(["true"]))
tried(lambda: os.system("true"))
tried(lambda: open({str(secret)!r}))
tried(lambda: os.open({str(secret)!r}, os.O_RDONLY))
tried(lambda: open("/etc/passwd"))
tried(lambda: open(worker.__file__, "a"))
tried(lambda: os.remove({str(secret)!r}))
tried(lambda: os.fork())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert (done.returncode, done.stderr) == (0, "")
    monkeypatch.setenv("LOTSE_SECRET", "x")
    with Sandbox() as sandbox:
        sandbox.parse("text", b"Text.", where="a.txt")
        child = sandbox._child
        assert child is not None
        limits = Path(f"/proc/{child.pid}/limits").read_text()
        assert re.search(rf"Max address space\s+{512 * 2**20}\s", limits)
        assert re.search(r"Max file size\s+0\s", limits)
        assert b"LOTSE_SECRET" not in Path(f"/proc/{child.pid}/environ").read_bytes()
