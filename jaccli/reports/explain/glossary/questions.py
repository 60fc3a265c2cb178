"""Questions that readers of section 13.3 ask, answered with numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from jaccli.arrays import np
from jaccli.document.cells import Cell, Decimal
from jaccli.linmap import Dense, DenseForm, Diagonal, DiagonalForm, compose, product
from jaccli.reports.common.modes import Rule
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
        "m = 1, all widths n, K layers: a vector times one J_k is 2 n² FLOPs",
        "forward: n tangents, 2 (K−1) n³ + 2 n² = O(n³)",
        "reverse: 1 adjoint,  2 (K−1) n² + 2 n  = O(n²)",
    ),
    source="Murphy 2022, section 13.3.1",
    see=("flop", "verdict", "forward", "reverse", "bracketing"),
    tries="jaccli sweep sample:textbook --vary n=16:1024",
)
def order_of_growth() -> Iterator[Item]:
    """Both: it depends on the mode. Let there be one output, and let all widths be n. Then J
    is a row of n numbers. Reverse mode carries one adjoint through K matrices: O(n²). Forward
    mode carries n tangents through the same matrices: O(n³), for the same row. If m grows like
    n as well, reverse mode carries n adjoints, and both modes are O(n³).
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
    yield Words(f"sample:textbook, K = {len(graph.nodes)} layers, {Rule().words}:")
    yield Rows(("n", "forward FLOPs", "exponent", "reverse FLOPs", "exponent"), tuple(rows))
    yield Words(
        "exponent: log2 of the growth when n doubles. It tends to 3 and to 2, as the smaller "
        "terms of the formulas fade. `sweep` draws both costs over a size, with --seeds free a "
        "dotted curve where the best order beats both, and with --time what the clock says, its "
        "slopes beside those of the count."
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
        "inner sizes",
        "do shapes fit",
    ),
    formula=("J_k is m_k × m_{k−1}", "(m × m_{K−1}) ⋯ (m_2 × m_1)·(m_1 × n)·(n) gives (m)"),
    source="Murphy 2022, section 13.3.1",
    see=("jacobian", "jvp", "vjp", "chain rule"),
    tries="jaccli jvp sample:mlp_cross_entropy -v e3 --steps",
)
def shapes() -> Iterator[Item]:
    """J has a column for each input and a row for each output. So J·v takes a v with n entries
    and gives m entries. It turns a direction of the input into a direction of the output. In a
    chain the outputs of one layer are the inputs of the next. So J_k has as many columns as
    J_{k−1} has rows. These inner sizes are equal, and they disappear in the product. u·J is
    the other way round: m entries go in, n come out.
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
    formula=(
        "(diag(d)·W)[i,j] = d[i] W[i,j]: row i times d[i]",
        "(W·diag(d))[i,j] = W[i,j] d[j]: column j times d[j]",
    ),
    source="Murphy 2022, sections 13.3.3.2 and 13.3.3.3",
    see=("diagonal", "structured", "relu", "linear", "chain rule"),
    tries="jaccli show sample:mlp_cross_entropy",
)
def diag() -> Iterator[Item]:
    """It multiplies row i of W by d[i]. Take a linear layer, then an elementwise φ. The
    Jacobian of both is diag(φ′(W x))·W: the row of weights of each unit, times the slope of φ
    at this unit. For relu the slopes are 1 and 0, so the rows of units that are off become 0.
    W·diag(d) multiplies the columns. Nobody has to write down the zeros of diag(d).
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
