"""What a random graph must come to, found without sweeps and without linear maps.

Values are those of `Layer.forward`; J comes from central differences of the whole graph, prices
from the sizes of the values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from oracles import Array

from jaccli.layers import Layer

STEP = 1e-6  # of the central differences


class Drawn(NamedTuple):
    """A layer of a random graph."""

    name: str
    layer: Layer
    reads: tuple[str, ...]


class Reference(NamedTuple):
    """The layers up to the output, in the order of the file, at a point."""

    order: tuple[Drawn, ...]
    points: dict[str, Array]
    output: str

    @property
    def values(self) -> dict[str, Array]:
        """Every value, by its name."""
        return _run(self.order, self.points)

    @property
    def parameters(self) -> dict[str, int]:
        """How many numbers each parameter has, by its name in the graph."""
        return {
            f"{name}.{field}": int(np.prod(shape))
            for name, layer, _ in self.order
            for field, shape in layer.parameters.items()
        }

    def sources(self, wrt: str) -> dict[str, int]:
        """What is differentiated by, with its sizes."""
        inputs = {name: len(point) for name, point in self.points.items()}
        return {"input": inputs, "parameters": self.parameters}.get(wrt, inputs | self.parameters)

    def jacobian(self, wrt: str = "input") -> Array:
        """J (m, Σ sources) by central differences."""
        columns = [np.zeros((len(self.values[self.output]), 0))]
        for name, size in self.sources(wrt).items():
            moved = self._by_input if name in self.points else self._by_parameter
            columns += [self._slope(lambda h, j=j: moved(name, j, h)) for j in range(size)]  # noqa: B023  # called at once
        return np.concatenate(columns, axis=1)

    def _slope(self, moved: Callable[[float], Array]) -> Array:
        found: Array = (moved(STEP) - moved(-STEP)) / (2 * STEP)
        return found[:, None]

    def _by_input(self, name: str, entry: int, step: float) -> Array:
        return _run(self.order, self.points | {name: _moved(self.points[name], entry, step)})[
            self.output
        ]

    def _by_parameter(self, name: str, entry: int, step: float) -> Array:
        owner, field = name.rsplit(".", 1)
        order = []
        for each in self.order:
            if each.name == owner:
                array = _moved(each.layer.arrays[field], entry, step)
                each = each._replace(layer=each.layer.with_arrays({field: array}))
            order.append(each)
        return _run(tuple(order), self.points)[self.output]

    def flops(self, wrt: str = "input") -> dict[str, int]:
        """The dense price of each mode, seeds counted."""
        sizes = {name: len(value) for name, value in self.values.items()} | self.parameters
        reads = {name: given for name, _, given in self.order}
        learning = [] if wrt == "input" else [name for name in reads if any(self._own(name))]
        reads = run_of(reads, self.points, self.output, learning)
        if wrt != "input":
            reads = {name: (*given, *self._own(name)) for name, given in reads.items()}
        return dense_flops(reads, sizes, self.sources(wrt), self.output)

    def _own(self, layer: str) -> Iterator[str]:
        return (name for name in self.parameters if name.rsplit(".", 1)[0] == layer)


def run_of(
    reads: Mapping[str, tuple[str, ...]],
    inputs: Collection[str],
    output: str,
    learning: Collection[str] = (),
) -> Mapping[str, tuple[str, ...]]:
    """What is run: where the layers that the output depends on are a chain, these alone.

    learning: layers that stay, with what they depend on, because J is by their parameters
    """
    rest = _led_to(reads, {output})
    before = [*inputs, *rest][:-1]
    is_chain = [*rest.values()] == [(name,) for name in before]
    return _led_to(reads, {output, *learning}) if is_chain else reads


def _led_to(
    reads: Mapping[str, tuple[str, ...]], ends: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The layers that some of the ends depend on, and these."""
    useful = set(ends)
    for name in reversed(reads):
        useful |= set(reads[name]) if name in useful else set()
    return {name: given for name, given in reads.items() if name in useful}


def dense_flops(
    reads: Mapping[str, tuple[str, ...]],
    sizes: Mapping[str, int],
    sources: Mapping[str, int],
    output: str,
) -> dict[str, int]:
    """Each edge that a source reaches is a product of 2·rows·columns a vector, and what meets is
    added; reverse mode walks the edges on a path to the output alone. reads: by layer, in order
    """
    moving = set(sources)
    edges: list[tuple[str, str]] = []
    for name, given in reads.items():
        into = [(each, name) for each in given if each in moving]
        moving |= {name} if into else set()
        edges += into
    useful = {output}
    for name in reversed(reads):
        useful |= set(reads[name]) if name in useful else set()
    back = [(a, b) for a, b in edges if b in useful]
    ahead = _products(edges, sizes) + _meetings([b for _, b in edges], sizes)
    behind = _products(back, sizes) + _meetings([a for a, _ in back], sizes)
    return {"forward": sum(sources.values()) * ahead, "reverse": sizes[output] * behind}


def cheaper_of(flops: Mapping[str, int]) -> str:
    """Which mode costs less, or a tie."""
    ahead, back = flops["forward"], flops["reverse"]
    return "tie" if ahead == back else "forward" if ahead < back else "reverse"


def _run(order: tuple[Drawn, ...], points: dict[str, Array]) -> dict[str, Array]:
    values = dict(points)
    with np.errstate(all="ignore"):  # what nobody reads may be anything
        for name, layer, reads in order:
            values[name] = layer.forward(*(values[each] for each in reads))
    return values


def _moved(array: Array, entry: int, step: float) -> Array:
    moved = array.copy()
    moved.ravel()[entry] += step
    return moved


def _products(edges: list[tuple[str, str]], sizes: Mapping[str, int]) -> int:
    return sum(2 * sizes[a] * sizes[b] for a, b in edges)


def _meetings(ends: list[str], sizes: Mapping[str, int]) -> int:
    return sum((ends.count(name) - 1) * sizes[name] for name in set(ends))
