"""Special functions as scalar operations: softmax and its kin, and what has constant arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np

from jaccli.layers import TYPES, Layer
from jaccli.trace.arrays.record import Held

Atom: TypeAlias = str | float  # the name of a value, or a constant


class Writer(Protocol):
    """Writes nodes of one number each."""

    def write(self, layer: Layer, *inputs: str) -> str:
        """A node; its name."""

    def value(self, atom: Atom) -> str:
        """The name of a number."""

    def binary(self, kind: str, a: Atom, b: Atom) -> str:
        """An operation of two numbers."""

    def folded(self, kind: str, terms: Sequence[Atom]) -> Atom:
        """All terms combined in pairs."""


def exponentials(writer: Writer, kind: str, numbers: Sequence[Atom]) -> list[Atom]:
    """log Σ exp in pairs, and what the entries are beside it."""
    total = writer.folded("logaddexp", numbers)
    if kind == "logsumexp":
        return [total]
    logs = [writer.binary("subtract", each, total) for each in numbers]
    if kind == "log_softmax":
        return [*logs]
    return [writer.write(TYPES["exp"](), each) for each in logs]


def of_constants(writer: Writer, layer: Layer, numbers: Sequence[Atom]) -> list[Atom]:
    """The function at every entry, each with its own constants."""
    n = len(numbers)
    fields = {name: np.broadcast_to(each, n) for name, each in layer.arrays.items()}
    kind: Any = type(layer)
    return [
        writer.write(
            kind(**{name: Held(np.array(each[k])) for name, each in fields.items()}),
            writer.value(atom),
        )
        for k, atom in enumerate(numbers)
    ]
