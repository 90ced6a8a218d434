"""A folder of real documents through the whole engine: index it, ask it, look at the answers.

    LOTSE_VAR=var/real .venv/bin/python -m engine index ../shared/data/kubernetes_website_en_de/docs
    LOTSE_VAR=var/real .venv/bin/python -m scripts.bench.real_folder [QUESTIONS.txt]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from engine.assembly import Assembly
from engine.settings import Settings

QUESTIONS = (
    "How do I roll back a deployment?",
    "Wie setze ich ein Deployment auf eine frühere Version zurück?",
    "What happens to pods when a node fails?",
    "how much memory can a container use",
    "Welche Firmen haben Kubernetes eingeführt und was hat es gebracht?",
    "Are secrets encrypted at rest by default?",
    "Sind Secrets verschlüsselt gespeichert?",
    "difference between statefulset and deployment",
    "What does a support contract cost per year?",
    "Gibt es eine Zertifizierung nach ISO 27001?",
    "Who is the works council contact?",
    "Welche Farbe hat das Gehäuse?",
)


def main() -> None:
    """Print the first two hits of each question and the time it took."""
    questions = Path(sys.argv[1]).read_text("utf-8").splitlines() if len(sys.argv) > 1 else QUESTIONS
    engine = Assembly(Settings.load()).engine()
    engine.ask(questions[0])
    took = []
    for question in questions:
        started = time.perf_counter()
        found = engine.ask(question, limit=5)
        took.append(time.perf_counter() - started)
        print(f"\n{question}\n  {found.answer} ({found.confidence:.2f}, {found.lang})")
        for hit in found.items[:2]:
            print(f"  {hit.confidence:.2f} [{hit.lang}] {hit.passage}\n       {hit.snippet}")
    print(f"\n{len(questions)} questions, median {1000 * float(np.median(took)):.0f} ms, "
          f"slowest {1000 * max(took):.0f} ms")


if __name__ == "__main__":
    main()
