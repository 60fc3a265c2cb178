"""Steps in LaTeX: a sweep as align*, what acts in each step above it, what it costs beside it."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array
from jaccli.document.blocks import Entry, Ledger, Named
from jaccli.document.figures import figures
from jaccli.document.latex.matrices import bmatrix, figure
from jaccli.document.latex.notation import maths
from jaccli.document.latex.sentences import prose
from jaccli.document.ledger import in_a_row
from jaccli.errors import cells
from jaccli.words import count

WIDEST = 64  # signs of a line: a formula with its numbers, and what stands beside it
BESIDE = 60  # of the vectors that are given
MOST_STEPS = 60  # of a sweep; those in the middle become one


def align(ledger: Ledger) -> Iterator[str]:
    """Every step with its formulas, its numbers and its price, and the total."""
    ledger = ledger.folded(MOST_STEPS)
    title = ledger.title[:1].upper() + ledger.title[1:]
    yield rf"\textit{{{prose(title)}.}}"
    yield _given(ledger.start)
    room = WIDEST - max((cells(_beside(entry)) for entry in ledger.rows), default=0)
    lines: list[str] = []
    said: list[str] = []  # above the next formula
    for entry in ledger.rows:
        said.append(_given(entry))
        rows = [*_rows(entry, ledger.unit.removesuffix("s"), room)]
        if rows:
            above = "\\newline ".join(said)
            lines += [rf"\intertext{{{above}}}" if lines else above, *rows]
            said = []
    if lines:
        first, *formulas = lines
        aligned = f"\\begin{{align*}}\n{_joined(formulas)}\\end{{align*}}"
        yield f"{first}\n{{\\allowdisplaybreaks\n{aligned}}}"
    yield from said
    yield rf"\textbf{{Total: {count(ledger.total, ledger.unit.removesuffix('s'))}.}}"


def _joined(lines: list[str]) -> str:
    """Rows ended by a double backslash, but for the last; what is said between two is no row."""
    text = ""
    for at, line in enumerate(lines):
        ends = not line.startswith(r"\intertext") and at + 1 < len(lines)
        text += f"{line} \\\\\n" if ends else f"{line}\n"
    return text


def _given(entry: Entry) -> str:
    """What a step begins with: its name, and what is there."""
    shown = [
        prose(each)
        if isinstance(each, str)
        else f"${maths(each.name)} = {maths(in_a_row(each.values, BESIDE))}$"
        for each in entry.shown
    ]
    remarks = [prose(each) for each in entry.made if isinstance(each, str)]
    listed = ", ".join((*shown, *remarks))
    name = prose(" ".join(entry.title.split()))
    return rf"\textbf{{{name}}}" + (f": {listed}" if listed else "")


def _beside(entry: Entry) -> str:
    """What stands beside the formulas of a step: shapes, but no formula of a gradient."""
    return "" if entry.shapes.startswith("∂") else entry.shapes


def _rows(entry: Entry, unit: str, room: int) -> Iterator[str]:
    """The formulas of a step: in general, in particular, in numbers. room: signs of a line"""
    price = "" if entry.amount is None else count(entry.amount, unit)
    beside = _beside(entry)
    gradients = [] if beside else entry.shapes.split("  ")
    for each in entry.made:
        if isinstance(each, Named):
            yield from _equation(each, entry.general, prose(beside), price, room)
            beside = price = ""
    for text in filter(None, gradients):
        of, _, made = text.partition(" = ")
        yield f"{maths(of)} &= {maths(made)}{_comment(price)}"
        price = ""


def _equation(made: Named, general: str, beside: str, price: str, room: int) -> Iterator[str]:
    name, _, formula = made.name.partition(" = ")
    numbers = "?" if made.values is None else _numbers(made.values, room)
    width = cells(made.name) + _width(made.values)
    left = f"{maths(name)} "
    if general and general != formula:
        yield f"{left}&= {maths(general)}{_comment(beside)}"
        left, beside = "", ""
    if formula and width > room:
        yield f"{left}&= {maths(formula)}{_comment(price)}"
        left, price, formula = "", "", ""
    parts = " = ".join(filter(None, (maths(formula) if formula else "", numbers)))
    comment = "; ".join(filter(None, (price, beside)))
    yield f"{left}&= {parts}{_comment(comment)}"


def _comment(text: str) -> str:
    return rf" && \text{{{text}}}" if text else ""


def _numbers(values: Array, room: int) -> str:
    if values.size == 1:
        return figure(figures(values.reshape(1, 1))[0][0])
    return bmatrix(values if values.ndim == 2 else values[None, :], room=room)


def _width(values: Array | None) -> int:
    """About how many signs the numbers take."""
    if values is None or values.size == 1:
        return 6
    corner = (values if values.ndim == 2 else values[None, :])[:8, :8]
    widest = max(sum(len(text.strip()) + 1 for text in row) for row in figures(corner))
    return widest + 3 * len(corner[0])  # the blanks between columns
