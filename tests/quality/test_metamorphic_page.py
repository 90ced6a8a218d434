"""Relations between pages: roles, languages, frames, nobody at all (brief D.4, numbers 3, 7, 8 and 13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from engine.library.checks.variants import check
from engine.library.read import read_library
from engine.ranking.decision import Item
from engine.ranking.request import Request
from engine.retrieval.release import Release
from engine.service import Engine
from engine.visitors.models import Clue
from tests.quality.asking import BROWSING, NOW, ROLES, ask, asking, shown
from tests.quality.sites import Site, remove

# Passages that have their own role's snippet in a document: at least so many of eight roles' first ones differ.
MIXED = 6


def test_03_another_role_another_snippet_but_the_same_common_ground(site: Site) -> None:
    public = [document for document in site.release.documents if document.audience == "public" and not document.variant_of]
    different = {}
    for document in sorted(public, key=lambda d: -len(d.passages))[:MIXED]:
        first = {role: ask(site.engine, role=role, document=document.path).items[0] for role in ROLES}
        assert {item.document for item in first.values()} == {document.path}
        different[document.path] = len({item.passage for item in first.values()})
    assert min(different.values()) >= 2, different
    # an operating manual has little for eight roles, a guide written for all has something for each
    assert sum(count >= 4 for count in different.values()) >= len(different) / 2, different
    for lang in ("de", "en"):
        common = {role: [(i.passage, i.snippet, i.url) for i in ask(site.engine, role=role, lang=lang).items if i.slot == "common"]
                  for role in ROLES}
        assert len({tuple(found) for found in common.values()}) == 1
        assert all(common.values())


# Of what describes one page in both languages, so much must find the same one: translators' titles are not all faithful.
LEAST_SAME = 0.85


def first_pages(site: Site, pairs: Sequence[tuple[str, str]], engines: Mapping[str, Engine], depth: int) -> list[tuple[set[str], ...]]:
    """For each pair the contents that lead, (German, English); language versions of a page are one content."""

    def contents(lang: str, text: str) -> set[str]:
        paths = [hit.document for hit in engines[lang].ask(text, lang=lang, limit=5).items]
        documents = [site.release.document(path) for path in list(dict.fromkeys(paths))[:depth]]
        return {document.id or document.path for document in documents if document}

    return [tuple(contents(lang, text) for lang, text in zip(("de", "en"), pair, strict=True)) for pair in pairs]


def test_07_the_question_in_the_other_language_finds_the_same_content(site: Site) -> None:
    both = {"de": site.engine, "en": site.engine}
    found = first_pages(site, site.twins, both, depth=1)
    assert sum(german == english for german, english in found) >= LEAST_SAME * len(found), found
    asked = first_pages(site, site.asked, both, depth=3)
    assert sum(bool(german & english) for german, english in asked) >= 2 / 3 * len(asked), asked


def test_07_a_translated_library_gives_the_same_winner(site: Site, tmp_path: Path) -> None:
    languages: dict[str, set[str]] = {}
    for document in site.release.documents:
        languages.setdefault(document.id, set()).add(document.lang)
    halves = {}
    for lang in ("de", "en"):
        gone = [d.path for d in site.release.documents if d.lang != lang or len(languages[d.id]) < 2 or not d.id]
        halves[lang] = site.changed(tmp_path, lambda folder, gone=gone: remove(folder, gone))  # type: ignore[misc]
    assert len({len(engine.current.get().documents) for engine in halves.values()}) == 1
    found = first_pages(site, site.twins, halves, depth=1)
    assert sum(german == english for german, english in found) >= LEAST_SAME * len(found), found


@pytest.fixture(scope="module")
def framed(site: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Path, dict[str, str]]:
    """Engine and folder of the site with documents that are also told in the frame `growth`; variant -> neutral."""
    known = {d.path: d.variant_of for d in site.release.documents if d.variant_of and d.frame == "growth"}
    if known:
        return site.engine, site.folder, known
    winners = [site.engine.recommend(request).items[0].document for request in (*asking(site), *BROWSING)]
    made = {path.replace(".md", "-growth.md"): path for path in dict.fromkeys(winners) if path.endswith(".md")}

    def tell(folder: Path) -> None:
        for variant, path in made.items():
            _, front, body = (folder / path).read_text("utf-8").split("---\n", 2)
            front = "".join(line for line in front.splitlines(keepends=True) if not line.startswith("id:"))
            first, *sections = body.split("\n## ")  # the same sections from the last to the first
            turned = "\n\n## ".join([first, *reversed(sections)])
            (folder / variant).write_text(f"---\n{front}variant_of: {path}\nframe: growth\n---\n{turned}", "utf-8")

    target = tmp_path_factory.mktemp("framed")
    engine = site.changed(target, tell)
    return engine, next(path for path in target.glob("library-*") if not path.name.endswith("-releases")), made


def test_08_a_frame_changes_how_a_message_is_told_and_no_message(site: Site, framed: tuple[Engine, Path, dict[str, str]]) -> None:
    engine, _, known = framed
    neutral = {document.path: document.variant_of or document.path for document in engine.current.get().documents}
    told_so = set()
    told_about = [document for path in known.values() if (document := site.release.document(path))]
    questions = [Request(now=NOW, lang="de", query=p.text[:150]) for document in told_about[:6] for p in document.passages[:2]]
    for request in (*BROWSING, *asking(site), *questions):
        plain, told = (engine.recommend(replace(request, slots=8, frame=frame)) for frame in ("", "growth"))
        assert not {item.document for item in plain.items} & known.keys(), "a variant never competes"
        assert [neutral[item.document] for item in told.items] == [item.document for item in plain.items]
        assert [(item.slot, item.score) for item in told.items] == [(item.slot, item.score) for item in plain.items]
        assert told.visitor.role == plain.visitor.role
        told_so |= {item.document for item in told.items if item.frame == "growth"}
    assert told_so
    assert told_so <= known.keys()


def test_08_both_variants_hold_the_same_numbers_and_a_wrong_one_is_found(
    site: Site, framed: tuple[Engine, Path, dict[str, str]], tmp_path: Path
) -> None:
    _, folder, known = framed
    assert not [f for f in check(read_library(folder, site.parts.taxonomy), NOW.date()) if f.code == "variant-numbers"]
    changed = tmp_path / "changed"
    for path in (*known, *known.values()):
        (changed / path).parent.mkdir(parents=True, exist_ok=True)
        (changed / path).write_bytes((folder / path).read_bytes())
    wrong = next(iter(known))
    (changed / wrong).write_text(f"{(changed / wrong).read_text('utf-8')}\n\nDas sind 77.123 Stück mehr.\n", "utf-8")
    found = [f.path for f in check(read_library(changed, site.parts.taxonomy), NOW.date()) if f.code == "variant-numbers"]
    assert found == [wrong]


def quotes(url: str) -> list[str]:
    """The pieces of text a link points to."""
    return [unquote(piece) for piece in url.partition("#:~:text=")[2].split(",") if piece]


def test_13_nobody_gets_a_neutral_page_with_working_links_and_the_same_facts(site: Site) -> None:
    known = (Clue("pricing_view", NOW - timedelta(minutes=5)), Clue("view", NOW - timedelta(minutes=9), site.release.documents[3].path))
    for lang in ("de", "en"):
        nobody = ask(site.engine, lang=lang)
        assert nobody.visitor.role.id == "unknown"
        assert len({item.document for item in nobody.items}) == len(nobody.items) == 4
        assert shown(ask(site.engine, lang=lang, seed="another", explore=True, group="holdout")) == shown(
            ask(site.engine, lang=lang, group="holdout", role="it", job_title="Einkaufsleitung", explore=True))
        assert shown(ask(site.engine, lang=lang, history=known, role="finance")) != shown(nobody), "or nothing is personal at all"
        for decision in (nobody, *(ask(site.engine, lang=lang, role=role) for role in ROLES)):
            for item in decision.items:
                assert_fact(site.release, item)


def assert_fact(release: Release, item: Item) -> None:
    """What is shown is what the document says, and the link leads to that document and to words that it holds."""
    passages = [passage for passage in release.passages if passage.section == item.passage]
    document = release.document(item.document)
    assert document is not None
    sentences = {sentence.strip() for passage in passages for sentence in passage.sentences}
    left = item.snippet
    for sentence in sorted(sentences, key=len, reverse=True):
        left = left.replace(sentence, "")
    assert left.strip() == "" or item.snippet.endswith(" …"), item.snippet
    assert item.url.partition("#")[0] == document.url.partition("#")[0]
    text = " ".join(" ".join(passage.text.split()) for passage in passages)
    assert all(" ".join(piece.split()) in text for piece in quotes(item.url)), item.url


def test_contributions_add_up_to_the_score(site: Site) -> None:
    for request in (BROWSING[0], *asking(site)[:2]):
        for item in site.engine.recommend(request).items:
            assert round(sum(item.contributions.values()), 4) == item.score


def test_the_same_request_gives_the_same_answer(site: Site) -> None:
    request = Request(now=NOW, lang="de", role="finance", slots=5)
    assert shown(site.engine.recommend(request)) == shown(site.engine.recommend(replace(request)))
