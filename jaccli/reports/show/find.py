"""The layers of a chain at a point, their Jacobians with their structure, and the product J."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from jaccli.accumulate import sources_of
from jaccli.accumulate.price import MODES, Mode
from jaccli.arrays import Array, np
from jaccli.graph import Graph
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.budget import (
    Planned,
    full_jacobian,
    largest_jacobian,
    of_a_sweep,
    of_matrices,
    of_the_tape,
    of_the_text,
    refuse_beyond,
)
from jaccli.reports.common.facts import GraphFacts, LayerFacts, graph_facts
from jaccli.reports.common.jacobian import Sweeps
from jaccli.reports.common.parts import ARRAYS, at_once, bytes_of, least
from jaccli.reports.common.picture.find import Picture, picture
from jaccli.reports.common.tape import point_of, tape_of, value_of
from jaccli.reports.show.formula import Formula, formula_of

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding
    from jaccli.reports.common.derivatives.differences import Check


Matrices = Literal["none", "one", "all"]


class Showing(NamedTuple):
    """Everything `show` finds."""

    graph: GraphFacts
    layers: tuple[LayerFacts, ...]
    input: Array  # (n,)
    output: Array  # (m,)
    jacobian: Array  # (m, n)
    picture: Picture
    formula: Formula | None  # of the network; None where it cannot be read
    check: Check | None = None  # of a recording, by its program along one direction

    @property
    def nonzeros(self) -> int:
        """How many entries of J are not 0 at this point."""
        return int(np.count_nonzero(self.jacobian))

    @property
    def scaling(self) -> int:
        """The first layer of a chain whose diagonal Jacobian scales the rows of the one before.

        0 where there is none.
        """
        forms = [layer.jacobians[0].structure for layer in self.layers]
        return next((k for k, form in enumerate(forms, 1) if k > 1 and form == "diagonal"), 0)

    @property
    def numbers(self) -> tuple[float, ...] | None:
        """The Jacobian of each edge, where every one is a single number."""
        maps = [jacobian.map for layer in self.layers for jacobian in layer.jacobians]
        if any(each.shape != (1, 1) for each in maps):
            return None
        return tuple(float(each.dense()[0, 0]) for each in maps)

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.show.say import quiet

        return representation("show", quiet(self))

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.html", "a.json"."""
        from jaccli.reports.common.saving import save

        save(self, "show", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "show")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.show.page import page

        return findings_on(page(self))


def show(
    graph: Graph,
    *,
    max_memory: int | None = None,
    whole: bool = False,
    matrices: Matrices = "none",
    progress: Progress = SILENT,
) -> Showing:
    """Linearise the graph at its point and multiply its Jacobians.

    max_memory: bytes; whole: J will be written out, and what is made in full, which takes memory
    too; matrices: which local Jacobians the report makes in full, all of them before the first is
    written, or one after another.
    Raises Mistakes as `compare` does.
    """
    base = [
        *of_the_tape(graph),
        *_in_full(graph, matrices),
        *([of_the_text(graph, matrices=matrices == "all")] if whole else []),
    ]
    mode, vectors = _sweep(graph, base, max_memory)
    tape = tape_of(graph, progress=progress)
    sources = sources_of(graph, inputs=True, parameters=False)
    sweeps = Sweeps(graph, tape, sources, graph.is_chain, "counted", progress)
    jacobian = sweeps.jacobian(mode, vectors)
    checked, calls = None, 0
    if graph.program is not None:
        from jaccli.reports.common.derivatives.judged import judged  # a chain file needs none of it

        checked, calls = judged(graph, tape, progress)
    return Showing(
        graph_facts(graph, calls),
        tuple(LayerFacts(step) for step in tape),
        np.concatenate(list(point_of(graph).values())),
        value_of(tape, graph.output),
        jacobian,
        picture(graph),
        formula_of(graph._replace(nodes=tuple([step.node for step in tape]))),
        checked,
    )


def _sweep(graph: Graph, base: Sequence[Planned], max_memory: int | None) -> tuple[Mode, int]:
    """The mode that builds J, and how many vectors it carries together: reverse mode, unless its
    arrays are large and those of forward mode are fewer. Raises Mistakes where none fits."""
    passes = {"forward": graph.input_size, "reverse": graph.output_size}
    one = {mode: list(of_a_sweep(graph, mode, 1)) for mode in MODES}
    taken = {mode: passes[mode] * bytes_of(one[mode]) for mode in MODES}
    is_large = taken["reverse"] > ARRAYS
    mode: Mode = "forward" if is_large and taken["forward"] < taken["reverse"] else "reverse"
    jacobian = full_jacobian(graph)
    vectors = at_once(one[mode], passes[mode], jacobian, max_memory, base)
    if not vectors:
        refuse_beyond(graph, max_memory, base, least(one[mode], passes[mode], jacobian))
    return mode, vectors


def _in_full(graph: Graph, matrices: Matrices) -> Iterable[Planned]:
    match matrices:
        case "none":
            return ()
        case "one":
            return [largest_jacobian(graph)]
        case "all":
            return of_matrices(graph)
