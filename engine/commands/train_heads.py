"""scripts/train_heads: encode the corpus, fit the heads, keep what answered what and what is off topic; three files."""

from __future__ import annotations

from engine.encoding.load import load_encoder
from engine.retrieval.remembered import RememberedEncoder
from engine.settings import Settings
from engine.taxonomy import load_taxonomy
from engine.understanding import off_topic, taught_answers
from engine.understanding.corpus import read_corpus
from engine.understanding.train import encode, taught_of, train
from engine.understanding.trained import SHIPPED


def main() -> None:
    """Train on all industries; writes `heads.npz`, `taught_answers.npz` and `off_topic.npz`."""
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
    for path in (SHIPPED, taught_answers.SHIPPED, off_topic.SHIPPED):
        print(f"Wrote {path.name} ({path.stat().st_size // 1024} kB).")


if __name__ == "__main__":
    main()
