"""Whether a program moves as its recording does: both beside the point, on plain numbers.

A text, a whole number or what a cache keeps under one may come back as a number: at the point it
is the right one, and it has lost its derivative. Where a program made one, its value near the
point tells.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jaccli.arrays import Array
from jaccli.evaluate import value
from jaccli.graph import Graph, load
from jaccli.trace.program.plain import Plain

STEPS = (1, -1, 2, -2)  # where both are called, in steps from the point
CLEAR = 10  # times what the program's own slopes differ by: at a kink they do, too
NEAR = 1e-3  # of the slope
ROUNDED = 1e3  # times the unit


class Slope(NamedTuple):
    """How an entry of the output rises as all inputs do."""

    entry: int  # from 1 on
    program: float
    recorded: float


def parted(plain: Plain, graph: Graph, x: Array, found: Array) -> Slope | None:
    """An entry that rises otherwise in the program than in its recording; None without.

    x: (n,), the point; found: (m,), the program's value there. Where the program has no value
    nearby, or a kink, nothing is told.
    """
    unit = float(np.finfo(x.dtype).eps)
    step = unit ** (1 / 3)
    # unlike each other, so that the changes of two entries do not cancel
    way = np.maximum(1.0, np.abs(x)) * (1.0 + np.arange(x.size) * 0.6180339887 % 1.0)
    program, recorded = [], []
    for times in STEPS:
        moved = (x + times * step * way).astype(x.dtype)
        returned = plain.returned(moved).value
        if returned is None or returned.shape != found.shape:
            return None
        program.append(np.asarray(returned, float))
        recorded.append(value(load(graph), _split(graph, moved)))
    with np.errstate(all="ignore"):
        slope, other = ((each[0] - each[1]) / (2 * step) for each in (program, recorded))
        kinked = np.abs(program[0] + program[1] - 2 * found) / step
        bent = np.abs((program[2] - program[3]) / (4 * step) - slope)
        apart = np.abs(slope - other)
        least = NEAR * np.maximum(np.abs(slope), np.abs(other))
        least += ROUNDED * unit * np.abs(found).max(initial=0.0) / step
        wrong = (apart > least) & (apart > CLEAR * np.maximum(kinked, bent))
    if not wrong.any():
        return None
    entry = int(np.where(wrong, apart, 0.0).argmax())
    return Slope(entry + 1, float(slope[entry]), float(other[entry]))


def _split(graph: Graph, x: Array) -> dict[str, Array]:
    """The inputs by name, of all side by side."""
    ends = np.cumsum([each.size for each in graph.inputs])
    parts = np.split(x, ends[:-1])
    return {each.name: part for each, part in zip(graph.inputs, parts, strict=True)}
