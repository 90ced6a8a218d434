"""What the nearest taught texts are labelled: blended with the linear heads, which alone know the corpus too well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NEAREST, _TEMPERATURE = 30, 0.1  # 20-60 and .05-.2 are alike on industries that encoder and heads had never seen
_STRANGE, _FAMILIAR = 0.30, 0.42  # cosine of the nearest: one question in ten of an unseen industry lies below .39
_AT_ONCE = 2048  # texts a step: bounds memory
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Neighbours:
    """Unit vectors (n, d) less their language's mean, the `means` by language, and labels by group (n, m), each 0..1."""

    vectors: Matrix
    means: Mapping[str, Matrix]
    labels: Mapping[str, Matrix]

    def of(
        self, vectors: NDArray[np.floating], *, exact: bool = False
    ) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float64]]:
        """(mean labels of the nearest taught texts of each of these (t, d), by group (t, m); how familiar each is (t,)).

        The language is read off the vectors: the nearer mean is taken away. What is unlike everything taught (0) says
        nothing about anybody.

        Args:
            exact: compare in double precision, so that the same texts get the same labels whatever number of threads works.
        """
        found: dict[str, list[NDArray[np.float64]]] = {group: [] for group in self.labels}
        familiar = []
        taught = self.vectors.astype(np.float64) if exact else self.vectors
        for start in range(0, max(1, len(vectors)), _AT_ONCE):
            asked = self._centred(np.asarray(vectors[start : start + _AT_ONCE], dtype=np.float32))
            cosines: NDArray[np.floating] = asked.astype(np.float64) @ taught.T if exact else asked @ taught.T
            near, weights = nearest(cosines, _NEAREST, _TEMPERATURE)
            for group, labels in self.labels.items():
                found[group].append(np.einsum("tk,tkm->tm", weights, labels[near]).astype(np.float64))
            familiar.append(familiarity(cosines, _STRANGE, _FAMILIAR))
        return {group: np.concatenate(parts) for group, parts in found.items()}, np.concatenate(familiar)

    def _centred(self, vectors: Matrix) -> Matrix:
        means = np.stack(list(self.means.values()))
        distances = ((vectors[:, None, :] - means[None, :, :]) ** 2).sum(axis=2)
        return unit(vectors - means[distances.argmin(axis=1)])


def nearest(cosines: NDArray[np.floating], count: int, temperature: float) -> tuple[NDArray[np.int64], Matrix]:
    """The columns of the `count` highest cosines of each row (t, n), and their shares by softmax, both (t, count)."""
    count = min(count, cosines.shape[1])
    near = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
    values = np.take_along_axis(cosines, near, axis=1)
    weights = np.exp((values - values.max(axis=1, keepdims=True)) / temperature)
    return near, np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


def familiarity(cosines: NDArray[np.floating], strange: float, familiar: float) -> NDArray[np.float64]:
    """(t,) 0..1 by the highest cosine of each row (t, n): 0 up to `strange`, 1 from `familiar` on."""
    highest = cosines.max(axis=1).astype(np.float64)
    return np.asarray(np.clip((highest - strange) / (familiar - strange), 0.0, 1.0))


def blended(linear: NDArray[np.floating], near: NDArray[np.floating]) -> NDArray[np.float32]:
    """The mean of linear heads and neighbours: better than either on industries that nobody had seen."""
    return np.asarray((linear + near) / 2, dtype=np.float32)


def levelled(told: NDArray[np.floating], familiarity: NDArray[np.float64]) -> NDArray[np.float32]:
    """Towards even probabilities (t, m) where a text is unlike everything taught."""
    trust = familiarity[:, None]
    return np.asarray(trust * told + (1 - trust) / told.shape[1], dtype=np.float32)


def centred(vectors: Matrix, langs: Sequence[str]) -> tuple[Matrix, dict[str, Matrix]]:
    """Unit vectors less the mean of their language, and those means."""
    of = np.asarray(langs)
    means = {str(lang): vectors[of == lang].mean(axis=0) for lang in np.unique(of)}
    return unit(vectors - np.stack([means[str(lang)] for lang in of])), means


def unit(vectors: Matrix) -> Matrix:
    """The same directions, length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), dtype=np.float32)
