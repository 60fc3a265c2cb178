"""A matrix-free plan in tables: operations, vectors through each factor, cost over memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.accumulate.plans import Step
from jaccli.document.blocks import Block, Column, Either, Elastic, Finding, Fold, Paragraph, Table
from jaccli.document.cells import Cell, Formula, Number, Sent
from jaccli.document.rows import MORE
from jaccli.factors import Factor
from jaccli.keywords import option
from jaccli.reports.common.trial import MOST_ON_CURVE

if TYPE_CHECKING:
    from jaccli.reports.order.matrix_free.find import MatrixFree
from jaccli.words import count

MOST_ROWS = 16  # of a plan, a chain, a curve
# preaccumulation goes first where there is no room, then the ways that are all of one kind
COLUMNS = (
    ("tangent", Column(("global", "tangent"), right=True, priority=3)),
    ("adjoint", Column(("global", "adjoint"), right=True, priority=2)),
    (
        "preaccumulation",
        Column(
            ("preaccu-", "mulation"),
            right=True,
            priority=1,
            brief="preaccumulation",
            plain="preaccumulation",
        ),
    ),
    ("optimal", Column(("best", "plan"), right=True)),
)
PRICES = (
    Column("|E_k|", right=True),
    Column(("one", "tangent"), right=True),
    Column(("one", "adjoint"), right=True),
)


def plan_blocks(found: MatrixFree) -> Iterator[Block]:
    """The operations in the order of execution, with their formulas."""
    yield Paragraph("The best plan, operation by operation, in multiply-adds", style="title")
    plan = found.optimal.plan
    rows: list[Sequence[Cell]] = []
    narrow: list[Block] = []
    for at, step in enumerate(plan, 1):
        text, formula, cost = _operation(found, step), _formula(found, step), step.cost
        rows.append([Number(at), text, Formula(formula), Number(cost.multiplications)])
        said = f"{text}: {formula} = {cost.multiplications:,}"
        narrow.append(Paragraph(said, label=f"{at}", indent=1))
    total, half = found.optimal.multiplications, MOST_ROWS // 2
    hidden = sum(step.cost.multiplications for step in plan[half:-half])
    more = f"… {count(len(plan) - MOST_ROWS, 'operation')} more"
    fold = Fold(MOST_ROWS, ["", more, "", Number(hidden)])
    if len(plan) > MOST_ROWS:
        folded = Paragraph(f"{more}: {hidden:,}", indent=1)
        narrow = [*narrow[:half], folded, *narrow[-half:]]
    table = Table(
        [
            Column("", right=True, plain="step"),
            Column("", plain="operation"),
            Column("", right=True, plain="formula"),
            Column("", right=True, plain="multiply-adds"),
        ],
        rows,
        [["", "total", "", Number(total)]],
        fold=fold,
    )
    yield Either([table], [*narrow, Paragraph(f"total {total:,}", indent=1)])


def brief_plan(found: MatrixFree) -> Table:
    """The same for one screen, under no headers; of a long plan the first and the last."""
    rows: list[list[Cell]] = [
        [
            f"{at}",
            _operation(found, step),
            Formula(_formula(found, step)),
            Number(step.cost.multiplications),
        ]
        for at, step in enumerate(found.optimal.plan, 1)
    ]
    return Table(
        [
            Column("", right=True, priority=1, plain="step"),
            Column("", plain="operation"),
            Column("", right=True, priority=2, plain="formula"),
            Column("", right=True, plain="multiply-adds"),
        ],
        rows,
        [["", "the best plan", "", Number(found.optimal.multiplications)]],
        elastic=Elastic(MORE, at=1),
    )


def _operation(found: MatrixFree, step: Step) -> str:
    """What an operation does."""
    whole = segment(step.to, step.start)
    if step.mode is None:
        assert step.via is not None
        left, right = segment(step.to, step.via), segment(step.via, step.start)
        return f"multiply    {_bracketed(left)}·{_bracketed(right)}"
    vectors = count(step.vectors, step.mode)
    passed = _passed(step)
    through = f"f{passed[0] + 1}" + (f" … f{passed[-1] + 1}" if len(passed) > 1 else "")
    if step.via is None:
        return f"accumulate  {whole} by {vectors} of {through}"
    there = (step.via, step.start) if step.mode == "tangent" else (step.to, step.via)
    return f"eliminate   {whole} from {segment(*there)} by {vectors} of {through}"


def _formula(found: MatrixFree, step: Step) -> str:
    """The price of an operation: vectors and what one costs, or three sizes."""
    if step.mode is None:
        assert step.via is not None
        sizes = found.chain.sizes
        return f"{sizes[step.to]:,}·{sizes[step.via]:,}·{sizes[step.start]:,}"
    each = [found.factors[k].price(step.mode).multiplications for k in _passed(step)]
    summed = f"({' + '.join(f'{e:,}' for e in each)})" if len(each) > 1 else f"{each[0]:,}"
    return f"{step.vectors:,}·{summed if len(each) <= 3 else f'{sum(each):,}'}"


def _passed(step: Step) -> range:
    """The factors in the order in which the vectors come to them."""
    return step.passed if step.mode == "tangent" else step.passed[::-1]


def segment(to: int, start: int) -> str:
    """J3, J3·J2 or J5⋯J2: the derivative of value `to` by value `start`, from 0."""
    row, column = to, start + 1
    if row == column:
        return f"J{row}"
    return f"J{row}·J{column}" if row == column + 1 else f"J{row}⋯J{column}"


def _bracketed(text: str) -> str:
    return f"({text})" if "·" in text or "⋯" in text else text


def vector_blocks(found: MatrixFree) -> Iterator[Block]:
    """How many vectors each way sends through each factor: where the difference comes from."""
    if len(found.factors) > MOST_ROWS:
        return
    yield Paragraph(
        "Every way passes each f_k once. So many vectors it sends through:", style="title"
    )
    further = ((name, Column(name, right=True, priority=0)) for name in found.further)
    columns = (*COLUMNS[:-1], *further, COLUMNS[-1])  # the best plan stands last
    plans = [found.called(method) for method, _ in columns]
    ways = [each.plan.through for each in plans]
    prices = PRICES[:1] if found.one_price else PRICES
    rows: list[list[Cell]] = [
        [f"f{k + 1}", *_prices(factor)[: len(prices)], *(_sent(way[k]) for way in ways)]
        for k, factor in enumerate(found.factors)
    ]
    blank = [""] * len(prices)
    yield Table(
        [Column("", plain="step"), *prices, *(column for _, column in columns)],
        rows,
        [
            ["products", *blank, *(Number(each.products) for each in plans)],
            ["total", *blank, *(Number(each.multiplications) for each in plans)],
        ],
    )
    yield Paragraph(
        "→ tangents, ← adjoints; total = Σ vectors · price + products", indent=1, style="quiet"
    )


def _prices(factor: Factor) -> tuple[Number, ...]:
    vectors = (factor.tangent, factor.adjoint)
    return (Number(factor.edges), *(Number(each.multiplications) for each in vectors))


def _sent(step: Step) -> Sent:
    return Sent(step.vectors, step.mode == "tangent")


def curve_blocks(found: MatrixFree) -> Iterator[Block]:
    """The best cost over the memory limit, a step function."""
    title = "Cost over the memory limit M"
    if found.curve is None:
        text = f"left out beyond {MOST_ON_CURVE} Jacobians. "
        text += option("--memory-limit") + " M gives one point of it."
        yield Finding("note", text, f"{title}:", indent=0)
        return
    if len(found.curve) == 1:
        cost = count(found.curve[0][1], "multiply-add")
        text = f"{cost} for every M: no adjoint saves anything."
        yield Finding("note", text, f"{title}:", indent=0)
        return
    yield Paragraph(f"{title}: steps, and only at some |E_k|", style="title")
    rows: list[list[Cell]] = [
        [Number(memory), Number(cost), "◆" if at == found.place else ""]
        for at, (memory, cost) in enumerate(found.curve)
    ]
    heads = (
        Column("from M =", right=True),
        Column("multiply-adds", right=True),
        Column("", plain="plan"),
    )
    yield Table(heads, rows, indent=2, fold=Fold(MOST_ROWS, ["…", "…", ""]))
    text = (
        "An elimination may go factor by factor. Then an adjoint keeps no more at once than the "
        "|E_k| of one factor. The longest tape above is that of the operations as they are listed."
    )
    yield Finding("note", text, drawn=[Paragraph(f"◆ the plan above. {text}", indent=2)])
