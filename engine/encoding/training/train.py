"""The training loop: synchronous steps in one or more processes, seeded."""

from __future__ import annotations

import json
import math
import os
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.encoding.training.batches import Mix, Pair, Step, steps
from engine.encoding.training.corpus import Corpus, label_names
from engine.encoding.training.loss import contrastive_loss, label_loss
from engine.encoding.training.model import TARGETS, AdaptedModel

if TYPE_CHECKING:
    from torch import Tensor

Report = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the result, kept beside the adapter."""

    epochs: int = 5
    rank: int = 16
    first_layer: int = 6  # the layers below stay as they are
    alpha: float = 32.0
    scale: float = 0.7  # of the finished change: less than the whole keeps more of what the model knew (XQuAD)
    learning_rate: float = 5e-4
    temperature: float = 0.03
    label_weight: float = 0.3
    seed: int = 7
    warmup: float = 0.08
    minutes: float = 45.0  # the schedule is shortened to fit, so that the rate always falls to zero
    mix: Mix = field(default_factory=Mix)


def train(folder: Path, corpus: Corpus, pairs: list[Pair], recipe: Recipe, out: Path, *, processes: int = 2,
          report: Report = print) -> None:
    """Train an adapter for the model in `folder` and write it to `out` in the format of peft.

    One process a core, each with half of the texts of every step and the loss over all of them: where cores are
    shared with others this is much faster than one process with two threads.
    """
    import torch

    if processes == 1:
        _work(0, 1, 0, folder, corpus, pairs, recipe, out, report)
        return
    port = 29500 + os.getpid() % 2000
    torch.multiprocessing.spawn(_work, (processes, port, folder, corpus, pairs, recipe, out, report), processes)


def _work(rank: int, world: int, port: int, folder: Path, corpus: Corpus, pairs: list[Pair], recipe: Recipe,
          out: Path, report: Report) -> None:
    import torch
    import torch.distributed as dist

    torch.set_num_threads(1 if world > 1 else os.cpu_count() or 1)
    torch.manual_seed(recipe.seed)
    if world > 1:
        dist.init_process_group("gloo", init_method=f"tcp://127.0.0.1:{port}", rank=rank, world_size=world)
    model = AdaptedModel(folder, recipe.rank, recipe.alpha, recipe.first_layer)
    names = label_names(corpus.passages)
    heads = torch.nn.ModuleDict({kind: torch.nn.Linear(384, len(names)) for kind in ("passage", "query")})
    _loop(model, heads, names, corpus, pairs, recipe, rank, world, report if rank == 0 else _silent)
    if rank == 0:
        save_adapter(model, recipe, sorted({passage.industry for passage in corpus.passages}), out)
    if world > 1:
        dist.destroy_process_group()


def _loop(model: AdaptedModel, heads: Any, names: list[str], corpus: Corpus, pairs: list[Pair], recipe: Recipe,
          rank: int, world: int, report: Report) -> None:
    import torch

    head_parameters = list(heads.parameters())
    optimizer = torch.optim.AdamW([{"params": model.trained, "weight_decay": 0.01},
                                   {"params": head_parameters, "lr": 1e-2}], lr=recipe.learning_rate)
    rates = [group["lr"] for group in optimizer.param_groups]
    rng = random.Random(recipe.seed)
    plan = [step for _ in range(recipe.epochs) for step in steps(corpus, pairs, recipe.mix, rng)]
    started, share, seen = time.monotonic(), 0.0, []
    for number, step in enumerate(plan):
        factor = min(1.0, (share + 1e-3) / recipe.warmup) * 0.5 * (1 + math.cos(math.pi * share))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * factor
        vectors = _embed_together(model, step, rank, world)
        ranking = contrastive_loss(vectors, step, recipe.temperature)
        labels = label_loss(_logits(heads, vectors, step), step, names)
        optimizer.zero_grad()
        (ranking + recipe.label_weight * labels).backward()
        _add_up(model.trained, head_parameters, world)
        torch.nn.utils.clip_grad_norm_(model.trained, 1.0)
        optimizer.step()
        seen.append((ranking.item(), labels.item()))
        spent = (time.monotonic() - started) / 60
        share = _agreed(max((number + 1) / len(plan), spent / recipe.minutes), world)
        if number % 10 == 9:
            mean = [sum(values) / len(values) for values in zip(*seen[-10:], strict=True)]
            report(f"step {number + 1}/{len(plan)} {spent:.1f} min, loss {mean[0]:.3f}, labels {mean[1]:.3f}")
        if share >= 1:
            break


def _embed_together(model: AdaptedModel, step: Step, rank: int, world: int) -> Tensor:
    """All vectors of the step; those of this process's share carry gradients."""
    import torch
    import torch.distributed as dist

    texts = step.texts
    if world == 1:
        return model.embed(texts)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    order += order[: -len(order) % world]  # equal shares, so that they can be gathered
    mine = model.embed([texts[i] for i in order[rank::world]])
    parts = [torch.empty_like(mine) for _ in range(world)]
    dist.all_gather(parts, mine.detach())
    parts[rank] = mine
    place = {i: (at % world, at // world) for at, i in reversed(list(enumerate(order)))}
    offsets = torch.tensor([place[i][0] * len(mine) + place[i][1] for i in range(len(texts))])
    return torch.cat(parts)[offsets]


def _logits(heads: Any, vectors: Tensor, step: Step) -> Tensor:
    import torch

    rows = torch.stack([vectors[i] for i, _, _ in step.labelled]) * 10  # unit vectors are small inputs
    is_query = torch.tensor([step.texts[i].startswith("query") for i, _, _ in step.labelled])[:, None]
    return torch.where(is_query, heads["query"](rows), heads["passage"](rows))


def _add_up(adapter: list[Any], heads: list[Any], world: int) -> None:
    """Each process has the gradient through its own texts; the heads see all texts in every process already."""
    import torch
    import torch.distributed as dist

    if world == 1:
        return
    flat = torch.cat([parameter.grad.flatten() for parameter in adapter])
    dist.all_reduce(flat)
    at = 0
    for parameter in adapter:
        parameter.grad.copy_(flat[at : at + parameter.numel()].view_as(parameter))
        at += parameter.numel()
    for head in heads:
        dist.broadcast(head.grad, 0)


def _agreed(share: float, world: int) -> float:
    """The same number in all processes, though their clocks differ."""
    import torch
    import torch.distributed as dist

    if world == 1:
        return share
    value = torch.tensor([share], dtype=torch.float64)
    dist.broadcast(value, 0)
    return float(value)


def save_adapter(model: AdaptedModel, recipe: Recipe, industries: list[str], out: Path) -> None:
    """Write adapter_model.safetensors (fp16), adapter_config.json and recipe.json into `out`."""
    from peft import get_peft_model_state_dict
    from safetensors.torch import save_file

    out.mkdir(parents=True, exist_ok=True)
    state = get_peft_model_state_dict(model.bert)
    save_file({name: value.half().contiguous() for name, value in state.items()}, out / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "task_type": "FEATURE_EXTRACTION", "r": recipe.rank,
              "lora_alpha": recipe.alpha * recipe.scale, "lora_dropout": 0.0, "bias": "none",
              "base_model_name_or_path": "multilingual-e5-small", "target_modules": TARGETS,
              "layers_to_transform": list(model.config.layers_to_transform), "layers_pattern": "layer",
              "inference_mode": True}
    (out / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    (out / "recipe.json").write_text(json.dumps({**asdict(recipe), "industries": industries}, indent=2) + "\n", "utf-8")


def _silent(_line: str) -> None:
    return None
