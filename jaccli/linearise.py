"""Linearising: a loaded graph and a point give a stream of values and local Jacobians.

Forward mode consumes the stream as it comes and stores nothing; reverse mode makes it a list
first, and that list is the tape (Murphy 2022, section 13.3.1; Griewank & Walther 2008).

Numbers that the output does not read may be anything, and so may slopes by what no input reaches.
Which these are is known from both ends alone: where a number is not finite, the stream is run anew
and kept, and what nobody reads or nothing moves is cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.finite import ELSEWHERE, not_finite, spelt
from jaccli.graph import Graph, Node
from jaccli.linmap import LinearMap
from jaccli.nothing import NOTHING
from jaccli.words import listed

MOST_GIVEN = 8  # numbers that an error names


class Step(NamedTuple):
    """x_{k+1} = f_k(x_k) and J_k, its Jacobian there."""

    node: Node
    inputs: tuple[Array, ...]  # what the layer was given
    value: Array  # (m_k,)
    jacobians: tuple[LinearMap, ...]  # one for each input
    parameter_jacobians: Mapping[str, LinearMap] = NOTHING  # (m_k, d) each
    read: Array | None = None  # (m_k,), which entries the output reads; None where nobody asked

    @property
    def jacobian(self) -> LinearMap:
        """The Jacobian (m_k, m_{k-1}) of a layer with one input."""
        (jacobian,) = self.jacobians
        return jacobian

    @property
    def edges(self) -> Iterator[tuple[str, LinearMap]]:
        """What the value depends on, by name, parameters among it, and how."""
        yield from zip(self.node.inputs, self.jacobians, strict=True)
        for name, jacobian in self.parameter_jacobians.items():
            yield self.node.parameter_name(name), jacobian


def linearise(
    graph: Graph, point: Mapping[str, Array], *, parameters: bool = False
) -> Iterator[Step]:
    """The values and Jacobians at the point, layer by layer. `graph` is loaded (`graph.load`).

    point: the value (n,) of each input by name; parameters: their Jacobians as well.
    Raises JaccliError at the first value or derivative that is not finite and that the output
    reads.
    """
    for at, step in enumerate(_stream(graph, point, parameters=parameters)):
        if not _is_finite(step):
            kept = list(_stream(graph, point, parameters=parameters))
            yield from islice(_settled(graph, kept, point), at, None)
            return
        yield step


def _stream(graph: Graph, point: Mapping[str, Array], *, parameters: bool) -> Iterator[Step]:
    """Every step, whatever its numbers are."""
    values = dict(point)
    last_reader = {name: node.name for node in graph.nodes for name in node.inputs}
    for node in graph.nodes:
        inputs = tuple([values[name] for name in node.inputs])
        for name in set(node.inputs):
            if last_reader[name] == node.name:
                del values[name]  # whoever needs it later keeps a tape
        with np.errstate(all="ignore"):  # what is not finite is reported with its place
            value = node.layer.forward(*inputs)
            jacobians = node.layer.jacobians(*inputs)
            inner = node.layer.parameter_jacobians(*inputs) if parameters else {}
        values[node.name] = value
        yield Step(node, inputs, value, jacobians, inner)


def _is_finite(step: Step) -> bool:
    """Whether the value and all derivatives are."""
    known = [id(array) for array in step.node.layer.learnable]  # finite since they were loaded
    for array in (step.value, *_numbers(step)):
        # counted, for on a small array `all` takes three times as long
        if id(array) not in known and np.count_nonzero(np.isfinite(array)) < array.size:
            return False
    return True


def _numbers(step: Step) -> Iterator[Array]:
    for jacobian in (*step.jacobians, *step.parameter_jacobians.values()):
        yield from jacobian.arrays


def _settled(graph: Graph, steps: Sequence[Step], point: Mapping[str, Array]) -> Iterator[Step]:
    """The steps, 0 for every derivative that is not finite and not read, or that nothing moves."""
    read, moving = entries_read(graph, steps), _moving(steps, point)
    for step in steps:
        node = step.node
        rows = read[node.name]
        _check_value(step, rows, is_output=node.name == graph.output)
        jacobians = tuple(
            jacobian.cut(rows, moving[name])
            for name, jacobian in zip(node.inputs, step.jacobians, strict=True)
        )
        inner = {
            name: each.cut(rows, np.ones(each.shape[1], bool))
            for name, each in step.parameter_jacobians.items()
        }
        found = step._replace(jacobians=jacobians, parameter_jacobians=inner, read=rows)
        for array in _numbers(found):
            _check_finite(found, array, "derivative", np.isfinite(array))
        yield found


def entries_read(graph: Graph, steps: Sequence[Step]) -> dict[str, Array]:
    """Which entries of each value the output reads, by the structure of the Jacobians.

    A branch that was not taken, a number that is not the largest, an entry that was not selected
    are read by nobody, and neither is what they alone were computed from.
    """
    read = {step.node.name: np.zeros(len(step.value), bool) for step in steps}
    read[graph.output] = np.ones(graph.output_size, bool)
    for step in reversed(steps):
        rows = read[step.node.name]
        for name, jacobian in zip(step.node.inputs, step.jacobians, strict=True):
            read[name] = jacobian.reads(rows) | read.get(name, False)
    return read


def _moving(steps: Sequence[Step], point: Mapping[str, Array]) -> dict[str, Array]:
    """Which entries of each value depend on an input, or on a parameter that is differentiated by.

    The 0 of a maximum with 0 does not, whatever the slope of the root that is taken of it.
    """
    moving = {name: np.ones(len(value), bool) for name, value in point.items()}
    for step in steps:
        by_inputs = [
            jacobian.moves(moving[name])
            for name, jacobian in zip(step.node.inputs, step.jacobians, strict=True)
        ]
        by_parameters = [
            each.moves(np.ones(each.shape[1], bool)) for each in step.parameter_jacobians.values()
        ]
        still = np.zeros(len(step.value), bool)
        moving[step.node.name] = np.logical_or.reduce([still, *by_inputs, *by_parameters])
    return moving


def _check_value(step: Step, rows: Array, *, is_output: bool) -> None:
    """Raise JaccliError for an entry that is read and no number to go on with.

    −∞ is one where it was handed in, as in a mask of logits: e^−∞ = 0. An infinity that comes of
    finite numbers is an overflow or a singular point.
    """
    good = ~rows | np.isfinite(step.value)
    if not is_output:
        good |= np.isinf(step.value) & _inherited(step)
    _check_finite(step, step.value, "value", good)


def _inherited(step: Step) -> Array:
    """Which entries (m,) read a number that is infinite already, of an input or a constant."""
    found = np.zeros(len(step.value), bool)
    for x, jacobian in zip(step.inputs, step.jacobians, strict=True):
        found |= jacobian.moves(np.isinf(x))
    for constant in step.node.layer.arrays.values():
        infinite = np.isinf(constant)
        found |= infinite if step.node.layer.entrywise else infinite.any()
    return found


def _check_finite(step: Step, result: Array, what: str, good: Array) -> None:
    if good.all():
        return
    node, inputs = step.node, step.inputs
    index = np.argwhere(~good)[0]
    found = spelt(float(result[tuple(index)]))
    name = f"{node.name} ({node.layer.type})"
    if fault := node.layer.fault(*inputs):
        title = f"{name}: {fault}"
    elif node.layer.entrywise and inputs:
        entry = int(index[0])
        numbers = [f"{number:g}" for number in _given(step, entry)]
        given = " and ".join(numbers) if len(numbers) <= MOST_GIVEN else listed(numbers)
        title = f"{name}: the {what} at entry {entry + 1} is {found}: it was given {given}"
    else:
        # of a value the entry has a name; a derivative's array may be laid out in any way
        where = f"entry {int(index[0]) + 1} of the {what}" if what == "value" else f"the {what}"
        title = f"{name}: {where} is {found}"
        if inputs:
            most = [float(each[np.abs(each).argmax()]) for each in inputs]
            largest = max(most, key=abs)
            title += f"; the largest number it was given is {largest:g}"
    notes = []
    if what == "derivative":
        notes.append(("why", "the output reads it, and 0 · ∞ is no number: it is not taken for 0"))
    if node.layer.rewrite:
        notes.append(("help", node.layer.rewrite))
    if what == "value" or not node.layer.rewrite:
        notes.append(ELSEWHERE)
    raise not_finite(title, f"this {what}", node.place, *notes)


def _given(step: Step, entry: int) -> list[float]:
    """The numbers from which an entry was computed, constants last."""
    constants = [each for each in step.node.layer.arrays.values() if np.isinf(each).any()]
    every = [np.broadcast_to(each, step.value.shape) for each in (*step.inputs, *constants)]
    return [float(each[entry]) for each in every]
