"""How the best order of an Ordering works and was found: its steps, what each size costs, the
dynamic programme's table."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.analysis.order import Ordering
from jaccli.cost import FLOPS_PER_MULTIPLY_ADD
from jaccli.views.blocks import Blank, Block, Column, Paragraph, Table
from jaccli.views.layout import Display, width_of

MOST_STEPS = 12  # of the best order that have a row each
MOST_IN_TABLE = 8  # Jacobians whose table of the programme is printed


def step_blocks(found: Ordering, display: Display) -> Iterator[Block]:
    """Every product of the best order: what is multiplied, its shape, its formula."""
    yield Paragraph("Every step of the best order", style="title")
    names: dict[tuple[int, int], str] = {}
    rows = []
    total = 0
    for at, (product, form, cost) in enumerate(found.steps):
        left, right = (names.pop(part, f"J{part[0]}") for part in (product.left, product.right))
        last = at == len(found.steps) - 1
        name = "J" if last else _letter(at)
        names[product.whole] = name
        total += cost.flops
        sizes = found.chain.sizes
        p, q, r = sizes[product.row], sizes[product.split], sizes[product.column - 1]
        rows.append(
            [
                f"{name} = {left}·{right}",
                f"({p:,}×{q:,})·({q:,}×{r:,})",
                f"→ {p:,}×{r:,}",
                _formula(found, form.structure, (p, q, r), cost.flops),
                f"{cost.flops:,}",
            ]
        )
    if len(rows) > MOST_STEPS:
        gap = ["…", *[""] * (len(rows[0]) - 1)]
        rows = [*rows[: MOST_STEPS // 2], gap, *rows[-MOST_STEPS // 2 :]]
    columns = [
        Column(""),
        Column(""),
        Column(""),
        Column("", right=True),
        Column("FLOPs", right=True),
    ]
    table = Table(columns, rows, [["total", "", "", "", f"{total:,}"]])
    for at in (3, 1):  # the formula goes first, then the shapes that it needs
        if width_of(table, display) > display.width:
            table = table.without(at)
    yield table


def _letter(at: int) -> str:
    """A, B, …, Z, A1, B1, …"""
    return chr(ord("A") + at % 26) + (str(at // 26) if at >= 26 else "")


def _formula(found: Ordering, structure: str, sizes: tuple[int, int, int], price: int) -> str:
    """2·3·50·3 for full matrices; the form where it costs something else."""
    p, q, r = sizes
    if price == FLOPS_PER_MULTIPLY_ADD * p * q * r:
        return f"{FLOPS_PER_MULTIPLY_ADD}·{p}·{q}·{r}"
    return structure


def elimination_blocks(found: Ordering) -> Iterator[Block]:
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
    yield Table(
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
    if found.decisive:
        yield Paragraph("◆ the size that makes the difference", indent=1, style="quiet")


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
