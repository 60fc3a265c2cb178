"""The methods and attributes of arrays, by name: what stands for each, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from jaccli.trace.refusal import WRITE, Refusal

_SAME = """
    sum mean prod max min var std dot ravel squeeze copy clip cumsum cumprod diagonal trace repeat
    swapaxes take argmax argmin argsort any all nonzero conj conjugate searchsorted round
"""  # np.NAME(x, …) takes what x.NAME(…) takes
_ELEMENTWISE = """
    sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh exp exp2 expm1 log log2
    log10 log1p sqrt cbrt square reciprocal
"""  # what np.sin asks of the elements of an array of objects


def _reshape(x: Any, *shape: Any, order: str = "C") -> Any:
    return np.reshape(x, shape[0] if len(shape) == 1 else shape, order=order)  # type: ignore[call-overload]  # as x.reshape takes it


def _transpose(x: Any, *axes: Any) -> Any:
    if len(axes) == 1 and not isinstance(axes[0], int):
        return np.transpose(x, axes[0])
    return np.transpose(x, axes or None)


def _flatten(x: Any, order: Any = "C") -> Any:
    return np.copy(np.ravel(x, order))


def _astype(x: Any, dtype: Any, *_: Any, copy: bool = True, **__: Any) -> Any:
    check_dtype(dtype, x.dtype)
    return np.copy(x) if copy else x


def _item(x: Any, *index: Any) -> Any:
    if not index:
        if x.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return np.reshape(x, ())
    if len(index) == 1 and not isinstance(index[0], tuple):
        return np.ravel(x)[index[0]]
    return x[index[0] if isinstance(index[0], tuple) else index]


def _tolist(x: Any) -> Any:
    return [_tolist(each) for each in x] if x.ndim else x


def _compress(x: Any, condition: Any, axis: Any = None) -> Any:
    return np.compress(condition, x, axis)


METHODS: dict[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in (_SAME + _ELEMENTWISE).split() if hasattr(np, name)},
    "reshape": _reshape,
    "transpose": _transpose,
    "flatten": _flatten,
    "astype": _astype,
    "item": _item,
    "tolist": _tolist,
    "compress": _compress,
}
ATTRIBUTES: dict[str, Callable[[Any], Any]] = {
    "T": np.transpose,
    "mT": lambda x: np.swapaxes(x, -1, -2),
    "real": lambda x: x,
    "imag": np.zeros_like,
    "flat": np.ravel,
    "nbytes": lambda x: x.size * x.dtype.itemsize,
    "itemsize": lambda x: x.dtype.itemsize,
}
CHANGING = {"sort", "fill", "put", "partition", "resize", "setfield", "byteswap", "setflags"}


def untraced(name: str) -> BaseException:
    """Why an attribute that arrays have is not there."""
    if name.startswith("__") or not hasattr(np.ndarray, name):
        return AttributeError(f"'numpy.ndarray' object has no attribute '{name}'")
    if name in CHANGING:
        helps = [f"np.{name}(x) gives a new array"] if name == "sort" else [WRITE]
        return Refusal(
            f"x.{name} changes an array in place, which is not traced",
            "the graph has this value already",
            *helps,
        )
    return Refusal(
        f"x.{name} cannot be traced",
        "the memory of an array does not tell how it was computed",
        "write it with operators and functions of NumPy",
    )


def check_dtype(dtype: Any, own: Any = None) -> None:
    """Refuses what would cut numbers off. own: the type that they have, where that is known."""
    if dtype is None or dtype is object or np.dtype(dtype) == object:
        return
    kind = np.dtype(dtype)
    if kind.kind == "f" and own is not None and kind.itemsize < own.itemsize:
        raise Refusal(
            f"a traced value of {own} cannot become {kind.name}",
            "rounding on the way is not traced",
            "leave the type out",
        )
    if kind.kind != "f":
        why = "derivatives are those of real functions"
        if kind.kind != "c":
            why = f"{kind.name} keeps neither the fraction nor the derivative"
        raise Refusal(
            f"a traced value cannot become {kind.name}",
            why,
            "leave the type out; np.floor(x) and comparisons give plain numbers",
        )
