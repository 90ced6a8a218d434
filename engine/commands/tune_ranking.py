"""scripts/tune_ranking: fit the ranking weights on industries that neither adapter nor heads have seen."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml

from engine.assembly import Assembly
from engine.encoding.prepare import prepare
from engine.insight.judging.cases import read_cases
from engine.insight.judging.corpus_cases import write_library
from engine.insight.judging.run import judge
from engine.insight.judging.tuning import Example, examples, fit, hit_rate
from engine.ranking import score
from engine.retrieval.build import build_release
from engine.retrieval.current import CurrentRelease
from engine.retrieval.remembered import RememberedEncoder
from engine.retrieval.shelf import Shelf
from engine.service import Engine
from engine.settings import Settings
from engine.understanding.annotate import HeadAnnotator
from engine.understanding.corpus import Corpus, read_corpus
from engine.understanding.taught_answers import TaughtAnswers
from engine.understanding.train import encode, train

# written after the shipped adapter was trained
_UNSEEN = "additive_tooling,cybersecurity,hospital_software,legal_tax_services,pumps_compressors,workwear_textile"


def main() -> None:
    """Print what the weights reach before and after; write them with --write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hold-out", help="industries to tune on, by comma", default=_UNSEEN)
    parser.add_argument("--adapter", default="shipped", help="adapter trained without them: folder, shipped or none")
    parser.add_argument("--write", action="store_true", help="write engine/ranking/weights.json")
    given = parser.parse_args()
    held_out = given.hold_out.split(",")
    parts = Assembly(Settings.load(adapter=given.adapter))
    prepare(parts.settings)
    heads = _heads(parts, held_out)
    taught = parts.taught.without(held_out) if parts.taught else None
    table = {kind: dict(values) for kind, values in score.weights().items()}
    with tempfile.TemporaryDirectory() as scratch:
        by_industry = [_examples(parts, heads, taught, industry, Path(scratch)) for industry in held_out]
    for kind in ("question", "scope", "browse"):
        each = [[e for e in found if e.kind == kind] for found in by_industry]
        every = [e for found in each for e in found]
        # honest: fitted on one industry, measured on the other
        crossed = [hit_rate(test, fit([e for other in each if other is not test for e in other], table[kind]))
                   for test in each if len(each) > 1 and test]
        fitted = fit(every, table[kind])
        print(f"{kind}: {len(every)} situations, before {hit_rate(every, table[kind]):.3f}, fitted on the other "
              f"industry {sum(crossed) / max(1, len(crossed)):.3f}, on itself {hit_rate(every, fitted):.3f}")
        print("  " + json.dumps(fitted))
        table[kind] = fitted
    if given.write:
        path = Path(score.__file__).with_name("weights.json")
        path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def _heads(parts: Assembly, held_out: Sequence[str]) -> HeadAnnotator:
    corpus = read_corpus(without=frozenset(held_out))
    encoded = encode(corpus, RememberedEncoder(parts.indexing_encoder, parts.settings.var / "bench"))
    return HeadAnnotator(train(corpus, encoded, parts.taxonomy, parts.encoder.name), parts.taxonomy)


def _examples(
    parts: Assembly, annotator: HeadAnnotator, taught: TaughtAnswers | None, industry: str, scratch: Path
) -> list[Example]:
    """One industry as a library of its own, with its situations."""
    corpus: Corpus = read_corpus()
    library = scratch / industry
    path = scratch / f"{industry}.yaml"
    path.write_text(yaml.safe_dump(write_library(corpus, [industry], library), allow_unicode=True), encoding="utf-8")
    shelf = Shelf(parts.settings.var / "tuning" / industry)
    build_release(library, shelf, parts.taxonomy, parts.indexing_encoder, annotator, progress=lambda *_: None, keep=1)
    engine = Engine(CurrentRelease(shelf, parts.encoder.name), parts.encoder, annotator.heads, taught=taught)
    cases = read_cases(path, datetime(2026, 11, 21, 12, tzinfo=UTC))
    result = judge(engine, cases)
    for group in result.groups:
        rates = {method: result.rate(method, "passage", group) for method in result.verdicts}
        print(f"{industry:12} {group:20} " + "  ".join(f"{m} {r.right}/{r.n}" for m, r in rates.items()), flush=True)
    return examples(engine, cases)


if __name__ == "__main__":
    main()
