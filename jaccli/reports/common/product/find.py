"""Single products J v and u J, step by step, with a check by differences (Murphy 2022, 13.3.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate import edges_of, sources_of, sweep_price
from jaccli.accumulate.price import MODES, CostModel, Mode
from jaccli.arrays import Array, np
from jaccli.errors import Mistakes
from jaccli.finite import SHORTER, not_finite, too_large
from jaccli.graph import Graph
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.budget import (
    Planned,
    of_differences,
    of_kept_steps,
    of_the_tape,
    refuse_beyond,
)
from jaccli.reports.common.derivatives.differences import Check
from jaccli.reports.common.facts import GraphFacts, graph_facts
from jaccli.reports.common.flow.find import FlowStep
from jaccli.reports.common.notation import LETTER
from jaccli.reports.common.product.checked import checked
from jaccli.reports.common.product.steps import ProductStep, chain_steps, graph_flow, priced
from jaccli.reports.common.tape import point_of, tape_of, value_of
from jaccli.reports.common.vectors import Vector as Vector

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding


class Whole(NamedTuple):
    """What the whole Jacobian would cost by one mode: so many products, so many FLOPs."""

    products: int
    flops: int


class Largest(NamedTuple):
    """The entry of largest size among the results. row, entry: from 1"""

    value: float
    row: int
    entry: int


class Products(NamedTuple):
    """Everything `jvp` and `vjp` find. mode forward: J v; reverse: u J."""

    graph: GraphFacts
    mode: Mode
    model: CostModel
    vectors: tuple[Vector, ...]
    input: Array  # x_1; of several inputs, side by side
    output: Array
    steps: tuple[ProductStep, ...]  # of a chain, in the order of the sweep
    flow: tuple[FlowStep, ...]  # of a graph, value by value, in the order of the sweep
    results: Array  # one row a vector
    check: Check
    forward_vector: int  # FLOPs of one JVP
    reverse_vector: int  # FLOPs of one VJP

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.common.product.say import shapes

        return representation("jvp" if self.mode == "forward" else "vjp", shapes(self))

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.html", "a.json"."""
        from jaccli.reports.common.saving import save

        save(self, "jvp" if self.mode == "forward" else "vjp", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.reports.common.saving import shown

        return shown(self, "jvp" if self.mode == "forward" else "vjp")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its page says in words, in its order."""
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.common.product.page import Showing, page

        return findings_on(page(self, Showing()))

    @property
    def primal(self) -> Array:
        """f(x) (m,)."""
        return self.output

    @property
    def tangents(self) -> Array:
        """J v (c, m) of `jvp`, one row a vector."""
        if self.mode != "forward":
            raise AttributeError("vjp has cotangents, and no tangents")
        return self.results

    @property
    def cotangents(self) -> Array:
        """uᵀ J (c, n) of `vjp`, one row a vector; of several inputs side by side."""
        if self.mode != "reverse":
            raise AttributeError("jvp has tangents, and no cotangents")
        return self.results

    @property
    def flops(self) -> int:
        """Of all vectors together."""
        return (self.steps or self.flow)[-1].so_far

    @property
    def each(self) -> int:
        """FLOPs of one of them."""
        return self.flops // len(self.vectors)

    @property
    def is_basis(self) -> bool:
        """Whether the vectors are the standard basis, which gives the whole J."""
        whole = self.graph.n if self.mode == "forward" else self.graph.m
        return len(self.vectors) == whole and {each.name for each in self.vectors} == {"all"}

    @property
    def whole(self) -> Whole:
        """J by this mode."""
        number = self.graph.n if self.mode == "forward" else self.graph.m
        return Whole(number, number * self.each)

    @property
    def whole_otherwise(self) -> Whole:
        """J by the other mode."""
        number, each = self.graph.n, self.forward_vector
        if self.mode == "forward":
            number, each = self.graph.m, self.reverse_vector
        return Whole(number, number * each)

    @property
    def nonzeros(self) -> int:
        """How many entries of the results are not 0."""
        return int(np.count_nonzero(self.results))

    @property
    def largest(self) -> Largest:
        """The entry of largest size; of several, the first."""
        found = self.results
        at = max(int(found.argmax()), int(found.argmin()), key=lambda i: (abs(found.flat[i]), -i))
        row, entry = divmod(at, found.shape[1])
        return Largest(float(found.flat[at]), row + 1, entry + 1)

    @property
    def result_names(self) -> tuple[str, ...]:
        """What the vectors are called that the result is made of: v5, d.x7, or u.x1 and u.x2."""
        if not self.flow:
            return (f"v{self.graph.depth + 1}",) if self.mode == "forward" else ("u1",)
        if self.mode == "forward":
            return (f"d.{self.graph.output}",)
        return tuple(f"u.{name}" for name in self.graph.inputs)

    @property
    def names(self) -> list[str]:
        """What the values and vectors of the steps are called, and the result."""
        if self.flow:
            letter = "d" if self.mode == "forward" else "u"
            values = [step.name for step in self.flow]
            return [*values, *(f"{letter}.{name}" for name in values), "result"]
        letter = LETTER[self.mode]
        numbers = range(1, self.graph.depth + 2)
        return [*(f"x{k}" for k in numbers), *(f"{letter}{k}" for k in numbers), "result"]

    def hidden(self, blanks: Collection[str]) -> frozenset[str]:
        """The names of what is left blank; the result goes by another name among the vectors."""
        named = frozenset(blanks)
        result = {"result", *self.result_names}
        if "result" in named:
            return named | result
        return named | {"result"} if named & result else named


def products(
    graph: Graph,
    mode: Mode,
    vectors: Sequence[Vector],
    model: CostModel = "dense",
    *,
    max_memory: int | None = None,
    progress: Progress = SILENT,
) -> Products:
    """Push tangents forward (algorithm 5) or pull adjoints back (algorithm 6), all in one pass.

    vectors: of n entries forward, of m entries in reverse; model: how the steps are priced.
    Raises Mistakes as `compare` does.
    """
    refuse_beyond(graph, max_memory, _planned(graph, mode, len(vectors)))
    tape = tape_of(graph, progress=progress)
    start = np.stack([vector.entries for vector in vectors])
    steps: tuple[ProductStep, ...] = ()
    flow: tuple[FlowStep, ...] = ()
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        if graph.is_chain:
            found = chain_steps(tape, mode, start, model)
            steps = tuple(progress.over(f"{mode} mode", found, len(tape), "layers"))
            results = steps[-1].after
        else:
            flow, results = graph_flow(graph, tape, mode, start, model, progress)
    moved = [(step.layer.name, step.after) for step in steps]
    _refuse_overflow(graph, moved or [(step.name, step.total) for step in flow])
    with progress.stage("differences", unit="layers") as stage:
        check, calls = checked(graph, tape, mode, start, results, stage)
    return Products(
        graph_facts(graph, calls),
        mode,
        model,
        tuple(vectors),
        np.concatenate(list(point_of(graph).values())),
        value_of(tape, graph.output),
        steps,
        flow,
        results + 0.0,  # -0 reads as 0
        check,
        *_one_vector(graph, model),
    )


def _planned(graph: Graph, mode: Mode, vectors: int) -> Iterator[Planned]:
    """What it takes: the steps are shown, and in float32 all is done again for the check."""
    n, m = graph.input_size, graph.output_size
    yield from of_the_tape(graph)
    for each in [graph] if graph.dtype == "float64" else [graph, graph._replace(dtype="float64")]:
        yield from of_kept_steps(each, mode, vectors)
    yield from of_differences(graph, n, m if mode == "forward" else vectors)


def _one_vector(graph: Graph, model: CostModel) -> tuple[int, int]:
    """FLOPs of one JVP and of one VJP."""
    if graph.is_chain:
        forms = [priced(form, model) for form in graph.forms]
        jvp = sum(form.per_column.flops for form in forms)
        return jvp, sum(form.per_row.flops for form in forms)
    sources = sources_of(graph, inputs=True, parameters=False)
    edges = edges_of(graph, sources)
    ahead, back = (
        sweep_price(graph, sources, mode, model, "counted", edges).total.flops for mode in MODES
    )
    return ahead // graph.input_size, back // graph.output_size


def _refuse_overflow(graph: Graph, moved: Iterable[tuple[str, Array]]) -> None:
    """Raise Mistakes at the first value whose product is not finite."""
    for name, found in moved:
        if not np.isfinite(found).all():
            place = next((node.place for node in graph.nodes if node.name == name), None)
            title = f"{name}: {too_large('the product', graph.dtype)}"
            raise Mistakes([not_finite(title, "here it", place, SHORTER)], graph.file)
