"""How the best order of an Ordering works and was found: its steps, what each size costs, the
dynamic programme's table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, repeat
from typing import TYPE_CHECKING

from jaccli.accumulate.bracketing import Priced
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.document.blocks import Blank, Block, Column, Either, Elastic, Fold, Paragraph, Table
from jaccli.document.cells import Cell, Formula, Made, Number, Product
from jaccli.document.rows import MORE
from jaccli.document.style import Style
from jaccli.reports.common.orders import in_words
from jaccli.reports.common.ranking import BEST

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering

MOST_STEPS = 12  # of the best order that have a row each
MOST_IN_TABLE = 8  # Jacobians whose table of the programme is printed
STYLES: dict[str, Style] = {"forward": "forward", "reverse": "reverse", BEST: "winner"}


def step_blocks(found: Ordering, *, whole: bool) -> Iterator[Block]:
    """Every product of the best order: what is multiplied, its shape, its formula.

    whole: all of them, however many there are
    """
    yield Paragraph("Every step of the best order", style="title")
    rows: list[list[Cell]] = [
        [name, shapes, Made(step.form.shape), formula(step), Number(step.cost.flops)]
        for name, shapes, step in _products(found)
    ]
    half = MOST_STEPS // 2
    hidden = sum(step.cost.flops for step in found.steps[half:-half])
    gap: list[Cell] = [f"… {len(rows) - MOST_STEPS:,} more", "", "", "", Number(hidden)]
    yield Table(
        [
            Column("", plain="product"),
            Column("", priority=2, plain="shapes"),
            Column("", priority=1, plain="makes"),
            # the formula stays as long as it can
            Column("", right=True, priority=3, plain="formula"),
            Column("FLOPs", right=True),
        ],
        rows,
        [["total", "", "", "", Number(found.flops(BEST))]],
        fold=None if whole else Fold(MOST_STEPS, gap),
    )


def brief_steps(found: Ordering) -> Table:
    """The same for one screen, under no headers; of a long chain the first and the last."""
    titles = chain(["Best order", "step by step"], repeat(""))
    rows: list[list[Cell]] = [
        [title, name, shapes, formula(step), Number(step.cost.flops)]
        for title, (name, shapes, step) in zip(titles, _products(found), strict=False)
    ]
    return Table(
        [
            Column("", priority=1),
            Column("", plain="product"),
            Column("", priority=2, plain="shapes"),
            Column("", right=True, priority=3, plain="formula"),
            Column("", right=True, plain="FLOPs"),
        ],
        rows,
        [["", "total", "", "", Number(found.flops(BEST))]],
        elastic=Elastic(MORE, at=1),
    )


def _products(found: Ordering) -> Iterator[tuple[str, Product, Priced]]:
    """A = J3·J2, the shapes of both, and its price; the last is J."""
    names: dict[tuple[int, int], str] = {}
    for at, step in enumerate(found.steps):
        product = step.product
        left, right = (names.pop(part, f"J{part[0]}") for part in (product.left, product.right))
        name = "J" if at == len(found.steps) - 1 else letter(at)
        names[product.whole] = name
        yield f"{name} = {left}·{right}", Product(step.left.shape, step.right.shape), step


def letter(at: int) -> str:
    """A, B, …, without J, which is the name of the Jacobians: A, …, I, K, …, Z, A1, …"""
    letters = "ABCDEFGHIKLMNOPQRSTUVWXYZ"
    turn, place = divmod(at, len(letters))
    return letters[place] + (str(turn) if turn else "")


def formula(step: Priced) -> Formula:
    """2·3·50·3 for full matrices; else the form that acts, its price for a vector, and how many.

    Two forms that have a product of their own are named.
    """
    left, right = step.left, step.right
    p, q, r = left.rows, left.columns, right.columns
    if left.structure == right.structure == "dense":
        return Formula(f"{FLOPS_PER_MULTIPLY_ADD}·{p:,}·{q:,}·{r:,}")
    if not step.cost.flops:
        free = left if not left.per_column.flops else right
        return Formula(f"{free.structure}: 0")
    for form, each, vectors in (
        (left, left.per_column.flops, r),
        (right, right.per_row.flops, p),
    ):
        if step.cost.flops == each * vectors and form.structure != "dense":
            return Formula(f"{form.structure}: {each:,}·{vectors:,}")
    return Formula(f"{left.structure}·{right.structure}")


def elimination_blocks(found: Ordering) -> Iterator[Block]:
    """What each inner size costs in each order: where the difference comes from."""
    if not 3 <= found.depth <= MOST_STEPS:
        return
    yield Blank
    yield Paragraph(
        "Every order multiplies each inner size away once. What it pays for it:",
        style="title",
    )
    yield _elimination(found)
    if found.decisive:
        text = f"◆ the size that makes the difference beside {found.against} mode"
        yield Paragraph(text, indent=1, style="quiet")


def _elimination(found: Ordering) -> Either:
    """A column an order, the best last; where there is no room those without a mode go first."""
    rows: list[list[Cell]] = []
    narrow: list[Block] = []
    for each in found.eliminated:
        value, here = f"x{each.k + 1}", "◆" if found.decisive == each else ""
        costs = {name: each.flops[name] for name in found.eliminating}
        rows.append([value, Number(each.size), *map(Number, costs.values()), here])
        narrow.append(_beside(f"{value} ({each.size:,})" + (here and f" {here}"), costs))
    totals = {name: found.flops(name) for name in found.eliminating}
    narrow.append(_beside("total", totals))
    table = Table(
        [
            Column("value"),
            Column("size", right=True),
            *map(_side, found.eliminating),
            Column("", plain="decides"),
        ],
        rows,
        [["total", "", *map(Number, totals.values()), ""]],
    )
    return Either([table], narrow)


def _side(name: str) -> Column:
    if name in STYLES:
        return Column(in_words(name), right=True, style=STYLES[name])
    return Column(in_words(name), right=True, priority=1)


def _beside(label: str, costs: Mapping[str, int]) -> Paragraph:
    text = ", ".join(f"{in_words(name)} {cost:,}" for name, cost in costs.items())
    return Paragraph(text, label=f"{label}:", indent=1)


def table_blocks(found: Ordering) -> Iterator[Block]:
    """The dynamic programme's table, of small chains."""
    depth = found.depth
    if not 3 <= depth <= MOST_IN_TABLE:
        return
    cheapest = found.orders.found
    indices = range(1, depth + 1)
    rows: list[list[Cell]] = [
        [
            f"J{row}",
            *(Number(cheapest.flops(row, each)) if each <= row else "" for each in indices),
        ]
        for row in indices
    ]
    headers = [Column(f"J{column}", right=True) for column in indices]
    yield Blank
    yield Paragraph(
        "How it was found: cheapest way to build J_row … J_column (dynamic programming)",
        style="title",
    )
    yield Table([Column("", plain="from"), *headers], rows, indent=2)
    last = found.steps[-1].product
    parts = [cheapest.flops(*part) for part in (last.left, last.right)]
    yield Paragraph(
        f"A split costs both parts and their product. Each number is the least of all splits: "
        f"J{depth} … J1 = {parts[0]:,} + {parts[1]:,} + {found.steps[-1].cost.flops:,} = "
        f"{found.flops(BEST):,}.",
        indent=2,
    )
