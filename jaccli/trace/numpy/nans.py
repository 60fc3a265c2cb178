"""Functions of NumPy that leave out what is not a number: nansum and its kin, nan_to_num.

What is left out is cut off by a `where`; without NaNs they are the functions without `nan`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jaccli.trace.arrays.inplace import write
from jaccli.trace.arrays.operands import traced
from jaccli.trace.arrays.table import concrete, implements, np
from jaccli.trace.arrays.value import is_array
from jaccli.trace.numpy.reductions import NEUTRAL

RUNNING = {"cumsum": 0.0, "cumprod": 1.0}


def _filled(x: Any, number: float) -> Any:
    """x with another number where it is none."""
    none = np.isnan(concrete(x))
    return np.where(none, number, x) if none.any() else x


def _leaving_out(name: str, neutral: float) -> Callable[..., Any]:
    def handler(a: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(np, name)(_filled(traced(a), neutral), *args, **kwargs)

    return handler


for _name, _neutral in {**NEUTRAL, **RUNNING}.items():
    implements(f"nan{_name}")(_leaving_out(_name, _neutral))


def _masked(name: str) -> Callable[..., Any]:
    def handler(a: Any, *args: Any, where: Any = True, **kwargs: Any) -> Any:
        a = traced(a)
        none = np.isnan(concrete(a))
        if not none.any():
            return getattr(np, name)(a, *args, where=where, **kwargs)
        return getattr(np, name)(_filled(a, 0.0), *args, where=~none & where, **kwargs)

    return handler


for _name in ("mean", "var", "std"):
    implements(f"nan{_name}")(_masked(_name))


@implements("nan_to_num", shares=True)
def _nan_to_num(
    x: Any,
    copy: bool = True,
    nan: Any = 0.0,
    posinf: Any = None,
    neginf: Any = None,
) -> Any:
    x = traced(x)
    if not copy and not is_array(x):
        np.nan_to_num(concrete(x), copy=False)  # NumPy says that it cannot
    numbers = np.asarray(concrete(x))
    most = np.finfo(numbers.dtype).max
    found = np.where(np.isnan(numbers), nan, x) if np.isnan(numbers).any() else x
    for sign, given in ((1, posinf), (-1, neginf)):
        infinite = np.isinf(numbers) & (np.sign(numbers) == sign)
        if infinite.any():
            found = np.where(infinite, sign * most if given is None else given, found)
    if copy:
        return np.copy(x) if found is x else found
    if found is not x:
        write(x, found)
    return x
