"""Types of numbers that a traced value may be asked to become."""

from __future__ import annotations

from typing import Any

import numpy as np

from jaccli.trace.source.refusal import Refusal

_INTEGERS = "`np.trunc(x).astype(int)`: whole numbers are plain ones, as those of np.floor"
_INSTEAD = {"i": _INTEGERS, "u": _INTEGERS, "b": "`x != 0` gives plain truth values"}


def check_dtype(dtype: Any, own: Any = None) -> None:
    """Refuses what would cut numbers off. own: the type that they have, where that is known."""
    if dtype is None or dtype is object or np.dtype(dtype) == object:
        return
    kind = np.dtype(dtype)
    if kind.kind == "f" and own is not None and kind.itemsize < own.itemsize:
        raise Refusal(
            f"a traced value of {own} cannot become {kind.name}",
            "rounding on the way is not traced",
            "`np.array(values)`: leave the type out",
        )
    if kind.kind != "f":
        why = "derivatives are those of real functions"
        instead = "`np.stack([x, y])`: keep the real and the imaginary part apart"
        if kind.kind != "c":
            instead = _INSTEAD.get(kind.kind, "`np.array(values)`: leave the type out")
            why = f"{kind.name} keeps neither the fraction nor the derivative"
        raise Refusal(
            f"a traced value cannot become {kind.name}",
            why,
            instead,
        )
