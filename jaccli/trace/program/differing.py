"""Where two graphs part that one function left behind at two points."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from jaccli.graph import Graph, Node

Key: TypeAlias = tuple[object, ...]
LONG = 400  # operations from which on the frequent ones are not looked at twice


class Block(NamedTuple):
    """Operations in a row that both graphs have, or one of them alone."""

    kind: Literal["same", "first", "second"]
    first: tuple[Node, ...]
    second: tuple[Node, ...]


class Changed(NamedTuple):
    """An operation that both have, with other constants: the mask of `where`, chosen entries."""

    first: Node
    second: Node
    fields: tuple[str, ...]


class Difference(NamedTuple):
    """Two recorded graphs, operation by operation in the order in which they ran."""

    prefix: int  # how many operations are the same before the first difference
    blocks: tuple[Block, ...]
    changed: tuple[Changed, ...]

    @property
    def same(self) -> bool:
        """Whether the graphs are the same, constants included."""
        return not self.changed and all(block.kind == "same" for block in self.blocks)


def difference(a: Graph, b: Graph) -> Difference:
    """Where two graphs of one function differ.

    Operations are the same if they have the same type and sizes, stand at the same place of the
    program and read the same inputs or what was computed at the same places.
    """
    first, second = _keys(a), _keys(b)
    prefix = _common(first, second)
    left, right = first[prefix:], second[prefix:]
    suffix = _common(left[::-1], right[::-1])
    left, right = left[: len(left) - suffix], right[: len(right) - suffix]
    matcher = SequenceMatcher(None, left, right, autojunk=max(len(left), len(right)) > LONG)
    codes = [
        ("equal", 0, prefix, 0, prefix),
        *(
            (tag, i + prefix, j + prefix, k + prefix, m + prefix)
            for tag, i, j, k, m in matcher.get_opcodes()
        ),
        ("equal", len(first) - suffix, len(first), len(second) - suffix, len(second)),
    ]
    blocks = tuple(block for code in codes for block in _blocks(a, b, *code))
    changed = tuple(
        Changed(x, y, fields)
        for block in blocks
        if block.kind == "same"
        for x, y in zip(block.first, block.second, strict=True)
        if (fields := _differing_fields(x.layer, y.layer))
    )
    return Difference(prefix, blocks, changed)


def _blocks(a: Graph, b: Graph, tag: str, i: int, j: int, k: int, m: int) -> Iterator[Block]:
    first, second = a.nodes[i:j], b.nodes[k:m]
    if tag == "equal":
        if first:
            yield Block("same", first, second)
        return
    if first:
        yield Block("first", first, ())
    if second:
        yield Block("second", (), second)


def _keys(graph: Graph) -> list[Key]:
    """What tells each operation from others, however many ran before it."""
    own: dict[str, Key] = {each.name: (each.name, each.size) for each in graph.inputs}
    for node in graph.nodes:
        place = (str(node.place), node.place.width) if node.place else ()
        own[node.name] = (node.layer.type, node.input_sizes, node.size, *place, node.expression)
    return [(own[node.name], tuple(own[name] for name in node.inputs)) for node in graph.nodes]


def _common(first: Sequence[Key], second: Sequence[Key]) -> int:
    """How many keys are the same from the beginning."""
    for at, (x, y) in enumerate(zip(first, second, strict=False)):
        if x != y:
            return at
    return min(len(first), len(second))


def _differing_fields(first: Any, second: Any) -> tuple[str, ...]:
    if first is second:
        return ()
    return tuple(
        each.name
        for each in dataclasses.fields(first)
        if not _equal(getattr(first, each.name), getattr(second, each.name))
    )


def _equal(first: Any, second: Any) -> bool:
    """Whether two fields hold the same, arrays in recipes among them."""
    if first is second:
        return True
    first, second = getattr(first, "array", first), getattr(second, "array", second)
    return np.array_equal(np.asarray(first), np.asarray(second))
