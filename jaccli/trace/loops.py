"""Loops over numbers, written out: what runs along an axis, convolutions, nests over letters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product as every_index
from math import prod
from typing import Any, Protocol, TypeAlias

Atom: TypeAlias = str | float  # a number of the graph: the name of its value, or a constant
RUNS = {"cumsum": "add", "cumprod": "multiply", "diff": "subtract"}


class Writer(Protocol):
    """Writes operations on single numbers."""

    def binary(self, kind: str, a: Atom, b: Atom) -> str:
        """An operation of two numbers; its name."""

    def folded(self, kind: str, terms: Sequence[Atom]) -> Atom:
        """All terms combined in pairs, from the left."""


def run_along(writer: Writer, layer: Any, numbers: list[Atom]) -> list[Atom]:
    """Each number with the one before it along the middle axis."""
    outer, length, inner = layer.cube(len(numbers))
    places = list(every_index(range(outer), range(1, length), range(inner)))
    where = [(a * length + k) * inner + c for a, k, c in places]
    if layer.type == "diff":
        return [writer.binary("subtract", numbers[at], numbers[at - inner]) for at in where]
    found = list(numbers)
    for at in where:
        found[at] = writer.binary(RUNS[layer.type], found[at - inner], numbers[at])
    return found


def convolved(writer: Writer, layer: Any, inputs: list[list[Atom]]) -> list[Atom]:
    """Every entry of a convolution, from the numbers that meet there."""
    first = inputs[0]
    second: list[Atom]
    second = inputs[1] if layer.taps is None else [float(tap) for tap in layer.taps.reshape(-1)]
    start, size = layer.rows(*map(len, inputs))
    found: list[Atom] = []
    for at in range(start, start + size):
        met = range(max(0, at - len(second) + 1), min(len(first), at + 1))
        terms = [writer.binary("multiply", first[i], second[at - i]) for i in met]
        found.append(writer.folded("add", terms))
    return found


def nested(writer: Writer, layer: Any, inputs: list[list[Atom]]) -> list[Atom]:
    """Every entry of the result of einsum: a sum of products."""
    terms, result = layer.terms
    sizes = layer.by_letter(*map(len, inputs))
    sums: dict[tuple[int, ...], list[Atom]] = {}
    for places in every_index(*(range(size) for size in sizes.values())):
        at = dict(zip(sizes, places, strict=True))
        pairs = zip(terms, inputs, strict=True)
        factors = [numbers[_place(term, at, sizes)] for term, numbers in pairs]
        sums.setdefault(tuple(at[x] for x in result), []).append(writer.folded("multiply", factors))
    order = every_index(*(range(sizes[x]) for x in result))
    return [writer.folded("add", sums[index]) for index in order]


def _place(term: str, at: dict[str, int], sizes: dict[str, int]) -> int:
    """Where the entry with these indices stands, row by row."""
    return sum(at[x] * prod(sizes[y] for y in term[k + 1 :]) for k, x in enumerate(term))
