"""The full Jacobian by forward and by reverse mode, what each costs, and which is cheaper."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd
from typing import Literal, NamedTuple

from jaccli.accumulate import Memory, forward, memory, reverse, sweep_costs
from jaccli.accumulate.price import CostModel, Mode, Seeds
from jaccli.analysis.budget import refuse_beyond
from jaccli.analysis.facts import (
    ChainFacts,
    LayerFacts,
    chain_facts,
    layer_facts,
    refuse_overflow,
    tape_of,
)
from jaccli.analysis.measure import Clock, medians
from jaccli.arrays import Array, np, size_in_bytes
from jaccli.cost import Cost, Primal
from jaccli.graph import Graph
from jaccli.linmap import Dense, Identity, LinearMap

Cheaper = Literal["forward", "reverse", "tie"]
MODELS: tuple[CostModel, ...] = ("dense", "structured")
SEEDS: tuple[Seeds, ...] = ("counted", "free")
TOLERANCE = {"float64": 1e-12, "float32": 1e-5}  # of max(1, max |J|)


class Rule(NamedTuple):
    """What is counted: each Jacobian dense or in its own form, the start vectors or not."""

    model: CostModel = "dense"
    seeds: Seeds = "counted"


RULES = tuple(Rule(model, seeds) for model in MODELS for seeds in SEEDS)


class StepCost(NamedTuple):
    """One product of a sweep and its price under every rule."""

    layer: str
    input: str
    costs: Mapping[Rule, Cost]


class ModeFacts(NamedTuple):
    """What one mode costs. passes: how many vectors it carries, n or m."""

    mode: Mode
    passes: int
    costs: Mapping[Rule, Cost]
    steps: tuple[StepCost, ...]  # in the order of the sweep
    memory: Memory
    seconds: float | None  # median of the sweep alone


class Agreement(NamedTuple):
    """How far the two modes' Jacobians are apart: same factors, another order."""

    max_abs_difference: float
    tolerance: float

    @property
    def ok(self) -> bool:
        return self.max_abs_difference <= self.tolerance


class Verdict(NamedTuple):
    """Which mode costs fewer FLOPs under a rule, and dearer / cheaper as a reduced fraction."""

    cheaper: Cheaper
    numerator: int
    denominator: int
    reason: str


class Comparison(NamedTuple):
    """Everything `compare` finds. `rule` is the one the verdict goes by."""

    chain: ChainFacts
    layers: tuple[LayerFacts, ...]
    output: Array  # (m,)
    jacobian: Array  # (m, n), by reverse mode
    primal: Primal
    forward: ModeFacts
    reverse: ModeFacts
    agreement: Agreement
    rule: Rule
    verdict: Verdict
    runs: int  # timed repetitions, 0 without --time

    def verdict_under(self, rule: Rule) -> Cheaper:
        """The verdict under another rule."""
        return cheaper_of(self.forward.costs[rule].flops, self.reverse.costs[rule].flops)


def compare(
    graph: Graph,
    rule: Rule | None = None,
    *,
    max_memory: int | None = None,
    clock: Clock | None = None,
) -> Comparison:
    """Build J (m, n) both ways at the graph's point and count both (Murphy 2022, 13.3.1).

    rule: what the verdict goes by, default dense with seeds counted; max_memory: bytes; clock:
    seconds, where the sweeps shall be timed too.
    Raises Mistakes: arrays beyond max_memory or that cannot be loaded, values not finite.
    """
    rule = rule or Rule()
    refuse_beyond(graph, max_memory, materialised=False)
    tape = tape_of(graph)
    starts = _starts(graph, rule.seeds)
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        by_forward = forward(tape, starts["forward"]).dense()
        by_reverse = reverse(tape, starts["reverse"]).dense()
    refuse_overflow(graph, tape, by_forward)
    refuse_overflow(graph, tape, by_reverse)
    seconds: list[float | None] = [None, None]
    runs = 0
    if clock is not None:
        measured, runs = medians(
            [
                lambda: forward(tape, starts["forward"]),
                lambda: reverse(tape, starts["reverse"]),
            ],
            clock,
        )
        seconds = [*measured]
    modes = {
        "forward": mode_facts(graph, "forward", seconds[0]),
        "reverse": mode_facts(graph, "reverse", seconds[1]),
    }
    largest = float(np.abs(by_reverse).max())
    return Comparison(
        chain=chain_facts(graph),
        layers=tuple(layer_facts(step) for step in tape),
        output=tape[-1].value,
        jacobian=by_reverse,
        primal=graph.primal,
        forward=modes["forward"],
        reverse=modes["reverse"],
        agreement=Agreement(
            float(np.abs(by_forward - by_reverse).max()),
            TOLERANCE[graph.dtype] * max(1.0, largest),
        ),
        rule=rule,
        verdict=verdict_of(graph, modes["forward"], modes["reverse"], rule),
        runs=runs,
    )


def mode_facts(graph: Graph, mode: Mode, seconds: float | None = None) -> ModeFacts:
    """What a mode costs and keeps under every rule, from shapes alone."""
    steps = {rule: sweep_costs(graph.forms, mode, rule.model, rule.seeds) for rule in RULES}
    nodes = graph.nodes if mode == "forward" else tuple(reversed(graph.nodes))
    return ModeFacts(
        mode,
        graph.input_size if mode == "forward" else graph.output_size,
        {rule: sum(costs, Cost()) for rule, costs in steps.items()},
        tuple(
            StepCost(node.name, node.inputs[0], {rule: steps[rule][at] for rule in RULES})
            for at, node in enumerate(nodes)
        ),
        memory(graph.sizes, mode, size_in_bytes((), graph.dtype)),
        seconds,
    )


def cheaper_of(forward_flops: int, reverse_flops: int) -> Cheaper:
    if forward_flops == reverse_flops:
        return "tie"
    return "forward" if forward_flops < reverse_flops else "reverse"


def verdict_of(graph: Graph, forward: ModeFacts, reverse: ModeFacts, rule: Rule) -> Verdict:
    """Which mode is cheaper under the rule, by how much, and why."""
    flops = forward.costs[rule].flops, reverse.costs[rule].flops
    cheaper = cheaper_of(*flops)
    if cheaper == "tie":
        numerator, denominator = 1, 1
    elif min(flops) == 0:
        numerator, denominator = 1, 0
    else:
        numerator, denominator = (each // gcd(*flops) for each in (max(flops), min(flops)))
    return Verdict(cheaper, numerator, denominator, _reason(graph, forward, reverse, rule))


def _reason(graph: Graph, forward: ModeFacts, reverse: ModeFacts, rule: Rule) -> str:
    """Why, with the chain's own numbers."""
    n, m = forward.passes, reverse.passes
    ahead, back = forward.costs[rule].flops, reverse.costs[rule].flops
    if rule.seeds == "free":
        if len(graph.nodes) == 1:
            return "one Jacobian alone: with seeds free there is nothing to multiply"
        last = len(graph.nodes)
        return (
            f"forward carries n = {n:,} columns and gets J1 for nothing: {ahead:,} FLOPs; "
            f"reverse carries m = {m:,} {'row' if m == 1 else 'rows'} and gets J{last} for "
            f"nothing: {back:,} FLOPs"
        )
    each = ahead // n
    if n == m:
        return (
            f"one JVP and one VJP cost the same, {each:,} FLOPs, and n = m = {n:,}: "
            f"each mode needs {n:,}"
        )
    return (
        f"one JVP and one VJP cost the same, {each:,} FLOPs; forward needs n = {n:,} of them, "
        f"reverse needs m = {m:,}"
    )


def _starts(graph: Graph, seeds: Seeds) -> dict[str, LinearMap]:
    """The maps that the sweeps start from: I_n and I_m, dense where the seeds are counted."""
    sizes = {"forward": graph.input_size, "reverse": graph.output_size}
    if seeds == "free":
        return {mode: Identity(size, graph.dtype) for mode, size in sizes.items()}
    return {mode: Dense(np.eye(size, dtype=graph.dtype)) for mode, size in sizes.items()}
