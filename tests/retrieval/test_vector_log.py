"""The log of finished vectors: what was written comes back, what was damaged does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.retrieval.remembered import RememberedEncoder
from engine.retrieval.vector_log import VectorLog
from engine.retrieval.vectors import key_of, packed
from tests.retrieval.makeshift import WordEncoder

KEYS = packed([key_of(str(i)) for i in range(6)])
VECTORS = np.arange(6 * 4, dtype=np.float32).reshape(6, 4)


def _written(path: Path) -> bytes:
    path.unlink(missing_ok=True)
    with VectorLog(path, "m", 4) as log:
        for start in (0, 2, 4):
            log.append(KEYS[start : start + 2], VECTORS[start : start + 2])
    return path.read_bytes()


def test_batches_come_back_in_order(tmp_path: Path) -> None:
    _written(tmp_path / "log")
    with VectorLog(tmp_path / "log", "m", 4) as log:
        np.testing.assert_array_equal(log.known.keys, KEYS)
        np.testing.assert_array_equal(log.known.vectors, VECTORS)


def test_another_model_or_dimension_reads_nothing(tmp_path: Path) -> None:
    for model, dimension in (("other", 4), ("m", 5)):
        _written(tmp_path / "log")
        with VectorLog(tmp_path / "log", model, dimension) as log:
            assert len(log.known.keys) == 0


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_damage_drops_the_damaged_batch_and_all_after_it(tmp_path_factory, data) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.getbasetemp() / "damaged-log"
    whole = bytearray(_written(path))
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        whole[at] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(bytes(whole))
    else:
        path.write_bytes(bytes(whole[:at]))
    with VectorLog(path, "m", 4) as log:
        batches = at // (len(whole) // 3)
        assert len(log.known.keys) == 2 * batches
        np.testing.assert_array_equal(log.known.vectors, VECTORS[: 2 * batches])
        log.append(KEYS[4:], VECTORS[4:])
    with VectorLog(path, "m", 4) as log:
        assert len(log.known.keys) == 2 * batches + 2


def test_a_second_opener_reads_and_leaves_the_writing_to_the_first(tmp_path: Path) -> None:
    with VectorLog(tmp_path / "log", "m", 4) as first:
        first.append(KEYS[:2], VECTORS[:2])
        with VectorLog(tmp_path / "log", "m", 4) as second:
            assert len(second.known.keys) == 2
            second.append(KEYS[2:4], VECTORS[2:4])
        first.append(KEYS[4:], VECTORS[4:])
    with VectorLog(tmp_path / "log", "m", 4) as again:
        np.testing.assert_array_equal(again.known.keys, KEYS[[0, 1, 4, 5]])


def test_a_full_log_stops_growing(tmp_path: Path) -> None:
    with VectorLog(tmp_path / "log", "m", 4, most_bytes=200) as log:
        for _ in range(50):
            log.append(KEYS, VECTORS)
    assert (tmp_path / "log").stat().st_size <= 200


def test_a_remembering_encoder_encodes_a_text_once_on_each_side(tmp_path: Path) -> None:
    inner = WordEncoder()
    first = RememberedEncoder(inner, tmp_path).passages(["eins", "zwei", "eins"])
    assert inner.encoded == 2
    again = RememberedEncoder(inner, tmp_path)
    np.testing.assert_array_equal(again.passages(["eins", "zwei", "eins"]), first)
    assert inner.encoded == 2
