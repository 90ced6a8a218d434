"""Libraries that relations are tested on, and what becomes of one when its folder is changed."""

from __future__ import annotations

import csv
import itertools
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.assembly import Assembly
from engine.encoding.encoder import Encoder
from engine.ranking.question_bank import QuestionBank
from engine.retrieval.build import build_release
from engine.retrieval.current import CurrentRelease
from engine.retrieval.release import Release
from engine.retrieval.shelf import Shelf
from engine.service import Engine

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "adobe_campaign_de_en"
# Pages of 250 to 700 words that exist in both languages: product documentation, MIT licence.
_PAGES = "0003 0031 0046 0065 0077 0099 0116 0137 0226 0232 0286 0297 0319 0326 0333 0341 0363"
Change = Callable[[Path], None]


@dataclass(frozen=True)
class Site:
    """A library with its engine: `asked` are questions, `twins` one-line descriptions of single pages, in German and English."""

    name: str
    folder: Path
    parts: Assembly
    encoder: Encoder
    engine: Engine
    asked: tuple[tuple[str, str], ...]
    twins: tuple[tuple[str, str], ...]

    @property
    def release(self) -> Release:
        """What is served."""
        return self.engine.current.get()

    def changed(self, tmp_path: Path, *changes: Change) -> Engine:
        """The engine over a copy of the folder to which the changes were made; unchanged texts keep their vectors."""
        folder = Path(shutil.copytree(self.folder, tmp_path / f"library-{len(list(tmp_path.iterdir()))}"))
        for change in changes:
            change(folder)
        return built(self.parts, self.encoder, folder, Shelf(folder.with_name(f"{folder.name}-releases")))

    def hiding(self, paths: Sequence[str], **facts: object) -> Release:
        """The release as if documents had these facts in their front matter, such as `audience="internal"`."""
        release, number = self.release, next(_NUMBERS)
        documents = tuple(replace(d, **facts) if d.path in paths else d for d in release.documents)  # type: ignore[arg-type]
        return replace(release, id=f"{release.id}-{number}", documents=documents, _visible={}, _contents=[], _paths={})


_NUMBERS = itertools.count()


def built(parts: Assembly, encoder: Encoder, folder: Path, shelf: Shelf, bank: bool = False) -> Engine:
    """An engine over a folder."""
    build_release(folder, shelf, parts.taxonomy, encoder, parts.annotator, progress=lambda *_: None)
    return over(parts, shelf, bank)


def over(parts: Assembly, shelf: Shelf, bank: bool = False) -> Engine:
    """An engine over what a shelf holds; without the bank it offers no questions."""
    known = QuestionBank(parts.encoder, parts.taught, parts.heads) if bank else None
    current = CurrentRelease(shelf, parts.encoder.name, known.prepare if known else None)
    return Engine(current, parts.encoder, parts.heads, bank=known, taught=parts.taught)


def real_folder(target: Path) -> Path:
    """34 real pages, German and English, each with the id that its other language has too."""
    with (DATA / "labels.csv").open(encoding="utf-8") as file:
        titles = {row["id"]: row["title"] for row in csv.DictReader(file)}
    for number, lang in itertools.product(_PAGES.split(), ("de", "en")):
        name = f"camp-{number}-{lang}"
        front = {"title": titles[name], "language": lang, "id": f"camp-{number}", "url": f"https://docs.example/{lang}/{number}"}
        head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items())
        page = (DATA / "docs" / lang / f"{name}.md").read_text(encoding="utf-8")
        (target / lang).mkdir(parents=True, exist_ok=True)
        (target / lang / f"{name}.md").write_text(f"---\n{head}\n---\n{page}", encoding="utf-8")
    return target


def real_twins() -> tuple[tuple[str, str], ...]:
    """What the pages' authors say in one sentence that each page is about, where both languages say it."""
    lines = (DATA / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {entry["id"]: entry["text"] for entry in map(json.loads, lines)}
    names = [(f"kq-camp-{number}-de", f"kq-camp-{number}-en") for number in _PAGES.split()]
    return tuple((texts[de], texts[en]) for de, en in names if de in texts and en in texts)


def title_twins(release: Release) -> tuple[tuple[str, str], ...]:
    """The titles of pages that exist in both languages, as their authors wrote them."""
    titles: dict[str, dict[str, str]] = {}
    for document in release.documents:
        titles.setdefault(document.id, {})[document.lang] = document.title
    return tuple((said["de"], said["en"]) for name, said in titles.items() if name and len(said) == 2)


def remove(folder: Path, paths: Sequence[str]) -> None:
    """Take documents out of a library folder."""
    for path in paths:
        (folder / path).unlink()
