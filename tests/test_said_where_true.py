"""Sentences that stand on a screen where they are true, and not where they are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

NARROWEST = "is the narrowest size, and both modes carry"
NO_SIZE = "no size in between is so wide or so narrow that another order pays."


def layers(*each: str) -> str:
    return "layers:\n" + "".join(f"- {one}\n" for one in each)


def linear(m: int, n: int) -> str:
    return f"{{type: linear, weight: {[[1] * n] * m}}}"


def said(outcome) -> str:
    assert (outcome.status, outcome.err) == (0, "")
    return " ".join(outcome.out.split())


@pytest.mark.parametrize(
    ("sizes", "reason", "not_said"),
    [
        # forward 1·2·4 + 1·4·2 + 1·2·1 = reverse, (J4·J3)·(J2·J1) 1·2·4 + 4·2·1 + 1·4·1: more
        ("1,2,4,2,1", f"n = m = 1 {NARROWEST} 1 through every product.", NO_SIZE),
        # forward 2·2·3 + 2·3·6 + 2·6·3 = 84 = reverse 3·6·3 + 3·3·2 + 3·2·2, with n = 2 and m = 3
        ("2,2,3,6,3", NO_SIZE, NARROWEST),
        ("3,6,3,2,2", NO_SIZE, NARROWEST),
    ],
)
def test_a_tie_has_n_equal_to_m_as_its_reason_only_where_they_are(
    sizes, reason, not_said, run
) -> None:
    found = said(run("order", "--dims", sizes))
    assert reason in found
    assert not_said not in found


def test_a_tie_of_jacobians_in_their_own_form_does_not_go_by_the_narrowest_size(run, chain) -> None:
    # forward 2·4·4 + 2·4 + 2·4·2 = 56 = reverse 2·4 + 2·4·4 + 2·4·2: J3 is diagonal; but
    # J4·((J3·J2)·J1) is 4·4 + 4·4·2 + 2·4·2 = 64
    file = chain("input: [1, 2]\n" + layers(linear(4, 2), linear(4, 4), "tanh", linear(2, 4)))
    assert NO_SIZE in said(run("order", file, "--cost", "structured"))


def test_the_screen_of_compare_says_that_the_modes_were_not_compared(run, chain) -> None:
    # ten values of 2,000 numbers of 8 bytes fit, and tangents beside them do not
    file = chain("input: {size: 2000}\n" + layers(*["tanh"] * 10, "sum"))
    not_compared = "Not compared: a few random products do not fit into --max-memory beside J."
    assert not_compared in said(run("compare", file, "--max-memory", "600KB"))
    assert "Not compared" not in said(run("compare", file))


def test_a_plan_that_spends_as_much_in_every_layer_gains_by_the_products_alone(run) -> None:
    # J is J2·J1 of 6×1 and 1×6: 6 + 6 numbers either way, and 6·1·6 for the product
    found = said(run("order", "--matrix-free", "--dims", "6,1,6"))
    assert "pays 36 for products of matrices, the best plan 0." in found
    assert "makes the difference" not in found


@pytest.mark.parametrize(("to", "others"), [(2, False), (16, False), (32, True)])
def test_the_hint_of_a_sweep_names_other_rules_where_the_screen_has_not_said_all(
    to, others, run
) -> None:
    # n = 2: one verdict under all rules; 16: one rule has another; 32: two have
    found = said(run("sweep", "sample:tall", "--vary", f"n=1,{to}"))
    assert ("other rules, " in found.partition("More:")[2]) == others


def test_of_several_sweeps_those_with_a_crossover_stay_on_the_screen(
    run, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {f"c{at:02}.yaml": layers("tanh", "sum") for at in range(40)}
    for name in ("c19.yaml", "c33.yaml"):  # J is 8×n: forward below n = 8, reverse above
        files[name] = layers("{type: linear, size: 8}")
    for name, text in files.items():
        head = "seed: 1\nsizes: {n: 4}\ninput: {size: n, init: uniform}\n"
        Path(name).write_text(head + text, encoding="utf-8")
    table = run("sweep", *files, "--vary", "n=2,64").out.partition("Of 40 chains")[0].split()
    shown = [word for word in table if word in files]
    assert {"c00.yaml", "c19.yaml", "c33.yaml"} < set(shown)
    assert shown == sorted(shown)
    assert len(shown) < 20


@pytest.mark.parametrize(
    ("command", "read"),
    [("jvp -v 1,0", ": 0\n"), ("jvp -v all", ": 0; 0\n"), ("grad", ": loss 0.0, gradient")],
)
def test_a_product_or_a_loss_of_minus_zero_reads_as_zero(command, read, run, chain) -> None:
    file = chain("input: [1, 2]\n" + layers("sum", "{type: scale, factor: 0}", "negative"))
    name, *options = command.split()
    assert read in run(name, file, *options, "-q").out
    details = run(name, file, *options, "--details").out
    assert not re.search(r"(?<![\w.])-0(?![.\d])", details)
