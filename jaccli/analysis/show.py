"""The layers of a chain at a point, their Jacobians with their structure, and the product J."""

from __future__ import annotations

from typing import NamedTuple

from jaccli.accumulate import reverse
from jaccli.analysis.budget import of_a_sweep, of_the_tape, of_the_text, refuse_beyond
from jaccli.analysis.facts import (
    ChainFacts,
    LayerFacts,
    chain_facts,
    layer_facts,
    refuse_overflow,
    tape_of,
)
from jaccli.arrays import Array, np
from jaccli.graph import Graph
from jaccli.linmap import Dense


class Showing(NamedTuple):
    """Everything `show` finds."""

    chain: ChainFacts
    layers: tuple[LayerFacts, ...]
    input: Array  # (n,)
    output: Array  # (m,)
    jacobian: Array  # (m, n)


def show(graph: Graph, *, max_memory: int | None = None, whole: bool = False) -> Showing:
    """Linearise the graph at its point and multiply its Jacobians.

    max_memory: bytes; whole: every matrix will be written out, which takes memory too.
    Raises Mistakes as `compare` does.
    """
    refuse_beyond(
        graph,
        max_memory,
        of_the_tape(graph, materialised=True),
        of_a_sweep(graph, "reverse", graph.output_size),
        of_the_text(graph, layers=True) if whole else (),
    )
    tape = tape_of(graph)
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        jacobian = reverse(tape, Dense(np.eye(graph.output_size, dtype=graph.dtype))).dense()
    refuse_overflow(graph, tape, "reverse", jacobian)
    return Showing(
        chain_facts(graph),
        tuple(layer_facts(step) for step in tape),
        tape[0].inputs[0],
        tape[-1].value,
        jacobian,
    )
