"""The full Jacobian by forward and by reverse mode, what each costs, and which is cheaper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from jaccli.accumulate import edges_of, sources_of, unused_in
from jaccli.accumulate.price import MODES, Mode
from jaccli.arrays import Array
from jaccli.cost import Primal
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph
from jaccli.nothing import NOTHING
from jaccli.reports.common.agreement import Agreement, of_jacobians, of_products
from jaccli.reports.common.facts import (
    GraphFacts,
    LayerFacts,
    LayerShapes,
    graph_facts,
    layer_shapes,
    tape_of,
    value_of,
)
from jaccli.reports.common.jacobian import Sweeps
from jaccli.reports.common.measure import Clock, medians, why_clock_differs
from jaccli.reports.common.modes import RULES, ModeFacts, Rule, edge_facts, mode_facts
from jaccli.reports.common.ranking import Ranking, named_orders
from jaccli.reports.common.verdict import (
    Cheaper,
    Verdict,
    chain_reason,
    cheaper_of,
    edge_reason,
    verdict_of,
)
from jaccli.reports.compare.running import Asked, Run, Running, decide

if TYPE_CHECKING:
    from jaccli.reports.common.derivatives.differences import Check
    from jaccli.reports.common.trial import Run as Trial

Wrt = Literal["input", "parameters", "all"]


class Saving(NamedTuple):
    """What the form of J_k saves: FLOPs for one vector, in its own form and as a full matrix."""

    k: int
    structured: int
    dense: int


class Unused(NamedTuple):
    """Layers that the output does not depend on, and what forward mode spends on them."""

    layers: tuple[str, ...]
    flops: Mapping[Rule, int]


class Clocked(NamedTuple):
    """How the times of both modes compare: the slower one takes so many times as long.

    work: forward's FLOPs over reverse's, of what ran; None where one of them has none
    """

    slower: Mode
    times: float
    work: float | None


class Comparison(NamedTuple):
    """Everything `compare` finds. `rule` is the one the verdict goes by."""

    graph: GraphFacts
    wrt: Wrt
    sources: Mapping[str, int]  # what is differentiated by, and its sizes
    layers: tuple[LayerFacts, ...] | tuple[LayerShapes, ...]  # shapes where nothing was run
    output: Array | None  # (m,); None where nothing was run
    jacobian: Array | None  # (m, Σ sources), by the first mode of `running`; None where by none
    primal: Primal
    unused: Unused | None  # None where the output depends on every layer
    forward: ModeFacts
    reverse: ModeFacts
    running: Running
    agreement: Agreement | None  # None where nothing was compared
    rule: Rule
    verdict: Verdict
    orders: Ranking | None  # the best beside both modes; None but by the input of a chain
    runs: int  # timed repetitions, 0 without --time
    check: Check | None = None  # of a recording, by its program along one direction
    further: Mapping[str, Trial] = NOTHING  # orders that were run, by name

    def __repr__(self) -> str:
        from jaccli.reports.common.names import representation
        from jaccli.reports.compare.say import by_rule, in_a_line

        return representation("compare", in_a_line(self), by_rule(self))

    @property
    def flops(self) -> tuple[int, int]:
        """What forward and reverse mode cost under the rule."""
        return self.flops_under(self.rule)

    def flops_under(self, rule: Rule) -> tuple[int, int]:
        """What forward and reverse mode cost under another rule."""
        return self.forward.costs[rule].flops, self.reverse.costs[rule].flops

    def verdict_under(self, rule: Rule) -> Cheaper:
        """The verdict under another rule."""
        return cheaper_of(*self.flops_under(rule))

    @property
    def runs_by(self) -> Rule:
        """The rule of what runs: each J in its own form."""
        return Rule("structured", self.rule.seeds)

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
    def clocked(self) -> Clocked | None:
        """The clock's comparison, None where it has not two times above 0."""
        seconds = [mode.seconds or 0.0 for mode in (self.forward, self.reverse)]
        if min(seconds) <= 0:
            return None
        ahead, back = self.flops_under(self.runs_by)
        slower: Mode = "forward" if seconds[0] >= seconds[1] else "reverse"
        return Clocked(
            slower, max(seconds) / min(seconds), ahead / back if min(ahead, back) > 0 else None
        )

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
    run: Run | None = None,
    max_memory: int | None = None,
    clock: Clock | None = None,
    whole: bool = False,
) -> Comparison:
    """Price J both ways at the graph's point and build it (Murphy 2022, 13.3.1).

    rule: what the verdict goes by, default dense with seeds counted; wrt: J by the input (m, n),
    by all parameters (m, Σ d_k), or by both, side by side; run: the modes that build J, default
    the cheaper one and, where it is cheap, the other; max_memory: bytes; clock: seconds, where
    the sweeps shall be timed too; whole: J will be written out, which takes memory too.
    Raises Mistakes: what was asked for takes more than max_memory, arrays that cannot be loaded,
    values not finite.
    """
    rule = rule or Rule()
    graph = graph if wrt == "input" else graph.whole  # any layer has parameters
    sources = sources_of(graph, inputs=wrt != "parameters", parameters=wrt != "input")
    if not sources:
        nothing = JaccliError(
            f"{graph.file}: there is nothing to differentiate by, no layer has parameters",
            notes=[("help", "--wrt input differentiates by the input")],
        )
        raise Mistakes([nothing], graph.file)
    priced = _priced(graph, sources, wrt, rule)
    asked = Asked(graph, sources, priced.forward, priced.reverse, max_memory, whole)
    priced = _decided(priced, decide(asked, run))
    if not priced.running.linearised:
        parameters = wrt != "input"
        shapes = tuple(layer_shapes(node, parameters=parameters) for node in graph.nodes)
        return priced._replace(layers=shapes)
    tape = tape_of(graph, parameters=wrt != "input")
    by_loops = wrt == "input" and graph.is_chain
    found = _built(priced, Sweeps(graph, tape, sources, by_loops, rule.seeds), clock)
    found = found._replace(
        layers=tuple(LayerFacts(step) for step in tape), output=value_of(tape, graph.output)
    )
    if found.orders is not None and found.orders.further and found.jacobian is not None:
        from jaccli.reports.compare.further import further_runs  # as good as nobody has one

        room = asked.room
        maps = [step.jacobian for step in tape]
        found = found._replace(further=further_runs(found.orders, maps, found.jacobian, room))
    if graph.program is None:
        return found
    from jaccli.reports.common.derivatives.judged import judged  # a chain file needs none of it

    judgement = judged(graph, tape)
    return found._replace(graph=graph_facts(graph, judgement.calls), check=judgement.check)


def _priced(graph: Graph, sources: Mapping[str, int], wrt: Wrt, rule: Rule) -> Comparison:
    """What shapes alone tell: nothing is run."""
    by_edges = wrt != "input" or not graph.is_chain
    if by_edges:
        edges = edges_of(graph, sources)
        ahead, back = (edge_facts(graph, mode, sources, edges) for mode in MODES)
        reason = edge_reason(sources, ahead, back, rule)
    else:
        ahead, back = mode_facts(graph, "forward"), mode_facts(graph, "reverse")
        reason = chain_reason(len(graph.nodes), ahead, back, rule)
    return Comparison(
        graph=graph_facts(graph),
        wrt=wrt,
        sources=sources,
        layers=(),
        output=None,
        jacobian=None,
        primal=graph.primal,
        unused=_unused(graph, ahead),
        forward=ahead,
        reverse=back,
        running=Running(linearised=False),
        agreement=None,
        rule=rule,
        verdict=verdict_of(ahead.costs[rule].flops, back.costs[rule].flops, reason),
        orders=None if by_edges else named_orders(graph.forms, rule.model),
        runs=0,
    )


def _decided(priced: Comparison, running: Running) -> Comparison:
    """The same with each mode knowing whether it runs."""
    ahead, back = (
        mode._replace(run=mode.mode in running.at_once, why=running.why.get(mode.mode, ""))
        for mode in (priced.forward, priced.reverse)
    )
    return priced._replace(running=running, forward=ahead, reverse=back)


def _built(priced: Comparison, sweeps: Sweeps, clock: Clock | None) -> Comparison:
    """J by the mode that builds it, held against the other, and timed."""
    running = priced.running
    jacobian, agreement = None, None
    for mode, at_once in running.at_once.items():
        if jacobian is None:
            jacobian = sweeps.jacobian(mode, at_once)
        else:
            agreement = of_jacobians(sweeps, jacobian, mode, at_once)
    if running.products:
        agreement = of_products(sweeps, jacobian)
    found = priced._replace(jacobian=jacobian, agreement=agreement)
    if clock is None or not running.at_once:
        return found
    actions = [sweeps.timed(mode, at_once) for mode, at_once in running.at_once.items()]
    taken, runs = medians(actions, clock)
    seconds = dict(zip(running.at_once, taken, strict=True))
    return found._replace(
        forward=found.forward._replace(seconds=seconds.get("forward")),
        reverse=found.reverse._replace(seconds=seconds.get("reverse")),
        runs=runs,
    )


def _unused(graph: Graph, ahead: ModeFacts) -> Unused | None:
    """Reverse mode never comes to them; forward mode cannot know that they lead nowhere."""
    layers = unused_in(graph)
    if not layers:
        return None
    named = set(layers)
    steps = [step for step in ahead.steps if step.layer in named]
    sizes: dict[str, list[int]] = {}
    for step in steps:
        sizes.setdefault(step.layer, []).append(step.shape[0])
    meeting = ahead.passes * sum(sum(each[1:]) for each in sizes.values())
    spent = {rule: meeting + sum(step.costs[rule].flops for step in steps) for rule in RULES}
    return Unused(layers, spent)
