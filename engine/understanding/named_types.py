"""What kind a document is called: by its folders, its file and its title ("whitepaper/kosten.md", "Datenblatt K240").

Job advertisements are also told by their headings: taken for something else they would be shown to buyers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from engine.library.models import Document
from engine.tables import read_table
from engine.taxonomy import Taxonomy
from engine.understanding.phrases import Phrases

# how much likelier a kind is for each of the three places that names it, and what every kind has before that; of 316 documents
# of eleven judged libraries whose kind somebody gave, the text alone finds 174, this 238; flat from 10 to 100
_NAMED, _FLOOR = 30.0, 0.01
_JOB_AD, _JOB_HEADINGS = "job_ad", 2
_HEADED: tuple[str, ...] = tuple(read_table(Path(__file__).with_name("job_ads.yaml")))
_WORD = re.compile(r"([^\W_]+)(\*?)")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})  # as in names of files


def with_names(
    taxonomy: Taxonomy, documents: Sequence[Document], probable: NDArray[np.floating]
) -> NDArray[np.float64]:
    """(documents, types) probabilities from the text and from what a document is called.

    Args:
        probable: (documents, types) by the text alone, in the order of the taxonomy.
    """
    phrases = _phrases(tuple((kind, tuple(_said(taxonomy, kind))) for kind in taxonomy.types))
    odds = np.asarray(probable, dtype=np.float64) + _FLOOR
    column = {kind: at for at, kind in enumerate(taxonomy.types)}
    for row, document in enumerate(documents):
        path = PurePosixPath(document.path)
        name = path.name.removesuffix("".join(path.suffixes))
        for texts in (path.parts[:-1], (name,), (document.title,)):
            for kind in {kind for text in texts for _, _, kind in phrases.find(_words(text))}:
                odds[row, column[kind]] *= _NAMED
        if _JOB_AD in column and _is_job_ad(document):
            odds[row, column[_JOB_AD]] *= _NAMED
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def _is_job_ad(document: Document) -> bool:
    asked = _phrases(((_JOB_AD, _HEADED),))
    return sum(bool(asked.find(_words(heading))) for heading in {p.heading for p in document.passages}) >= _JOB_HEADINGS


def _said(taxonomy: Taxonomy, kind: str) -> list[str]:
    """All that documents of a kind are called: its id, its names, how people ask for it."""
    label = taxonomy.types[kind]
    asked = [word for said in label.words.values() for word in said]
    return [kind.replace("_", " "), *label.label.values(), *label.aliases, *asked]


@lru_cache(maxsize=8)
def _phrases(kinds: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrases:
    return Phrases.of((kind, tuple(_words(text))) for kind, texts in kinds for text in texts)


def _words(text: str) -> list[str]:
    """Lower-case words without umlauts; a * behind one is kept."""
    return [word + ending for word, ending in _WORD.findall(unicodedata.normalize("NFKC", text).casefold().translate(_SPELT_OUT))]
