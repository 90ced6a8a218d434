"""The command behind scripts/train_adapter.

Train on everything, as shipped:    scripts/train_adapter --out DIR
Prove it on unseen industries:      scripts/train_adapter --hold-out machines,payroll --out DIR [--xquad FOLDER]
Only measure an adapter:            scripts/train_adapter --measure DIR --hold-out machines,payroll
General pairs beside the corpus:    --pairs FOLDER (pairs.jsonl.gz) --documents FOLDER (german/english.jsonl.gz)

Same seed and number of processes: same result on the same machine. Nothing is fetched.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
from dataclasses import replace
from pathlib import Path

from engine.encoding.load import load_encoder
from engine.encoding.prepare import prepare
from engine.encoding.training.batches import Mix, Pair
from engine.encoding.training.corpus import read_corpus
from engine.encoding.training.evaluation import Figures, format_tables, held_out_figures, xquad_figures
from engine.encoding.training.train import Recipe, train
from engine.settings import Settings

CORPUS = Path(__file__).parents[2] / "understanding" / "corpus"
_RECIPE = Recipe()


def main() -> None:
    """Parse the command line, train, measure, print Markdown tables."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    given = _arguments()
    settings = Settings.load(adapter="none")
    held_out = [name for name in given.hold_out.split(",") if name]
    if given.measure is None:
        mix = Mix(pairs=given.pairs_a_step if given.pairs else 0)
        recipe = replace(_RECIPE, epochs=given.epochs, learning_rate=given.learning_rate, rank=given.rank,
                         first_layer=given.first_layer, temperature=given.temperature,
                         label_weight=given.label_weight, seed=given.seed,
                         alpha=2.0 * given.rank, scale=given.scale, minutes=given.minutes, mix=mix)
        pairs = read_pairs(given.pairs, given.documents) if given.pairs else []
        corpus = read_corpus(given.corpus, without=held_out)
        print(f"{len(corpus.passages)} passages, {len(pairs)} general pairs, {recipe}", flush=True)
        train(prepare(settings), corpus, pairs, recipe, given.out, processes=given.processes, report=_say)
    if held_out or given.xquad:
        _measure(settings, given, held_out)


def read_pairs(folder: Path, documents: Path, longest: int = 900) -> list[Pair]:
    """Author's description -> article, cut to `longest` characters; articles with patch codes left out."""
    texts: dict[tuple[str, str], str] = {}
    for name in ("german", "english"):
        with gzip.open(documents / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                texts[row["source"], row["id"]] = f"{row['title']}\n{row['text'].lstrip('# ')}"[:longest]
    with gzip.open(folder / "pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["query"], texts[row["source"], row["document"]]) for row in rows
            if (row["source"], row["document"]) in texts and "commerce" not in row["source"]]


def _measure(settings: Settings, given: argparse.Namespace, held_out: list[str]) -> None:
    adapted = replace(settings, adapter=str(given.measure or given.out))
    tables: dict[str, dict[str, dict[str, Figures]]] = {}
    for name, chosen in (("without", settings), ("with", adapted)):
        prepare(chosen)
        encoder = load_encoder(chosen, indexing=True)
        if held_out:
            figures = held_out_figures(read_corpus(given.corpus, only=held_out), encoder.queries, encoder.passages)
            tables.setdefault(f"held out: {', '.join(held_out)}", {})[name] = figures
        if given.xquad:
            tables.setdefault("XQuAD", {})[name] = xquad_figures(given.xquad, encoder.queries, encoder.passages)
    for title, columns in tables.items():
        print(f"\n### {title} (MRR / hit@1)\n\n{format_tables(columns)}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of industries")
    parser.add_argument("--hold-out", default="", help="industries not trained on, but measured; commas between")
    parser.add_argument("--out", type=Path, default=Path("var/adapter"), help="folder of the new adapter")
    parser.add_argument("--measure", type=Path, help="measure this adapter instead of training one")
    parser.add_argument("--xquad", type=Path, help="folder with corpus.jsonl, queries.jsonl, qrels.*.tsv")
    parser.add_argument("--pairs", type=Path, help="folder with pairs.jsonl.gz")
    parser.add_argument("--documents", type=Path, help="folder with the documents of the pairs")
    parser.add_argument("--pairs-a-step", type=int, default=12)
    parser.add_argument("--epochs", type=int, default=_RECIPE.epochs)
    parser.add_argument("--first-layer", type=int, default=_RECIPE.first_layer, help="layers below stay frozen")
    parser.add_argument("--rank", type=int, default=_RECIPE.rank)
    parser.add_argument("--scale", type=float, default=_RECIPE.scale, help="share of the learnt change that is kept")
    parser.add_argument("--learning-rate", type=float, default=_RECIPE.learning_rate)
    parser.add_argument("--temperature", type=float, default=_RECIPE.temperature)
    parser.add_argument("--label-weight", type=float, default=_RECIPE.label_weight)
    parser.add_argument("--minutes", type=float, default=_RECIPE.minutes, help="time after which the rate is zero")
    parser.add_argument("--seed", type=int, default=_RECIPE.seed)
    parser.add_argument("--processes", type=int, default=2, help="one a core")
    return parser.parse_args()


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
