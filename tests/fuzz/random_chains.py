"""Random chain files that strain a screen: long, wide, at kinks, huge, tiny, of many inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
from fuzz.random_graphs import random_case

ELEMENTWISE = (
    *("relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softplus", "sin", "square"),
    *("abs", "identity", "softmax", "log_softmax", "layer_norm", "rms_norm"),
)
LONG = "A name that goes on and on until it has no room in eighty columns, and goes on then too"
NAMES = ("hidden", "a layer of a long name", "encoder.block.0.attention.norm", "_", "α")
DEPTHS, SHARES = (1, 2, 3, 4, 5, 8, 12, 20, 30, 60, 100, 200), (3, 4, 5, 5, 3, 3, 2, 2, 1, 1, 1, 1)
SIZES = (1, 2, 3, 4, 7, 13, 30, 100, 300, 1000)
FEW = 12  # layers, of which some may be large
MANY = 200_000  # entries of a weight


def random_file(seed: int) -> dict[str, Any]:
    """The chain or graph of that seed."""
    rng = np.random.default_rng(seed)
    which = rng.random()
    if which < 0.6:
        return _chain(rng)
    return random_case(seed).data if which < 0.75 else _graph(rng)


def _chain(rng: np.random.Generator) -> dict[str, Any]:
    data: dict[str, Any] = {"name": str(rng.choice(["short", LONG, "x" * 90, "ünïcode 𝓛"]))}
    data |= {"dtype": "float32"} if rng.random() < 0.2 else {}
    depth = int(rng.choice(DEPTHS, p=np.divide(SHARES, sum(SHARES))))
    sizes = SIZES[:7] if depth > FEW else SIZES
    shares = 1 / np.arange(1, len(sizes) + 1)
    kind, way = rng.integers(5), rng.choice(["network", "any", "elementwise", "linear"])
    data["input"] = _point(rng, kind, int(rng.choice(sizes, p=shares / shares.sum())))
    named, layers, size = rng.random() < 0.25, [], len(data["input"])
    for k in range(depth):
        linear = {"linear": True, "network": k % 2 == 0, "any": rng.random() < 0.4}
        layer: dict[str, Any] = {"type": str(rng.choice(ELEMENTWISE))}
        if linear.get(str(way)):
            new = int(rng.choice(sizes, p=shares / shares.sum()))
            new = new if new * size <= MANY else 3
            layer = {"type": "linear", "size": new}
            if rng.random() < 0.4 and new * size < 200:
                del layer["size"]
                layer["weight"] = rng.integers(-2, 3, (new, size)).tolist()
            size = new
        layers.append(layer | ({"name": f"{rng.choice(NAMES)}{k}"} if named else {}))
    if rng.random() < 0.5:
        layers.append({"type": str(rng.choice(["sum", "mean", "logsumexp", "max"]))})
    elif rng.random() < 0.5 and size > 1:
        layers.append({"type": "cross_entropy", "label": int(rng.integers(size))})
    return data | {"layers": layers}


def _point(rng: np.random.Generator, kind: int, size: int) -> list[float]:
    """Zeros, whole numbers, huge, tiny or other ones."""
    if kind < 2:
        return (rng.integers(-2, 3, size) * float(kind)).tolist()
    point: list[float] = (rng.normal(size=size).round(3) * (1e6, 1e-9, 1.0)[kind - 2]).tolist()
    return point


def _graph(rng: np.random.Generator) -> dict[str, Any]:
    """Many inputs of one size, and layers that read what stands shortly before them."""
    number, size = int(rng.choice([1, 2, 3, 8, 30])), int(rng.choice([1, 2, 3, 7, 20]))
    names = [f"x{k}" if rng.random() < 0.8 else f"input number {k}" for k in range(1, number + 1)]
    inputs = {name: rng.normal(size=size).round(2).tolist() for name in names}
    layers: list[dict[str, Any]] = []
    for k in range(int(rng.choice([2, 3, 5, 8, 15, 40, 100]))):
        kind = str(rng.choice(["add", "multiply", "subtract", "tanh", "sin", "relu", "linear"]))
        reads = 2 if kind in ("add", "multiply", "subtract") else 1
        read = [str(each) for each in rng.choice(names[-6:], reads)]
        layer = {"name": f"v{k}", "type": kind, "inputs": read}
        layers.append(layer | ({"size": size} if kind == "linear" else {}))
        names.append(layers[-1]["name"])
    if rng.random() < 0.5:
        layers.append({"name": "out", "type": "sum", "inputs": names[-1]})
    return {"inputs": inputs, "layers": layers}
