"""What a division leaves: remainders, and the part of a number behind the point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jaccli.trace.arrays.table import np
from jaccli.trace.arrays.value import Traced, concrete_of
from jaccli.trace.numpy.ufuncs import numbers_of, ufunc

SEEN = 16  # units of rounding of a divisor, from which on what is left of a number is corrected


@ufunc("remainder", "mod")
def _remainder(a: Any, b: Any) -> Any:
    return _left_over(np.remainder, a, b)


@ufunc("fmod")
def _fmod(a: Any, b: Any) -> Any:
    return _left_over(np.fmod, a, b)


@ufunc("divmod")
def _both(a: Any, b: Any) -> Any:
    return np.floor_divide(numbers_of(a), numbers_of(b)), _left_over(np.remainder, a, b)


def _left_over(divided: Callable[..., Any], a: Any, b: Any) -> Any:
    """a − k b with the whole k that leaves what NumPy's function does.

    Where a is large beside b, k b is rounded, and what is left has few digits: the rest of them is
    taken off as a constant.
    """
    dividend, divisor = numbers_of(a), numbers_of(b)
    rest = divided(dividend, divisor)
    # a / b may be rounded to the next whole number; an infinite divisor leaves a, or itself
    whole = np.where(np.isinf(rest), -1, np.rint((dividend - rest) / divisor))
    multiple = whole * b
    if not isinstance(multiple, Traced):
        multiple = np.where(whole == 0, 0.0, multiple)
    found = a - multiple
    off = numbers_of(found) - rest
    if (np.abs(off) > SEEN * np.finfo(off.dtype).eps * np.abs(divisor)).any():
        found = found - np.where(np.isfinite(off), off, 0.0)
    return found


@ufunc("modf")
def _modf(x: Any) -> Any:
    whole = np.trunc(concrete_of(x))
    return x - whole, whole
