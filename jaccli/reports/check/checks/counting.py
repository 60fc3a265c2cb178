"""FLOPs counted, not believed: the sweeps are run on numbers that only count.

The same product code as always, on the Jacobians of this graph in their own forms, meets entries
that note every + and × that is done to them. A sweep is linear in its vectors, so a large graph
is counted with fewer of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from jaccli.accumulate import forward, pullback, pushforward, reverse
from jaccli.accumulate.price import CostModel, Mode
from jaccli.arrays import Shape
from jaccli.cost import Cost
from jaccli.errors import Place
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.linmap import Dense, DenseForm, LinearMap
from jaccli.linmap.tally import Counted, Tally, on_tallies
from jaccli.reports.check.case import Case
from jaccli.reports.common.derivatives.alike import of_each
from jaccli.reports.common.derivatives.outcome import Outcome, Status
from jaccli.reports.common.facts import layer_words
from jaccli.reports.common.modes import ModeFacts, Rule

MOST = 200_000  # operations that are counted one by one, in one sweep
MOST_MAPS = 10_000  # Jacobians that are counted, each of which takes as long as many operations


class Run(NamedTuple):
    """One sweep on tallies, with some of its vectors.

    counted: what it cost; maps: by layer and input, with what each has spent
    """

    vectors: int
    counted: Cost
    maps: Sequence[tuple[Step, int, Counted]]


class Count(NamedTuple):
    """A sweep of all vectors: counted, by the formula, and as the report prices it."""

    mode: Mode
    run: Run
    counted: Cost
    formula: int
    price: Cost
    exactly: bool  # whether the vectors that were counted all cost the same whole number

    @property
    def ok(self) -> bool:
        """Whether all three are equal, multiplications and additions each."""
        equal = self.counted == self.price and self.counted.flops == self.formula
        return equal and self.exactly

    @property
    def words(self) -> str:
        """forward 492 = 492"""
        same = "=" if self.counted.flops == self.formula else "≠"
        text = f"{self.mode} {self.counted.flops:,} {same} {self.formula:,}"
        if self.price.flops != self.formula:
            text += f", the report says {self.price.flops:,}"
        elif not self.exactly:
            text += f", but {self.run.vectors:,} vectors took {self.run.counted.flops:,}"
        elif not self.ok and same == "=":
            text += f", but {tuple(self.counted)} × and + are not {tuple(self.price)}"
        return text


def count_checks(case: Case) -> list[Outcome]:
    """Structured, which is what runs, and dense, the textbook's price, each in both modes."""
    return [_count_check(case, "structured"), _count_check(case, "dense")]


def _count_check(case: Case, model: CostModel) -> Outcome:
    name = "FLOPs counted = formula" if model == "structured" else "dense FLOPs = formula"
    if (maps := sum(len(step.jacobians) for step in case.tape)) > MOST_MAPS:
        why = f"{maps:,} Jacobians of layers are more than {MOST_MAPS:,}: not counted one by one"
        return Outcome(name, "noted", why)
    modes = case.compared.forward, case.compared.reverse
    fitting = [vectors_that_fit(case.graph, mode.mode) for mode in modes]
    if not all(fitting):
        why = f"one vector takes more than {MOST:,} operations: not counted one by one"
        return Outcome(name, "noted", why)
    counts = [
        _counted(case, mode, model, vectors) for mode, vectors in zip(modes, fitting, strict=True)
    ]
    wrong = [each for each in counts if not each.ok]
    place, found = _blame(wrong[0], model) if wrong else (None, "")
    status: Status = "failed" if wrong else "ok"
    fewer = any(n < mode.passes for n, mode in zip(fitting, modes, strict=True))
    return Outcome(
        name,
        status,
        ", ".join(each.words for each in counts),
        "counted on fewer vectors" if fewer else "",
        {each.mode: each.counted.flops for each in counts},
        {each.mode: each.formula for each in counts},
        place,
        found,
    )


def _counted(case: Case, mode: ModeFacts, model: CostModel, vectors: int) -> Count:
    """One sweep counted, beside its formula and its price."""
    total = mode.costs[Rule(model, "counted")]
    run = run_on_tallies(case, mode.mode, model, vectors)
    counted = Cost(*(number * mode.passes // vectors for number in run.counted))
    exactly = counted.times(vectors) == run.counted.times(mode.passes)
    formula = dense_formula(case.graph, mode.mode) if model == "dense" else total.flops
    return Count(mode.mode, run, counted, formula, total, exactly)


def vectors_that_fit(graph: Graph, mode: Mode) -> int:
    """How many vectors a sweep can be counted with; 0 if not even one."""
    passes = graph.input_size if mode == "forward" else graph.output_size
    each = dense_formula(graph, mode) // passes
    return min(passes, MOST // max(1, each))


def dense_formula(graph: Graph, mode: Mode) -> int:
    """FLOPs of a sweep with every Jacobian a full matrix and the seeds counted.

    n · [Σ over edges 2·rows·columns + Σ over layers (edges in − 1)·size] forward, over what an
    input reaches; m · [the same edges, as far as the output depends on them, + Σ over values
    (readers − 1)·size] reverse. On a chain n·Σ 2 m_k m_(k−1) and m·Σ 2 m_k m_(k−1) (Murphy 2022,
    section 13.3.1).
    """
    reached = {entry.name for entry in graph.inputs}
    edges: list[tuple[str, int, str, int]] = []  # reads: value, its size; layer, its size
    for node in graph.nodes:
        into = [(name, n) for name, n in zip(node.inputs, node.input_sizes, strict=True)]
        live = [(name, n, node.name, node.size) for name, n in into if name in reached]
        if live:
            reached.add(node.name)
        edges += live
    if mode == "forward":
        met = [(layer, rows) for _, _, layer, rows in edges]
    else:
        needed = {graph.output}
        kept = []
        for edge in reversed(edges):
            if edge[2] in needed:
                needed.add(edge[0])
                kept.append(edge)
        edges, met = kept, [(name, n) for name, n, _, _ in kept]
    products = sum(2 * rows * n for _, n, _, rows in edges)
    meeting = sum(size for _, size in met) - sum(dict(met).values())
    passes = graph.input_size if mode == "forward" else graph.output_size
    return passes * (products + meeting)


def run_on_tallies(case: Case, mode: Mode, model: CostModel, vectors: int) -> Run:
    """A sweep by the loops that always run, on a tally."""
    tally = Tally()
    graph = case.graph
    maps: list[tuple[Step, int, Counted]] = []
    steps = []
    matrices: dict[Shape, Dense] = {}  # of tallies: only their shapes are asked for
    for step in case.tape:
        used: Sequence[LinearMap] = step.jacobians
        if model == "dense":
            shapes = [each.shape for each in used]
            matrices |= {each: Dense(tally.array(each)) for each in {*shapes} - matrices.keys()}
            used = [matrices[each] for each in shapes]
        twins = of_each(lambda each: on_tallies(each, tally), used)
        counted = [Counted(each, tally, twin) for each, twin in zip(used, twins, strict=True)]
        maps += [(step, at, each) for at, each in enumerate(counted)]
        standing = cast("tuple[LinearMap, ...]", tuple(counted))
        steps.append(step._replace(jacobians=standing, parameter_jacobians={}))
    _sweep(graph, steps, mode, vectors, tally)
    return Run(vectors, tally.cost, maps)


def _sweep(graph: Graph, steps: Sequence[Step], mode: Mode, vectors: int, tally: Tally) -> None:
    n, m = graph.input_size, graph.output_size
    if graph.is_chain:
        start = tally.array((n, vectors) if mode == "forward" else (vectors, m))
        (forward if mode == "forward" else reverse)(steps, Dense(start))
        return
    sources: Mapping[str, int] = {entry.name: entry.size for entry in graph.inputs}
    if mode == "forward":
        tangents = {name: tally.array((size, vectors)) for name, size in sources.items()}
        pushforward(steps, graph.output, tangents)
    else:
        pullback(steps, graph.output, tally.array((vectors, m)), sources)


def _blame(count: Count, model: CostModel) -> tuple[Place | None, str]:
    """The first layer whose product did not cost what its form says."""
    run = count.run
    wrong = []
    for step, at, each in run.maps:
        form = DenseForm(*each.form.shape) if model == "dense" else step.node.forms[at]
        one = form.per_column if count.mode == "forward" else form.per_row
        if each.spent != one.times(run.vectors):
            spent = each.spent.flops // run.vectors
            found = f"{layer_words(step)}: one vector takes {spent:,} FLOPs, its price is "
            wrong.append((spent, step.node.place, f"{found}{one.flops:,}"))
    # a map that was materialised, as the cheaper way, has spent nothing of its own
    blamed = [each for each in wrong if each[0]] or wrong
    return blamed[0][1:] if blamed else (None, "")
