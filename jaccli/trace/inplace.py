"""`h += x` where h is a plain array: what is added to it makes it a traced value.

NumPy would write into h. Here the name h gets the sum as a new value, which is the same thing as
long as nobody else knows the old array; who does would see the old numbers, and is refused.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import numpy as np

from jaccli.trace.conversions import FIRST_IN_PLACE, instruction
from jaccli.trace.places import Program
from jaccli.trace.refusal import Refusal


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


def check_rebinding(
    program: Program, ufunc: Any, inputs: tuple[Any, ...], out: tuple[Any, ...], references: int
) -> None:
    """Refuses whatever is not `h += x` with an h that nothing else refers to.

    references: sys.getrefcount(out[0]), counted in `__array_ufunc__` itself
    """
    spot = program.here()
    name, argument = instruction(*spot) if spot else ("", 0)
    target = out[0]
    augmented = name == "BINARY_OP" and argument >= FIRST_IN_PLACE and inputs[0] is target
    if not augmented or type(target) is not np.ndarray:
        raise Refusal(
            f"np.{ufunc.__name__} with `out` writes into an array, which is not traced",
            "this array would lose what was computed",
            f"take the result: y = np.{ufunc.__name__}(…)",
        )
    if not np.can_cast(np.float64, target.dtype, "same_kind"):
        raise TypeError(f"a float cannot be added in place to an array of {target.dtype}")
    borrowed = target.base is not None and sys.getrefcount(target.base) > 2
    if borrowed or references > max(references_of_a_variable()):
        raise Refusal(
            "a traced value is added in place to an array that has another name as well",
            "NumPy would change both, and only one could be traced",
            "write it as a new array: h = h + x",
        )
