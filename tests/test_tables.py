"""Every table of every report: columns add up to their totals, formulas come to their numbers.

The blocks are read before they are drawn, those for narrow screens as well.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from itertools import pairwise
from typing import get_args
from unittest import mock

import pytest

from jaccli.__main__ import main
from jaccli.document import formats
from jaccli.document.blocks import Block, Kind, Table, findings_in
from jaccli.document.cells import Bar, Cell, Formula, Made, Number, Product, Ratio, Sent, Total
from jaccli.document.formats import text
from jaccli.reports.order.elimination import asked as search
from jaccli.spec import samples

COMMANDS = [
    ("compare",),
    ("compare", "--cost", "structured"),
    ("compare", "--seeds", "free"),
    ("compare", "--wrt", "all"),
    ("compare", "--wrt", "all", "--cost", "structured", "--seeds", "free"),
    ("grad",),
    ("grad", "--steps"),
    ("order",),
    ("order", "--cost", "structured"),
    ("order", "--matrix-free"),
    ("order", "--matrix-free", "--memory-limit", "20"),
    ("jvp", "-v", "e1"),
    ("vjp", "-u", "e1", "--steps"),
    ("show",),
    ("graph",),
    ("sweep", "--vary", "n=1:3"),
]
MODES = ("forward", "reverse")
UNREAD = """
inputs: {x: [1, 2, 3], y: [4, 5, 6], idle: [1]}
layers:
  - {name: a, type: multiply, inputs: [x, y]}
  - {name: spare, type: add, inputs: [a, y]}
  - {name: w, type: linear, inputs: a, size: 4}
  - {name: off, type: linear, inputs: idle, size: 2}
  - {name: b, type: linear, inputs: a, size: 4}
  - {name: c, type: multiply, inputs: [w, b, w]}
  - {name: out, type: sum, inputs: c}
output: out
"""
LONG = "inputs: {x: [1, 2, 3], y: [4, 5, 6]}\nlayers:\n" + "".join(
    f"  - {{name: v{k}, type: {('add', 'subtract')[k % 2]}, inputs: [{read}]}}\n"
    for k in range(2, 60)
    for read in ["x, y" if k == 2 else "v2, y" if k == 3 else f"v{k - 1}, v{k - 2}"]
)
FILES = {
    "a graph with an unread branch": UNREAD,
    "a graph of more edges than are listed": LONG,
    "a chain of many forms": (
        "input: [3, 1, 4, 1, 5, 9]\nlayers: [layer_norm, tanh, softmax, {type: select, entries: "
        "[2, 2, 3]}, {type: linear, size: 3}, {type: select, entries: [3, 1]}]\n"
    ),
    "two layers": "input: [1, 2]\nlayers: [{type: linear, size: 3}, {type: linear, size: 4}]\n",
    "widths of one": "input: [2]\nlayers: [square, {type: linear, size: 1}, exp, square]\n",
    "as many outputs as inputs": (
        "input: [1, 2, 3]\nlayers: [{type: linear, size: 5}, relu, {type: linear, size: 3}, relu]\n"
    ),
    "a narrow place": (
        "input: {size: 9}\nlayers: [{type: linear, size: 2}, {type: linear, size: 7}, tanh, "
        "{type: linear, size: 8}]\n"
    ),
    "kinks": (
        "input: [0, 1, -1, 0]\nlayers: [relu, abs, {type: leaky_relu, slope: 0.5}, "
        "{type: elu, alpha: 2}, max]\n"
    ),
    "idle inputs": (
        "dtype: float32\ninputs: {x: [1, 2], p: [1], q: [2]}\n"
        "layers: [{name: a, type: sin, inputs: x}, {name: b, type: sum, inputs: a}]\n"
    ),
    "layers after the output": (
        "input: [1, 2]\nlayers: [{name: a, type: exp}, {name: b, type: sum}, {type: tanh}]\n"
        "output: b\n"
    ),
    "no output that depends on anything": (
        "inputs: {x: [1, 2]}\nlayers: [{name: c, type: constant, value: [3]}]\n"
    ),
    "gathers": (
        "input: [1, 2, 3]\nlayers: [{type: linear, size: 4}, {type: select, entries: "
        "[1, 1, 2, 3, 4]}, {type: select, entries: [5, 5, 1]}]\n"
    ),
    "one layer": "input: [1, 2]\nlayers: [{type: linear, size: 3}]\n",
    "a chain that ends in shapes of one": "input: [1, 2, 3]\nlayers: [tanh, sum, exp]\n",
    "a chain beside spare layers": (
        "inputs: {x: [1, 2], z: [1]}\nlayers: [{name: a, type: linear, inputs: x, size: 3}, "
        "{name: spare, type: linear, inputs: z, size: 9}, {name: c, type: sum, inputs: a}]\n"
    ),
}


def some(command: tuple[str, ...]) -> list[str]:
    """Every second sample, the others with the next command."""
    return list(samples())[COMMANDS.index(command) % 2 :: 2]


def pages(*command: str) -> list[tuple[str, Block]]:
    """The blocks of a report, those in others too, of every chain that has one, and its name."""
    of_samples = of_chains(command, tuple((f"sample:{name}", "") for name in some(command)))
    return [*of_samples, *of_chains(command, tuple(FILES.items()))]


@cache
def of_chains(
    command: tuple[str, ...], chains: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, Block], ...]:
    """The same of some chains: of samples by their names, of others by what their files hold."""
    found: list[Block] = []
    formats.register("text", lambda blocks, _: found.extend(within(blocks)) or "")
    try:
        return tuple(
            (name, block) for name, file in chains for block in asked(found, command, name, file)
        )
    finally:
        formats.register("text", text.render)


def tables(*command: str) -> Iterator[tuple[str, Table]]:
    """The tables among them."""
    return ((name, block) for name, block in pages(*command) if isinstance(block, Table))


def asked(found: list[Block], command: tuple[str, ...], name: str, file: str) -> list[Block]:
    """Those that a command shows of one chain: of a sample, or of a file on standard input."""
    found.clear()
    given = io.TextIOWrapper(io.BytesIO(file.encode()))
    with (
        mock.patch.object(sys, "stdin", given),
        mock.patch.object(search, "BUDGET", 1e3),  # what is found depends on no machine
        redirect_stdout(io.StringIO()),
        redirect_stderr(io.StringIO()),
    ):
        # a chain that the command refuses has none
        main([command[0], "-" if file else name, *command[1:], "--details"])
    return list(found)


def within(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        for part in ("narrow", "wide", "drawn"):
            yield from within(getattr(block, part, None) or ())


def header(table: Table, at: int) -> str:
    words = table.columns[at].header
    return words if isinstance(words, str) else " ".join(words)


def number(cell: Cell) -> int | None:
    """What a cell gives to a sum; None where it is no number."""
    match cell:
        case Number(value, _) | Bar(value, _) | Total(value, _):
            return value
    return None


every_report = pytest.mark.parametrize(
    "command",
    [
        each if at % 3 == 0 else pytest.param(each, marks=pytest.mark.slow)
        for at, each in enumerate(COMMANDS)
    ],
    ids=" ".join,
)


@every_report
def test_every_column_adds_up_to_its_total(command) -> None:
    for name, table in tables(*command):
        for total in table.footer:
            summed = [row for row in table.footer if row[0] == "products"]
            for at, cell in enumerate(total):
                if number(cell) is None:
                    continue
                vectors = [row for row in table.rows if isinstance(row[at], Sent)]
                if vectors and total[0] == "products":
                    continue
                if vectors:  # so many vectors through so many edges, and matrices beside
                    expected = sum(row[at].vectors * number(row[1]) for row in vectors)
                    expected += sum(number(row[at]) for row in summed)
                else:
                    expected = sum(number(row[at]) or 0 for row in table.rows)
                assert number(cell) == expected, (name, header(table, at))


@every_report
def test_a_total_is_its_passes_times_what_one_vector_costs(command) -> None:
    for name, table in tables(*command):
        each = [at for at in range(len(table.columns)) if header(table, at) == "one pass"]
        for total in table.footer:
            for at, cell in enumerate(total):
                if not isinstance(cell, Total):
                    continue
                assert f"{cell.passes:,} " in header(table, at)
                assert cell.value % cell.passes == 0
                if each:
                    prices = [(number(row[each[0]]), number(row[at])) for row in table.rows]
                    one = sum(price for price, _ in prices if price is not None)
                    met = sum(spent for price, spent in prices if price is None)  # where edges meet
                    assert cell.value == cell.passes * one + met, name


@every_report
def test_every_formula_comes_to_the_number_beside_it(command) -> None:
    for name, table in tables(*command):
        for row in table.rows:
            for each, beside in pairwise(row):
                formula = each.text.split(": ")[-1] if isinstance(each, Formula) else ""
                if re.fullmatch(r"[\d,·+() ]+", formula):  # others are forms in words
                    value = eval(formula.replace("·", "*").replace(",", ""))
                    assert value == number(beside), (name, formula)


@pytest.mark.parametrize("command", [("order",), ("order", "--matrix-free")], ids=" ".join)
def test_products_are_said_with_their_formula(command) -> None:
    formulas = [
        each
        for _, table in tables(*command)
        for row in table.rows
        for each in row
        if isinstance(each, Formula)
    ]
    assert len(formulas) > 10


@every_report
def test_a_product_has_the_rows_of_its_left_and_the_columns_of_its_right(command) -> None:
    for _, table in tables(*command):
        for row in table.rows:
            for product in (cell for cell in row if isinstance(cell, Product)):
                assert product.left[1] == product.right[0]
                (made,) = (cell for cell in row if isinstance(cell, Made))
                assert made.axes == (product.left[0], product.right[1])


@every_report
def test_a_ratio_is_that_of_the_numbers_beside_it(command) -> None:
    for name, table in tables(*command):
        heads = [header(table, at) for at in range(len(table.columns))]
        for row in table.rows:
            beside = dict(zip(heads, row, strict=True))
            modes = [
                number(beside[at]) for at in heads if at.split(" ")[0] in MODES and "/" not in at
            ]
            for at, cell in beside.items():
                if not isinstance(cell, Ratio):
                    continue
                column = heads[heads.index(at) - 1]
                if at == "× best":
                    best = next(each for each in table.rows if "best" in str(each))
                    expected = (number(beside[column]), number(best[heads.index(column)]))
                elif at == "dearer/cheaper":
                    expected = (max(modes), min(modes))
                else:
                    assert at == "forward / reverse"
                    expected = tuple(modes)
                assert cell.numerator * expected[1] == expected[0] * cell.denominator, (name, at)
            if "cheaper" in beside:
                ahead, back = modes
                word = "tie" if ahead == back else MODES[ahead > back]
                assert beside["cheaper"].split(" ")[0] == word


@pytest.mark.slow
def test_what_is_found_at_odd_chains_is_what_was_read_aloud(golden) -> None:
    lines: dict[str, None] = {}
    for command in COMMANDS:
        lines |= {f"# {' '.join(command)}": None}
        every = (block for _, block in of_chains(command, tuple(FILES.items())))
        said = (f"{each.kind}: {each.said}" for each in findings_in(every))
        # what is rounded differs from machine to machine
        lines |= dict.fromkeys(re.sub(r"[\d.]+e[-+]\d+|\d+\.\d{5,}", "…", each) for each in said)
    golden("findings.txt", "\n".join(lines) + "\n")


@every_report
def test_every_block_looks_as_a_renderer_knows_how_to(command) -> None:
    for _, block in pages(*command):
        parts = [block, *(block.columns if isinstance(block, Table) else ())]
        for part in parts:
            assert getattr(part, "style", "") in text.STYLES, part


@every_report
def test_every_report_opens_with_a_title_and_finds_of_known_kinds(command) -> None:
    for name in dict.fromkeys(name for name, _ in pages(*command)):
        blocks = [block for other, block in pages(*command) if other == name]
        findings = [*findings_in(blocks)]
        assert {each.kind for each in findings} <= set(get_args(Kind)), name
        assert [each.kind for each in findings].count("headline") >= 1, name
        assert findings[-1].kind == "next", name
        assert blocks[0].style == "title", name
