"""Writes the model as the folder that sentence-transformers loads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from engine.encoding.model_file import Array, ModelFile
from engine.encoding.tokenizer import BOS, EOS, MAX_TOKENS, PAD, UNK, build_tokenizer

PROMPTS = {"query": "query: ", "passage": "passage: "}
_LAYER_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}


def bert_weights(model: ModelFile, rows: list[int]) -> dict[str, Array]:
    """Tensors named as in a Hugging Face BertModel, the vocabulary cut to `rows`."""
    source = model.tensors
    weights = {
        "embeddings.word_embeddings.weight": source["emb.word"][rows],
        "embeddings.position_embeddings.weight": source["emb.pos"],
        "embeddings.token_type_embeddings.weight": source["emb.type"],
        "embeddings.LayerNorm.weight": source["emb.ln.w"],
        "embeddings.LayerNorm.bias": source["emb.ln.b"],
    }
    for number in range(model.layers):
        for short, long in _LAYER_NAMES.items():
            for letter, kind in (("w", "weight"), ("b", "bias")):
                weights[f"encoder.layer.{number}.{long}.{kind}"] = source[f"l{number}.{short}.{letter}"]
    return weights


def write_standard_folder(folder: Path, model: ModelFile, rows: list[int], weights: dict[str, Array]) -> None:
    """Write weights, configuration and tokenizer for `SentenceTransformer(folder)` into the existing `folder`."""
    from safetensors.numpy import save_file

    # BertModel has a pooler that mean pooling never asks; zeros keep loaders from warning that it is missing.
    pooler = {"pooler.dense.weight": np.zeros((model.hidden, model.hidden), np.float32),
              "pooler.dense.bias": np.zeros(model.hidden, np.float32)}
    save_file({**weights, **pooler}, folder / "model.safetensors", metadata={"format": "pt"})
    build_tokenizer([model.pieces[i] for i in rows], model.scores[rows]).save(str(folder / "tokenizer.json"))
    (folder / "1_Pooling").mkdir()
    for name, content in _configurations(model, len(rows)).items():
        (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _configurations(model: ModelFile, vocabulary: int) -> dict[str, Any]:
    modules = [("0", "", "Transformer"), ("1", "1_Pooling", "Pooling"), ("2", "2_Normalize", "Normalize")]
    return {
        "config.json": {
            "model_type": "bert", "architectures": ["BertModel"], "hidden_size": model.hidden,
            "num_hidden_layers": model.layers, "num_attention_heads": model.heads, "intermediate_size": model.inner,
            "max_position_embeddings": model.positions, "vocab_size": vocabulary, "type_vocab_size": 2,
            "layer_norm_eps": model.epsilon, "hidden_act": "gelu", "pad_token_id": 1, "torch_dtype": "float32",
            "attention_probs_dropout_prob": 0.1, "hidden_dropout_prob": 0.1},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": MAX_TOKENS, "bos_token": BOS,
            "eos_token": EOS, "unk_token": UNK, "pad_token": PAD, "cls_token": BOS, "sep_token": EOS,
            "model_input_names": ["input_ids", "attention_mask"]},
        "modules.json": [{"idx": int(number), "name": number, "path": path,
                          "type": f"sentence_transformers.models.{kind}"}
                         for number, path, kind in modules],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": model.hidden, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "default_prompt_name": None,
                                              "similarity_fn_name": "cosine"},
    }
