"""A matrix-free plan as text: its operations, the vectors through each factor, cost over memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.accumulate.plans import Step, vectors_through
from jaccli.document.blocks import Block, Column, Paragraph, Table
from jaccli.document.display import Display
from jaccli.document.table import width_of
from jaccli.reports.common.orders import fitting
from jaccli.reports.order.matrix_free import MOST_ON_CURVE, MatrixFree, Method
from jaccli.words import count

MOST_ROWS = 16  # of a plan, a chain, a curve
COLUMNS: tuple[tuple[Method, str], ...] = (
    ("tangent", "global\ntangent"),
    ("adjoint", "global\nadjoint"),
    ("preaccumulation", "preaccu-\nmulation"),
    ("optimal", "best\nplan"),
)


def plan_blocks(found: MatrixFree, display: Display) -> Iterator[Block]:
    """The operations in the order of execution, with their formulas."""
    yield Paragraph("The best plan, operation by operation, in multiply-adds", style="title")
    rows = [[f"{at}", *_operation(found, step)] for at, step in enumerate(found.optimal.plan, 1)]
    if len(rows) > MOST_ROWS:
        gap = ["", f"… {count(len(rows) - MOST_ROWS, 'operation')} more", "", ""]
        rows = [*rows[: MOST_ROWS // 2], gap, *rows[-MOST_ROWS // 2 :]]
    total = f"{found.optimal.multiplications:,}"
    table = Table(
        [Column("", right=True), Column(""), Column("", right=True), Column("", right=True)],
        rows,
        [["", "total", "", total]],
    )
    if width_of(table, display) <= display.width:
        yield table
        return
    for at, text, formula, price in rows:
        yield Paragraph(f"{text}: {formula} = {price}" if at else text, label=at, indent=1)
    yield Paragraph(f"total {total}", indent=1)


def _operation(found: MatrixFree, step: Step) -> list[str]:
    """What an operation does, its formula and its price."""
    price = f"{step.cost.multiplications:,}"
    whole = segment(step.to, step.start)
    if step.mode is None:
        assert step.via is not None
        left, right = segment(step.to, step.via), segment(step.via, step.start)
        sizes = found.chain.sizes
        formula = f"{sizes[step.to]:,}·{sizes[step.via]:,}·{sizes[step.start]:,}"
        return [f"multiply    {_bracketed(left)}·{_bracketed(right)}", formula, price]
    vectors = count(step.vectors, step.mode)
    passed = step.passed if step.mode == "tangent" else step.passed[::-1]
    through = f"f{passed[0] + 1}" + (f" … f{passed[-1] + 1}" if len(passed) > 1 else "")
    if step.via is None:
        text = f"accumulate  {whole} by {vectors} of {through}"
    else:
        there = (step.via, step.start) if step.mode == "tangent" else (step.to, step.via)
        text = f"eliminate   {whole} from {segment(*there)} by {vectors} of {through}"
    each = [found.factors[k].price(step.mode).multiplications for k in passed]
    summed = f"({' + '.join(f'{e:,}' for e in each)})" if len(each) > 1 else f"{each[0]:,}"
    return [text, f"{step.vectors:,}·{summed if len(each) <= 3 else f'{sum(each):,}'}", price]


def segment(to: int, start: int) -> str:
    """J3, J3·J2 or J5⋯J2: the derivative of value `to` by value `start`, from 0."""
    row, column = to, start + 1
    if row == column:
        return f"J{row}"
    return f"J{row}·J{column}" if row == column + 1 else f"J{row}⋯J{column}"


def _bracketed(text: str) -> str:
    return f"({text})" if "·" in text or "⋯" in text else text


def vector_blocks(found: MatrixFree, display: Display) -> Iterator[Block]:
    """How many vectors each way sends through each factor: where the difference comes from."""
    if len(found.factors) > MOST_ROWS:
        return
    yield Paragraph(
        "Every way passes each f_k once; how many vectors it sends through:", style="title"
    )
    ways = [vectors_through(found.called(method).plan) for method, _ in COLUMNS]
    heads = ["|E_k|"] if one_price(found) else ["|E_k|", "one\ntangent", "one\nadjoint"]
    rows = []
    for k, factor in enumerate(found.factors):
        prices = [factor.edges, factor.tangent.multiplications, factor.adjoint.multiplications]
        own = [f"{price:,}" for price in prices[: len(heads)]]
        rows.append([f"f{k + 1}", *own, *(_short(way[k]) for way in ways)])
    plans = [found.called(method) for method, _ in COLUMNS]
    products = [
        sum(step.cost.multiplications for step in each.plan if step.mode is None) for each in plans
    ]
    blank = [""] * len(heads)
    table = Table(
        [
            Column(""),
            *(Column(tuple(head.split("\n")), right=True) for head in heads),
            *(Column(tuple(head.split("\n")), right=True) for _, head in COLUMNS),
        ],
        rows,
        [
            ["products", *blank, *(f"{each:,}" for each in products)],
            ["total", *blank, *(f"{each.multiplications:,}" for each in plans)],
        ],
    )
    # preaccumulation goes first, then the ways that are all of one kind
    yield fitting(table, display, (-2, -2, -2))
    yield Paragraph(
        "→ tangents, ← adjoints; total = Σ vectors · price + products", indent=1, style="quiet"
    )


def one_price(found: MatrixFree) -> bool:
    """Whether a tangent and an adjoint through each factor cost its |E_k|."""
    return all(
        factor.tangent.multiplications == factor.adjoint.multiplications == factor.edges
        for factor in found.factors
    )


def _short(step: Step) -> str:
    return f"{step.vectors:,} {'→' if step.mode == 'tangent' else '←'}"


def curve_blocks(found: MatrixFree) -> Iterator[Block]:
    """The best cost over the memory limit, a step function."""
    title = "Cost over the memory limit M"
    if found.curve is None:
        yield Paragraph(
            f"left out beyond {MOST_ON_CURVE} Jacobians; --memory-limit M gives one point of it.",
            label=f"{title}:",
        )
        return
    if len(found.curve) == 1:
        cost = count(found.curve[0][1], "multiply-add")
        yield Paragraph(f"{cost} for every M: no adjoint saves anything.", label=f"{title}:")
        return
    yield Paragraph(f"{title}: steps, and only at some |E_k|", style="title")
    limit = found.curve[-1][0] if found.limit is None else found.limit
    here = max(at for at, (memory, _) in enumerate(found.curve) if memory <= limit)
    rows: list[Sequence[str]] = [
        [f"{memory:,}", f"{cost:,}", "◆" if at == here else ""]
        for at, (memory, cost) in enumerate(found.curve)
    ]
    if len(rows) > MOST_ROWS:
        rows = [*rows[: MOST_ROWS // 2], ["…", "…", ""], *rows[-MOST_ROWS // 2 :]]
    heads = (Column("from M =", right=True), Column("multiply-adds", right=True), Column(""))
    yield Table(heads, rows, indent=2)
    yield Paragraph(
        "◆ the plan above. An elimination may go factor by factor, so that no adjoint has to keep "
        "more at once than the |E_k| of one factor; the longest tape above is that of the "
        "operations as they are listed.",
        indent=2,
    )
