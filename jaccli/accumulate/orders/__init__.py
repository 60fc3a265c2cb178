"""Orders of accumulation by their names, one a file: what finds each.

A folder for each kind of product. Importing it imports every file in it, so that each order is
where it belongs.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from jaccli.nothing import NOTHING

if TYPE_CHECKING:
    from jaccli.accumulate.order import Order

WORDS = ("best", "mixed")  # what reports call the optimal order, and one that has no name

P = TypeVar("P")  # what is multiplied out
O = TypeVar("O", bound="Order[Any]", covariant=True)  # noqa: E741  # an order of it


class Answer(NamedTuple, Generic[O]):
    """What a search came to.

    further: what JSON says of it beside its price, such as a bound, or why the search stopped;
    evidence: what the search leaves behind for who shows how the order was found
    """

    order: O
    further: Mapping[str, Any] = NOTHING
    evidence: object = None


Find = Callable[[P], Answer[O] | None]  # None: there is no such order of this product


class Orders(Generic[P, O]):
    """The orders of one kind of product, by name: what finds each.

    words: names that reports have for other orders
    """

    def __init__(self, words: Sequence[str] = WORDS) -> None:
        self._words = words
        self._finds: dict[str, Find[P, O]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._finds))

    def called(self, name: str) -> Callable[[Find[P, O]], Find[P, O]]:
        """Takes up what it decorates under this name.

        Raises ValueError: it is taken, or a word that reports have for other orders.
        """
        if name in self._words:
            raise ValueError(f"reports call another order {name}: take another name")

        def take_up(find: Find[P, O]) -> Find[P, O]:
            if name in self._finds:
                raise ValueError(f"there is an order called {name} already")
            self._finds[name] = find
            return find

        return take_up

    def gather(self, package: str, folder: Sequence[str]) -> None:
        """Import every file of a package: each takes up the order that is in it."""
        for module in pkgutil.iter_modules(folder):
            importlib.import_module(f"{package}.{module.name}")

    def put_last(self, name: str) -> None:
        """Name the order of this name behind all others of its price."""
        self._finds[name] = self._finds.pop(name)

    def forget(self, name: str) -> None:
        """Leave out the order of this name from now on."""
        del self._finds[name]

    def of(self, product: P, names: Sequence[str] | None = None) -> dict[str, Answer[O]]:
        """What each name comes to, but for those that have no such order.

        names: those that are asked for, all where it is None
        """
        asked = self._finds if names is None else names
        found = {name: self._found(name, product) for name in asked}
        return {name: answer for name, answer in found.items() if answer is not None}

    def _found(self, name: str, product: P) -> Answer[O] | None:
        return self._finds[name](product)
