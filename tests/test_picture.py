"""jaccli graph: the same nodes and edges as text, DOT, Mermaid and JSON."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

SAMPLE = "sample:figure_13_11"
EDGES = {
    ("x1", "x3"),
    ("x2", "x4"),
    ("x3", "x4"),
    ("x1", "x5"),
    ("x4", "x5"),
    ("x5", "x6"),
    ("x4", "x7"),
    ("x6", "x7"),
}
AWKWARD = """
inputs: {"a b": 1, "c|d": [1, 2], 'e"f<g>': 2, "{h}": 3, "#i": [4, 5], "j\\\\k": 1}
layers:
- {name: "sum é → ∂", type: concatenate, inputs: ["a b", "c|d", 'e"f<g>', "{h}", "#i", "j\\\\k"]}
"""


def result(run, *arguments: object) -> dict:
    outcome = run("graph", *arguments, "--format", "json")
    assert outcome.status == 0, outcome.err
    found: dict = json.loads(outcome.out)["results"][0]
    return found


def test_json_has_every_node_and_edge(run) -> None:
    found = result(run, SAMPLE)
    assert {(edge["input"], edge["layer"]) for edge in found["edges"]} == EDGES
    assert [node["name"] for node in found["nodes"]] == [f"x{k}" for k in range(1, 8)]
    assert found["edges"][0]["shape"] == [1, 1]
    assert {node["primal"] for node in found["nodes"]} == {None}


def test_values_are_primal_and_adjoint(run) -> None:
    nodes = {node["name"]: node for node in result(run, SAMPLE, "--values")["nodes"]}
    assert nodes["x4"]["primal"] == [pytest.approx(5.43656365691809)]
    assert nodes["x4"]["adjoint"] == [pytest.approx(3.6084773560242756)]
    assert nodes["x1"]["adjoint"] == [pytest.approx(20.689155843285487)]


def test_adjoints_are_of_the_outputs_weighed(run, chain) -> None:
    name = chain("input: [1, 2, 3]\nlayers: [square]\n")
    nodes = result(run, name, "-u", "1,0,10")["nodes"]
    assert nodes[0]["adjoint"] == [2, 0, 60]
    assert result(run, name, "--values")["nodes"][0]["adjoint"] == [2, 4, 6]


def test_a_graph_without_values_computes_nothing(run, chain) -> None:
    # its Jacobian would have 10^12 entries, and log of a negative number is no number
    name = chain("sizes: {n: 1000000}\ninput: {size: n}\nlayers: [log, softmax]\n")
    found = result(run, name)
    assert [edge["structure"] for edge in found["edges"]] == ["diagonal", "diagonal+low-rank"]
    assert run("graph", name, "--values").status == 2


@pytest.mark.parametrize("options", [[], ["--values"]])
def test_every_node_and_edge_stands_in_the_text(run, options) -> None:
    text, screen = (run("graph", SAMPLE, *options, *more).out for more in (["--details"], []))
    for source, layer in EDGES:
        assert f"{source} → {layer}" in text
        assert f"│ ∂{layer}/∂{source}" in text
        assert f"│ ∂{layer}/∂{source}" in screen
    assert "1×1  diagonal" in text
    assert not any(len(line) > 80 for line in text.splitlines())


def test_the_screen_ends_with_the_adjoints_that_are_sums(run) -> None:
    *_, answer = run("graph", SAMPLE).out.split("\n\n")
    assert answer.splitlines() == [
        "5 layers, 8 edges. x1 and x4 are read twice: each adjoint is a sum of two.",
        "  Why: each reader of a value sends one term back (Murphy 2022, 13.3.4).",
        "  Sum: ∂o/∂x1 = ∂o/∂x3 ∂x3/∂x1 + ∂o/∂x5 ∂x5/∂x1",
        "  Sum: ∂o/∂x4 = ∂o/∂x5 ∂x5/∂x4 + ∂o/∂x7 ∂x7/∂x4",
        "More: --values (with adjoints), --details (each edge)",
        f"Next: jaccli vjp {SAMPLE} -u e1 --steps",
    ]
    assert (
        run("graph", SAMPLE, "--details").out.split("\n\n")[-1].splitlines()[:4]
        == (answer.splitlines()[:4])
    )


def test_a_sum_of_adjoints_is_written_in_numbers_where_they_are_asked_for(run) -> None:
    text = run("graph", SAMPLE, "--values").out
    (said,) = re.findall(r"Sum: .*∂x7/∂x4 = (.*)", text)
    terms, total = said.split(" = ")
    products = [float(a) * float(b) for a, b in (term.split("·") for term in terms.split(" + "))]
    assert sum(products) == pytest.approx(float(total), rel=1e-3)
    assert float(total) == pytest.approx(3.6084773560242756, rel=1e-3)


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ("[tanh, square]", "A chain of 2 layers: each value is read once."),
        ("[{type: multiply, inputs: [x, x]}]", "x is read twice: its adjoint is a sum of two."),
        (
            "[{name: a, type: tanh}, {name: b, type: multiply, inputs: [a, a, x, a]}]",
            "x is read twice and a is read 3 times: each adjoint is a sum.",
        ),
        (  # b is read by c, which does not reach the output; k moves with no input
            "[{name: k, type: constant, value: [2]}, {name: b, type: add, inputs: [x, k]}, "
            "{name: c, type: tanh, inputs: b}, {name: d, type: multiply, inputs: [b, k]}]",
            "No value is read twice: no adjoint is a sum.",
        ),
        (
            "[{name: b, type: subtract, inputs: [x, x]}, {name: c, type: add, inputs: [b, b]}, "
            "{name: d, type: add, inputs: [c, c]}, {name: e, type: add, inputs: [d, d]}, "
            "{name: f, type: add, inputs: [e, e, e]}]",
            "5 values are read more than once: each adjoint is a sum. e is read most often, 3",
        ),
        ("[{type: constant, value: [2]}]", "1 layer, no edge: no layer reads a value."),
    ],
)
def test_the_headline_says_which_adjoints_are_sums(run, chain, layers, said) -> None:
    text = " ".join(run("graph", chain(f"input: [0.5]\nlayers: {layers}\n")).out.split())
    assert said in text


def test_a_chain_is_drawn_in_the_notation_of_a_chain(run, chain) -> None:
    given = "input: [1, 2]\nlayers: [tanh, {name: scores, type: linear, size: 3}, {type: sum}]\n"
    text = run("graph", chain(given), "--details").out
    for said in ("x1 2", "x2 tanh 2", "x3 scores linear 3", "x4 sum", "│ ∂x4/∂x3", "x3 → x4"):
        assert said in text
    clashing = run("graph", chain(given.replace("scores", "x7"))).out
    assert "∂x7/∂f1" in clashing  # the file has this name already, of another value
    named = run("graph", chain(given.replace("scores", "x3"))).out
    assert "x3 linear 3" in named


@pytest.mark.parametrize("width", [40, 80, 120])
def test_values_are_all_there_whatever_is_drawn(run, chain, width) -> None:
    entries = [k * 1.001 for k in range(1, 31)]
    wide = ", ".join(f"{{name: v{k}, type: scale, factor: {k}, inputs: x}}" for k in range(1, 12))
    adds = "{name: s, type: add, inputs: [" + ", ".join(f"v{k}" for k in range(1, 12)) + "]}"
    file = chain(f"input: {entries}\nlayers: [{wide}, {adds}]\n")
    words = run("graph", file, "--values", "--width", width).out
    assert "would not be readable" in " ".join(words.split())
    numbers = re.findall(r"[\d.]+", words)
    for k in range(1, 12):
        for entry in entries:
            assert repr(k * entry) in numbers
    assert "…" not in words.split("\n\n")[3]


def test_in_ascii_no_line_changes_its_place(run) -> None:
    plain, ascii = (run("graph", SAMPLE, "--values", *o).out for o in ([], ["--ascii"]))
    drawn, translated = (text.split("\n\n")[1].splitlines() for text in (plain, ascii))
    assert "\n".join(translated).isascii()
    assert [len(line) for line in drawn] == [len(line) for line in translated]


def test_what_cannot_be_drawn_is_listed(run, chain) -> None:
    lines = [
        f"- {{name: v{k}, type: add, inputs: [x, {'x' if k == 1 else f'v{k - 1}'}]}}"
        for k in range(1, 100)
    ]
    name = chain("input: [1]\nlayers:\n" + "\n".join(lines) + "\n")
    text = run("graph", name, "--details").out
    assert "would not be readable" in text
    assert len(re.findall(r"→ v99 +∂", text)) == 2
    screen = run("graph", name).out
    assert re.search(r"^ operation +layers +edges to it\n.*\n add +99 +198$", screen, re.MULTILINE)
    assert re.search(r"^ total +99 +198$", screen, re.MULTILINE)
    assert "x is read 100 times" in screen
    assert len(screen.splitlines()) <= 23
    assert "and 138 more" in run("show", name, "--details").out


def test_mermaid_has_a_line_for_each_node_and_edge(run) -> None:
    lines = run("graph", SAMPLE, "--values", "--format", "mermaid").out.splitlines()
    assert lines[0] == "flowchart TD"
    names = dict(re.findall(r'^  (n\d+)[\[(]+"(\w+)', "\n".join(lines), re.MULTILINE))
    arrows = re.findall(r"^  (n\d+) -->\|.*\| (n\d+)$", "\n".join(lines), re.MULTILINE)
    assert {(names[a], names[b]) for a, b in arrows} == EDGES
    assert len(lines) == 1 + 7 + 8


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("options", [[], ["--values"]])
def test_graphviz_reads_what_dot_says(run, options) -> None:
    text = run("graph", SAMPLE, *options, "--format", "dot").out
    plain = subprocess.run(
        ["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True
    )
    assert not plain.stderr
    rows = [line.split() for line in plain.stdout.splitlines()]
    assert sum(row[0] == "node" for row in rows) == 7
    names = {f"n{at}": f"x{at + 1}" for at in range(7)}
    assert {(names[row[1]], names[row[2]]) for row in rows if row[0] == "edge"} == EDGES


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("options", [[], ["--values"]])
def test_graphviz_shows_awkward_names_as_they_are(run, chain, options) -> None:
    text = run("graph", chain(AWKWARD), *options, "--format", "dot").out
    done = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, text=True, check=True)
    assert not done.stderr
    for shown in ("a b", "c|d", "e&quot;f&lt;g&gt;", "{h}", "#i", "sum é → ∂ concatenate"):
        assert shown in done.stdout.replace("&#160;", " ").replace("&#45;", "-"), shown


def test_a_file_of_two_graphs_has_both(run) -> None:
    text = run("graph", SAMPLE, "sample:baydin", "--format", "dot").out
    assert text.count("digraph") == 2
    assert "sample:baydin: 7 values, 8 edges" in run("graph", SAMPLE, "sample:baydin", "-q").out


@pytest.mark.parametrize("format", ["dot", "mermaid"])
def test_what_other_programs_draw_is_golden(run, golden, format) -> None:
    text = run("graph", SAMPLE, "--values", "--format", format).out
    golden(f"graph_figure_13_11_values_{format}.txt", text)
    golden(f"graph_residual_{format}.txt", run("graph", "sample:residual", "--format", format).out)


@pytest.mark.parametrize(
    "line",
    [
        "graph sample:figure_13_11 --values",
        "graph sample:residual --ascii",
        "show sample:figure_13_11",
        "compare sample:residual",
        "compare sample:baydin --width 60",
        "vjp sample:figure_13_11 -u 1 --steps",
        "jvp sample:baydin -v e1 --steps",
        "grad sample:residual --steps",
    ],
)
def test_the_text_of_a_graph_is_golden(run, golden, line) -> None:
    outcome = run(*line.split(), "--details")
    assert (outcome.status, outcome.err) == (0, "")
    width = 60 if "--width 60" in line else 80
    assert not [row for row in outcome.out.splitlines() if len(row) > width]
    text = re.sub(r"(max\|J_fwd − J_rev\| =|difference)(\s+)[\d.e+-]+", r"\1\2…", outcome.out)
    golden(f"{re.sub(r'sample:| --', ' ', line).replace(' ', '_').replace('__', '_')}.txt", text)


def test_a_graph_too_wide_with_its_values_is_drawn_without_them(run) -> None:
    text = run("graph", "sample:baydin", "--values", "--width", "40").out
    assert "▼" in text
    assert "would not be readable" not in text
    assert re.search(r"^ v5 +11\.65 +1$", text, re.MULTILINE)


def test_values_that_leave_no_room_for_columns_stand_behind_their_names(run) -> None:
    words = run("graph", "sample:tall", "--values", "--width", "60").out.splitlines()
    assert " x1 = [0.8866053117847472 0.7479401213556578" in words
    call = ("graph", "sample:textbook_functions.py:mlp", "--at", "0.5,-1,2", "--width", "60")
    assert " x2: layer matmul, shape 4, recorded as W1 @ x" in (
        run(*call, "--details").out.splitlines()
    )


def test_no_adjoint_of_a_graph_is_cut_with_all_values(run) -> None:
    text = run("graph", "sample:tall", "--values").out
    assert "…" not in text
    assert "adjoints of u·o, where u is that of x5." in " ".join(text.split())


def test_several_adjoints_of_a_graph_are_refused_and_not_all_but_one_left_out(run) -> None:
    done = run("graph", "sample:affine_softmax", "-u", "all")
    assert (done.status, done.out) == (2, "")
    assert "a graph shows one adjoint of a value, and these are 5" in done.err
