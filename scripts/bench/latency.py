"""How long a decision, a question and an answer take on the release of LOTSE_VAR, in process, against one model call.

    LOTSE_VAR=DIR OMP_NUM_THREADS=1 .venv/bin/python -m scripts.bench.latency [--times 200]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from engine.assembly import Assembly
from engine.ranking.request import Request
from engine.settings import Settings

_ASKED = ("what does it cost", "Welche Daten verlassen das Haus?", "how do I install it", "Was tun bei einer Störung?",
          "who trains our people", "Wie lange dauert die Einführung?", "is it compliant", "Gibt es Referenzen?")


def main() -> None:
    """Print a Markdown table; every text is new to the caches."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200)
    times = parser.parse_args().times
    parts = Assembly(Settings.load())
    engine = parts.engine()
    release, roles = engine.current.get(), list(parts.taxonomy.roles)
    engine.current.follow()  # as the service does
    print(f"{len(release.documents)} documents, {len(release.passages)} passages, {len(release.sentences)} sentences, "
          f"{release.model}\n\n| what | median | p95 | p95 against a model call |\n|---|---|---|---|")
    parts.encoder.queries(["warm"])
    base = _timed(lambda i: parts.encoder.queries([f"{_ASKED[i % 8]} {i} baseline"]), times)
    _row("one model call", base, base)
    _row("a decision without a question",
         _timed(lambda i: engine.recommend(Request(role=roles[i % len(roles)], lang="de" if i % 2 else "en")), times), base)
    _row("the same of the holdout, which is ranked twice", _timed(lambda i: engine.recommend(
        Request(role=roles[i % len(roles)], lang="de" if i % 2 else "en", group="holdout", explore=True)), times), base)
    _row("a decision with a question",
         _timed(lambda i: engine.recommend(Request(query=f"{_ASKED[i % 8]} {i}", lang="de" if i % 2 else "en")), times), base)
    _row("an answer", _timed(lambda i: engine.ask(f"{_ASKED[i % 8]} {i} again", lang="en"), times), base)


def _timed(call: Callable[[int], object], times: int) -> list[float]:
    """Milliseconds of each call after ten that are not counted."""
    taken = []
    for i in range(-10, times):
        began = time.perf_counter()
        call(i)
        taken.append(1000 * (time.perf_counter() - began))
    return taken[10:]


def _row(what: str, taken: list[float], base: list[float]) -> None:
    median, slow = np.percentile(taken, [50, 95])
    print(f"| {what} | {median:.1f} ms | {slow:.1f} ms | {slow / np.percentile(base, 95):.1f} |", flush=True)


if __name__ == "__main__":
    main()
