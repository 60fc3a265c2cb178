"""What each layer type is in the words of another framework; its derivatives are its own.

`F` is the framework's namespace: the names that numpy has, and the activations. A layer's fields
hold the framework's arrays. A type that is missing here is noted, not a mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from jaccli.arrays import np

Function: TypeAlias = Callable[..., Any]  # (F, layer, *inputs) -> value

SAME_NAME = (  # as in numpy or in every framework
    "relu sigmoid tanh softplus silu gelu sin cos tan exp log sqrt square reciprocal abs negative "
    "arcsin arccos arctan sinh cosh arcsinh arccosh arctanh exp2 expm1 log1p log2 log10 cbrt sinc "
    "softmax log_softmax"
)


def named(name: str) -> Function:
    """A function that the framework itself has."""
    return lambda F, layer, x: getattr(F, name)(x)


def _linear(F: Any, layer: Any, x: Any) -> Any:
    z = layer.weight @ x
    return z if layer.bias is None else z + layer.bias


def _normalised(layer: Any, unit: Any) -> Any:
    unit = unit if layer.weight is None else layer.weight * unit
    return unit if layer.bias is None else unit + layer.bias


def _layer_norm(F: Any, layer: Any, x: Any) -> Any:
    centred = x - x.mean()
    return _normalised(layer, centred / F.sqrt((centred * centred).mean() + layer.epsilon))


def _rms_norm(F: Any, layer: Any, x: Any) -> Any:
    return _normalised(layer, x / F.sqrt((x * x).mean() + layer.epsilon))


def _cross_entropy(F: Any, layer: Any, x: Any) -> Any:
    logs = F.log_softmax(x)
    if layer.label is not None:
        return -logs[layer.label].reshape(1)
    return -(layer.target * logs).sum().reshape(1)


def _along(name: str) -> Function:
    def reduced(F: Any, layer: Any, x: Any) -> Any:
        shape = (1, len(x), 1) if layer.shape is None else tuple(layer.shape)
        return getattr(F, name)(x.reshape(shape), 1).reshape(-1)

    return reduced


def _norm(F: Any, layer: Any, x: Any) -> Any:
    shape = (1, len(x), 1) if layer.shape is None else tuple(layer.shape)
    array = x.reshape(shape)
    return F.sqrt((array * array).sum(1)).reshape(-1)


def _folded(name: str) -> Function:
    """An operation of two values on all operands, from the left."""

    def combined(F: Any, layer: Any, *inputs: Any) -> Any:
        first, *others = inputs if layer.constant is None else (*inputs, layer.constant)
        for other in others:
            first = getattr(F, name)(first, other)
        return first

    return combined


def _pair(first: str, second: str, apply: Function) -> Function:
    """An operation of two operands; a field that is given stands for an input."""

    def paired(F: Any, layer: Any, *inputs: Any) -> Any:
        given = iter(inputs)
        fields = (getattr(layer, first), getattr(layer, second))
        return apply(F, layer, *(next(given) if each is None else each for each in fields))

    return paired


def _matmul(F: Any, layer: Any, *inputs: Any) -> Any:
    given = iter(inputs)
    inner = layer.inner
    if layer.left is not None:
        inner = layer.left.shape[1]
    elif layer.right is not None:
        inner = layer.right.shape[0]
    b = layer.batch
    left = next(given).reshape(b, -1, inner) if layer.left is None else layer.left
    right = next(given).reshape(b, inner, -1) if layer.right is None else layer.right
    return (left @ right).reshape(-1)


FUNCTIONS: Mapping[str, Function] = {name: named(name) for name in SAME_NAME.split()} | {
    "identity": lambda F, layer, x: x,
    "leaky_relu": lambda F, layer, x: F.leaky_relu(x, layer.slope),
    "elu": lambda F, layer, x: F.elu(x, layer.alpha),
    "power": lambda F, layer, x: x**layer.exponent,
    "scale": lambda F, layer, x: layer.factor * x,
    "linear": _linear,
    "layer_norm": _layer_norm,
    "rms_norm": _rms_norm,
    "logsumexp": lambda F, layer, x: F.logsumexp(x).reshape(1),
    "sum": _along("sum"),
    "mean": _along("mean"),
    "product": _along("prod"),
    "max": _along("amax"),
    "min": _along("amin"),
    "norm": _norm,
    "squared_error": lambda F, layer, x: (0.5 * ((layer.target - x) ** 2).sum()).reshape(1),
    "cross_entropy": _cross_entropy,
    "add": _folded("add"),
    "multiply": _folded("multiply"),
    "maximum": _folded("maximum"),
    "minimum": _folded("minimum"),
    "subtract": _pair("minuend", "subtrahend", lambda F, layer, a, b: a - b),
    "divide": _pair("dividend", "divisor", lambda F, layer, a, b: a / b),
    "pow": _pair("base", "exponent", lambda F, layer, a, b: a**b),
    "arctan2": _pair("y", "x", lambda F, layer, y, x: F.arctan2(y, x)),
    "hypot": _pair("first", "second", lambda F, layer, a, b: F.hypot(a, b)),
    "where": _pair("then", "otherwise", lambda F, layer, a, b: F.where(layer.condition != 0, a, b)),
    "concatenate": lambda F, layer, *inputs: F.concatenate(inputs),
    "select": lambda F, layer, x: x[np.asarray(layer.entries) - 1],
    "constant": lambda F, layer: layer.value,
    "matmul": _matmul,
}
