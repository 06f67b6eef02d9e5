"""The encoder as a graph for ONNX Runtime, without its weights: the service puts those in when it loads the model.

Needs `onnx`, which development has and the service does not: `orchestra intents build` writes `model/encoder.onnx`.
"""

from __future__ import annotations

from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

from orchestra.chat.manager.network import EPSILON, HEADS, LAYERS, WIDTH

# ONNX Runtime's own operators, which do in one step what the standard's do in ten.
FUSED = "com.microsoft"


def encoder(intents: int) -> ModelProto:
    """The graph from the vectors of a message's pieces, (1, length, 384), to its scores, (1, intents)."""
    nodes: list[NodeProto] = []
    weights: list[TensorProto] = []

    def weight(name: str, *shape: int, kind: int = TensorProto.FLOAT) -> str:
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="given-when-loaded")
        weights.append(tensor)
        return name

    def step(kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def linear(name: str, given: str, rows: int, columns: int) -> str:
        parts = [weight(name, rows, columns, kind=TensorProto.INT8), weight(f"{name}.scale", columns)]
        bias = weight(f"{name}.bias", columns)
        return step("DynamicQuantizeMatMul", [given, *parts, "", bias], f"{name}.out", FUSED)

    def joined(name: str, given: str, before: str) -> str:
        ends = [weight(f"{name}.gain", WIDTH), weight(f"{name}.shift", WIDTH)]
        return step(
            "SkipLayerNormalization", [given, before, *ends], f"{name}.out", FUSED, epsilon=float(EPSILON)
        )

    state = step(
        "LayerNormalization", ["vectors", weight("start.gain", WIDTH), weight("start.shift", WIDTH)], "start.out",
        epsilon=float(EPSILON),
    )  # fmt: skip
    for layer in range(LAYERS):
        parts = [f"{layer}.{part}.part" for part in ("query", "key", "value")]
        nodes.append(
            helper.make_node(
                "Split", [linear(f"{layer}.attention", state, WIDTH, 3 * WIDTH)], parts, axis=2, num_outputs=3
            )
        )
        mixed = step("MultiHeadAttention", parts, f"{layer}.mixed", FUSED, num_heads=HEADS)
        state = joined(f"{layer}.middle", linear(f"{layer}.output", mixed, WIDTH, WIDTH), state)
        wide = step("FastGelu", [linear(f"{layer}.up", state, WIDTH, 4 * WIDTH)], f"{layer}.bent", FUSED)
        state = joined(f"{layer}.end", linear(f"{layer}.down", wide, 4 * WIDTH, WIDTH), state)
    share = step("Softmax", [step("MatMul", [state, weight("pool", WIDTH, 1)], "along")], "share", axis=1)
    turned = step("Transpose", [share], "turned", perm=[0, 2, 1])
    pooled = step("MatMul", [turned, state], "pooled")
    step(
        "Add", [step("MatMul", [pooled, weight("scores", WIDTH, intents)], "raw"), weight("bias", intents)], "result"
    )  # fmt: skip

    def tensor(name: str, *shape: int | str) -> ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))

    graph = helper.make_graph(
        nodes, "intents", [tensor("vectors", 1, "length", WIDTH)], [tensor("result", 1, 1, intents)], weights
    )
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=9, producer_name="orchestra")
