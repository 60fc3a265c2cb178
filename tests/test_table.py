"""The one mechanism that fits tables: what goes first, what never goes, where columns stand."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len  # knows how wide signs are, and shares no code with us

from jaccli.document.blocks import KEPT, Block, Column, Either, Elastic, Fold, Paragraph, Table
from jaccli.document.cells import (
    Bar,
    Cell,
    Change,
    Decimal,
    Name,
    Number,
    Ratio,
    Shape,
    Share,
    Total,
    written,
)
from jaccli.document.display import Display
from jaccli.document.fitting import MOST_LINES, fitted
from jaccli.document.formats.text import render
from jaccli.document.layout import Layout
from jaccli.errors import inert

HOSTILE = [  # what a file may call something
    "層",
    "ｗｉｄｅ",
    "e\u0301t\u00e9",
    "ก\u0e31\u0e49",
    "a\u0488",
    "a\nb",
    "\x1b[31mred",
    "\r\t\x07",
    "::error::x",
    "  ::warning::x",
    "##[group]x",
    "a → b",
    "x" * 300,
    "two words",
    "",
]


def lines_of(table: Block, width: int, *, ascii: bool = False) -> list[str]:
    """The lines of a table that has something beside it, so that what has no room is left out."""
    lines = Layout(Display(width, ascii=ascii), alone=False).lines([table])
    return [inert("".join(text for text, _ in line)).rstrip() for line in lines]


def figures(text: str) -> list[str]:
    """The numbers of a text from 1,000 on, each as long as it is written."""
    return re.findall(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?!\d)", text)


# what a cell says


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Number(-1234), "-1,234"),
        (Number(12, added=True), "+12"),
        (Decimal(-0.001), "0.00"),
        (Decimal(2.9985, 3), "2.998"),
        (Decimal(-1.5, 1), "-1.5"),
        (Ratio(0, 3), "0.00"),
        (Ratio(1, 4000), "0.00025"),
        (Ratio(3, 0), ""),
        (Share(999, 1000), "999 of 1,000 = 99.9 %"),
        (Share(0, 3), "0 of 3 = 0 %"),
        (Shape((4, 1000)), "4×1,000"),
        (Change(6, 4), "6 → 4"),
        (Total(660, 6), "660 = 6 × 110"),
    ],
    ids=str,
)
def test_a_cell_reads_as_what_it_is(cell: Cell, text: str) -> None:
    assert written(cell) == text


# where columns stand


@st.composite
def tables_of_words(draw: st.DrawFn) -> Table:
    """Rows of cells that no two of which are alike, of one word each."""
    width = draw(st.integers(1, 5))
    numbers = iter(range(1_000, 10_000))
    columns, kinds = [], []
    for at in range(width):
        header = draw(st.sampled_from([f"h{at}", (f"h{at}", "second"), f"層{at}", ""]))
        priority = draw(st.sampled_from([1, 2, 3, KEPT]))
        columns.append(Column(header, right=draw(st.booleans()), priority=priority))
        kinds.append(draw(st.sampled_from(["number", "層", "e\u0301", "long" * 3])))

    def row() -> list[Cell]:
        return [
            Number(next(numbers)) if kind == "number" else Name(f"{kind}{next(numbers)}")
            for kind in kinds
        ]

    rows = [row() for _ in range(draw(st.integers(1, 4)))]
    footer = [row() for _ in range(draw(st.integers(0, 2)))]
    return Table(columns, rows, footer, indent=draw(st.integers(0, 4)))


def texts_of(table: Table) -> list[list[str]]:
    """All rows as they read."""
    return [[written(cell) for cell in row] for row in (*table.rows, *table.footer)]


def natural_width(table: Table, kept: list[int]) -> int:
    """How wide the columns stand beside each other: the widest of each, two blanks between."""
    widest = []
    for at in kept:
        header = table.columns[at].header
        heads = [header] if isinstance(header, str) else header
        widest.append(max(map(cell_len, (*heads, *(row[at] for row in texts_of(table))))))
    return table.indent + sum(widest) + 2 * (len(kept) - 1)


def expected_columns(table: Table, width: int) -> list[int] | None:
    """The columns that are left at a width: whoever has the least priority goes first, of equals
    the first. None where those that stay are too wide, but for the indent."""
    kept = [*range(len(table.columns))]
    while natural_width(table, kept) > width:
        going = [at for at in kept if table.columns[at].priority < KEPT]
        if not going or len(kept) == 1:
            spared = table.indent - min(table.indent, 1)
            return kept if natural_width(table, kept) - spared <= width else None
        kept.remove(min(going, key=lambda at: table.columns[at].priority))
    return kept


@given(table=tables_of_words(), width=st.integers(10, 80))
@settings(max_examples=50)
def test_the_least_columns_go_and_the_others_stand_in_columns(table: Table, width: int) -> None:
    lines = lines_of(table, width)
    kept = expected_columns(table, width)
    if kept is None:
        return
    assert max(map(cell_len, lines)) <= width
    places: dict[int, set[int]] = {at: set() for at in kept}
    for row in texts_of(table):
        (line,) = (line for line in lines if row[kept[0]] in line)
        for at, text in enumerate(row):
            assert (text in line) == (at in kept)
            if at in kept:
                before = line[: line.index(text)]
                end = cell_len(text) if table.columns[at].right else 0
                places[at].add(cell_len(before) + end)
    assert all(len(found) == 1 for found in places.values())
    assert [*places.values()] == sorted(places.values(), key=min)


@given(table=tables_of_words(), width=st.integers(10, 80))
@settings(max_examples=30)
def test_a_table_that_cannot_be_fitted_says_all_of_it_in_lines(table: Table, width: int) -> None:
    if expected_columns(table, width) is not None:
        return
    lines = lines_of(table, width)
    for line in lines:
        assert cell_len(line) <= width or len(line.split()) == 1
    text = "\n".join(lines)
    for row in texts_of(table):
        assert all(each in text for each in row)


def test_blocks_that_say_the_same_stand_in_for_rows_in_lines() -> None:
    row = [Name("a" * 20), Name("b" * 20)]
    table = Table([Column("first"), Column("second")], [row])
    either = Either([table], [Paragraph("the same")])
    assert len(lines_of(either, 43)) == 3
    assert lines_of(either, 42) == ["the same"]
    alone = [" first " + "a" * 20 + ":", "   second " + "b" * 20]
    assert lines_of(table, 42) == alone
    assert lines_of(Table([Column("only")], [row[:1]]), 10) == [" only", " " + "a" * 20]


def test_rows_in_lines_name_all_their_columns() -> None:
    columns = [Column("n"), Column(("forward", "FLOPs")), Column("cheaper"), Column("")]
    rows = [[Number(512), Number(1024), "", ""], [Number(1000), Number(2), "reverse", "*"]]
    assert lines_of(Table(columns, rows, [["total", Number(1026), "", ""]]), 24) == [
        " n 512: forward FLOPs",
        "        1,024",
        " n 1,000: forward FLOPs",
        "          2, cheaper",
        "          reverse, *",
        " total: forward FLOPs",
        "        1,026",
    ]


# bars, and the passes of totals


AMOUNTS = (1024, 0, 3, 512, 100)
PRICES = Table(
    [
        Column("step"),
        Column("shape", priority=1),
        Column("one", right=True, priority=2),
        Column(("FORWARD", "8 columns"), style="forward"),
    ],
    [[f"J{at}", Shape((8, 8)), Number(at), Bar(amount, 1024)] for at, amount in enumerate(AMOUNTS)],
    [["total", "", Number(10), Total(1639 - 1639 % 8, 8)]],
)


class Seen:
    """What is there of PRICES at a width."""

    def __init__(self, width: int, *, ascii: bool = False) -> None:
        self.lines = lines_of(Either([PRICES], [Paragraph("narrow")]), width, ascii=ascii)
        self.whole = "narrow" not in self.lines
        text = "\n".join(self.lines)
        sign = "#" if ascii else "█"
        self.longest = max((line.count(sign) for line in self.lines), default=0)
        self.beside = re.search(r"1,632 = 8 . 204", text) is not None
        self.below = re.search(r"^ +(8×8)? *= 8 . 204$", text, re.MULTILINE) is not None
        self.columns = [name for name in ("step", "shape", "one", "FORWARD") if name in text]


def test_rows_in_lines_call_only_the_names_of_a_column_by_its_header() -> None:
    table = Table(
        [
            Column("step"),
            Column("layer"),
            Column(("FORWARD (JVP)", "right to left"), right=True, brief="forward"),
        ],
        [
            [Name("J1"), Name("a_long_name"), Number(512)],
            ["", "where edges meet", Number(49)],
            ["meeting", "", Number(7)],
        ],
        [["", "total", Number(561)], ["", "", "3 × 187"]],
    )
    assert " ".join(" ".join(lines_of(table, 12)).split()) == (
        "step J1: layer a_long_name, forward 512 where edges meet: forward 49 "
        "meeting: forward 7 total: forward 561 forward 3 × 187"
    )


@given(table=tables_of_words(), width=st.integers(10, 79))
@settings(max_examples=30)
def test_in_fewer_columns_than_80_a_table_alone_loses_nothing(table: Table, width: int) -> None:
    usual = "".join("".join(render([table], Display(80))).split())
    there = "".join("".join(render([table], Display(width))).split())
    for row in texts_of(table):
        for text in map("".join, map(str.split, row)):
            assert text not in usual or text in there


def test_bars_are_shortened_first_then_passes_go_below_then_columns_go() -> None:
    seen = [Seen(width) for width in range(70, 10, -1)]
    order = []
    for each in seen:
        if not each.whole:
            state: tuple[object, ...] = ("narrow",)
        else:
            assert each.beside != each.below
            state = (each.beside, each.longest, tuple(each.columns))
        if not order or order[-1] != state:
            order.append(state)
    everything = ("step", "shape", "one", "FORWARD")
    with_bars = [state for state in order if len(state) > 1 and state[2] == everything]
    assert [state[0] for state in with_bars] == sorted((s[0] for s in with_bars), reverse=True)
    for beside in (True, False):
        lengths = [state[1] for state in with_bars if state[0] is beside]
        assert lengths == sorted(lengths, reverse=True)
        assert lengths[0] == 24 if beside else lengths[-1] == 0
    assert min(state[1] for state in with_bars if state[0]) >= 6
    assert order[len(with_bars) :] == [
        (False, 0, ("step", "one", "FORWARD")),
        (False, 0, ("step", "FORWARD")),
        ("narrow",),
    ]


@pytest.mark.parametrize("ascii", [False, True])
def test_bars_are_as_long_as_their_amounts(ascii: bool) -> None:
    for width in range(30, 80, 7):
        seen = Seen(width, ascii=ascii)
        drawn = {}
        for line, amount in zip(seen.lines[3:], AMOUNTS, strict=False):
            bar = re.search(r"[#▏▎▍▌▋▊▉█]+$", line)
            eighths = 0
            if bar is not None and ascii:
                eighths = 8 * len(bar[0])
            elif bar is not None:
                eighths = sum(8 if sign == "█" else "▏▎▍▌▋▊▉".index(sign) + 1 for sign in bar[0])
            drawn[amount] = eighths
        assert drawn[0] == 0
        longest = drawn[1024]
        for amount, eighths in drawn.items():
            if amount and longest:
                assert eighths >= 1
                assert abs(eighths - longest * amount / 1024) <= (8 if ascii else 1)


def test_amounts_end_at_one_place_and_their_bars_begin_at_one() -> None:
    ends, starts = set(), set()
    for line in Seen(60).lines[3:8]:
        amount = re.search(r"([\d,]+)(?: ([▏▎▍▌▋▊▉█]+))?$", line)
        assert amount is not None
        ends.add(amount.end(1))
        starts |= {amount.start(2)} if amount[2] else set()
    assert len(ends) == len(starts) == 1


def test_a_sum_that_is_added_stands_with_the_amounts() -> None:
    rows = [["a", Bar(5, 5)], ["b", Number(1234, added=True)], ["c", "-"]]
    lines = lines_of(Table([Column("what"), Column("FLOPs")], rows, [["t", Total(6, 2)]]), 60)
    ends = [line.index(sign) for line, sign in zip(lines[2:5], ("5", "4", "-"), strict=True)]
    assert len(set(ends)) == 1
    assert lines[6].index("6 =") == ends[0]


def test_amounts_end_at_one_place_where_the_rows_with_bars_have_given_way() -> None:
    rows = [["a", "-"], ["… 4 like these …", Number(32000)], ["where edges meet", Number(400)]]
    table = Table([Column("what"), Column("FLOPs")], rows, [["total", Total(32400, 20)]])
    for width in (80, 34):
        lines = lines_of(table, width)
        amounts = [re.search(r"-(?= *$)|[\d,]{3,}", line).end() for line in (*lines[2:5], lines[6])]
        assert len(set(amounts)) == 1


def test_without_bars_too_the_passes_of_a_total_go_below_it() -> None:
    table = Table([Column(""), Column("FLOPs")], [["a", Number(60)]], [["total", Total(660, 6)]])
    assert lines_of(table, 80)[-1] == " total  660 = 6 × 110"
    assert lines_of(table, 21)[-1] == " total  660 = 6 × 110"
    assert lines_of(table, 20)[-2:] == [" total  660", "        = 6 × 110"]


def test_short_headers_stand_on_the_rule() -> None:
    table = Table([Column("a"), Column(("over", "b", "c"))], [["1", "2"]])
    assert lines_of(table, 80) == ["    over", "    b", " a  c", " ───────", " 1  2"]


# long tables


@pytest.mark.parametrize("most", range(1, 7))
def test_the_middle_of_a_long_table_is_one_row(most: int) -> None:
    for length in range(9):
        rows = [[Number(at), Name(f"row{at}")] for at in range(length)]
        table = Table([Column("k"), Column("what")], rows, fold=Fold(most, ["…", "more"]))
        shown = [line.split()[0] for line in lines_of(table, 60)[2:]]
        whole = [str(at) for at in range(length)]
        if length <= most:
            assert shown == whole
        else:
            first = -(-most // 2)
            assert shown == [*whole[:first], "…", *whole[length - (most - first) :]]


# whatever a file calls its things


@pytest.mark.parametrize("ascii", [False, True])
@given(
    names=st.lists(st.sampled_from(HOSTILE), min_size=6, max_size=6),
    width=st.sampled_from([40, 60, 80, 400]),
    priority=st.sampled_from([1, KEPT]),
)
@settings(max_examples=30)
def test_no_name_breaks_a_table(names: list[str], width: int, priority: int, ascii: bool) -> None:
    columns = [Column(names[0]), Column("FLOPs", right=True), Column(names[1], priority=priority)]
    rows = [[Name(names[2]), Number(123456), Name(names[3])]]
    rows += [[Name(names[4]), Number(7000), Name(names[5])]]
    lines = lines_of(Table(columns, rows, [["total", Number(130456), ""]]), width, ascii=ascii)
    for line in lines:
        assert line.isprintable()
        assert line.isascii() or not ascii
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert cell_len(line) <= width or len(line.split()) == 1
    text = "\n".join(lines)
    for number in ("123,456", "7,000", "130,456"):
        assert number in figures(text)
    if any(set(line.strip()) in ({"─"}, {"-"}) for line in lines):  # their ends are at one place
        ends = [cell_len(line[: line.rindex(n) + len(n)]) for line, n in numbered(lines)]
        assert len(set(ends)) == 1


def numbered(lines: list[str]) -> list[tuple[str, str]]:
    """The lines with an amount in the second column, and that amount."""
    numbers = ("123,456", "7,000", "130,456")
    body = [line for line in lines[1:] if not set(line.strip()) <= {"─", "-"}]
    assert all(number in line for line, number in zip(body, numbers, strict=True))
    return [*zip(body, numbers, strict=True)]


def test_a_table_is_never_wider_where_there_is_less_room() -> None:
    widths = [max(map(cell_len, lines_of(PRICES, width))) for width in range(80, 10, -1)]
    for room, (before, after) in zip(range(79, 10, -1), pairwise(widths), strict=True):
        assert after <= max(before, room)


def test_a_table_of_thousands_of_rows_is_never_laid_out_as_a_whole() -> None:
    rows = [[f"row {k}"] for k in range(5000)]
    laid_out = []

    def height(blocks) -> int:
        (table,) = blocks
        shown = len(table.rows) if table.fold is None else table.fold.most + 1
        laid_out.append(shown)
        return shown

    (found,) = fitted([Table([Column("name")], rows, elastic=Elastic())], height)
    assert found.fold is not None
    assert height([found]) <= MOST_LINES
    assert max(laid_out) < 100
