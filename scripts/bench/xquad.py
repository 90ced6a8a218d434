"""Ask-box retrieval on XQuAD (480 paragraphs) among distractors, by language of question and document.

    .venv/bin/python -m scripts.bench.xquad [--distractors 5000] [--vectors var/bench]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.encoding.load import load_encoder
from engine.retrieval.remembered import RememberedEncoder
from engine.settings import Settings
from scripts.bench.directions import markdown, ranks
from scripts.bench.pool import DATA, distractors, make_pool, read_questions, read_texts


def main() -> None:
    """Print the table; vectors are kept by model, so that a second run takes a minute."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--distractors", type=int, default=5000)
    options.add_argument("--vectors", type=Path, default=Path("var/bench"))
    given = options.parse_args()
    folder = DATA / "xquad_de_en"
    if not folder.is_dir():
        raise SystemExit(f"The data set is not here: {folder}")
    encoder = RememberedEncoder(load_encoder(Settings.load(), indexing=True), given.vectors)
    texts = read_texts(folder / "corpus.jsonl") + distractors(given.distractors)
    pool = make_pool(texts, encoder)
    found = ranks(pool, read_questions(folder), encoder)
    print(f"\nMRR@10 (hit@1), {len(texts)} passages, model {encoder.name}\n\n{markdown(found)}")


if __name__ == "__main__":
    main()
