"""scripts/calibrate_visitors: measure, choose exponents and thresholds, write calibration.json and a picture."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from engine.encoding.load import load_encoder
from engine.retrieval.remembered import RememberedEncoder
from engine.settings import Settings
from engine.taxonomy import Taxonomy, shipped
from engine.understanding.corpus import read_corpus
from engine.visitors.calibrating.fitting import fit_trust, question_weights, shares_of
from engine.visitors.calibrating.held_out import HeldOut, held_out
from engine.visitors.calibrating.plot import save_plot
from engine.visitors.calibrating.reliability import Bin, expected_calibration_error, log_loss, reliability, table
from engine.visitors.calibration import Calibration, Trust, load_calibration

ROLE_ACCURACY, PHASE_ACCURACY = 0.85, 0.60
ROLE_HIGHEST = 0.70  # right in 84 of 100 bare questions of unseen industries from here on; from .60 on in 76
PHASE_HIGHEST = 0.40  # 17 of 17 right on the development scenarios from here on, 16 of 16 from 0.45 on
PLOT = Path("docs/reliability.svg")


def main() -> None:
    """Print the figures before and after; write them unless --dry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="only print how the present calibration does")
    parser.add_argument("--plot", type=Path, help=f"reliability plot, an SVG; default {PLOT}, with --dry none")
    given = parser.parse_args()
    settings, taxonomy = Settings.load(), shipped()
    encoder = RememberedEncoder(load_encoder(settings, indexing=True), settings.var / "bench")
    roles, phases = held_out(read_corpus(), encoder, taxonomy, lambda line: print(line, flush=True))
    present = load_calibration()
    if present.role.base:
        print("\nPresent calibration\n" + report(roles, phases, present, taxonomy))
        if given.dry and given.plot:
            save_plot(bins_of(roles, phases, present, taxonomy), _title(encoder.name), given.plot)
    if given.dry:
        return
    chosen = choose(roles, phases, taxonomy, encoder.name)
    print("\nChosen\n" + report(roles, phases, chosen, taxonomy))
    chosen.save()
    save_plot(bins_of(roles, phases, chosen, taxonomy), _title(encoder.name), given.plot or PLOT)


def choose(roles: HeldOut, phases: HeldOut, taxonomy: Taxonomy, encoder: str) -> Calibration:
    """Exponents and thresholds with the figures they were chosen by."""
    most = taxonomy.phase_rules["max_lr_per_event"]
    role = fit_trust(roles, taxonomy.role_prior, most, accuracy=ROLE_ACCURACY, least=0.5,
                     highest=ROLE_HIGHEST)
    phase = fit_trust(phases, taxonomy.phase_prior["search"], most, accuracy=PHASE_ACCURACY, least=0.34,
                      highest=PHASE_HIGHEST)
    measured = {"role": _figures(roles, role, taxonomy.role_prior, most),
                "phase": _figures(phases, phase, taxonomy.phase_prior["search"], most)}
    return Calibration(encoder, role, phase, measured)


def bins_of(roles: HeldOut, phases: HeldOut, calibration: Calibration, taxonomy: Taxonomy) -> dict[str, list[Bin]]:
    """The reliability table of roles and of phases, over the questions of which somebody could tell."""
    most = taxonomy.phase_rules["max_lr_per_event"]
    return {"Role": _bins(roles, calibration.role, taxonomy.role_prior, most),
            "Phase": _bins(phases, calibration.phase, taxonomy.phase_prior["search"], most)}


def _bins(data: HeldOut, trust: Trust, prior: dict[str, float], most: float) -> list[Bin]:
    known = data.truth >= 0
    return reliability(shares_of(data, trust, prior, most)[known], data.truth[known], question_weights(data, prior)[known])


def _title(encoder: str) -> str:
    return f"Reliability of role and phase from one question, industries left out in turn, {encoder}"


def report(roles: HeldOut, phases: HeldOut, calibration: Calibration, taxonomy: Taxonomy) -> str:
    """Figures and reliability tables of roles and phases from a single question."""
    most = taxonomy.phase_rules["max_lr_per_event"]
    parts = []
    for name, data, trust, prior in (("Roles", roles, calibration.role, taxonomy.role_prior),
                                     ("Phases", phases, calibration.phase, taxonomy.phase_prior["search"])):
        figures = _figures(data, trust, prior, most)
        parts.append(f"{name}: power {trust.power}, words {trust.words}, prior {trust.prior}, "
                     f"act from {trust.act_from}\n"
                     + "\n".join(f"  {key:<40}{value:.3f}" for key, value in figures.items())
                     + "\n" + table(_bins(data, trust, prior, most)))
    return "\n\n".join(parts)


def _figures(data: HeldOut, trust: Trust, prior: dict[str, float], most: float) -> dict[str, float]:
    shares, known = shares_of(data, trust, prior, most), data.truth >= 0
    right = shares.argmax(axis=1) == data.truth
    acted = shares.max(axis=1) >= trust.act_from
    weights, bins = question_weights(data, prior), _bins(data, trust, prior, most)
    return {
        "questions": float(len(data.truth)),
        "accuracy where somebody could tell": float(right[known].mean()),
        "the same, asked without a document": float(right[known & data.alone].mean()),
        "acted on": float(acted.mean()),
        "right among acted on (open ones wrong)": float(right[acted].mean()),
        "right among acted on, known": float(right[acted & known].mean()),
        "acted on though nobody could tell": float(acted[~known].mean()) if (~known).any() else 0.0,
        "log-loss": log_loss(shares[known], data.truth[known], weights[known]),
        "log-loss of even guesses": float(np.log(len(data.labels))),
        "expected calibration error": expected_calibration_error(bins),
    }


if __name__ == "__main__":
    main()
