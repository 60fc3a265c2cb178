"""The program beside the point where it was recorded: its differences, and where it leaves them.

A recording holds one way through the program. Where a neighbouring point takes another branch, or
turns a loop once more, the derivative of the recording need not be the program's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.errors import Place
from jaccli.evaluate import rounding, value
from jaccli.graph import Graph, load
from jaccli.program import TooLong
from jaccli.reports.common.derivatives.quotients import weighted
from jaccli.words import told_apart

NEAR = 1e-9  # of the largest entry: as close as the value at the point itself has to be
SAFETY = 16  # times the rounding that was tried
MOST_LEFT = 4  # directions in which it may leave its recording before it is asked no more
FEW = 6  # directions that a report asks the program about, two calls each


class Quotient(NamedTuple):
    """A program's central difference, None where a side has no value.

    leaves: in words, where the program is not what was recorded, "" where it is; apart: how far
    its values are from the recording's, entry by entry (r,); noise: how much of that may be
    rounding (r,)
    """

    value: Array | None
    leaves: str
    apart: Array
    noise: Array


class Beside:
    """The program of a graph, called beside its point; `weights` (r, m) of its outputs."""

    def __init__(self, graph: Graph, weights: Array | None = None) -> None:
        assert graph.program is not None
        self.program = graph.program
        self.calls = 0
        self._graph = graph._replace(dtype="float64")
        self._weights = weights
        self._left: list[str] = []
        self._too_long = False  # to be asked, at x itself
        self._why = ""  # it leaves the recording; looked for once

    def quotient(self, x: Array, moved: Array, h: float, recorded: Sequence[Array]) -> Quotient:
        """(f(x + h·v) − f(x − h·v)) / 2h by two calls.

        moved: h·v; recorded: what the recording gives there, on both sides
        """
        if len(self._left) >= MOST_LEFT or self._too_long:
            nothing = np.zeros(len(recorded[0]))
            return Quotient(None, self._left[0], nothing + np.inf, nothing)
        found = [self._value(x + moved), self._value(x - moved)]
        pairs = list(zip(found, recorded, strict=True))
        apart = np.maximum(*(_apart(*pair) for pair in pairs))
        noise = self._rounding() if apart.any() else np.zeros(apart.size)
        said = [_said(*pair, noise) for pair in pairs]
        leaves = ""
        if any(said):
            leaves = self._told(x, moved, said)
            self._left.append(leaves)
        above, below = found
        value = None
        if not isinstance(above, str) and not isinstance(below, str):
            with np.errstate(all="ignore"):  # beside the point it may be infinite
                value = (above - below) / (2 * h)
        return Quotient(value, leaves, apart, noise)

    def around(self, x: Array, moved: Array) -> tuple[Array, Array] | None:
        """f(x + h·v) and f(x − h·v) by two calls; None where one of them has no finite value."""
        if self._too_long:
            return None
        above, below = self._value(x + moved), self._value(x - moved)
        if isinstance(above, str) or isinstance(below, str):
            return None
        return (above, below) if np.isfinite([above, below]).all() else None

    def leaves_a_little(self, x: Array, moved: Array, apart: float) -> str:
        """In words, that values which are nearly the recording's are not quite."""
        return self._parted(f"beside x it differs from its recording by {apart:.1e}", x, x + moved)

    def _value(self, x: Array) -> Array | str:
        self.calls += 1
        found = self.program(x)
        if isinstance(found, str) or self._weights is None:
            return found
        return weighted(self._weights, found)

    def _rounding(self) -> Array:
        return (
            self._noise if self._weights is None else weighted(np.abs(self._weights), self._noise)
        )

    @cached_property
    def _noise(self) -> Array:
        """How far rounding may move each output of the program (m,)."""
        return SAFETY * rounding(*self._loaded)

    @cached_property
    def _loaded(self) -> tuple[Graph, dict[str, Array]]:
        """The recording and its point."""
        graph = load(self._graph)
        return graph, {each.name: each.point.load("float64") for each in graph.inputs}

    def _told(self, x: Array, moved: Array, said: Sequence[str]) -> str:
        """Where it leaves the recording, and which expression decides."""
        first, second = said
        where = "on both sides of x, " if first and second else ""
        where += f"at x + h·v {first}" if first else f"at x − h·v {second}"
        return self._parted(where, x, x + moved if first else x - moved)

    def _parted(self, where: str, x: Array, other: Array) -> str:
        if not self._why:
            self.calls += 2
            place = self.program.parting(x, other)
            self._why = self._restless(x) if place is None else _way_from(place)
        return f"{where}: {self._why}"

    def _restless(self, x: Array) -> str:
        """Why it leaves the recording on the same way: called at x again, it may give another
        value there, too."""
        self.calls += 1
        found = self.program(x)
        if isinstance(found, TooLong):
            self._too_long = True
            return "nor at x: too long to be asked beside x, so nothing is proved by differences"
        self.calls += 1
        if not _same(found, self.program(x)):
            return "called twice at x it gives two values"
        recorded = value(*self._loaded)
        if said := _said(found, recorded, self._noise):
            return f"called again at x {said}: it keeps something between calls"
        if said := _said(found, recorded, self._noise, near=0.0):
            return f"at x {said}, which is no more than {NEAR:.0e} of the largest entry"
        return "a number that the recording keeps constant (an index, a floor) changes there"


def _way_from(place: Place) -> str:
    line = place.source.lines[place.line - 1]
    text = line[place.column - 1 :][: place.width]
    way = "the program takes another way or loops otherwise"
    return f"{way} from `{text}` in line {place.line} on"


def beside_of(graph: Graph, weights: Array | None = None) -> Beside | None:
    """The program of a graph; None of a chain file, whose layers are the function itself."""
    return None if graph.program is None else Beside(graph, weights)


def _apart(value: Array | str, recorded: Array) -> Array:
    """How far they are apart, entry by entry; infinitely where one is no number."""
    if isinstance(value, str):
        return np.full(recorded.shape, np.inf)
    with np.errstate(all="ignore"):
        apart = np.abs(value - recorded)
    return np.where(np.isfinite(apart), apart, np.inf)


def _same(value: Array | str, other: Array | str) -> bool:
    """Whether two calls came to the same, to the last bit."""
    if isinstance(value, str) or isinstance(other, str):
        return isinstance(value, str) and isinstance(other, str) and value == other
    return np.array_equal(value, other, equal_nan=True)


def _said(value: Array | str, recorded: Array, noise: Array, near: float = NEAR) -> str:
    """What the program does on one side, "" where it does what was recorded.

    noise: how far rounding may move each entry (r,); near: of the largest entry, how far each may
    be off in any case
    """
    if isinstance(value, str):
        return value
    apart = _apart(value, recorded)
    beyond = (apart > near * float(np.abs(recorded).max(initial=0.0))) & (apart > noise)
    if not beyond.any():
        return ""
    at = int(np.where(beyond, apart, 0.0).argmax())
    entry = f" at entry {at + 1}" if apart.size > 1 else ""
    gives, holds = told_apart(float(value[at]), float(recorded[at]))
    return f"it gives {gives}, the recording {holds}{entry}"
