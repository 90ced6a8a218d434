"""Plain methods the engine must beat: words, vectors, both, with the role's text where nothing was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from engine import clock
from engine.encoding.encoder import Encoder
from engine.insight.judging.cases import Case
from engine.insight.judging.verdicts import Given
from engine.library.language import detect
from engine.retrieval.fusion import reciprocal_rank
from engine.retrieval.release import Release
from engine.visitors.models import Posterior

_SHOWN = 5


class Baselines:
    """Rankings of one release by method; role text is that of the likeliest role."""

    def __init__(self, release: Release, encoder: Encoder) -> None:
        self.release, self.encoder = release, encoder
        self.methods: Mapping[str, Callable[[Case, Posterior], NDArray[np.float32]]] = {
            "BM25": self._bm25,
            "BM25 + role words": self._bm25_role,
            "dense, role text": self._dense,
            "reciprocal rank fusion": self._fusion,
        }

    def answer(self, method: str, case: Case, role: Posterior) -> Given:
        """The first passages by one method, each document once, expired and internal ones left out."""
        release = self.release
        allowed = release.visible_rows((case.request.now or clock.now()).date()).copy()
        if case.request.document:
            inside = np.zeros(len(allowed), dtype=bool)
            inside[release.rows_of(case.request.document)] = True
            allowed &= inside
        scores = np.where(allowed, self.methods[method](case, role), -np.inf)
        shown: list[str] = []
        seen: set[int] = set()
        for row in np.argsort(-scores, kind="stable"):
            place = int(row) if case.request.document else int(release.document_of[row])
            if allowed[row] and place not in seen:
                seen.add(place)
                shown.append(release.passages[row].section)
            if len(shown) == _SHOWN:
                break
        return Given(tuple(shown))

    def _text(self, case: Case, role: Posterior) -> str:
        return case.request.query or self._role_text(case, role)

    def _role_text(self, case: Case, role: Posterior) -> str:
        likeliest = max(role.probabilities, key=lambda r: role.probabilities[r])
        return " ".join(self.release.taxonomy.roles[likeliest].all_texts(case.request.lang or "de"))

    def _bm25(self, case: Case, role: Posterior) -> NDArray[np.float32]:
        text = self._text(case, role)
        return self.release.lexical.coverage(text, detect(text, case.request.lang or "de"))

    def _bm25_role(self, case: Case, role: Posterior) -> NDArray[np.float32]:
        likeliest = max(role.probabilities, key=lambda r: role.probabilities[r])
        words = " ".join(self.release.taxonomy.roles[likeliest].words.get(case.request.lang or "de", []))
        text = f"{self._text(case, role)} {words}"
        return self.release.lexical.coverage(text, detect(text, case.request.lang or "de"))

    def _dense(self, case: Case, role: Posterior) -> NDArray[np.float32]:
        vector = self.encoder.queries([self._text(case, role)])[0]
        return np.asarray(self.release.vectors @ vector, dtype=np.float32)

    def _fusion(self, case: Case, role: Posterior) -> NDArray[np.float32]:
        lists = [np.argsort(-values, kind="stable") for values in (self._bm25(case, role), self._dense(case, role))]
        fused = reciprocal_rank(*lists)
        return np.array([fused[row] for row in range(len(self.release.passages))], dtype=np.float32)
