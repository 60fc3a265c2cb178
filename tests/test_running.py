"""What of a comparison is run and what is priced only: by prices, never by the clock."""

from __future__ import annotations

import json
import re
import tracemalloc
from itertools import count

import numpy as np
import pytest

import jaccli
import jaccli.reports.common.agreement as agreement_module
import jaccli.reports.common.jacobian as jacobian_module
import jaccli.reports.compare.running as running_module
from jaccli.document.display import Display
from jaccli.document.formats.text import render
from jaccli.errors import Mistakes
from jaccli.graph import Graph
from jaccli.linmap import Dense, Diagonal
from jaccli.reports.check.find import case_of, check
from jaccli.reports.common import parts
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.common.tape import tape_of
from jaccli.reports.compare.find import Comparison, compare
from jaccli.reports.compare.page import page

STRUCTURED = Rule("structured", "counted")
LOSS = "input: {size: 2000}\nlayers: [{type: linear, size: 300}, tanh, sum]\n"
SPLIT = """input: {size: 30}
layers:
- {name: a, type: linear, size: 9, inputs: x}
- {name: b, type: tanh, inputs: x}
- {name: c, type: linear, size: 9, inputs: b}
- {name: d, type: multiply, inputs: [a, c]}
"""


def loaded(chain, text: str) -> Graph:
    return jaccli.load(chain(text))


def ran(found: Comparison) -> tuple[bool, bool]:
    return found.forward.run, found.reverse.run


class TestDecision:
    """The cheaper mode runs, and the dearer one where it is cheap."""

    def test_a_scalar_loss_of_many_inputs_is_built_by_reverse_mode_alone(self, chain) -> None:
        found = compare(loaded(chain, LOSS))
        assert found.forward.costs[STRUCTURED].flops > 10**9
        assert ran(found) == (False, True)
        assert found.agreement.by == "products"
        assert found.agreement.ok

    def test_a_curve_is_built_by_forward_mode_alone(self, chain) -> None:
        text = "input: [0.5]\nlayers: [{type: linear, size: 300}, tanh, {type: linear, size: 2000}]"
        found = compare(loaded(chain, text))
        assert ran(found) == (True, False)
        assert found.jacobian.shape == (2000, 1)
        assert found.agreement.ok

    @pytest.mark.parametrize(("more", "runs"), [(0, False), (1, True)])
    def test_the_dearer_mode_runs_just_below_the_price(self, monkeypatch, more, runs) -> None:
        graph = jaccli.load("sample:digits")
        price = compare(graph).forward.costs[STRUCTURED].flops
        monkeypatch.setattr(running_module, "AFFORDED", price + more)
        found = compare(graph)
        assert ran(found) == (runs, True)
        assert found.agreement.by == ("jacobians" if runs else "products")

    def test_the_price_is_a_thousand_million(self, chain) -> None:
        # forward: n columns of 2·n·200 for the weights and 2·200 for the sum
        for n, runs in ((1580, True), (1582, False)):
            text = f"input: {{size: {n}}}\nlayers: [{{type: linear, size: 200}}, sum]\n"
            found = compare(loaded(chain, text))
            assert (found.forward.costs[STRUCTURED].flops < 10**9) is runs
            assert ran(found) == (runs, True)

    def test_arrays_that_are_large_for_their_price_are_not_made_beside(self, chain) -> None:
        found = compare(loaded(chain, "input: {size: 9000}\nlayers: [tanh, sum]\n"))
        assert found.forward.costs[STRUCTURED].flops < 10**9
        assert ran(found) == (False, True)
        assert "256.0 MiB" in found.forward.why

    def test_reverse_mode_builds_j_where_both_run_or_cost_the_same(self, monkeypatch) -> None:
        assert compare(jaccli.load("sample:tall")).running.builds == "reverse"
        monkeypatch.setattr(running_module, "AFFORDED", 0)
        assert ran(compare(jaccli.load("sample:tall"))) == (True, False)
        assert ran(compare(jaccli.load("sample:square"))) == (False, True)

    @pytest.mark.parametrize("rule", RULES, ids=str)
    def test_the_rule_of_the_verdict_does_not_decide_what_runs(self, chain, rule) -> None:
        # with seeds free reverse mode multiplies a diagonal and 2 columns; in chunks it would
        # pull back 20,000 rows
        text = "input: [1, 2]\nlayers: [{type: linear, size: 20000}, tanh]\n"
        found = compare(loaded(chain, text), rule)
        assert ran(found) == (True, False)

    def test_the_same_chain_gives_the_same_report_each_time(self, run, chain) -> None:
        name = chain(LOSS)
        assert run("compare", name).out == run("compare", name).out

    def test_by_parameters_the_same_rule_decides(self, chain) -> None:
        text = "input: {size: 100}\nlayers: [{type: linear, size: 200}, tanh, sum]\n"
        found = compare(loaded(chain, text), wrt="parameters")
        assert ran(found) == (False, True)
        assert found.agreement.ok
        small = "input: {size: 10}\nlayers: [{type: linear, size: 4}, tanh, sum]\n"
        assert ran(compare(loaded(chain, small), wrt="all")) == (True, True)


class TestRun:
    """--run forward, reverse, both or none."""

    @pytest.mark.parametrize(
        ("mode", "expected"),
        [("forward", (True, False)), ("reverse", (False, True)), ("both", (True, True))],
    )
    @pytest.mark.parametrize("wrt", ["input", "parameters", "all"])
    @pytest.mark.parametrize("text", ["sample:digits", SPLIT], ids=["chain", "graph"])
    @pytest.mark.costly
    def test_the_modes_that_are_asked_for_run(self, chain, text, wrt, mode, expected) -> None:
        graph = jaccli.load(text) if text.startswith("sample") else loaded(chain, text)
        found, usual = compare(graph, wrt=wrt, run=mode), compare(graph, wrt=wrt)
        assert ran(found) == expected
        assert found.agreement.ok
        np.testing.assert_allclose(found.jacobian, usual.jacobian, rtol=1e-12, atol=1e-14)

    def test_both_restores_the_comparison_of_jacobians(self, chain) -> None:
        found = compare(loaded(chain, LOSS), run="both")
        assert found.agreement.by == "jacobians"
        assert found.agreement.max_abs_difference < 1e-12

    def test_none_gives_prices_and_nothing_else(self, run) -> None:
        whole = json.loads(run("compare", "sample:digits", "--format", "json").out)["results"][0]
        bare = json.loads(run("compare", "sample:digits", "--run", "none", "--format", "json").out)[
            "results"
        ][0]
        assert bare["output"] is bare["jacobian"] is bare["agreement"] is None
        for mode in ("forward", "reverse"):
            assert bare["modes"][mode].pop("run") is False
            assert whole["modes"][mode].pop("run") is True
            assert bare["modes"][mode].pop("why") == "--run none"
            assert whole["modes"][mode].pop("why") is None
        assert bare["modes"] == whole["modes"]
        assert bare["verdict"] == whole["verdict"]
        for layer in whole["layers"]:
            for each in layer["jacobians"]:
                each["nonzeros"] = None
        assert bare["layers"] == whole["layers"]

    def test_none_makes_no_array_of_any_size(self, chain) -> None:
        text = "sizes: {n: 5}\ninput: {size: n}\nlayers: [{type: linear, size: n}, tanh, sum]\n"
        name = chain(text)
        compare(jaccli.load(name), run="none")  # what is imported at first use is not the run's
        tracemalloc.start()
        found = compare(jaccli.load(name, sizes={"n": 10**6}), run="none", max_memory=1000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found.forward.costs[Rule()].flops == 10**6 * 2 * (10**12 + 10**12 + 10**6)
        assert peak < 10**6  # one vector of that size takes 8 MB, a weight 8 TB

    def test_none_reads_no_more_of_a_file_than_its_header(self, chain) -> None:
        name = chain("input: {size: 2000}\nlayers: [{type: linear, weight: {file: w.npy}}, sum]\n")
        np.save("w.npy", np.full((10, 2000), np.nan))
        assert compare(jaccli.load(name), run="none").graph.m == 1
        with pytest.raises(Mistakes, match="not finite"):
            compare(jaccli.load(name))

    @pytest.mark.parametrize("mode", ["forward", "reverse", "both"])
    def test_what_is_asked_for_and_does_not_fit_is_refused(self, run, chain, mode) -> None:
        outcome = run("compare", chain(LOSS), "--run", mode, "--max-memory", "1M")
        assert outcome.status == 2
        assert outcome.out == ""
        assert "prices need no memory" in outcome.err

    def test_the_text_says_what_was_not_run_and_the_rule(self, run, chain) -> None:
        text = " ".join(run("compare", chain(LOSS), "--details").out.split())
        price = 2000 * (2 * 2000 * 300 + 300 + 2 * 300)
        assert f"Not run: forward mode is priced only: it costs {price:,} FLOPs" in text
        assert "the limit is 1,000,000,000" in text
        assert "Check: max|u·(J·v) − (u·J)·v| =" in text
        assert "3 random pairs" in text
        assert "built by reverse mode" in text
        assert "Not run" not in run("compare", "sample:digits").out

    def test_time_is_of_the_modes_that_run(self) -> None:
        ticks = count()
        graph = jaccli.load("sample:digits")
        found = compare(graph, run="reverse", clock=lambda: next(ticks) / 10)
        assert found.forward.seconds is None
        assert found.reverse.seconds == pytest.approx(0.1)
        text = " ".join("".join(render(page(found), Display())).split())
        assert "forward not run" in text
        assert "took" not in text
        assert compare(graph, run="none", clock=lambda: next(ticks)).runs == 0

    def test_of_a_program_arrays_are_made_when_it_is_recorded(self, run, chain) -> None:
        name = chain("def f(x):\n    return x * x\n", "program.py")
        said = " ".join(run("compare", f"{name}:f", "--at", "2", "--run", "none").out.split())
        assert "No array was made after the recording, so there is no output and no J." in said

    def test_a_time_of_nothing_is_not_asked_for(self, run) -> None:
        found = run("compare", "sample:digits", "--run", "none", "--time")
        assert (found.status, found.out) == (2, "")
        assert "--time measures the modes that run: leave out --run none" in found.err

    def test_nothing_is_timed_where_j_is_too_large(self, chain) -> None:
        graph = loaded(chain, "input: {size: 400}\nlayers: [tanh, softmax]\n")
        found = compare(graph, max_memory=200_000, clock=lambda: 0.0)
        assert found.agreement.ok
        assert found.runs == 0

    def test_free_seeds_are_no_full_matrices_where_they_are_timed(self, chain) -> None:
        graph = loaded(chain, "input: {size: 5}\nlayers: [tanh, sin]\n")
        for seeds, form in (("free", Diagonal), ("counted", Dense)):
            sweeps = jacobian_module.Sweeps(graph, tape_of(graph), {"x": 5}, True, seeds)
            assert isinstance(sweeps.timed("forward", 5)(), form)
            assert isinstance(sweeps.timed("reverse", 5)(), form)


class TestMemory:
    """A price never fails for size, and what runs fits."""

    CHAIN = "input: {size: 30}\nlayers: [{type: linear, size: 20}, tanh, layer_norm]\n"

    @pytest.mark.parametrize("wrt", ["input", "all"])
    @pytest.mark.parametrize("mode", ["forward", "reverse", "both"])
    @pytest.mark.parametrize("text", [CHAIN, SPLIT], ids=["chain", "graph"])
    def test_in_chunks_j_is_the_same(self, chain, monkeypatch, text, mode, wrt) -> None:
        graph = loaded(chain, text)
        whole = compare(graph, wrt=wrt, run=mode)
        for at_once in (1, 7):
            monkeypatch.setattr(running_module.Asked, "at_once", lambda *_, n=at_once: n)
            found = compare(graph, wrt=wrt, run=mode)
            monkeypatch.undo()
            assert set(found.running.at_once.values()) == {at_once}
            np.testing.assert_allclose(found.jacobian, whole.jacobian, rtol=1e-13, atol=1e-15)
            assert found.agreement.ok

    @pytest.mark.parametrize("mode", ["forward", "both"])
    @pytest.mark.slow
    def test_a_run_in_chunks_takes_no_more_than_it_may(self, chain, mode) -> None:
        graph = loaded(chain, "input: {size: 100}\nlayers: [{type: linear, size: 600}, tanh]\n")
        compare(graph, run=mode)
        most = 8 * 600 * (100 + 100 + 50)  # W, J, and some of its columns
        tracemalloc.start()
        found = compare(graph, run=mode, max_memory=most)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert 1 < found.running.at_once["forward"] < 100
        assert peak < 1.2 * most

    def test_large_arrays_go_in_chunks_though_there_is_memory(self, chain, monkeypatch) -> None:
        monkeypatch.setattr(parts, "ARRAYS", 30_000)
        graph = loaded(chain, "input: {size: 40}\nlayers: [{type: linear, size: 50}, tanh]\n")
        found = compare(graph, run="both")
        assert found.running.at_once == {"reverse": 19, "forward": 19}  # 190 numbers a vector
        assert found.agreement.ok

    def test_in_chunks_no_entry_that_is_wrong_is_missed(self, monkeypatch) -> None:
        right = jacobian_module.Sweeps.whole

        def wrong(self, mode):
            found = right(self, mode).copy()
            found[0, 0] += 1e-6
            return found

        monkeypatch.setattr(jacobian_module.Sweeps, "whole", wrong)
        monkeypatch.setattr(
            running_module.Asked, "at_once", lambda _, mode, *held: 7 if held else mode.passes
        )
        found = compare(jaccli.load("sample:digits"), run="both")
        assert found.agreement.max_abs_difference == pytest.approx(1e-6)
        assert not found.agreement.ok

    def test_there_is_no_memory_that_a_mode_half_fits(self, chain) -> None:
        graph = loaded(chain, "input: {size: 30}\nlayers: [{type: linear, size: 20}, tanh, sum]\n")
        fitted = set()
        for most in range(4000, 9000, 40):
            try:
                fitted.add(compare(graph, max_memory=most, run="both").agreement.ok)
            except Mistakes:
                fitted.add(None)
        assert fitted == {True, None}

    def test_a_j_that_does_not_fit_is_priced_and_its_products_compared(self, run, chain) -> None:
        name = chain("input: {size: 4000}\nlayers: [tanh, softmax]\n")
        found = compare(jaccli.load(name), max_memory=8 << 20)
        assert found.jacobian is None
        assert ran(found) == (False, False)
        assert found.agreement.by == "products"
        assert found.agreement.ok
        text = " ".join(run("compare", name, "--details", "--max-memory", "8M").out.split())
        assert "priced two ways, not built" in text
        words = r"J \(4,000×4,000\) is too large to build, it and a sweep take ([\d.]+) MiB"
        (taken,) = re.findall(words, text)
        assert 4000 * 4000 * 8 < float(taken) * 2**20 < 4000 * 4030 * 8

    def test_what_cannot_even_be_linearised_is_priced(self, run) -> None:
        outcome = run("compare", "sample:textbook", "--set", "n=100000", "--max-memory", "1G")
        assert outcome.status == 0
        text = " ".join(outcome.out.split())
        assert "Reverse is cheaper" in text
        assert "more than --max-memory 1.0 GiB" in text
        assert "there is no output and no J" in text

    def test_all_entries_of_a_j_that_does_not_fit_are_refused(self, run, chain) -> None:
        name = chain("input: {size: 4000}\nlayers: [tanh, softmax]\n")
        assert run("compare", name, "--max-memory", "8M", "--values").status == 2

    @pytest.mark.parametrize("most", [1, 100, 10**4, 10**5, 10**6, 10**7, 10**8])
    @pytest.mark.parametrize("wrt", ["input", "parameters", "all"])
    @pytest.mark.parametrize("text", [CHAIN, SPLIT], ids=["chain", "graph"])
    @pytest.mark.whole
    def test_no_memory_is_too_small_for_a_price(self, chain, text, wrt, most) -> None:
        graph = loaded(chain, text)
        found = compare(graph, wrt=wrt, max_memory=most)
        assert found.verdict.reason
        assert (found.jacobian is None) is (ran(found) == (False, False))
        for mode in ("forward", "reverse", "both"):
            try:
                forced = compare(graph, wrt=wrt, max_memory=most, run=mode)
            except Mistakes:
                continue
            assert forced.jacobian is not None


class TestProducts:
    """Random products stand for a J by the other mode, and can fail."""

    @pytest.mark.parametrize("run", ["forward", "reverse"])
    @pytest.mark.parametrize("action", ["on_rows", "on_columns"])
    @pytest.mark.parametrize("form", [Diagonal, Dense])
    def test_a_map_whose_two_products_are_not_of_one_matrix_is_seen(
        self, chain, monkeypatch, form, action, run
    ) -> None:
        right = getattr(form, action)

        def wrong(self, vectors):
            moved = right(self, vectors)
            if moved.ndim == 2 and moved.size:
                moved = moved.copy()
                entry = (slice(None), 0) if action == "on_rows" else (0, slice(None))
                moved[entry] *= 1 + 1e-9
            return moved

        monkeypatch.setattr(form, action, wrong)
        graph = loaded(chain, SPLIT)
        assert not compare(graph, run=run).agreement.ok

    @pytest.mark.parametrize("mode", ["forward", "reverse"])
    def test_a_j_that_is_not_what_the_products_say_is_seen(self, monkeypatch, mode) -> None:
        right = jacobian_module.Sweeps.whole

        def wrong(self, mode):
            found = right(self, mode).copy()
            found[0, -1] *= 1 + 1e-9
            return found

        monkeypatch.setattr(jacobian_module.Sweeps, "whole", wrong)
        assert not compare(jaccli.load("sample:digits"), run=mode).agreement.ok

    @pytest.mark.parametrize("factor", [1e-150, 1e-9, 1, 1e9, 1e150])
    def test_a_small_j_is_judged_by_its_own_size(self, chain, monkeypatch, factor) -> None:
        graph = loaded(
            chain, f"input: {{size: 40}}\nlayers: [{{type: scale, factor: {factor}}}, sum]\n"
        )
        assert compare(graph, run="reverse").agreement.ok
        right = Diagonal.on_columns
        monkeypatch.setattr(Diagonal, "on_columns", lambda self, v: right(self, v) * (1 + 1e-9))
        assert not compare(graph, run="reverse").agreement.ok

    def test_terms_that_cancel_raise_no_alarm(self, chain) -> None:
        # the rows of softmax's Jacobian sum to 0: all of J is rounding
        graph = loaded(chain, "input: {size: 500}\nlayers: [softmax, sum]\n")
        found = compare(graph, run="reverse")
        assert np.abs(found.jacobian).max() < 1e-15
        assert found.agreement.ok

    def test_a_j_of_zeros_agrees(self, chain) -> None:
        graph = loaded(chain, "input: {size: 4}\nlayers: [{type: scale, factor: 0}, sum]\n")
        assert compare(graph, run="reverse").agreement[:1] == (0.0,)
        assert compare(graph, run="reverse").agreement.ok

    def test_one_pair_that_is_apart_is_enough(self, monkeypatch) -> None:
        graph = jaccli.load("sample:digits")
        monkeypatch.setattr(agreement_module, "MANY", 0)  # one pair after the other
        assert compare(graph, run="reverse").agreement.ok
        right, calls = jacobian_module.Sweeps.push, count(1)

        def wrong(self, tangents):
            return right(self, tangents) * (1 + 1e-9 * (next(calls) == 2))

        monkeypatch.setattr(jacobian_module.Sweeps, "push", wrong)
        assert not compare(graph, run="reverse").agreement.ok
        assert next(calls) == 4

    @pytest.mark.parametrize("name", ["digits", "residual", "tall", "mlp_cross_entropy"])
    def test_float32_is_judged_by_its_own_digits(self, name) -> None:
        graph = jaccli.load(f"sample:{name}")._replace(dtype="float32")
        for run in ("forward", "reverse"):
            agreement = compare(graph, run=run).agreement
            assert agreement.max_abs_difference <= agreement.tolerance
            assert agreement.tolerance < 1e-2


class TestCheck:
    """`check` builds J as `compare` does, and its sweeps are judged in the same way."""

    def test_what_is_priced_only_is_checked_by_random_pairs(self, monkeypatch) -> None:
        monkeypatch.setattr(running_module, "AFFORDED", 0)
        outcomes = check(jaccli.load("sample:mlp_cross_entropy")).outcomes
        (found,) = [each for each in outcomes if each.name == "J_fwd = J_rev"]
        assert found.status == "ok"
        assert found.remark == "by 3 random pairs: forward mode was priced, not run"

    def test_a_mode_that_is_priced_only_is_seen_where_it_is_wrong(self, monkeypatch) -> None:
        monkeypatch.setattr(running_module, "AFFORDED", 0)
        right = jacobian_module.forward
        monkeypatch.setattr(
            jacobian_module, "forward", lambda *given: Dense(right(*given).dense() * (1 + 1e-9))
        )
        outcomes = check(jaccli.load("sample:mlp_cross_entropy")).outcomes
        assert [each.name for each in outcomes if each.status == "failed"] == ["J_fwd = J_rev"]

    def test_in_float32_the_checks_have_j_in_float64(self, chain) -> None:
        text = "input: {size: 20}\nlayers: [{type: linear, size: 9}, tanh, softmax]\n"
        exact = compare(loaded(chain, text)).jacobian
        case = case_of(loaded(chain, f"dtype: float32\n{text}"), None)
        np.testing.assert_allclose(case.jacobian, exact, rtol=1e-13, atol=1e-16)

    @pytest.mark.slow
    def test_many_local_jacobians_need_not_fit_together(self, run, chain) -> None:
        name = chain(f"input: {{size: 200}}\nlayers: [{', '.join(['tanh'] * 40)}, sum]\n")
        assert run("check", name, "--max-memory", "2M").status == 0  # each takes 320 kB
        assert run("check", name, "--max-memory", "300k").status == 2

    def test_a_j_that_does_not_fit_cannot_be_checked(self, run, chain) -> None:
        name = chain(
            "input: {size: 3000}\nlayers: [{type: linear, size: 1}, {type: linear, size: 3000}]\n"
        )
        outcome = run("check", name, "--max-memory", "10M")
        assert outcome.status == 2
        assert "the full Jacobian: 3,000×3,000" in outcome.err


@pytest.mark.slow
def test_a_loss_of_many_inputs_takes_no_more_than_twice_the_memory_of_a_vjp(run, chain) -> None:
    layers = "- {type: linear, size: 256}\n- tanh\n- {type: linear, size: 10}\n"
    name = chain(f"input: {{size: 16384}}\nlayers:\n{layers}- {{type: cross_entropy, label: 3}}\n")
    peaks = []
    for command in (["vjp", name, "-u", "1"], ["compare", name], ["compare", name]):
        tracemalloc.start()
        assert run(*command).status == 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] <= 2 * peaks[0]


def test_j_keeps_its_digits_whatever_rule_the_seeds_are_counted_by(chain, run) -> None:
    # a class has it all twice: 1 − p of 4e-18, and again
    name = chain(
        "input: [40, 0, 1, -1, 0.5, 0.25]\nlayers: [softmax, {type: scale, factor: 60}, softmax]\n"
    )
    found = [
        run("compare", name, "--seeds", seeds, "--format", "json") for seeds in ("counted", "free")
    ]
    one, other = (json.loads(each.out)["results"][0]["jacobian"] for each in found)
    assert one == other
    assert one[0][0] == pytest.approx(-sum(one[0][1:]), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("input: [0, 0]\nlayers: [norm]\n", "f1 (norm): x is exactly 0, the kink of norm"),
        ("input: [0, 1]\nlayers: [tanh, abs]\n", "f2 (abs): entry 1 is at exactly 0"),
        (
            "input: [0]\nlayers: [relu, abs, relu, abs, relu]\n",
            "4 more layers at a kink: f2 (abs), f3 (relu)",
        ),
    ],
)
def test_compare_notes_that_no_derivative_exists_at_a_kink(chain, run, text, said) -> None:
    found = " ".join(run("compare", chain(text)).out.split())
    assert said in found
    assert "no derivative exists there, 0 is used" in found
    assert "no derivative" not in run("compare", chain(text.replace("[0", "[0.5"))).out


@pytest.mark.parametrize("call", ["compare", "grad", "grad --steps", "jvp -v e1", "vjp -u e1"])
@pytest.mark.parametrize("layers", range(1, 6))
def test_a_screen_names_each_layer_at_a_kink_once(call, layers, chain, run) -> None:
    """In a check that says nothing there, or in a note; two of them with all that is to be said."""
    command, *options = call.split()
    file = chain(f"input: [0]\nlayers: [{', '.join(['relu'] * layers)}]\n")
    words = " ".join(run(command, file, *options).out.split())
    told = words[words.index("Why:" if "Why:" in words else "Check:") :]
    assert [told.count(f"f{k} (relu)") for k in range(1, layers + 1)] == [1] * layers
    assert told.count("0 is used") == (layers if layers <= 2 else 1)
