"""Tables whose rows can be put in another order, and steps with what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.cells import (
    Bar,
    Cell,
    Change,
    Decimal,
    Number,
    Ratio,
    Real,
    Seconds,
    Sent,
    Share,
    Total,
    written,
)
from jaccli.document.html.pen import Pen, element, prose, text
from jaccli.document.ledger import Entry, Ledger, Named, in_a_row
from jaccli.document.rows import Column, Table

MOST_ROWS = 400  # of a table that is folded elsewhere: here it scrolls
TALL = 30  # rows that stand on the page; more scroll below their headers
LONG = 40  # letters of a cell that may be broken
STYLED = {"forward": "jr-forward", "reverse": "jr-reverse", "winner": "jr-best"}


def table(block: Table, pen: Pen) -> str:
    """The table in a box of its own that scrolls where it is too wide."""
    pen.needs("table.css", "sort.js")
    rows = [*_shown(block)]
    heads = "".join(map(_head, block.columns))
    parts = [element("thead", element("tr", heads))] if any(map(_lines, block.columns)) else []
    parts.append(element("tbody", "".join(_row(block, row) for row in rows)))
    if block.footer:
        foot = "".join(_row(block, row) for row in block.footer)
        parts.append(element("tfoot", foot))
    whole = element("table", "".join(parts), class_="jr-table")
    return element("div", whole, class_="jr-scroll jr-tall" if len(rows) > TALL else "jr-scroll")


def ledger(block: Ledger, pen: Pen) -> str:
    """The steps as a list, each with what it costs at its end, and their total."""
    pen.needs("ledger.css")
    steps = "".join(_step(each, block.unit) for each in (block.start, *block.rows))
    total = f"<p class='jr-total'><b>Total</b> <span>{block.total:,} {text(block.unit)}</span></p>"
    title = element("p", text(block.title), class_="jr-caption")
    return element("div", f"{title}<ol>{steps}</ol>{total}", class_="jr-ledger")


def _shown(block: Table) -> Sequence[Sequence[Cell]]:
    fold = block.fold
    if fold is None or len(block.rows) <= max(MOST_ROWS, fold.most):
        return block.rows
    last = fold.most // 2
    return [*block.rows[: fold.most - last], fold.gap, *block.rows[len(block.rows) - last :]]


def _lines(column: Column) -> str:
    """The header, a line below the other."""
    lines = (column.header,) if isinstance(column.header, str) else column.header
    return "<br>".join(text(line.strip()) for line in lines if line.strip())


def _head(column: Column) -> str:
    return element("th", _lines(column), scope="col", class_=_class(column))


def _class(column: Column) -> str:
    kinds = ("jr-right" if column.right else "", STYLED.get(column.style, ""))
    return " ".join(filter(None, kinds))


def _row(block: Table, row: Sequence[Cell]) -> str:
    return element("tr", "".join(_cells(block.columns, row)))


def _cells(columns: Sequence[Column], row: Sequence[Cell]) -> Iterator[str]:
    for at, (column, cell) in enumerate(zip(columns, row, strict=True)):
        names = isinstance(cell, str) and not at and not column.right
        scope = {"scope": "row"} if names else {}
        tag = "th" if names else "td"
        kind = f"{_class(column)} {'jr-wide' * (len(written(cell)) > LONG)}".strip()
        yield element(tag, _said(cell, column), class_=kind, data_key=_key(cell), **scope)


def _said(cell: Cell, column: Column) -> str:
    """The text, and of an amount with a bar its bar below."""
    if not isinstance(cell, Bar):
        return prose(written(cell).strip())
    share = 100 * cell.value / cell.longest if cell.longest else 0
    look = column.style if column.style in ("forward", "reverse") else "jr-plain"
    return (
        f'{text(written(cell))}<svg class="jr-bar" viewBox="0 0 100 1" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect class="{look}" width="{share:.4g}" height="1"/></svg>'
    )


def _key(cell: Cell) -> str:
    """The number that a cell is sorted by, "" where it is the one that it reads as."""
    match cell:
        case Bar(value) | Total(value) | Sent(value) | Change(value):
            return f"{value}"
        case Share(part, whole) | Ratio(part, whole) if whole:
            return f"{part / whole!r}"
        case Number(value) | Real(value) | Decimal(value) | Seconds(value):
            return f"{value!r}" if _reads_otherwise(cell) else ""
    return ""


def _reads_otherwise(cell: Cell) -> bool:
    try:
        float(written(cell).replace(",", ""))
    except ValueError:
        return True
    return isinstance(cell, Real | Decimal)


def _step(entry: Entry, unit: str) -> str:
    paid = "" if entry.amount is None else f"{entry.amount:,} {unit}"
    head = element("b", text(entry.title)) + element("span", text(paid))
    lines = [element("p", head, class_="jr-step")]
    lines += [element("p", _named(each), class_="jr-there") for each in entry.shown]
    lines += [element("p", text(entry.shapes), class_="jr-quiet")] if entry.shapes else []
    lines += [element("p", _named(each), class_="jr-made") for each in entry.made]
    return element("li", "".join(lines))


def _named(each: Named | str) -> str:
    if isinstance(each, str):
        return text(each)
    return f"{text(each.name)} = {text(in_a_row(each.values))}"
