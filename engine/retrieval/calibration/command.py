"""scripts/calibrate_answers: ask the development questions, fit, test with groups left out, write answers.json."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from engine.encoding.load import load_encoder
from engine.retrieval.answerability import FEATURES
from engine.retrieval.calibrated import CRITICAL, SHIPPED
from engine.retrieval.calibration.data import Data, corpus_samples, xquad_samples
from engine.retrieval.calibration.fit import fit_hits, fit_samples, left_out, weigh
from engine.retrieval.calibration.report import area, choose_threshold, curve, kinds, none_scores, reliability
from engine.retrieval.calibration.samples import HITS, Sample
from engine.retrieval.remembered import RememberedEncoder
from engine.settings import Settings
from engine.taxonomy import load_taxonomy
from engine.understanding.corpus import read_corpus
from engine.understanding.train import encode, taught_of, train, unseen_industries

REFUSED, CRITICAL_REFUSED = 0.03, 0.10  # answerable questions that a threshold may refuse at most


def main() -> None:
    """Calibrate for the current model; a few minutes, most of it encoding, which is remembered."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--xquad", type=Path, default=Path("../shared/data/xquad_de_en"))
    options.add_argument("--dry", action="store_true", help="print, write nothing")
    given = options.parse_args()
    settings = Settings.load()
    encoder = RememberedEncoder(load_encoder(settings, indexing=True), settings.var / "bench")
    samples = _samples(encoder, given.xquad)
    probability = left_out(samples)
    threshold = choose_threshold(samples, probability, REFUSED)
    critical = [i for i, s in enumerate(samples) if s.critical >= CRITICAL]
    strict = max(threshold, choose_threshold([samples[i] for i in critical], probability[critical], CRITICAL_REFUSED))
    final, hits = fit_samples(samples), fit_hits(samples, probability)
    answerable = np.array([s.answerable for s in samples])
    each = weigh(samples)
    table, error = reliability(probability, answerable, each)
    precision, recall, refused = none_scores(samples, probability, threshold)
    print(f"{len(samples)} samples, area {area(probability, answerable, each):.3f}, calibration error {error:.3f}\n\n"
          f"{curve(samples, probability)}\n\n{kinds(samples, probability, threshold)}\n\n{table}\n")
    table, hit_error = _hits(samples, probability, hits)
    print(f"Hits: calibration error {hit_error:.3f}\n\n{table}\n")
    text = json.dumps({
        "model": encoder.name, "bias": round(final.bias, 4), "threshold": round(threshold, 4),
        "weights": dict(zip(FEATURES, np.round(final.weights, 4).tolist(), strict=True)),
        "critical_threshold": round(strict, 4), "hits": np.round(hits, 4).tolist(),
        "measured": {"precision_none": round(precision, 3), "recall_none": round(recall, 3),
                     "refused_answerable": round(refused, 3), "calibration_error": round(error, 3)},
    }, indent=1)
    print(text)
    if not given.dry:
        SHIPPED.write_text(f"{text}\n", encoding="utf-8")


def _samples(encoder: RememberedEncoder, xquad: Path) -> list[Sample]:
    taxonomy, corpus = load_taxonomy(), read_corpus()
    encoded = encode(corpus, encoder)
    names = unseen_industries(corpus)
    heads = {}
    for name in names:
        heads[name] = train(corpus, encoded, taxonomy, encoder.name, without=name)
        print(f"  heads without {name}", flush=True)
    data = Data(corpus, encoder, taxonomy, dict(heads), taught_of(corpus, encoded, encoder.name))
    samples = [*corpus_samples(data, names, xquad), *xquad_samples(data, xquad)]
    print(f"  {len(samples)} samples", flush=True)
    return samples


def _hits(samples: list[Sample], probability: np.ndarray[tuple[int], np.dtype[np.float64]],
          hits: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[str, float]:
    a, b, c = hits
    p = np.clip(probability, 1e-6, 1 - 1e-6)[:, None]
    below = np.array([s.below for s in samples])
    stated = 1 / (1 + np.exp(-np.clip(a + b * np.log(p / (1 - p)) - c * below, -30, 30)))
    right, there = np.array([s.right for s in samples]), np.isfinite(below)
    each = np.repeat(weigh(samples)[:, None], HITS, axis=1)
    return reliability(stated[there], right[there], each[there])


if __name__ == "__main__":
    main()
