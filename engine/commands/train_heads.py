"""scripts/train_heads: encode the corpus, fit the heads, keep what answered what and what is off topic; four files."""

from __future__ import annotations

import textwrap

from engine.encoding.load import load_encoder
from engine.retrieval.remembered import RememberedEncoder
from engine.settings import Settings
from engine.taxonomy import load_taxonomy
from engine.understanding import off_topic, taught_answers, wordlike
from engine.understanding.corpus import read_corpus, texts_of
from engine.understanding.train import encode, taught_of, train
from engine.understanding.trained import SHIPPED


def main() -> None:
    """Train on all industries; writes `heads.npz`, `taught_answers.npz`, `off_topic.npz` and `wordlike.txt`."""
    settings = Settings.load()
    taxonomy, corpus = load_taxonomy(), read_corpus()
    encoder = RememberedEncoder(load_encoder(settings, indexing=True), settings.var / "bench")
    print(f"Encoding {len(corpus.passages)} passages and {len(corpus.questions) + len(corpus.asks)} questions "
          f"with {encoder.name} ...", flush=True)
    encoded = encode(corpus, encoder)
    print("Fitting ...", flush=True)
    heads = train(corpus, encoded, taxonomy, encoder.name)
    heads.save(SHIPPED, {g: list(getattr(taxonomy, g)) for g in ("roles", "phases", "facets", "types")})
    taught = taught_of(corpus, encoded, encoder.name)
    taught.save()
    if taught.off_topic:
        taught.off_topic.save(encoder.name)
    triples = wordlike.usual_triples(word for text in texts_of(corpus) for word in text.casefold().split())
    wordlike.SHIPPED.write_text("\n".join(textwrap.wrap(" ".join(triples), 128, break_on_hyphens=False)) + "\n", encoding="utf-8")
    for path in (SHIPPED, taught_answers.SHIPPED, off_topic.SHIPPED, wordlike.SHIPPED):
        print(f"Wrote {path.name} ({path.stat().st_size // 1024} kB).")


if __name__ == "__main__":
    main()
