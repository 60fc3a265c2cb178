"""How the best order of an Ordering works and was found: its steps, what each size costs, the
dynamic programme's table."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.bracketing import Priced
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.document.blocks import Blank, Block, Column, Paragraph, Table
from jaccli.document.display import Display
from jaccli.document.table import width_of
from jaccli.reports.common.orders import fitting
from jaccli.reports.order.find import Ordering

MOST_STEPS = 12  # of the best order that have a row each
MOST_IN_TABLE = 8  # Jacobians whose table of the programme is printed


def step_blocks(found: Ordering, display: Display, *, whole: bool) -> Iterator[Block]:
    """Every product of the best order: what is multiplied, its shape, its formula.

    whole: all of them, however many there are
    """
    yield Paragraph("Every step of the best order", style="title")
    names: dict[tuple[int, int], str] = {}
    sizes = found.chain.sizes
    rows = []
    for at, step in enumerate(found.steps):
        product = step.product
        left, right = (names.pop(part, f"J{part[0]}") for part in (product.left, product.right))
        name = "J" if at == len(found.steps) - 1 else _letter(at)
        names[product.whole] = name
        p, q, r = sizes[product.row], sizes[product.split], sizes[product.column - 1]
        shapes = f"({p:,}×{q:,})·({q:,}×{r:,})"
        price = f"{step.cost.flops:,}"
        rows.append([f"{name} = {left}·{right}", shapes, f"→ {p:,}×{r:,}", formula(step), price])
    total = f"{sum(step.cost.flops for step in found.steps):,}"
    if len(rows) > MOST_STEPS and not whole:
        gap = [f"… {len(rows) - MOST_STEPS:,} more", "", "", "", ""]
        rows = [*rows[: MOST_STEPS // 2], gap, *rows[-MOST_STEPS // 2 :]]
    columns = [*[Column("")] * 3, Column("", right=True), Column("FLOPs", right=True)]
    table = Table(columns, rows, [["total", "", "", "", total]])
    yield fitting(table, display, (2, 1, -2))  # the formula stays as long as it can


def _letter(at: int) -> str:
    """A, B, …, without J, which is the name of the Jacobians: A, …, I, K, …, Z, A1, …"""
    letters = "ABCDEFGHIKLMNOPQRSTUVWXYZ"
    turn, place = divmod(at, len(letters))
    return letters[place] + (str(turn) if turn else "")


def formula(step: Priced) -> str:
    """2·3·50·3 for full matrices; else the form that acts, its price for a vector, and how many.

    Two forms that have a product of their own are named.
    """
    left, right = step.left, step.right
    p, q, r = left.rows, left.columns, right.columns
    if left.structure == right.structure == "dense":
        return f"{FLOPS_PER_MULTIPLY_ADD}·{p:,}·{q:,}·{r:,}"
    if not step.cost.flops:
        free = left if not left.per_column.flops else right
        return f"{free.structure}: 0"
    for form, each, vectors in (
        (left, left.per_column.flops, r),
        (right, right.per_row.flops, p),
    ):
        if step.cost.flops == each * vectors and form.structure != "dense":
            return f"{form.structure}: {each:,}·{vectors:,}"
    return f"{left.structure}·{right.structure}"


def elimination_blocks(found: Ordering, display: Display) -> Iterator[Block]:
    """What each inner size costs in each order: where the difference comes from."""
    if not 3 <= len(found.chain.factors) <= MOST_STEPS:
        return
    yield Blank
    yield Paragraph(
        "Every order multiplies each inner size away once; what it pays for it:", style="title"
    )
    total = [f"{found.flops(name):,}" for name in ("forward", "reverse", "optimal")]
    rows = [
        [
            f"x{each.k + 1}",
            f"{each.size:,}",
            *(f"{each.flops[name]:,}" for name in ("forward", "reverse", "optimal")),
            "◆" if found.decisive == each else "",
        ]
        for each in found.eliminated
    ]
    table = Table(
        [
            Column("value"),
            Column("size", right=True),
            Column("forward", right=True, style="forward"),
            Column("reverse", right=True, style="reverse"),
            Column("best", right=True, style="winner"),
            Column(""),
        ],
        rows,
        [["total", "", *total, ""]],
    )
    if width_of(table, display) <= display.width:
        yield table
    else:
        for value, size, ahead, back, best, sign in [*rows, ["total", "", *total, ""]]:
            label = " ".join(filter(None, [value, size and f"({size})", sign]))
            text = f"forward {ahead}, reverse {back}, best {best}"
            yield Paragraph(text, label=f"{label}:", indent=1)
    if found.decisive:
        text = f"◆ the size that makes the difference beside {found.against} mode"
        yield Paragraph(text, indent=1, style="quiet")


def table_blocks(found: Ordering, display: Display) -> Iterator[Block]:
    """The dynamic programme's table, of small chains."""
    depth = len(found.chain.factors)
    if not 3 <= depth <= MOST_IN_TABLE:
        return
    rows = [
        [
            f"J{row}",
            *(
                f"{found.orders.found.flops(row, column):,}" if column <= row else ""
                for column in range(1, depth + 1)
            ),
        ]
        for row in range(1, depth + 1)
    ]
    headers = [Column(f"J{column}", right=True) for column in range(1, depth + 1)]
    table = Table([Column(""), *headers], rows, indent=2)
    if width_of(table, display) > display.width:
        return
    yield Blank
    yield Paragraph(
        "How it was found: cheapest way to build J_row … J_column (dynamic programming)",
        style="title",
    )
    yield table
    last = found.steps[-1].product
    parts = [found.orders.found.flops(*part) for part in (last.left, last.right)]
    yield Paragraph(
        f"Each number is the least, over where the product is split last, of both parts and their "
        f"product: J{depth} … J1 = {parts[0]:,} + {parts[1]:,} + {found.steps[-1].cost.flops:,} = "
        f"{found.flops('optimal'):,}.",
        indent=2,
    )
