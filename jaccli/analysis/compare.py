"""The full Jacobian by forward and by reverse mode, what each costs, and which is cheaper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from math import gcd
from typing import Literal, NamedTuple

from jaccli.accumulate import (
    Memory,
    forward,
    memory,
    pullback,
    pushforward,
    reverse,
    sources_of,
    sweep_costs,
    sweep_memory,
    sweep_price,
)
from jaccli.accumulate.price import CostModel, Mode, Seeds
from jaccli.analysis.budget import fits, of_a_sweep, of_the_tape, refuse_beyond
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
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.linmap import Dense, Identity, LinearMap

Cheaper = Literal["forward", "reverse", "tie"]
Wrt = Literal["input", "parameters", "all"]
MOST_TERMS = 8  # of a sum that is written out
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
    input: str  # a value, or a parameter such as f1.weight
    shape: tuple[int, int]
    costs: Mapping[Rule, Cost]


class ModeFacts(NamedTuple):
    """What one mode costs. passes: how many vectors it carries."""

    mode: Mode
    passes: int
    costs: Mapping[Rule, Cost]
    steps: tuple[StepCost, ...]  # in the order of the sweep
    meeting: Cost  # additions where several edges meet, under every rule
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
    wrt: Wrt
    sources: Mapping[str, int]  # what is differentiated by, and its sizes
    layers: tuple[LayerFacts, ...]
    output: Array  # (m,)
    jacobian: Array  # (m, Σ sources), by reverse mode
    primal: Primal
    forward: ModeFacts
    reverse: ModeFacts
    agreement: Agreement | None  # None where forward mode would not have fitted the memory
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
    wrt: Wrt = "input",
    max_memory: int | None = None,
    clock: Clock | None = None,
) -> Comparison:
    """Build J both ways at the graph's point and count both (Murphy 2022, 13.3.1).

    rule: what the verdict goes by, default dense with seeds counted; wrt: J by the input (m, n),
    by all parameters (m, Σ d_k), or by both, side by side; max_memory: bytes; clock: seconds,
    where the sweeps shall be timed too.
    Raises Mistakes: arrays beyond max_memory or that cannot be loaded, values not finite.
    """
    rule = rule or Rule()
    sources = sources_of(graph, inputs=wrt != "parameters", parameters=wrt != "input")
    if not sources:
        raise Mistakes([JaccliError("this chain has no parameters")], graph.file)
    total = sum(sources.values())
    needed = [*of_the_tape(graph), *of_a_sweep(graph, "reverse", graph.output_size, total)]
    ahead_too = [*needed, *of_a_sweep(graph, "forward", total, total)]
    # by parameters forward mode is priced whether or not it could run
    forward_fits = wrt == "input" or fits(max_memory, ahead_too)
    refuse_beyond(graph, max_memory, ahead_too if forward_fits else needed)
    tape = tape_of(graph, parameters=wrt != "input")
    sweeps = (
        _chain_sweeps(graph, tape, rule) if wrt == "input" else _edge_sweeps(graph, tape, sources)
    )
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        by_reverse = sweeps["reverse"]().dense()
        by_forward = sweeps["forward"]().dense() if forward_fits else None
    if wrt == "input":
        refuse_overflow(graph, tape, "reverse", by_reverse)
    seconds: dict[str, float | None] = {"forward": None, "reverse": None}
    runs = 0
    if clock is not None and forward_fits:
        measured, runs = medians([sweeps["forward"], sweeps["reverse"]], clock)
        seconds = dict(zip(seconds, measured, strict=True))
    facts = mode_facts if wrt == "input" else partial(edge_facts, sources=sources)
    ahead = facts(graph, "forward")._replace(seconds=seconds["forward"])
    back = facts(graph, "reverse")._replace(seconds=seconds["reverse"])
    agreement = None
    if by_forward is not None:
        if wrt == "input":
            refuse_overflow(graph, tape, "forward", by_forward)
        agreement = Agreement(
            float(np.abs(by_forward - by_reverse).max()),
            TOLERANCE[graph.dtype] * max(1.0, float(np.abs(by_reverse).max())),
        )
    reason = (
        _reason(graph, ahead, back, rule)
        if wrt == "input"
        else _edge_reason(sources, ahead, back, rule)
    )
    return Comparison(
        chain=chain_facts(graph),
        wrt=wrt,
        sources=sources,
        layers=tuple(layer_facts(step) for step in tape),
        output=tape[-1].value,
        jacobian=by_reverse,
        primal=graph.primal,
        forward=ahead,
        reverse=back,
        agreement=agreement,
        rule=rule,
        verdict=verdict_of(ahead.costs[rule].flops, back.costs[rule].flops, reason),
        runs=runs,
    )


Sweeps = dict[str, Callable[[], LinearMap]]


def _chain_sweeps(graph: Graph, tape: list[Step], rule: Rule) -> Sweeps:
    """The textbook's two loops, from the starts that the rule says."""
    starts = _starts(graph, rule.seeds)
    return {
        "forward": lambda: forward(tape, starts["forward"]),
        "reverse": lambda: reverse(tape, starts["reverse"]),
    }


def _edge_sweeps(graph: Graph, tape: list[Step], sources: Mapping[str, int]) -> Sweeps:
    """The same edge by edge, the sources' columns side by side."""

    def ahead() -> LinearMap:
        eye = np.eye(sum(sources.values()), dtype=graph.dtype)
        edges = np.cumsum([0, *sources.values()])
        tangents = {name: eye[a:b] for name, (a, b) in zip(sources, pairwise(edges), strict=True)}
        return Dense(pushforward(tape, tangents)[graph.output])

    def back() -> LinearMap:
        adjoints = np.eye(graph.output_size, dtype=graph.dtype)
        found = pullback(tape, graph.output, adjoints, sources)
        return Dense(np.concatenate([found[name] for name in sources], axis=1))

    return {"forward": ahead, "reverse": back}


def mode_facts(graph: Graph, mode: Mode) -> ModeFacts:
    """What a mode costs and keeps on a chain under every rule, from shapes alone."""
    prices = {rule: sweep_costs(graph.forms, mode, rule.model, rule.seeds) for rule in RULES}
    nodes = graph.nodes if mode == "forward" else tuple(reversed(graph.nodes))
    return ModeFacts(
        mode,
        graph.input_size if mode == "forward" else graph.output_size,
        {rule: sum(costs, Cost()) for rule, costs in prices.items()},
        tuple(
            StepCost(
                node.name,
                node.inputs[0],
                node.forms[0].shape,
                {rule: prices[rule][at] for rule in RULES},
            )
            for at, node in enumerate(nodes)
        ),
        Cost(),
        memory(graph.sizes, mode, size_in_bytes((), graph.dtype)),
        None,
    )


def edge_facts(graph: Graph, mode: Mode, sources: Mapping[str, int]) -> ModeFacts:
    """The same by any inputs and parameters, edge by edge."""
    prices = {rule: sweep_price(graph, sources, mode, rule.model, rule.seeds) for rule in RULES}
    first = prices[RULES[0]]
    return ModeFacts(
        mode,
        sum(sources.values()) if mode == "forward" else graph.output_size,
        {rule: price.total for rule, price in prices.items()},
        tuple(
            StepCost(
                edge.layer,
                edge.source,
                edge.form.shape,
                {rule: prices[rule].edges[at][1] for rule in RULES},
            )
            for at, (edge, _) in enumerate(first.edges)
        ),
        first.meeting,
        sweep_memory(graph, sources, mode, size_in_bytes((), graph.dtype)),
        None,
    )


def cheaper_of(forward_flops: int, reverse_flops: int) -> Cheaper:
    if forward_flops == reverse_flops:
        return "tie"
    return "forward" if forward_flops < reverse_flops else "reverse"


def verdict_of(forward_flops: int, reverse_flops: int, reason: str) -> Verdict:
    """Which mode is cheaper, and by how much."""
    high, low = max(forward_flops, reverse_flops), min(forward_flops, reverse_flops)
    cheaper = cheaper_of(forward_flops, reverse_flops)
    if cheaper == "tie":
        return Verdict(cheaper, 1, 1, reason)
    common = gcd(high, low)  # of 0 and a number it is the number: 1/0
    return Verdict(cheaper, high // common, low // common, reason)


def _summed(mode: ModeFacts, rule: Rule) -> str:
    """The prices of a mode's steps as a sum, while they are few."""
    prices = [step.costs[rule].flops for step in mode.steps]
    total = f"{sum(prices):,}"
    if len(prices) > MOST_TERMS:
        return total
    return f"{' + '.join(f'{price:,}' for price in prices)} = {total}"


def _edge_reason(
    sources: Mapping[str, int], forward: ModeFacts, reverse: ModeFacts, rule: Rule
) -> str:
    """Why, where parameters are among what is differentiated by."""
    total, m = forward.passes, reverse.passes
    sizes = [f"{size:,}" for size in sources.values()]
    summed = f" ({' + '.join(sizes)})" if 1 < len(sizes) <= MOST_TERMS else ""
    return (
        f"forward needs one pass for each of {total:,} numbers{summed}, "
        f"{forward.costs[rule].flops // total:,} FLOPs a pass; reverse needs m = {m:,}, "
        f"{reverse.costs[rule].flops // m:,} FLOPs a pass, and one pass back finds all "
        f"{total:,} slopes of an output"
    )


def _reason(graph: Graph, forward: ModeFacts, reverse: ModeFacts, rule: Rule) -> str:
    """Why, with the chain's own numbers."""
    n, m = forward.passes, reverse.passes
    if rule.seeds == "free":
        if len(graph.nodes) <= 2:
            return (
                "one Jacobian alone: with seeds free there is nothing to multiply"
                if len(graph.nodes) == 1
                else "two Jacobians have one product, whichever mode makes it"
            )
        return (
            f"with seeds free the first product of each mode costs nothing, and the order of the "
            f"others differs: forward's products cost {_summed(forward, rule)}, reverse's "
            f"{_summed(reverse, rule)} FLOPs"
        )
    each = forward.costs[rule].flops // n
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
