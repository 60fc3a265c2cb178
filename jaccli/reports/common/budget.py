"""A price before numbers: the arrays a run would make, and the refusal of those that do not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import prod
from typing import NamedTuple

from jaccli.accumulate import kept_of, most_held, sources_of
from jaccli.accumulate.held import AT_ONCE
from jaccli.accumulate.price import MODES, Mode
from jaccli.arrays import Recipe, Shape, size_in_bytes
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph, Node
from jaccli.keywords import Worded, option
from jaccli.linmap import Form
from jaccli.reports.common.notation import derivative
from jaccli.words import in_bytes, shape

WORK = 2  # as many arrays as a layer reads and writes, for what stands between
MOVED = 6  # copies of x in a check by differences: itself, where to, how far, both sides …
QUOTIENTS = 40  # numbers of a check by differences for each number that is compared
TEXT = 16  # bytes: a number of a matrix that is laid out line by line, in copies of a part


CARRIED: Mapping[Mode, str] = {"forward": "tangents", "reverse": "adjoints"}


class Planned(NamedTuple):
    """An array that a run would make, or so many alike."""

    what: str
    shape: Shape
    bytes: int  # of one
    times: int = 1

    @property
    def total(self) -> int:
        """Bytes of all."""
        return self.bytes * self.times


def refuse_beyond(
    graph: Graph, max_memory: int | None, *parts: Iterable[Planned], help: str = ""
) -> None:
    """Raise Mistakes if the planned arrays would take more than `max_memory` bytes together.

    help: a way out beside smaller sizes or more memory
    """
    if max_memory is None:
        return
    planned = [array for part in parts for array in part]
    total = sum(array.total for array in planned)
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
    return max_memory is None or sum(a.total for part in parts for a in part) <= max_memory


def of_the_tape(graph: Graph) -> Iterator[Planned]:
    """Inputs, parameters, values and local Jacobians in their own forms."""
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
        for form, times in _unlike(node):
            own = form.own_numbers * number
            if own > held:  # a linear layer's Jacobian is its weight
                yield Planned(f"the Jacobian of {node.name}", form.shape, own, times)
    yield _in_passing(graph)


def _unlike(node: Node) -> list[tuple[Form, int]]:
    """The forms of a layer, and how many of its inputs have each."""
    forms = node.forms  # held: an identity is that of an object for as long as there is one
    unlike = {id(form): form for form in forms}
    times = Counter(map(id, forms))
    return [(form, times[key]) for key, form in unlike.items()]


def _in_passing(graph: Graph) -> Planned:
    """What the making of one array of the tape takes beside it, where that is largest.

    Numbers are drawn and read in float64, and looked through for what is not finite; a layer needs
    about as much again as it reads and writes.
    """
    wide = graph.dtype != "float64"
    found = Planned("the work at no layer", (0,), 0)
    arrays = [(f"{name} of {node.name}", array.shape) for node, name, array in _arrays_of(graph)]
    arrays += [(f"the input {entry.name}", (entry.size,)) for entry in graph.inputs]
    for what, axes in arrays:
        numbers = prod(axes)
        found = _larger(found, what, numbers, (8 * wide + 1) * numbers)
    for node in graph.nodes:
        numbers = WORK * (node.size + sum(node.input_sizes))
        found = _larger(found, node.name, numbers, 8 * numbers)
    return found


def _arrays_of(graph: Graph) -> Iterator[tuple[Node, str, Recipe]]:
    for node in graph.nodes:
        for name, array in node.layer.arrays.items():
            yield node, name, array


def _larger(found: Planned, what: str, numbers: int, bytes: int) -> Planned:
    return found if bytes <= found.bytes else Planned(f"the work at {what}", (numbers,), bytes)


def of_matrices(graph: Graph) -> Iterator[Planned]:
    """Each local Jacobian made in full, once where one layer reads a value twice."""
    for node in graph.nodes:
        for name, form in dict(zip(node.inputs, node.forms, strict=True)).items():
            if form.structure != "dense":
                yield _plan(graph, derivative(node.name, name), *form.shape)


def largest_jacobian(graph: Graph) -> Planned:
    """The largest local Jacobian, made in full."""
    full = [
        _plan(graph, f"the Jacobian of {node.name}", *form.shape)
        for node in graph.nodes
        for form, _ in _unlike(node)
    ]
    return max(full, key=lambda each: each.bytes, default=_plan(graph, "no Jacobian", 0, 0))


def of_a_sweep(
    graph: Graph, mode: Mode, vectors: int, sources: Mapping[str, int] | None = None
) -> Iterator[Planned]:
    """What a sweep with this many vectors starts from, holds at once, and ends with.

    sources: what it differentiates by, with its sizes; the inputs unless given
    """
    inputs = sources_of(graph, inputs=True, parameters=False)
    by = inputs if sources is None else sources
    start, result = _ends(graph, mode, vectors, sum(by.values()))
    yield start
    if graph.is_chain and by == inputs:
        at, most = _largest_product(graph)
        yield _plan(graph, f"the {CARRIED[mode]} of {mode} mode at {at}", most, vectors)
    else:
        most = most_held(graph, by, mode)
        yield _plan(graph, f"the {CARRIED[mode]} of {mode} mode", most, vectors)
    yield result


def _ends(graph: Graph, mode: Mode, vectors: int, n: int) -> Iterator[Planned]:
    begins, ends = (n, graph.output_size) if mode == "forward" else (graph.output_size, n)
    yield _plan(graph, f"the start of {mode} mode", begins, vectors)
    yield _plan(graph, f"the result of {mode} mode", ends, vectors)


def _largest_product(graph: Graph) -> tuple[str, int]:
    """The layer at which one vector's product takes the most, and how many numbers that is: what
    it is of and what it gives, and as much again where it is added up from parts."""
    found = ("no layer", 0)
    for node in graph.nodes:
        for form, _ in _unlike(node):
            numbers = sum(form.shape) * (1 if form.structure in AT_ONCE else 2)
            found = max(found, (node.name, numbers), key=lambda each: each[1])
    return found


def full_jacobian(graph: Graph) -> Planned:
    """J by all inputs."""
    return _plan(graph, "the full Jacobian", graph.output_size, graph.input_size)


def of_a_pair(graph: Graph, sources: Mapping[str, int], pairs: int = 1) -> Iterator[Planned]:
    """What u·(J v) beside (u J)·v takes for random u and v. sources: what J is by"""
    for mode in MODES:
        yield from of_a_sweep(graph, mode, pairs, sources)
    yield _plan(graph, "the products of the random pairs", 2 * sum(sources.values()), pairs)


def of_kept_steps(
    graph: Graph, mode: Mode, vectors: int, sources: int | None = None
) -> Iterator[Planned]:
    """What a sweep takes that keeps what it carries at every layer, as where all steps are shown.

    sources: how many numbers it differentiates by; those of the inputs unless given
    """
    yield from _ends(graph, mode, vectors, graph.input_size if sources is None else sources)
    yield _plan(graph, f"the steps of {mode} mode", kept_of(graph, mode), vectors)
    # a product on its way into a sum, the sum, and the parts that the product is added up from
    at, most = _largest_product(graph)
    yield _plan(graph, f"the {CARRIED[mode]} of {mode} mode at {at}", most, vectors)


def of_differences(graph: Graph, numbers: int, results: int) -> Iterator[Planned]:
    """What a check by differences of f takes, in float64.

    numbers: that are moved, of which a few copies are held; results: that are compared, at every
    point and of every quotient
    """
    exact = graph._replace(dtype="float64")
    if graph.dtype != "float64":
        yield from of_the_tape(exact)
    yield _plan(exact, "the points of the check by differences", numbers, MOVED)
    yield _plan(exact, "the values at these points", sum(node.size for node in graph.nodes))
    yield _plan(exact, "the difference quotients", QUOTIENTS * results)


def of_the_text(graph: Graph, *, matrices: bool) -> Planned:
    """What writing out the full Jacobian takes beside it, or every local one as well: the largest
    of them, for they are written one after another."""
    texts = [of_a_text("the full Jacobian", (graph.output_size, graph.input_size))]
    if matrices:
        texts += [
            of_a_text(derivative(node.name, name), form.shape)
            for node in graph.nodes
            for name, form in zip(node.inputs, node.forms, strict=True)
        ]
    return max(texts, key=lambda each: each.bytes)


def of_a_text(what: str, shape: tuple[int, int]) -> Planned:
    """What writing a matrix (rows, columns) out takes beside it: it is looked at as a whole."""
    rows, columns = shape
    return Planned(f"the text of {what}", shape, TEXT * rows * columns)


def _plan(graph: Graph, what: str, *shape: int) -> Planned:
    return Planned(what, shape, size_in_bytes(shape, graph.dtype))
