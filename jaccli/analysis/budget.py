"""A price before numbers: the arrays a run would make, and the refusal of those that do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jaccli.arrays import Shape, size_in_bytes
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph

BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")


class Planned(NamedTuple):
    """An array that a run would make."""

    what: str
    shape: Shape
    bytes: int


def in_bytes(number: int) -> str:
    """A number of bytes, readable.

    >>> in_bytes(80_000_000_000), in_bytes(512)
    ('74.5 GiB', '512 B')
    """
    if number < 1024:
        return f"{number} B"
    power = min((number.bit_length() - 1) // 10, len(BINARY) - 1)
    return f"{number / 1024**power:,.1f} {BINARY[power]}"


def refuse_beyond(graph: Graph, max_memory: int | None, *, materialised: bool) -> None:
    """Raise Mistakes if the arrays of the run would take more than `max_memory` bytes at once.

    materialised: every local Jacobian becomes a full matrix, as in `show`, and not only the ones
    that are dense by form.
    """
    if max_memory is None:
        return
    planned = list(_planned(graph, materialised))
    total = sum(array.bytes for array in planned)
    if total <= max_memory:
        return
    largest = max(planned, key=lambda array: array.bytes)
    shape = "×".join(f"{axis:,}" for axis in largest.shape)
    refusal = JaccliError(
        f"this run needs {in_bytes(total)}, more than --max-memory {in_bytes(max_memory)}",
        notes=[
            (
                "why",
                f"the largest array is {largest.what}: {shape} in {graph.dtype}, "
                f"{in_bytes(largest.bytes)}",
            ),
            ("help", "choose smaller sizes (--set NAME=INT) or a larger --max-memory"),
        ],
    )
    raise Mistakes([refusal], graph.file)


def _planned(graph: Graph, materialised: bool) -> Iterator[Planned]:
    """Parameters, values, local Jacobians, what the sweeps carry, and J by both modes."""

    def plan(what: str, *shape: int) -> Planned:
        return Planned(what, shape, size_in_bytes(shape, graph.dtype))

    n, m = graph.input_size, graph.output_size
    for entry in graph.inputs:
        yield plan(f"the input {entry.name}", entry.size)
    for node in graph.nodes:
        for name, array in node.layer.arrays.items():
            yield plan(f"{name} of {node.name}", *array.shape)
        yield plan(f"the value of {node.name}", node.size)
        for form, size in zip(node.forms, node.input_sizes, strict=True):
            arrays = node.layer.arrays.values()
            held = sum(size_in_bytes(array.shape, graph.dtype) for array in arrays)
            own = form.own_numbers * size_in_bytes((), graph.dtype)
            if materialised and form.structure != "dense":
                yield plan(f"the Jacobian of {node.name}", node.size, size)
            elif own > held:  # a linear layer's Jacobian is its weight
                yield Planned(f"the Jacobian of {node.name}", form.shape, own)
    widest = max(graph.nodes, key=lambda node: node.size)
    if max(n, m) > 1:
        yield plan("forward mode's start I_n", n, n)
        yield plan("reverse mode's start I_m", m, m)
    for mode, vectors in (("tangents of forward mode", n), ("adjoints of reverse mode", m)):
        yield plan(f"the {mode} at {widest.name}", widest.size, vectors)
        yield plan(f"the full Jacobian by {mode.split()[-2]} mode", m, n)
