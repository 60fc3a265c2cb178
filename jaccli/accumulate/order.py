"""What every order of a product can tell of itself: how it is spelt, what it costs, how it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from jaccli.cost import Cost
from jaccli.linmap import LinearMap

Priced = TypeVar("Priced", contravariant=True)


class Step(Protocol):
    """One operation of an order."""

    @property
    def cost(self) -> Cost: ...

    @property
    def numbers(self) -> int:
        """How many it gives."""


class Order(Protocol[Priced]):
    """One order in which J is accumulated, as a value: equal ones are the same, whoever found them.

    What it is an order of comes with each question, in the cost model that is asked about: of a
    chain the forms of J_1 … J_K, of a graph the graph. No array is made before it is executed.
    """

    @property
    def spelt(self) -> str:
        """In a line: (J3·J2)·J1."""

    @property
    def entry(self) -> Mapping[str, Any]:
        """How JSON spells it."""

    def steps(self, product: Priced, /) -> Sequence[Step]:
        """The operations in the order of execution."""

    def price(self, product: Priced, /) -> Cost:
        """What all of them cost."""

    def peak(self, product: Priced, /) -> int:
        """How many numbers the largest intermediate has, J itself not among them."""

    def held(self, product: Priced, /) -> int:
        """The most numbers that it holds at once."""

    def execute(self, maps: Sequence[LinearMap], /) -> LinearMap:
        """J, from the local Jacobians."""

    def counted(self, maps: Sequence[LinearMap], /) -> Cost:
        """Its operations, counted one by one as they are executed."""

    def __hash__(self) -> int: ...
