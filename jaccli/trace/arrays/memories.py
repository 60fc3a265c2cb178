"""Which arrays see which memory, while a program is recorded."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from jaccli.arrays import Array
from jaccli.trace.arrays.buffers import Buffer

FEW = 32  # arrays that see a memory, beyond which those that are gone are forgotten
_NOBODY: tuple[None, list[Any]] = None, []
base_of = np.ndarray.base.__get__


def memory_of(x: Array) -> Array:
    """The array that owns the memory of this one, or has it from elsewhere."""
    while isinstance(base := base_of(x), np.ndarray):
        x = base
    return x


def _between(x: Array, memory: Array) -> Iterator[Array]:
    """The arrays through which this one sees the memory."""
    while (x := base_of(x)) is not memory and isinstance(x, np.ndarray):
        yield x


@contextmanager
def writeable(*arrays: Array) -> Iterator[None]:
    """In here these may be written to, the owner of the memory first: a program may forbid it."""
    before = [each.flags.writeable for each in arrays]
    for each in arrays:
        each.flags.writeable = True
    yield
    for each, was in zip(arrays, before, strict=True):
        each.flags.writeable = was


class Memories:
    """The arrays of one class by the memory that they see, and what memory holds traced values."""

    def __init__(self, kind: type) -> None:
        self.watched = False
        self._kind = kind
        self._seen: dict[int, tuple[weakref.ref[Array], list[weakref.ref[Any]]]] = {}
        self._traced: list[tuple[Array, Buffer]] = []
        self._most = 1000

    def saw(self, x: Array) -> None:
        """Takes an array down that sees the memory of another."""
        if not self.watched:
            return
        memory = memory_of(x)
        known, arrays = self._seen.get(id(memory), _NOBODY)
        if known is None or known() is not memory:
            arrays = [weakref.ref(each) for each in _between(x, memory)]
            self._seen[id(memory)] = weakref.ref(memory), arrays
        arrays.append(weakref.ref(x))
        if len(arrays) > FEW and len(arrays).bit_count() == 1:  # at 64, 128, 256, …
            arrays[:] = [each for each in arrays if each() is not None]
        if len(self._seen) > self._most:
            self._seen = {key: each for key, each in self._seen.items() if each[0]() is not None}
            self._most = 1000 + 2 * len(self._seen)

    def seeing(self, memory: Array) -> list[Any]:
        """The arrays that are alive and see this memory."""
        known, arrays = self._seen.get(id(memory), (None, []))
        found = [x for each in arrays if isinstance(x := each(), self._kind)]
        found = found if known is not None and known() is memory else []
        return [memory, *found] if isinstance(memory, self._kind) else found

    def held(self, memory: Array, buffer: Buffer) -> None:
        """Takes down that this memory holds traced values."""
        self._traced.append((memory, buffer))

    def forgotten(self) -> Iterator[Any]:
        """Has the memory hold the numbers again; the arrays that see it."""
        traced, self._traced = self._traced, []
        for memory, buffer in traced:
            yield from self.seeing(memory)
            assert buffer.memory is not None
            with writeable(memory, buffer.memory):
                buffer.memory[...] = buffer.numbers
        self._seen = {}
