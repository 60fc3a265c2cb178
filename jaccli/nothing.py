"""An empty mapping, the default of fields: nobody can fill it, and it can be copied and pickled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Nothing(Mapping[Any, Any]):
    """No keys."""

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        raise KeyError(key)

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "{}"


NOTHING = Nothing()
