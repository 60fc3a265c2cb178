"""The full Jacobian by forward and by reverse mode, what each costs, and which is cheaper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Literal, NamedTuple

from jaccli.accumulate import (
    forward,
    pullback,
    pushforward,
    reverse,
    side_by_side,
    sources_of,
    unused_in,
)
from jaccli.accumulate.price import Mode, Seeds
from jaccli.analysis.budget import fits, of_a_sweep, of_the_tape, of_the_text, refuse_beyond
from jaccli.analysis.facts import (
    GraphFacts,
    LayerFacts,
    graph_facts,
    layer_facts,
    refuse_infinite,
    refuse_overflow,
    tape_of,
    value_of,
)
from jaccli.analysis.measure import Clock, medians, why_clock_differs
from jaccli.analysis.modes import RULES, ModeFacts, Rule, edge_facts, mode_facts
from jaccli.analysis.ranking import Orders, named_orders
from jaccli.analysis.verdict import (
    Cheaper,
    Verdict,
    chain_reason,
    cheaper_of,
    edge_reason,
    verdict_of,
)
from jaccli.arrays import Array, np
from jaccli.cost import Primal
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph
from jaccli.linearise import Step
from jaccli.linmap import Dense, Identity, LinearMap

Wrt = Literal["input", "parameters", "all"]
Sweeps = dict[Mode, Callable[[], LinearMap]]
TOLERANCE = {"float64": 1e-12, "float32": 1e-5}  # of max(1, max |J|)


class Agreement(NamedTuple):
    """How far the two modes' Jacobians are apart: same factors, another order."""

    max_abs_difference: float
    tolerance: float

    @property
    def ok(self) -> bool:
        """Whether they differ by rounding alone."""
        return self.max_abs_difference <= self.tolerance


class Saving(NamedTuple):
    """What the form of J_k saves: FLOPs for one vector, in its own form and as a full matrix."""

    k: int
    structured: int
    dense: int


class Unused(NamedTuple):
    """Layers that the output does not depend on, and what forward mode spends on them."""

    layers: tuple[str, ...]
    flops: Mapping[Rule, int]


class Comparison(NamedTuple):
    """Everything `compare` finds. `rule` is the one the verdict goes by."""

    graph: GraphFacts
    wrt: Wrt
    sources: Mapping[str, int]  # what is differentiated by, and its sizes
    layers: tuple[LayerFacts, ...]
    output: Array  # (m,)
    jacobian: Array  # (m, Σ sources), by reverse mode
    primal: Primal
    unused: Unused | None  # None where the output depends on every layer
    forward: ModeFacts
    reverse: ModeFacts
    agreement: Agreement | None  # None where forward mode would not have fitted the memory
    rule: Rule
    verdict: Verdict
    orders: Orders | None  # the best beside both modes; None but by the input of a chain
    runs: int  # timed repetitions, 0 without --time

    def verdict_under(self, rule: Rule) -> Cheaper:
        """The verdict under another rule."""
        return cheaper_of(self.forward.costs[rule].flops, self.reverse.costs[rule].flops)

    @property
    def evenly(self) -> bool:
        """Whether one JVP and one VJP cost the same under the rule, seeds counted, on a chain.

        So it is but where a form prices J v and u J apart, as a sum along an axis does.
        """
        if self.wrt != "input" or not self.graph.is_chain or self.rule.seeds != "counted":
            return False
        ahead, back = self.forward, self.reverse
        one = ahead.costs[self.rule].flops * back.passes
        return one == back.costs[self.rule].flops * ahead.passes

    @property
    def flips(self) -> dict[Rule, Cheaper]:
        """The rules with another verdict; those first that differ from `rule` in one word."""
        ordered = sorted(RULES, key=lambda rule: rule.model != self.rule.model)
        verdicts = {rule: self.verdict_under(rule) for rule in ordered}
        return {rule: found for rule, found in verdicts.items() if found != self.verdict.cheaper}

    @property
    def clock_note(self) -> str:
        """Why the clock and the count differ, "" where nothing was timed."""
        taken = [mode.seconds for mode in (self.forward, self.reverse) if mode.seconds]
        if len(taken) < 2:
            return ""
        return why_clock_differs(self.forward.passes, self.reverse.passes, self.graph.depth, taken)

    @property
    def saving(self) -> Saving | None:
        """The layer of a chain whose form saves most; None where none does."""
        if self.wrt != "input" or not self.graph.is_chain:
            return None
        n = self.forward.passes
        prices = [
            Saving(
                k,
                step.costs[Rule("structured", "counted")].flops // n,
                step.costs[Rule("dense", "counted")].flops // n,
            )
            for k, step in enumerate(self.forward.steps, start=1)
        ]
        best = max(prices, key=lambda each: each.dense - each.structured)
        return best if best.dense > best.structured else None


def compare(
    graph: Graph,
    rule: Rule | None = None,
    *,
    wrt: Wrt = "input",
    max_memory: int | None = None,
    clock: Clock | None = None,
    whole: bool = False,
) -> Comparison:
    """Build J both ways at the graph's point and count both (Murphy 2022, 13.3.1).

    rule: what the verdict goes by, default dense with seeds counted; wrt: J by the input (m, n),
    by all parameters (m, Σ d_k), or by both, side by side; max_memory: bytes; clock: seconds,
    where the sweeps shall be timed too; whole: J will be written out, which takes memory too.
    Raises Mistakes: arrays beyond max_memory or that cannot be loaded, values not finite.
    """
    rule = rule or Rule()
    sources = sources_of(graph, inputs=wrt != "parameters", parameters=wrt != "input")
    if not sources:
        nothing = JaccliError(
            f"{graph.file}: there is nothing to differentiate by, no layer has parameters",
            notes=[("help", "--wrt input differentiates by the input")],
        )
        raise Mistakes([nothing], graph.file)
    forward_runs = _refuse_or_spare(graph, sources, wrt, max_memory, whole)
    tape = tape_of(graph, parameters=wrt != "input")
    by_edges = wrt != "input" or not graph.is_chain
    if by_edges:
        sweeps = _edge_sweeps(graph, tape, sources)
        ahead, back = (edge_facts(graph, mode, sources) for mode in ("forward", "reverse"))
        reason = edge_reason(sources, ahead, back, rule)
    else:
        sweeps = _chain_sweeps(graph, tape, rule)
        ahead, back = mode_facts(graph, "forward"), mode_facts(graph, "reverse")
        reason = chain_reason(len(graph.nodes), ahead, back, rule)
    jacobian = _swept(graph, tape, sweeps, "reverse", by_edges)
    agreement = None
    if forward_runs:
        other = _swept(graph, tape, sweeps, "forward", by_edges)
        agreement = Agreement(
            float(np.abs(other - jacobian).max()),
            TOLERANCE[graph.dtype] * max(1.0, float(np.abs(jacobian).max())),
        )
    runs = 0
    if clock is not None and forward_runs:
        (forward_seconds, reverse_seconds), runs = medians(
            [sweeps["forward"], sweeps["reverse"]], clock
        )
        ahead = ahead._replace(seconds=forward_seconds)
        back = back._replace(seconds=reverse_seconds)
    return Comparison(
        graph=graph_facts(graph),
        wrt=wrt,
        sources=sources,
        layers=tuple(layer_facts(step) for step in tape),
        output=value_of(tape, graph.output),
        jacobian=jacobian,
        primal=graph.primal,
        unused=_unused(graph, ahead),
        forward=ahead,
        reverse=back,
        agreement=agreement,
        rule=rule,
        verdict=verdict_of(ahead.costs[rule].flops, back.costs[rule].flops, reason),
        orders=None if by_edges else named_orders(graph.forms, rule.model),
        runs=runs,
    )


def _unused(graph: Graph, ahead: ModeFacts) -> Unused | None:
    """Reverse mode never comes to them; forward mode cannot know that they lead nowhere."""
    layers = unused_in(graph)
    if not layers:
        return None
    steps = [step for step in ahead.steps if step.layer in layers]
    sizes: dict[str, list[int]] = {}
    for step in steps:
        sizes.setdefault(step.layer, []).append(step.shape[0])
    meeting = ahead.passes * sum(sum(each[1:]) for each in sizes.values())
    spent = {rule: meeting + sum(step.costs[rule].flops for step in steps) for rule in RULES}
    return Unused(layers, spent)


def _refuse_or_spare(
    graph: Graph, sources: Mapping[str, int], wrt: Wrt, max_memory: int | None, whole: bool
) -> bool:
    """Refuse what does not fit; whether forward mode runs.

    By parameters forward mode is priced in any case and run where it fits.
    """
    total = sum(sources.values())
    needed = [*of_the_tape(graph), *of_a_sweep(graph, "reverse", graph.output_size, total)]
    if whole:
        needed += of_the_text(graph, layers=False)
    ahead_too = [*needed, *of_a_sweep(graph, "forward", total, total)]
    forward_runs = wrt == "input" or fits(max_memory, ahead_too)
    refuse_beyond(graph, max_memory, ahead_too if forward_runs else needed)
    return forward_runs


def _swept(graph: Graph, tape: list[Step], sweeps: Sweeps, mode: Mode, by_edges: bool) -> Array:
    """J by one mode. Raises Mistakes if it is not finite."""
    with np.errstate(all="ignore"):  # an overflow is reported with its place
        jacobian = sweeps[mode]().dense()
    if not by_edges:
        refuse_overflow(graph, tape, mode, jacobian)
    else:
        refuse_infinite(graph, mode, jacobian)
    return jacobian


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
        return Dense(pushforward(tape, graph.output, tangents))

    def back() -> LinearMap:
        adjoints = np.eye(graph.output_size, dtype=graph.dtype)
        found = pullback(tape, graph.output, adjoints, sources)
        return Dense(side_by_side(found, sources, adjoints))

    return {"forward": ahead, "reverse": back}


def _starts(graph: Graph, seeds: Seeds) -> dict[Mode, LinearMap]:
    """The maps that the sweeps start from: I_n and I_m, dense where the seeds are counted."""
    sizes: dict[Mode, int] = {"forward": graph.input_size, "reverse": graph.output_size}
    if seeds == "free":
        return {mode: Identity(size, graph.dtype) for mode, size in sizes.items()}
    return {mode: Dense(np.eye(size, dtype=graph.dtype)) for mode, size in sizes.items()}
