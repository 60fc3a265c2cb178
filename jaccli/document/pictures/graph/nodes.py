"""What stands in the nodes of a picture, and how large these are.

A node is as wide as its value is long: a + b · log2(entries), with one a and b for the whole
picture, so that widths compare, and as high as a value of several axes has rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import log2, prod
from typing import NamedTuple

from jaccli.arrays import Array
from jaccli.document.figures import compact
from jaccli.document.graphics import Vertex
from jaccli.document.matrix import digest
from jaccli.document.pictures.letters import lines, shortened, width
from jaccli.document.pictures.scene import USUAL
from jaccli.words import shape

WHOLE = 8  # entries that are written out
NAME, LINE = 190.0, 340.0  # pixels that a name and a line of numbers have
DIGIT = 0.68 * USUAL  # pixels of a digit
BAR, SIDE, TOP = 16.0, 12.0, 7.0  # pixels left, right and above what is written
ROW, AFTER_NAME = 17.0, 6.0  # from line to line, and from the name of a value to what makes it
LEAST, STEP = 64.0, 10.0  # pixels of the narrowest node, and for twice as many entries
PORT, MOST_APART = 12.0, 16  # pixels between edges at a node, at least, of so many edges
TALLER = 4.0  # pixels for twice as many rows


class Inside(NamedTuple):
    """The lines of a node. name: how its title begins; value, adjoint: () where not asked for

    told: all of it, for who points at the node
    """

    name: str
    rest: str
    value: Sequence[str]
    adjoint: Sequence[str]
    told: str

    @property
    def wide(self) -> float:
        """The room that the lines need."""
        title = width(self.name, USUAL, bold=True)
        if self.rest:
            title += AFTER_NAME + width(self.rest, USUAL)
        return max(title, *(width(each, USUAL) for each in (*self.value, *self.adjoint, "")))

    @property
    def rows(self) -> int:
        """How many lines there are."""
        return 1 + len(self.value) + len(self.adjoint)


class Size(NamedTuple):
    """Of a node, in pixels."""

    wide: float
    high: float


def inside(node: Vertex) -> Inside:
    """What stands in a node."""
    name = shortened(node.called or node.name, USUAL, NAME, bold=True)
    rest = node.title.removeprefix(node.called).strip() if node.called else ""
    if node.end == "input":
        rest = f"input {rest}".rstrip()
    if prod(node.shape) > 1 and not rest.endswith(size := shape(node.shape)):
        rest = f"{rest} {size}".lstrip()
    value = () if node.value is None else (*_said("", node.value),)
    adjoint = () if node.adjoint is None else (*_said(node.derivative, node.adjoint),)
    return Inside(name, shortened(rest, USUAL, NAME), value, adjoint, "; ".join(_told(node)))


def sizes(nodes: Sequence[Vertex], texts: Sequence[Inside], ports: Sequence[int]) -> list[Size]:
    """How large each node is. ports: how many edges it has on the side where it has most"""
    needs = []
    for node, text, number in zip(nodes, texts, ports, strict=True):
        room = max(LEAST, BAR + text.wide + SIDE, PORT * (min(number, MOST_APART) + 1))
        needs.append((log2(_columns(node)), room))
    base, step = scale(needs)
    return [
        Size(base + step * doublings, 2 * TOP + ROW * text.rows + TALLER * log2(_rows(node)))
        for node, text, (doublings, _) in zip(nodes, texts, needs, strict=True)
    ]


def scale(needs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """a and b, with a + b · x at least each need, and as little as can be in all.

    needs: (x, pixels) of each node

    >>> scale([(0, 100), (2, 100)]), scale([(0, 100), (2, 300)])
    ((100.0, 10.0), (100.0, 100.0))
    """
    needs = [*needs]
    steps = {STEP} | {
        (high - low) / (more - less)
        for less, low in needs
        for more, high in needs
        if more > less and (high - low) / (more - less) > STEP
    }
    found = [(max(need - step * x for x, need in needs), step) for step in sorted(steps)]
    return min(found, key=lambda pair: sum(pair[0] + pair[1] * x for x, _ in needs))


def number(entry: float) -> str:
    """Four digits, as the text writes them."""
    return f"{entry + 0.0:.4g}"


def _said(name: str, array: Array) -> Iterator[str]:
    """= 5.437, or ∂o/∂x4 = [1 0 3], in as many lines as it takes; of many entries a few."""
    head = f"{shortened(name, USUAL, NAME)} = ".lstrip()
    if array.size <= WHOLE:
        entries = [number(entry) for entry in array.tolist()]
        text = entries[0] if array.size == 1 else f"[{' '.join(entries)}]"
    else:
        text = compact(array, int((LINE - width(head, USUAL)) / DIGIT))
    yield from lines(head + text, USUAL, LINE)


def _told(node: Vertex) -> Iterator[str]:
    """The whole title, and what a value of many entries is like."""
    yield node.title
    for name, array in ((node.called, node.value), (node.derivative, node.adjoint)):
        if array is not None:
            size = array.size
            yield f"{name}: {digest(array)}" if size > WHOLE else " ".join(_said(name, array))


def _columns(node: Vertex) -> int:
    """How many entries the value has, or a row of it."""
    return max(1, node.shape[-1] if node.shape else 1)


def _rows(node: Vertex) -> int:
    """How many rows it has, over all further axes."""
    return max(1, prod(node.shape[:-1]))
