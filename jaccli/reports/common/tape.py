"""The tape of a graph at its point: every layer linearised, for one report."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.arrays import Array
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph, load
from jaccli.linearise import Step, entries_read, linearise
from jaccli.progress import SILENT, Progress


def tape_of(graph: Graph, *, parameters: bool = False, progress: Progress = SILENT) -> list[Step]:
    """The graph loaded and linearised at its point, kept. parameters: their Jacobians as well.

    Raises Mistakes: arrays that cannot be loaded, the first value that is not finite.
    """
    loaded = load(graph, progress)
    try:
        with progress.stage("loading"):
            point = point_of(graph)
        steps = linearise(loaded, point, parameters=parameters)
        tape = list(progress.over("linearising", steps, len(loaded.nodes), "layers"))
    except JaccliError as error:
        raise Mistakes([error], graph.file) from None
    kinked = [at for at, step in enumerate(tape) if step.node.layer.has_sides]
    read = entries_read(loaded, tape) if kinked else {}  # a kink that nobody reads is nobody's
    for at in kinked:
        rows = read[tape[at].node.name]
        if not rows.all():
            tape[at] = tape[at]._replace(read=rows)
    return tape


def value_of(tape: Sequence[Step], name: str) -> Array:
    """The value of a layer."""
    return next(step.value for step in tape if step.node.name == name)


def point_of(graph: Graph) -> dict[str, Array]:
    """The value of each input. Raises JaccliError if one cannot be loaded."""
    return {entry.name: entry.point.load(graph.dtype) for entry in graph.inputs}
