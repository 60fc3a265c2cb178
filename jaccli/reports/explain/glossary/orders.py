"""Topics on orders of multiplication: brackets, how the best is found, matrix-free plans."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.bracketing import number_of_orders
from jaccli.accumulate.optimal import cheapest
from jaccli.accumulate.plans import Step
from jaccli.factors import factors_of_chain, factors_of_sizes
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
    see=("forward", "reverse", "dynamic programming", "matrix-free", "seeds"),
    tries="jaccli order sample:bottleneck",
)
def bracketing() -> Iterator[Item]:
    """A matrix product is associative: every way to bracket J_K ⋯ J_1 gives the same J. Forward
    mode is one way, reverse mode another, and a chain of K Jacobians has many more. Each multiplies
    every size in the middle away once; the price depends on when, and it pays to multiply a wide
    one away early. Orders are compared with seeds free. How many there are is a Catalan number.
    """
    graph = material.sample("bottleneck")
    found = orders_of(graph.forms)
    widths = " → ".join(str(size) for size in graph.sizes)
    yield Words(
        f"sample:bottleneck, sizes {widths}, every J dense, seeds free; 1 multiply-add = 2 FLOPs:"
    )
    rows = [(each.bracketing, found.flops(each), ", ".join(each.names)) for each in found.orders]
    yield Rows(("order", "FLOPs", "name"), tuple(rows))
    counts = ", ".join(f"{number_of_orders(depth):,}" for depth in range(2, 9))
    yield Words(f"Catalan numbers C1 … C7, the orders of 2 to 8 Jacobians: {counts}.")


@idea(
    "dynamic programming",
    "how the best of so many orders is found",
    also=("matrix chain", "table", "dynamic programme", "recurrence"),
    formula=("C(row, column) = min over split of C(row, split+1) + C(split, column) + price",),
    source="Godbole 1973; Griewank & Walther 2008; NP-complete on graphs: Naumann 2008",
    group="costs",
    see=("bracketing", "matrix-free", "structured"),
    tries="jaccli order --dims 30,3,50,3,30",
)
def dynamic_programming() -> Iterator[Item]:
    """The last product of any order joins J_row … J_split+1 with J_split … J_column, and both parts
    must have been made as cheaply as they can be: what is cheapest for a part does not depend on
    the rest. So the cheapest way to every segment is found once, the short ones first, K³/6 splits
    in all, where the number of orders grows like 4^K.
    """
    forms = in_model(material.sample("bottleneck").forms, "dense")
    found = cheapest(forms)
    depth = len(forms)
    yield Words(
        "sample:bottleneck: FLOPs (1 multiply-add = 2) of the cheapest way to J_row … J_column:"
    )
    indices = range(1, depth + 1)
    rows = [
        (f"J{row}", *(found.flops(row, each) if each <= row else "" for each in indices))
        for row in indices
    ]
    yield Rows(("row", *(f"J{column}" for column in indices)), tuple(rows))
    row, split, column = found.order[-1]
    left, right = found.flops(row, split + 1), found.flops(split, column)
    last = found.flops(row, column) - left - right
    yield Words(
        f"J{row} … J{column} is split at J{split}: {left:,} + {right:,} + {last:,} = "
        f"{found.flops(row, column):,}."
    )


@idea(
    "matrix-free",
    "the best order where only vectors go through each layer",
    also=(
        "plan",
        "accumulate",
        "accumulation",
        "eliminate",
        "elimination",
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
    """A program has no Jacobians lying about: it can send a tangent forward or an adjoint back
    through each f_k, at |E_k| multiply-adds for one. Sent through everything, that is forward or
    reverse mode. But a narrow place in the middle needs few vectors on either side of it, and what
    they found is joined by one product of matrices. An adjoint keeps |E_k| numbers on a tape.
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
