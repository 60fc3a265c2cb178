"""A product of matrices as text: small pictures side by side, broken between matrices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Blank, Block, Line
from jaccli.document.display import Display, shown
from jaccli.document.graphics import Factor, Product
from jaccli.document.matrix import picture
from jaccli.errors import cells

MOST = 8  # rows and columns of a picture
SIGN_AT = (MOST - 1) // 2  # the line of the signs between the pictures: every one has it


def product_blocks(product: Product, display: Display) -> Iterator[Block]:
    """The pictures of J_K · … · J_1 = J, as many beside each other as fit."""
    signs = ["·"] * (len(product.factors) - 1) + ["=", ""]
    factors = zip((*product.factors, product.result), signs, strict=True)
    line: list[list[str]] = []
    for piece in (_piece(factor, sign, display) for factor, sign in factors):
        if line and sum(cells(each[0]) for each in [*line, piece]) > display.width:
            yield from _beside(line)
            yield Blank
            line = []
        line.append(piece)
    yield from _beside(line)


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
    rows, columns = factor.entries.shape
    drawn = picture(factor.entries, MOST, MOST, ascii=display.ascii)
    name, shape = shown(factor.name, display), f"{rows}×{columns}"
    wide = max(len(drawn[0]) + 3, len(shape), cells(name)) + 1
    body = [f" |{line} |".ljust(wide) for line in drawn]
    above = (MOST - len(body)) // 2
    below = MOST - len(body) - above
    lines = [" " * wide] * above + body + [" " * wide] * below
    signs = [sign if at == SIGN_AT else "" for at in range(MOST)]
    return [
        f"{name.center(wide - cells(name) + len(name))}   ",
        f"{shape.center(wide)}   ",
        *(f"{line} {sign:2}" for line, sign in zip(lines, signs, strict=True)),
    ]


def _beside(pieces: Sequence[Sequence[str]]) -> Iterator[Line]:
    """The lines of a row of pictures, without the empty ones."""
    lines = ("".join(parts).rstrip() for parts in zip(*pieces, strict=True))
    return (Line(line) for line in lines if line)
