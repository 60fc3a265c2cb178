"""Linearising: a loaded graph and a point give a stream of values and local Jacobians.

Forward mode consumes the stream as it comes and stores nothing; reverse mode makes it a list
first, and that list is the tape (Murphy 2022, section 13.3.1; Griewank & Walther 2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label
from jaccli.graph import Graph, Node
from jaccli.linmap import LinearMap


class Step(NamedTuple):
    """x_{k+1} = f_k(x_k) and J_k, its Jacobian there."""

    node: Node
    inputs: tuple[Array, ...]  # what the layer was given
    value: Array  # (m_k,)
    jacobians: tuple[LinearMap, ...]  # one for each input
    parameter_jacobians: Mapping[str, LinearMap] = MappingProxyType({})  # (m_k, d) each

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
    Raises JaccliError at the first value or derivative that is not finite.
    """
    values = dict(point)
    last_reader = {name: node.name for node in graph.nodes for name in node.inputs}
    for node in graph.nodes:
        inputs = tuple(values[name] for name in node.inputs)
        for name in set(node.inputs):
            if last_reader[name] == node.name:
                del values[name]  # whoever needs it later keeps a tape
        with np.errstate(all="ignore"):  # what is not finite is reported below, with its place
            value = node.layer.forward(*inputs)
            _check_finite(node, inputs, value, "value")
            jacobians = node.layer.jacobians(*inputs)
            inner = node.layer.parameter_jacobians(*inputs) if parameters else {}
        for jacobian in (*jacobians, *inner.values()):
            for array in jacobian.arrays:
                if not any(array is own for own in node.layer.arrays.values()):
                    _check_finite(node, inputs, array, "derivative")
        values[node.name] = value
        yield Step(node, inputs, value, jacobians, inner)


def _check_finite(node: Node, inputs: tuple[Array, ...], result: Array, what: str) -> None:
    finite = np.isfinite(result)
    if finite.all():
        return
    index = np.argwhere(~finite)[0]
    found = _spelt(float(result[tuple(index)]))
    name = f"{node.name} ({node.layer.type})"
    if node.layer.entrywise and inputs:
        entry = int(index[0])
        given = " and ".join(f"{float(each[entry]):g}" for each in inputs)
        title = f"{name}: the {what} at entry {entry + 1} is {found}: it was given {given}"
    else:
        # of a value the entry has a name; a derivative's array may be laid out in any way
        where = f"entry {int(index[0]) + 1} of the {what}" if what == "value" else f"the {what}"
        title = f"{name}: {where} is {found}"
        if inputs:
            most = [float(each[np.abs(each).argmax()]) for each in inputs]
            largest = max(most, key=abs)
            title += f"; the largest number it was given is {largest:g}"
    raise JaccliError(
        title,
        Label(node.place, f"this {what} is not finite"),
        notes=[("help", "choose another point (--at, `input:`) or other weights")],
    )


def _spelt(number: float) -> str:
    if number != number:
        return "not a number"
    return "infinite" if number > 0 else "minus infinity"
