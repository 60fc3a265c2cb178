"""Ledgers to lines: what has the room stands side by side, and the amounts in one column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.arrays import Array
from jaccli.document.display import USUAL, Display, Line, shown, wrapped
from jaccli.document.ledger import WIDEST, Entry, Ledger, Named, in_a_row
from jaccli.errors import cells

BETWEEN = "  "
MADE = 5  # columns before what is made
BELOW = 3  # columns before what has no room beside its title
TITLE = 24  # columns of the longest title that stands beside something
FORMULA = 24  # of the longest formula whose sign of equality is in line with the others
LEAST = 16  # columns of a vector that was shortened
SHORT = 40  # columns of a vector that is rather whole on a line of its own
WHOLE = 4  # entries of the longest vector that never is


class Row(NamedTuple):
    """One line, and what stands at its right end."""

    left: str
    right: str = ""


def ledger_lines(ledger: Ledger, display: Display) -> Iterator[Line]:
    """All steps, a rule, and their total."""
    drawing = _Drawing(ledger, display)
    rows = [row for entry in (ledger.start, *ledger.rows) for row in drawing.entry(entry)]
    widths = [cells(row.left) + (2 + cells(row.right) if row.right else 0) for row in rows]
    titles = wrapped(shown(ledger.title, display), max(1, drawing.width - 2 - len(ledger.unit)))
    widths.append(max(map(cells, titles)) + 2 + len(ledger.unit))
    margin = min(max(widths), display.width)
    for at, title in enumerate(titles):
        last = at == len(titles) - 1
        yield [(_with_right(Row(title, ledger.unit if last else ""), margin), "title")]
    for row in rows:
        yield [(_with_right(row, margin), "")]
    yield [(" " + shown("─", display) * (margin - 1), "quiet")]
    yield [(_with_right(Row(" total", f"{ledger.total:,}"), margin), "")]


def _with_right(row: Row, margin: int) -> str:
    if not row.right:
        return row.left
    return row.left + " " * (margin - cells(row.left) - cells(row.right)) + row.right


class _Drawing:
    """Lays the entries of one ledger out."""

    def __init__(self, ledger: Ledger, display: Display) -> None:
        self.display = display
        self.width = min(display.width, WIDEST)
        entries = (ledger.start, *ledger.rows)
        titles = [cells(self._shown(each.title)) for each in entries if each.shown]
        self.title = max((each for each in titles if each <= TITLE), default=0)
        names = [piece.name for each in entries for piece in each.made if isinstance(piece, Named)]
        formulas = [cells(self._shown(name)) for name in names]
        self.formula = max((each for each in formulas if each <= FORMULA), default=0)

    def entry(self, entry: Entry) -> Iterator[Row]:
        """The lines of a step. Its shapes stand beside what is there, or beside what is made."""
        title = self._shown(entry.title)
        amount = "" if entry.amount is None else f"+{entry.amount:,}"
        if entry.shown and entry.made and not entry.shapes:
            beside = [
                *self._above(title, entry._replace(shown=[*entry.shown, *entry.made]), amount)
            ]
            if len(beside) == 1:
                yield beside[0]
                return
        if not entry.shown:
            yield from self._placed(" ", [title], "" if entry.made else amount, BELOW)
        made = [self._padded(piece) for piece in entry.made]
        above = [*self._above(title, entry, entry.shapes)] if entry.shown else []
        if entry.shapes and made:
            beside = [*self._above(title, entry, "")]
            both = self._beside([*made, entry.shapes], self._room(amount) - MADE)
            if len(beside) < len(above) and both is not None:
                above, made = beside, [*made, entry.shapes]
        yield from above
        if made:
            yield from self._placed(" " * MADE, made, amount, MADE + 2)

    def _above(self, title: str, entry: Entry, right: str) -> Iterator[Row]:
        """The title of a step, and what is there."""
        if cells(title) <= self.title and self.title + LEAST * 2 <= self.width:
            before = f" {title}{' ' * (self.title - cells(title))}  "
            yield from self._placed(before, entry.shown, right, cells(before))
            return
        yield from (Row(f" {line}") for line in wrapped(title, self.width - 1))
        yield from self._placed(" " * BELOW, entry.shown, right, BELOW)

    def _room(self, right: str) -> int:
        """Columns beside what stands at the right end."""
        return self.width - (cells(right) + 2 if right else 0)

    def _padded(self, piece: Named | str) -> Named | str:
        """The formula, so that its sign of equality is in line with the others."""
        if isinstance(piece, str):
            return piece
        blanks = self.formula - cells(self._shown(piece.name))
        return piece._replace(name=piece.name + " " * max(0, blanks))

    def _placed(
        self, before: str, pieces: Sequence[Named | str], right: str, hang: int
    ) -> Iterator[Row]:
        """Pieces side by side, on further lines after `hang` columns where there is no room."""
        right = self._shown(right)
        room = self._room(right)
        beside = self._beside(pieces, room - cells(before))
        if beside is not None:
            yield Row(before + beside, right)
            return
        lines, one = [before], True
        for piece in pieces:
            texts = self._alone(piece, self.width - hang)
            start = lines[-1] if lines[-1].isspace() or lines == [before] else ""
            last_one, one = one, len(texts) == 1
            joined = f"{start}{texts[0]}" if start else f"{lines[-1]}{BETWEEN}{texts[0]}"
            joins = bool(start) or (last_one and one)  # a name beside several lines is overlooked
            if joins and cells(joined) <= self.width:
                lines[-1] = joined
                del texts[0]
            lines += [" " * hang + text for text in texts]
        fits = cells(lines[-1]) <= room
        yield from map(Row, lines[:-1] if fits else lines)
        if right:
            yield Row(lines[-1] if fits else "", right)
        elif fits:
            yield Row(lines[-1])

    def _beside(self, pieces: Sequence[Named | str], room: int) -> str | None:
        """All pieces on one line; None where they have no room."""
        names = [self._before(piece) for piece in pieces]
        fixed = sum(map(cells, names)) + len(BETWEEN) * (len(pieces) - 1)
        values = [piece.values for piece in pieces if isinstance(piece, Named)]
        narrow = self.width < USUAL  # nothing is shortened for that
        most = USUAL - MADE - fixed if narrow else WIDEST
        needs = [cells(self._figures(each, max(LEAST, most))) for each in values]
        short = [narrow or each is None or each.size <= WHOLE for each in values]
        rooms = iter(_shared(needs, short, room - fixed))
        line = ""
        for name, piece in zip(names, pieces, strict=True):
            line += (BETWEEN if line else "") + name
            if isinstance(piece, Named):
                given = next(rooms)
                if given < 1:
                    return None
                line += self._figures(piece.values, given)
        return line if cells(line) <= room else None

    def _alone(self, piece: Named | str, width: int) -> list[str]:
        """A piece on lines of its own."""
        before = self._before(piece)
        if isinstance(piece, str):
            return wrapped(before, width)
        whole = width + max(0, USUAL - self.width)  # as much as in 80 columns
        beside = before + self._figures(piece.values, max(LEAST, whole - cells(before)))
        figures = self._figures(piece.values, max(LEAST, whole - BELOW))
        if cells(beside) <= width and (beside.endswith(figures) or cells(figures) > SHORT):
            return [beside]
        below = wrapped(figures, width - BELOW)
        return [*wrapped(before.rstrip(), width), *(" " * BELOW + each for each in below)]

    def _before(self, piece: Named | str) -> str:
        """The name and the sign of equality, or the whole text."""
        return self._shown(piece if isinstance(piece, str) else f"{piece.name} = ")

    def _figures(self, values: Array | None, room: int) -> str:
        """The numbers in so many columns; of several vectors the first."""
        text = self._shown(in_a_row(values, room))
        if cells(text) > room and self.display.ascii:
            text = self._shown(in_a_row(values, room - 2))  # for … takes three columns there
        return text

    def _shown(self, text: str) -> str:
        return shown(text, self.display)


def _shared(needs: Sequence[int], short: Sequence[bool], room: int) -> list[int]:
    """How many columns each vector gets of the room, 0 where that is not enough.

    needs: columns of the whole vectors; short: whether they have to be whole. The short ones get
    what they need, the long ones share what is left.
    """
    given = [0] * len(needs)
    order = sorted(range(len(needs)), key=lambda at: (not short[at], needs[at]))
    for place, at in enumerate(order):
        share = room if short[at] else room // (len(needs) - place)
        if needs[at] <= share:
            given[at] = needs[at]
        elif not short[at] and share >= LEAST:
            given[at] = share
        room -= given[at]
    return given
