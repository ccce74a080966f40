"""Ways to make an exported ONNX model smaller and quicker, most wanted first. `prepare` keeps the first that agrees.

A BERT's activations have a few very large channels, and one scale for the whole tensor drowns the rest. So
each matrix product's input is divided by a factor per channel, which its weights are multiplied by (Xiao et
al., SmoothQuant, 2022); products that still suffer, those that narrow the feed-forward layer, take scales
per block of 128 instead. Seven-bit weights keep processors without VNNI from saturating.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from localcounsel.engine.embedder import one_thread

Feeds = Iterable[Mapping[str, NDArray[np.int64]]]
"""Inputs of texts to calibrate with."""
Recipe = Callable[[Path, Path, Feeds], None]
"""Makes the file `target` from the exported file `source`."""

_STRENGTH = 0.7
"""How much of a channel's spread moves from activations to weights; 0.7 agreed best on contract texts."""
_BLOCK = 128
_LARGE_TABLE = 8_000
"""Rows from which a table is one of words and not of positions."""


def full(source: Path, target: Path, feeds: Feeds) -> None:
    """As exported: 32-bit floats."""
    target.write_bytes(source.read_bytes())


def blocks(source: Path, target: Path, feeds: Feeds) -> None:
    """8-bit weights with a scale for every 128, activations likewise: nearly exact, half again as quick."""
    import onnx

    _in_blocks(onnx.load(str(source)), target)


def eight_bit(source: Path, target: Path, feeds: Feeds) -> None:
    """8-bit products with smoothed channels: more than twice as quick."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(source))
    _smooth(model, _largest(source, feeds))
    onnx.save(model, str(target))
    narrowing = [node.name for node, weights in _products(model) if weights.dims[0] > weights.dims[1]]
    quantize_dynamic(
        str(target),
        str(target),
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=narrowing,
    )
    _in_blocks(onnx.load(str(target)), target)


RECIPES: tuple[tuple[str, Recipe], ...] = (("int8-smooth", eight_bit), ("int8-blocks", blocks), ("fp32", full))
"""In the order in which they are tried."""


def narrow_table(path: Path) -> None:
    """Store the table of word vectors in 8 bits with a scale for each row: half of a small model is that table."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(str(path))
    nodes = list(model.graph.node)
    for table in [one for one in model.graph.initializer if len(one.dims) == 2 and one.dims[0] > _LARGE_TABLE]:
        users = [node for node in nodes if table.name in node.input]
        if [node.op_type for node in users] != ["Gather"]:
            continue
        rows = numpy_helper.to_array(table).astype(np.float32)
        scales = np.maximum(np.abs(rows).max(1, keepdims=True) / 127, 1e-12).astype(np.float32)
        small = np.rint(rows / scales).astype(np.int8)
        name, (gather,) = table.name, users
        model.graph.initializer.remove(table)
        model.graph.initializer.extend(
            [numpy_helper.from_array(small, f"{name}_rows"), numpy_helper.from_array(scales, f"{name}_scales")]
        )
        words, out = gather.input[1], gather.output[0]
        made = [
            helper.make_node("Gather", [f"{name}_rows", words], [f"{out}_rows"], axis=0),
            helper.make_node("Gather", [f"{name}_scales", words], [f"{out}_scales"], axis=0),
            helper.make_node("Cast", [f"{out}_rows"], [f"{out}_floats"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"{out}_floats", f"{out}_scales"], [out]),
        ]
        at = nodes.index(gather)
        nodes[at : at + 1] = made
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, str(path))


def _products(model: Any) -> list[tuple[Any, Any]]:
    """The matrix products with fixed weights, each with its weights."""
    fixed = {one.name: one for one in model.graph.initializer}
    return [
        (node, fixed[node.input[1]])
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in fixed and len(fixed[node.input[1]].dims) == 2
    ]


def _largest(source: Path, feeds: Feeds) -> dict[str, NDArray[np.float32]]:
    """Per product input, the largest magnitude each channel takes over the calibration texts."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper

    model = onnx.load(str(source))
    names = list(dict.fromkeys(node.input[0] for node, _ in _products(model)))
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), one_thread(onnxruntime), providers=["CPUExecutionProvider"]
    )
    largest: dict[str, NDArray[np.float32]] = {}
    for feed in feeds:
        for name, value in zip(names, session.run(names, dict(feed)), strict=True):
            peaks = np.abs(value.reshape(-1, value.shape[-1])).max(0)
            largest[name] = np.maximum(largest[name], peaks) if name in largest else peaks
    return largest


def _smooth(model: Any, largest: Mapping[str, NDArray[np.float32]]) -> None:
    """Divide each product's input by a factor per channel, and multiply its weights' rows by it."""
    from onnx import helper, numpy_helper

    by_input: dict[str, list[tuple[Any, Any]]] = {}
    for node, weights in _products(model):
        by_input.setdefault(node.input[0], []).append((node, weights))
    inserted = {}
    for name, products in by_input.items():
        arrays = [numpy_helper.to_array(weights) for _, weights in products]
        factors = _factors(largest[name], np.max([np.abs(one).max(1) for one in arrays], axis=0))
        for (node, weights), array in zip(products, arrays, strict=True):
            weights.CopyFrom(numpy_helper.from_array(array * factors[:, None], weights.name))
            node.input[0] = f"{name}_smooth"
        model.graph.initializer.append(numpy_helper.from_array(1 / factors, f"{name}_factors"))
        inserted[name] = helper.make_node("Mul", [name, f"{name}_factors"], [f"{name}_smooth"], f"{name}_divide")
    nodes = list(model.graph.node)
    del model.graph.node[:]
    for node in nodes:
        model.graph.node.append(node)
        model.graph.node.extend(inserted[name] for name in node.output if name in inserted)


def _factors(activations: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """SmoothQuant's equation 4, scaled to a geometric mean of one."""
    raw = np.maximum(activations, 1e-5) ** _STRENGTH / np.maximum(weights, 1e-5) ** (1 - _STRENGTH)
    factors: NDArray[np.float32] = np.clip(raw / np.exp(np.log(raw).mean()), 1e-3, 1e3).astype(np.float32)
    return factors


def _in_blocks(model: Any, target: Path) -> None:
    """Turn every product that still has plain weights into one with 8-bit weights in blocks."""
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(model, bits=8, block_size=_BLOCK, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    quantizer.model.save_model_to_file(str(target), False)
