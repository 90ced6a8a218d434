"""The bundled model with a trainable low-rank adapter in its upper layers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.encoding.tokenizer import MAX_TOKENS

if TYPE_CHECKING:
    from torch import Tensor

TARGETS = ["query", "key", "value", "dense"]  # all linear layers of a BERT block


class AdaptedModel:
    """Tokenizer and BERT with LoRA from layer `first` on; `embed` gives vectors that carry gradients.

    What the frozen layers below make of a text never changes, so it is computed once and kept (fp16, 770 bytes a
    token): with half of the layers frozen a pass over the corpus costs less than half.
    """

    def __init__(self, folder: Path, rank: int, alpha: float, first: int) -> None:
        from peft import LoraConfig, get_peft_model
        from tokenizers import Tokenizer
        from transformers import BertModel
        from transformers.utils import logging

        logging.set_verbosity_error()
        logging.disable_progress_bar()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._base = BertModel.from_pretrained(str(folder), attn_implementation="sdpa", add_pooling_layer=False)
        layers = list(range(first, self._base.config.num_hidden_layers))
        self.config = LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=0.0, target_modules=TARGETS,
                                 layers_to_transform=layers, layers_pattern="layer")
        self.bert: Any = get_peft_model(self._base, self.config)
        self.bert.eval()  # no dropout: the corpus is seen only a few times
        self._first = first
        self._lower: dict[str, Tensor] = {}

    @property
    def trained(self) -> list[Any]:
        """The adapter's own matrices."""
        return [parameter for parameter in self.bert.parameters() if parameter.requires_grad]

    def embed(self, texts: Sequence[str], *, max_padded: int = 2048) -> Tensor:
        """Vectors (texts, hidden) of length 1; run in groups of like length of at most `max_padded` tokens."""
        import torch

        self._remember([text for text in dict.fromkeys(texts) if text not in self._lower], max_padded)
        lower = [self._lower[text] for text in texts]
        groups = _groups([len(states) for states in lower], max_padded)
        vectors = torch.cat([self._upper([lower[i] for i in group]) for group in groups])
        order = torch.tensor([i for group in groups for i in group])
        return vectors[torch.argsort(order)]

    def _remember(self, texts: list[str], max_padded: int) -> None:
        """Run the frozen layers over new texts."""
        import torch

        tokens = [self._tokenizer.encode(text).ids for text in texts]
        for group in _groups([len(ids) for ids in tokens], max_padded) if texts else []:
            width = max(len(tokens[i]) for i in group)
            ids = torch.tensor([tokens[i] + [1] * (width - len(tokens[i])) for i in group])  # 1 is padding
            mask = _mask([len(tokens[i]) for i in group])
            with torch.no_grad():
                states = self._base.embeddings(input_ids=ids)
                for layer in self._base.encoder.layer[: self._first]:
                    states = layer(states, mask[:, None, None, :])
            for row, i in enumerate(group):
                self._lower[texts[i]] = states[row, : len(tokens[i])].half()

    def _upper(self, lower: list[Tensor]) -> Tensor:
        import torch

        states = torch.nn.utils.rnn.pad_sequence(lower, batch_first=True).float()
        mask = _mask([len(row) for row in lower])
        for layer in self._base.encoder.layer[self._first :]:
            states = layer(states, mask[:, None, None, :])
        return torch.nn.functional.normalize((states * mask[:, :, None]).sum(dim=1), dim=-1)


def _mask(lengths: list[int]) -> Tensor:
    import torch

    return torch.arange(max(lengths))[None, :] < torch.tensor(lengths)[:, None]


def _groups(lengths: list[int], max_padded: int) -> list[list[int]]:
    groups: list[list[int]] = [[]]
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if groups[-1] and (len(groups[-1]) + 1) * lengths[i] > max_padded:
            groups.append([])
        groups[-1].append(i)
    return groups
