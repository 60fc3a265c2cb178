"""`x.flat`: the entries of a traced array, row by row, as NumPy's iterator over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jaccli.trace.arrays.inplace import write_with
from jaccli.trace.arrays.memory import moved


class Flat:
    """An iterator over the entries of an array. In expressions it is a vector of them."""

    __slots__ = ("__at", "base")

    def __init__(self, x: Any) -> None:
        self.base = x
        self.__at = 0

    @property
    def index(self) -> int:
        """The position of the entry that comes next."""
        return self.__at

    @property
    def coords(self) -> tuple[int, ...]:
        """The indices of the entry that comes next."""
        found, rest = [], self.__at
        for length in reversed(self.base.shape[1:]):
            rest, at = divmod(rest, length)
            found.append(at)
        return (rest, *reversed(found)) if self.base.ndim else ()

    def copy(self) -> Any:
        """The entries as a new vector."""
        return moved(self.base, lambda index: index.flat.copy())

    def as_array(self) -> Any:
        """The entries as a vector that sees the array's memory, where NumPy's would."""
        return moved(self.base, lambda index: index.flat.__array__())

    def __iter__(self) -> Flat:
        return self

    def __next__(self) -> Any:
        if self.__at >= self.base.size:
            raise StopIteration
        self.__at += 1
        return self[self.__at - 1]

    def __len__(self) -> int:
        return int(self.base.size)

    def __getitem__(self, key: Any) -> Any:
        return moved(self.base, lambda index: index.flat[key])

    def __setitem__(self, key: Any, value: Any) -> None:
        def change(array: Any, values: Any) -> None:
            array.flat[key] = values

        write_with(self.base, value, change)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return function(*_vectors(args), **_vectors(kwargs))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return getattr(ufunc, method)(*_vectors(inputs), **_vectors(kwargs))


def _vectors(value: Any) -> Any:
    """The value with vectors in place of the iterators in it."""
    match value:
        case Flat():
            return value.as_array()
        case list() | tuple():
            return type(value)(map(_vectors, value))
        case dict():
            return {key: _vectors(each) for key, each in value.items()}
    return value


def _comparison(name: str) -> Callable[[Any, Any], Any]:
    return lambda self, other: getattr(self.copy(), name)(_vectors(other))


for _name in ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__"):
    setattr(Flat, _name, _comparison(_name))
