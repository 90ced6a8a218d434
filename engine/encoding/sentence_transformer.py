"""The reference encoder, and the one for any other model: sentence-transformers."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.encoding.encoder import Vectors
from engine.encoding.standard_folder import PROMPTS
from engine.errors import ModelError, SettingError

BATCH = 16


class SentenceTransformerEncoder:
    """Encodes with a sentence-transformers model: a folder, or the name of one that is on this machine already.

    Args:
        model: folder or name; code that comes with a model is never run.
        prompts: (query, passage) prompts; None takes the model's own, and none at all where it has none.
        threads: torch threads, for the whole process.

    Raises:
        ModelError: the model cannot be loaded.
    """

    def __init__(self, model: str, prompts: tuple[str, str] | None = None, threads: int = 1) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        try:
            self._model = SentenceTransformer(model, device=_device(), trust_remote_code=False)
        except Exception as error:  # the library raises many kinds, OSError and ValueError among them
            raise ModelError(f"The embedding model cannot be loaded: {error}", where=f"LOTSE_MODEL={model}",
                             fix="Give a sentence-transformers folder, the name of a model already on this machine, "
                                 "or 'bundled'.") from error
        own = self._model.prompts or {}
        passage = own.get("passage") or own.get("document") or ""
        self._prompts = prompts or (own.get("query") or "", passage)
        self._name = f"{Path(model).name}-{self._checksum()[:12]}"

    @property
    def name(self) -> str:
        """The model's name and a checksum of its weights and prompts."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions; shape (n, dimension), rows of length 1."""
        return self._encode(texts, self._prompts[0])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages or sentences; shape (n, dimension), rows of length 1."""
        return self._encode(texts, self._prompts[1])

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = self._model.encode(list(texts), prompt=prompt, batch_size=BATCH, normalize_embeddings=True,
                                     convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def _checksum(self) -> str:
        """Over prompts and every 97th value of each tensor: cheap, and different for any other training."""
        digest = hashlib.sha256("|".join(self._prompts).encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode() + tensor.flatten()[::97].float().cpu().numpy().tobytes())
        return digest.hexdigest()


def parse_prompts(text: str) -> tuple[str, str] | None:
    """The setting model_prompts, 'query: |passage: ', as a pair; None when it is empty.

    Raises:
        SettingError: there is not exactly one bar in it.
    """
    if not text:
        return None
    query, bar, passage = text.partition("|")
    if not bar or "|" in passage:
        raise SettingError(f"{text!r} are not two prompts.", where="LOTSE_MODEL_PROMPTS",
                           fix=f"Put one bar between them, for example '{PROMPTS['query']}|{PROMPTS['passage']}'.")
    return query, passage


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
