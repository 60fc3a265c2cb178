"""What of a report a spreadsheet takes: every table of it, matrices and steps as tables too.

Cells keep their numbers; nothing is folded, shortened or rounded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jaccli.arrays import Array
from jaccli.document.blocks import (
    Answer,
    Beside,
    Block,
    Choice,
    Column,
    Either,
    Entry,
    Finding,
    Ledger,
    Listing,
    Matrix,
    Named,
    Paragraph,
    Screen,
    Table,
    Verified,
)
from jaccli.document.cells import Cell, Entries, Name, Number, Real
from jaccli.document.graphics import Diagram
from jaccli.nested import json_pieces, listed

CHECKS = ("check", "status", "found", "how")


class Sheet(NamedTuple):
    """A table and what it is called, "" where nothing says so."""

    title: str
    table: Table

    def under(self, chain: str) -> Sheet:
        """The same with a first column for the chain that it is of."""
        columns = [Column("chain"), *self.table.columns]
        rows, footer = (
            [[Name(chain), *row] for row in part] for part in (self.table.rows, self.table.footer)
        )
        return Sheet(self.title, Table(columns, rows, footer))


def sheets(blocks: Iterable[Block]) -> Iterator[Sheet]:
    """Every table in the blocks, under the title that stands above it; checks in a row are one."""
    title, checks = "", list[Verified]()
    for block in _flat(blocks):
        if checks and not isinstance(block, Verified):
            yield Sheet(title, _checks(checks))
            title, checks = "", []
        match block:
            case Paragraph(text, label):
                title = f"{label} {text}".strip()
            case Finding(label=label) if label:
                title = label.strip(" :")
            case Verified():
                checks.append(block)
            case Table():
                yield Sheet(title, block)
                title = ""
            case Matrix():
                yield Sheet(block.name, _matrix(block))
            case Ledger():
                yield Sheet(block.title, _ledger(block))
            case Listing(groups):
                rows = [[group, *member] for group, members in groups for member in members]
                yield Sheet(title, Table([*map(Column, ("group", "name", "text"))], rows))
            case Diagram() if any(node.value is not None for node in block.nodes):
                yield Sheet("values and adjoints", _values(block))
    if checks:
        yield Sheet(title, _checks(checks))


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with what stands in others; of two ways to say a thing the first."""
    for block in blocks:
        match block:
            case Screen(inner) | Choice([inner, *_]) | Either(inner, _):
                yield from _flat(inner)
            case Finding(drawn=drawn) if drawn:
                yield from _flat(drawn)
            case Beside(left, right):
                yield from _flat((left, right))
            case Answer(findings, _):
                yield from _flat(findings)
            case _ if plain := getattr(block, "plain", ()):  # of what only pictures draw
                yield from _flat(plain)
            case _:
                yield block


def _matrix(matrix: Matrix) -> Table:
    """A row a row, under the names of its columns, or their numbers."""
    height, width = matrix.entries.shape
    columns = matrix.columns or [f"{at}" for at in range(1, width + 1)]
    rows = matrix.rows or [f"{at}" for at in range(1, height + 1)]
    listed: list[list[Cell]] = [
        [name, *map(Real, row)]
        for name, row in zip(rows, (matrix.entries + 0.0).tolist(), strict=True)
    ]
    return Table([Column(matrix.name), *(Column(each, right=True) for each in columns)], listed)


def _ledger(ledger: Ledger) -> Table:
    """A row a step: what is there, what is made of it and how, and what that costs."""
    names = ("step", "given", "shapes", "made", "result", "note")
    total: list[Cell] = ["total", *[""] * 5, Number(ledger.total)]
    steps = [_step(each) for each in (ledger.start, *ledger.rows)]
    return Table([*map(Column, names), Column(ledger.unit, right=True)], steps, [total])


def _step(entry: Entry) -> list[Cell]:
    made = [each for each in entry.made if isinstance(each, Named)]
    notes = [each for each in (*entry.shown, *entry.made) if isinstance(each, str)]
    given = [
        f"{each.name} = {exact(each.values)}" for each in entry.shown if isinstance(each, Named)
    ]
    return [
        " ".join(entry.title.split()),
        "; ".join(given),
        entry.shapes,
        "; ".join(each.name for each in made),
        "; ".join(exact(each.values) for each in made),
        "; ".join(notes),
        "" if entry.amount is None else Number(entry.amount),
    ]


def exact(values: Array | None) -> str:
    """All entries in full precision, as JSON writes them; a number has no brackets."""
    if values is None:
        return "?"
    if values.ndim == 2 and len(values) == 1:
        values = values[0]
    return "".join(json_pieces(listed(values.ravel())[0] if values.size == 1 else listed(values)))


def _values(diagram: Diagram) -> Table:
    """A row a value, its adjoint beside it."""
    rows: list[Sequence[Cell]] = [
        [
            Name(node.called),
            *("" if of is None else Entries(of) for of in (node.value, node.adjoint)),
        ]
        for node in diagram.nodes
    ]
    return Table([*map(Column, ("value", "is", "adjoint"))], rows)


def _checks(checks: Iterable[Verified]) -> Table:
    rows: list[Sequence[Cell]] = [
        [each.name, each.status, each.text, each.remark] for each in checks
    ]
    return Table([*map(Column, CHECKS)], rows)
