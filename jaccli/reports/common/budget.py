"""A price before numbers: the arrays a run would make, and the refusal of those that do not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jaccli.accumulate import sources_of, sweep_memory
from jaccli.accumulate.price import Mode
from jaccli.arrays import Shape, size_in_bytes
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph
from jaccli.keywords import Worded, option
from jaccli.reports.common.notation import derivative
from jaccli.words import in_bytes, shape

TEXT = 160  # bytes: a number of Python's in a list, its digits, and a copy of them


class Planned(NamedTuple):
    """An array that a run would make."""

    what: str
    shape: Shape
    bytes: int


def refuse_beyond(
    graph: Graph, max_memory: int | None, *parts: Iterable[Planned], help: str = ""
) -> None:
    """Raise Mistakes if the planned arrays would take more than `max_memory` bytes together.

    help: a way out beside smaller sizes or more memory
    """
    if max_memory is None:
        return
    planned = [array for part in parts for array in part]
    total = sum(array.bytes for array in planned)
    if total <= max_memory:
        return
    largest = max(planned, key=lambda array: array.bytes)
    refusal = JaccliError(
        f"this run needs {in_bytes(total)}, more than "
        + option("--max-memory")
        + f" {in_bytes(max_memory)}",
        notes=[
            (
                "why",
                f"the largest array is {largest.what}: {shape(largest.shape)} in {graph.dtype}, "
                f"{in_bytes(largest.bytes)}",
            ),
            ("help", "choose smaller " + _sizes(graph) + " or a larger " + option("--max-memory")),
            *([("help", help)] if help else []),
        ],
    )
    raise Mistakes([refusal], graph.file)


def _sizes(graph: Graph) -> str:
    """What a user can change: the named sizes of a file, the arrays that a program is given."""
    recorded = any(node.expression for node in graph.nodes)
    if recorded:
        return "arrays (" + option("--at") + ")"
    return Worded("sizes (--set NAME=INT)", 'sizes (sizes={"NAME": INT})')


def fits(max_memory: int | None, *parts: Iterable[Planned]) -> bool:
    """Whether the planned arrays take at most `max_memory` bytes together."""
    return max_memory is None or sum(a.bytes for part in parts for a in part) <= max_memory


def of_the_tape(graph: Graph, *, materialised: bool = False) -> Iterator[Planned]:
    """Inputs, parameters, values and local Jacobians.

    materialised: every local Jacobian becomes a full matrix, as in `show`, and not only the ones
    that are dense by form.
    """
    for entry in graph.inputs:
        yield _plan(graph, f"the input {entry.name}", entry.size)
    number = size_in_bytes((), graph.dtype)
    for node in graph.nodes:
        held = 0
        for name, array in node.layer.arrays.items():
            found = _plan(graph, f"{name} of {node.name}", *array.shape)
            held += found.bytes
            yield found
        size = node.size
        yield Planned(f"the value of {node.name}", (size,), size * number)
        for form, columns in zip(node.forms, node.input_sizes, strict=True):
            own = form.own_numbers * number
            if materialised and form.structure != "dense":
                yield _plan(graph, f"the Jacobian of {node.name}", size, columns)
            elif own > held:  # a linear layer's Jacobian is its weight
                yield Planned(f"the Jacobian of {node.name}", form.shape, own)


def largest_jacobian(graph: Graph) -> Planned:
    """The largest local Jacobian, made in full."""
    full = [
        _plan(graph, f"the Jacobian of {node.name}", *form.shape)
        for node in graph.nodes
        for form in node.forms
    ]
    return max(full, key=lambda each: each.bytes, default=_plan(graph, "no Jacobian", 0, 0))


def of_a_sweep(
    graph: Graph, mode: Mode, vectors: int, sources: int = 0, live: int | None = None
) -> Iterator[Planned]:
    """What a sweep with this many vectors starts from, carries at the widest layer, and ends with.

    sources: how many numbers it differentiates by; the input's unless given. live: the most
    numbers of one vector that are live at once on a graph, where that is known.
    """
    n = sources or graph.input_size
    begins, ends = (n, graph.output_size) if mode == "forward" else (graph.output_size, n)
    carried = "tangents" if mode == "forward" else "adjoints"
    yield _plan(graph, f"the start of {mode} mode", begins, vectors)
    if graph.is_chain:
        widest = max(graph.nodes, key=lambda node: node.size)
        yield _plan(graph, f"the {carried} of {mode} mode at {widest.name}", widest.size, vectors)
    else:
        if live is None:
            by = sources_of(graph, inputs=True, parameters=False)
            most = sweep_memory(graph, by, mode, 1)
            live = most.carried // (graph.input_size if mode == "forward" else graph.output_size)
        yield _plan(graph, f"the {carried} of {mode} mode that are live at once", live, vectors)
    yield _plan(graph, f"the result of {mode} mode", ends, vectors)


def of_the_text(graph: Graph) -> Iterator[Planned]:
    """What writing out the full and every local Jacobian takes beside them."""
    yield of_a_text("the full Jacobian", (graph.output_size, graph.input_size))
    for node in graph.nodes:
        for name, form in zip(node.inputs, node.forms, strict=True):
            yield of_a_text(derivative(node.name, name), form.shape)


def of_a_text(what: str, shape: tuple[int, int]) -> Planned:
    """What writing a matrix (rows, columns) out takes: lists of numbers and their digits."""
    rows, columns = shape
    return Planned(f"the text of {what}", shape, TEXT * rows * columns)


def _plan(graph: Graph, what: str, *shape: int) -> Planned:
    return Planned(what, shape, size_in_bytes(shape, graph.dtype))
