"""What the full Jacobian costs at one size, from shapes alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaccli.accumulate import sources_of
from jaccli.accumulate.price import MODES, Mode
from jaccli.graph import Graph
from jaccli.reports.common.modes import RULES, ModeFacts, Rule, edge_facts, mode_facts
from jaccli.reports.common.ranking import named_orders
from jaccli.reports.common.verdict import Cheaper, cheaper_of

BOTH: tuple[tuple[Mode, Mode], ...] = (("forward", "reverse"), ("reverse", "forward"))
MOST_ORDERED = 64  # Jacobians of a chain whose best order is sought at every size


class Point(NamedTuple):
    """What one size gives. `flops` has an entry for each mode, so that another may stand beside."""

    size: int  # of every varied name
    widths: tuple[int, ...]  # of a chain: n = m_0, …, m_K = m
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


def point_of(graph: Graph, size: int, rule: Rule) -> Point:
    """Both modes and the best order, priced."""
    facts = {mode: facts_of(graph, mode) for mode in MODES}
    verdicts = {
        each: cheaper_of(*(facts[mode].costs[each].flops for mode in MODES)) for each in RULES
    }
    runs = Rule("structured", rule.seeds)
    return Point(
        size,
        graph.sizes if graph.is_chain else (),
        {mode: facts[mode].passes for mode in MODES},
        {mode: facts[mode].costs[rule].flops for mode in MODES},
        {mode: facts[mode].costs[runs].flops for mode in MODES},
        verdicts[rule],
        {each: found for each, found in verdicts.items() if found != verdicts[rule]},
        _best(graph, rule),
        min(facts[mode].costs[Rule(rule.model, "free")].flops for mode in MODES),
    )


def _best(graph: Graph, rule: Rule) -> int | None:
    """FLOPs of the best order of a chain that is not too long; orders have their seeds free."""
    if not graph.is_chain:
        return None
    orders = named_orders(graph.forms, rule.model, MOST_ORDERED)
    return None if orders is None else orders.flops(orders.called("optimal"))


def facts_of(graph: Graph, mode: Mode) -> ModeFacts:
    """What a mode costs by the inputs: the textbook's product on a chain, edges on a graph."""
    if graph.is_chain:
        return mode_facts(graph, mode)
    return edge_facts(graph, mode, sources_of(graph, inputs=True, parameters=False))
