"""A tiny chain file for each layer type, built from the fields that the type declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import cycle, islice
from typing import Any, NamedTuple

from jaccli.arrays import Inline
from jaccli.errors import JaccliError
from jaccli.graph import Graph, Node
from jaccli.layers import (
    ArrayKind,
    CountKind,
    IndexKind,
    IntegersKind,
    Kind,
    Layer,
    NumberKind,
    TextKind,
    kinds,
)
from jaccli.reports.explain.glossary.material import graph_of, tape_of

# tried in turn, until value and derivative are finite: any sign, within (0, 1), above 1
POINTS = ((1.0, -2.0, 0.5), (0.5, 0.25, 0.75), (2.0, 1.5, 3.0))
ENTRIES = (1.0, 0.0, 2.0, 0.0, -1.0, 1.0)  # of arrays that are fields
FREE_SIZE = 2  # of an axis that the input does not fix


class Shown(NamedTuple):
    """An example of a layer type: the chain file, its graph, and the node of that type."""

    text: str
    graph: Graph
    node: Node


@cache
def example_of(kind: type[Layer]) -> Shown:
    """A small graph with a layer of that type, finite at its point."""
    given = kind.example.get("inputs")
    for point in POINTS if given is None else (given,):
        shown = _at(kind, point, given is not None)
        try:
            tape_of(shown.graph)
        except JaccliError:
            continue
        return shown
    raise ValueError(f"{kind.type}: give the layer an `example` with `inputs` of its domain")


def _at(kind: type[Layer], point: Sequence[Any], given: bool) -> Shown:
    """The example at one point; `given` says whether it lists the inputs themselves."""
    size = len(point[0]) if given else len(point)
    fields = {name: value for name, value in kind.example.items() if name != "inputs"}
    for name, what in kinds(kind).items():
        asked = name in kind.required() or (isinstance(what, ArrayKind) and what.init is not None)
        if asked and name not in fields:
            fields[name] = _filled(what, size)
    number = _inputs_of(kind, fields)
    inputs = list(point) if given else [[*point[k:], *point[:k]] for k in range(number)]
    text = _chain_file(kind.type, fields, inputs)
    graph = graph_of(text)
    (node,) = (each for each in graph.nodes if each.layer.type == kind.type)
    return Shown(text, graph, node)


def _inputs_of(kind: type[Layer], fields: Mapping[str, Any]) -> int:
    """How many values the example reads: two where there may be any number."""
    recipes = {
        name: _inline(value) if isinstance(kinds(kind)[name], ArrayKind) else value
        for name, value in fields.items()
    }
    least, most = kind(**recipes).takes
    return least if most is not None else max(least, 2)


def _inline(value: Any) -> Inline:
    rows = value if isinstance(value[0], list) else [value]
    shape = (len(value), len(value[0])) if isinstance(value[0], list) else (len(value),)
    return Inline([entry for row in rows for entry in row], shape)


def _filled(kind: Kind, n: int) -> Any:
    """A small value for a field."""
    match kind:
        case ArrayKind(distribution=True):
            return [round(2 * (k + 1) / (n * (n + 1)), 12) for k in range(n)]
        case ArrayKind(axes=(axis,)):
            return list(islice(cycle(ENTRIES), n if axis == "n" else FREE_SIZE))
        case ArrayKind(axes=(first, second)):
            rows, columns = (n if axis == "n" else FREE_SIZE for axis in (first, second))
            entries = cycle(ENTRIES)
            return [list(islice(entries, columns)) for _ in range(rows)]
        case NumberKind(minimum, maximum):
            number = 2.0 if minimum is None else max(minimum, 2.0)
            return number if maximum is None else min(maximum, number)
        case IndexKind():
            return 0
        case CountKind():
            return 1
        case TextKind(example):
            return example
        case IntegersKind(length):
            return [1] * length if length else [n, 1]
        case _:
            raise ValueError(f"no value for a field of kind {kind}")


def _chain_file(kind: str, fields: Mapping[str, Any], inputs: Sequence[Sequence[float]]) -> str:
    """The example as a chain file; a layer that reads nothing is added to an input."""
    described = ", ".join(f"{name}: {_yaml(value)}" for name, value in fields.items())
    layer = f"type: {kind}" + (f", {described}" if described else "")
    if not inputs:
        size = len(next(value for value in fields.values() if isinstance(value, list)))
        x = _yaml(POINTS[0][:size])
        return f"{{input: {x}, layers: [{{name: c, {layer}}}, {{type: add, inputs: [x, c]}}]}}"
    if len(inputs) == 1:
        spelt = kind if not described else f"{{{layer}}}"
        return f"{{input: {_yaml(inputs[0])}, layers: [{spelt}]}}"
    named = ", ".join(f"x{k}: {_yaml(each)}" for k, each in enumerate(inputs, start=1))
    read = ", ".join(f"x{k}" for k in range(1, len(inputs) + 1))
    return f"{{inputs: {{{named}}}, layers: [{{{layer}, inputs: [{read}]}}]}}"


def _yaml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value:.12g}" if isinstance(value, float) else str(value)
