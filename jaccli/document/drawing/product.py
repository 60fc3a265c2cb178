"""A product of matrices as text: small pictures or figures side by side, broken between matrices.

In figures it reads as on a blackboard:

     J2 (1×2)   J1 (2×2)
     [1 -2]   · [3 0]
                [1 4]
     = J (1×2)
     [1 -8]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jaccli.document.blocks import Blank, Block, Line
from jaccli.document.display import Display, shown
from jaccli.document.figures import figures
from jaccli.document.graphics import Factor, Product
from jaccli.document.matrix import MOST_ROWS, picture
from jaccli.errors import cells
from jaccli.words import shape

RESULT = 4  # digits of the largest entry of what comes out
WRITTEN = ((3, False), (3, True), (2, True))  # those of a factor, and whether close: the best first
LEAST = len("J1 (1×1) ")  # columns of a factor, whatever stands in it
MOST = 8  # rows and columns of a picture
SIGN_AT = (MOST - 1) // 2  # the line of the signs between the pictures: every one has it


def product_blocks(product: Product, display: Display) -> Iterator[Block]:
    """The pictures of J_K · … · J_1 = J, as many beside each other as fit."""
    signs = ["·"] * (len(product.factors) - 1) + ["=", ""]
    factors = zip((*product.factors, product.result), signs, strict=True)
    pieces = (_piece(factor, sign, display) for factor, sign in factors)
    for at, line in enumerate(_rows(pieces, display.width)):
        yield from [Blank] if at else []
        yield from _beside(line)


def in_figures(product: Product, display: Display) -> list[Block] | None:
    """The same in figures; None where a matrix has too many of them."""
    every = (*product.factors, product.result)
    if any(len(each.entries) > MOST_ROWS or _is_wide(each, display.width) for each in every):
        return None
    few = LEAST * len(product.factors) < display.width  # of many only the best way is written out
    ways = [
        _factors(product.factors, digits, close=close)
        for digits, close in (WRITTEN if few else WRITTEN[:1])
    ]
    pieces = next((way for way in ways if _width(way) < display.width), ways[0])
    result = _result(product.result, display)
    if any(1 + cells(line.rstrip()) > display.width for piece in pieces for line in piece):
        return None
    if any(cells(line) > display.width for line in result):
        return None
    found: list[Block] = []
    for line in _rows(pieces, display.width - 1):
        height = max(map(len, line))
        padded = [[*each, *[" " * cells(each[0])] * (height - len(each))] for each in line]
        found += [each._replace(text=f" {each.text}") for each in _beside(padded)]
    return [*found, *map(Line, result)]


def _is_wide(factor: Factor, width: int) -> bool:
    """Whether the figures of a row need more than `width` columns, whatever they are."""
    return 2 * factor.entries.shape[1] + 1 > width


def _factors(factors: Sequence[Factor], digits: int, *, close: bool) -> list[list[str]]:
    """The matrices in figures. close: no blank stands at a sign, no 0 at a column's end"""
    sign = "·" if close else " ·"
    signs = [sign] * (len(factors) - 1) + [""]
    return [
        _figures(factor, digits, sign, close=close)
        for factor, sign in zip(factors, signs, strict=True)
    ]


def _figures(factor: Factor, digits: int, sign: str, *, close: bool) -> list[str]:
    """A matrix under its name and shape, a line each row, and the sign that follows the first."""
    first, *others = _rows_of(factor, digits, close=close)
    lines = [f"{factor.name} ({shape(factor.entries.shape)}) ", first + sign, *others]
    wide = max(map(cells, lines)) + (not close)
    return [line + " " * (wide - cells(line)) for line in lines]


def _width(pieces: Sequence[Sequence[str]]) -> int:
    """How many columns the matrices take beside each other."""
    return sum(cells(each[0]) for each in pieces)


def _rows_of(factor: Factor, digits: int, *, close: bool = False) -> list[str]:
    """The rows in brackets, each column as wide as its own figures."""
    columns = zip(*figures(factor.entries, digits), strict=True)
    closed = [_closed(_without_zeros(column) if close else column) for column in columns]
    return [f"[{' '.join(row)}]" for row in zip(*closed, strict=True)]


def _without_zeros(column: Sequence[str]) -> list[str]:
    """Decimals without the zeros at the end that all of them have.

    >>> _without_zeros(["0.50", "-1.00", "0"])
    ['0.5', '-1.0', '0']
    """
    if any("e" in each for each in column):
        return [*column]
    parts = [each.partition(".") for each in column]
    kept = max(len(decimals.rstrip("0")) for _, _, decimals in parts)
    return [whole + (point + decimals[:kept] if kept else "") for whole, point, decimals in parts]


def _closed(column: Sequence[str]) -> list[str]:
    """Figures without the blanks that all of them begin with."""
    bare = [each.strip() for each in column]
    wide = max(map(len, bare))
    return [each.rjust(wide) for each in bare]


def _result(result: Factor, display: Display) -> list[str]:
    """= J (1×6), under the names of its columns where there is room for those."""
    name = f" = {result.name} ({shape(result.entries.shape)})"
    if result.rows:
        columns = [_closed([header, *column]) for header, column in _named_columns(result, display)]
        heads = [name, *(shown(row, display) for row in result.rows)]
        wide = max(map(cells, heads))
        table = zip(heads, zip(*columns, strict=True), strict=True)
        lines = [
            f"{' ' * (wide - cells(head)) + head}  {'  '.join(row)}"
            if at
            else f"{head:<{wide}}  {'  '.join(row)}"
            for at, (head, row) in enumerate(table)
        ]
        if max(map(cells, lines)) <= display.width:
            return lines
    return [name, *(f" {row}" for row in _rows_of(result, RESULT))]


def _named_columns(result: Factor, display: Display) -> Iterator[tuple[str, Sequence[str]]]:
    """The columns with their names over them."""
    columns = zip(*figures(result.entries, RESULT), strict=True)
    for name, column in zip(result.columns, columns, strict=True):
        yield shown(name, display), column


def thinned(product: Product) -> str:
    """That a picture shows the largest entries, where one has to; "" where each shows all."""
    sizes = [size for factor in product.factors for size in factor.entries.shape]
    if max(sizes) <= MOST:
        return ""
    return (
        f"at most {MOST}×{MOST} cells a matrix, a cell shows the largest of the entries it stands "
        "for"
    )


def _piece(factor: Factor, sign: str, display: Display) -> list[str]:
    """A matrix with its name and shape on top and the sign that follows it: lines of one width."""
    drawn = picture(factor.entries, MOST, MOST, ascii=display.ascii)
    name, size = shown(factor.name, display), shape(factor.entries.shape)
    wide = max(len(drawn[0]) + 3, len(size), cells(name)) + 1
    body = [f" |{line} |".ljust(wide) for line in drawn]
    above = (MOST - len(body)) // 2
    below = MOST - len(body) - above
    lines = [" " * wide] * above + body + [" " * wide] * below
    signs = [sign if at == SIGN_AT else "" for at in range(MOST)]
    return [
        f"{name.center(wide - cells(name) + len(name))}   ",
        f"{size.center(wide)}   ",
        *(f"{line} {sign:2}" for line, sign in zip(lines, signs, strict=True)),
    ]


def _rows(pieces: Iterable[list[str]], width: int) -> Iterator[list[list[str]]]:
    """The matrices in rows, as many beside each other as have the room."""
    line: list[list[str]] = []
    for piece in pieces:
        if line and _width([*line, piece]) > width:
            yield line
            line = []
        line.append(piece)
    yield line


def _beside(pieces: Sequence[Sequence[str]]) -> Iterator[Line]:
    """The lines of a row of pictures, without the empty ones."""
    lines = ("".join(parts).rstrip() for parts in zip(*pieces, strict=True))
    return (Line(line) for line in lines if line)
