"""What moves where a format can: a sweep step by step, and two sweeps side by side.

They say what is at work, what it makes and what that costs; when it moves is the format's affair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.document.graphics import Diagram
    from jaccli.document.ledger import Entry, Named


class Local(NamedTuple):
    """The Jacobian of a node by one that it reads, at the point.

    source, reader: as the diagram names them; entries: None where they are too many to be drawn
    """

    source: str
    reader: str
    name: str  # J3, ∂x7/∂x4
    rule: str  # as a formula
    form: str
    shape: tuple[int, int]
    entries: Array | None = None  # (m, n)


class Spot(NamedTuple):
    """What is told of a node. formula: of its value, "" of an input"""

    title: str
    formula: str
    value: Named


class Product(NamedTuple):
    """What comes through a Jacobian. at: which of the locals; carried · J = made, or J · carried"""

    at: int
    carried: Named  # as a matrix
    made: Named  # under the formula of the product


class Frame(NamedTuple):
    """One step.

    entry: what is there, what is made, what that costs; node: which value is made; lit: which of
    the locals are at work; products: of these; amount, so_far: what is paid, None where nothing
    is counted; why: in sentences
    """

    entry: Entry
    node: str
    lit: Sequence[int] = ()
    products: Sequence[Product] = ()
    amount: int | None = None
    so_far: int | None = None
    why: Sequence[str] = ()


class Phase(NamedTuple):
    """Steps in one direction. title: what happens in them; forward: along the edges"""

    title: str
    forward: bool
    frames: Sequence[Frame]


class Stepper(NamedTuple):
    """A sweep through a graph, step by step.

    end: what it comes to, in sentences; rule: of counting
    """

    title: str
    diagram: Diagram
    spots: Mapping[str, Spot]  # by the name of the node
    locals: Sequence[Local]
    phases: Sequence[Phase]
    end: Sequence[str]
    unit: str
    rule: str

    @property
    def frames(self) -> list[Frame]:
        """Of all phases."""
        return [frame for phase in self.phases for frame in phase.frames]


class Leg(NamedTuple):
    """A layer in a pass, and what all passes pay there. at: its place in the race; -1 where edges
    meet, which no layer does"""

    at: int
    amount: int


class Lane(NamedTuple):
    """One who runs through the layers, pass after pass, each like the others.

    each: what is carried in a pass; memory: (what for, how many numbers), bytes: of all of them;
    remark: what is not run
    """

    name: str
    look: str
    passes: int
    each: str
    legs: Sequence[Leg]  # in the order of a pass
    memory: Sequence[tuple[str, int]]
    bytes: str
    remark: str = ""

    @property
    def total(self) -> int:
        """Of all passes."""
        return sum(leg.amount for leg in self.legs)


class Race(NamedTuple):
    """Amounts that run up side by side on one scale.

    layers: (name, kind) in the order of the network; end, rule: as of a Stepper
    """

    title: str
    layers: Sequence[tuple[str, str]]
    lanes: Sequence[Lane]
    unit: str
    end: Sequence[str]
    rule: str
