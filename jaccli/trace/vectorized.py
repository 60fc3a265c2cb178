"""np.vectorize of a program's function: it is called for each entry, traced ones among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from jaccli.trace.dtypes import check_dtype
from jaccli.trace.operands import holds_traced
from jaccli.trace.refusal import unknown
from jaccli.trace.value import Traced

_VECTORIZE: Any = np.vectorize


class vectorize(_VECTORIZE):  # type: ignore[misc]  # as NumPy calls it
    """NumPy's, and for recording arrays a loop over their entries."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not holds_traced([*args, *kwargs.values()]):
            return super().__call__(*args, **kwargs)
        if kwargs or self.excluded or self.signature is not None:
            raise unknown("vectorize", ())
        given = np.broadcast_arrays(*args)
        found = [self.pyfunc(*entries) for entries in zip(*(x.flat for x in given), strict=True)]
        if not found or not isinstance(found[0], Traced | float | np.floating):
            raise unknown("vectorize", ())  # NumPy takes the type of all from the first
        made = np.array(found)
        if self.otypes:
            check_dtype(self.otypes[0], made.dtype)
        return np.reshape(made, given[0].shape)


vectorize.__module__, vectorize.__doc__ = "numpy", np.vectorize.__doc__


def recordable(function: Any) -> Any:
    """The same function, where it is NumPy's vectorize of one in the form that can be recorded."""
    if type(function) is not _VECTORIZE:
        return function
    found = vectorize(function.pyfunc)
    found.__dict__.update(function.__dict__)
    return found
