"""Matrices in LaTeX: as bmatrix; of large ones the corners, dots between them, and the shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from jaccli.arrays import Array, np
from jaccli.document.blocks import Matrix
from jaccli.document.figures import figures
from jaccli.document.graphics import Product
from jaccli.document.latex.notation import maths, number
from jaccli.document.whole import widest
from jaccli.words import shape

MOST_ROWS, MOST_COLUMNS = 8, 8  # in figures; bmatrix takes ten columns
WIDEST = 46  # signs of the figures of a row
LEFT = 3  # rows and columns that are left of those in the middle, and one at the end
POWER = len(r" \cdot 10^{-100}") - len("e-100")  # signs that it is longer in a formula
BLOCK = 30  # rows of a matrix that is written out whole, before the next part of it begins


def bmatrix(entries: Array, *, room: int = WIDEST) -> str:
    """The entries (m, n) in brackets. room: signs of a row"""
    height, width = entries.shape
    columns = min(width, MOST_COLUMNS)
    while True:
        rows = _texts(entries, columns)
        if columns <= 2 or max(map(_signs, rows)) <= room:
            break
        columns -= 1
    whole = len(rows) == height and columns == width
    lines = r" \\ ".join(" & ".join(row) for row in rows)
    body = rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"
    return body if whole else f"{body}_{{{maths(shape(entries.shape))}}}"


def _texts(entries: Array, columns: int) -> list[list[str]]:
    """The figures that are shown, with dots for those that are not."""
    height, width = entries.shape
    across = [*range(width)] if width <= columns else [*range(columns - 1), width - 1]
    down = [*range(height)] if height <= MOST_ROWS else [*range(LEFT + 1), height - 1]
    shown = figures(entries[np.ix_(down, across)])
    rows = [[figure(text) for text in row] for row in shown]
    if len(across) < width:
        rows = [[*row[:-1], r"\cdots", row[-1]] for row in rows]
    if len(down) < height:
        dots = [r"\vdots"] * len(rows[0])
        if len(across) < width:
            dots[-2] = r"\ddots"
        rows.insert(-1, dots)
    return rows


def figure(text: str) -> str:
    """A number as it is written in formulas; inf and nan as words."""
    text = text.strip()
    if not text[-1:].isdigit():
        return rf"\text{{{text}}}"
    return f"-{number(text[1:])}" if text.startswith("-") else number(text)


def _signs(row: Sequence[str]) -> int:
    return sum(
        3 if text.startswith("\\") else len(text.replace(r" \cdot ", ".")) for text in row
    ) + len(row)


def equations(matrices: Sequence[Matrix]) -> Iterator[str]:
    """Matrices under their names, a line each; one that is wanted whole by itself."""
    for whole, group in groupby(matrices, lambda each: each.whole):
        if whole:
            yield from (part for each in group for part in _whole(maths(each.name), each.entries))
        else:
            yield aligned([line for each in group for line in _equation(each)])


def aligned(lines: Sequence[str]) -> str:
    """Formulas below each other, over more than one page where they have to be."""
    rows = " \\\\\n".join(lines)
    return f"{{\\allowdisplaybreaks\n\\begin{{align*}}\n{rows}\n\\end{{align*}}}}"


def _equation(matrix: Matrix) -> Iterator[str]:
    name, _, formula = matrix.name.partition(" = ")
    entries = matrix.entries
    room = WIDEST + 20 - len(matrix.name)
    if matrix.kind == "diagonal":
        numbers = rf"\operatorname{{diag}} {bmatrix(entries, room=room)}"
    elif entries.size == 1:
        numbers = figure(figures(entries)[0][0])
    else:
        numbers = bmatrix(entries, room=max(room, WIDEST))
    if formula and room < WIDEST // 2:
        yield f"{maths(name)} &= {maths(formula)}"
        yield f"&= {numbers}"
    else:
        made = f"{maths(formula)} = " if formula else ""
        yield f"{maths(name)} &= {made}{numbers}"


def _whole(name: str, entries: Array) -> Iterator[str]:
    """Every entry in full precision, in as many columns as fit."""
    height, width = entries.shape
    across = max(1, 3 * WIDEST // 2 // (widest(entries, _exact, POWER) + 1))
    for left in range(0, width, across):
        for top in range(0, height, BLOCK):
            part = entries[top : top + BLOCK, left : left + across]
            rows = [[*map(_exact, row)] for row in part.tolist()]
            lines = r" \\ ".join(" & ".join(row) for row in rows)
            place = ""
            if (height, width) != (len(rows), len(rows[0])):
                place = f"_{{{top + 1}:{top + len(rows)},\\,{left + 1}:{left + len(rows[0])}}}"
            yield rf"\[ {{{name}}}{place} = \begin{{bmatrix}} {lines} \end{{bmatrix}} \]"


def _exact(entry: float) -> str:
    return figure(repr(entry))


def product(block: Product) -> Iterator[str]:
    """The factors, each under its name, and what their product is."""
    lines = [rf"{maths(each.name)} &= {bmatrix(each.entries)}" for each in reversed(block.factors)]
    names = maths("·".join(each.name for each in block.factors))
    lines.append(rf"{maths(block.result.name)} &= {names} = {bmatrix(block.result.entries)}")
    yield aligned(lines)
