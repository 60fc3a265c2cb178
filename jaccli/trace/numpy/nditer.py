"""np.nditer of recording arrays: one entry after the other, in the order that NumPy takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np

from jaccli.trace.arrays.operands import holds_traced
from jaccli.trace.arrays.table import concrete
from jaccli.trace.source.refusal import unknown

_NDITER: Any = np.nditer  # NumPy's own
KNOWN = {"multi_index", "c_index", "f_index", "refs_ok", "zerosize_ok", "common_dtype"}


class Entries:
    """The iterator: what it is at can be read, and written where it may be."""

    def __init__(
        self,
        op: Any,
        flags: Sequence[str] = (),
        op_flags: Any = None,
        op_dtypes: Any = None,
        order: str = "K",
        casting: str = "safe",
    ) -> None:
        given = list(op) if isinstance(op, list | tuple) else [op]
        if any(each is None for each in given) or not set(flags) <= KNOWN:
            raise unknown("nditer")
        self.operands = tuple(given if len(given) == 1 else np.broadcast_arrays(*given))
        plain = [np.array(each) for each in concrete(list(self.operands))]
        walked = _NDITER(plain, ["multi_index", *flags], order=order)
        self.shape, self.nop = walked.shape, len(given)
        self._order = [walked.multi_index for _ in walked]
        self._flags = set(flags)
        self.itersize, self.ndim = len(self._order), len(self.shape)
        self.reset()

    def reset(self) -> None:
        """Back to the first entry."""
        self._at, self._begun = 0, False

    @property
    def finished(self) -> bool:
        """Whether all entries are behind."""
        return self._at >= self.itersize

    @property
    def multi_index(self) -> tuple[int, ...]:
        """The indices of the entry."""
        return self._order[self._at]

    @property
    def index(self) -> int:
        """The position of the entry, row by row or column by column."""
        by_columns = "f_index" in self._flags
        pairs = list(zip(self.multi_index, self.shape, strict=True))
        found = 0
        for at, length in reversed(pairs) if by_columns else pairs:
            found = found * length + at
        return found

    @property
    def value(self) -> Any:
        """The entry, or one of each operand."""
        found = tuple(self[at] for at in range(self.nop))
        return found if self.nop > 1 else found[0]

    def iternext(self) -> bool:
        """Goes on to the next entry, and tells whether there is one."""
        self._at += 1
        return not self.finished

    def __iter__(self) -> Entries:
        return self

    def __next__(self) -> Any:
        self._at += self._begun
        self._begun = True
        if self.finished:
            raise StopIteration
        return self.value

    def __getitem__(self, at: int) -> Any:
        return self.operands[at][(*self.multi_index, ...)]

    def __setitem__(self, at: int, value: Any) -> None:
        self.operands[at][self.multi_index] = value

    def __len__(self) -> int:
        return self.nop

    def __enter__(self) -> Entries:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left to write back."""

    def close(self) -> None:
        """Nothing is left to write back."""


def entry_by_entry(original: Any) -> Callable[..., Any]:
    """np.nditer, which takes recording arrays."""

    @wraps(original, updated=())
    def nditer(op: Any, *args: Any, **kwargs: Any) -> Any:
        if not holds_traced(op):
            return original(op, *args, **kwargs)
        return Entries(op, *args, **kwargs)

    return nditer
