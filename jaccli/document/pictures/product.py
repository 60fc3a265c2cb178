"""A product of matrices as rectangles on one scale: J3 · J2 · J1 = J."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaccli.document.graphics import Factor, Product
from jaccli.document.pictures.letters import shortened, width
from jaccli.document.pictures.raster import (
    FRAME,
    LEAST,
    SIZES,
    digits_for,
    legend,
    raster,
    sides,
    thinned,
)
from jaccli.document.pictures.scene import Item, Scene, Words
from jaccli.document.pictures.sheet import BETWEEN, DOWN, MARGIN, NOTE, TITLE, Sheet
from jaccli.words import conjoined, shape

LARGEST, TALLEST = 64.0, 300.0  # pixels of an entry, and of a matrix
HIGH, BELOW = 500.0, 55.0  # pixels of all lines, and of what is said below the matrices of one
USEFUL = 130.0  # pixels that the largest matrix has where all stand on one line
LINES = 4
LABEL = 170.0  # pixels of a line below a matrix, but for its shape
SIGN = 30.0  # pixels for a dot or the sign =


class Piece(NamedTuple):
    """A matrix and the sign after it. labels: below it"""

    factor: Factor
    sign: str
    labels: Sequence[str]

    def width(self, scale: float) -> float:
        """Of the matrix in its frame, or of what is said below it."""
        texts = [width(self.labels[0], NOTE, bold=True), *(width(t, NOTE) for t in self.labels[1:])]
        return max(sides(self.factor.entries, scale)[0] + 2 * FRAME, *texts)


def scene(product: Product) -> Scene:
    """The matrices on as few lines as let them be large enough to look at."""
    pieces = _pieces(product)
    names = [piece.factor.name for piece in pieces]
    shapes = (f"{piece.factor.name} is {shape(piece.factor.entries.shape)}" for piece in pieces)
    spelt = f"{('·' if product.joined else ', ').join(names[:-1])} = {names[-1]}"
    sheet = Sheet(product.title or spelt)
    for sentence in product.said:
        sheet.say(sentence)
    scale = _scale(pieces, sheet.room)
    written = all(digits_for(piece.factor.entries, scale) for piece in pieces)
    for line in _lines(pieces, scale, sheet.room):
        sheet.top += 14
        sheet.put(*_drawn(line, scale, sheet.top, written=written))
    sheet.top += 14
    if written:
        sheet.rule(f"Blue: positive. Orange: negative. {SIZES}")
    else:
        sheet.put(legend(MARGIN, sheet.top), 16)
    for note in _notes(product, pieces, scale):
        sheet.rule(note)
    return sheet.scene(f"{spelt}. {'; '.join(shapes)}.")


def _pieces(product: Product) -> list[Piece]:
    """The factors, each with the sign after it, and what they come to."""
    factors = product.factors
    dot, equal = ("·", "=") if product.joined else ("", "")
    signs = [*[dot] * (len(factors) - 1), equal][-len(factors) :] if factors else []
    if product.hidden:
        signs[len(factors) // 2 - 1] = "⋯"
    every = zip((*factors, product.result), (*signs, ""), strict=True)
    return [Piece(factor, sign, _labels(factor)) for factor, sign in every]


def _labels(factor: Factor) -> list[str]:
    """The name with the shape, and what else is said, a line each."""
    name = shortened(factor.name, NOTE, LABEL, bold=True)
    notes = factor.note.rsplit(", ", 1) if factor.note else []  # a name may have commas
    first = f"{name} ({shape(factor.entries.shape)})"
    return [first, *(shortened(each, NOTE, LABEL) for each in notes)]


def _scale(pieces: Sequence[Piece], room: float) -> float:
    """Pixels of an entry: on few lines, but so that the largest matrix is no speck."""
    tallest = max(max(piece.factor.entries.shape[0] for piece in pieces), 1)
    largest = max(max(piece.factor.entries.shape) for piece in pieces)
    best = 0.0
    for lines in range(1, LINES + 1):
        low, high = 0.0, min(LARGEST, min(TALLEST, HIGH / lines - BELOW) / tallest)
        for _ in range(24):
            middle = (low + high) / 2
            fitting = len(_lines(pieces, middle, room)) <= lines
            low, high = (middle, high) if fitting else (low, middle)
        best = max(best, low)
        if largest * best >= USEFUL or best > LARGEST / 3:
            break
    return best


def _lines(pieces: Sequence[Piece], scale: float, room: float) -> list[list[Piece]]:
    """As many side by side as fit."""
    lines: list[list[Piece]] = [[]]
    used = 0.0
    for piece in pieces:
        needed = piece.width(scale) + (SIGN if piece.sign else FRAME)
        if lines[-1] and used + needed > room:
            lines.append([])
            used = 0.0
        lines[-1].append(piece)
        used += needed + (0 if piece.sign else SIGN)
    return lines


def _drawn(
    line: Sequence[Piece], scale: float, top: float, *, written: bool
) -> tuple[list[Item], float]:
    """The matrices of a line about one middle, what is said of them below; and how high it is."""
    high = max(sides(piece.factor.entries, scale)[1] for piece in line) + 2 * FRAME
    items: list[Item] = []
    left = MARGIN
    for piece in line:
        wide, (own, tall) = piece.width(scale), sides(piece.factor.entries, scale)
        middle = left + wide / 2
        place = (middle - own / 2, top + (high - tall) / 2)
        items.append(raster(piece.factor, *place, scale, written=written))
        base = top + high + NOTE * BETWEEN
        for at, label in enumerate(piece.labels):
            look = "quiet" if at else "name"
            items.append(Words(middle, base + at * NOTE * BETWEEN, label, look, "middle", NOTE))
        left += wide
        if piece.sign:
            base = top + high / 2 + TITLE * DOWN
            items.append(Words(left + SIGN / 2, base, piece.sign, "name", "middle", TITLE))
        left += SIGN
    labels = max(len(piece.labels) for piece in line)
    return items, high + labels * NOTE * BETWEEN + 6


def _notes(product: Product, pieces: Sequence[Piece], scale: float) -> list[str]:
    """What is left out, drawn larger than it is, or thinned."""
    notes = []
    if product.hidden:
        notes.append(f"⋯ stands for {product.hidden:,} more factors.")
    shapes = [piece.factor.entries.shape for piece in pieces]
    if min(map(min, shapes)) * scale < LEAST:
        notes.append(f"A side that would be too thin to see is {LEAST:g} pixels long.")
    by_size: dict[str, list[str]] = {}
    for piece in pieces:
        by_size.setdefault(thinned(piece.factor.entries, scale), []).append(piece.factor.name)
    few = [f"{size} in {conjoined(names)}" for size, names in by_size.items() if size]
    if len(by_size) == 1 and few:
        notes.append(f"A cell shows the largest of {next(iter(by_size))} entries.")
    elif few:
        notes.append(f"A cell shows the largest of several entries: {', '.join(few)}.")
    return notes
