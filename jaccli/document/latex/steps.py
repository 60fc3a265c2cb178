"""Steps in LaTeX: a sweep as align*, what acts in each step above it, what it costs beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from jaccli.arrays import Array
from jaccli.document.blocks import Entry, Ledger, Named
from jaccli.document.figures import figures
from jaccli.document.latex.matrices import bmatrix, figure
from jaccli.document.latex.notation import NAME, maths
from jaccli.document.latex.sentences import prose
from jaccli.document.ledger import in_a_row
from jaccli.errors import cells
from jaccli.words import count

Write = Callable[[str], str]  # a formula, for math mode
WIDEST = 64  # signs of a line: a formula with its numbers, and what stands beside it
LINE = 74  # signs of a line in all, fractions no longer than their parts
WORD = re.compile(NAME)
FRACTION = re.compile(r"∂(\w+)/∂(\w+)")
TERMS = re.compile(r" \+ (?![^(]*\))")  # what lies between: a sum outside of parentheses
BESIDE = 60  # of the vectors that are given
MOST_STEPS = 60  # of a sweep; those in the middle become one


def align(ledger: Ledger) -> Iterator[str]:
    """Every step with its formulas, its numbers and its price, and the total."""
    write = partial(maths, names=_names(ledger))
    ledger = ledger.folded(MOST_STEPS)
    title = ledger.title[:1].upper() + ledger.title[1:]
    yield rf"\textit{{{prose(title)}.}}"
    yield _given(ledger.start, write)
    room = WIDEST - max((cells(_beside(entry)) for entry in ledger.rows), default=0)
    left, right = _columns(ledger)
    unit, fits = ledger.unit.removesuffix("s"), left + right + WIDEST - room <= LINE
    lines: list[str] = []
    said: list[str] = []  # above the next formula
    for entry in ledger.rows:
        comments = _comments(entry, unit)
        said.append(_given(entry, write, () if fits else comments))
        rows = [*_rows(entry, comments if fits else ("", ""), write, room, LINE - left)]
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


def _names(ledger: Ledger) -> tuple[str, ...]:
    """Those of values that are no words: fc-1 is no difference, block.0 no product."""
    named = (entry.title.partition("  ")[0].strip() for entry in (ledger.start, *ledger.rows))
    return tuple(each for each in named if each and not WORD.fullmatch(each))


def _joined(lines: list[str]) -> str:
    """Rows ended by a double backslash, but for the last; what is said between two is no row."""
    text = ""
    for at, line in enumerate(lines):
        ends = not line.startswith(r"\intertext") and at + 1 < len(lines)
        text += f"{line} \\\\\n" if ends else f"{line}\n"
    return text


def _columns(ledger: Ledger) -> tuple[int, int]:
    """About how many signs both sides of the equations take that are no numbers."""
    left, right = [0], [0]
    for entry in ledger.rows:
        for each in entry.made:
            if isinstance(each, Named):
                name, _, formula = each.name.partition(" = ")
                left.append(_signs(name))
                right += [_signs(entry.general), _signs(formula)]
    return max(left), max(right)


def _signs(formula: str) -> int:
    """How wide it is, a fraction as wide as its longer part."""
    return cells(FRACTION.sub(lambda found: f"∂{max(found.groups(), key=cells)}", formula))


def _comments(entry: Entry, unit: str) -> tuple[str, str]:
    """What stands beside the formulas of a step: its shapes, and its price."""
    price = "" if entry.amount is None else count(entry.amount, unit)
    return prose(_beside(entry)), price


def _given(entry: Entry, write: Write, comments: Iterable[str] = ()) -> str:
    """What a step begins with: its name, what is there, and comments that have no room below."""
    shown = [
        prose(each)
        if isinstance(each, str)
        else f"${write(each.name)} = {maths(in_a_row(each.values, BESIDE))}$"
        for each in entry.shown
    ]
    remarks = [prose(each) for each in entry.made if isinstance(each, str)]
    listed = ", ".join((*shown, *remarks, *filter(None, comments)))
    name = prose(" ".join(entry.title.split()))
    return rf"\textbf{{{name}}}" + (f": {listed}" if listed else "")


def _beside(entry: Entry) -> str:
    """What stands beside the formulas of a step: shapes, but no formula of a gradient."""
    return "" if entry.shapes.startswith("∂") else entry.shapes


def _rows(
    entry: Entry, comments: tuple[str, str], write: Write, room: int, right: int
) -> Iterator[str]:
    """The formulas of a step: in general, in particular, in numbers. room: signs of a line beside
    comments; right: of a right side alone"""
    beside, price = comments
    gradients = [] if _beside(entry) else entry.shapes.split("  ")
    for each in entry.made:
        if isinstance(each, Named):
            yield from _equation(each, entry.general, beside, price, write, room, right)
            beside = price = ""
    for text in filter(None, gradients):
        of, _, made = text.partition(" = ")
        yield f"{write(of)} &= {write(made)}{_comment(price)}"
        price = ""


def _equation(
    made: Named, general: str, beside: str, price: str, write: Write, room: int, right: int
) -> Iterator[str]:
    name, _, formula = made.name.partition(" = ")
    numbers = "?" if made.values is None else _numbers(made.values, room)
    width = cells(made.name) + _width(made.values)
    left = f"{write(name)} "
    if general and general != formula:
        yield f"{left}&= {_broken(general, right, write)}{_comment(beside)}"
        left, beside = "", ""
    if formula and width > room:
        yield f"{left}&= {_broken(formula, right, write)}{_comment(price)}"
        left, price, formula = "", "", ""
    parts = " = ".join(filter(None, (write(formula) if formula else "", numbers)))
    comment = "; ".join(filter(None, (price, beside)))
    yield f"{left}&= {parts}{_comment(comment)}"


def _broken(formula: str, room: int, write: Write) -> str:
    """A formula in lines of at most so many signs, of which the further ones begin with a +."""
    lines: list[str] = []
    for term in TERMS.split(formula):
        longer = f"{lines[-1]} + {term}" if lines else term
        if lines and _signs(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(term)
    return " \\\\\n&\\quad + ".join(map(write, lines))


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
