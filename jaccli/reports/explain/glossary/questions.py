"""Questions that readers of section 13.3 ask, answered with numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from jaccli.arrays import np
from jaccli.document.cells import Cell, Decimal
from jaccli.linmap import Dense, DenseForm, Diagonal, DiagonalForm, compose, product
from jaccli.reports.explain.glossary import material
from jaccli.reports.explain.glossary.material import flops_of, pull, push, sample, tape_of
from jaccli.reports.explain.glossary.topic import Item, Numbers, Rows, Words, idea

WIDTHS = (64, 128, 256, 512)  # each twice the one before: log2 of a ratio is the exponent
ON_CHAIN = "mlp_cross_entropy"


@idea(
    "order-of-growth",
    "is the full Jacobian O(n²) or O(n³)?",
    group="questions",
    also=(
        "is the full jacobian O(n²) or O(n³)",
        "O(n²)",
        "O(n³)",
        "O(n^2)",
        "O(n^3)",
        "n^2",
        "n^3",
        "O(n²) or O(n³)",
        "growth",
        "big o",
        "complexity",
        "cubic",
        "quadratic",
        "slope",
        "slopes",
        "scaling",
    ),
    formula=(
        "m = 1, widths n, K layers: one product with J_k is 2 n² FLOPs",
        "forward: n tangents, 2 (K−1) n³ + 2 n² = O(n³)",
        "reverse: 1 adjoint,  2 (K−1) n² + 2 n  = O(n²)",
    ),
    source="Murphy 2022, section 13.3.1",
    see=("flop", "verdict", "forward", "reverse", "bracketing"),
    tries="jaccli sweep sample:textbook --vary n=16:1024",
)
def order_of_growth() -> Iterator[Item]:
    """Both: it depends on the mode. With one output and equal widths n, J is a row of n numbers.
    Reverse mode carries one adjoint through K matrices: O(n²). Forward mode carries n tangents
    through the same matrices: O(n³), although the answer is the same row. Where m grows with n as
    well, m = n, reverse mode carries n adjoints, and both are O(n³).
    """
    rows: list[tuple[Cell | int, ...]] = []
    before: tuple[int, int] | None = None
    for n in WIDTHS:
        graph = sample("textbook", {"n": n})
        flops = flops_of(graph, "forward"), flops_of(graph, "reverse")
        grown: Sequence[Cell] = ("", "")
        if before is not None:
            pairs = zip(flops, before, strict=True)
            grown = [Decimal(math.log2(now / then), 3) for now, then in pairs]
        rows.append((n, flops[0], grown[0], flops[1], grown[1]))
        before = flops
    yield Words(f"sample:textbook, K = {len(graph.nodes)} layers, every J dense, seeds counted:")
    yield Rows(("n", "forward FLOPs", "exponent", "reverse FLOPs", "exponent"), tuple(rows))
    yield Words(
        "exponent: log2 of the growth when n doubles; it tends to 3 and 2 as the terms of lower "
        "order fade."
    )


@idea(
    "shapes",
    "why do the shapes of J·v fit?",
    group="questions",
    also=(
        "why do the shapes of J·v fit",
        "why do the shapes fit",
        "shape",
        "size",
        "sizes",
        "dimensions",
        "n",
        "m",
        "inputs",
        "outputs",
        "inner sizes",
        "do shapes fit",
    ),
    formula=("J_k is m_k × m_k-1", "(m × m_K-1) ⋯ (m_2 × m_1)·(m_1 × n)·(n) gives (m)"),
    source="Murphy 2022, section 13.3.1",
    see=("jacobian", "jvp", "vjp", "chain rule"),
    tries="jaccli jvp sample:mlp_cross_entropy -v e3 --steps",
)
def shapes() -> Iterator[Item]:
    """J has a column for each input and a row for each output. So it takes a vector of the input
    space, v with n entries, and gives one of the output space, m entries: a direction in x becomes
    a direction in o. In a chain the outputs of one layer are the inputs of the next, so J_k has as
    many columns as J_k-1 has rows; the inner sizes are equal and disappear. From the left it is u
    with m entries that fits, and n come out.
    """
    graph = sample(ON_CHAIN)
    sizes = [form.shape for form in graph.forms]
    written = "·".join(f"({rows}×{columns})" for rows, columns in reversed(sizes))
    n, m = graph.input_size, graph.output_size
    tape = tape_of(graph)
    v, u = np.eye(n)[0], np.eye(m)[0]
    rows: list[tuple[str | int, ...]] = []
    for k, step in enumerate(tape, start=1):
        j = step.jacobian
        left = len(v)
        v = push(j, v)
        met = f"({j.shape[0]}×{j.shape[1]})·({left})"
        rows.append((f"J{k}", step.node.layer.type, met, len(v)))
    for step in reversed(tape):
        u = pull(u, step.jacobian)
    yield Words(f"sample:{ON_CHAIN}, {' → '.join(map(str, graph.sizes))}:")
    yield Rows(("", "layer", "product", "entries out"), tuple(rows))
    yield Words(f"At once: {written}·({n}) gives ({len(v)}); ({m})·{written} gives ({len(u)}).")


@idea(
    "diag",
    "what does diag(·)·W do?",
    group="questions",
    also=(
        "what does diag(·)·W do",
        "diag(·)·W",
        "diag(.) W",
        "diag W",
        "W diag",
        "row scaling",
        "scaling rows",
        "diagonal times W",
    ),
    formula=("(diag(d)·W)_ij = d_i W_ij: row i times d_i", "(W·diag(d))_ij = W_ij d_j: column j"),
    source="Murphy 2022, sections 13.3.3.2 and 13.3.3.3",
    see=("diagonal", "structured", "relu", "linear", "chain rule"),
    tries="jaccli show sample:mlp_cross_entropy",
)
def diag() -> Iterator[Item]:
    """It multiplies row i of W by d_i. A linear layer followed by an elementwise φ has the Jacobian
    diag(φ′(W x))·W: each unit's row of weights, times the slope of φ at that unit. For relu the
    slopes are 1 and 0: rows of units that are off vanish. From the other side, W·diag(d) multiplies
    the columns. The zeros of diag(d) need not be written out.
    """
    tape = tape_of(material.graph_of(material.CHAIN))
    weight = tape[0].jacobian.dense()
    slopes = tape[1].jacobian.dense().diagonal()
    m, n = weight.shape
    yield Words("A linear layer, then z², so φ′(z) = 2 z:")
    yield Numbers("W", weight)
    yield Numbers("d = φ′(W x) = 2 W x", slopes)
    found = product(Diagonal(slopes), Dense(weight))
    yield Numbers("diag(d)·W", found.dense())
    as_diagonal = compose(DiagonalForm(m, m), DenseForm(m, n)).cost
    as_dense = compose(DenseForm(m, m), DenseForm(m, n)).cost
    yield Words(
        f"As a diagonal: {as_diagonal.flops} FLOPs, one multiplication for each entry of W. "
        f"With diag(d) as a full {m}×{m} matrix: {as_dense.flops}."
    )
