"""`x += y`: on a traced array, which every name of it sees, and on a plain one.

NumPy would write into the array. A traced one gets another value of the graph, and so do the
arrays that share its memory. A plain one cannot: the name h of `h += x` gets the sum as a new
array, which is the same thing as long as nobody else knows the old one; who does would see the
old numbers, and is refused.
"""

from __future__ import annotations

import operator
import sys
from functools import cache
from typing import Any

import numpy as np

from jaccli.trace.conversions import IN_PLACE, instruction
from jaccli.trace.memory import layout_of, overlaps_itself, write
from jaccli.trace.places import Program
from jaccli.trace.refusal import Refusal
from jaccli.trace.table import apply, concrete, writes
from jaccli.trace.value import Traced, concrete_of, of


class _Probe:
    """Counts the references to an array that it is added to."""

    found = 0

    def __array_ufunc__(self, _: Any, __: str, *inputs: Any, **kwargs: Any) -> Any:
        self.found = sys.getrefcount(kwargs["out"][0])
        return None


@cache
def references_of_a_variable() -> tuple[int, int]:
    """How many there are in `__array_ufunc__` if one variable, or one attribute, holds the array.

    Measured, since Python's versions differ in how many they borrow.
    """
    probe: Any = _Probe()
    array: Any = np.zeros(1)
    array += probe
    local: int = probe.found
    probe.array = np.zeros(1)
    probe.array += probe
    return local, probe.found


def overwritten(x: Traced, symbol: str, name: str, other: Any) -> Traced:
    """The traced array x after `x += …`: every name that it has sees the result, as in NumPy."""
    layout = of(x).layout
    if layout is not None and not layout.flags.writeable:
        _as_numpy_does(x, symbol, other)
    result = apply(name, x, other)
    if result.shape != x.shape or result.dtype != x.dtype:
        _as_numpy_does(x, symbol, other)
    if not isinstance(result, Traced):
        raise Refusal(
            "a traced array is changed in place to plain numbers",
            "its other names would keep the traced ones",
            "write it as a new array: y = y // c",
        )
    if overlaps_itself(x):
        raise Refusal(
            "a traced array is changed in place whose entries share their memory",
            "NumPy would write into the same place several times",
            "write it as a new array: y = y + c",
        )
    write(x, result)
    return x


def _as_numpy_does(x: Traced, symbol: str, other: Any) -> None:
    """Raises what NumPy says to this change of an array, if it does not take it."""
    plain = np.empty_like(layout_of(x), x.dtype)
    plain[...] = concrete_of(x)
    plain.flags.writeable = layout_of(x).flags.writeable
    getattr(operator, f"i{symbol}")(plain, concrete(other))


def check_rebinding(
    program: Program, ufunc: Any, inputs: tuple[Any, ...], out: tuple[Any, ...], references: int
) -> None:
    """Refuses whatever is not `h += x` with an h that nothing else refers to.

    references: sys.getrefcount(out[0]), counted in `__array_ufunc__` itself
    """
    spot = program.here()
    name, argument = instruction(*spot) if spot else ("", 0)
    target = out[0]
    augmented = name == "BINARY_OP" and argument in IN_PLACE and inputs[0] is target
    if not augmented or type(target) is not np.ndarray:
        raise writes(ufunc.__name__)
    plain = target.copy()
    plain.flags.writeable = target.flags.writeable
    ufunc(plain, *concrete(inputs[1:]), out=plain)  # raises what NumPy says to shapes and types
    widest = max(each.itemsize for each in inputs if isinstance(each, Traced))
    if target.dtype.itemsize < widest:
        raise Refusal(
            f"a traced value is added in place to an array of {target.dtype}",
            "rounding on the way is not traced",
            "write it as a new array: h = h + x",
        )
    borrowed = target.base is not None and sys.getrefcount(target.base) > 2
    if borrowed or references > max(references_of_a_variable()):
        raise Refusal(
            "a traced value is added in place to an array that has another name as well",
            "NumPy would change both, and only one could be traced",
            "write it as a new array: h = h + x",
        )
