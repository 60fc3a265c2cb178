"""Names of NumPy that ask no array before they look into it, and what stands for them meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import islice
from typing import Any

import numpy as np

from jaccli.trace.arrays.dtypes import check_dtype
from jaccli.trace.arrays.operands import holds_traced, joined, numbering, operands
from jaccli.trace.numpy.nditer import entry_by_entry
from jaccli.trace.numpy.strided import as_strided
from jaccli.trace.numpy.vectorized import from_python, vectorize


def _stacking(original: Any) -> Any:
    """np.r_ and np.c_, which put together what stands between their brackets."""

    class Stacking(type(original)):  # type: ignore[misc]  # its base is known at run time
        """NumPy's, and for recording arrays a selection of what is given."""

        def __getitem__(self, key: Any) -> Any:
            if not holds_traced(key):
                return original[key]
            given = [_spelt_out(each) for each in (key if isinstance(key, tuple) else (key,))]
            pieces = operands(*(each for each in given if not isinstance(each, str)))
            starts = np.cumsum([0, *(each.size for each in pieces)])
            numbers = iter(
                [numbering(each.shape) + at for each, at in zip(pieces, starts, strict=False)]
            )
            order = original[tuple(x if isinstance(x, str) else next(numbers) for x in given)]
            return joined(pieces, np.asarray(order))

    return Stacking()


def _spelt_out(part: Any) -> Any:
    return np.r_[part] if isinstance(part, slice) else part


def _from_iterator(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def fromiter(iter: Any, dtype: Any, count: int = -1, **kwargs: Any) -> Any:
        found = list(iter if count < 0 else islice(iter, count))
        if not holds_traced(found):
            return original(found, dtype, count, **kwargs)
        check_dtype(dtype)
        return np.array(found)

    return fromiter


REPLACED: dict[str, Callable[[Any], Any]] = {  # what makes each of what NumPy has
    "vectorize": lambda original: vectorize,
    "frompyfunc": from_python,
    "r_": _stacking,
    "c_": _stacking,
    "fromiter": _from_iterator,
    "nditer": entry_by_entry,
    "lib.stride_tricks.as_strided": as_strided,
}
