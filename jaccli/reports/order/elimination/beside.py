"""J of a graph by forward or reverse mode, which that of an elimination is held against."""

from __future__ import annotations

from jaccli.accumulate import sources_of, sweep_price
from jaccli.accumulate.price import Mode
from jaccli.arrays import Array, np
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.budget import fits, of_a_sweep, of_the_tape
from jaccli.reports.common.jacobian import Sweeps
from jaccli.reports.common.tape import tape_of
from jaccli.reports.order.elimination.running import MOST_FLOPS
from jaccli.reports.order.elimination.subject import Subject


def jacobian_beside(
    subject: Subject, max_memory: int | None, progress: Progress = SILENT
) -> Array | None:
    """J, the columns of the edges' inputs, by the mode that carries less.

    None of shapes alone, and where it does not fit the memory, costs more than what is run
    unasked, or is not finite.
    """
    graph = subject.graph
    if graph is None:
        return None
    mode: Mode = "forward" if graph.input_size < graph.output_size else "reverse"
    sources = sources_of(graph, inputs=True, parameters=False)
    price = sweep_price(graph, sources, mode, "structured", "counted").total
    vectors = min(graph.input_size, graph.output_size)
    planned = [*of_the_tape(graph), *of_a_sweep(graph, mode, vectors)]
    if price.flops >= MOST_FLOPS or not fits(max_memory, planned):
        return None
    tape = tape_of(graph, progress=progress)
    sweeps = Sweeps(graph, tape, sources, loops=False, seeds="counted", progress=progress)
    with np.errstate(all="ignore"):  # another order may come to a finite J
        found = sweeps.sweep(mode, "counted")().dense()
    if subject.columns is not None:
        found = found[:, [*subject.columns]]
    return found if np.isfinite(found).all() else None
