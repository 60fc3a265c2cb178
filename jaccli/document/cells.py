"""What stands in the cells of a table: integers, ratios, shares, bars, shapes, times, words.

A cell says what it is; `written` is how it reads where only text can stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.words import readable, shape, times

if TYPE_CHECKING:
    from jaccli.arrays import Array


class Number(NamedTuple):
    """An integer: 1,234, and +1,234 where it is added to something."""

    value: int
    added: bool = False


class Real(NamedTuple):
    """A number that was measured or computed: so many digits, or its size as a power of ten."""

    value: float
    digits: int = 3


class Decimal(NamedTuple):
    """A number with so many decimals, a slope: 2.998."""

    value: float
    places: int = 2


class Ratio(NamedTuple):
    """How often one amount holds another: 6.00; nothing where that cannot be said."""

    numerator: int
    denominator: int


class Share(NamedTuple):
    """A part of a whole: 17 of 24 = 71 %."""

    part: int
    whole: int


class Shape(NamedTuple):
    """Rows and columns: 4×6."""

    axes: tuple[int, ...]


class Product(NamedTuple):
    """The shapes of two factors: (3×50)·(50×3)."""

    left: tuple[int, int]
    right: tuple[int, int]


class Made(NamedTuple):
    """The shape of what is made: → 3×3."""

    axes: tuple[int, ...]


class Formula(NamedTuple):
    """Where a count comes from: 2·3·50·3."""

    text: str


class Sent(NamedTuple):
    """So many tangents through a layer, 64 →, or adjoints, 1 ←."""

    vectors: int
    ahead: bool


class Change(NamedTuple):
    """From one size to another: 6 → 4."""

    before: int
    after: int


class Bar(NamedTuple):
    """An amount, and beside it a bar whose length is its share of the largest one."""

    value: int
    longest: int


class Total(NamedTuple):
    """A sum, and the passes that it is made of, beside it or on a line of its own: 660 = 6 × 110"""

    value: int
    passes: int

    @property
    def product(self) -> str:
        """= 6 × 110"""
        return f"= {self.passes:,} × {self.value // self.passes:,}"


class Seconds(NamedTuple):
    """A time, in the unit that reads best."""

    value: float


class Entries(NamedTuple):
    """The numbers of a vector on one line: [1 0 -1 2], and [1 0 … 3] where there are many.

    room: columns that they may take
    """

    values: Array  # (n,)
    room: int = 32


class Exact(NamedTuple):
    """Words, and among them arrays whose numbers are all written in full precision, as in JSON."""

    parts: Sequence[str | Array]


class Name(NamedTuple):
    """What something is called. whole: its full name, where a part of it is shown"""

    text: str
    whole: str = ""


Cell = (
    str
    | Number
    | Real
    | Decimal
    | Ratio
    | Share
    | Shape
    | Product
    | Made
    | Formula
    | Sent
    | Change
    | Bar
    | Total
    | Seconds
    | Entries
    | Exact
    | Name
)


def written(cell: Cell) -> str:
    """The cell in words and figures.

    >>> written(Number(1234)), written(Share(17, 24)), written(Shape((4, 6)))
    ('1,234', '17 of 24 = 71 %', '4×6')
    """
    match cell:
        case str():
            return cell
        case Number(value, added):
            return f"{value:+,}" if added else f"{value:,}"
        case Real(value, digits):
            return f"{value:.{digits}g}"
        case Decimal(value, places):
            return _decimal(value, places)
        case Ratio(numerator, denominator):
            return _ratio(numerator, denominator) if denominator else ""
        case Share(part, whole):
            return f"{part:,} of {whole:,} = {_percent(part, whole)} %"
        case Shape(axes):
            return shape(axes)
        case Product(left, right):
            return f"({written(Shape(left))})·({written(Shape(right))})"
        case Made(axes):
            return f"→ {written(Shape(axes))}"
        case Formula(text):
            return text
        case Sent(vectors, ahead):
            return f"{vectors:,} {'→' if ahead else '←'}"
        case Change(before, after):
            return f"{before:,} → {after:,}"
        case Bar(value, _):
            return f"{value:,}"
        case Total():
            return f"{cell.value:,} {cell.product}"
        case Seconds(value):
            return readable(value)
        case Entries(values, room):
            from jaccli.document.figures import compact  # few tables show numbers of arrays

            return compact(values, room)
        case Exact():
            return "".join(exact(cell))
        case Name(text):
            return text
    raise TypeError(f"no cell of a table: {cell!r}")


def exact(cell: Exact) -> Iterator[str]:
    """The words and numbers, in pieces; a single number has no brackets."""
    from jaccli.nested import json_pieces, listed  # few tables show numbers of arrays

    for part in cell.parts:
        if isinstance(part, str):
            yield part
            continue
        if part.ndim == 2 and len(part) == 1:
            part = part[0]
        yield from json_pieces(listed(part) if part.size != 1 else listed(part.ravel())[0])


def _decimal(value: float, places: int) -> str:
    """Without the sign of -0.00."""
    text = f"{value:.{places}f}"
    return text if float(text) else text.removeprefix("-")


def _ratio(numerator: int, denominator: int) -> str:
    """0.00 only where it is 0, 1.00 only where it is 1."""
    ratio = numerator / denominator
    tiny = numerator and f"{ratio:.2f}" == "0.00"
    return f"{ratio:.2g}" if tiny else times(numerator, denominator)


def _percent(part: int, whole: int) -> str:
    """100 only where it is all, 0 only where it is nothing."""
    percent = 100 * part / whole
    text = f"{percent:.0f}"
    return f"{percent:.3g}" if text in ("0", "100") and 0 < part < whole else text
