"""A graph as a chain file, so that what was recorded can be read again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jaccli.arrays import np
from jaccli.errors import JaccliError, Label, Mistakes, printable
from jaccli.graph import Graph, Node
from jaccli.layers import ArrayKind, IntegersKind, kinds
from jaccli.reports.common.called import called

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
OTHERS = {"null", "true", "false", "yes", "no", "on", "off"}  # no words, to us or to other readers
MOST_EXPRESSION = 60  # characters of the recorded program beside a layer


def chain_lines(graph: Graph) -> Iterator[tuple[str, str]]:
    """The lines of a file that says the same, each with its comment.

    graph: loaded, its constants are arrays

    Raises Mistakes for a constant that is not finite, which no file holds.
    """
    if infinite := [_infinite(node) for node in graph.nodes if not _is_finite(node)]:
        raise Mistakes(infinite, graph.file)
    return _lines(graph)


def _is_finite(node: Node) -> bool:
    return all(np.isfinite(array).all() for array in node.layer.arrays.values())


def _infinite(node: Node) -> JaccliError:
    return JaccliError(
        f"{node.name} ({node.layer.type}): a constant is not finite; a file holds finite numbers",
        Label(node.place, "this constant"),
        notes=[("help", "in a mask of logits -1e30 does the same: exp(-1e30) is 0 as well")],
    )


def _lines(graph: Graph) -> Iterator[tuple[str, str]]:
    if (calls := called(graph)) is not None:
        yield "", calls.words
    if graph.name:
        yield f"name: {quoted(graph.name)}", ""
    if graph.description:
        yield f"description: {quoted(printable(graph.description))}", ""
    if graph.dtype != "float64":
        yield f"dtype: {graph.dtype}", ""
    yield "inputs:", ""
    for entry in graph.inputs:
        shape = "" if entry.shape is None or len(entry.shape) < 2 else _shape(entry.shape)
        point = entry.point.load(graph.dtype)
        value = number_of(point[0]) if point.size == 1 else written(point)
        yield f"  {quoted(entry.name)}: {value}", shape
    yield "layers:", ""
    chain = graph.is_chain
    for node in graph.nodes:
        yield f"- {{{_layer(node, chain=chain)}}}", _comment(node)
    if graph.nodes[-1].name != graph.output:
        yield f"output: {quoted(graph.output)}", ""


def _layer(node: Node, *, chain: bool) -> str:
    """The keys of one layer on one line. chain: it reads the layer before, which goes unsaid."""
    parts = [f"name: {quoted(node.name)}", f"type: {node.layer.type}"]
    for field, kind in kinds(type(node.layer)).items():
        value = getattr(node.layer, field)
        default = type(node.layer).__dataclass_fields__[field].default
        plain = not isinstance(kind, ArrayKind | IntegersKind)
        if value is None or (plain and value == default):
            continue
        parts.append(f"{field}: {written(value)}")
    if not chain and node.inputs:
        names = ", ".join(map(quoted, node.inputs))
        parts.append(f"inputs: {names if len(node.inputs) == 1 else f'[{names}]'}")
    return ", ".join(parts)


def _comment(node: Node) -> str:
    """The expression that was recorded, and the value's shape where it is no vector."""
    shape = "" if node.shape is None or len(node.shape) < 2 else _shape(node.shape)
    said = " ".join(node.expression.split())[:MOST_EXPRESSION]
    text = ", ".join(filter(None, (said, shape)))
    return text if text.isprintable() else ""


def comments(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Lines that say nothing to whoever reads the file."""
    for text in texts:
        yield "", printable(text)


def _shape(shape: Sequence[int]) -> str:
    return f"{'×'.join(map(str, shape))}, row by row"


def written(value: Any) -> str:
    """A number, or nested lists of numbers, as a chain file takes them."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return number_of(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float):
        return number_of(value)
    return f"[{', '.join(written(each) for each in _listed(value))}]"


def number_of(value: Any) -> str:
    """A number in full precision, 2 and not 2.0 where it is whole and short."""
    text = repr(float(value))
    return text.removesuffix(".0")


def _listed(value: Any) -> Sequence[Any]:
    if isinstance(value, np.ndarray) and value.ndim > 1:
        return [*value]  # row by row: as Python's numbers all of it takes four times as much
    listed: Sequence[Any] = value.tolist() if isinstance(value, np.ndarray) else value
    return listed


def quoted(name: str) -> str:
    """A name as YAML reads it back: plain where it is a word, in quotes otherwise."""
    if PLAIN.fullmatch(name) and name.lower() not in OTHERS:
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{printable(escaped)}"'  # YAML reads the same escapes
