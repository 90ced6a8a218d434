"""Picks the encoder that the settings ask for."""

from __future__ import annotations

from engine.encoding.cached import CachedEncoder
from engine.encoding.encoder import Encoder
from engine.encoding.onnx_encoder import OnnxEncoder
from engine.encoding.prepare import prepared_folder
from engine.encoding.sentence_transformer import SentenceTransformerEncoder, parse_prompts
from engine.settings import Settings

BUNDLED = "bundled"


def load_encoder(settings: Settings, *, indexing: bool = False) -> Encoder:
    """The encoder for serving, or for indexing: other number of threads, no memory of questions.

    Raises:
        ModelError: the model is missing or damaged; the message holds the command that makes it.
    """
    threads = settings.index_threads if indexing else settings.encoder_threads
    encoder: Encoder
    if settings.model == BUNDLED:
        encoder = OnnxEncoder(prepared_folder(settings), threads)
    else:
        encoder = SentenceTransformerEncoder(settings.model, parse_prompts(settings.model_prompts), threads)
    return encoder if indexing else CachedEncoder(encoder)
