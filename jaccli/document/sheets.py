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
from jaccli.document.cells import Cell, Entries, Exact, Name, Number, Real
from jaccli.document.graphics import Diagram
from jaccli.document.rows import Rows

CHECKS = ("check", "status", "found", "how")


class Sheet(NamedTuple):
    """A table and what it is called, "" where nothing says so."""

    title: str
    table: Table

    def under(self, chain: str) -> Sheet:
        """The same with a first column for the chain that it is of."""
        columns = [Column("chain", plain="chain"), *self.table.columns]
        rows = self.table.rows
        named = Rows(len(rows), lambda at: [Name(chain), *rows[at]])
        footer = [[Name(chain), *row] for row in self.table.footer]
        return Sheet(self.title, Table(columns, named, footer))


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

    def row(at: int) -> Sequence[Cell]:
        return [rows[at], *map(Real, (matrix.entries[at] + 0.0).tolist())]

    named = [Column(matrix.name, plain=matrix.name)]  # none of them has a unit
    named += [Column(each, right=True, plain=each) for each in columns]
    return Table(named, Rows(height, row))


def _ledger(ledger: Ledger) -> Table:
    """A row a step: what is there, what is made of it and how, and what that costs."""
    names = ("step", "given", "shapes", "made", "result", "note")
    total: list[Cell] = ["total", *[""] * 5, Number(ledger.total)]
    entries = [ledger.start, *ledger.rows]
    steps = Rows(len(entries), lambda at: _step(entries[at]))
    return Table([*map(Column, names), Column(ledger.unit, right=True)], steps, [total])


def _step(entry: Entry) -> list[Cell]:
    made = [each for each in entry.made if isinstance(each, Named)]
    given = [each for each in entry.shown if isinstance(each, Named)]
    notes = [each for each in (*entry.shown, *entry.made) if isinstance(each, str)]
    return [
        " ".join(entry.title.split()),
        _all([(f"{each.name} = ", each.values) for each in given]),
        entry.shapes,
        "; ".join(each.name for each in made),
        _all([("", each.values) for each in made]),
        "; ".join(notes),
        "" if entry.amount is None else Number(entry.amount),
    ]


def _all(named: Sequence[tuple[str, Array | None]]) -> Exact:
    """All numbers behind their names."""
    parts: list[str | Array] = []
    for at, (name, values) in enumerate(named):
        parts += [("; " if at else "") + name, "?" if values is None else values]
    return Exact(parts)


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
