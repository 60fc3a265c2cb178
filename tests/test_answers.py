"""What the answers at the end of screens say, beside other calls and numbers by hand."""

from __future__ import annotations

import json
import re
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from jaccli.document.blocks import Entry, Ledger
from jaccli.document.figures import compact
from jaccli.reports.sweep.screen import _timed_row

NARROW = "input: {size: 9}\nlayers:\n" + "".join(
    f"- {{type: linear, size: {size}}}\n" for size in [9, 2, *[9] * 20]
)


def answer(run, *call: object) -> str:
    """The text of a screen on one line."""
    outcome = run(*call)
    assert (outcome.status, outcome.err) == (0, "")
    return " ".join(outcome.out.split())


@pytest.mark.parametrize("name", ["tall", "digits", "mlp_squared_error"])
def test_under_the_other_rules_the_dearer_mode_costs_so_many_times_the_cheaper(run, name) -> None:
    ratios = []
    for cost, seeds in product(("dense", "structured"), ("counted", "free")):
        call = ["compare", f"sample:{name}", "--cost", cost, "--seeds", seeds, "--format", "json"]
        verdict = json.loads(run(*call).out)["results"][0]["verdict"]
        dearer = {"forward": "reverse", "reverse": "forward"}[verdict["cheaper"]]
        ratios.append(verdict["numerator"] / verdict["denominator"])
    least, *_, most = sorted(ratios[1:])
    said = f"Under the 3 other rules {dearer} costs {least:.2f} to {most:.2f} × as much."
    assert said in answer(run, "compare", f"sample:{name}")


def test_no_order_is_said_to_be_best_where_there_is_one_product(run, chain) -> None:
    two = "input: [1, 2]\nlayers: [{type: linear, size: 4}, tanh]\n"
    assert "costs least" not in answer(run, "compare", chain(two))
    same = "two Jacobians have one product, and both modes make the same one."
    assert same in answer(run, "compare", chain(two), "--seeds", "free")
    three = chain(two.replace("tanh", "tanh, sum"))
    assert "reverse is the cheaper of both orders." in answer(run, "compare", three)
    assert same not in answer(run, "compare", three, "--seeds", "free")


def test_an_order_that_beats_both_modes_is_spelt_out_while_it_is_short(run, chain) -> None:
    said = answer(run, "compare", "sample:bottleneck")
    assert "(J4·(J3·J2))·J1 costs least of all 5 orders: 6,840 with the start free" in said
    assert re.search(
        "Order: another order costs least", answer(run, "compare", chain(NARROW)), re.I
    )


def test_random_products_are_compared_where_one_mode_alone_was_run(run) -> None:
    assert "give the same J ✓" in answer(run, "compare", "sample:digits")
    one = answer(run, "compare", "sample:digits", "--run", "reverse")
    assert "give the same u·J·v ✓" in one


def test_of_several_chains_the_one_whose_modes_are_furthest_apart_comes_next(run, chain) -> None:
    by_three = chain("input: [1, 2, 3]\nlayers: [tanh, sum]\n", "three.yaml")
    layers = "{type: linear, size: 11}, {type: linear, size: 7}, {type: linear, size: 9}"
    close = chain(f"input: [1, 2, 3, 4, 5, 6, 7, 8]\nlayers: [{layers}]\n", "close.yaml")
    apart = json.loads(run("compare", by_three, close, "--format", "json").out)["results"]
    ratios = [each["verdict"] for each in apart]
    assert ratios[0]["numerator"] < ratios[1]["numerator"]
    assert answer(run, "compare", by_three, close).endswith(f"jaccli compare {by_three}")


def test_one_derivative_is_not_said_to_be_one_for_each(run, chain) -> None:
    said = answer(run, "grad", chain("input: [2]\nlayers: [square, exp]\n"))
    assert "One pass back found 1 derivative. " in said
    assert "one pass back is enough. So is one forward." in said


def test_a_gradient_by_a_scale_is_through_the_value_of_its_own_layer(run, chain) -> None:
    text = "input: [1, 2, 4]\nlayers: [tanh, {type: layer_norm, weight: [1, 2, 3]}, sum]\n"
    assert "∂L/∂f2.weight = u3·∂x3/∂" in answer(run, "grad", chain(text))


@pytest.mark.parametrize("most", range(2, 9))
def test_a_ledger_has_as_many_steps_as_there_is_room_for(most) -> None:
    ledger = Ledger("", "FLOPs", Entry("start"), [Entry(str(k), amount=k) for k in range(9)])
    folded = ledger.folded(most)
    assert len(folded.rows) == most
    assert sum(row.amount for row in folded.rows) == sum(range(9))


def test_no_zero_has_a_sign_beside_numbers_of_many_sizes() -> None:
    assert compact(np.array([-0.0, 1e-9, 3e7]), 40) == "[0 1e-09 3e+07]"


def test_a_way_that_a_tape_has_no_room_for_has_no_ratio_among_several_chains(run) -> None:
    call = ["order", "--matrix-free", "sample:digits", "sample:tall"]
    assert "beyond M" not in answer(run, *call)
    assert "beyond M" in answer(run, *call, "--memory-limit", "20")


def test_what_reads_an_input_twice_sends_two_terms(run, chain) -> None:
    layers = "{name: y, type: multiply, inputs: [x, x]}, {name: o, type: add, inputs: [y, z]}"
    said = answer(run, "grad", chain(f"inputs: {{x: [2], z: [1]}}\nlayers: [{layers}]\n"))
    assert "∂L/∂x = ∂L/∂y·∂y/∂x + ∂L/∂y·∂y/∂x = [ 4 ]" in said


def test_no_function_is_called_as_a_value_is(run, chain) -> None:
    layers = "{name: y, type: tanh, inputs: φ}, {name: q, type: multiply, inputs: [y, z]}"
    said = answer(run, "show", chain(f"inputs: {{φ: [2], z: [1]}}\nlayers: [{layers}]\n"))
    assert "o = tanh(φ)·z" in said
    layer = "{name: y, type: multiply, inputs: [o, z]}"
    said = answer(run, "show", chain(f"inputs: {{o: [2], z: [1]}}\nlayers: [{layer}]\n"))
    assert " y = o·z " in said


def test_one_order_alone_was_run_and_there_is_none_to_compare_it_with(run, chain) -> None:
    two = chain("input: [1, 2]\nlayers: [{type: linear, size: 4}, tanh]\n")
    assert "Check: it was run ✓" in answer(run, "order", two)


def test_of_orders_that_overflow_the_first_is_named_and_the_others_are_counted(run, chain) -> None:
    scales = [1e-200, 1e-200, 1e200, 1e200]
    layers = "".join(f"- {{type: scale, factor: {scale}}}\n" for scale in scales)
    name = chain(f"input: [1]\nlayers:\n{layers}")
    said = answer(run, "order", name)  # J4·J3 = 1e400 is a part of two of five
    assert "((J4·J3)·J2)·J1 and 1 more overflow float64 on the way to J." in said


def test_the_layers_that_a_screen_leaves_out_are_counted(run, chain) -> None:
    text = "input: [1, 2]\nlayers:\n" + "- {type: linear, size: 2}\n- tanh\n" * 50
    lines = run("show", chain(text)).out.splitlines()
    shown = [line for line in lines if re.match(r" +\d+  (linear|tanh) ", line)]
    (hidden,) = (int(found[1]) for line in lines if (found := re.search(r"… (\d+) more …", line)))
    assert len(shown) + hidden == 100


@pytest.mark.parametrize(("many", "said"), [(3, "a, b, c "), (4, "a, b, c, … ")])
def test_three_values_that_a_layer_reads_are_named(run, chain, many, said) -> None:
    names = "abcd"[:many]
    inputs = ", ".join(f"{name}: [1]" for name in names)
    layer = f"{{name: y, type: concatenate, inputs: [{', '.join(names)}]}}"
    shown = answer(run, "show", chain(f"inputs: {{{inputs}}}\nlayers: [{layer}]\n"))
    assert f"y concatenate {said}[1 1 1" in shown


def test_of_many_columns_the_last_one_is_shown_under_its_name(run) -> None:
    call = ["vjp", "sample:bottleneck", "-u", "e1", "-u", "e2"]
    rows = json.loads(run(*call, "--format", "json").out)["results"][0]["cotangents"]
    head, _, *lines = run(*call).out.split("\n\n")[1].splitlines()
    assert head.split()[-1] == "x[30]"
    for row, line in zip(rows, lines, strict=True):
        assert float(line.split()[-1]) == pytest.approx(row[-1], abs=1e-4)


def test_a_size_that_is_no_n_is_not_said_to_be_m(run, chain) -> None:
    text = "sizes: {%s: 3}\ninput: {size: %s}\nlayers: [{type: linear, size: 4}, tanh]\n"
    said = answer(run, "sweep", chain(text % ("n", "n")), "--vary", "n=1:8")
    assert "At n = 4 = m they are equal." in said
    said = answer(run, "sweep", chain(text % ("p", "p")), "--vary", "p=1:8")
    assert "At p = 4 they are equal." in said


def test_a_crossover_at_the_last_size_has_one_row(run) -> None:
    lines = run("sweep", "sample:tall", "--vary", "n=1:40", "--width", 50).out.splitlines()
    rows = [line.split() for line in lines if re.search(r" \d\.\d\d( +◆)?$", line)]
    assert [row[0] for row in rows].count("40") == 1


@pytest.mark.parametrize("layer", ["leaky_relu, slope: 0.5", "elu, alpha: 2", "softmax"])
def test_a_rule_in_the_table_of_layers_is_whole(run, chain, layer) -> None:
    text = f"input: [1, 2, -4]\nlayers: [{{type: {layer}}}, sum]\n"
    (row,) = re.findall("1  [a-z]+_?[a-z]+  .*", run("show", chain(text), "--width", 200).out)
    assert row.count("(") == row.count(")") >= 1


def test_of_many_vectors_the_first_and_the_last_are_named(run) -> None:
    vectors = [part for k in range(1, 6) for part in ("-v", f"e{k}")]
    said = answer(run, "jvp", "sample:bottleneck", *vectors, "--details")
    assert "J·V = V5, columns ∂o/∂x[1], …, ∂o/∂x[5]:" in said


def test_layers_that_save_alike_are_counted(run) -> None:
    """By hand: f3 and f4 take 15 multiply-adds a tangent, and both are spared one of four."""
    said = answer(run, "order", "sample:affine_softmax", "--matrix-free")
    assert "f3 is one of 2 layers that make the difference." in said


def test_several_adjoints_are_rows(run) -> None:
    call = ["vjp", "sample:bottleneck", "-u", "e1", "-u", "e2", "--details"]
    assert "U·J = U1, rows ∇o[1]ᵀ, ∇o[2]ᵀ:" in answer(run, *call)


def test_a_ratio_of_times_is_forward_over_reverse() -> None:
    point = SimpleNamespace(size=5, flops={"forward": 8, "reverse": 2})
    timing = SimpleNamespace(seconds={5: {"forward": 3e-5, "reverse": 1e-5}})
    assert _timed_row(point, timing)[3] == "3.00"
