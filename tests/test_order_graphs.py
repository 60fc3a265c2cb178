"""jaccli order on graphs: the screen, options, JSON and mistakes.

Prices are calculated by hand or are those that papers print (tests/oracles).
"""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Sequence
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from documents import ROOT

import jaccli

ORACLE = json.loads((ROOT / "tests" / "oracles" / "elimination_worked_examples.json").read_text())
PAPERS = [name for name, each in ORACLE.items() if "edges" in each]
SEVEN = "edges: [[x, a], [a, b], [a, c], [b, c], [b, d], [c, d], [d, y]]\n"
WIDE = "sizes: {a: 3}\nedges: [[x, a], [a, y], [x, b], [b, a], [z, b]]\n"


def text_of(run, *arguments: object) -> str:
    outcome = run("order", *arguments)
    assert (outcome.status, outcome.err) == (0, ""), outcome.err
    return str(outcome.out)


def result_of(run, *arguments: object) -> dict[str, Any]:
    (result,) = json.loads(text_of(run, *arguments, "--format", "json"))["results"]
    return dict(result)


def by_name(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in result["orders"]}


def multiplications(order: dict[str, Any]) -> int:
    return int(order["cost"]["dense"]["multiplications"])


def error_of(run, *arguments: object) -> str:
    outcome = run("order", *arguments)
    assert (outcome.status, outcome.out) == (2, ""), outcome.out
    return str(outcome.err)


class TestPrices:
    """What an order costs."""

    def test_the_modes_of_the_residual_block_cost_what_is_worked_out_by_hand(self, run) -> None:
        found = by_name(result_of(run, "sample:residual"))
        # x(4) → z(8) → a(8) → r(4) → y(4) → loss(1), and x → y
        forward = 8 * 4 * 8 + 8 * 4 * 4 + 4 * 4 * 4 + 4 * 4 * 1
        reverse = 4 * (8) * 1 + 4 * 8 * 1 + 8 * 8 * 1 + 8 * 4 * 1  # y is read from x and from r
        assert multiplications(found["forward"]) == forward
        assert multiplications(found["reverse"]) == reverse
        # a sum where x → y is met by x → r → y (4×4), or x → loss by that of y (1×4)
        assert found["forward"]["cost"]["dense"]["additions"] == forward + 16
        assert found["reverse"]["cost"]["dense"]["additions"] == reverse + 4
        # each in its own form: relu is 8 numbers, the skip and the sum are free
        assert found["reverse"]["cost"]["structured"]["multiplications"] == 4 * 8 + 8 + 8 * 4

    @pytest.mark.parametrize("name", PAPERS)
    def test_the_modes_of_published_graphs_cost_what_the_papers_say(self, run, chain, name) -> None:
        graph = ORACLE[name]
        text = json.dumps({key: graph[key] for key in ("edges", "inputs", "outputs")})
        expected = graph["expected"]
        found = by_name(result_of(run, chain(text)))
        for mode in ("forward", "reverse"):
            if f"vertex_{mode}_order" in expected:
                assert multiplications(found[mode]) == expected[f"vertex_{mode}_order"]
        if "both_vertex_orders" in expected:
            assert {multiplications(found[m]) for m in ("forward", "reverse")} == {
                expected["both_vertex_orders"]
            }
        best = found["best"]
        assert (multiplications(best), best["optimal"]) == (
            expected["vertex_elimination_min"],
            True,
        )
        assert best["lower_bound"] == multiplications(best)
        assert [each["optimal"] for each in found.values()] == [
            multiplications(each) == multiplications(best) for each in found.values()
        ]

    def test_a_vertex_for_each_number_has_inputs_and_outputs_that_are_numbers(
        self, run, program
    ) -> None:
        path = program(
            "import numpy as np\n"
            "def f(x):\n"
            "    t = x[0] * np.sin(x[0] * x[2])\n"
            "    return np.array([np.cos(t), t / x[2]])\n"
        )
        result = result_of(run, f"{path}:f", "--at", "1,2,3", "--scalars")
        assert (result["scalars"], set(result["values"].values())) == (True, {1})
        assert (result["input_size"], result["output_size"]) == (3, 2)
        assert (len(result["inputs"]), len(result["outputs"])) == (2, 2)  # x[1] is read by nobody
        expected = ORACLE["naumann_slides_example"]["expected"]  # the same function
        found = by_name(result)
        assert multiplications(found["forward"]) == expected["vertex_forward_order"]
        assert multiplications(found["reverse"]) == expected["vertex_reverse_order"]
        assert result["agreement"]["ok"]
        assert result["agreement"]["executed"] == len(
            {str(e["elimination"]) for e in result["orders"]}
        )

    def test_a_large_vector_is_priced_and_its_jacobians_are_not_made(self, run, chain) -> None:
        file = chain(
            "input: {size: 1000000}\n"
            "layers:\n- {name: a, type: tanh, inputs: x}\n"
            "- {name: b, type: multiply, inputs: [x, a]}\n- {type: sum, inputs: b}\n"
        )
        tracemalloc.start()
        result = result_of(run, file, "--max-memory", "1MB")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 20 * 2**20
        assert multiplications(by_name(result)["reverse"]) == 3 * 10**12
        assert "more than --max-memory" in result["agreement"]["not_executed"]


class TestProofs:
    """What is said of all orders."""

    def test_the_narrowest_cuts_prove_the_order_of_the_figure(self, run) -> None:
        said = " ".join(text_of(run, "sample:figure_13_11", "--details").split())
        # by hand: x3 is cut off by x1 and by x4, x4 by x1 x2 and by itself, x5 alike, x6 by x5, x7
        assert "x4 1·2·1 2 2 " in said
        assert "before and after each value make 6 in all, the price of the best order." in said
        assert "None costs less." in said

    def test_where_cuts_do_not_prove_it_all_sets_of_values_do(self, run, chain) -> None:
        said = " ".join(text_of(run, chain(SEVEN)).split())
        assert "The best order costs 5 multiplications, and none costs less." in said
        assert "Forward and reverse cost 1.20 × as much." in said
        assert "Proof: the cheapest way to each of the 16 sets of values was found." in said

    def test_a_search_without_time_says_so_and_what_is_known(self, run, chain) -> None:
        rng = np.random.RandomState(0)  # 40 values, each read from three before it
        edges = [[f"v{u}", f"v{v}"] for v in range(3, 44) for u in rng.choice(v, 3, replace=False)]
        file = chain(json.dumps({"edges": edges}))
        best = by_name(result_of(run, file, "--budget", "0"))["best"]
        assert (best["optimal"], best["stopped"]) == (False, "budget")
        assert 0 < best["lower_bound"] < multiplications(best)
        said = " ".join(text_of(run, file, "--budget", "0").split())
        assert "The best order that was found costs" in said
        least = f"No order costs less than {best['lower_bound']}."  # nobody has looked for cuts
        assert f"before the narrowest cuts of each value were found. {least}" in said
        assert "--budget gives it more" in said

    def test_of_forms_no_bound_is_known(self, run) -> None:
        best = by_name(result_of(run, "sample:residual", "--cost", "structured"))["best"]
        assert (best["optimal"], best["lower_bound"], best["stopped"]) == (True, None, None)
        said = text_of(run, "sample:residual", "--cost", "structured")
        assert "Proof: every way to eliminate some of the values was compared." in said

    def test_what_explain_says_of_the_graph_of_seven_edges_is_true_by_force(self, run) -> None:
        prices = {order: by_force(order) for order in permutations("abcd")}
        said = run("explain", "elimination").out
        ahead, back = prices[tuple("abcd")], prices[tuple("dcba")]
        assert f"best {min(prices.values())}, forward {ahead}, reverse {back}." in said
        rows = re.findall(
            r"^ +(\S+) +(\w, \w, \w, \w) +(\d+)$", run("explain", "markowitz").out, re.M
        )
        assert len(rows) == 3
        assert [prices[tuple(order.split(", "))] for _, order, _ in rows] == [
            int(price) for *_, price in rows
        ]


def by_force(order: Sequence[str]) -> int:
    """The products of an order of the graph of seven edges, on plain sets of pairs."""
    edges = {tuple(pair) for pair in yaml.safe_load(SEVEN)["edges"]}
    products = 0
    for v in order:
        before = [u for u, w in edges if w == v]
        after = [w for u, w in edges if u == v]
        products += len(before) * len(after)
        edges = {pair for pair in edges if v not in pair} | {(u, w) for u in before for w in after}
    return products


class TestEdges:
    """--eliminate edges."""

    @pytest.mark.slow
    def test_the_lion_needs_12_products_by_values_and_11_by_edges(self, run, chain) -> None:
        lion = ORACLE["lion"]
        file = chain(json.dumps({"edges": lion["edges"]}))
        found = by_name(result_of(run, file, "--eliminate", "edges"))
        expected = lion["expected"]
        assert multiplications(found["best"]) == expected["edge_elimination_min"] == 11
        assert multiplications(found["vertices"]) == expected["vertex_elimination_min"] == 12
        assert found["best"]["optimal"]
        assert {kind for *_, kind in found["best"]["edge_elimination"]} == {"front", "back"}
        assert sorted(found["vertices"]["elimination"]) == ["1", "2"]
        said = " ".join(text_of(run, file, "--eliminate", "edges").split())
        assert "The best order of edges costs 11 multiplications, and none costs less." in said
        assert "Here it pays to take some of them while others stay: 1 multiplication less." in said

    def test_the_best_order_of_values_is_the_one_that_edges_start_from(self, run, chain) -> None:
        rng = np.random.default_rng(3)
        edges = [[f"v{u}", f"v{v}"] for v in range(3, 44) for u in rng.choice(v, 3, replace=False)]
        file = chain(json.dumps({"edges": edges}))
        call = file, "--eliminate", "edges", "--budget", "0.3"
        found = by_name(result_of(run, *call))
        assert found["best"]["stopped"] == "budget"
        assert multiplications(found["vertices"]) == multiplications(found["best"])
        said = " ".join(text_of(run, *call).split())
        assert "No order of edges was found that costs less" in said
        assert "wins nothing" not in said  # not all orders were tried
        assert "None costs less than 0" not in said

    def test_edges_of_a_graph_with_many_pairs_are_not_taken_one_by_one(self, run, chain) -> None:
        edges = [[f"x{k}", "a"] for k in range(150)] + [["a", f"y{k}"] for k in range(150)]
        error = error_of(run, chain(json.dumps({"edges": edges})), "--eliminate", "edges")
        assert "is for small graphs: forward mode multiplies 22,500 pairs of edges here" in error

    def test_orders_of_edges_are_run_and_counted(self, run) -> None:
        result = result_of(run, "sample:residual", "--eliminate", "edges")
        assert result["agreement"]["ok"]
        assert all(each["counted"] == each["cost"]["dense"] for each in result["orders"])
        # front or back of an edge: one end, times all on the other side
        first = result["steps"][0]
        assert re.fullmatch(r"(front|back) \w+→\w+", first["value"])
        assert first["products"] == first["before"] * first["after"]

    def test_a_graph_with_too_many_pairs_of_edges_is_refused(self, run, chain) -> None:
        layers = [[f"{a}{k}" for k in range(60)] for a in "xab"]
        edges = [[u, v] for here, there in pairwise(layers) for u in here for v in there]
        error = error_of(run, chain(json.dumps({"edges": edges})), "--eliminate", "edges")
        assert "forward mode multiplies 216,000 pairs of edges here" in error

    @pytest.mark.parametrize("other", [["--order", "z,a,r,y"], ["--matrix-free"]])
    def test_what_is_not_for_edges_is_told(self, run, other) -> None:
        assert "--eliminate" in error_of(run, "sample:residual", "--eliminate", "edges", *other)


class TestGivenOrders:
    """--order."""

    def test_an_order_is_priced_and_run_beside_the_others(self, run) -> None:
        result = result_of(run, "sample:residual", "--order", "r, a,z ,y")
        given = by_name(result)["given"]
        assert given["elimination"] == ["r", "a", "z", "y"]
        # r: a(8)·r(4)·y(4); a: z(8)·8·4; z: x(4)·8·4; y: 4·4·1
        assert multiplications(given) == 4 * 8 * 4 + 8 * 8 * 4 + 8 * 4 * 4 + 4 * 4 * 1
        assert given["counted"] == given["cost"]["dense"]
        assert given["max_abs_difference"] < 1e-12

    def test_the_order_of_a_report_is_taken_by_its_name(self, run, tmp_path: Path) -> None:
        report = tmp_path / "report.json"
        report.write_text(
            text_of(run, "sample:residual", "sample:figure_13_11", "--format", "json")
        )
        for name in ("", ":forward"):
            result = result_of(run, "sample:figure_13_11", "--order", f"@{report}{name}")
            found = by_name(result)
            assert found["given"]["elimination"] == found[name[1:] or "best"]["elimination"]
        assert "`best`?" in error_of(run, "sample:residual", "--order", f"@{report}:bset")
        assert "none of this file" in error_of(run, "sample:tall", "--order", f"@{report}")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("r,a,y", ["`z` is missing"]),
            ("", ["`z`, `a`, `r` and `y` are missing"]),
            ("r,a,z,y,r", ["`r` is there 2 times", "a value is eliminated once"]),
            ("r,a,z,y,x", ["`x` is an input, which is not eliminated"]),
            ("r,a,z,y,loss", ["`loss` is an output, which is not eliminated"]),
            ("r,a,z,y,q", ["called `q`", "values between: z, a, r, y"]),
            ("r,a,Z,y", ["called `Z`", "did you mean `z`?", "`z` is missing"]),
            ("@", ["a file is named behind the @", "--format json"]),
            ("@none.json", ["cannot read none.json: no such file", "--format json"]),
        ],
    )
    def test_what_is_no_order_is_told(self, run, text: str, words) -> None:
        error = error_of(run, "sample:residual", "--order", text)
        assert [word for word in words if word not in error] == []

    def test_names_with_a_comma_are_read_from_a_report(self, run, chain, tmp_path: Path) -> None:
        file = chain('edges: [[x, "a,b"], ["a,b", c], [c, y], ["a,b", y]]\n')
        assert "a name with a comma" in error_of(run, file, "--order", "a,b,c")
        (tmp_path / "report.json").write_text(text_of(run, file, "--format", "json"))
        given = by_name(result_of(run, file, "--order", f"@{tmp_path / 'report.json'}"))["given"]
        assert sorted(given["elimination"]) == ["a,b", "c"]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{", "is no JSON"),
            ("[1]", "has no order"),
            ('{"results": [{"orders": [3]}]}', "no order"),
            ('{"results": 5}', "no order"),
        ],
    )
    def test_what_is_no_report_is_told(self, run, tmp_path: Path, text: str, words: str) -> None:
        (tmp_path / "report.json").write_text(text)
        error = error_of(run, "sample:residual", "--order", f"@{tmp_path / 'report.json'}")
        assert words in error
        assert "`jaccli order GRAPH --format json` writes one" in error


class TestScreen:
    """What is said."""

    def test_the_value_where_a_mode_loses_most_is_told_with_both_products(self, run) -> None:
        said = " ".join(text_of(run, "sample:residual").split())
        assert "y goes first: size 4 · 8 before · 1 after = 32." in said
        assert "Forward pays 8·4·8 = 256 for z, the best order 8·4·1 = 32." in said
        assert "all run: same J ✓" in said

    def test_shapes_alone_are_priced_and_the_clock_gets_random_matrices(self, run, chain) -> None:
        said = text_of(run, chain(WIDE))
        assert "there are shapes only, so no order was run" in said
        assert "with random matrices" in text_of(run, chain(WIDE), "--time")
        assert result_of(run, chain(WIDE))["agreement"] is None

    @pytest.mark.parametrize(
        ("edges", "end"),
        [
            ("[x, a], [a, y], [x, y]", "What is left is J."),
            ("[x, a], [a, b], [b, y], [x, y]", "order. The orders below cost the same."),
            ("[x, a], [a, b], [b, y], [a, y]", "order. The cost is not the same."),
        ],
    )
    def test_orders_are_said_to_differ_where_they_do(self, run, chain, edges, end) -> None:
        page = " ".join(text_of(run, chain(f"edges: [{edges}]"), "--details").split())
        assert end in page
        assert ("whatever the order" in page) == (end != "What is left is J.")

    def test_where_nothing_is_between_j_is_there_already(self, run, chain) -> None:
        file = chain("inputs: {a: [1, 2], b: [3, 4]}\nlayers: [{type: multiply, inputs: [a, b]}]\n")
        assert "J is there already." in text_of(run, file)
        assert "Proof:" not in text_of(run, file, "--eliminate", "edges")
        twice = chain("input: [1, 2]\nlayers: [{name: y, type: multiply, inputs: [x, x]}]\n")
        said = " ".join(text_of(run, twice, "--cost", "structured").split())
        assert "J is there already: edges that meet are added for 2 FLOPs." in said

    def test_graphs_stand_beside_chains_in_one_table(self, run, chain) -> None:
        said = text_of(run, "sample:residual", "sample:bottleneck", chain(WIDE))
        assert re.search(r"sample:residual +6  reverse +324 ", said)
        assert "Next: jaccli order sample:bottleneck" in said
        lines = text_of(run, "sample:residual", chain(WIDE), "-q").splitlines()
        assert lines[0].startswith("sample:residual: y, r, a, z costs 160 multiplications")
        assert len(lines) == 2

    def test_a_graph_of_hundreds_of_values_folds_into_one_screen(self, run, chain) -> None:
        edges = [[f"v{k}", f"v{k + 1}"] for k in range(300)] + [["v0", "v7"]]
        file = chain(json.dumps({"edges": edges}))
        lines = text_of(run, file, "--budget", "0").splitlines()
        assert len(lines) <= 23
        assert re.search(r"… 29\d more …", "\n".join(lines))
        whole = text_of(run, file, "--budget", "0", "--values")
        assert len(whole.splitlines()) > 300


def test_python_callers_get_the_orders_of_a_graph_with_j_of_each_the_same() -> None:
    found = jaccli.order("sample:residual", order=["z", "a", "r", "y"])
    assert found.orders.called("given").order == found.orders.called("forward").order
    assert found.execution.ok
    assert "costs 160 multiplications" in repr(found)
    scalar = jaccli.order(lambda x: x * np.tanh(x), [1.0, 2.0], scalars=True)
    assert len(scalar.between) == 2
    with pytest.raises(jaccli.JaccliError, match="order: expected a list of names"):
        jaccli.order("sample:residual", order="zary")
    with pytest.raises(jaccli.JaccliError, match="budget: expected seconds"):
        jaccli.order("sample:residual", budget=-1)


@pytest.mark.parametrize("model", ["dense", "structured"])
def test_a_graph_whose_output_reads_nothing_has_a_j_of_0_and_no_price(run, chain, model) -> None:
    file = chain("inputs: {a: 1}\nlayers: [{type: constant, value: [1, 2]}]\n")
    result = result_of(run, file, "--cost", model)
    assert all(not each["cost"][model]["flops"] for each in result["orders"])
    for scalars in ([], ["--scalars"]):  # of single numbers J has no columns at all
        text = text_of(run, file, "--cost", model, *scalars)
        assert "No output depends on an input: J is 0." in text
