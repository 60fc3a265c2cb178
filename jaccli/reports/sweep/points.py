"""What the full Jacobian costs at one size, from shapes alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from jaccli.accumulate import edges_of, priced_edges, sweep_costs, total_of
from jaccli.accumulate.optimal import cheapest
from jaccli.accumulate.price import MODES, Mode
from jaccli.cost import Cost
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.common.ranking import in_model
from jaccli.reports.common.verdict import Cheaper, cheaper_of
from jaccli.spec.resized import Swept
from jaccli.spread import Spread

BOTH: tuple[tuple[Mode, Mode], ...] = (("forward", "reverse"), ("reverse", "forward"))
T = TypeVar("T")


class Point(NamedTuple):
    """What one size gives. `flops` has an entry for each mode, so that another may stand beside."""

    size: int  # of every varied name
    passes: Mapping[Mode, int]  # how many vectors each mode carries: n and m
    flops: Mapping[Mode, int]  # under the rule of the sweep
    ran: Mapping[Mode, int]  # FLOPs with each J in its own form, which is what runs
    cheaper: Cheaper
    flips: Mapping[Rule, Cheaper]  # the rules with another verdict
    best: int | None = None  # FLOPs of the best order, seeds free; None where none is sought
    cheaper_free: int = 0  # FLOPs of the cheaper mode, seeds free

    @property
    def has_logarithms(self) -> bool:
        """Whether no mode is free of cost, which has no place on a logarithmic axis."""
        return all(self.flops.values())

    @property
    def is_by_passes(self) -> bool:
        """Whether a pass costs the same in both modes, so that forward / reverse = n / m."""
        ahead, back = (self.flops[mode] * self.passes[other] for mode, other in BOTH)
        return ahead == back

    def per_pass(self, mode: Mode) -> int:
        """FLOPs of one vector; all of a mode cost the same."""
        return self.flops[mode] // self.passes[mode]

    @property
    def dearer_than_best(self) -> float:
        """How many times the best order the cheaper mode costs, seeds free for both."""
        return self.cheaper_free / (self.best or 1)


class Priced(NamedTuple):
    """What the modes cost at many sizes. passes: n and m; costs: under every rule"""

    swept: Swept
    passes: Mapping[Mode, Spread[int]]
    costs: Mapping[Mode, Mapping[Rule, Spread[Cost]]]


def priced(swept: Swept) -> Priced:
    """Both modes under every rule. Raises TooMany: this takes too long."""
    graph, apply = swept.graph, swept.apply
    sources = {each.name: swept.values[each.name] for each in graph.inputs}
    n = apply(_sum, *sources.values())
    passes: dict[Mode, Spread[int]] = {"forward": n, "reverse": swept.values[graph.output]}
    if graph.is_chain:
        forms = [swept.forms[node.name][0] for node in graph.nodes]
    else:
        edges = edges_of(graph, sources, swept.forms)

    def cost(mode: Mode, rule: Rule) -> Spread[Cost]:
        if graph.is_chain:
            found: Spread[Cost] = total_of(sweep_costs(forms, mode, *rule, apply), apply)
            return found
        ends = graph.output, sources
        costs, meeting = priced_edges(edges, ends, passes[mode], mode, rule, apply)
        return apply(_with, total_of((each for _, each in costs), apply), meeting)

    return Priced(
        swept, passes, {mode: {rule: cost(mode, rule) for rule in RULES} for mode in MODES}
    )


def point_of(found: Priced, at: int, rule: Rule, *, ordered: bool) -> Point:
    """Both modes at one of the sizes, and the best order where it is asked for."""
    costs = {
        mode: {each: _at(cost, at).flops for each, cost in found.costs[mode].items()}
        for mode in MODES
    }
    verdicts = {each: cheaper_of(*(costs[mode][each] for mode in MODES)) for each in RULES}
    runs = Rule("structured", rule.seeds)
    return Point(
        found.swept.sizes[at],
        {mode: _at(found.passes[mode], at) for mode in MODES},
        {mode: costs[mode][rule] for mode in MODES},
        {mode: costs[mode][runs] for mode in MODES},
        verdicts[rule],
        {each: verdict for each, verdict in verdicts.items() if verdict != verdicts[rule]},
        _best(found.swept, at, rule) if ordered else None,
        min(costs[mode][Rule(rule.model, "free")] for mode in MODES),
    )


def _at(spread: Spread[T], at: int) -> T:
    found = spread.each[at]
    assert found is not None, "the file fits at the sizes that are priced"
    return found


def _best(swept: Swept, at: int, rule: Rule) -> int:
    """FLOPs of the best order of a chain; orders have their seeds free."""
    forms = [_at(swept.forms[node.name][0], at) for node in swept.graph.nodes]
    return cheapest(in_model(forms, rule.model)).flops(len(forms), 1)


def _sum(*sizes: int) -> int:
    return sum(sizes)


def _with(cost: Cost, additions: int) -> Cost:
    return cost + Cost(additions=additions)
