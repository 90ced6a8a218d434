"""What speaks for a library answering a question: numbers for the calibrated decision, the same for every library."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.names import has_siblings, holding, names
from engine.retrieval.release import Release
from engine.retrieval.search import Matches, Question, centred_rows, language_bias
from engine.retrieval.specifics import asks_for_number, has_number, missing_terms, specific_terms

FEATURES = (
    "sentence", "passage", "height", "margin", "crowd", "words", "words_near", "rarest", "words_other", "unknown",
    "other_language", "terms_missing", "terms_unknown", "number_missing", "facets", "recalled",
    "off_topic", "off_topic_unmet", "names_unknown", "nouns_unknown",
)
# The more of it the likelier an answer, and the less likely; "other_language" may not count either way.
RISING = frozenset({"sentence", "passage", "height", "margin", "crowd", "words", "words_near", "rarest", "words_other",
                    "facets", "recalled"})
FALLING = frozenset({"unknown", "terms_missing", "terms_unknown", "number_missing", "off_topic", "off_topic_unmet",
                     "names_unknown", "nouns_unknown"})
_FIELD = 1000  # passages that stand for the library when the height over it is measured
_NEIGHBOURS = 10
_NOUNS = 3  # unknown ones from which more say nothing more
_SPOKEN = 0.2  # share of the passages from which a library speaks a language: else its nouns cannot be expected there


def describe(release: Release, question: Question, matches: Matches, sentences: str) -> NDArray[np.float64]:
    """Features of the best match, (F,) in the order of `FEATURES`.

    Args:
        sentences: what would be shown of the best match.

    None of them is a raw cosine or depends on the size of the library: cosines are taken less the pull of the
    language, heights in spreads of the field less what the best of n would reach by chance. Length and style of
    the question are left out on purpose: in any development set they tell who wrote the question, not whether
    it has an answer.
    """
    top = int(matches.rows[0])
    spread, height = _field(release, question, matches)
    words = _words(release, question, matches, top)
    strange = max(question.strangeness, 0.0)
    values = {
        "sentence": float(matches.best_sentence[0] - matches.bias[0]),
        "passage": float(matches.passage[0] - matches.bias[0]),
        "height": height,
        "margin": float(matches.score[0] - matches.score[1]) / spread if len(matches.score) > 1 else 1.0,
        "crowd": _crowd(matches) / spread,
        **words,
        **_terms(release, question, top),
        **_names(release, question, matches),
        "number_missing": float(asks_for_number(question.text) and not has_number(sentences)),
        "facets": _facets(release, question, top),
        "recalled": 0.0 if question.recalled is None
        else float(centred_rows(release, matches.rows[:1])[0] @ question.recalled.direction),
        # what is strange may still be answered: then its words stand there
        "off_topic": strange, "off_topic_unmet": strange * (1.0 - max(words["words"], words["words_other"])),
    }
    return np.array([values[name] for name in FEATURES])


def _field(release: Release, question: Question, matches: Matches) -> tuple[float, float]:
    """(spread of cosines over the library, height of the best above what chance gives in a library of that size)."""
    rows = np.flatnonzero(matches.allowed)
    count = len(rows)
    if count > _FIELD:
        rows = rows[np.linspace(0, count - 1, _FIELD).astype(np.int64)]
    cosines = release.vectors[rows] @ question.vector - language_bias(release, question.vector, rows)
    spread = max(float(cosines.std()), 0.01)
    best = float(matches.passage[0] - matches.bias[0] - cosines.mean()) / spread
    return spread, best - math.sqrt(2 * math.log(max(count, 2)))


def _crowd(matches: Matches) -> float:
    rest = matches.score[1 : 1 + _NEIGHBOURS]
    return float(matches.score[0] - rest.mean()) if len(rest) else 0.0


def _words(release: Release, question: Question, matches: Matches, top: int) -> dict[str, float]:
    """Shares of the question's words, by idf, that the best passage and its neighbours hold."""
    found = release.lexical.where(question.text, question.lang, translated=True)
    total = sum(idf for idf, _ in found) or 1.0
    near = set(matches.rows[:3].tolist()) | set(release.rows_of(release.documents[release.document_of[top]].path))
    here = sum(idf for idf, rows in found if holds_row(rows, top)) / total
    close = sum(idf for idf, rows in found if near.intersection(rows.tolist())) / total
    unknown = sum(idf for idf, rows in found if not matches.allowed[rows].any()) / total
    rarest = max(found, key=lambda pair: pair[0], default=(0.0, np.zeros(0, dtype=np.int32)))[1]
    other = release.passages[top].lang != question.lang
    return {
        "words": 0.0 if other else here, "words_near": 0.0 if other else close, "words_other": here if other else 0.0,
        "rarest": float(not other and holds_row(rarest, top)), "unknown": unknown,
        "other_language": float(other),
    }


def holds_row(rows: NDArray[np.int32], row: int) -> bool:
    """Whether a row is among these, which are in order."""
    at = int(np.searchsorted(rows, row))
    return at < len(rows) and int(rows[at]) == row


def _terms(release: Release, question: Question, top: int) -> dict[str, float]:
    """Specific terms that the best passage lacks, and those that its whole document lacks."""
    terms = specific_terms(question.text)
    if not terms:
        return {"terms_missing": 0.0, "terms_unknown": 0.0}
    document = release.documents[release.document_of[top]]
    whole = " ".join([document.title, *(p.text for p in document.passages)])
    return {"terms_missing": missing_terms(terms, text_of(release, top)) / len(terms),
            "terms_unknown": missing_terms(terms, whole) / len(terms)}


def _names(release: Release, question: Question, matches: Matches) -> dict[str, float]:
    """Names that no passage holds; in German nouns are written like them.

    What is asked of a thing which the library never mentions ("Salesforce", "Palettierroboter") has no answer there more
    often than not, however near the best passage comes.
    """
    german = question.lang == "de"
    missing = [name for name in names(question.text) if not matches.allowed[holding(release.lexical, name)].any()]
    if any(has_siblings(release.lexical, name) for name in missing):
        unknown = _NOUNS  # a message or a model of a kind that is known, but not this one: nothing near it will do
    else:
        spoken = not german or release.language_shares.get("de", 0.0) >= _SPOKEN
        unknown = min(len(missing), _NOUNS) if spoken else 0
    return {"names_unknown": float(unknown > 0 and not german), "nouns_unknown": unknown / _NOUNS if german else 0.0}


def text_of(release: Release, row: int) -> str:
    """Title, headings and text of a passage: where something must literally stand."""
    passage, document = release.passages[row], release.documents[release.document_of[row]]
    return "\n".join([document.title, *passage.heading_path, passage.text])


def _facets(release: Release, question: Question, top: int) -> float:
    """Cosine of what the question asks about and what the passage speaks about, 0 where nobody told."""
    if question.facets is None:
        return 0.0
    here = release.labels.facets[top]
    size = float(np.linalg.norm(here) * np.linalg.norm(question.facets))
    return float(here @ question.facets) / size if size > 1e-9 else 0.0
