"""The plot: its dots are read back and compared with where the logarithms say they are."""

from __future__ import annotations

import math
import re

import pytest

from jaccli.document.blocks import Beside, Column, Curve, Curves, Elastic, Paragraph, Screen, Table
from jaccli.document.cells import Number
from jaccli.document.display import Display
from jaccli.document.drawing.plot import Frame, Note, Stroke, frame_of, plot
from jaccli.document.fitting import LEAST_ROWS
from jaccli.document.formats.text import render

# Unicode's braille patterns: dots 1 2 3 7 down the left column, 4 5 6 8 down the right one
BITS = {0: (0, 0), 1: (0, 1), 2: (0, 2), 3: (1, 0), 4: (1, 1), 5: (1, 2), 6: (0, 3), 7: (1, 3)}
LINE = re.compile(r"^  +(\S*) [┤│](.*)$")
SQUARES = [(n, n**2) for n in (1, 3, 10, 30, 100, 300, 1000)]
LINEAR = [(n, 50 * n) for n, _ in SQUARES]


def text_of(rows) -> list[str]:
    return ["".join(text for text, _ in row) for row in rows]


def body(rows, frame: Frame) -> list[str]:
    """The signs between the axes, the highest line first."""
    lines = [LINE.match(line) for line in text_of(rows)[:-2]]
    assert all(lines)
    return [found[2].ljust(frame.columns)[: frame.columns] for found in lines if found]


def dots_of(rows, frame: Frame) -> set[tuple[int, int]]:
    """The lit dots as (across, down) from the upper left corner."""
    found = set()
    for row, line in enumerate(body(rows, frame)):
        for column, sign in enumerate(line):
            if 0x2800 <= ord(sign) <= 0x28FF:
                for bit, (x, y) in BITS.items():
                    if (ord(sign) - 0x2800) >> bit & 1:
                        found.add((2 * column + x, 4 * row + y))
    return found


def place(x: float, y: float, xs, ys, columns: int, rows: int) -> tuple[float, float]:
    """Where (x, y) lies among 2·columns × 4·rows dots whose corners are the extremes."""
    across = math.log(x / xs[0]) / math.log(xs[1] / xs[0]) * (2 * columns - 1)
    down = math.log(ys[1] / y) / math.log(ys[1] / ys[0]) * (4 * rows - 1)
    return across, down


@pytest.mark.parametrize("power", [1, 2, 3, 0.8])
def test_the_dots_of_a_power_lie_on_one_straight_line(power: float) -> None:
    points = [(n, 5 * n**power) for n in (1, 2, 5, 10, 40, 100, 1000)]
    curve = Stroke(points, "*")
    frame = frame_of([curve], 50, 12)
    dots = dots_of(plot([curve], frame, "n"), frame)
    assert {x for x, _ in dots} == set(range(100))  # solid: no column is empty
    ends = (points[0][1], points[-1][1])
    if power > 0.9:  # 5 … 5000 holds its own ends; the range is not widened
        for x, y in dots:
            n = math.exp(x / 99 * math.log(1000))
            _, down = place(n, 5 * n**power, (1, 1000), ends, 50, 12)
            assert abs(y - down) <= 1.01


def test_every_point_of_both_curves_is_lit() -> None:
    curves = [Stroke(SQUARES, "*"), Stroke(LINEAR, "o", line="dashed")]
    frame = frame_of(curves, 57, 14)
    dots = dots_of(plot(curves, frame, "n"), frame)
    for x, y in SQUARES:
        across, down = place(x, y, (1, 1000), (1, 1e6), 57, 14)
        assert any(abs(across - a) <= 1 and abs(down - d) <= 1 for a, d in dots), (x, y)
    for x, y in LINEAR:  # a gap of a dash is 3 dots wide
        across, down = place(x, y, (1, 1000), (1, 1e6), 57, 14)
        assert any(abs(across - a) <= 3 and abs(down - d) <= 2 for a, d in dots), (x, y)


def test_a_steep_curve_has_no_gaps() -> None:
    curve = Stroke([(1, 1), (10, 2), (11, 1e6), (1000, 3e6)], "*")
    frame = frame_of([curve], 6, 14)
    dots = dots_of(plot([curve], frame, "n"), frame)
    assert {down for _, down in dots} == set(range(56))


def test_a_dashed_curve_has_gaps_of_three_dots() -> None:
    curve = Stroke([(1, 10), (1000, 10_000)], "o", line="dashed")
    frame = frame_of([curve], 30, 10)
    lit = sorted({x for x, _ in dots_of(plot([curve], frame, "n"), frame)})
    assert lit == [x for x in range(60) if x // 3 % 2 == 0]


def test_a_dotted_curve_has_a_dot_and_three_gaps() -> None:
    curve = Stroke([(1, 10), (1000, 10_000)], ".", line="dotted")
    frame = frame_of([curve], 30, 10)
    lit = sorted({x for x, _ in dots_of(plot([curve], frame, "n"), frame)})
    assert lit == list(range(0, 60, 4))


def test_curves_on_one_line_are_thick_where_the_dashes_are() -> None:
    curves = [Stroke(SQUARES, "*"), Stroke(SQUARES, "o", line="dashed")]
    frame = frame_of(curves, 40, 10)
    both = dots_of(plot(curves, frame, "n"), frame)
    alone = dots_of(plot(curves[:1], frame, "n"), frame)
    assert alone < both
    assert {x for x, _ in both - alone} == {x for x in range(80) if x // 3 % 2 == 0}


def test_curves_on_one_line_take_turns_in_ascii() -> None:
    curves = [Stroke(SQUARES, "*"), Stroke(SQUARES, "o", line="dashed")]
    frame = frame_of(curves, 40, 10, ascii=True)
    text = "\n".join(body(plot(curves, frame, "n"), frame))
    assert 15 <= text.count("*") <= 25
    assert 15 <= text.count("o") <= 25
    assert not {sign for sign in text if ord(sign) > 0x2800}


def test_in_ascii_each_sign_is_where_the_logarithms_say() -> None:
    curve = Stroke(SQUARES, "*")
    frame = frame_of([curve], 61, 13, ascii=True)
    lines = body(plot([curve], frame, "n"), frame)
    for n, y in SQUARES:
        column = round(math.log10(n) / 3 * 60)
        row = 12 - round(math.log10(y) / 6 * 12)
        assert lines[row][column] == "*", (n, y)


@pytest.mark.parametrize("ascii", [False, True])
def test_the_mark_stands_on_the_curve(ascii: bool) -> None:
    curve = Stroke(SQUARES, "*")
    frame = frame_of([curve], 61, 13, ascii=ascii)
    lines = body(plot([curve], frame, "n", marks=[(10, 100)]), frame)
    (row,) = (at for at, line in enumerate(lines) if "◆" in line)
    assert abs(lines[row].index("◆") - 60 / 3) <= 1
    assert abs(row - 12 * (1 - 2 / 6)) <= 1


def test_axis_labels_are_powers_of_ten_at_their_places() -> None:
    curve = Stroke([(2, 30), (50_000, 3e9)], "*")
    frame = frame_of([curve], 60, 16)
    lines = text_of(plot([curve], frame, "n"))
    for at, line in enumerate(lines[:-2]):
        label = line.split("┤")[0].strip() if "┤" in line else ""
        if label:
            _, down = place(2, float(label), (2, 50_000), (30, 3e9), 60, 16)
            assert abs(4 * at + 1.5 - down) <= 2, label
            assert math.log10(float(label)).is_integer()
    axis, labels = lines[-2], lines[-1]
    start = axis.index("└") + 1
    ticks = [at - start for at, sign in enumerate(axis) if sign == "┬"]
    named = labels.split()
    assert named == ["10", "100", "1000", "1e4", "n"]
    for tick, label in zip(ticks, named, strict=False):
        assert abs(tick - math.log(float(label) / 2) / math.log(25_000) * 59) <= 1
        assert labels[start + tick :].startswith(label)


@pytest.mark.parametrize(
    ("low", "high"), [(20, 80), (2, 20), (1, 1.5), (10, 10), (3e4, 1.1e5), (1, 1e15)]
)
def test_both_axes_hold_two_powers_of_ten(low: float, high: float) -> None:
    curve = Stroke([(low, low), (high, high)], "*")
    frame = frame_of([curve], 30, 8)
    for first, last in ((frame.left, frame.right), (frame.bottom, frame.top)):
        assert math.floor(last) > math.ceil(first) - (first == math.ceil(first)) - 1
        assert math.floor(last) - math.ceil(first) >= 1
        assert first <= math.log10(low) <= math.log10(high) <= last
    assert plot([curve], frame, "n")


def test_integers_beyond_floats_are_drawn() -> None:
    curve = Stroke([(10, 10**200), (10**15, 10**250)], "*")
    assert "1e200" in "\n".join(text_of(plot([curve], frame_of([curve], 30, 8), "n")))


def test_notes_that_would_meet_move_apart_and_stay_inside() -> None:
    curve = Stroke([(1, 1), (100, 100)], "*")
    frame = frame_of([curve], 30, 8)
    notes = [Note(1, ["a", "b"]), Note(1.1, ["c", "d"]), Note(1.2, ["e", "f"])]
    lines = text_of(plot([curve], frame, "n", notes=notes))
    assert [line[-1] for line in lines[2:8]] == ["e", "f", "c", "d", "a", "b"]


def test_lines_are_as_wide_as_the_frame_says() -> None:
    curve = Stroke(SQUARES, "*")
    frame = frame_of([curve], 33, 9)
    lines = text_of(plot([curve], frame, "n"))
    assert len(lines) == 9 + 2
    assert {len(line) for line in lines[:-2]} == {len(lines[0])}
    assert len(LINE.match(lines[0])[2]) == 33


def figures(rows: int, elastic: Elastic | None = None) -> Table:
    cells = [[Number(10**6 + at), Number(at)] for at in range(rows)]
    return Table([Column("large", right=True), Column("small", right=True)], cells, elastic=elastic)


BOTH = Curves([Curve("one", SQUARES), Curve("two", LINEAR)], "n", "", titled=False)


@pytest.mark.parametrize("rows", [3, 9, 14])
@pytest.mark.parametrize("width", [30, 48, 50, 51, 80, 120])
def test_curves_stand_beside_a_table_where_both_have_room_and_are_as_tall(width, rows) -> None:
    table = figures(rows)
    alone = "".join(render([table], Display(200))).splitlines()
    wide = max(map(len, alone))
    lines = "".join(render([Beside(BOTH, table, 30)], Display(width))).splitlines()
    if width < 80 or wide + 2 + 30 > width:  # in fewer columns the table leaves nothing out
        assert lines[-len(alone) :] == alone
        return
    for line, row in zip(lines, alone, strict=False):
        assert line.endswith(row)
    assert len(lines) == max(len(alone), 1 + 4 + 2)  # the names, four lines of curves, the axis
    assert "┤" in lines[-3] + lines[-4]
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("firm", [0, 6])
@pytest.mark.parametrize("said", ["", "{} more"])
@pytest.mark.parametrize("lines", [2, 8, 30])
def test_the_rows_that_stay_longest_are_the_last_to_go(lines: int, said: str, firm: int) -> None:
    order = [17, 0, 19, *range(1, 17), 18]
    table = figures(20, Elastic(said.format, order=order, firm=firm))
    others = [Paragraph(str(at)) for at in range(lines)]
    text = "".join(render([Screen([table, *others])], Display(80)))
    shown = [int(line.split()[1]) for line in text.splitlines() if line.startswith(" 1,0")]
    assert shown == sorted(order[: len(shown)])
    assert len(shown) == max(LEAST_ROWS - bool(said), firm, 23 - 2 - lines - bool(said))
    assert (f"{20 - len(shown)} more" in text) == bool(said)
