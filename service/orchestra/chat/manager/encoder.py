"""The network that reads a message, in small whole numbers on one core: MiniLM's weights and what was learned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from orchestra.chat.manager.weights import Array, Base

LAYERS = 6
# Of a matrix's whole numbers. Seven bits, not eight: processors without VNNI add up pairs of products in sixteen
# bits, which eight would overflow, and the model must say the same on every machine.
LARGEST = 63


class Encoder:
    """Scores a message's pieces; safe to use from several threads."""

    def __init__(self, graph: Path, base: Base, learned: dict[str, Array]) -> None:
        """Put the weights into a graph.

        Raises:
            orchestra.chat.manager.weights.WeightsError: where the installed base is another one.
        """
        # Not the base itself: what the service has no use for any more is to be freed.
        self._words = base.words
        self._places = base.tensors["positions"] + base.tensors["type"][0]
        given = _weights(base.tensors, learned)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        # Held as long as the session: it reads them where they are.
        self._given = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in given.values()]
        options.add_external_initializers(list(given), self._given)
        self._session = onnxruntime.InferenceSession(
            graph.read_bytes(), options, providers=["CPUExecutionProvider"]
        )

    def scores(self, numbers: npt.NDArray[np.int64]) -> Array:
        """The scores of the intents, (intents,), of a message's pieces, (length,) with length from 1 to 512."""
        vectors = self._words(numbers) + self._places[: len(numbers)]
        (result,) = self._session.run(["result"], {"vectors": vectors[None]})
        found: Array = np.asarray(result, dtype=np.float32).reshape(-1)
        return found


def _weights(base: dict[str, Array], learned: dict[str, Array]) -> dict[str, npt.NDArray[np.generic]]:
    """What the graph asks for, by name."""

    def whole(name: str) -> Array:
        if f"{name}.a" not in learned:
            return base[name]
        return base[name] + learned[f"{name}.a"] @ learned[f"{name}.b"]

    given: dict[str, npt.NDArray[np.generic]] = {
        name: base[name] for name in base if name.endswith((".gain", ".shift"))
    }
    given |= {"pool": learned["pool"].reshape(-1, 1), "scores": learned["scores"], "bias": learned["bias"]}
    for layer in range(LAYERS):
        parts = [f"{layer}.{part}" for part in ("query", "key", "value")]
        matrices = {
            f"{layer}.attention": np.concatenate([whole(part) for part in parts], axis=1),
            **{name: whole(name) for name in (f"{layer}.output", f"{layer}.up", f"{layer}.down")},
        }
        for name, matrix in matrices.items():
            scale = np.abs(matrix).max(axis=0) / np.float32(LARGEST)
            given[name] = np.rint(matrix / scale).astype(np.int8)
            given[f"{name}.scale"] = scale
        given |= {f"{layer}.{part}.bias": base[f"{layer}.{part}.bias"] for part in ("output", "up", "down")}
        given[f"{layer}.attention.bias"] = np.concatenate([base[f"{part}.bias"] for part in parts])
    return {name: np.ascontiguousarray(value) for name, value in given.items()}
