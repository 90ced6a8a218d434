"""scripts/train_titles: fit the classifier of job titles and write its weights file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from engine.taxonomy import shipped
from engine.understanding.corpus import Corpus, read_corpus
from engine.visitors.titles.classifier import NONE, SHIPPED, TitleClassifier, train_titles
from engine.visitors.titles.lessons import Lesson, from_corpus, from_esco, from_taxonomy, from_words


def main() -> None:
    """Train on everything; with --measure, first leave out one industry after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--esco", type=Path, help="CSV of ESCO occupations (English), optional")
    parser.add_argument("--measure", action="store_true", help="print leave-one-industry-out figures; minutes")
    given = parser.parse_args()
    taxonomy, corpus = shipped(), read_corpus()
    lessons = from_words() + from_taxonomy(taxonomy) + (from_esco(given.esco) if given.esco else [])
    roles = list(taxonomy.roles)
    if given.measure:
        print(measure(corpus, lessons, roles), flush=True)
    classifier = train_titles(lessons + from_corpus(corpus.titles), roles)
    classifier.save()
    whole = len(lessons) + len(corpus.titles)
    print(f"Wrote {SHIPPED.name} from {whole} titles ({SHIPPED.stat().st_size // 1024} kB).")


def measure(corpus: Corpus, lessons: Sequence[Lesson], roles: Sequence[str]) -> str:
    """Each industry's titles judged by a classifier that has not seen them."""
    answered: list[tuple[tuple[str, ...], dict[str, float]]] = []
    for industry in sorted({industry for industry, *_ in corpus.titles}):
        classifier = train_titles([*lessons, *from_corpus(corpus.titles, without=industry)], roles)
        answered += [(true, classifier.predict(text)) for name, text, _, true in corpus.titles if name == industry]
    return _table(answered)


def _table(answered: Sequence[tuple[tuple[str, ...], dict[str, float]]]) -> str:
    speaking = [(true, _best(told)) for true, told in answered if true]
    sure = [(true, _best(told)) for true, told in answered if told[_best(told)] >= 0.5]
    silent = [told for true, told in answered if not true]
    two = [(set(true), set(sorted((r for r in told if r != NONE), key=lambda r: -told[r])[:2]))
           for true, told in answered if len(true) == 2]
    rows = [
        ("first role right, titles with a role", sum(best in true for true, best in speaking), len(speaking)),
        ("right among those above 0.5", sum(best in true for true, best in sure), len(sure)),
        ("silent titles left silent", sum(told[_best(told)] < 0.5 for told in silent), len(silent)),
        ("both hats found", sum(true == found for true, found in two), len(two)),
    ]
    return "\n".join(f"{name:<38} {right:>4} of {whole:<4} {right / max(1, whole):.1%}" for name, right, whole in rows)


def _best(told: dict[str, float]) -> str:
    return max((role for role in told if role != NONE), key=lambda role: told[role])


__all__ = ["TitleClassifier", "main", "measure"]

if __name__ == "__main__":
    main()
