"""Functions of NumPy that leave out what is not a number: nansum and its kin, nan_to_num.

What is left out is cut off by a `where`; without NaNs they are the functions without `nan`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jaccli.trace.operands import traced
from jaccli.trace.refusal import Refusal
from jaccli.trace.table import concrete, implements, np
from jaccli.trace.value import is_array

NEUTRAL = {"sum": 0.0, "prod": 1.0, "max": -np.inf, "min": np.inf}  # changes nothing
OTHERS = ("var", "std", "median")  # recorded where there are no NaNs


def _filled(x: Any, number: float) -> Any:
    """x with another number where it is none."""
    none = np.isnan(concrete(x))
    return np.where(none, number, x) if none.any() else x


def _leaving_out(name: str, neutral: float) -> Callable[..., Any]:
    def handler(a: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(np, name)(_filled(traced(a), neutral), *args, **kwargs)

    return handler


for _name, _neutral in NEUTRAL.items():
    implements(f"nan{_name}")(_leaving_out(_name, _neutral))


@implements("nanmean")
def _nanmean(
    a: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = np._NoValue
) -> Any:
    a = traced(a)
    none = np.isnan(concrete(a))
    if not none.any():
        return np.mean(a, axis, dtype, out, keepdims=keepdims)
    total = np.sum(_filled(a, 0.0), axis, dtype, out, keepdims=keepdims)
    return total / np.sum(~none, axis=axis, keepdims=keepdims)


def _without_nans(name: str) -> Callable[..., Any]:
    def handler(a: Any, *args: Any, **kwargs: Any) -> Any:
        a = traced(a)
        if np.isnan(concrete(a)).any():
            raise Refusal(
                f"np.nan{name} of what holds NaNs cannot be traced",
                "how many numbers are left differs from place to place",
                f"select the numbers first: np.{name}(x[~np.isnan(x)])",
            )
        return getattr(np, name)(a, *args, **kwargs)

    return handler


for _name in OTHERS:
    implements(f"nan{_name}")(_without_nans(_name))


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
        raise Refusal(
            "np.nan_to_num with copy=False changes an array in place",
            "the graph has this value already",
            "y = np.nan_to_num(x)",
        )
    return x
