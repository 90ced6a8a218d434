"""Finds a low-rank adapter and adds it to the weights it was trained for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from engine.encoding.model_file import Array
from engine.errors import ModelError
from engine.settings import Settings

SHIPPED = Path(__file__).parent / "adapter"
_WEIGHTS, _CONFIG = "adapter_model.safetensors", "adapter_config.json"
_PREFIX = "base_model.model."


@dataclass(frozen=True)
class Adapter:
    """A folder with a LoRA in the format of peft; `checksum` covers weights and configuration."""

    folder: Path
    checksum: str


def find_adapter(settings: Settings) -> Adapter | None:
    """The adapter that the settings ask for; None if they ask for none or none is shipped.

    Raises:
        ModelError: a folder was named that holds no adapter.
    """
    if settings.adapter == "none":
        return None
    folder = SHIPPED if settings.adapter == "shipped" else Path(settings.adapter)
    files = [folder / _CONFIG, folder / _WEIGHTS]
    if all(file.is_file() for file in files):
        return Adapter(folder, hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest())
    if settings.adapter == "shipped":
        return None
    raise ModelError(f"There is no adapter ({_CONFIG}, {_WEIGHTS}) in this folder.", where=str(folder),
                     fix="Give LOTSE_ADAPTER=shipped, none or the folder that scripts/train_adapter wrote.")


def industries_seen(folder: Path = SHIPPED) -> frozenset[str]:
    """Industries of the teaching corpus that the adapter was trained on: figures for them are flattered."""
    path = folder / "recipe.json"
    return frozenset(json.loads(path.read_text("utf-8")).get("industries", ())) if path.is_file() else frozenset()


def merge_adapter(weights: dict[str, Array], adapter: Adapter) -> None:
    """Add alpha / rank * B A to each adapted matrix of `weights`, in place.

    Raises:
        ModelError: the adapter belongs to another model.
    """
    import numpy as np
    from safetensors.numpy import load_file

    config = json.loads((adapter.folder / _CONFIG).read_text("utf-8"))
    scale = config["lora_alpha"] / config["r"]
    parts = {name.removeprefix(_PREFIX): value for name, value in load_file(adapter.folder / _WEIGHTS).items()}
    for name in [name for name in parts if name.endswith(".lora_A.weight")]:
        target = name.replace(".lora_A.weight", ".weight")
        down = parts[name].astype(np.float32)
        up = parts[name.replace("lora_A", "lora_B")].astype(np.float32)
        if target not in weights or weights[target].shape != (up.shape[0], down.shape[1]):
            raise ModelError(f"The adapter changes {target}, which the model has not in that size.",
                             where=str(adapter.folder), fix="Train it again: scripts/train_adapter.")
        weights[target] = weights[target] + np.float32(scale) * (up @ down)
