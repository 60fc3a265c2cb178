"""The layer types by name. A family of them is loaded when one of its types is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaccli.layers.base import Layer


class Types(MutableMapping[str, "type[Layer]"]):
    """A layer's class by its `type`. A name that is not there yet loads the families, one by one
    until it is; whatever goes through all of them loads all.

    So a chain starts without the types that it does not have: a class takes about as long to make
    as a small product.
    """

    def __init__(self) -> None:
        self._known: dict[str, type[Layer]] = {}
        self._rest: list[Callable[[], object]] = []
        self._loading = RLock()

    def later(self, load: Callable[[], object]) -> None:
        """Has `load` called, after those before it, while a name is missing. It registers further
        types, or has more loaded later."""
        self._rest.append(load)

    def __getitem__(self, name: str) -> type[Layer]:
        with self._loading:  # of a family that another thread is loading not all is there
            self._load(name)
            return self._known[name]

    def __setitem__(self, name: str, kind: type[Layer]) -> None:
        self._known[name] = kind

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        """By family, those of the folders last: in one order, whatever was loaded before."""
        self._load()
        home = {name: kind.__module__ for name, kind in self._known.items()}
        return iter(sorted(home, key=lambda name: (home[name].count("."), home[name])))

    def __len__(self) -> int:
        self._load()
        return len(self._known)

    def _load(self, until: str = "") -> None:
        with self._loading:
            while self._rest and until not in self._known:
                self._rest[0]()
                del self._rest[0]  # not before: an import that was interrupted is made again
