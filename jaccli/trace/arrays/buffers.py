"""The memory beneath arrays that are written to: what stands at each of its places.

A write changes the table for the places that are written, and the graph not at all. A read gives
the graph what it needs: entries of one value are a selection of it, those of several are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.trace.arrays.operands import chosen, joined
from jaccli.trace.arrays.value import Traced, made, of

if TYPE_CHECKING:
    from jaccli.trace.arrays.record import Recorder

CONSTANT = 0  # the source of what is no value of the graph
FEW = 4  # sources of a part; those of more are joined once for all who read them


class Rows(NamedTuple):
    """What is to be written, or was read: three arrays of one shape, or of one place."""

    sources: Any  # which value of the graph, CONSTANT for none
    entries: Any  # which entry of it
    numbers: Any

    def chosen(self, index: Any) -> Rows:
        """Those at some places."""
        return Rows(self.sources[index], self.entries[index], self.numbers[index])

    def reshaped(self, shape: Shape) -> Rows:
        """The same in another shape."""
        return Rows(*(each.reshape(shape) for each in self))


class Buffer:
    """A piece of memory. It is whole as long as its places are the entries of one value."""

    __slots__ = ("_entries", "_sources", "_whole", "memory", "numbers", "recorder", "version")

    def __init__(self, recorder: Recorder, whole: str | None, numbers: Array) -> None:
        self.recorder = recorder
        self.numbers = numbers  # (n,)
        self.version = 0  # counts the writes
        self.memory: Array | None = None  # (n,), of the program's own array, where there is one
        self._whole = whole  # the name of the value, while it is one
        self._sources: Array | None = None  # (n,)
        self._entries: Array | None = None  # (n,)

    @classmethod
    def of_rows(cls, recorder: Recorder, rows: Rows) -> Buffer:
        """Memory that holds these, (n,) each."""
        found = cls(recorder, None, rows.numbers)
        recorder.is_written = True
        found._sources, found._entries = rows.sources, rows.entries
        return found

    @property
    def is_whole(self) -> bool:
        """Whether its places are the entries of one value, in their order."""
        return self._sources is None

    def is_constant(self, places: Array) -> bool:
        """Whether no place of these is an entry of a value of the graph."""
        return self._sources is not None and not self._sources[places].any()

    def rows(self, places: Any) -> Rows:
        """What stands at these places."""
        if self._sources is None or self._entries is None:
            source = self._number()
            places = np.array(places)
            return Rows(np.full(places.shape, source), places, self.numbers[places])
        return Rows(self._sources[places], self._entries[places], self.numbers[places])

    def write(self, places: Any, rows: Rows) -> None:
        """Puts them there. Of several for one place, the last stays."""
        self.version += 1
        self.recorder.is_written = True
        if self._sources is None or self._entries is None:
            size = len(self.numbers)
            self._sources, self._entries = np.full(size, self._number()), np.arange(size)
            self.numbers = self.numbers.copy()
            self._whole = None
        self._sources[places] = rows.sources
        self._entries[places] = rows.entries
        self.numbers[places] = rows.numbers
        if self.memory is not None:
            self.memory[places] = np.where(rows.sources == CONSTANT, rows.numbers, np.nan)

    def become(self, x: Traced) -> None:
        """All places in their order are written with the entries of x."""
        self.version += 1
        self._hold(x)
        if self.memory is not None:
            self.memory[...] = np.nan

    def read(self, places: Array) -> str:
        """The name of the value whose entries stand at these places (k,)."""
        if self._sources is None:
            return of(chosen(self._value(), places)).name
        rows = self.rows(places)
        if not (rows.sources == rows.sources[0]).all() and 2 * len(places) >= len(self.numbers):
            # the neighbours of a stencil read nearly the same again
            self._hold(_together(self.recorder, self.rows(slice(None))))
            return of(chosen(self._value(), places)).name
        found = _together(self.recorder, rows)
        if self._entries is not None and len(np.unique(rows.sources)) > FEW:
            self._sources[places] = self.recorder.number_of(found)
            self._entries[places] = np.arange(len(places))
        return of(found).name

    def _hold(self, x: Traced) -> None:
        value = of(x)
        self._whole, self.numbers = value.name, value.flat
        self._sources = self._entries = None

    def _value(self) -> Any:
        assert self._whole is not None
        return made(self.recorder, self._whole, self.numbers, self.numbers.shape)

    def _number(self) -> int:
        return self.recorder.number_of(self._value())


def _together(recorder: Recorder, rows: Rows) -> Any:
    """One value of these entries (k,): one node, or two where they come from several values."""
    first = int(rows.sources[0])
    if (rows.sources == first).all():
        if first == CONSTANT:
            return recorder.constant(rows.numbers)
        return chosen(recorder.numbered(first), rows.entries)
    pieces, order, total = [], np.empty(len(rows.sources), np.intp), 0
    for source, members in _groups(rows.sources):
        entries = rows.entries[members]
        piece: Any = rows.numbers[members].astype(recorder.dtype)
        at = np.arange(len(members))
        if source != CONSTANT:
            piece = recorder.numbered(source)
            at = entries
            if 2 * len(entries) < piece.size:
                entries, at = np.unique(entries, return_inverse=True)
                piece = chosen(piece, entries)
        pieces.append(piece)
        order[members] = total + at
        total += piece.size
    return joined(pieces, order)


def _groups(sources: Array) -> Sequence[tuple[int, Array]]:
    """Each source and where it stands, the sources in the order in which they come first."""
    order = np.argsort(sources, kind="stable")
    ordered = sources[order]
    cuts = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    groups = np.split(order, cuts)
    return sorted(((int(sources[each[0]]), each) for each in groups), key=lambda g: int(g[1][0]))
