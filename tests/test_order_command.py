"""`jaccli order`: its text, its JSON, files of shapes, mistakes, and the best order elsewhere."""

from __future__ import annotations

import json
import re
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import Ledger, counting
from strategies import factors

import jaccli
from jaccli.accumulate.bracketing import Bracketing
from jaccli.cost import Cost
from jaccli.factors import factors_of_chain
from jaccli.linmap import Dense
from jaccli.reports.common.ranking import orders_of
from jaccli.reports.common.tape import tape_of
from jaccli.reports.common.trial import seconds
from jaccli.reports.order import running as analysis
from jaccli.reports.order.matrix_free.find import matrix_free

SAMPLES = ("textbook", "mlp_cross_entropy", "tall", "square", "bottleneck", "affine_softmax")
SHAPES = "jacobians: [[3, 30], [50, 3], [3, 50], [30, 3]]\n"
PROBLEM = """\
jacobians:
  - {shape: [3, 3], edges: 29}
  - {shape: [1, 3], edges: 14}
  - {shape: [2, 1], edges: 7}
"""


def text_of(run, *arguments: object, stdin: bytes = b"") -> str:
    outcome = run("order", *arguments, stdin=stdin)
    assert (outcome.status, outcome.err) == (0, ""), outcome.err
    return str(outcome.out)


def page_of(run, *arguments: object) -> str:
    return text_of(run, *arguments, "--details")


def result_of(run, *arguments: object) -> dict[str, Any]:
    document = json.loads(text_of(run, *arguments, "--format", "json"))
    assert document["schema"] == "jaccli.order/1"
    assert document["rule"] == {"flops_per_multiply_add": 2}
    (result,) = document["results"]
    return dict(result)


def by_name(result: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each for each in result["orders"] if each["name"] != "mixed"}


def error_of(run, *arguments: object, stdin: bytes = b"") -> str:
    outcome = run("order", *arguments, stdin=stdin)
    assert (outcome.status, outcome.out) == (2, "")
    return str(outcome.err)


def masked(text: str) -> str:
    """Without the one figure that depends on the order of additions."""
    return re.sub(r"(max\|J [−-]\s+J[_ ][a-z\s]+\| =\s+)\S+", r"\1…", text)  # on two lines, too


class TestResult:
    """What is found, through JSON."""

    def test_the_bottleneck_is_the_one_of_the_hand_calculation(self, run) -> None:
        result = result_of(run, "sample:bottleneck")
        found = by_name(result)
        assert found["optimal"]["bracketing"] == "(J4·(J3·J2))·J1"
        assert found["optimal"]["cost"]["dense"] == {
            "multiplications": 3420,
            "additions": 3420,
            "flops": 6840,
        }
        assert found["forward"]["cost"]["dense"]["flops"] == 23_400
        assert found["reverse"]["cost"]["dense"]["flops"] == 23_400
        assert [found[name]["largest_intermediate"] for name in found] == [90, 1500, 1500]
        assert sorted(e["cost"]["dense"]["flops"] for e in result["orders"]) == [
            6_840,
            6_840,
            23_400,
            23_400,
            108_000,
        ]
        assert [found[name]["rank"] for name in found] == [1, 3, 3]
        assert (result["unique"], result["complete"], result["number_of_orders"]) == (
            False,
            True,
            5,
        )
        assert [step["flops"] for step in result["steps"]] == [900, 540, 5400]
        assert result["decisive_value"] == "x3"
        assert [each["value"] for each in result["eliminated"]] == ["x2", "x3", "x4"]
        assert result["seeds_counted"] == {"forward": 28_800, "reverse": 28_800}

    @pytest.mark.parametrize("name", SAMPLES)
    @pytest.mark.parametrize("model", ["dense", "structured"])
    def test_every_order_was_run_gave_the_same_j_and_took_its_price(self, run, name, model) -> None:
        result = result_of(run, f"sample:{name}", "--cost", model)
        bracketings = {each["bracketing"] for each in result["orders"]}
        assert (
            len(bracketings)
            == comb(2 * result["depth"] - 2, result["depth"] - 1) // result["depth"]
        )
        assert result["agreement"]["ok"]
        assert result["agreement"]["executed"] == len(bracketings)
        for each in result["orders"]:
            assert each["executed"]
            assert each["max_abs_difference"] <= result["agreement"]["tolerance"]
            assert each["counted"] == each["cost"][model]

    @pytest.mark.parametrize("name", SAMPLES)
    def test_orders_are_counted_by_numbers_that_count(self, name) -> None:
        """The same, with counting numbers that share no code with the tally of the command."""
        graph = jaccli.load(f"sample:{name}")
        found = jaccli.order(graph)
        ledger = Ledger()
        maps = [Dense(counting(np.ones(step.jacobian.shape), ledger)) for step in tape_of(graph)]
        for each in found.orders.orders:
            ledger.tally = (0, 0)
            each.order.execute(maps)
            assert Cost(*ledger.tally) == each.costs["dense"]

    def test_six_jacobians_are_listed_in_every_bracketing(self, run) -> None:
        result = result_of(run, "--dims", "9,8,7,6,5,4,3")
        assert len({each["bracketing"] for each in result["orders"]}) == 42
        ranks = [each["rank"] for each in result["orders"] if each["name"] == "mixed"]
        assert ranks == sorted(ranks)

    def test_a_chain_of_seven_lists_the_named_orders_alone(self, run) -> None:
        result = result_of(run, "--dims", "9,8,7,6,5,4,3,2")
        assert [each["name"] for each in result["orders"]] == ["optimal", "forward", "reverse"]
        assert (result["number_of_orders"], result["complete"]) == (132, False)
        assert result["agreement"] is None

    def test_one_bracketing_of_two_names_has_an_entry_for_each(self, run) -> None:
        found = by_name(result_of(run, "sample:textbook"))
        assert found["optimal"]["bracketing"] == found["reverse"]["bracketing"]

    @pytest.mark.parametrize("sizes", ["3,4", "3,4,5"])
    def test_one_and_two_jacobians_have_one_order(self, run, sizes) -> None:
        result = result_of(run, "--dims", sizes)
        assert len({each["bracketing"] for each in result["orders"]}) == 1
        assert set(by_name(result)) == {"optimal", "forward", "reverse"}

    def test_integers_of_any_size_stay_exact(self, run) -> None:
        size = 10**15
        result = result_of(run, "--dims", ",".join([str(size)] * 4))
        assert by_name(result)["optimal"]["cost"]["dense"]["flops"] == 4 * size**3

    def test_the_structured_optimum_may_be_another_than_the_dense_one(self, run, chain) -> None:
        # tanh, softmax, 5×6: full matrices 5·6·6 twice or 6·6·6 first; diagonal · low rank 12
        file = chain("input: {size: 6}\nlayers: [tanh, softmax, {type: linear, size: 5}]\n")
        dense, own = (
            by_name(result_of(run, file, "--cost", model))["optimal"]
            for model in ("dense", "structured")
        )
        assert (dense["bracketing"], own["bracketing"]) == ("(J3·J2)·J1", "J3·(J2·J1)")
        assert own["cost"]["structured"]["flops"] < dense["cost"]["structured"]["flops"]
        assert dense["cost"]["dense"]["flops"] < own["cost"]["dense"]["flops"]

    def test_no_array_is_made_for_shapes_alone(self, run) -> None:
        assert run("order", "--dims", "100000,100000,100000,100000", "-q").status == 0

    def test_what_does_not_fit_the_memory_is_priced_and_not_run(self, run) -> None:
        text = page_of(run, "sample:square", "--max-memory", "1K")
        assert "Priced, not run: this takes" in text
        assert "Check: " not in text
        result = result_of(run, "sample:square", "--max-memory", "1K")
        assert result["agreement"]["executed"] == 0
        assert not by_name(result)["optimal"]["executed"]

    @pytest.mark.parametrize(
        ("sizes", "too_little"),
        # J is large; the layers are; a product on the way is
        [((100, 2, 100), "200K"), ((1, 300, 300, 1), "500K"), ((1, 500, 1, 500, 1), "500K")],
    )
    @pytest.mark.costly
    def test_products_and_layers_count_for_the_memory(self, run, chain, sizes, too_little) -> None:
        layers = "".join(f"- {{type: linear, size: {size}}}\n" for size in sizes[1:])
        file = chain(f"input: {{size: {sizes[0]}}}\nlayers:\n{layers}")
        assert "Priced, not run" in page_of(run, file, "--max-memory", too_little)
        assert "Priced, not run" not in page_of(run, file, "--max-memory", "8M")
        plan = ("--matrix-free", "--max-memory")
        assert "Priced only" in page_of(run, file, *plan, too_little)
        assert "Priced only" not in page_of(run, file, *plan, "8M")

    def test_orders_that_would_take_long_are_left_out_and_that_is_said(
        self, run, monkeypatch
    ) -> None:
        prices = {6_840: 0.5, 23_400: 0.9, 108_000: 9.0}
        monkeypatch.setattr(analysis, "seconds", lambda flops, _: prices[flops])
        text = " ".join(page_of(run, "sample:bottleneck").split())
        assert "Not run: 2 of them: it would take more than a second or two" in text
        assert "3 of the orders were run" in text
        result = result_of(run, "sample:bottleneck", "--time")
        assert result["agreement"]["executed"] == 4  # those that are timed, whatever it takes

    def test_a_best_order_that_takes_long_is_not_run_either(self, run, monkeypatch) -> None:
        monkeypatch.setattr(analysis, "seconds", lambda *_: 3.0)
        text = page_of(run, "sample:bottleneck")
        assert "Priced, not run: it would take more than a second or two" in text
        assert "--time" not in text  # is no advice then
        monkeypatch.setattr(analysis, "seconds", lambda *_: 30.0)
        assert "Not timed: the products would take minutes" in page_of(
            run, "sample:bottleneck", "--time"
        )

    def test_the_numbers_that_the_products_give_count_for_the_time(self, run, monkeypatch) -> None:
        given: list[tuple[int, int]] = []
        monkeypatch.setattr(analysis, "seconds", lambda *work: given.append(work) or 0.0)
        assert run("order", "sample:bottleneck").status == 0
        assert given[0] == (6_840, 3 * 3 + 30 * 3 + 30 * 30)  # the best order comes first

    def test_how_long_it_takes_is_guessed_from_flops_and_numbers(self) -> None:
        assert seconds(2 * 10**10, 0) == pytest.approx(1)
        assert seconds(0, 2 * 10**8) == pytest.approx(1)

    def test_operations_beyond_the_bound_are_not_counted(self, run, monkeypatch) -> None:
        monkeypatch.setattr(analysis, "MOST_COUNTED", 14_000)
        assert "counted one by one in 2 of them" in page_of(run, "sample:bottleneck")
        monkeypatch.setattr(analysis, "MOST_COUNTED", 10)
        text = " ".join(page_of(run, "sample:bottleneck").split())
        assert "too many to count one by one" in text

    def test_a_wrong_price_would_be_seen(self, run, monkeypatch) -> None:
        monkeypatch.setattr(analysis, "_counted", lambda *_: Cost(1, 1))
        assert "not the price in 5 ✗" in page_of(run, "sample:bottleneck")

    def test_an_order_that_gives_another_j_would_be_seen(self, run, monkeypatch) -> None:
        right = Bracketing.execute
        wrong: list[float] = []

        def executed(order: Bracketing, maps: Any) -> Dense:
            return Dense(right(order, maps).dense() + wrong.pop())

        monkeypatch.setattr(Bracketing, "execute", executed)
        wrong += [0, 0, 0, 1e-3, 0]
        text = " ".join(page_of(run, "sample:bottleneck").split())
        assert "Not the same: all 5 orders were run, max|J − J_best| = 1.0e-03 >" in text
        wrong += [0, 0, 0, 1e-3, 0]
        assert not result_of(run, "sample:bottleneck")["agreement"]["ok"]

    @given(factors(least=2, most=5), st.sampled_from(["dense", "structured"]))
    @pytest.mark.slow
    def test_the_tally_counts_what_compose_prices(self, chain: Any, model: Any) -> None:
        maps = [each.example().map for each in chain]
        for each in orders_of([each.form for each in chain], model).orders:
            assert analysis._counted(each, maps, model) == each.costs[model]

    def test_time_measures_the_named_orders(self, run) -> None:
        result = result_of(run, "sample:bottleneck", "--time")
        found = by_name(result)
        assert all(found[name]["seconds"] > 0 for name in found)
        assert result["timing"]["runs"] >= 3
        assert not result["timing"]["drawn"]
        shapes = result_of(run, "--dims", "30,3,50,3,30", "--time")
        assert shapes["timing"]["drawn"]
        assert "Measured: the products alone" in page_of(run, "sample:bottleneck", "--time")

    def test_times_stand_beside_the_best_and_the_flops_of_a_second(self, run, monkeypatch) -> None:
        taken = [0.001, 0.002, 0.004]  # of the best, forward and reverse
        monkeypatch.setattr(analysis, "quickest", lambda actions, *_: (taken[: len(actions)], 7))
        text = page_of(run, "sample:bottleneck", "--time")
        rows = [line.split() for line in text.split("GFLOP/s\n")[1].splitlines()[1:4]]
        assert [row[0] for row in rows] == ["best", "forward", "reverse"]
        assert [row[-3:] for row in rows] == [
            ["1", "6,840", "0.00684"],
            ["2", "23,400", "0.0117"],
            ["4", "23,400", "0.00585"],
        ]

    def test_python_callers_get_the_same(self) -> None:
        found = jaccli.order(jaccli.load("sample:bottleneck"))
        assert found.best.bracketing == "(J4·(J3·J2))·J1"


class TestMatrixFree:
    """--matrix-free."""

    def test_the_problem_of_the_published_readme(self, run, chain) -> None:
        result = result_of(run, chain(PROBLEM), "--matrix-free")
        found = by_name(result)
        assert {name: each["multiplications"] for name, each in found.items()} == {
            "optimal": 56,
            "tangent": 150,
            "adjoint": 100,
            "preaccumulation": 123,
        }
        for each in found.values():
            assert sum(step["multiplications"] for step in each["plan"]) == each["multiplications"]
            assert each["cost"]["dense"]["multiplications"] == each["multiplications"]
        keys = ("operation", "mode", "from", "via", "to", "vectors", "multiplications")
        assert [tuple(step[key] for key in keys) for step in found["optimal"]["plan"]] == [
            ("accumulate", "tangent", 2, None, 3, 1, 7),
            ("accumulate", "adjoint", 1, None, 2, 1, 14),
            ("eliminate", "adjoint", 0, 1, 2, 1, 29),
            ("multiply", None, 0, 2, 3, 0, 6),
        ]
        assert [found[name]["tape"] for name in ("tangent", "adjoint")] == [0, 50]
        assert result["curve"] == [
            {"memory": 0, "multiplications": 142},
            {"memory": 14, "multiplications": 123},
            {"memory": 29, "multiplications": 56},
        ]

    @pytest.mark.parametrize("model", ["dense", "structured"])
    def test_a_plan_is_priced_under_both_models_whichever_chooses(self, run, model) -> None:
        found = by_name(result_of(run, "sample:tall", "--matrix-free", "--cost", model))
        costs = {name: cost["multiplications"] for name, cost in found["adjoint"]["cost"].items()}
        assert costs == {
            "dense": 40 * (12 * 3 + 12 * 12 + 40 * 12 + 40 * 40),
            "structured": 40 * (12 * 3 + 12 + 40 * 12 + 40),
        }

    def test_a_limit_forbids_adjoints_and_that_is_said(self, run, chain) -> None:
        file = chain(PROBLEM)
        found = by_name(result_of(run, file, "--matrix-free", "--memory-limit", "14"))
        assert found["optimal"]["multiplications"] == 123
        assert not found["adjoint"]["fits"]
        text = page_of(run, file, "--matrix-free", "--memory-limit", "14")
        assert "The best plan within M = 14 costs 123 multiply-adds" in text
        assert re.search(r"global adjoint +100 \S+ +beyond M +50", text)
        why = " ".join(text.split("Why: ")[1].split())
        assert why.startswith(
            "an adjoint through f1 keeps 29 numbers, more than M. The plan sends 3 tangents (87), "
            "not 1 adjoint (29). Without the limit: 56."
        )

    @pytest.mark.parametrize("name", SAMPLES)
    @pytest.mark.parametrize("model", ["dense", "structured"])
    def test_the_plan_of_a_chain_is_run_and_takes_its_price(self, run, name, model) -> None:
        arguments = (f"sample:{name}", "--matrix-free", "--cost", model)
        for limit in ((), ("--memory-limit", 0)):
            result = result_of(run, *arguments, *limit)
            assert result["agreement"]["ok"]
            assert result["agreement"]["counted"] == by_name(result)["optimal"]["cost"][model]

    def test_layers_cost_their_own_price_for_one_vector(self, run, chain) -> None:
        file = chain("input: {size: 5}\nlayers: [tanh, {type: linear, size: 3}, softmax]\n")
        own, dense = (
            [e["edges"] for e in result_of(run, file, "--matrix-free", *model)["factors"]]
            for model in ((), ("--cost", "dense"))
        )
        assert (own, dense) == ([5, 15, 9], [25, 15, 9])  # softmax of 3 is dense either way

    def test_what_does_not_fit_the_memory_is_priced_and_not_run(self, run) -> None:
        text = page_of(run, "sample:square", "--matrix-free", "--max-memory", "1K")
        assert "Priced only: this takes" in text

    def test_the_plan_alone_is_run_on_maps(self) -> None:
        graph = jaccli.load("sample:tall")
        found = matrix_free(factors_of_chain(graph))
        assert found.run is not None
        assert found.run.ok


class TestShapes:
    """Files of shapes alone."""

    def test_they_give_what_dims_give(self, run, chain) -> None:
        shapes = result_of(run, chain(SHAPES))
        dims = result_of(run, "--dims", "30,3,50,3,30")
        assert shapes["orders"] == dims["orders"]

    def test_edges_that_form_a_chain_are_one(self, run, chain) -> None:
        text = (
            "sizes: {x: 30, a: 3, b: 50, c: 3, y: 30}\n"
            "edges: [[b, c], [x, a], [a, b], [c, y]]\ninputs: x\noutputs: [y]\n"
        )
        found = result_of(run, chain(text, "edges.yaml"))
        assert found["orders"] == result_of(run, chain(SHAPES))["orders"]

    def test_values_of_edges_have_size_1_unless_named(self, run, chain) -> None:
        file = chain("sizes: {a: 5}\nedges: [[x, a], [a, y]]\n")
        assert result_of(run, file)["jacobians"][0]["shape"] == [5, 1]
        assert result_of(run, file, "--set", "a=7")["jacobians"][0]["shape"] == [7, 1]

    def test_sizes_may_be_names(self, run, chain) -> None:
        file = chain("sizes: {n: 4}\njacobians: [[3, n], [n, 3]]\n")
        assert result_of(run, file, "--set", "n=7")["input_size"] == 7

    def test_tangents_and_adjoints_may_cost_something_else(self, run, chain) -> None:
        file = chain("jacobians: [{shape: [2, 9], edges: 50, tangent: 1, adjoint: 100}]\n")
        result = result_of(run, file, "--matrix-free")
        assert {n: e["multiplications"] for n, e in by_name(result).items()} == {
            "optimal": 9,
            "tangent": 9,
            "adjoint": 200,
            "preaccumulation": 9,
        }

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("jacobians: [[3, 4], [5, 2]]", ["chain.yaml:1:21", "J2 has 2 columns, J1 has 3 rows"]),
            ("jacobians: [[3]]", ["expected two sizes, [rows, columns]"]),
            ("jacobians: []", ["expected a list of shapes"]),
            ("jacobians: [[3, 0]]", ["expected an integer of at least 1"]),
            ("jacobians: [{edges: 3}]", ["`shape` is missing"]),
            ("jacobians: [{shape: [3, 2], egdes: 3}]", ["unknown key `egdes`", "`edges`"]),
            ("jacobians: [{shape: [3, 2], edges: -1}]", ["expected an integer of at least 0"]),
            ("jacobians: [[3, m]]\nsizes: {n: 3}", ["`m` is not a name in `sizes`"]),
            ("jacobians: [[3, 2]]\nedges: [[x, y]]", ["unknown key `edges`"]),
            ("edges: [[x, a], [x, b], [x, a]]", ["1:25", "[x, a] is there twice", "leave one"]),
            ("edges: [[x, a], [a, x]]", ["1:17", "form a cycle, x → a → x"]),
            ("edges: [[x, x]]", ["form a cycle, x → x"]),
            ("edges: [[x, a], [b, c], [c, b], [b, y]]", ["1:25", "form a cycle, b → c → b"]),
            ("edges: [[x, a], [a, y]]\ninputs: [a]", ["2:10", "the edge [x, a] leads to `a`"]),
            ("edges: [[x, a], [a, y]]\noutputs: x", ["2:10", "outputs: `x` is an input"]),
            ("edges: [[x, a], [x, y]]\noutputs: [y, y]", ["2:14", "`y` is named twice"]),
            ("edges: [[x, a], [x, y]]\noutputs: []", ["2:10", "or leave `outputs` out"]),
            ("jacobians: [7]", ["expected a shape [rows, columns]"]),
            ("jacobians: [[1, 1]]\ninput: 1\nlayers: [relu]", ["`layers` are both given"]),
            ("edges: [[x, a], [a, y]]\noutputs: [z]", ["no edge has an end called `z`"]),
            ("edges: [[x, a]]\nsizes: {xx: 2}", ["2:9", "no edge has an end called `xx`"]),
            ("edges: [[x]]", ["expected two names"]),
            ("edges: 3", ["expected a list of pairs"]),
        ],
    )
    def test_mistakes_are_said_with_their_place(self, run, chain, text, words) -> None:
        error = error_of(run, chain(text))
        assert "chain.yaml:" in error
        for word in words:
            assert word in error

    def test_all_mistakes_are_said_at_once(self, run, chain) -> None:
        error = error_of(run, chain("jacobians: [[3, 0], [x, 2], {shape: 3}]\n"))
        assert error.count("error:") == 3

    def test_other_commands_say_what_to_run(self, run, chain) -> None:
        outcome = run("compare", chain(SHAPES))
        assert outcome.status == 2
        assert "`jaccli order` finds the best order" in outcome.err


class TestMistakes:
    """Bad usage, and graphs."""

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ((), "or `--dims 30,3,50,3,30`"),
            (("sample:tall", "--dims", "2,3"), "leave one of them out"),
            (("--dims", "2"), "one size is no chain"),
            (("--dims", "2,,3"), "found nothing at place 2"),
            (
                ("sample:tall", "--matrix-free", "--memory-limit", "x"),
                "such as 600, found 'x'",
            ),
            (("--dims", "2,x"), "found 'x'"),
            (("--dims", "2,0"), "found '0'"),
            (("--dims", "2,1234567890123456"), "expected sizes"),
            (("--dims", "2,3", "--at", "1,2"), "--set and --at are for a CHAIN"),
            (("--dims", "2,3", "--set", "n=2"), "--set and --at are for a CHAIN"),
            (("sample:tall", "--memory-limit", "3"), "is for --matrix-free"),
            (("sample:tall", "--matrix-free", "--memory-limit", "-3"), "--memory-limit"),
            (("sample:tall", "--matrix-free", "--time"), "not for --matrix-free"),
            (("sample:tall", "--cost", "dens"), "did you mean `dense`"),
            (("sample:tall", "--dim", "3,4"), "did you mean `--dims`"),
            (("-", "-"), "can be read once"),
        ],
    )
    def test_bad_usage_is_refused(self, run, arguments, words) -> None:
        assert words in error_of(run, *arguments)

    def test_a_point_for_shapes_alone_is_refused(self, run, chain) -> None:
        assert "no point to move" in error_of(run, chain(SHAPES), "--at", "1")

    def test_a_function_that_is_a_chain_has_orders(self, run, chain) -> None:
        file = chain("import numpy as np\ndef f(x):\n    return np.sum(np.tanh(x) ** 2)\n", "f.py")
        assert "Check: both orders" in page_of(run, f"{file}:f", "--at", "1,2,3")

    def test_what_is_not_finite_stops_the_run(self, run, chain) -> None:
        file = chain("input: [-1.0]\nlayers: [log]\n")
        assert "f1 (log)" in error_of(run, file)
        assert "f1 (log)" in error_of(run, file, "--matrix-free")

    def test_a_product_that_overflows_on_the_way_is_named(self, run, chain) -> None:
        scale = "- {{type: scale, factor: {}}}\n".format
        head = "input: [1.0]\nlayers:\n"
        file = chain(head + scale("1e-200") + scale("1e200") + scale("1e200"))
        text = page_of(run, file)
        assert "Not finite: (J3·J2)·J1: a product on its way overflows float64" in text
        (mixed,) = [e for e in result_of(run, file)["orders"] if e["name"] == "reverse"]
        assert (mixed["finite"], mixed["max_abs_difference"]) == (False, None)

    def test_where_no_order_comes_to_a_finite_j_that_is_an_error(self, run, chain) -> None:
        layer = "- {type: linear, weight: [[1e200]]}\n"
        file = chain("input: [1.0e-300]\nlayers:\n" + 2 * layer)
        assert "overflows float64" in error_of(run, file)
        assert "Priced only: the plan overflows float64" in page_of(run, file, "--matrix-free")

    def test_a_mode_that_overflows_leaves_the_plan_its_j(self, run, chain) -> None:
        layers = ("[[1e-30]]", "[[1e25]]", "[[1e25], [0]]")
        rows = "".join(f"- {{type: linear, weight: {each}}}\n" for each in layers)
        file = chain(f"dtype: float32\ninput: [1]\nlayers:\n{rows}")
        text = page_of(run, file, "--matrix-free")
        assert "Check: the plan was run" in text
        text = " ".join(page_of(run, file, "--time").split())
        assert "Not compared: both orders were run, 1 came to a finite J; operations" in text
        result = result_of(run, file)
        assert result["agreement"]["ok"] is None

    def test_an_underflow_is_said_to_be_possible(self, run, chain) -> None:
        layers = ("1e30", "1e-30", "1e-30", "1e30")
        rows = "".join(f"- {{type: linear, weight: [[{each}]]}}\n" for each in layers)
        file = chain(f"dtype: float32\ninput: [1.0e-5]\nlayers:\n{rows}")
        text = " ".join(page_of(run, file).split())
        assert "= 1.0e+00 > 1.0e-05 ✗ (the factors are the same: another order rounds" in text

    def test_the_size_that_explains_most_is_named(self, run) -> None:
        for dims, value in (
            ("30,3,50,3,30", "x3"),
            ("1000,10,10,10,1000", "x3"),  # x4 saves more beside forward mode, and x2 loses it
            ("1024,1024,8,1024,1024", "x4"),
            ("16,16,16,16,1", "x2"),
        ):
            assert result_of(run, "--dims", dims)["decisive_value"] == value

    def test_a_tie_of_all_is_told_with_its_reason_and_only_where_all_are_listed(self, run) -> None:
        # 1/2 + 1/6 = 1/3 + 1/3: 54 + 18 multiply-adds are 36 + 36
        text = " ".join(page_of(run, "--dims", "2,3,6,3").split())
        assert "A tie: both orders cost 144 FLOPs." in text
        assert "Why: what one order saves at a size it pays at another" in text
        text = page_of(run, "--dims", "2,2,2,2,2,2,2,2")  # 2 of 132 orders
        assert "132 orders" not in text
        assert "A tie: forward, reverse and the best order cost 96 FLOPs." in text

    def test_a_table_that_does_not_fit_is_refused_before_it_is_made(self, run) -> None:
        for size, options in ((3, ()), (10**9, ()), (3, ("--matrix-free",))):
            dims = ",".join([str(size)] * 601)
            error = error_of(run, "--dims", dims, "--max-memory", "20M", *options)
            assert "the table of 600 Jacobians does not fit" in error

    def test_mistakes_of_several_files_are_said_together(self, run, chain) -> None:
        chain("jacobians: [[3]]\n", "a.yaml")
        chain("layers: []\n", "b.yaml")
        error = error_of(run, "a.yaml", "b.yaml")
        assert "a.yaml:" in error
        assert "b.yaml" in error


LINES = {
    "bottleneck": "sample:bottleneck --details",
    "bottleneck_40": "sample:bottleneck --details --width 40",
    "affine_softmax_structured": "sample:affine_softmax --cost structured --details",
    "textbook_ascii": "sample:textbook --ascii --details",
    "narrow": "--dims 1024,1024,8,1024,1024 --details",
    "seven": "--dims 4,9,2,7,30,1,6,5 --details",
    "two": "--dims 3,4,5 --details",
    "one": "--dims 3,4 --details",
    "tie": "--dims 2,2,2,2,2 --details",
    "digits_matrix_free": "sample:digits --matrix-free --memory-limit 600 --details",
    "tall_matrix_free_ascii": "sample:tall --matrix-free --ascii --details",
    "tall_matrix_free_40": "sample:tall --matrix-free --width 40 --details",
    "bottleneck_screen": "sample:bottleneck",
    "bottleneck_screen_40": "sample:bottleneck --width 40",
    "six_screen": "--dims 64,32,32,16,16,10,1",
    "affine_softmax_structured_screen": "sample:affine_softmax --cost structured",
    "seven_screen": "--dims 4,9,2,7,30,1,6,5",
    "two_screen": "--dims 3,4,5",
    "digits_matrix_free_screen": "sample:digits --matrix-free --memory-limit 600",
    "several_screen": "sample:bottleneck sample:tall sample:textbook",
    "residual_screen": "sample:residual",
    "residual_structured_screen_40": "sample:residual --cost structured --width 40",
    "figure_13_11": "sample:figure_13_11 --details",
    "autoencoder_screen": "sample:autoencoder",
    "several_graphs_screen": "sample:residual sample:figure_13_11 sample:bottleneck",
    "several_matrix_free_screen": "sample:bottleneck sample:tall --matrix-free",
}


class TestText:
    """What is read aloud."""

    @pytest.mark.parametrize(("name", "line"), LINES.items())
    def test_the_text_is_golden(self, run, golden, name, line) -> None:
        text = text_of(run, *line.split())
        golden(f"order_{name}.txt", masked(text))
        if "--ascii" in line:
            assert text.isascii()
        if "--width" not in line:
            assert max(map(len, text.splitlines())) <= 80

    def test_the_columns_add_up(self, run) -> None:
        text = page_of(run, "sample:tall")
        block = text.split("What it pays for it:\n")[1].split("\n\n")[0]
        rows = [line.split() for line in block.splitlines() if re.match(r" (x\d|total)", line)]
        numbers = [
            [int(cell.replace(",", "")) for cell in row if cell[0].isdigit()][-3:] for row in rows
        ]
        assert len(numbers) == 4
        for column in zip(*numbers, strict=True):
            assert sum(column[:-1]) == column[-1]

    def test_quiet_is_a_line_a_chain(self, run) -> None:
        assert text_of(run, "sample:bottleneck", "sample:textbook", "-q").splitlines() == [
            "sample:bottleneck: (J4·(J3·J2))·J1 costs 6,840 FLOPs; forward 23,400, reverse 23,400.",
            "sample:textbook: ((J4·J3)·J2)·J1 costs 1,536 FLOPs; forward 16,896, reverse 1,536.",
        ]
        assert text_of(run, "--dims", "2,3", "--matrix-free", "-q") == (
            "--dims 2,3: 12 multiply-adds matrix-free; tangent 12, adjoint 18, "
            "preaccumulation 12.\n"
        )

    @pytest.mark.parametrize(
        ("line", "kinds"),
        [
            ("sample:bottleneck", "headline note note note note rule note note why rule next"),
            ("sample:bottleneck --matrix-free", "headline note note note rule why rule next"),
            ("--dims 3,4", "headline rule rule"),
            ("--dims 2,2,2,2 --matrix-free", "headline note note rule why rule"),
            (
                "sample:square --max-memory 1K",
                "headline note note note warning rule note note why rule next",
            ),
        ],
    )
    def test_what_is_found_is_in_the_json_in_the_order_of_the_text(self, run, line, kinds) -> None:
        found = result_of(run, *line.split())["findings"]
        assert [each["kind"] for each in found] == kinds.split()
        text = " ".join(page_of(run, *line.split()).split())
        places = [text.index(" ".join(each["text"].split())) for each in found]
        assert places == sorted(places)

    def test_numbers_too_wide_for_the_tables_stand_in_lines_of_their_own(self, run) -> None:
        sizes = "100000,100000,100000,10,100000"
        for options in ((), ("--matrix-free",)):
            text = page_of(run, "--dims", sizes, "--width", "40", *options)
            assert max(map(len, text.splitlines())) <= 40
        text = " ".join(page_of(run, "--dims", sizes, "--width", "60").split())
        # of the dynamic programme: J3·J2 is 10 × 10^5 · 10^5 × 10^5
        assert "J3: J1 400,000,000,000, J2 200,000,000,000, J3 0" in text

    @pytest.mark.slow
    def test_hundreds_of_jacobians_are_told_shortly(self, run) -> None:
        sizes = ",".join(str(3 + k * 7919 % 97) for k in range(400))
        for options in ((), ("--matrix-free",)):
            text = page_of(run, "--dims", sizes, *options)
            assert max(map(len, text.splitlines())) <= 80
            assert len(text.splitlines()) < 70

    def test_a_long_order_is_spelt_out_with_room_to_wrap(self, run) -> None:
        sizes = ",".join(str(2 + k % 5) for k in range(41))
        text = page_of(run, "--dims", sizes)
        best = by_name(result_of(run, "--dims", sizes))["optimal"]["bracketing"]
        shown = text.split("Best order:")[1].split("\n  Forward")[0]
        assert "".join(shown.split()) == best
        assert "… 27 more" in text
        assert "… 27" not in page_of(run, "--dims", sizes, "--values")

    def test_no_intermediate_is_called_j(self, run) -> None:
        text = page_of(run, "--dims", ",".join(map(str, range(2, 40))), "--values")
        names = re.findall(r"^ (\w+) = ", text.split("Every step")[1], re.M)
        assert len(set(names)) == len(names) == 36
        assert names[-1] == "J"
        assert not any(name.startswith("J") for name in names[:-1])


class TestElsewhere:
    """The best order in `compare` and `sweep`."""

    def test_compare_has_the_best_order_as_order_has_it(self, run) -> None:
        best = json.loads(run("compare", "sample:bottleneck", "--format", "json").out)
        expected = by_name(result_of(run, "sample:bottleneck"))["optimal"]
        found = best["results"][0]["best"]
        assert found == {key: expected[key] for key in found}
        assert found["cost"]["dense"]["flops"] == 6_840

    def test_compare_adds_the_seeds_to_the_counts_without(self, run) -> None:
        text = run("compare", "sample:bottleneck", "--details").out
        assert "best     (J4·(J3·J2))·J1   6,840    1.00" in text
        assert "forward 23,400 + 2·3·30·30 = 28,800" in text
        assert "jaccli order sample:bottleneck" in text

    @pytest.mark.slow
    @pytest.mark.parametrize("arguments", [("sample:residual",), ("sample:tall", "--wrt", "all")])
    def test_where_there_is_no_chain_there_is_no_best_order(self, run, arguments) -> None:
        found = json.loads(run("compare", *arguments, "--format", "json").out)
        assert found["results"][0]["best"] is None

    def test_compare_leaves_very_long_chains_to_order(self, run, chain) -> None:
        file = chain("input: [0.5]\nlayers:\n" + "- tanh\n" * 501)
        found = json.loads(run("compare", file, "--format", "json").out)
        assert found["results"][0]["best"] is None
        assert result_of(run, file)["depth"] == 501

    def test_sweep_has_the_best_order_beside_the_modes(self, run, chain) -> None:
        file = chain(
            "sizes: {n: 4}\ninput: {size: n}\nlayers:\n- {type: linear, size: n}\n"
            "- {type: linear, size: 8}\n- {type: linear, size: n}\n- {type: linear, size: n}\n"
        )
        outcome = run("sweep", file, "--vary", "n=100,1000000", "--format", "json")
        (found,) = json.loads(outcome.out)["results"]
        # (J4·J3)·(J2·J1): three products of 8 n² multiply-adds
        assert [p["best"]["flops"] for p in found["points"]] == [48 * 100**2, 48 * 10**12]
        assert found["best"]["slope"] == pytest.approx(2)
        assert found["best"]["tends_to"] == 2
        text = run("sweep", file, "--vary", "n=100,1000000", "--details").out
        assert "Best order: slope 2.00, which tends to 2" in text


def test_a_rate_is_in_the_report_as_thousands_of_millions_a_second() -> None:
    timing = analysis.Timing({"optimal": 2.0, "forward": 0.0}, 4, drawn=True)
    found = jaccli.order((30, 3, 50, 3, 30))._replace(timing=timing)
    assert found.gigaflops("optimal") == pytest.approx(6840 / 2 / 1e9, rel=1e-15)  # (J4·(J3·J2))·J1
    assert found.gigaflops("forward") is None
