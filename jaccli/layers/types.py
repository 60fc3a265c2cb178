"""The layer types by name. Families that few chains hold are loaded when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.layers.base import Layer


class Types(MutableMapping[str, "type[Layer]"]):
    """A layer's class by its `type`. A name that is not there yet loads the rest, once.

    So does whatever goes through all of them. A chain of the common types starts without the
    others: a class takes about as long to make as a small product.
    """

    def __init__(self) -> None:
        self._known: dict[str, type[Layer]] = {}
        self._rest: list[Callable[[], object]] = []

    def later(self, load: Callable[[], object]) -> None:
        """Has `load` called before a name is found missing. It registers further types."""
        self._rest.append(load)

    def __getitem__(self, name: str) -> type[Layer]:
        if name not in self._known:
            self._load()
        return self._known[name]

    def __setitem__(self, name: str, kind: type[Layer]) -> None:
        self._known[name] = kind

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(self._known)

    def __len__(self) -> int:
        self._load()
        return len(self._known)

    def _load(self) -> None:
        while self._rest:
            self._rest.pop()()
