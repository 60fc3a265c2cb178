"""jaccli grad and compare --wrt: backpropagation, its price, the parameter Jacobian."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from oracles import central_differences
from safetensors.numpy import load_file

import jaccli
from jaccli.accumulate import pullback, pushforward, sources_of, sweep_memory, sweep_price
from jaccli.document.blocks import findings_in
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.common.tape import tape_of
from jaccli.reports.compare.find import compare
from jaccli.reports.grad.find import grad
from jaccli.reports.grad.weights import explained
from jaccli.reports.grad.weights_page import weights_page

MLP = "sample:mlp_cross_entropy"
PAID = re.compile(r" \+([\d,]+)$")  # what a step costs, at the end of its line
CASES = [
    path
    for path in sorted((Path(__file__).parent / "oracles" / "cases").glob("*.yaml"))
    if json.loads(path.with_suffix(".expected.json").read_text()).get("gradients")
]


def result(run, *arguments: object) -> dict:
    outcome = run(*arguments, "--format", "json")
    assert outcome.status == 0, outcome.err
    return json.loads(outcome.out)["results"][0]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_gradients_are_those_of_jax(run, path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text())
    found = result(run, "grad", path)
    assert found["loss"] == pytest.approx(expected["output"][0], rel=1e-9)
    assert found["gradients"].keys() == expected["gradients"].keys()
    for layer, gradients in expected["gradients"].items():
        assert found["gradients"][layer].keys() == gradients.keys()
        for name, gradient in gradients.items():
            scale = max(np.abs(gradient).max(), 1e-3)
            assert np.allclose(found["gradients"][layer][name], gradient, rtol=0, atol=1e-9 * scale)
    scale = max(np.abs(expected["jacobian"]).max(), 1e-3)
    gradient = np.concatenate(list(found["input_gradients"].values()))
    assert np.allclose(gradient, expected["jacobian"][0], rtol=0, atol=1e-9 * scale)


def test_backpropagation_by_hand() -> None:
    # Algorithm 7 on the network of 13.3.3.4: u_4 = p − y, u_2 = (W_2ᵀ u_4) ⊙ H(x_2),
    # ∂L/∂W_2 = u_4 x_3ᵀ, ∂L/∂W_1 = u_2 x_1ᵀ
    found = grad(jaccli.load(MLP))
    x1, x3 = np.array([1, 0, -1, 2, 0, 1]), np.array([1, 0, 3, 1])
    w2 = np.array([[1, 2, -1, 2], [-1, 0, 1, 1], [0, 1, 0, -1]])
    p = np.exp([0, 2, 1]) / np.exp([0, 2, 1]).sum()
    u4 = p - [1, 0, 0]
    u2 = (w2.T @ u4) * [1, 0, 1, 1]
    f1, f2, f3, f4 = found.layers
    assert np.allclose(f3.adjoint, u4)
    assert np.allclose(f2.adjoint, w2.T @ u4)
    assert np.allclose(f1.adjoint, u2)
    assert f4.adjoint.tolist() == [1]
    assert np.allclose(f3.gradients["weight"], np.outer(u4, x3))
    assert np.allclose(f3.gradients["bias"], u4)
    assert np.allclose(f1.gradients["weight"], np.outer(u2, x1))
    assert np.allclose(f1.gradients["bias"], u2)
    assert [each.parameters for each in found.layers] == [28, 0, 15, 0]


def test_normalisations_have_gradients_too(chain) -> None:
    graph = jaccli.load(
        chain(
            "input: [0.5, -1, 2, 0.3, 1.5]\nlayers:\n"
            "- {type: layer_norm, weight: [1, 2, -1, 0.5, 3], bias: [0, 1, 0, -1, 2]}\n"
            "- {type: rms_norm, weight: [2, 1, 1, -1, 0.5]}\n- tanh\n- sum\n"
        )
    )
    found = grad(graph)
    loaded = tape_of(graph, parameters=True)
    for k, name in ((0, "weight"), (0, "bias"), (1, "weight")):

        def loss(entries: np.ndarray, k: int = k, name: str = name) -> np.ndarray:
            x = loaded[0].inputs[0]
            for at, step in enumerate(loaded):
                layer = step.node.layer
                x = (layer.with_arrays({name: entries}) if at == k else layer).forward(x)
            return x

        expected = central_differences(loss, getattr(loaded[k].node.layer, name))
        assert np.allclose(found.layers[k].gradients[name], expected[0], rtol=1e-6, atol=1e-9)


class TestCost:
    """What backpropagation costs, and forward mode over the same parameters."""

    def test_the_parts_are_counted_apart(self, run) -> None:
        cost = result(run, "grad", MLP)["cost"]
        assert cost["primal"]["flops"] == 99
        assert cost["adjoints"]["flops"] == 82  # the structured reverse sweep
        assert cost["gradients"] == {"multiplications": 24 + 12, "additions": 0, "flops": 36}
        assert cost["ratio"] == pytest.approx((99 + 82 + 36) / 99)

    @pytest.mark.parametrize("name", ["digits", "mlp_squared_error", "textbook"])
    def test_the_cheap_gradient_bound_holds(self, run, name) -> None:
        assert 1 < result(run, "grad", f"sample:{name}")["cost"]["ratio"] <= 4

    def test_forward_mode_needs_a_pass_for_each_parameter(self, run) -> None:
        modes = result(run, "compare", MLP, "--wrt", "parameters")["modes"]
        assert modes["forward"]["passes"] == 43
        assert modes["reverse"]["passes"] == 1
        # by hand: products on the edges ∂f1/∂W, ∂f1/∂b, J2, J3, ∂f3/∂W, ∂f3/∂b, J4, and the
        # additions where a layer's edges meet: two into f1, three into f3
        one = 2 * (4 * 24 + 4 * 4 + 4 * 4 + 3 * 4 + 3 * 12 + 3 * 3 + 1 * 3)
        assert modes["reverse"]["cost"]["dense"]["flops"] == one
        assert modes["forward"]["cost"]["dense"]["flops"] == 43 * (one + 4 + 2 * 3)
        assert modes["forward"]["meeting_additions"] == 43 * (4 + 2 * 3)
        assert modes["reverse"]["cost"]["structured"]["flops"] == 24 + 4 + 24 + 12 + 6
        structured = 2 * 24 + 0 + 4 + 2 * 12 + 2 * 12 + 0 + 2 * 3 + 4 + 6
        assert modes["forward"]["cost"]["structured"]["flops"] == 43 * structured

    def test_all_counts_the_input_among_the_columns(self, run) -> None:
        found = result(run, "compare", MLP, "--wrt", "all")
        assert found["modes"]["forward"]["passes"] == 49
        assert np.shape(found["jacobian"]) == (1, 49)
        inputs = [step["input"] for step in found["modes"]["forward"]["steps"]]
        assert inputs[:3] == ["x", "f1.weight", "f1.bias"]

    def test_the_columns_are_the_gradients_side_by_side(self, run) -> None:
        found = result(run, "grad", MLP)
        jacobian = result(run, "compare", MLP, "--wrt", "all")["jacobian"][0]
        gradients = found["gradients"]
        expected = np.concatenate(
            [
                found["input_gradients"]["x"],
                np.ravel(gradients["f1"]["weight"]),
                gradients["f1"]["bias"],
                np.ravel(gradients["f3"]["weight"]),
                gradients["f3"]["bias"],
            ]
        )
        assert np.allclose(jacobian, expected, rtol=1e-12, atol=1e-15)

    def test_a_chain_is_a_graph_in_which_each_layer_reads_the_one_before(self) -> None:
        # chain loop and graph sweep agree: values, prices with seeds counted, memory
        for name in ("digits", "tall", "affine_softmax", "square"):
            graph = jaccli.load(f"sample:{name}")
            found = compare(graph)
            sources = sources_of(graph, inputs=True, parameters=False)
            tape = tape_of(graph)
            ahead = pushforward(tape, graph.output, {"x": np.eye(graph.input_size)})
            back = pullback(tape, graph.output, np.eye(graph.output_size), sources)["x"]
            assert np.allclose(ahead, found.jacobian, rtol=1e-12, atol=1e-14)
            assert np.allclose(back, found.jacobian, rtol=1e-12, atol=1e-14)
            for mode in (found.forward, found.reverse):
                for rule in (r for r in RULES if r.seeds == "counted" or r.model == "dense"):
                    price = sweep_price(graph, sources, mode.mode, rule.model, rule.seeds)
                    assert price.total == mode.costs[rule]
                assert sweep_memory(graph, sources, mode.mode, 8) == mode.memory

    def test_forward_mode_that_does_not_fit_is_priced_all_the_same(self, run) -> None:
        found = result(
            run,
            "compare",
            "sample:digits",
            "--wrt",
            "parameters",
            "--max-memory",
            "20M",
            "--values",
        )
        assert found["agreement"]["by"] == "products"
        assert found["modes"]["forward"]["run"] is False
        assert np.shape(found["jacobian"]) == (1, 2778)
        assert found["modes"]["forward"]["passes"] == 2778

    def test_a_chain_without_parameters_is_refused(self, run, chain) -> None:
        outcome = run("compare", chain("input: [1]\nlayers: [relu]\n"), "--wrt", "parameters")
        assert outcome.status == 2
        assert "no layer has parameters" in outcome.err
        assert "--wrt input" in outcome.err

    def test_the_text_adds_up(self, run, golden) -> None:
        text = run("compare", MLP, "--wrt", "parameters", "--details").out
        golden("compare_wrt_parameters.txt", text.replace("0.0e+00", "?"))
        found = compare(jaccli.load(MLP), wrt="parameters")
        rule = Rule()
        steps = sum(step.costs[rule].flops for step in found.forward.steps)
        assert steps + found.forward.meeting.flops == found.forward.costs[rule].flops


class TestText:
    """What a student reads."""

    @pytest.mark.parametrize(
        "arguments",
        [
            (MLP,),
            (MLP, "--steps"),
            (MLP, "--steps", "--details"),
            ("sample:mlp_squared_error", "--steps"),
            ("sample:residual", "--steps"),
            (MLP, "--layer", "f1"),
            (MLP, "--layer", "f1", "--details"),
            ("sample:digits", "--layer", "f3"),
            ("sample:mlp_squared_error", "--layer", "f3", "--details"),
            ("sample:digits",),
            ("sample:digits", "--details"),
            ("sample:residual",),
            (MLP, "sample:figure_13_11", "sample:digits"),
        ],
        ids=lambda arguments: "_".join(arguments).replace("sample:", ""),
    )
    def test_the_text_is_golden_and_fits_80_columns(self, run, golden, arguments) -> None:
        text = run("grad", *arguments).out
        assert [line for line in text.splitlines() if len(line) > 80] == []
        name = "_".join(arguments).replace("sample:", "").replace("--", "")
        name = name.removesuffix("_details") if "--details" in arguments else f"{name}_screen"
        golden(f"grad_{name}.txt", re.sub(r"\(\d\.\de-\d\d\)", "(…)", text))

    def test_an_output_of_several_numbers_is_an_error_with_a_way_out(self, run) -> None:
        outcome = run("grad", "sample:tall")
        assert outcome.status == 2
        assert outcome.out == ""
        assert "grad needs one number to differentiate, f4 gives 40" in outcome.err
        assert "jaccli vjp sample:tall -u e1" in outcome.err

    def test_the_parameter_jacobian_is_explained(self, run) -> None:
        text = " ".join(run("grad", MLP, "--layer", "f3", "--details").out.split())
        assert "So ∂z/∂W₂ is 3 × (3·4): 36 numbers. 12 of them are entries of x" in text
        # x_1 is not 0, and another place than 1 shows which of i and j is the place
        assert "∂z/∂W₂[2,1] = [0, ..., x[1], ..., 0]ᵀ with x[1] = 1 at place 2" in text
        assert "transposed: [ 0 1 0 ]" in text
        assert "gives the same" in text

    def test_a_layer_that_is_not_linear_is_an_error(self, run) -> None:
        outcome = run("grad", MLP, "--layer", "f2")
        assert outcome.status == 2
        assert "linear layers: f1, f3" in outcome.err

    def test_memory_holds_a_gradient_for_each_input_and_parameter(self, run) -> None:
        outcome = run("grad", "sample:digits", "--max-memory", "30K")
        assert outcome.status == 2
        held = "the points of the check by differences: 2,842×6"  # 64 inputs, 2,778 parameters
        assert held in outcome.err.replace("\n          ", " ")

    def test_the_whole_gradient_is_checked_at_once(self, run, monkeypatch) -> None:
        import jaccli.reports.grad.find as module

        assert grad(jaccli.load(MLP)).check.ok
        right = module.pullback

        def planted(*arguments: object) -> dict[str, np.ndarray]:
            found = right(*arguments)
            found["f3.bias"] = found["f3.bias"] + [[0.0, 1e-3, 0.0]]
            return found

        monkeypatch.setattr(module, "pullback", planted)
        assert grad(jaccli.load(MLP)).check.status == "differs"

    def test_quiet_is_one_line(self, run) -> None:
        assert run("grad", MLP, "-q").out.count("\n") == 1


def deep(layers: int, width: int, kind: str = "tanh") -> str:
    """A network of so many linear layers, with as many others between them."""
    each = f"- {{type: linear, size: {width}}}\n- {kind}\n"
    return f"input: {{size: {width}}}\nlayers:\n{each * layers}- sum\n"


class TestScreen:
    """What is seen at once."""

    def test_small_gradients_stand_there_in_figures_and_large_ones_in_a_row(self, run) -> None:
        text = run("grad", MLP).out
        assert "∂L/∂f1.weight = u2 x1ᵀ =\n  [ -1.575 " in text
        text = run("grad", "sample:digits").out
        found = grad(jaccli.load("sample:digits"))
        for k, name, made in ((1, "weight", "u2 x1ᵀ"), (3, "bias", "u4"), (3, "weight", "u4 x3ᵀ")):
            gradient = found.layers[k - 1].gradients[name]
            (row,) = (line for line in text.splitlines() if f" ∂L/∂f{k}.{name} " in line)
            _, _, *cells = row.replace(f"= {made}", "=").split()
            shape = "×".join(map(str, gradient.shape))
            counts = [f"{np.count_nonzero(gradient):,}", f"{gradient.size:,}"]
            assert cells[:3] == [shape, *counts]
            entries = gradient.ravel().tolist()
            expected = [min(entries), max(entries), sum(e * e for e in entries) ** 0.5]
            assert [float(each) for each in cells[3:]] == pytest.approx(expected, rel=1e-3)

    def test_the_probability_of_the_label_stands_beside_the_loss(self, run, chain) -> None:
        assert (
            "Loss L = x7 = 0.02734402   label 2 has p = 0.973\n" in run("grad", "sample:digits").out
        )
        said = f"label 0 has p = {1 / (1 + np.exp(2) + np.exp(1)):.4f}, label 1 the most: 0.665"
        assert said in run("grad", MLP).out
        certain = chain("input: [50, 0]\nlayers: [{type: cross_entropy, label: 0}]\n")
        assert f"label 0 has p = 1 - {np.exp(-50):.1e}\n" in run("grad", certain).out
        wrong = chain("input: [0, 1000]\nlayers: [{type: cross_entropy, label: 0}]\n")
        assert "label 0 has p = exp(-1000), label 1 the most: 1.00\n" in run("grad", wrong).out

    def test_what_is_no_loss_is_not_called_one(self, run) -> None:
        assert "Output L = x7 = 13.79277\n" in run("grad", "sample:figure_13_11").out

    def test_of_two_readers_both_are_said(self, run) -> None:
        text = run("grad", "sample:figure_13_11").out
        assert "∂L/∂x1 = ∂L/∂x3·∂x3/∂x1 + ∂L/∂x5·∂x5/∂x1 = [ 20.69 ]" in text

    @pytest.mark.parametrize("options", [[], ["--ascii"], ["--width", "120"]], ids=" ".join)
    @pytest.mark.parametrize("layers", [15, 50])
    def test_a_deep_network_has_its_answer_on_one_screen(self, run, chain, layers, options) -> None:
        lines = run("grad", chain(deep(layers, 20)), *options).out.splitlines()
        assert len(lines) <= 23
        assert f"One pass back found {layers * 400 + 20:,} derivatives: " in "\n".join(lines)
        assert "Next: jaccli grad chain.yaml --steps" in lines[-1]

    @pytest.mark.parametrize("steps", [[], ["--steps"]], ids=["", "steps"])
    def test_of_many_kinks_a_screen_names_the_first(self, run, chain, steps) -> None:
        each = "- relu\n- {type: linear, weight: [[1, 0], [0, 1]]}\n"
        lines = run("grad", chain(f"input: [0, 1]\nlayers:\n{each * 30}- sum\n"), *steps).out
        assert len(lines.splitlines()) <= 23
        words = " ".join(lines.split())
        assert words.count("the kink of relu") == 1
        assert "0 is used; and 29 more like this." in words
        assert "29 more layers at a kink: f3 (relu), f5 (relu)" in words

    def test_several_chains_have_a_line_each_and_their_sums(self, run) -> None:
        names = [MLP, "sample:digits", "sample:residual"]
        text = run("grad", *names).out
        for name in names:
            found = grad(jaccli.load(name))
            (row,) = (line.split() for line in text.splitlines() if f" {name} " in line)
            spent = [found.primal.flops, found.primal.flops + found.back]
            parts = [found.graph.parameters, found.graph.n, *spent]
            assert row[2:] == [*(f"{part:,}" for part in parts), f"{spent[1] / spent[0]:.2f}"]
        total = 49 + 2842 + 68
        assert (
            f"3 passes back found {total:,} derivatives. Forward mode needs {total:,} passes."
            in text
        )
        assert "costs 2.19 to 2.47 × as much as L alone" in text


class TestArrays:
    """-o grads.npz, -o grads.safetensors"""

    @pytest.mark.parametrize("suffix", ["npz", "safetensors"])
    def test_the_arrays_are_written_whole(self, run, chain, suffix) -> None:
        chain("")
        name = f"grads.{suffix}"
        outcome = run("grad", MLP, "-o", name)
        assert outcome == (0, "", "")
        found = grad(jaccli.load(MLP))
        arrays = dict(np.load(name)) if suffix == "npz" else load_file(name)
        assert set(arrays) == {"x", "f1.weight", "f1.bias", "f3.weight", "f3.bias"}
        assert np.array_equal(arrays["f1.weight"], found.layers[0].gradients["weight"])
        assert np.array_equal(arrays["x"], found.input_gradients["x"])

    @pytest.mark.parametrize("suffix", ["npz", "safetensors"])
    @pytest.mark.parametrize("name", ["file", "allow_pickle", "a/b", "ü"])
    def test_any_name_of_an_input_is_one_of_an_array(self, run, chain, name, suffix) -> None:
        text = f"inputs: {{{name}: [1.0, 2.0]}}\nlayers: [{{type: sum, inputs: {name}}}]\n"
        assert run("grad", chain(text), "-o", f"g.{suffix}") == (0, "", "")
        arrays = dict(np.load("g.npz")) if suffix == "npz" else load_file("g.safetensors")
        assert {key: array.tolist() for key, array in arrays.items()} == {name: [1, 1]}

    def test_other_names_get_text(self, run, chain, tmp_path) -> None:
        chain("")
        run("grad", MLP, "-o", "grads.txt")
        assert "Loss L" in (tmp_path / "grads.txt").read_text(encoding="utf-8")

    def test_a_failed_run_leaves_the_file_as_it_was(self, run, chain, tmp_path) -> None:
        chain("")
        (tmp_path / "grads.npz").write_bytes(b"before")
        assert run("grad", "sample:tall", "-o", "grads.npz").status == 2
        assert (tmp_path / "grads.npz").read_bytes() == b"before"


class TestFindings:
    """What JSON and other formats say in words."""

    def test_every_result_has_its_question_its_loss_its_check_and_its_price(self, run) -> None:
        found = result(run, "grad", MLP)
        kinds = [each["kind"] for each in found["findings"]]
        assert kinds == ["note", "note", "note", "headline", "why", "note", "rule", "next"]
        texts = [each["text"] for each in found["findings"]]
        assert texts[1].startswith("Check: all gradients times one direction d")
        assert texts[2].startswith(f"Loss and gradients together cost {217 / 99:.2f} × as much")
        assert texts[3] == "One pass back found 49 derivatives: 43 parameters and 6 inputs."
        assert texts[4].endswith("one pass back is enough. Forward mode needs 49.")
        assert texts[5].startswith("Book: our u4 is the book's u_2")
        assert texts[6] == (
            "Rule: 1 multiply-add = 2 FLOPs, each J in its own form; an outer product u xᵀ is m·n "
            "multiplications; 4 of exp, log, tanh, erf and their like come on top."
        )
        assert texts[7] == f"Next: jaccli grad {MLP} --steps   (layer by layer)"

    @pytest.mark.parametrize("steps", [[], ["--steps"]])
    def test_a_kink_is_a_note_where_the_steps_are_told(self, run, chain, steps) -> None:
        name = chain("input: [0, 1]\nlayers: [{name: mine, type: relu}, sum]\n")
        found = result(run, "grad", name, *steps)["findings"]
        assert "warning" not in {each["kind"] for each in found}
        noted = [each["text"] for each in found if each["text"].startswith("note:")]
        said = "note: mine (relu): entry 1 is at exactly 0, the kink of relu"
        assert [text.startswith(said) for text in noted] == [True] * len(steps)
        screen = " ".join(run("grad", name, *steps).out.split())
        assert "entry 1 is at exactly 0, the kink of relu" in screen

    def test_a_wrong_gradient_is_a_warning(self, run, monkeypatch) -> None:
        from jaccli.layers.activations import Relu

        right = Relu.derivative
        monkeypatch.setattr(Relu, "derivative", lambda self, x: 1.001 * right(self, x))
        found = result(run, "grad", MLP)["findings"]
        assert [each["kind"] for each in found if each["text"].startswith("Check")] == ["warning"]

    @pytest.mark.parametrize(
        ("text", "dear"),
        [
            ("input: [1, 2]\nlayers: [{type: linear, size: 1}]\n", False),
            ("input: [1, 2]\nlayers: [{type: scale, factor: 2}, sum]\n", False),
            ("input: [1, 2, 3]\nlayers: [tanh, exp, {type: cross_entropy, label: 0}]\n", False),
            ("input: [1, 2, 3]\nlayers: [exp, sum]\n", True),
        ],
    )
    def test_more_than_the_bound_has_a_reason(self, run, chain, text, dear) -> None:
        name = chain(text)
        ratio = result(run, "grad", name)["cost"]["ratio"]
        said = " ".join(run("grad", name, "--details").out.split())
        assert (ratio > 4, "Here it is more because" in said) == (dear, dear)
        assert ("More than 4 ×" in run("grad", name).out) == dear

    def test_the_next_command_is_of_what_is_there(self, run, chain) -> None:
        chained = chain("sizes: {n: 2}\ninput: {size: n}\nlayers: [relu, sum]\n", "a.yaml")
        graph = chain("input: [1]\nlayers: [relu, {type: add, inputs: [f1, x]}]\n", "b.yaml")

        def further(*arguments: str) -> str:
            return run("grad", *arguments).out.splitlines()[-1]

        said = "Next: jaccli compare a.yaml --set n=3 --wrt all"
        assert said in further(chained, "--set", "n=3", "--steps")
        assert "Next: jaccli grad a.yaml --set n=3 --steps" in further(chained, "--set", "n=3")
        assert "Next: jaccli grad b.yaml --steps" in further(graph)
        assert "Next: jaccli compare b.yaml --wrt all" in further(graph, "--steps")
        named = chain("input: [1]\nlayers: [{type: linear, name: a b, size: 1}]\n", "c.yaml")
        assert "Next: jaccli grad c.yaml --layer 'a b'" in further(named, "--steps")


class TestSteps:
    """The way back, step by step."""

    @pytest.mark.parametrize("name", ["mlp_cross_entropy", "digits", "textbook"])
    def test_every_step_adds_what_it_says_to_what_was_spent(self, run, name) -> None:
        text = run("grad", f"sample:{name}", "--steps", "--details").out
        steps = re.findall(r"^  \+([\d,]+) = ([\d,]+) FLOPs?, J", text, re.MULTILINE)
        spent = 0
        for each, so_far in steps:
            spent += int(each.replace(",", ""))
            assert spent == int(so_far.replace(",", ""))
        cost = result(run, "grad", f"sample:{name}")["cost"]
        assert spent == cost["adjoints"]["flops"] + cost["gradients"]["flops"]

    @pytest.mark.parametrize("name", ["mlp_cross_entropy", "digits", "residual"])
    def test_the_table_adds_up(self, run, name) -> None:
        text = run("grad", f"sample:{name}", "--details").out
        table = text[text.index("FLOPs back") : text.index("\n\n∂L/∂")]
        *rows, total = re.findall(r" (\+?[\d,]+)$", table, re.MULTILINE)
        assert sum(int(each.replace(",", "")) for each in rows) == int(total.replace(",", ""))
        assert [each for each in rows if "+" in each] == (["+4"] if name == "residual" else [])

    @pytest.mark.parametrize(
        "name", ["mlp_cross_entropy", "mlp_squared_error", "digits", "residual", "baydin"]
    )
    def test_the_steps_read_down_and_add_up_on_one_screen(self, run, name) -> None:
        lines = run("grad", f"sample:{name}", "--steps").out.splitlines()
        assert len(lines) <= 23
        table = lines[: next(at for at, line in enumerate(lines) if line.startswith(" total")) + 1]
        total = int(table[-1].split()[1].replace(",", ""))
        cost = result(run, "grad", f"sample:{name}")["cost"]
        assert total == cost["adjoints"]["flops"] + cost["gradients"]["flops"]
        paid = [int(each[1].replace(",", "")) for line in table if (each := PAID.search(line))]
        assert sum(paid) == total
        numbers = [int(each[1]) for line in table if (each := re.match(r" (\d+)  ", line))]
        assert numbers == sorted(numbers, reverse=True)

    def test_a_step_shows_what_its_gradient_is_made_of(self, run) -> None:
        lines = run("grad", MLP, "--steps").out.splitlines()
        (third,) = (line for line in lines if line.startswith(" 3  linear"))
        assert third.split(None, 2)[2].split("  ")[0] == "x3 = [1 0 3 1]"
        assert third.endswith("∂L/∂W₂ = u4 x3ᵀ  ∂L/∂b₂ = u4")
        assert lines[lines.index(third) - 1].startswith("     u4 = u5 (p - y)ᵀ = [-0.9100 ")
        assert "  Book:  our u4 is the book's u_2, our u2 is the book's u_1" in "\n".join(lines)

    def test_on_a_graph_what_is_added_where_edges_meet_is_a_step(self, run) -> None:
        lines = run("grad", "sample:residual", "--steps").out.splitlines()
        assert [line.split() for line in lines if "where edges meet" in line] == [
            ["where", "edges", "meet", "+4"]
        ]
        (learns,) = (at for at, line in enumerate(lines) if "∂L/∂W₂ = ∂L/∂r aᵀ" in line)
        assert lines[learns + 1].endswith(" +32")  # an identity brings ∂L/∂y; 4·8 products
        assert "Book:" not in "\n".join(lines)

    def test_the_adjoints_are_those_of_the_values(self, run) -> None:
        found = grad(jaccli.load(MLP))
        by_vjp = result(run, "vjp", MLP, "-u", "1", "--steps")["steps"]
        for k in (1, 2, 3, 4):
            assert np.allclose(found.adjoint_before(k), by_vjp[4 - k]["cotangents"][0], rtol=1e-12)

    def test_json_has_them_where_they_are_asked_for(self, run) -> None:
        assert "steps" not in result(run, "grad", MLP)
        steps = result(run, "grad", MLP, "--steps")["steps"]
        assert [step["layer"] for step in steps[:4]] == ["f4", "f3", "f2", "f1"]
        assert steps[0]["adjoint"] == [[1]]


class TestLayer:
    """∂z/∂W explained."""

    def test_its_figures_are_those_of_the_outer_product(self) -> None:
        found = explained(grad(jaccli.load(MLP)), "f3")
        jacobian = found.explained
        assert jacobian.shape == (3, 4)
        assert (jacobian.k, jacobian.weights, jacobian.entries) == (3, 12, 36)
        assert (jacobian.outer_flops, jacobian.tensor_flops) == (12, 2 * 3 * 12)
        x, u = jacobian.x, jacobian.layer.adjoint
        # ∂z_k/∂W_ij = x_j where k = i: entry by entry
        expected = np.zeros((3, 3, 4))
        for i in range(3):
            expected[i, i] = x
        assert np.array_equal(np.concatenate(jacobian.rows, axis=1), expected.reshape(3, 12))
        assert [row.shape for row in jacobian.rows] == [(3, 4)] * 3
        i, j = jacobian.weight
        assert np.array_equal(jacobian.column, expected[:, i - 1, j - 1])
        assert jacobian.slope == x[j - 1] != 0
        assert np.allclose(np.outer(u, x), jacobian.layer.gradients["weight"], rtol=1e-12)
        assert jacobian.agrees

    def test_a_large_one_is_not_written_out(self, run) -> None:
        jacobian = explained(grad(jaccli.load("sample:digits")), "f1").explained
        assert (jacobian.tensor, jacobian.rows) == (None, ())
        text = run("grad", "sample:digits", "--layer", "f1", "--details").out
        assert "The whole tensor" not in text
        assert "Check:" not in text

    def test_every_entry_of_the_outer_product_stands_below_and_beside_its_factors(
        self, run
    ) -> None:
        lines = run("grad", MLP, "--layer", "f3").out.splitlines()
        at = next(at for at, line in enumerate(lines) if "x3ᵀ =" in line)
        x = [float(each) for each in lines[at].split("=")[1].split()]
        rows = [[float(each) for each in line.split()] for line in lines[at + 2 : at + 5]]
        assert x == [1, 0, 3, 1]
        assert [row[0] for row in rows] == pytest.approx([-0.90997, 0.66524, 0.24473], abs=1e-4)
        for u, *row in rows:
            assert row == pytest.approx([u * each for each in x], abs=2e-3)

    def test_what_does_not_agree_is_a_warning(self) -> None:
        found = explained(grad(jaccli.load(MLP)), "f3")
        wrong = found.explained._replace(difference=2e-6)
        (check,) = (
            each for each in findings_in(weights_page(found, wrong)) if "Check" in each.said
        )
        assert check.kind == "warning"
        assert check.text.endswith("2.0e-06 ✗")

    def test_one_line_says_what_was_found(self, run) -> None:
        assert run("grad", MLP, "--layer", "f3", "-q").out == run("grad", MLP, "-q").out

    def test_of_values_the_tensor_is_whole(self, run) -> None:
        text = run("grad", MLP, "--layer", "f1", "--values", "--details").out
        assert "a column for each weight, row by row of W₁" in text
        assert "columns 1 to " in text
