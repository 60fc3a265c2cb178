"""Warnings, notes and reasons that no golden shows, each at a chain where it is true.

Figures are worked out by hand, in the comment beside them.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from jaccli import jvp, load, vjp
from jaccli.document.blocks import Kind
from jaccli.graph import Graph
from jaccli.reports.common import budget, measure
from jaccli.reports.common.measure import why_clock_differs
from jaccli.reports.common.modes import Rule
from jaccli.reports.order import running as order_running
from jaccli.reports.order.matrix_free import find as matrix_free
from jaccli.reports.order.matrix_free.operations import segment
from jaccli.reports.sweep import say
from jaccli.reports.sweep.crossover import crossover_of
from jaccli.reports.sweep.find import Sweep, sweep
from jaccli.reports.sweep.headline import headline
from jaccli.sources import file_of
from jaccli.spec.source import read


def flat(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


def linear(*widths: object) -> str:
    layers = "".join(f"  - {{type: linear, size: {width}}}\n" for width in widths[1:])
    return f"sizes: {{n: 2}}\ninput: {{size: {widths[0]}}}\nlayers:\n{layers}"


def linear_of(weight: list[list[float]]) -> str:
    """One layer at 1, 2, …"""
    point = list(range(1, 1 + len(weight[0])))
    return f"input: {point}\nlayers: [{{type: linear, weight: {weight}}}]\n"


GATHERED = (  # two gathers after a full matrix: the rows that they read are free on the way ahead
    "input: [1, 2, 3]\nlayers:\n  - {type: linear, size: 4}\n"
    "  - {type: select, entries: [1, 1, 2, 3, 4]}\n  - {type: select, entries: [5, 5, 1]}\n"
)
ACTIVATIONS = "sizes: {n: 2}\ninput: {size: n}\nlayers: [tanh, sin, sum]\n"
HALVES = (  # fits where n is even
    "sizes: {n: 4}\ninput: {size: n}\nlayers:\n"
    "  - {type: matmul, left: [[1, 2], [3, 4], [5, 6]]}\n  - {type: linear, size: 10}\n"
)
MANY_INPUTS = (
    f"inputs: {{{', '.join(f'x{k}: {k}' for k in range(12))}}}\n"
    f"layers: [{{name: y, type: add, inputs: [{', '.join(f'x{k}' for k in range(12))}]}}]\n"
)
TWICE = (  # y is read by more layers than terms are written out
    "input: {size: 2}\nlayers:\n  - {name: y, type: tanh, inputs: x}\n"
    + "".join(f"  - {{name: z{k}, type: sin, inputs: y}}\n" for k in range(12))
    + f"  - {{type: add, inputs: [{', '.join(f'z{k}' for k in range(12))}]}}\n  - sum\n"
)
CANCELLING = (  # (1e8 · 1/3 and 1e8 · 1/7) less as much: what is left of the product is rounding
    "input: [1, 2]\nlayers:\n  - {type: linear, weight: [[0.1, 0.7], [0.3, 0.9]]}\n"
    "  - {type: linear, weight: [[0.3333333333, 0.1428571428], [-33333333.33, -14285714.28]]}\n"
    "  - {type: linear, weight: [[1e8, 1]]}\n"
)
WIDE = f"input: {{size: 2000}}\nlayers: [{', '.join(['tanh'] * 10)}, sum]\n"
EXPECTING = (  # 2 · 3 · 3 + 2 · 3 FLOPs a vector, three tangents and one adjoint
    "input: [1, 2, 3]\nlayers: [tanh, sum]\n"
    "expect: {forward_flops: 71, reverse_flops: 25, max_flops: 23, cheaper: forward}\n"
)
STEEP = (
    "dtype: float32\ninput: [1.0e-30]\nlayers:\n"
    "  - {name: a, type: scale, factor: 1e25, inputs: x}\n"
    "  - {name: b, type: scale, factor: 1e25, inputs: a}\n"
    "  - {name: c, type: add, inputs: [b, b]}\n"
)
TINY = (
    "dtype: float32\ninput: [0.1]\nlayers: [exp, sum]\nexpect: {output: [1.1052], tolerance: 0}\n"
)


@pytest.mark.parametrize(
    ("command", "file", "says"),
    [
        # the other way round both gathers come to a full matrix, whose product costs 2·3·4·3
        (
            "order --cost structured",
            GATHERED,
            "Forward is the best order: 0 FLOPs. Reverse costs 72 FLOPs.",
        ),
        ("order --cost structured", GATHERED, "(5×4)·(4×3) → 5×3 gather: 0 0"),
        ("order", linear(3, 4), "One Jacobian alone: there is nothing to multiply."),
        ("order", linear(3, 4), "J is J1 itself: nothing is multiplied."),
        # each product of 1×1 by 1×1 costs 2
        (
            "order",
            linear(2, 3, 4, 5),
            "cheapest way to build J_row … J_column (dynamic programming) J1 J2 J3",
        ),
        ("order", linear(1, 1, 1, 1), "A tie: both orders cost 4 FLOPs."),
        ("order", linear(1, 1, 1, 1, 1), "A tie: all 5 orders cost 6 FLOPs."),
        # in its own form a layer costs n for a vector; forward carries n of them
        (
            "sweep --vary n=2:30 --cost structured",
            ACTIVATIONS,
            "for such a chain the chapter says O(n³) forward and O(n²) reverse (Murphy 2022, "
            "13.3.1), and under this rule the powers are 2 and 1.",
        ),
        # 4 < 10 < 16: 8 is even, 9 is not
        (
            "sweep --vary n=4,16",
            HALVES,
            "The cheaper mode changes between n = 8 and 16, from forward to reverse. Where exactly "
            "cannot be said: the file does not fit at every size between.",
        ),
        (
            "sweep --vary n=1:3",
            f"sizes: {{n: 2}}\ninput: {{size: n}}\nlayers: [{', '.join(['tanh'] * 66)}]\n",
            "Best order: not sought beyond 64 Jacobians; `jaccli order` finds it at one size.",
        ),
        (
            "sweep --vary n=1:3",
            f"sizes: {{n: 2}}\ninput: {{size: n}}\nlayers: [{', '.join(['tanh'] * 66)}]\n",
            "n → n → n → n → n → n → n → n → … (66 layers) … → n → n → n",
        ),
        # forward 3 · 4 n², best (J4·((J3·J2)·J1)) 4 n² + 16 n
        (
            "sweep --vary n=4:400 --seeds free",
            linear("n", 2, "n", 2, "n"),
            "400 1,920,000 1,920,000 646,400 1.00 tie",
        ),
        (
            "sweep --vary n=4:400 --seeds free",
            linear("n", 2, "n", 2, "n"),
            "at n = 400 the cheaper mode costs 2.97 × as much, the start free for both.",
        ),
        ("sweep --vary n=4:400 --seeds free", linear("n", 2, "n", 2, "n"), "·· best order"),
        ("jvp -v e2", linear_of([[1, 2]]), "∂o/∂x[2] = 2.0"),
        ("jvp -v 1,1", linear_of([[1, 2]]), "J·v = 3.0"),
        ("vjp -u e1", linear_of([[7]]), "u·J = 7.0"),
        ("sweep --vary n=4,16", HALVES, "n → 6…24 → 10"),
        (
            "show",
            "inputs: {x: [1, 2], a: [3], b: [4]}\nlayers: [{type: sum, inputs: x}]\n",
            "The output does not depend on a, b: the columns of J by them are 0.",
        ),
        (
            "show",
            "inputs: {x: [1, 2], a: [3]}\nlayers: [{type: sum, inputs: x}]\n",
            "The output does not depend on a: the columns of J by it are 0.",
        ),
        (
            "show",
            "inputs: {a: [1, 2], b: [3]}\nlayers: [{type: constant, value: [1]}]\n",
            "The output does not depend on any input: J by the inputs is 0.",
        ),
        (
            "compare --max-memory 100KB",
            WIDE,
            "Not run: both modes are priced only: parameters, values and local Jacobians take",
        ),
        ("show", MANY_INPUTS, "x0 (1), x1 (1), x2 (1), x3 (1), x4 (1), …, x11 (1) → a graph"),
        # of twelve readers five and the last
        (
            "vjp -u e1 --steps",
            TWICE,
            "= ∂o/∂z0·∂z0/∂y + ∂o/∂z1·∂z1/∂y + ∂o/∂z2·∂z2/∂y + ∂o/∂z3·∂z3/∂y + ∂o/∂z4·∂z4/∂y + … "
            "+ ∂o/∂z11·∂z11/∂y (12 readers add up)",
        ),
        (
            "grad --steps",
            "input: [0, 1]\nlayers: [relu, sum]\n",
            "note: entry 1 is at exactly 0, the kink of relu: no derivative exists there, 0 is",
        ),
        # three numbers of 8 bytes kept and as many carried, and 3 · 3 carried
        (
            "compare",
            linear(3, 1),
            "Memory: reverse keeps x1 for the way back (3 numbers), and it carries 1 adjoint (at "
            "most 3 numbers): 48 B. Forward keeps nothing. It carries 3 tangents (at most 9 "
            "numbers): 72 B.",
        ),
        (
            "compare",
            "input: [1, 2, 3]\nlayers: [tanh, sum]\n",
            "reverse keeps x1..x2 for the way back (3 + 3 = 6 numbers)",
        ),
        # ten values of 2,000 numbers of 8 bytes fit, and tangents beside them do not
        (
            "compare --max-memory 600KB",
            WIDE,
            "Not run: forward mode is priced only: its arrays do not fit --max-memory 585.9 "
            "KiB as well. --run both runs it too.",
        ),
        (
            "compare --max-memory 600KB",
            WIDE,
            "Not compared: a few random products do not fit into --max-memory beside J.",
        ),
        ("compare", CANCELLING, "✗. Shown is reverse mode's J. The factors are the same, and"),
        ("compare", CANCELLING, "Not the same: max|J_fwd − J_rev| ="),
        (
            "order --matrix-free",
            CANCELLING.replace("[[1e8, 1]]", "[[1e8, 1], [1e8, 1]]"),
            "1.0e-12 ✗; operations counted one by one: equal to the price ✓.",
        ),
        (
            "check",
            EXPECTING,
            "FAIL expect: forward_flops = 71 72 ≠ 71 FLOPs dense, the start counted",
        ),
        ("check", EXPECTING, "^^ it is 72, 1 more | = help: write `forward_flops: 72`"),
        ("check", EXPECTING, "^^ it is 24, 1 less | = help: write `reverse_flops: 24`"),
        (
            "check",
            EXPECTING,
            "reverse, the cheaper mode, costs 24 > 23 FLOPs dense, the start counted",
        ),
        ("check", EXPECTING, "1 more than this"),
        ("check", EXPECTING, "help: make the chain smaller, or write `max_flops: 24`"),
        ("check", EXPECTING, "reverse: forward 72 > reverse 24"),
        ("check", TINY, "float32 keeps about 7 digits: `tolerance: 1e-5` allows for that"),
    ],
    ids=str,
)
def test_a_finding_is_said_where_it_is_true(run, chain, command, file, says) -> None:
    name, *options = command.split()
    outcome = run(name, chain(file), *options, "--details", "--width", 100)
    assert says in flat(outcome.out)


@pytest.mark.parametrize(
    ("command", "file", "says"),
    [
        (
            "grad --format json --layer f1",
            linear(3, 1),
            "--layer is of the text; JSON has every gradient",
        ),
        (
            "check",
            "input: [1, 2]\nlayers: [sum]\nexpect: {jacobian: [1, 2, 3]}\n",
            "expected jacobian: expected a matrix, found a list of 3 values",
        ),
        (
            "sweep --vary n=1,,3",
            ACTIVATIONS,
            "'n=1,,3': a size is a whole number in digits, and one is missing",
        ),
        ("sweep --vary n=1,x", ACTIVATIONS, "'n=1,x': a size is a whole number in digits, not 'x'"),
        ("sweep --vary n=0", ACTIVATIONS, "'n=0': a size is at least 1"),
        (
            f"order --matrix-free --memory-limit {'9' * 41}",
            ACTIVATIONS,
            "a number of more than 40 digits",
        ),
        (
            "order --matrix-free --memory-limit x",
            ACTIVATIONS,
            "--memory-limit: expected how many numbers a tape may hold, such as 600, found 'x'",
        ),
        # f(x) is 2e20, J is 2e50
        ("compare", STEEP, "reverse mode overflows float32: a product of finite Jacobians is not"),
        ("jvp -v e1", STEEP, "b: the product is larger than float32 can hold"),
        ("vjp -u e1", STEEP, "x: the product is larger than float32 can hold"),
        # 1e-30 · 1e30 is 1, and the adjoint of the second is 1e30 · 1e20
        (
            "grad",
            "dtype: float32\ninput: [1.0e-30]\nlayers:\n  - {type: scale, factor: 1e20}\n"
            "  - {type: scale, factor: 1e30}\n",
            "f1: the gradient of its input x",
        ),
    ],
    ids=str,
)
def test_a_refusal_says_why(run, chain, command, file, says) -> None:
    name, *options = command.split()
    outcome = run(name, chain(file), *options, "--width", 100)
    assert outcome.status == 2
    assert says in flat(outcome.err)


def swept(verdicts: str) -> Sweep:
    """A sweep over n = 1, 2, … that found these: f, r or t a size."""
    names = {"f": "forward", "r": "reverse", "t": "tie"}

    def at(size: int) -> Graph:
        return read("sample:textbook", sizes={"n": size})

    file = file_of("sample:textbook").resizable(["n"], {}, ())
    sizes = range(1, len(verdicts) + 1)
    found = sweep(at(2), at, file, ["n"], sizes, Rule("dense", "counted"))
    points = tuple(
        point._replace(cheaper=names[verdict])
        for point, verdict in zip(found.points, verdicts, strict=True)
    )
    return found._replace(
        points=points, crossover=crossover_of(points, lambda size: points[size - 1])
    )


@pytest.mark.parametrize(
    ("verdicts", "says"),
    [
        ("fff", "Forward is cheaper at every size swept."),
        ("r", "Reverse is cheaper at n = 1."),
        ("t", "A tie at n = 1: forward and reverse both cost 8 FLOPs."),
        ("ttt", "A tie: forward and reverse cost the same at every size swept."),
        ("rtr", "Reverse is cheaper, but for a tie at n = 2."),
        ("rtrtr", "Reverse is cheaper, but for a tie at n = 2 and 4."),
        ("ftftftf", "Forward is cheaper, but for a tie at n = 2, 4 and 6."),
        ("fttfttf", "Forward is cheaper, but for a tie at n = 2, 3, 5 and 6."),
        ("ftftftftftf", "Forward is cheaper, but for a tie at 5 of the sizes, n = 2 … 10."),
        ("ffrr", "Forward is cheaper up to n = 2, reverse from n = 3 on."),
        ("fftr", "Forward is cheaper below n = 3, reverse above. At n = 3 they are equal."),
        ("fftt", "Forward is cheaper below n = 3. From there on both modes cost the same."),
        (
            "rrrt",
            "Reverse is cheaper below n = 4. At n = 4, the last size, both modes cost the same.",
        ),
        ("ttff", "Up to n = 2 both modes cost the same. Above, forward is cheaper."),
        ("tfff", "At n = 1, the first size, both modes cost the same. Above, forward is cheaper."),
    ],
)
def test_a_sweep_says_what_its_verdicts_are(verdicts, says) -> None:
    text = headline(swept(verdicts)).text
    if text != says:  # by how much is said of the figures, which are not those of the verdicts
        assert re.fullmatch(re.escape(says) + r" (Forward|Reverse) costs [^.]*\..*", text)


@pytest.mark.parametrize(
    ("verdicts", "changes"),
    [("ffrr", None), ("frrf", "once more"), ("frfr", "2 times more"), ("frfrf", "3 times more")],
)
def test_a_sweep_says_how_often_its_verdict_changes_again(verdicts, changes) -> None:
    warned = [each.text for each in say.further_changes(swept(verdicts))]
    expected = (
        f"that holds up to the next change: the cheaper mode changes {changes} along the sweep."
    )
    assert warned == ([expected] if changes else [])


def test_a_baseline_that_is_no_text_or_no_file_says_so(run, chain, tmp_path: Path) -> None:
    file = chain(linear(3, 1))
    (tmp_path / "costs.json").write_bytes(b"\xff\xfe\x00")
    refused = run("check", file, "--baseline", "costs.json").err
    assert "--baseline costs.json: it is not text in UTF-8\n" in refused
    assert "--baseline .: this is a folder\n" in run("check", file, "--baseline", ".").err


def test_costs_by_all_parameters_are_no_baseline(run, chain) -> None:
    file = chain(linear(3, 1))
    saved = [run("compare", file, "--format", "json", "--wrt", wrt).out for wrt in ("all", "input")]
    whole, own = map(json.loads, saved)
    Path("all.json").write_text(json.dumps(whole), encoding="utf-8")
    assert "it holds no costs of a chain, by its input" in flat(
        run("check", file, "--baseline", "all.json").err
    )
    both = {**own, "results": [*whole["results"], *own["results"]]}
    Path("both.json").write_text(json.dumps(both), encoding="utf-8")
    outcome = run("check", file, "--baseline", "both.json")
    assert (outcome.status, outcome.err) == (0, "")


BRANCHES = """\
def f(x):
    y = x * float(len(x))
    for k in range(int(x[0])):
        y = np.sin(y) if k % 2 else y * 2.0
    return y.sum()


def scaled(x):
    return (x * (2.0 if x[0] > 1 else 3.0)).sum()
"""


@pytest.mark.parametrize(
    ("function", "at", "and_at", "says"),
    [
        # select, scale by 2, then as many as int(x1), then sum
        ("f", "1,1", "3,1", "FILE: 4 operations at 1,1, 6 at 3,1"),
        ("f", "1,1", "1,5", "FILE: one graph at both points, 4 operations"),
    ],
)
def test_two_recordings_in_one_line(run, program, function, at, and_at, says) -> None:
    path = program(BRANCHES)
    outcome = run("trace", f"{path}:{function}", "--at", at, "--and-at", and_at, "-q")
    assert outcome.out.strip() == says.replace("FILE", f"{path}:{function}")


def test_two_recordings_are_told_apart_operation_by_operation(run, program) -> None:
    path = program(BRANCHES)
    asked = ("--at", "1,1", "--and-at", "30,1", "--width", 100)
    text = run("trace", f"{path}:f", *asked).out
    assert "both: 3 operations" in text  # select, scale, and the first turn of the loop
    assert "only at 30,1: 30 operations" in text
    assert text.count("\n  + x") == 12  # listed of them
    assert "\n  + and 18 more\n" in text
    text = run("trace", f"{path}:scaled", "--at", "1,1", "--and-at", "2,1", "--width", 100).out
    assert "~ x2 = scale(x), line 10: x * (2.0 if x[0] > 1 else 3.0): at both" in flat(text)
    assert "points, with another factor" in flat(text)


def planned(graph: Graph, mode: str) -> list[tuple[str, tuple[int, ...], int]]:
    found = [*budget.of_a_sweep(graph, mode, 3)]
    assert {each.times for each in found} == {1}
    return [(each.what, each.shape, each.bytes) for each in found]


def test_the_arrays_of_a_run_are_called_by_what_they_are(chain) -> None:
    graph = read(chain("input: {size: 5}\nlayers: [{type: linear, size: 7}, tanh, sum]\n"))
    assert planned(graph, "forward") == [
        ("the start of forward mode", (5, 3), 5 * 3 * 8),
        ("the tangents of forward mode at f2", (14, 3), 14 * 3 * 8),
        ("the result of forward mode", (1, 3), 3 * 8),
    ]
    assert planned(graph, "reverse") == [
        ("the start of reverse mode", (1, 3), 3 * 8),
        ("the adjoints of reverse mode at f2", (14, 3), 14 * 3 * 8),
        ("the result of reverse mode", (5, 3), 5 * 3 * 8),
    ]
    # tanh holds one number an entry; the linear layer's Jacobian is its weight
    assert [(each.what, each.shape) for each in budget.of_the_tape(graph)] == [
        ("the input x", (5,)),
        ("weight of f1", (7, 5)),
        ("the value of f1", (7,)),
        ("the value of f2", (7,)),
        ("the Jacobian of f2", (7, 7)),
        ("the value of f3", (1,)),
        ("the Jacobian of f3", (1, 7)),
        ("the work at f2", (28,)),  # as much again as it reads and writes, twice
    ]


def test_what_is_live_at_once_on_a_graph_is_planned(chain) -> None:
    # at b: the tangent of a, what comes from it, what comes from x, and their sum: 4 · 4 numbers
    graph = read(
        chain(
            "input: {size: 4}\nlayers:\n  - {name: a, type: tanh, inputs: x}\n"
            "  - {name: b, type: multiply, inputs: [a, x]}\n  - {name: c, type: sum, inputs: b}\n"
        )
    )
    assert planned(graph, "forward")[1] == (
        "the tangents of forward mode",
        (16, 3),
        16 * 3 * 8,
    )
    assert planned(graph, "reverse")[1][0] == "the adjoints of reverse mode"


def test_a_run_that_does_not_fit_names_its_largest_array(run, chain) -> None:
    file = chain("sizes: {n: 600}\ninput: {size: n}\nlayers: [tanh, {type: linear, size: n}]\n")
    refused = flat(run("jvp", file, "-v", "all", "--max-memory", "2MB", "--width", 100).err)
    assert "more than --max-memory 1.9 MiB" in refused
    assert "= why: the largest array is " in refused
    assert ": 1,800×600 in float64, 8.2 MiB" in refused
    assert "= help: choose smaller sizes (--set NAME=INT) or a larger --max-memory" in refused


@pytest.mark.parametrize(
    ("weight", "says"),
    [
        ([[1, 2], [3, 4]], "2 products J·v, 2 entries each: 1, 3; 2, 4."),
        # twelve entries are written out, of thirteen and more the largest is told
        (
            [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]],
            "4 products J·v, 3 entries each: 1, 5, 9; 2, 6, 10; 3, 7, 11; 4, 8, 12.",
        ),
        (
            [[1, 2, 3, 4, 0], [5, 6, 7, 8, 0], [9, 10, -41, 12, 0]],
            "5 products J·v, 3 entries each; 12 of 15 are not 0, and the largest in size is "
            "-41, entry 3 of product 3.",
        ),
    ],
)
def test_a_collection_of_products_has_a_headline(run, chain, weight, says) -> None:
    found = json.loads(run("jvp", chain(linear_of(weight)), "-v", "all", "--format", "json").out)
    (headline,) = (
        each["text"] for each in found["results"][0]["findings"] if each["kind"] == "headline"
    )
    assert headline == says


@pytest.mark.parametrize(
    ("depth", "way", "shapes"),
    [
        (12, "2 → 3 → 4", "J11 13×12, J12 14×13"),
        (13, "2 → 3 → 4", "13 Jacobians: J1 3×2, J2 4×3, …, J13 15×14"),
        (48, "25 → 26 → 27", "…, J48 50×49"),
        (49, "13 → 14 → … → 40 → 41", "…, J49 51×50"),
    ],
)
def test_long_chains_are_headed_by_their_ends(run, depth, way, shapes) -> None:
    dims = ",".join(str(2 + k) for k in range(depth + 1))
    text = flat(run("order", "--dims", dims, "--details", "--width", 100).out)
    assert way in text
    assert shapes in text


def test_each_rule_that_has_grown_is_named(run, chain) -> None:
    saved = json.loads(run("compare", chain(linear(3, 1)), "--format", "json").out)
    for mode in saved["results"][0]["modes"].values():
        mode["cost"]["dense"]["flops"] -= 1  # 3 · 6 and 6
        mode["seeds_free"]["structured"]["flops"] -= 1
    Path("costs.json").write_text(json.dumps(saved), encoding="utf-8")
    outcome = run("check", "chain.yaml", "--baseline", "costs.json", "--width", 100)
    text = flat(outcome.out)
    assert outcome.status == 1
    assert (
        "dense, the start counted: 18 > 17 FLOPs; structured, the start free: 0 > -1 FLOPs" in text
    )
    assert "dense, the start counted: 6 > 5 FLOPs; structured, the start free: 0 > -1 FLOPs" in text
    assert text.count("= help: accept the new costs by writing the baseline again") == 2


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (linear(4, 1), "(n 3, now 4)"),
        (linear(3, 2), "(m 1, now 2)"),
        (linear(3, 2, 1), "(layers 1, now 2)"),
        (linear(4, 4, 4), "(n 3, now 4, m 1, now 4, layers 1, now 2)"),
    ],
)
def test_a_baseline_of_other_sizes_says_which(run, chain, now, says) -> None:
    saved = run("compare", chain(linear(3, 1)), "--format", "json").out
    Path("costs.json").write_text(saved, encoding="utf-8")
    outcome = run("check", chain(now), "--baseline", "costs.json", "--width", 100)
    assert outcome.status == 1
    assert f"other sizes than the baseline's {says}" in flat(outcome.out)


def test_a_product_has_what_its_mode_gives() -> None:
    chain = load("sample:tall")
    with pytest.raises(AttributeError, match=r"^jvp has tangents, and no cotangents$"):
        _ = jvp(chain, "e1").cotangents
    with pytest.raises(AttributeError, match=r"^vjp has cotangents, and no tangents$"):
        _ = vjp(chain, "e1").tangents


@pytest.mark.parametrize(
    ("to", "start", "words"), [(3, 2, "J3"), (3, 1, "J3·J2"), (3, 0, "J3⋯J1"), (9, 4, "J9⋯J5")]
)
def test_a_segment_is_spelt_by_its_ends(to, start, words) -> None:
    assert segment(to, start) == words


@pytest.mark.parametrize(
    ("dims", "says"),
    [
        # 1 · 1 tangent or adjoint a layer, and preaccumulation multiplies 1 · 1 · 1 beside
        ("1,1,1", "costs 2 multiply-adds, and so do global tangent and global adjoint."),
        ("1,1,1", "Preaccumulation costs 1.50 × as much."),
        ("1,1,1", "cheapest: 1 column through every layer. Adjoints alone cost the same."),
        (
            "1,1",
            "The best plan costs 1 multiply-add, and so do global tangent, global adjoint and "
            "preaccumulation.",
        ),
        # J1 by one adjoint, 2; J2 from it by two columns of one tangent each, 2 · 2
        ("2,1,2", "The best plan costs 6 multiply-adds. Global tangent costs 1.33 × as much."),
        (
            "2,1,2",
            "The plan sends 1 adjoint through it (2), global tangent 2 tangents (4).",
        ),
        ("2,1,2", "x2 has only 1 number: so many vectors are enough before it or after it."),
    ],
)
def test_a_plan_says_why_it_is_the_best(run, dims, says) -> None:
    text = flat(run("order", "--matrix-free", "--dims", dims, "--details", "--width", 100).out)
    assert says in text


def test_a_branch_beside_the_point_is_named_with_its_line(run, program) -> None:
    path = program(
        "def f(x):\n    y = np.sin(x)\n    if x[0] > 1.0:\n        return (y * 2.0).sum()\n"
        "    return (y * 3.0).sum()\n"
    )
    text = run("check", f"{path}:f", "--at", "1.0000000001,2", "--width", 100).out
    told = re.search(r"x − h·v it gives ([\d.]+), the recording ([\d.]+): the program", flat(text))
    sines = math.sin(1) + math.sin(2)
    assert told
    assert np.allclose([float(each) for each in told.groups()], [3 * sines, 2 * sines], rtol=1e-4)
    assert "another way or loops otherwise from `x[0] > 1.0` in line 4 on" in flat(text)
    text = run("compare", f"{path}:f", "--at", "1.0000000001,2", "--width", 100).out
    assert "/ 2h cannot check this: at x − h·v it gives" in flat(text)


def test_the_narrower_end_is_said_of_a_best_mode_that_starts_there(run) -> None:
    said = set()
    for dims in itertools.product((1, 2, 3), (1, 2, 4), (3, 5), (1, 2, 3)):
        n, a, b, m = dims
        ahead, back = a * n * b + b * n * m, b * m * a + a * m * n  # J3·(J2·J1), (J3·J2)·J1
        text = flat(run("order", "--dims", ",".join(map(str, dims)), "--width", 200).out)
        found = re.search(r"carries (n|m) = (\d) \w+ through every product", text)
        if ahead == back:
            continue  # no mode is the best by itself
        end, size = ("n", n) if ahead < back else ("m", m)
        expected = (end, str(size)) if size == min(dims) and n != m else None
        assert (found and found.groups()) == expected, dims
        said.add(expected and expected[0])
    assert said == {"n", "m", None}


SIDES = """\
def bent(x):
    if x[0] >= 0:
        return (x * 1.0).sum()
    return (x * 3.0).sum()


def held(x):
    return (x * np.floor(x * 1e9) / 1e9).sum()
"""


@pytest.mark.parametrize(
    ("function", "at", "says"),
    [
        # 3 left of 0 and 1 right of it
        ("bent", "[0]", "no derivative exists: the slope is 3 before x and 1 after it; 1 is used"),
        # x · floor(x): the program's slope is 2 x, the recording holds the floor
        (
            "held",
            "[0.7]",
            "for column 1: the program's slope is 1.4 on both sides, J uses 0.7; on both",
        ),
    ],
)
def test_the_slopes_of_a_program_beside_its_point_are_told(run, program, function, at, says):
    path = program(SIDES)
    text = run("check", f"{path}:{function}", "--at", at, "--width", 100).out
    assert says in flat(text)


def test_a_vector_of_zeros_moves_nothing(run) -> None:
    text = flat(run("jvp", "sample:mlp_squared_error", "-v", "0,0,0", "--details").out)
    assert "Check: (f(x + h·v) − f(x − h·v)) / 2h = 0," in text
    assert "difference 0.0e+00 ≤ 0.0e+00 ✓" in text


@pytest.mark.parametrize(
    ("n", "m", "taken", "says"),
    [
        (
            9,
            4,
            [4e-6, 9e-6],
            "A product of the quicker mode takes 1 µs: mostly Python and NumPy start it",
        ),
        (9, 1, [4.0, 9.0], "Reverse mode has one vector: it reads every entry of J"),
        (
            9,
            1,
            [4.0, 9.0],
            "Forward mode has 9 vectors at once: it uses each entry that it reads 9 times.",
        ),
        (1, 9, [4.0, 9.0], "Forward mode has one vector: it reads every entry of J"),
        (
            1,
            9,
            [4.0, 9.0],
            "Reverse mode has 9 vectors at once: it uses each entry that it reads 9 times.",
        ),
        (9, 9, [4.0, 9.0], "Both modes carry n = m vectors, so the products are alike"),
        (1, 1, [4.0, 9.0], "Both modes carry n = m vectors, so the products are alike"),
        (9, 4, [4.0, 9.0], "An entry of J that is read from memory is used once for each vector."),
    ],
)
def test_why_a_clock_differs_depends_on_how_many_vectors_go_together(n, m, taken, says) -> None:
    assert says in why_clock_differs(n, m, 4, taken)


def test_a_sweep_is_named_by_its_sizes_and_its_rule() -> None:
    assert say.swept(swept("ffrr")) == "n = 1 to 4, 4 sizes; dense, the start counted"
    assert say.swept(swept("f")) == "n = 1 to 1, 1 size; dense, the start counted"


QUIET = [
    "compare sample:textbook sample:baydin sample:square",
    "compare sample:textbook --seeds free",
    "grad sample:mlp_cross_entropy sample:residual",
    "order sample:bottleneck sample:tall",
    "order sample:bottleneck --matrix-free --memory-limit 20",
    "jvp sample:textbook -v e1",
    "vjp sample:residual sample:figure_13_11 -u e1",
    "show sample:textbook sample:residual",
    "graph sample:residual",
    "sweep sample:textbook --vary n=16:100",
    "trace sample:branches.py:relaxation --at 1 --and-at 3",
]


def test_one_line_a_chain_is_what_was_read_aloud(run, golden) -> None:
    lines = []
    for call in QUIET:
        name, *options = call.split()
        lines += [f"# {call}", run(name, *options, "-q").out.rstrip()]
    golden("quiet.txt", re.sub(r"\d+\.\d{6,}", "…", "\n".join(lines)) + "\n")


def test_a_plan_that_takes_long_is_priced_only(run, monkeypatch) -> None:
    monkeypatch.setattr(matrix_free, "LONG", 0.0)
    text = flat(run("order", "sample:bottleneck", "--matrix-free", "--details", "--width", 100).out)
    assert "Priced only: it would take more than a second or two." in text


def kinds_of(text: str) -> list[str]:
    """Of the findings of one result in JSON."""
    return [each["kind"] for each in json.loads(text)["results"][0]["findings"]]


def test_orders_of_shapes_alone_are_not_run(run) -> None:
    asked = ("order", "--dims", "30,3,50,3,30", "--details")
    assert "Not run: priced from shapes alone, there are no numbers to run." in run(*asked).out
    assert set(kinds_of(run(*asked, "--format", "json").out)) <= set(get_args(Kind))


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (0.0, "Priced, not run: it would take more than a second or two."),
        (
            1e-5,
            "Run: 1 of the orders was run; operations counted one by one: equal to the price ✓.",
        ),
        (1e-5, "Not run: 4 of them: it would take more than a second or two."),
        (3e-5, "Check: 3 of the orders were run, max|J − J_best| ="),
        (3e-5, "Not run: 2 of them: it would take more than a second or two."),
    ],
)
def test_orders_that_would_take_long_are_told(run, monkeypatch, seconds, says) -> None:
    monkeypatch.setattr(order_running, "LONG", seconds)
    asked = ("order", "sample:bottleneck", "--details", "--width", 100)
    assert says in flat(run(*asked).out)
    assert set(kinds_of(run(*asked, "--format", "json").out)) <= set(get_args(Kind))


@pytest.mark.parametrize(
    ("own", "slowest", "times"), [(1.0, 1.0, 1), (0.51, 1.0, 1), (1e-9, 1.0, measure.MOST_REPEATS)]
)
def test_a_quick_action_is_timed_more_often_than_a_slow_one(own, slowest, times) -> None:
    assert measure._repeats(own, slowest) == times
    assert measure._repeats(0.4, 1.0) >= measure.FEWEST_REPEATS


def test_an_array_that_a_recording_reads_tells_its_shape(run, program) -> None:
    path = program("def f(x):\n    return (x @ x).sum()\n")
    lines = run("trace", f"{path}:f", "--at", "[[1,2],[3,4]]").out.splitlines()
    assert "  x: [1, 2, 3, 4]  # 2×2, row by row" in lines


KINKED = "input: [0, 1]\nlayers: [{name: mine, type: relu}, sum]\n"
SPARE = (
    "input: [1, 2]\noutput: b\nlayers:\n  - {name: a, type: tanh}\n"
    "  - {name: spare, type: exp, inputs: a}\n  - {name: b, type: sum, inputs: a}\n"
    "  - {name: after, type: sin, inputs: b}\n"
)


@pytest.mark.parametrize("command", ["compare", "show", "grad --steps", "jvp -v e1 --steps"])
def test_a_kink_and_what_is_not_run_are_notes_and_no_warnings(command, run, chain) -> None:
    words = command.split()
    for text, said in (
        (KINKED, ["the kink of relu"]),
        (SPARE, ["spare does not reach the output and", "after stands after the output"]),
    ):
        written = run(words[0], chain(text), *words[1:], "--format", "json").out
        found = json.loads(written)["results"][0]["findings"]
        for each in said:
            assert {one["kind"] for one in found if each in one["text"]} == {"note"}


def test_a_finding_needs_no_table_to_be_understood(run) -> None:
    name, limit = "sample:bottleneck", ["order", "--matrix-free"]
    found = json.loads(run(*limit, name, "--format", "json").out)["results"][0]["findings"]
    assert not [each["text"] for each in found if "◆" in each["text"]]
    assert any(each["text"].startswith("An elimination may go factor") for each in found)
    assert "◆ the plan above. An elimination may go factor" in flat(
        run(*limit, name, "--details").out
    )
