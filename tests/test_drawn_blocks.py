"""Whatever a file calls things, show, graph and trace keep their columns, lines and digits.

The oracle measures texts as rich does, by tables of its own, and reads what was laid out back.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from test_drawing import Edges, Reading, signs_of

from jaccli.document import formats
from jaccli.document.blocks import Block, Code, Either, Matrix, Table, findings_in
from jaccli.document.display import Display
from jaccli.document.drawing.boxes import Drawn
from jaccli.document.formats.text import render
from jaccli.document.graphics import Factor, Product

NAMES = [
    "日本語の名前",
    "e\u0301\u0301tat",
    "k\u20dd\u0903o\ufe0f",
    "한\u1112\u1161\u11ab",
    "::error::x",
    "##[group]y",
    "a|b [c] {d}<e>",
    "∂ᵀ→½",
    "▼ │ ──── ┼",
    "n" * 300,
    "several words with blanks between them",
]
STEERING = ["new\nline", "a\r\x1b[31mb\x07", "\u202eright", "\x85::x\u2028##[y"]
WIDTHS = (40, 60, 80, 120)
SAMPLE = "sample:textbook_functions.py"

# signs of drawings cannot be told from the drawing, and what steers is written out
DRAWABLE = [each for each in NAMES if not set("▼│#:") & set(each)]

names = st.sampled_from([*NAMES, *STEERING, "x", "a longer one", ""])
displays = st.builds(Display, st.sampled_from(WIDTHS), st.just(False), st.booleans())
few = settings(max_examples=8)


def called(name: str) -> str:
    """What a case is called."""
    return ascii(name[:12])


def columns_of(line: str) -> list[str]:
    """The signs of a line, one a column of a terminal; "" after a wide one."""
    return [each for sign in signs_of(line) for each in [sign, *[""] * (cell_len(sign) - 1)]]


def gaps(lines: Sequence[str]) -> int:
    """How many times two or more columns are blank in all lines, with something on either side."""
    grids = [columns_of(line) for line in lines]
    wide = max(map(len, grids))
    filled = "".join(
        "x" if any(at < len(grid) and grid[at] != " " for grid in grids) else " "
        for at in range(wide)
    )
    return len(re.findall("(?=x  +x)", filled))


def tables(text: str) -> Iterator[list[str]]:
    """The tables of a text: their headers, rows and totals."""
    for part in text.split("\n\n"):
        lines = part.splitlines()
        rules = [at for at, line in enumerate(lines) if re.fullmatch(r" *(─+|-+)", line)]
        if rules:
            yield [line for at, line in enumerate(lines) if at >= rules[0] - 1 and at not in rules]


def faults(text: str, display: Display) -> Iterator[str]:
    """What no text may hold, and tables whose columns do not stand below each other."""
    for line in text.split("\n"):
        if not line.isprintable() or line.lstrip().startswith("::") or "##[" in line:
            yield f"steers: {line!r}"
        if display.ascii and not line.isascii():
            yield f"no ASCII: {line!r}"
    for table in tables(text):
        most = max(len(re.split("  +", line.strip())) for line in table)
        if gaps(table) != most - 1:
            yield "\n".join(["misaligned:", *table])
        yield from (f"too wide: {line!r}" for line in table if cell_len(line) > display.width)


def graph_of(name: str) -> tuple[str, Edges]:
    """A chain file whose values bear the name, and who reads whom."""
    a, b, c = (json.dumps(name + each, ensure_ascii=False) for each in ("", "1", "2"))
    text = (
        f"name: {a}\ninputs: {{{a}: [1.5, -2], y: [1, 1234]}}\nlayers:\n"
        f"- {{name: {b}, type: multiply, inputs: [{a}, y]}}\n"
        f"- {{name: {c}, type: add, inputs: [{b}, {a}]}}\n"
        f"- {{name: s, type: sum, inputs: {c}}}\n- {{name: t, type: multiply, inputs: [s, s]}}\n"
    )
    edges = [(0, 1), (0, 2), (1, 2), (2, "s")]
    ends = [name, f"{name}1", f"{name}2"]
    named = [(ends[u], v if isinstance(v, str) else ends[v]) for u, v in edges]
    return text, [("y", ends[1]), *named, ("s", "t"), ("s", "t")]


def in_a_node(entries: list[float]) -> str:
    """A value as it stands in a node."""
    shown = [f"{entry:.4g}" for entry in entries]
    return shown[0] if len(shown) == 1 else f"[{' '.join(shown)}]"


@pytest.mark.parametrize("name", NAMES, ids=called)
@pytest.mark.costly
def test_no_name_moves_a_column_or_cuts_a_digit(run, chain, name: str) -> None:
    file = chain(graph_of(name)[0])
    at = NAMES.index(name)
    signs = [["", "--ascii"], ["--ascii", ""]][at // 2 % 2]
    for width, sign in zip(WIDTHS[at % 2 :: 2], signs, strict=True):
        for call in (["show"], ["show", "--details"], ["graph"], ["graph", "--values"]):
            outcome = run(*call, file, "--width", width, *filter(None, [sign]))
            assert outcome.status == 0, outcome.err
            assert [*faults(outcome.out, Display(width, ascii=bool(sign)))] == []
            undrawn = call[0] == "graph" and "would not be readable" in " ".join(
                outcome.out.split()
            )
            if len(call) > 1 and not undrawn:
                assert re.search(r"\b1234\b", outcome.out)


@pytest.mark.parametrize("name", DRAWABLE, ids=called)
@pytest.mark.costly
def test_following_the_lines_between_odd_names_gives_back_the_edges(run, chain, name: str) -> None:
    text, edges = graph_of(name)
    file = chain(text)
    found = json.loads(run("graph", file, "--values", "--format", "json").out)["results"][0]
    titles = [f"{name} 2", "y 2", f"{name}1 multiply 2", f"{name}2 add 2", "s sum", "t multiply"]
    plain = [Drawn(node["name"], (t,)) for node, t in zip(found["nodes"], titles, strict=True)]
    valued = [
        node._replace(
            lines=(
                *node.lines,
                f"= {in_a_node(each['primal'])}",
                f"∂o/∂{each['name']} = {in_a_node(each['adjoint'])}",
            )
        )
        for node, each in zip(plain, found["nodes"], strict=True)
    ]
    labels = {(upper, lower): f"∂{lower}/∂{upper}" for upper, lower in edges}
    drawn = set()
    for width in WIDTHS:
        for options in ([], ["--values"]):
            picture = run("graph", file, "--width", width, *options).out.split("\n\n")[1]
            if "would not be readable" in " ".join(picture.split()):
                continue
            assert max(map(cell_len, picture.splitlines())) <= width
            drawn.add(picture)
    for lines in map(str.splitlines, drawn):
        inside = any(valued[1].lines[1] in line for line in lines)
        reading = Reading(lines, valued if inside else plain, labels)
        assert reading.edges == Counter(edges)
        assert reading.labels in (Counter(), Counter(labels[edge] for edge in edges))
    assert drawn or len(name) > 100


@pytest.mark.parametrize("name", ["日本語の名前", "e\u0301\u0301tat", "x"], ids=called)
def test_in_ascii_a_drawing_has_the_lines_of_one_with_the_escaped_names(run, chain, name) -> None:
    escaped = name.encode("ascii", "backslashreplace").decode("ascii")
    file = chain(graph_of(escaped)[0], "escaped.yaml")
    for options in ([], ["--values"]):
        call = ["--width", 120, *options]
        ascii = run("graph", chain(graph_of(name)[0]), "--ascii", *call).out.split("\n\n")[1]
        plain = run("graph", file, *call).out.split("\n\n")[1]
        assert "▼" in plain
        assert ascii == plain.translate(str.maketrans("─│┌┐┬└┘┴├┤┼▼∂", "-|...'''+++vd"))


@pytest.mark.slow
@few
@given(st.lists(st.integers(1, 8), min_size=2, max_size=6), st.integers(0, 99), names, displays)
@example([1, 2, 1, 2, 1], 0, "日本語の名前", Display(120))
def test_the_pictures_of_a_product_give_back_every_sign(sizes, seed, name, display) -> None:
    rng = np.random.RandomState(seed)
    shapes = [*zip(sizes[1:], sizes[:-1], strict=True)][::-1]
    arrays = [rng.randint(-1, 2, shape) for shape in (*shapes, (sizes[-1], sizes[0]))]
    factors = [Factor(f"{name[:12]}{at}", array * 1.0) for at, array in enumerate(arrays)]
    text = "".join(render([Product(factors[:-1], factors[-1])], display))
    assert [*faults(text, display)] == []
    parts = text.split("\n\n")
    found = [picture for part in parts for picture in pictures(part)]
    assert found == [array.tolist() for array in arrays]
    assert max(map(cell_len, text.splitlines())) <= display.width
    assert [part for part in parts if not names_stand_over_pictures(part)] == []


def bars_of(part: str) -> list[int]:
    """The columns in which pictures begin and end."""
    grids = [columns_of(line) for line in part.splitlines()[2:]]
    return sorted({at for grid in grids for at, sign in enumerate(grid) if sign == "|"})


def names_stand_over_pictures(part: str) -> bool:
    """Whether each name is between the pictures to the left and to the right of its own."""
    line = "".join("x" if sign != " " else " " for sign in columns_of(part.splitlines()[0]))
    spans = [each.span() for each in re.finditer(r"x+( x+)*", line)]
    bars = [-1, *bars_of(part), 999]
    return len(spans) == len(bars) // 2 - 1 and all(
        bars[2 * at] < first and last <= bars[2 * at + 3] for at, (first, last) in enumerate(spans)
    )


def pictures(part: str) -> Iterator[list[list[int]]]:
    """The signs of the matrices that stand side by side under their names and shapes."""
    grids = [columns_of(line) for line in part.splitlines()[2:]]
    bars = bars_of(part)
    for left, right in zip(bars[::2], bars[1::2], strict=True):
        rows = [grid[left + 1 : right - 1 : 2] for grid in grids if grid[left : left + 1] == ["|"]]
        yield [[{" ": 0, "+": 1, "-": -1}[sign] for sign in row] for row in rows]


@few
@given(st.lists(names, min_size=3, max_size=3), st.integers(-9, 9), displays)
def test_names_beside_a_matrix_stand_over_its_columns_or_are_left_out(given, power, display):
    entries = np.array([[1, -2.5, 0], [3, 1234, 5]]) * 10.0**power
    block = Matrix("J", entries, rows=given[:2], columns=given)
    text = "".join(render([block], display))
    assert [*faults(text, display)] == []
    numbers = [float(word) for word in re.findall(r"(?<=\s)-?\d[\d.e+-]*(?=\s)", text)]
    shown = [each for each in entries.ravel().tolist() if pytest.approx(each, rel=1e-3) in numbers]
    assert len(shown) == entries.size


@pytest.mark.parametrize(
    "call",
    [
        ["show", "sample:tall"],
        ["show", "sample:figure_13_11"],
        ["graph", "sample:residual"],
        ["trace", f"{SAMPLE}:figure", "--at", "1", "--at", "2"],
        ["trace", "sample:branches.py:huber", "--at", "0.5", "--and-at", "3"],
    ],
    ids=" ".join,
)
class TestFindings:
    """Data and a format from elsewhere tell what the text tells."""

    def test_data_has_a_headline_and_what_to_run_next(self, run, call) -> None:
        (result,) = json.loads(run(*call, "--format", "json").out)["results"]
        kinds = [each["kind"] for each in result["findings"]]
        assert kinds.count("headline") == 1
        assert kinds[-1] == "next"
        words = " ".join(run(*call, "--details").out.split())

        def said(each: dict) -> str:
            return " ".join(each["text"].split())

        if call[0] != "trace":
            assert [each for each in result["findings"] if said(each) not in words] == []

    def test_a_format_from_elsewhere_gets_every_block(self, run, call, monkeypatch) -> None:
        given: list[Block] = []

        def render(blocks: Iterable[Block], display: Display) -> str:
            given.extend(blocks)
            return "rendered\n"

        monkeypatch.setitem(formats.FORMATS, "elsewhere", formats.Format((), "whole"))
        monkeypatch.setitem(formats._registered, "elsewhere", render)
        assert run(*call, "--details", "--format", "elsewhere").out == "rendered\n"
        assert [each.kind for each in findings_in(given)].count("headline") == 1
        assert any(isinstance(each, Table | Either | Code) for each in given)


def test_a_recording_is_its_chain_file_as_text_and_holds_it_in_other_formats(
    run, monkeypatch
) -> None:
    call = ("trace", f"{SAMPLE}:baydin", "--at", "2", "--at", "5")
    text = run(*call).out

    def lines(blocks: Iterable[Block], _: Display) -> str:
        (code,) = (block for block in blocks if isinstance(block, Code))
        return "".join(f"{said}\n" for said, _ in code.lines if said)

    monkeypatch.setitem(formats.FORMATS, "elsewhere", formats.Format((), "whole"))
    monkeypatch.setitem(formats._registered, "elsewhere", lines)
    uncommented = [line.partition("  # ")[0] for line in text.splitlines() if line[0] != "#"]
    elsewhere = run(*call, "--details", "--format", "elsewhere").out
    assert elsewhere.splitlines() == uncommented
    assert run(*call, "-q").out == text


@pytest.mark.parametrize("name", ["日本語の名前", "::error::x", "ᵀᵀᵀ"])
def test_a_row_stands_beside_its_name_where_both_fit(name: str) -> None:
    row = np.array([[1.0, -2.0, 3.0]])
    for width, ascii in product(range(10, 40), (True, False)):
        beside, *more = "".join(
            render([Matrix(name, row)], Display(width, ascii=ascii))
        ).splitlines()
        alone = cell_len(beside.partition(" =")[0] + " = [  1  -2   3 ]")
        assert (not more) == (alone < width)
