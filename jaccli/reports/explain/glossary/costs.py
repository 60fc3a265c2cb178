"""Topics on what is counted: FLOPs, cost models, the start, the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jaccli.accumulate.price import Mode
from jaccli.document.cells import Cell, Decimal, Shape
from jaccli.linmap import DenseForm, compose
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.explain.glossary.material import flops_of, sample
from jaccli.reports.explain.glossary.pairs import products_of_forms, sums_of_forms
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea

PRODUCTS = (
    ((2, 3), (3, 1)),
    ((1, 2), (2, 3)),
    ((4, 6), (6, 3)),
)  # pairs of shapes
MODES: tuple[Mode, ...] = ("forward", "reverse")
SAMPLES = ("tall", "square", "mlp_cross_entropy", "digits")


@idea(
    "flop",
    "one multiply-add is two FLOPs; others call it a MAC",
    group="costs",
    also=(
        "flops",
        "multiply-add",
        "multiply-accumulate",
        "mac",
        "macs",
        "multiplications",
        "additions",
        "gflop/s",
        "speed-up",
        "speed",
        "time",
    ),
    formula=("(p × q)·(q × r): p·q·r multiplications, p·q·r additions",),
    source="Murphy 2022, section 13.3.1 (the orders of growth); the rule is that of LAPACK timings",
    see=("counting", "dense", "structured", "primal", "order-of-growth"),
    tries="jaccli compare sample:mlp_cross_entropy",
)
def flop() -> Iterator[Item]:
    """A FLOP is one multiplication or one addition. An entry of a matrix product is a sum of q
    products: q multiplications and q additions, for the sum starts from zero. Others call one
    multiply-add a MAC, so a MAC is two FLOPs. FLOPs are work, not time: how many a machine
    does in a second depends on shapes, memory and threads. So a ratio of FLOPs is never called
    a speed-up.
    """
    rows = []
    for (p, q), (_, r) in PRODUCTS:
        cost = compose(DenseForm(p, q), DenseForm(q, r)).cost
        rows.append(
            (f"({p}×{q})·({q}×{r})", cost.multiplications, cost.additions, cost.flops),
        )
    yield Rows(("product", "multiplications", "additions", "FLOPs"), tuple(rows))


@idea(
    "counting",
    "how we count: the four rules, and what is left out",
    group="costs",
    also=("how we count", "counting rule", "count", "rule", "price"),
    formula=(
        "every J full:  forward n · Σ 2 m_k m_{k−1},  reverse m · Σ 2 m_k m_{k−1}",
        "every J full:  forward / reverse = n / m",
    ),
    source="Murphy 2022, section 13.3.1, algorithms 5 and 6; Griewank & Walther 2008",
    see=("flop", "dense", "structured", "start", "primal", "verdict"),
    tries="jaccli compare sample:mlp_cross_entropy --details",
)
def counting() -> Iterator[Item]:
    """Counted are the products with the Jacobians, and the additions where edges of a graph meet.
    There are four rules. Every J is a full matrix (dense), or each J has its own form (structured).
    The start is counted, or it is free. Not counted is what both modes need alike: f itself and
    its local derivatives.
    """
    graph = sample("mlp_cross_entropy")
    rows: list[tuple[Cell | int, ...]] = []
    for rule in RULES:
        ahead, back = (flops_of(graph, mode, rule.model, rule.seeds) for mode in MODES)
        rows.append((rule.model, rule.seeds, ahead, back, Decimal(ahead / back, 2)))
    primal = graph.primal
    yield Words(f"sample:mlp_cross_entropy, {Rule().words}, is the first of:")
    yield Rows(("J", "start", "forward FLOPs", "reverse FLOPs", "forward / reverse"), tuple(rows))
    yield Words(
        f"Not in them: {primal.flops} FLOPs and {primal.transcendentals} of exp, log and the like "
        "for f itself. By parameters ∂z/∂W is one edge more, I_m ⊗ xᵀ: with each J in its own form "
        "u times it is u xᵀ, m·n multiplications."
    )


@idea(
    "dense",
    "the textbook's price: every Jacobian a full matrix",
    group="costs",
    also=("dense cost", "cost model", "full", "--cost"),
    formula=(
        "forward n · Σ 2 m_k m_{k−1}",
        "reverse m · Σ 2 m_k m_{k−1}",
        "forward / reverse = n / m",
    ),
    source="Murphy 2022, section 13.3.1",
    see=("structured", "counting", "start", "verdict"),
    tries="jaccli compare sample:digits --cost dense",
)
def dense() -> Iterator[Item]:
    """Dense means: every J_k is priced as a full matrix of m_k rows and m_{k−1} columns, also
    where most entries are 0. The chapter counts so. On a chain with the start counted,
    forward / reverse is then exactly n / m. Reports use this price unless you ask for another.
    What really runs is cheaper: see structured.
    """
    yield from _priced("dense")


@idea(
    "structured",
    "the price of what runs: each J in its own form",
    group="costs",
    also=("structure", "structured cost", "form", "sparsity", "sparse", "nonzero", "nonzeros"),
    formula=(
        "identity and selection: nothing",
        "diagonal · (n × c): n c multiplications",
        "(diagonal + rank k) · (n × c): (1 + 2k) n c multiplications, 2k n c additions",
        "(diagonal + rank k) · (diagonal + rank l): n (1 + k + l + 2kl), and 2nkl additions",
        "where 1 + 4k ≥ 2n: as dense. All other forms have pages of their own",
    ),
    source="Murphy 2022, section 13.3.3.2, for diag(φ′) u = φ′ ⊙ u; prices are jaccli's own",
    see=("dense", "forms", "diagonal", "identity", "diag"),
    tries="jaccli compare sample:affine_softmax --cost structured",
)
def structured() -> Iterator[Item]:
    """Many Jacobians have a form that saves work. For an elementwise layer J is diagonal, for
    softmax it is a diagonal plus a matrix of rank 1, for a copy it is the identity. The zeros
    need not be multiplied. Structured means: each J is priced in its own form. This is what
    runs. The tests count every operation of the same code.
    """
    yield from _priced("structured")
    yield from products_of_forms()
    yield from sums_of_forms()


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
        f"All of J by forward mode, {headline}, {graph.input_size} tangents, the start counted: "
        f"{price:,} FLOPs."
    )


@idea(
    "start",
    "the vectors a sweep starts from, and who pays for them",
    group="costs",
    also=(
        "seeds counted or free",
        "seeds counted",
        "seeds free",
        "seeds",
        "seed",
        "start vector",
        "start vectors",
        "start counted",
        "start free",
        "basis",
        "standard basis",
        "unit vector",
        "e",
        "all",
        "--seeds",
        "flip",
    ),
    formula=("forward starts from V = I_n, reverse from U = I_m",),
    source="Murphy 2022, section 13.3.1, algorithms 5 and 6, start from the standard basis",
    see=("forward", "reverse", "verdict", "bracketing"),
    tries="jaccli compare sample:seeds_flip --seeds free",
)
def start() -> Iterator[Item]:
    """A sweep starts from vectors. The single unit vector e_3 gives a single column or row of
    J. For all of J, forward mode starts from I_n and reverse mode from I_m: the whole standard
    basis. Start counted: the first product, with this I, is paid like the others. Start free:
    it costs nothing, for I·J is J. This can change which mode is cheaper. (In files `seed` is
    another thing: it belongs to random numbers.)
    """
    graph = sample("seeds_flip")
    yield Words(f"sample:seeds_flip, {' → '.join(f'{size:,}' for size in graph.sizes)}, dense:")
    rows: list[tuple[str | int, ...]] = []
    for rule in ("counted", "free"):
        ahead = flops_of(graph, "forward", "dense", rule)
        back = flops_of(graph, "reverse", "dense", rule)
        cheaper = "a tie" if ahead == back else "forward" if ahead < back else "reverse"
        rows.append((rule, ahead, back, cheaper))
    yield Rows(("start", "forward FLOPs", "reverse FLOPs", "cheaper"), tuple(rows))


@idea(
    "verdict",
    "which mode is cheaper: on a chain n / m decides",
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
    formula=("forward / reverse = n / m (every J full, the start counted)", "a tie where n = m"),
    source="Murphy 2022, section 13.3.1",
    see=("forward", "reverse", "counting", "start", "memory", "order-of-growth"),
    tries="jaccli compare sample:tall sample:square sample:digits -q",
)
def verdict() -> Iterator[Item]:
    """On a chain one JVP and one VJP cost the same: both meet every Jacobian once. Forward
    mode needs n JVPs, reverse mode m VJPs. So forward mode is cheaper where n < m, and reverse
    mode where n > m, by the factor n / m. On graphs, with the start free or with structure the
    factor may be another. Then the report says why.
    """
    rows: list[tuple[str | int, ...]] = []
    for name in SAMPLES:
        graph = sample(name)
        ahead, back = flops_of(graph, "forward"), flops_of(graph, "reverse")
        ratio = str(Fraction(ahead, back))
        rows.append((name, graph.input_size, graph.output_size, ahead, back, ratio))
    yield Rows(("sample", "n", "m", "forward", "reverse", "forward / reverse"), tuple(rows))
