"""What a command prints by default: one screen on every sample, the answer last and complete.

Lines are counted in the text; the answer and the columns are read in the blocks that it is drawn
of, rows that stand for several among them.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from jaccli.document import fitting
from jaccli.document.blocks import (
    Answer,
    Blank,
    Block,
    Choice,
    Column,
    Either,
    Elastic,
    Finding,
    Ledger,
    Line,
    Matrix,
    Screen,
    Table,
)
from jaccli.document.cells import Bar, Cell, Number, Total
from jaccli.document.display import Display
from jaccli.document.layout import Layout
from jaccli.errors import cells
from jaccli.spec import samples

LINES = 23  # of a terminal of 24, whose last one is the prompt
NAMES = tuple(f"sample:{name}" for name in samples() if not name.endswith(".py"))
SCREENS = {  # how a command is called, but for the chain; and whether a rule has to be said
    "compare": True,
    "compare --cost structured": True,
    "compare --seeds free": True,
    "compare --wrt parameters": True,
    "compare --wrt all": True,
    "compare --run none": True,
    "grad": True,
    "grad --steps": True,
    "grad --layer f1": True,
    "order": True,
    "order --cost structured": True,
    "order --matrix-free --memory-limit 20": True,
    "sweep --vary n=1:100": True,
    "check": True,
    "show": False,
    "jvp -v e1": True,
    "jvp -v e1 --steps": True,
    "vjp -u e1": True,
    "vjp -u e1 --steps": True,
    "vjp -u random -u e1": True,
}
VECTORS = {  # more than one number comes out
    f"sample:{name}"
    for name in ("affine_softmax", "autoencoder", "bottleneck", "seeds_flip", "square", "tall")
}
NAMED = ("residual", "square", "tall", "textbook")  # whose files name a size n
EXEMPT: dict[str, set[str]] = {  # samples of which a call makes no report
    "compare --wrt parameters": {"sample:baydin", "sample:figure_13_11"},
    "grad": VECTORS,
    "grad --steps": VECTORS,
    "grad --layer f1": VECTORS | {"sample:baydin", "sample:figure_13_11", "sample:residual"},
    "sweep --vary n=1:100": {*NAMES} - {f"sample:{name}" for name in NAMED},
}
CALLS = [(call, name) for call in SCREENS for name in NAMES if name not in EXEMPT.get(call, set())]


@cache
def seen(call: str, name: str) -> tuple[str, tuple[Block, ...]]:
    """The text of a call, and the blocks of its screen."""
    import contextlib
    import io
    from unittest import mock

    from jaccli.__main__ import main
    from jaccli.document import formats
    from jaccli.document.formats import text

    given: list[Block] = []

    def render(blocks, display):
        given.extend(blocks)
        return text.render(given, display)

    command, *options = call.split()
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with (
        mock.patch.dict(formats._registered, {"text": render}),
        contextlib.redirect_stdout(out),
    ):
        assert main([command, name, *options]) == 0
    (screen,) = given
    assert isinstance(screen, Screen)
    out.seek(0)
    *before, last = screen.blocks
    ending = last.choices[0] if isinstance(last, Choice) else [last]  # an answer that may say less
    return out.read(), (*before, *ending)


def rarely(call: str, name: str) -> bool:
    """Of two calls that follow each other, one is tried quickly with a sample."""
    return (list(SCREENS).index(call) + NAMES.index(name)) % 2 == 1


on_every_sample = pytest.mark.parametrize(
    ("call", "name"),
    [pytest.param(*each, marks=[pytest.mark.slow] * rarely(*each)) for each in CALLS],
)


@on_every_sample
def test_a_report_is_one_screen(call, name) -> None:
    lines = seen(call, name)[0].splitlines()
    assert len(lines) <= LINES
    assert [line for line in lines if cells(line) > 80] == []


@on_every_sample
def test_the_answer_is_last_and_complete(call, name) -> None:
    text, blocks = seen(call, name)
    answer = blocks[-1]
    assert isinstance(answer, Answer)
    assert [each for each in blocks if isinstance(each, Answer)] == [answer]
    assert answer.findings[0].kind == "headline"
    assert not SCREENS[call] or "rule" in {each.kind for each in answer.findings}
    assert answer.following is not None
    assert any("--details" in text for _, text in answer.hints)
    last = " ".join(text.splitlines()[-1].split())
    assert last.endswith((answer.following.command, f"({answer.following.question})"))


@on_every_sample
@pytest.mark.parametrize("width", [40, pytest.param(60, marks=pytest.mark.slow)])
def test_nothing_is_cut_where_there_is_less_room(call, name, width) -> None:
    """Every word and figure of the answer and of its tables' rows stands there too."""
    _, blocks = seen(call, name)
    lines = ["".join(text for text, _ in line) for line in drawn(blocks, width)]
    widest = max(map(cells, lines))
    assert widest <= width
    words = " ".join(" ".join(lines).split())
    for each in blocks[-1].findings:
        assert each.drawn or " ".join(each.text.split()) in words
    if any(table.fold for table in tables(fitting.fitted(blocks, height))):
        return  # of two tables in place of one each has its own sum
    # a product and steps have more digits where they break
    listed = [each for each in blocks if not isinstance(each, Choice | Ledger)]
    there = figures(["".join(text for text, _ in line) for line in drawn(listed, 80)])
    assert there - figures(lines) <= {"0"}  # where no edges meet in one of two tables


@on_every_sample
def test_every_column_adds_up_to_its_total(call, name) -> None:
    for table in tables(fitting.fitted(seen(call, name)[1], height)):
        if table.fold:
            kept = table.fold.most
            rows = [*table.rows[: kept - kept // 2], table.fold.gap]
            rows += table.rows[len(table.rows) - kept // 2 :]
        else:
            rows = [*table.rows]
        for at in range(len(table.columns)):
            totals = [amount(row[at]) for row in table.footer if amount(row[at]) is not None]
            found = [amount(row[at]) or 0 for row in rows]
            assert totals in ([], [sum(found)]), table.columns[at]


def test_what_can_be_spared_goes_last_and_only_where_the_rest_has_room_then() -> None:
    table = Table([Column("a")], [[str(at)] for at in range(9)], elastic=Elastic())
    spare = table._replace(elastic=Elastic(spare=True))
    stays, least = [], 2 * height([table.folded(3)])
    for lines in range(1, 26):
        answer = Answer([Finding("headline", "a line", indent=0)] * lines)
        needed = height([answer]) + least
        found = fitting.fitted([table, Blank, spare, Blank, answer], height)
        stays.append(len([*tables(found)]) == 2)
        assert stays[-1] == (needed <= LINES or needed - least // 2 > LINES)
        assert (height(found) <= LINES) == (needed <= LINES or not stays[-1])
    assert {*stays} == {True, False}


def test_a_screen_is_full_only_where_rows_give_way() -> None:
    """The tables of long chains are folded, those of short ones are whole."""
    _, blocks = seen("compare --wrt all", "sample:textbook")
    assert height(blocks) > LINES
    fitted = fitting.fitted(blocks, height)
    assert LINES - 3 <= height(fitted) <= LINES
    assert re.search(r"… \d+ like these …", seen("compare --wrt all", "sample:textbook")[0])
    assert all(table.fold is None for table in tables(seen("compare", "sample:digits")[1]))


@pytest.mark.parametrize(("first", "second"), [(8, 5), (40, 4), (30, 30), (5, 400)])
def test_two_tables_give_way_together_and_leave_no_line_unused(first, second) -> None:
    lines = [Line("") for _ in range(14)]
    blocks = [*lines, counted(first), counted(second)]
    kept = [min(rows, most) for most in range(400) for rows in (first, second)]
    most = max(sum(pair) for pair in zip(kept[::2], kept[1::2], strict=True) if sum(pair) <= 9)
    assert height(fitting.fitted(blocks, height)) == len(lines) + most


def test_a_table_keeps_its_first_and_its_last_row_where_there_is_no_room_for_any() -> None:
    found = fitting.fitted([*(Line("") for _ in range(30)), counted(9)], height)
    lines = ["".join(text for text, _ in line).strip() for line in drawn(found, 80)]
    assert (lines[30], lines[-1], len(lines)) == ("0", "8", 33)


@pytest.mark.parametrize(("lines", "kept"), [(20, 3), (22, 1), (23, 0), (24, 3)])
def test_empty_lines_go_only_where_a_screen_becomes_one_without_them(lines, kept) -> None:
    lasts = [Line("") for _ in range(lines - 2)]
    blocks = [Line("first"), Blank, Blank, Blank, *lasts, Answer([Finding("headline", "so")])]
    fitted = fitting.fitted(blocks, height)
    assert [each for each in fitted if each != Blank] == [each for each in blocks if each != Blank]
    assert height(fitted) - lines == kept
    for tall in ([Matrix("J", np.ones((1, 1)), True), *blocks], blocks[:-1]):
        assert [*fitting.fitted(tall, height)] == tall


def counted(rows: int) -> Table:
    """A table of so many rows that may give way, numbered from 0."""
    return Table([Column("", right=True)], [[Number(at)] for at in range(rows)], elastic=Elastic())


def figures(lines: list[str]) -> set[str]:
    """The numbers in some lines, but for what stands along the axes of curves."""
    axes = re.compile(r"^\s*[\d.,e]* ?[┤│└].*?(?=\s\s)|^ +1 .*\d [a-z]$")
    found = (re.findall(r"\d[\d.,]*", axes.sub("", line)) for line in lines)
    return {each.rstrip(".,") for row in found for each in row}


def drawn(blocks, width):
    return [*Layout(Display(width)).lines([Screen(blocks)])]


def height(blocks) -> int:
    return sum(1 for _ in Layout(Display()).lines(blocks))


def tables(blocks) -> list[Table]:
    """Those that are drawn, for narrow screens as well."""
    found: list[Table] = []
    for block in blocks:
        if isinstance(block, Table):
            found.append(block)
        if isinstance(block, Either):
            found += [*tables(block.wide), *tables(block.narrow)]
    return found


def amount(cell: Cell) -> int | None:
    """What a cell gives to a sum; None where it is no amount."""
    return cell.value if isinstance(cell, Number | Bar | Total) else None


@pytest.mark.parametrize(
    "call",
    ["compare", "show", "grad", "order", "sweep --vary width=2:9", "jvp -v 1,0,1,0,1", "vjp -u 1"],
)
def test_the_next_command_of_several_chains_speaks_of_them_at_the_same_sizes(
    call: str, run, chain
) -> None:
    text = (
        "sizes: {n: 2, width: 3}\ninput: {size: n}\n"
        "layers: [{type: linear, size: width}, tanh, sum]"
    )
    files = [chain(text, name) for name in ("a.yaml", "b.yaml")]
    found = run(*call.split(), *files, "--set", "n=5").out.partition("Next: ")[2].split()
    name, file, *options = found[1:]
    assert name == call.split()[0]
    assert file in ("a.yaml", "b.yaml")
    assert options[:2] == ["--set", "n=5"]


def test_a_check_of_some_directions_is_told_from_one_of_all(run) -> None:
    """4 of the 64 slopes are too small for differences, and the line of the chain says so."""
    text = run("vjp", "sample:tall", "sample:digits", "-u", "e1").out
    tall, digits = (line for line in text.splitlines() if line.startswith(" sample:"))
    assert tall.endswith("  ok")
    assert digits.endswith("  ok 60 of 64")
    assert "differences agree for 2 of 2, for 1 of these not in every direction." in text


def test_what_leads_nowhere_is_why_forward_mode_costs_more(run) -> None:
    """24 FLOPs of the 52 are paid in six layers that no output reads."""
    text = run("compare", "sample:branches.py:relaxation", "--at", "1").out
    assert len(text.splitlines()) <= LINES
    assert "  Unused: x4, x5, x6 and 3 more lead nowhere. Forward pays 24 FLOPs there." in text
    assert "52, a pass back 28" in text


def test_a_sweep_of_one_size_has_one_row(run) -> None:
    text = run("sweep", "sample:tall", "--vary", "n=5").out
    assert [line.split()[0] for line in text.splitlines() if "22,840" in line] == ["5"]
