"""Whatever a file calls its things: words wrap, curves and tables stay in place, nothing steers."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len  # knows how wide signs are, and shares no code with us

from jaccli.document.blocks import Curve, Curves, Finding, Listing, Mark, Paragraph
from jaccli.document.display import Display
from jaccli.document.formats.text import render

HOSTILE = {
    "wide": "層の名前",
    "combining": "e\u0301ก\u0e31",
    "control": "a\x1b[31m\x07\rb",
    "long": "x" * 300,
    "newline": "a\n::error::b",
    "command": "::error::x",
    "group": "##[group]x",
    "blanks": "a name of many words that goes on and on and on",
}
every_name = pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
every_width = pytest.mark.parametrize("width", [40, 60, 80])
both_signs = pytest.mark.parametrize("ascii", [False, True], ids=["signs", "ascii"])


def holds(line: str, width: int, *, ascii: bool) -> bool:
    """Whether a line steers nothing and is as wide as it may be: one word may be wider."""
    assert line.isprintable(), line
    assert line.isascii() or not ascii
    assert not line.lstrip().startswith("::"), line
    assert "##[" not in line
    return cell_len(line) <= width or len(line.split()) == 1


@given(
    text=st.lists(st.sampled_from([*HOSTILE.values(), "of", "a", "jaccli", "::b"]), min_size=1),
    label=st.sampled_from(["", "Why:", *HOSTILE.values()]),
    width=st.sampled_from([40, 60, 80]),
    indent=st.integers(0, 4),
    ascii=st.booleans(),
)
@settings(max_examples=50)
def test_paragraphs_wrap_and_hang(text, label, width, indent, ascii) -> None:
    block = Paragraph(" ".join(text), label, indent)
    lines = "".join(render([block], Display(width, ascii=ascii))).splitlines()
    for line in lines:
        assert holds(line, width, ascii=ascii)
        assert line.startswith(" " * indent)
    for line in lines[1:]:
        hang = len(line) - len(line.lstrip())
        assert hang in (indent, indent + 2) or begins_a_word(lines[0], hang)


def begins_a_word(line: str, column: int) -> bool:
    """Whether a word of the line begins at that column of the terminal."""
    starts = [found.start() for found in re.finditer(r"(?<= )\S", line)]
    return column in [cell_len(line[:start]) for start in starts]


@pytest.mark.parametrize("label", ["層の名前:", "e\u0301ก\u0e31:", "::error::x"])
def test_lines_hang_under_the_first_whatever_the_label(label: str) -> None:
    first, *more = "".join(
        render([Finding("note", "a word " * 30, label)], Display(60))
    ).splitlines()
    start = cell_len(first[: first.index("a word")])
    assert more
    assert {len(line) - len(line.lstrip()) for line in more} == {start}


@every_name
@every_width
@both_signs
def test_names_of_a_list_stand_in_one_column(name: str, width: int, ascii: bool) -> None:
    entries = [(name, "what the first is"), ("b", "what the second is")]
    lines = "".join(render([Listing([("All", entries)])], Display(width, ascii=ascii))).splitlines()
    assert all(holds(line, width, ascii=ascii) for line in lines)
    starts = {cell_len(line[: line.index("what")]) for line in lines if "what" in line}
    assert len(starts) == 1


@every_name
@every_width
@both_signs
def test_curves_stay_in_their_place(name: str, width: int, ascii: bool) -> None:
    points = [(1, 10), (10, 500), (1000, 10**6)]
    curves = [Curve(name, points, "slope 2.00"), Curve("b", [(x, 50 * x) for x, _ in points])]
    block = Curves(curves, name, "FLOPs", [Mark("crossover", 10, 500)])
    lines = "".join(render([block], Display(width, ascii=ascii))).splitlines()
    assert all(holds(line, width, ascii=ascii) for line in lines)
    axis = "|" if ascii else "│"
    axes = [re.match(rf" *(1e\d|\d+)? (┤|\+|{re.escape(axis)})", line) for line in lines]
    ends = {found.end() for found in axes if found is not None}
    assert len([found for found in axes if found is not None]) >= 8
    assert len(ends) == 1
    for said in ("slope 2.00", "crossover"):  # beside the curves, or the name alone above them
        assert said in "".join(lines) or said == "slope 2.00"


def test_the_highest_power_of_ten_takes_no_room_from_the_curves() -> None:
    for top in (10**6, 10**120):
        block = Curves([Curve("a", [(1, 10), (1000, top)])], "n", "FLOPs")
        lines = "".join(render([block], Display(40))).splitlines()
        assert max(map(cell_len, lines)) <= 40
        assert any("┤" in line for line in lines)


@every_name
@pytest.mark.parametrize(("width", "ascii"), [(40, False), (40, True), (60, True), (80, False)])
def test_a_sweep_holds_the_names_of_its_file(name, width, ascii, run, chain) -> None:
    name = name if name.isprintable() else "n"  # others are refused where they are written
    quoted = json.dumps(name)
    text = (
        f"name: {quoted}\nsizes: {{{quoted}: 2}}\ninputs: {{x: {{size: {quoted}}}}}\nlayers:\n"
        f"- {{name: {quoted}, type: linear, size: 3, inputs: x}}\n"
        f"- {{type: multiply, inputs: [{quoted}, {quoted}]}}\n"
    )
    options = ["--width", width, *(["--ascii"] if ascii else [])]
    outcome = run("sweep", chain(text), "--vary", f"{name}=1,30,900", *options)
    assert outcome.status == 0, outcome.err
    report, command = outcome.out.split("\nNext:")  # which is typed as it stands
    for line in report.splitlines():
        assert holds(line, width, ascii=ascii), line
    assert command.isascii() or not ascii
    assert "900" in report


NAMED = {  # a chain file, and where in it something is called @
    "the chain": ("name: @\ninput: [1]\nlayers: [relu]\n", "1:7"),
    "an input": ("inputs: {a: 1, @: 2}\nlayers: [{type: relu, inputs: a}]\n", "1:16"),
    "a size": ("sizes: {@: 2}\ninput: {size: @}\nlayers: [relu]\n", "1:9"),
    "a layer": ("input: [1]\nlayers: [{name: @, type: relu}]\noutput: @\n", "2:17"),
    "a vertex": ("edges: [[x, @], [@, y]]\n", "1:13"),
}


@pytest.mark.parametrize("sign", ["\n", "\x1b", "\u202e"], ids=ascii)
@pytest.mark.parametrize("named", NAMED)
@pytest.mark.whole
def test_a_name_with_a_control_character_is_refused_in_its_place(named, sign, run, chain) -> None:
    text, place = NAMED[named]
    file = chain(text.replace("@", json.dumps(f"a{sign}b")))
    outcome = run("order" if named == "a vertex" else "graph", file)
    assert (outcome.status, outcome.out) == (2, "")
    assert f"--> {file}:{place}\n" in outcome.err
    assert f"= help: write `a{' ' * sign.isspace()}b`" in outcome.err
    assert outcome.err.count("error:") == outcome.err.count("help: write `a")


@every_name
def test_a_word_that_is_no_topic_steers_nothing(name: str, run) -> None:
    outcome = run("explain", name)
    assert (outcome.status, outcome.out) == (2, "")
    for line in outcome.err.splitlines():
        assert holds(line, 10_000, ascii=False)


@pytest.mark.parametrize("style", ["|", ">", "|-", ">-"])
def test_a_block_of_one_line_is_a_name_without_its_line_break(run, chain, style) -> None:
    name = chain(
        f"name: {style}\n  My chain\ninput: [1, 2]\nlayers:\n- name: {style}\n    first\n"
        f"  type: linear\n  weight: [[1, 2]]\noutput: {style}\n  first\n"
    )
    found = json.loads(run("show", name, "--format", "json").out)["results"][0]
    assert (found["name"], found["layers"][0]["name"]) == ("My chain", "first")


@pytest.mark.parametrize(
    "text",
    [
        "name: |\n  My\n  chain\ninput: [1]\nlayers: [relu]\n",
        "name: |+\n  My chain\n\n\ninput: [1]\nlayers: [relu]\n",
        'inputs: {"x\\n": [1]}\nlayers: [{type: relu, inputs: "x\\n"}]\n',
    ],
)
def test_a_name_with_a_line_break_in_it_is_refused(run, chain, text) -> None:
    outcome = run("show", chain(text))
    assert outcome.status == 2
    assert outcome.err.count("expected a name of one line, found a line break in it") == 1
