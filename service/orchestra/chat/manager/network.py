"""The encoder as arithmetic that can learn: MiniLM with small corrections of its weights, forwards and backwards.

For training alone, in NumPy; the service runs the same arithmetic in eight-bit whole numbers (`encoder.py`).
Every weight matrix W of a layer is frozen and stands with a correction of low rank, W + A B (Hu et al.,
https://arxiv.org/abs/2106.09685), so that what was learned fits into a megabyte. A learned vector then weighs the
tokens of the message, their weighted mean goes to one score an intent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from orchestra.chat.manager.weights import Array, Base

Learned = dict[str, Array]

LAYERS = 6
# The layers below stay as they are: they read the language, and leaving them alone halves what learning costs.
FIRST_LEARNING = 2
HEADS = 12
WIDTH = 384
MATRICES = ("query", "key", "value", "output", "up", "down")
EPSILON = 1e-12

_ROOT = float(np.sqrt(2 / np.pi))


def begin(base: Base, *, rank: int, intents: int, seed: int) -> Learned:
    """What is learned, before anything is: corrections that change nothing, all tokens weighing the same."""
    source = np.random.default_rng(seed)
    learned: Learned = {
        "pool": np.zeros(WIDTH, np.float32),
        "scores": (source.standard_normal((WIDTH, intents)) * 0.02).astype(np.float32),
        "bias": np.zeros(intents, np.float32),
    }
    for layer in range(FIRST_LEARNING, LAYERS):
        for matrix in MATRICES:
            rows, columns = base.tensors[f"{layer}.{matrix}"].shape
            learned[f"{layer}.{matrix}.a"] = (source.standard_normal((rows, rank)) / np.sqrt(rows)).astype(
                np.float32
            )
            learned[f"{layer}.{matrix}.b"] = np.zeros((rank, columns), np.float32)
    return learned


@dataclass(slots=True)
class Pass:
    """One way through the network for one batch, keeping what the way back needs.

    `tokens` are the numbers of the pieces, (batch, length), and `lengths` how many of each row are meant.
    `keep` is the share of activations that a training step keeps; 1 when nothing is dropped.
    """

    base: Base
    learned: Learned
    tokens: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    keep: float = 1.0
    source: np.random.Generator | None = None
    _kept: dict[str, Array] = field(default_factory=dict)

    def forward(self) -> Array:
        """The scores, (batch, intents)."""
        kept, learned = self._kept, self.learned
        length = self.tokens.shape[1]
        here = np.arange(length) < self.lengths[:, None]
        kept["hidden"] = np.where(here, np.float32(0), np.float32(-1e9))
        tensors = self.base.tensors
        state = self.base.words(self.tokens) + tensors["positions"][:length] + tensors["type"][0]
        state = self._normalise("start", state)
        state = self._drop("start", state)
        for layer in range(LAYERS):
            state = self._layer(layer, state)
        kept["state"] = state
        weights = _softmax(state @ learned["pool"] + kept["hidden"])
        kept["weights"] = weights
        pooled = self._drop("pooled", np.einsum("bl,blw->bw", weights, state))
        kept["pooled"] = pooled
        return pooled @ learned["scores"] + learned["bias"]

    def backward(self, change: Array) -> Learned:
        """How the loss changes with everything learned, from how it changes with the scores."""
        kept, learned = self._kept, self.learned
        found: Learned = {"scores": kept["pooled"].T @ change, "bias": change.sum(axis=0)}
        pooled = self._undrop("pooled", change @ learned["scores"].T)
        state, weights = kept["state"], kept["weights"]
        along = np.einsum("bw,blw->bl", pooled, state)
        along = weights * (along - (weights * along).sum(axis=1, keepdims=True))
        found["pool"] = np.einsum("bl,blw->w", along, state)
        back = weights[:, :, None] * pooled[:, None, :] + along[:, :, None] * learned["pool"]
        for layer in reversed(range(FIRST_LEARNING, LAYERS)):
            back = self._back_layer(layer, back, found)
        return found

    def _layer(self, layer: int, state: Array) -> Array:
        kept, name = self._kept, str(layer)
        batch, length, _ = state.shape
        query, key, value = (
            self._linear(f"{name}.{part}", state).reshape(batch, length, HEADS, -1).transpose(0, 2, 1, 3)
            for part in MATRICES[:3]
        )
        scale = np.float32(1 / np.sqrt(WIDTH / HEADS))
        seen = _softmax(query @ key.transpose(0, 1, 3, 2) * scale + kept["hidden"][:, None, None, :])
        kept |= {f"{name}.q": query, f"{name}.k": key, f"{name}.v": value, f"{name}.seen": seen}
        mixed = (seen @ value).transpose(0, 2, 1, 3).reshape(batch, length, WIDTH)
        answer = self._drop(f"{name}.mixed", self._linear(f"{name}.output", mixed))
        state = self._normalise(f"{name}.middle", state + answer)
        wide = self._linear(f"{name}.up", state)
        kept[f"{name}.wide"] = wide
        kept[f"{name}.bent"] = bent = np.tanh(_ROOT * (wide + np.float32(0.044715) * wide * wide * wide))
        answer = self._linear(f"{name}.down", np.float32(0.5) * wide * (1 + bent))
        return self._normalise(f"{name}.end", state + self._drop(f"{name}.down", answer))

    def _back_layer(self, layer: int, back: Array, found: Learned) -> Array:
        kept, name = self._kept, str(layer)
        batch, length, _ = back.shape
        back = self._back_normalise(f"{name}.end", back)
        wide, bent = kept[f"{name}.wide"], kept[f"{name}.bent"]
        slope = 0.5 * (1 + bent) + 0.5 * wide * (1 - bent**2) * _ROOT * (1 + 3 * 0.044715 * wide**2)
        wider = self._back_linear(f"{name}.down", self._undrop(f"{name}.down", back), found) * slope
        back = back + self._back_linear(f"{name}.up", wider.astype(np.float32), found)
        back = self._back_normalise(f"{name}.middle", back)
        mixed = self._back_linear(f"{name}.output", self._undrop(f"{name}.mixed", back), found)
        mixed = mixed.reshape(batch, length, HEADS, -1).transpose(0, 2, 1, 3)
        query, key, value, seen = (kept[f"{name}.{part}"] for part in ("q", "k", "v", "seen"))
        scale = np.float32(1 / np.sqrt(WIDTH / HEADS))
        sight = mixed @ value.transpose(0, 1, 3, 2)
        sight = seen * (sight - (sight * seen).sum(axis=-1, keepdims=True)) * scale
        parts = (sight @ key, sight.transpose(0, 1, 3, 2) @ query, seen.transpose(0, 1, 3, 2) @ mixed)
        for part, change in zip(MATRICES[:3], parts, strict=True):
            flat = change.transpose(0, 2, 1, 3).reshape(batch, length, WIDTH)
            back = back + self._back_linear(f"{name}.{part}", flat, found)
        return back

    def _linear(self, name: str, inputs: Array) -> Array:
        flat = inputs.reshape(-1, inputs.shape[-1])
        self._kept[f"{name}.in"] = flat
        whole = self.base.tensors[name]
        if f"{name}.a" in self.learned:
            whole = whole + self.learned[f"{name}.a"] @ self.learned[f"{name}.b"]
        self._kept[f"{name}.whole"] = whole
        return (flat @ whole + self.base.tensors[f"{name}.bias"]).reshape(*inputs.shape[:-1], -1)

    def _back_linear(self, name: str, back: Array, found: Learned) -> Array:
        flat = back.reshape(-1, back.shape[-1])
        inputs, a, b = self._kept[f"{name}.in"], self.learned[f"{name}.a"], self.learned[f"{name}.b"]
        found[f"{name}.a"] = inputs.T @ (flat @ b.T)
        narrow: Array = (inputs @ a).T
        found[f"{name}.b"] = narrow @ flat
        return (flat @ self._kept[f"{name}.whole"].T).reshape(*back.shape[:-1], -1)

    def _normalise(self, name: str, state: Array) -> Array:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = (centred**2).mean(axis=-1, keepdims=True)
        width = np.asarray(1 / np.sqrt(spread + EPSILON), dtype=spread.dtype)
        self._kept[f"{name}.unit"], self._kept[f"{name}.width"] = centred * width, width
        return (
            self._kept[f"{name}.unit"] * self.base.tensors[f"{name}.gain"]
            + self.base.tensors[f"{name}.shift"]
        )

    def _back_normalise(self, name: str, back: Array) -> Array:
        unit, width = self._kept[f"{name}.unit"], self._kept[f"{name}.width"]
        back = back * self.base.tensors[f"{name}.gain"]
        along = (back * unit).mean(axis=-1, keepdims=True)
        result: Array = width * (back - back.mean(axis=-1, keepdims=True) - unit * along)
        return result

    def _drop(self, name: str, state: Array) -> Array:
        if self.source is None or self.keep >= 1:
            return state
        kept = self.source.random(state.shape, dtype=np.float32) < self.keep
        mask = kept.astype(np.float32) / np.float32(self.keep)
        self._kept[f"{name}.mask"] = mask
        return state * mask

    def _undrop(self, name: str, back: Array) -> Array:
        mask = self._kept.get(f"{name}.mask")
        return back if mask is None else back * mask


def _softmax(scores: Array) -> Array:
    lifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Array = lifted / lifted.sum(axis=-1, keepdims=True)
    return shares
