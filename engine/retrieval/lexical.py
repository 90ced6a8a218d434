"""BM25 over stems and compound parts, as an absolute coverage value between 0 and 1."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.retrieval.analysis import content_words, query_terms
from engine.retrieval.dictionary import Wording, wordings
from engine.retrieval.postings import compound_words, count_terms, count_words

_K1, _B = 1.2, 0.75


@dataclass(frozen=True)
class LexicalIndex:
    """Postings in compressed column form: for term t the rows are `rows[starts[t]:starts[t+1]]`.

    `weights` hold the complete BM25 contribution of a term to a row, so that a query is only additions.
    """

    terms: dict[str, int]
    vocabulary: frozenset[str]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    size: int

    def coverage(self, text: str, lang: str, *, translated: bool = False) -> NDArray[np.float32]:
        """BM25 of each passage divided by the largest value that the question could reach.

        Args:
            translated: whether a passage also holds a word where it holds what the other language says for it.

        Returns:
            shape (size,), 0 = shares no word, towards 1 = holds every word of the question prominently.
            A word that the library does not know counts in the divisor: not finding it lowers everything.
        """
        scores = np.zeros(self.size, dtype=np.float32)
        possible = 0.0
        for word, known in zip(content_words(text, lang), self._known(text, lang), strict=True):
            most = max((float(self.idf[t]) for t in known), default=self._unknown)
            possible += most
            best = self._heaviest(known)
            if translated:
                best = np.maximum(best, np.minimum(self._said(wordings(word, lang)), most * (_K1 + 1)))
            scores += best
        return scores / np.float32(possible * (_K1 + 1)) if possible else scores

    def _heaviest(self, terms: Iterable[int]) -> NDArray[np.float32]:
        """Per row the largest weight among these terms, (size,)."""
        best = np.zeros(self.size, dtype=np.float32)
        for t in terms:
            found = slice(self.starts[t], self.starts[t + 1])
            rows = self.rows[found]
            best[rows] = np.maximum(best[rows], self.weights[found])
        return best

    def _said(self, ways: tuple[Wording, ...]) -> NDArray[np.float32]:
        """Per row the weight of the way that it holds best, (size,): of one with several slots their mean."""
        best = np.zeros(self.size, dtype=np.float32)
        for way in ways:
            slots = [[self.terms[stem] for stem in slot if stem in self.terms] for slot in way]
            if any(slots):
                best = np.maximum(best, np.mean([self._heaviest(slot) for slot in slots], axis=0))
        return best

    def where(self, text: str, lang: str, *, translated: bool = False) -> list[tuple[float, NDArray[np.int32]]]:
        """For each content word of a question: its idf, and the rows of the passages that hold it (may be none), also by what
        the other language says for it if `translated`."""
        found = []
        for word, known in zip(content_words(text, lang), self._known(text, lang), strict=True):
            rows = [self._holding(known)]
            if translated:
                rows.append(self.saying(word, lang))
            idf = max((float(self.idf[t]) for t in known), default=self._unknown)
            found.append((idf, np.unique(np.concatenate(rows))))
        return found

    def _holding(self, terms: Iterable[int]) -> NDArray[np.int32]:
        """Rows that hold any of these terms, in order."""
        rows = [self.rows[self.starts[t] : self.starts[t + 1]] for t in terms]
        return np.unique(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int32)

    def saying(self, word: str, lang: str) -> NDArray[np.int32]:
        """Rows of the passages that hold all of one way in which the other language says a word, in order."""
        rows = [np.zeros(0, dtype=np.int32)]
        for way in wordings(word, lang):
            slots = [self._holding(self.terms[stem] for stem in slot if stem in self.terms) for slot in way]
            rows.append(functools.reduce(np.intersect1d, slots))
        return np.unique(np.concatenate(rows))

    def _known(self, text: str, lang: str) -> list[list[int]]:
        """Per content word the numbers of its terms."""
        return [[self.terms[term] for term in variants if term in self.terms]
                for variants in query_terms(text, lang, self.vocabulary)]

    @property
    def _unknown(self) -> float:
        """The idf of a word that no passage holds."""
        return float(np.log(1 + (self.size + 0.5) / 0.5))

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """What a release stores of it, one array a file."""
        text = json.dumps({"terms": list(self.terms), "vocabulary": sorted(self.vocabulary), "size": self.size})
        return {
            "lexical_starts": self.starts,
            "lexical_rows": self.rows,
            "lexical_weights": self.weights,
            "lexical_idf": self.idf,
            "lexical_terms": np.frombuffer(text.encode(), dtype=np.uint8),
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[np.generic]]) -> LexicalIndex:
        """The inverse of `to_arrays`."""
        head = json.loads(arrays["lexical_terms"].tobytes().decode())
        return cls(
            terms={term: i for i, term in enumerate(head["terms"])},
            vocabulary=frozenset(head["vocabulary"]),
            starts=arrays["lexical_starts"].astype(np.int64, copy=False),
            rows=arrays["lexical_rows"].astype(np.int32, copy=False),
            weights=arrays["lexical_weights"].astype(np.float32, copy=False),
            idf=arrays["lexical_idf"].astype(np.float32, copy=False),
            size=int(head["size"]),
        )


def build_lexical(texts: Sequence[str], langs: Sequence[str]) -> LexicalIndex:
    """Index passages; `texts` include the headings, `langs` choose the stemmer of each.

    BM25 with k1 = 1.2, b = 0.75 and the idf of Lucene (never negative), Robertson & Zaragoza 2009.
    """
    distinct, counts = count_words(texts)
    vocabulary = compound_words(distinct, counts)
    terms, found = count_terms(distinct, counts, langs, vocabulary)
    rows, ids, tf = found.rows.astype(np.int32), found.numbers, found.times.astype(np.float32)
    lengths = np.bincount(rows, weights=tf, minlength=len(texts)).astype(np.float32)
    mean = float(lengths.mean()) if lengths.sum() else 1.0
    frequency = np.bincount(ids, minlength=len(terms))
    idf = np.log(1 + (len(texts) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    norm = _K1 * (1 - _B + _B * lengths[rows] / mean)
    weights = (idf[ids] * tf * (_K1 + 1) / (tf + norm)).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
    return LexicalIndex(terms, vocabulary, starts, rows, weights, idf, len(texts))
