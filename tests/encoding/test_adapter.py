"""The adapter: found by setting, added by the formula of LoRA, refused where it does not fit."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.encoding.adapter import find_adapter, merge_adapter
from engine.errors import ModelError
from engine.settings import Settings

_NAME = "encoder.layer.0.attention.self.query"


def _write(folder: Path, down: np.ndarray, up: np.ndarray) -> Settings:
    prefix = f"base_model.model.{_NAME}"
    save_file({f"{prefix}.lora_A.weight": down, f"{prefix}.lora_B.weight": up}, folder / "adapter_model.safetensors")
    (folder / "adapter_config.json").write_text(json.dumps({"r": 2, "lora_alpha": 3}))
    return Settings(adapter=str(folder))


def test_merging_adds_alpha_over_rank_times_b_a(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    down, up, weight = (rng.normal(size=size).astype(np.float32) for size in ((2, 5), (4, 2), (4, 5)))
    adapter = find_adapter(_write(tmp_path, down, up))
    assert adapter is not None
    weights = {f"{_NAME}.weight": weight.copy(), "other": weight}
    merge_adapter(weights, adapter)
    np.testing.assert_allclose(weights[f"{_NAME}.weight"], weight + 1.5 * up @ down, rtol=1e-5)
    assert weights["other"] is weight


def test_adapter_of_another_size_is_refused(tmp_path: Path) -> None:
    adapter = find_adapter(_write(tmp_path, np.ones((2, 5), np.float32), np.ones((4, 2), np.float32)))
    assert adapter is not None
    with pytest.raises(ModelError, match="train_adapter"):
        merge_adapter({f"{_NAME}.weight": np.ones((4, 4), np.float32)}, adapter)


def test_none_means_none_and_a_wrong_folder_is_an_error(tmp_path: Path) -> None:
    assert find_adapter(Settings(adapter="none")) is None
    with pytest.raises(ModelError, match="LOTSE_ADAPTER"):
        find_adapter(Settings(adapter=str(tmp_path)))
