"""Topics on orders of multiplication: brackets, how the best is found, matrix-free plans."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.bracketing import number_of_orders
from jaccli.accumulate.optimal import cheapest
from jaccli.accumulate.plans import Step
from jaccli.factors import factors_of_chain, factors_of_sizes
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.ranking import in_model, orders_of
from jaccli.reports.explain.glossary import material
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea
from jaccli.reports.order.matrix_free.find import matrix_free

WORDS = (
    ("tangent", "global tangent"),
    ("adjoint", "global adjoint"),
    ("preaccumulation", "preaccumulation"),
    ("optimal", "the best plan"),
)


@idea(
    "bracketing",
    "forward and reverse are two orders of one product",
    also=(
        "order",
        "order of multiplication",
        "best order",
        "brackets",
        "optimal",
        "catalan",
        "catalan number",
        "intermediate",
        "largest intermediate",
    ),
    formula=("(J3·J2)·J1 = J3·(J2·J1)", "(p × q)·(q × r): p·q·r multiply-adds"),
    source="Griewank & Walther 2008; Murphy 2022, section 13.3.1, has the two",
    group="costs",
    see=("forward", "reverse", "dynamic programming", "matrix-free", "start"),
    tries="jaccli order sample:bottleneck",
)
def bracketing() -> Iterator[Item]:
    """A matrix product may have its brackets anywhere: the result is the same J. Forward mode
    is one way to set them, reverse mode another. A chain of K Jacobians has many more: their
    number is a Catalan number. Each way multiplies every inner size away once, but not at the
    same price. It pays to get rid of a large size early. For orders the start is free.
    """
    graph = material.sample("bottleneck")
    found = orders_of(graph.forms)
    widths = " → ".join(str(size) for size in graph.sizes)
    yield Words(f"sample:bottleneck, sizes {widths}, {Rule(seeds='free').words}:")
    rows = [(each.bracketing, found.flops(each), ", ".join(each.names)) for each in found.orders]
    yield Rows(("order", "FLOPs", "name"), tuple(rows))
    counts = ", ".join(f"{number_of_orders(depth):,}" for depth in range(2, 9))
    yield Words(f"Catalan numbers C1 … C7, the orders of 2 to 8 Jacobians: {counts}.")


@idea(
    "dynamic programming",
    "how the cheapest of so many orders is found",
    also=("matrix chain", "table", "dynamic programme", "recurrence"),
    formula=("C(i, j) = least over k of C(i, k+1) + C(k, j) + price of the last product",),
    source="Godbole 1973; Griewank & Walther 2008; NP-complete on graphs: Naumann 2008",
    group="costs",
    see=("bracketing", "matrix-free", "structured"),
    tries="jaccli order --dims 30,3,50,3,30",
)
def dynamic_programming() -> Iterator[Item]:
    """Take the last product of an order. It joins two parts, and each part should be as cheap
    as it can be. What is cheapest for a part does not depend on the rest. So the cheapest way
    to each part of the chain is found once, short parts first. That takes about K³/6 steps. To
    try all orders would take about 4^K.
    """
    forms = in_model(material.sample("bottleneck").forms, "dense")
    found = cheapest(forms)
    depth = len(forms)
    yield Words("sample:bottleneck: FLOPs (1 multiply-add = 2) of the cheapest way to J_i … J_j:")
    indices = range(1, depth + 1)
    rows = [
        (f"J{row}", *(found.flops(row, each) if each <= row else "" for each in indices))
        for row in indices
    ]
    yield Rows(("i", *(f"J{column}" for column in indices)), tuple(rows))
    row, split, column = found.order[-1]
    left, right = found.flops(row, split + 1), found.flops(split, column)
    last = found.flops(row, column) - left - right
    yield Words(
        f"J{row} … J{column} is split at J{split}: {left:,} + {right:,} + {last:,} = "
        f"{found.flops(row, column):,}. The form of a product does not depend on its brackets, so "
        "this is exact under both cost models. Of orders that cost the same the one is named whose "
        "last product has the shortest right factor, and so on within both factors. `order` lists "
        "them with --details, and what each pays for each size; --values spells out a long one."
    )


@idea(
    "matrix-free",
    "the best plan where only vectors go through a layer",
    also=(
        "plan",
        "accumulate",
        "accumulation",
        "preaccumulation",
        "global tangent",
        "global adjoint",
        "memory limit",
        "fma",
    ),
    formula=(
        "accumulate J_j: min(n_j, m_j) · |E_j|",
        "eliminate: n_i · Σ |E| by tangents, m_j · Σ |E| by adjoints",
        "multiply: m_j · m_k · n_i",
    ),
    source="Naumann 2024, Matrix-Free Jacobian Chaining, arXiv:2406.11862",
    group="costs",
    see=("bracketing", "tangent", "adjoint", "tape", "memory"),
    tries="jaccli order sample:digits --matrix-free",
)
def matrix_free_chains() -> Iterator[Item]:
    """A program does not hold its Jacobians as matrices. It can send a tangent forward or an
    adjoint back through f_k, for |E_k| multiply-adds each. Through all layers this is forward
    or reverse mode. But if a value in the middle has few numbers, few vectors are needed
    before it and after it, and one matrix product joins the two results. An adjoint keeps
    |E_k| numbers on a tape.
    """
    chain = factors_of_sizes("", (16, 16, 2, 16, 16))
    found = matrix_free(chain)
    yield Words(
        f"Sizes {' → '.join(map(str, chain.sizes))}, |E_k| = m·n each, in multiply-adds, 2 FLOPs "
        "each:"
    )
    yield Rows(
        ("way", "multiply-adds"),
        tuple((words, found.called(method).multiplications) for method, words in WORDS),
    )
    yield Rows(
        ("the best plan", "multiply-adds"),
        tuple((_described(step), step.cost.multiplications) for step in found.optimal.plan),
    )
    graph = factors_of_chain(material.sample("digits"))
    limits = matrix_free(graph).curve or ()
    (first, most), (last, least) = limits[0], limits[-1]
    yield Words(
        f"sample:digits with a tape of {first} numbers: {most:,}; from {last:,} numbers on: "
        f"{least:,}."
    )


def _described(step: Step) -> str:
    """An operation in a few words."""
    to, start = step.to, step.start + 1
    whole = f"J{to}" if to == start else f"J{to} … J{start}"
    if step.mode is None:
        return f"multiply {whole}"
    return f"{step.operation} {whole}: {step.vectors} {step.mode}s"
