"""What each mode costs and keeps under every rule, from shapes alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jaccli.accumulate import Edge, Memory, edges_of, memory, sweep_costs, sweep_memory, sweep_price
from jaccli.accumulate.price import CostModel, Mode, Seeds
from jaccli.arrays import size_in_bytes
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD, Cost
from jaccli.graph import Graph
from jaccli.keywords import Worded, option

MODELS: tuple[CostModel, ...] = ("dense", "structured")
SEEDS: tuple[Seeds, ...] = ("counted", "free")
MULTIPLY_ADD = f"1 multiply-add = {FLOPS_PER_MULTIPLY_ADD} FLOPs"


class Rule(NamedTuple):
    """What is counted: each Jacobian dense or in its own form, the start vectors or not."""

    model: CostModel = "dense"
    seeds: Seeds = "counted"

    @property
    def words(self) -> str:
        """1 multiply-add = 2 FLOPs, every J full, the start counted"""
        return f"{self.counted}, the start {self.seeds}"

    @property
    def brief(self) -> str:
        """dense, the start counted"""
        return f"{self.model}, the start {self.seeds}"

    @property
    def counted(self) -> str:
        """The same where there is no start: 1 multiply-add = 2 FLOPs, every J full"""
        full = "every J full" if self.model == "dense" else "each J in its own form"
        return f"{MULTIPLY_ADD}, {full}"

    def beside(self, other: Rule) -> Worded:
        """The options that ask for this rule in place of another: --cost structured --seeds free"""
        seeds = option("--seeds", self.seeds)
        return seeds if self.model == other.model else option("--cost", self.model) + " " + seeds


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
    run: bool = False  # or priced only
    why: str = ""  # it was not run, where that was decided

    def gigaflops(self, rule: Rule) -> float:
        """10⁹ FLOPs a second, as measured; 0 where nothing was or the clock saw no time pass."""
        return self.costs[rule].flops / self.seconds / 1e9 if self.seconds else 0.0


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


def edge_facts(
    graph: Graph, mode: Mode, sources: Mapping[str, int], edges: Sequence[Edge] | None = None
) -> ModeFacts:
    """The same by any inputs and parameters, edge by edge. edges: as in `sweep_price`"""
    edges = edges_of(graph, sources) if edges is None else edges
    prices = {
        rule: sweep_price(graph, sources, mode, rule.model, rule.seeds, edges) for rule in RULES
    }
    alike: dict[tuple[Cost, ...], Mapping[Rule, Cost]] = {}  # one mapping for all of the same price
    steps = []
    for (edge, first), *others in zip(*(price.edges for price in prices.values()), strict=True):
        each = (first, *(cost for _, cost in others))
        costs = alike.get(each)
        if costs is None:
            costs = alike[each] = dict(zip(prices, each, strict=True))
        steps.append(StepCost(edge.layer, edge.source, edge.form.shape, costs))
    return ModeFacts(
        mode,
        sum(sources.values()) if mode == "forward" else graph.output_size,
        {rule: price.total for rule, price in prices.items()},
        tuple(steps),
        prices[RULES[0]].meeting,
        sweep_memory(graph, sources, mode, size_in_bytes((), graph.dtype), edges),
        None,
    )
