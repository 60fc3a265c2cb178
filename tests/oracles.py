"""Oracles: ways to the right answer. Nothing here imports jaccli, so that no mistake is shared.

Differences and the complex step know no derivative, the dense fold knows no form, and counting
numbers know no formula.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Function = Callable[[Array], Array]  # (n,) -> (m,)


def central_differences(function: Function, x: Array, step: float = 6e-6) -> Array:
    """The Jacobian (m, n) at x (n,): (f(x + h eⱼ) − f(x − h eⱼ)) / 2h, column by column.

    The error is of the order h² and ε/h; h = ε^(1/3) balances them.

    >>> np.round(central_differences(lambda x: np.array([x[0] * x[1]]), np.array([2.0, 5.0])), 8)
    array([[5., 2.]])
    """
    columns = []
    for direction in np.eye(len(x)):
        ahead, behind = x + step * direction, x - step * direction
        width = (ahead - behind) @ direction  # what 2h became when it was rounded
        columns.append((function(ahead) - function(behind)) / width)
    return np.stack(columns, axis=1)


def complex_step(function: Function, x: Array, step: float = 1e-40) -> Array:
    """The Jacobian (m, n) at x (n,): Im f(x + ih eⱼ) / h (Squire & Trapp 1998).

    Nothing is subtracted, so h can be so small that its error vanishes.

    >>> complex_step(lambda x: x**3, np.array([2.0]))
    array([[12.]])
    """
    return np.stack(
        [function(x + 1j * step * direction).imag / step for direction in np.eye(len(x))], axis=1
    )


def dense_fold(matrices: Sequence[Array]) -> Array:
    """The product M_K ⋯ M_1 of [M_1, …, M_K], entry by entry from its definition.

    >>> dense_fold([np.array([[1, 2]]), np.array([[3], [4]])])
    array([[3, 6],
           [4, 8]])
    """
    product = matrices[0]
    for matrix in matrices[1:]:
        product = (matrix[:, :, None] * product[None, :, :]).sum(axis=1)
    return product


@cache
def stored(name: str) -> dict[str, Any]:
    """The instances of a file in oracles/, by their ids."""
    path = Path(__file__).parent / "oracles" / f"{name}.json"
    return {each["id"]: each for each in json.loads(path.read_text("utf-8"))["instances"]}


class Ledger:
    """How many multiplications and additions the numbers that write into it have made."""

    def __init__(self) -> None:
        self.tally = (0, 0)  # multiplications, additions

    def enter(self, multiplications: int, additions: int) -> None:
        self.tally = (self.tally[0] + multiplications, self.tally[1] + additions)

    @contextmanager
    def put_aside(self) -> Iterator[None]:
        """What is computed inside is not entered."""
        before = self.tally
        yield
        self.tally = before


class Counting:
    """An integer that enters every + and × in its ledger, those with a plain 0 as well.

    Accumulators start at zero, so q terms make q additions:

    >>> ledger = Ledger()
    >>> row, column = (counting(np.array(v), ledger) for v in ([1, 2, 3], [4, 5, 6]))
    >>> sum(a * b for a, b in zip(row, column, strict=True)).value, ledger.tally
    (32, (3, 3))
    """

    __slots__ = ("ledger", "value")

    def __init__(self, value: int, ledger: Ledger) -> None:
        self.value = value
        self.ledger = ledger

    def __add__(self, other: Counting | int) -> Counting:
        self.ledger.enter(0, 1)
        return Counting(self.value + _plain(other), self.ledger)

    def __mul__(self, other: Counting | int) -> Counting:
        self.ledger.enter(1, 0)
        return Counting(self.value * _plain(other), self.ledger)

    def __sub__(self, other: Counting | int) -> Counting:
        self.ledger.enter(0, 1)
        return Counting(self.value - _plain(other), self.ledger)

    def __rsub__(self, other: Counting | int) -> Counting:
        self.ledger.enter(0, 1)
        return Counting(_plain(other) - self.value, self.ledger)

    __radd__ = __add__
    __rmul__ = __mul__


def counting(array: Array, ledger: Ledger) -> Array:
    """The integers of an array as counting numbers (dtype object), of the same shape."""
    numbers = np.empty(array.shape, object)
    for index, value in np.ndenumerate(array):
        numbers[index] = Counting(int(value), ledger)
    return numbers


def plain(array: Array) -> Array:
    """Counting numbers, plain ones among them, back to integers."""
    numbers = np.empty(array.shape, int)
    for index, value in np.ndenumerate(array):
        numbers[index] = _plain(value)
    return numbers


def put_aside(method: Callable[..., Any], ledger: Ledger) -> Callable[..., Any]:
    """The method, but what it computes is not entered in the ledger."""

    def silent(*arguments: Any) -> Any:
        with ledger.put_aside():
            return method(*arguments)

    return silent


def _plain(number: Counting | int) -> int:
    return number.value if isinstance(number, Counting) else int(number)
