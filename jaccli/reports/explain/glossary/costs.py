"""Topics on what is counted: FLOPs, cost models, seeds, the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jaccli.document.cells import Cell, Shape
from jaccli.linmap import DenseForm, compose
from jaccli.reports.explain.glossary.material import flops_of, sample
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea

PRODUCTS = (
    ((2, 3), (3, 1)),
    ((1, 2), (2, 3)),
    ((4, 6), (6, 3)),
)  # pairs of shapes
SAMPLES = ("tall", "square", "mlp_cross_entropy", "digits")


@idea(
    "flop",
    "the counting rule: one multiply-add is two FLOPs",
    group="costs",
    also=(
        "flops",
        "multiply-add",
        "counting rule",
        "how we count",
        "multiplications",
        "additions",
        "gflop/s",
        "speed-up",
    ),
    formula=("(p × q)·(q × r): p·q·r multiplications, p·q·r additions",),
    source="Murphy 2022, section 13.3.1 (the orders of growth); the rule is that of LAPACK timings",
    see=("dense", "structured", "seeds", "primal", "order-of-growth"),
    tries="jaccli compare sample:mlp_cross_entropy",
)
def flop() -> Iterator[Item]:
    """A FLOP is one floating-point multiplication or addition. An entry of a matrix product is a
    sum of q products, added up from zero: q multiplications and q additions. A FLOP count is work,
    not time: what a machine does in a second depends on shapes, memory and threads, so a ratio of
    FLOPs is never called a speed-up.
    """
    rows = []
    for (p, q), (_, r) in PRODUCTS:
        cost = compose(DenseForm(p, q), DenseForm(q, r)).cost
        rows.append(
            (f"({p}×{q})·({q}×{r})", cost.multiplications, cost.additions, cost.flops),
        )
    yield Rows(("product", "multiplications", "additions", "FLOPs"), tuple(rows))


@idea(
    "dense",
    "the textbook's price: every Jacobian a full matrix",
    group="costs",
    also=("dense cost", "cost model", "--cost"),
    formula=("forward n · Σ 2 m_k m_k-1", "reverse m · Σ 2 m_k m_k-1", "forward / reverse = n / m"),
    source="Murphy 2022, section 13.3.1",
    see=("structured", "flop", "seeds", "verdict"),
    tries="jaccli compare sample:digits --cost dense",
)
def dense() -> Iterator[Item]:
    """The dense cost model takes every J_k for a full m_k × m_k-1 matrix, also where most entries
    are known to be zero. It is how the chapter counts, it makes forward / reverse exactly n / m on
    a chain, and it is the headline of every report. What really runs is the structured model.
    """
    yield from _priced("dense")


@idea(
    "structured",
    "the price of what runs: each Jacobian in its own form",
    group="costs",
    also=("structure", "structured cost", "form", "sparsity", "nonzero", "nonzeros"),
    source="Murphy 2022, section 13.3.3.2, for diag(φ′) u = φ′ ⊙ u; prices are jaccli's own",
    see=("dense", "forms", "diagonal", "identity", "diag"),
    tries="jaccli compare sample:affine_softmax --cost structured",
)
def structured() -> Iterator[Item]:
    """A Jacobian often has structure that a product can use: an elementwise layer's is diagonal,
    softmax's a diagonal plus a matrix of rank 1, a copy's the identity. The zeros need not be
    written out. The structured model prices each product by the form of its Jacobian; the tests
    hold it against counting numbers that run through the very same code.
    """
    yield from _priced("structured")


def _priced(headline: str) -> Iterator[Item]:
    graph = sample("affine_softmax")
    rows: list[tuple[Cell | int, ...]] = []
    for node in graph.nodes:
        (form,) = node.forms
        full = DenseForm(*form.shape)
        rows.append(
            (
                node.layer.type,
                Shape(form.shape),
                form.structure,
                full.per_column.flops,
                form.per_column.flops,
            )
        )
    yield Words("sample:affine_softmax, FLOPs of one J·v:")
    yield Rows(("layer", "J", "form", "dense", "structured"), tuple(rows))
    price = flops_of(graph, "forward", "dense" if headline == "dense" else "structured")
    yield Words(
        f"The whole J by forward mode, {headline}, with its {graph.input_size} tangents and seeds "
        f"counted: {price:,} FLOPs."
    )


@idea(
    "seeds",
    "whether the first product, with the start vectors, counts",
    group="costs",
    also=(
        "seeds counted or free",
        "seeds counted",
        "seeds free",
        "seed",
        "start vectors",
        "start",
        "standard basis",
        "--seeds",
        "flip",
    ),
    formula=("forward starts from V = I_n, reverse from U = I_m",),
    source="Murphy 2022, section 13.3.1, algorithms 5 and 6, start from the standard basis",
    see=("forward", "reverse", "verdict", "bracketing"),
    tries="jaccli compare sample:seeds_flip --seeds free",
)
def seeds() -> Iterator[Item]:
    """To get the whole of J, forward mode starts from the n unit vectors of the input, reverse mode
    from the m of the output: an identity matrix. Seeds counted: the product with it is paid like
    every other, as both algorithms do it, and forward / reverse is n / m. Seeds free: it costs
    nothing, since I·J is J, and what is left is the bare product of the K Jacobians. The rule can
    flip a verdict. (The `seed` of files and options is another thing: that of random numbers.)
    """
    graph = sample("seeds_flip")
    yield Words(f"sample:seeds_flip, {' → '.join(f'{size:,}' for size in graph.sizes)}, dense:")
    rows: list[tuple[str | int, ...]] = []
    for rule in ("counted", "free"):
        ahead = flops_of(graph, "forward", "dense", rule)
        back = flops_of(graph, "reverse", "dense", rule)
        cheaper = "a tie" if ahead == back else "forward" if ahead < back else "reverse"
        rows.append((rule, ahead, back, cheaper))
    yield Rows(("seeds", "forward FLOPs", "reverse FLOPs", "cheaper"), tuple(rows))


@idea(
    "verdict",
    "which mode is cheaper: on a dense chain n / m decides",
    group="costs",
    also=(
        "n / m",
        "ratio",
        "tie",
        "cheaper",
        "crossover",
        "dearer",
        "forward or reverse",
        "which mode",
    ),
    formula=("forward / reverse = n / m (dense, seeds counted)", "a tie where n = m"),
    source="Murphy 2022, section 13.3.1",
    see=("forward", "reverse", "dense", "seeds", "memory", "order-of-growth"),
    tries="jaccli compare sample:tall sample:square sample:digits -q",
)
def verdict() -> Iterator[Item]:
    """One JVP and one VJP through a dense chain cost the same: both meet every Jacobian once.
    Forward mode needs n of them, reverse mode m. So forward mode is cheaper for a tall J (n < m),
    reverse mode for a wide one (n > m), by the factor n / m. On graphs, with seeds free or with
    structure the ratio may be another, and the report says why.
    """
    rows: list[tuple[str | int, ...]] = []
    for name in SAMPLES:
        graph = sample(name)
        ahead, back = flops_of(graph, "forward"), flops_of(graph, "reverse")
        ratio = str(Fraction(ahead, back))
        rows.append((name, graph.input_size, graph.output_size, ahead, back, ratio))
    yield Rows(("sample", "n", "m", "forward", "reverse", "forward / reverse"), tuple(rows))
