"""Logistic regression with soft targets: light enough to retrain in seconds when the encoder changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """weights (d, m), bias (m,); `softmax` rows sum to 1, else every column is a probability of its own."""

    weights: Matrix
    bias: Matrix
    softmax: bool

    def predict(self, x: NDArray[np.floating]) -> NDArray[np.float32]:
        """Probabilities, (n, m)."""
        return _link(x @ self.weights + self.bias, self.softmax).astype(np.float32)


def fit(x: Matrix, targets: Matrix, *, softmax: bool, penalty: float, sample: Matrix | None = None) -> Linear:
    """Minimise cross-entropy + penalty * |weights|^2 / n by L-BFGS (Nocedal & Wright 2006).

    Args:
        x: (n, d). targets: (n, m) in 0..1, rows sum to 1 for softmax. sample: (n,) weights of the rows.
    """
    n, d = x.shape
    m = targets.shape[1]
    each = np.ones(n) if sample is None else sample
    total = each.sum()

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights, bias = flat[: d * m].reshape(d, m), flat[d * m :]
        probability = np.clip(_link(x @ weights + bias, softmax), 1e-9, 1 - 1e-9)
        entropy = targets * np.log(probability)
        if not softmax:
            entropy = entropy + (1 - targets) * np.log(1 - probability)
        error = (probability - targets) * each[:, None]
        value = -(entropy * each[:, None]).sum() / total + penalty * (weights**2).sum() / total
        slope = x.T @ error / total + 2 * penalty * weights / total
        return float(value), np.concatenate([slope.ravel(), error.sum(axis=0) / total])

    mean = np.clip((targets * each[:, None]).sum(axis=0) / total, 1e-4, 1 - 1e-4)
    start_bias = np.log(mean) if softmax else np.log(mean / (1 - mean))
    start = np.concatenate([np.zeros(d * m), start_bias])
    from scipy.optimize import minimize  # half a second that only training needs

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return Linear(found[: d * m].reshape(d, m), found[d * m :], softmax)


def _link(z: Matrix, softmax: bool) -> Matrix:
    if not softmax:
        return 1 / (1 + np.exp(-np.clip(z, -40, 40)))
    odds = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
