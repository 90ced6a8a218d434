"""Known-item search in a real product documentation in two languages (adobe_campaign_de_en, 543 questions).

    .venv/bin/python -m scripts.bench.adobe [--vectors var/bench]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.encoding.load import load_encoder
from engine.library.read import read_library
from engine.retrieval.remembered import RememberedEncoder
from engine.settings import Settings
from engine.taxonomy import load_taxonomy
from scripts.bench.directions import markdown, ranks
from scripts.bench.pool import DATA, Text, beginning, make_pool, read_questions

_BEGINNING = 1200  # characters: a description is answered by the page as a whole, and it begins by saying what it is


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--vectors", type=Path, default=Path("var/bench"))
    given = options.parse_args()
    folder = DATA / "adobe_campaign_de_en"
    if not folder.is_dir():
        raise SystemExit(f"The data set is not here: {folder}")
    encoder = RememberedEncoder(load_encoder(Settings.load(), indexing=True), given.vectors)
    pages = read_pages(folder)
    found = ranks(make_pool(pages, encoder), read_questions(folder), encoder)
    print(f"\nMRR@10 (hit@1), {len(pages)} pages, model {encoder.name}\n\n{markdown(found)}")


def read_pages(folder: Path) -> list[Text]:
    """The beginning of every page as the library's reader gives it, under the id that the gold uses."""
    pages = []
    for document in read_library(folder / "docs", load_taxonomy()).documents:
        text = "\n".join([document.title, *(p.text for p in document.passages)])
        pages.append(Text(Path(document.path).stem, document.lang, beginning(text, _BEGINNING)))
    return pages


if __name__ == "__main__":
    main()
