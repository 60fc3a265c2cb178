"""What every order of a product can tell of itself, and where orders are found by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from jaccli.cost import Cost
from jaccli.linmap import Form, LinearMap

P = TypeVar("P")
Priced = TypeVar("Priced", contravariant=True)
NOTHING: Mapping[str, Any] = MappingProxyType({})


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


class Answer(NamedTuple, Generic[P]):
    """What a search came to.

    further: what JSON says of it beside its price, such as a bound, or why the search stopped;
    evidence: what the search leaves behind for who shows how the order was found
    """

    order: Order[P]
    further: Mapping[str, Any] = NOTHING
    evidence: object = None


Find = Callable[[P], Answer[P] | None]  # None: there is no such order of this product


class Orders(Generic[P]):
    """The orders of one kind of product, by name: what finds each."""

    def __init__(self) -> None:
        self._finds: dict[str, Find[P]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._finds))

    def called(self, name: str) -> Callable[[Find[P]], Find[P]]:
        """Takes up what it decorates under this name."""

        def take_up(find: Find[P]) -> Find[P]:
            if name in self._finds:
                raise ValueError(f"there is an order called {name} already")
            self._finds[name] = find
            return find

        return take_up

    def forget(self, name: str) -> None:
        """Leave out the order of this name from now on."""
        del self._finds[name]

    def of(self, product: P) -> dict[str, Answer[P]]:
        """What each name comes to, but for those that have no such order."""
        found = {name: find(product) for name, find in self._finds.items()}
        return {name: answer for name, answer in found.items() if answer is not None}


CHAIN: Orders[Sequence[Form]] = Orders()  # of the product J_K ⋯ J_1, all of them known
