"""jaccli jvp and vjp: single products, step by step, with their checks and prices."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
import tracemalloc
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jaccli
from jaccli.commands.options import gather
from jaccli.document.blocks import Gap, Paragraph
from jaccli.linearise import linearise
from jaccli.reports.common.flow.find import forward_flow
from jaccli.reports.common.product.command import Multiply
from jaccli.reports.common.product.find import Vector, products
from jaccli.reports.jvp.command import Jvp
from jaccli.reports.vjp.command import Vjp

MLP = "sample:mlp_cross_entropy"
CASES = sorted((Path(__file__).parent / "oracles" / "cases").glob("*.yaml"))


def result(run, *arguments: object) -> dict:
    outcome = run(*arguments, "--format", "json")
    assert outcome.status == 0, outcome.err
    return json.loads(outcome.out)["results"][0]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_products_are_those_with_the_jacobian_of_jax(path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text())
    jacobian = np.array(expected["jacobian"])
    graph = jaccli.load(str(path))
    rng = np.random.default_rng(0)
    v, u = rng.standard_normal((3, jacobian.shape[1])), rng.standard_normal((2, jacobian.shape[0]))
    floor = 1e-12
    ahead = products(graph, "forward", [Vector("v", each) for each in v])
    assert np.allclose(ahead.results, v @ jacobian.T, rtol=1e-9, atol=floor)
    back = products(graph, "reverse", [Vector("u", each) for each in u])
    assert np.allclose(back.results, u @ jacobian, rtol=1e-9, atol=floor)
    assert ahead.check.ok is not False
    assert back.check.ok is not False


class TestByHand:
    """Section 13.3.3.4 on the sample network, e3 and e1 by hand."""

    def test_the_tangents_of_e3(self, run) -> None:
        found = result(run, "jvp", MLP, "-v", "e3", "--steps")
        assert [step["tangents"] for step in found["steps"][:3]] == [
            [[2, -1, 0, 1]],  # column 3 of W_1
            [[2, 0, 0, 1]],  # unit 2 blocks
            [[4, -1, -1]],  # W_3 (2, 0, 0, 1)ᵀ
        ]
        p = np.exp([0, 2, 1]) / np.exp([0, 2, 1]).sum()
        assert found["tangents"] == [[pytest.approx((p - [1, 0, 0]) @ [4, -1, -1], rel=1e-12)]]
        assert [step["layer"] for step in found["steps"]] == ["f1", "f2", "f3", "f4"]
        assert [step["flops"] for step in found["steps"]] == [48, 32, 24, 6]
        assert [step["primal"] for step in found["steps"][:3]] == [
            [1, -1, 3, 1],
            [1, 0, 3, 1],
            [0, 2, 1],
        ]

    def test_the_adjoints_of_e1(self, run) -> None:
        found = result(run, "vjp", MLP, "-u", "e1", "--steps")
        p = np.exp([0, 2, 1]) / np.exp([0, 2, 1]).sum()
        u4 = p - [1, 0, 0]
        w2 = np.array([[1, 2, -1, 2], [-1, 0, 1, 1], [0, 1, 0, -1]])
        assert [step["layer"] for step in found["steps"]] == ["f4", "f3", "f2", "f1"]
        assert np.allclose(found["steps"][0]["cotangents"], [u4], rtol=1e-12)
        assert np.allclose(found["steps"][1]["cotangents"], [u4 @ w2], rtol=1e-12)
        assert np.allclose(found["steps"][2]["cotangents"], [(u4 @ w2) * [1, 0, 1, 1]])
        assert found["cotangents"] == found["steps"][3]["cotangents"]


class TestVectors:
    """What -v and -u take."""

    def test_all_is_the_whole_jacobian(self, run) -> None:
        jacobian = jaccli.compare(jaccli.load("sample:tall")).jacobian
        columns = result(run, "jvp", "sample:tall", "-v", "all")["tangents"]
        assert np.allclose(np.transpose(columns), jacobian, rtol=1e-12, atol=1e-15)
        rows = result(run, "vjp", "sample:tall", "-u", "all")["cotangents"]
        assert np.allclose(rows, jacobian, rtol=1e-12, atol=1e-15)

    def test_a_collection_is_one_pass(self, run) -> None:
        found = result(run, "jvp", MLP, "-v", "e1", "-v", "1,0,2,0,0,-1", "-v", "random")
        assert found["vectors"][:2] == [[1, 0, 0, 0, 0, 0], [1, 0, 2, 0, 0, -1]]
        assert found["cost"] == {"dense": {"flops": 3 * 110}}
        one = result(run, "jvp", MLP, "-v", "random")
        assert found["vectors"][2] == one["vectors"][0]

    def test_another_seed_is_another_random_vector(self, run) -> None:
        seeds = [result(run, "jvp", MLP, "-v", "random", "--seed", s)["vectors"] for s in (0, 1)]
        assert seeds[0] != seeds[1]

    def test_files_hold_one_vector_or_several(self, run, chain) -> None:
        chain("")
        np.save("one.npy", np.arange(6.0))
        np.save("two.npy", np.arange(12.0).reshape(2, 6))
        found = result(run, "jvp", MLP, "-v", "@one.npy", "-v", "@two.npy")
        assert found["vectors"] == [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]

    @pytest.mark.parametrize(
        ("vector", "words"),
        [
            ("e7", "write e1 to e6"),
            ("e0", "write e1 to e6"),
            ("1,2", "1,2 has 2 entries, a tangent of"),
            ("1,x,2", "entry 2: expected a finite number, found `x`"),
            ("al", "write a vector as 1,0,2 or e3"),
            ("@nope.npy", "there is no file `nope.npy`"),
        ],
    )
    def test_a_vector_that_is_none_is_an_error(self, run, vector, words) -> None:
        outcome = run("jvp", MLP, "-v", vector)
        assert outcome.status == 2
        assert outcome.out == ""
        assert words in outcome.err

    def test_a_vector_is_required(self, run) -> None:
        assert run("jvp", MLP).status == 2
        assert run("vjp", MLP).status == 2


class TestCost:
    """Counted step by step."""

    @pytest.mark.parametrize("model", ["dense", "structured"])
    @pytest.mark.parametrize("name", ["digits", "tall", "affine_softmax"])
    @pytest.mark.costly
    def test_all_products_cost_what_compare_says(self, run, name, model) -> None:
        whole = result(run, "compare", f"sample:{name}")["modes"]
        for command, option, mode in (("jvp", "-v", "forward"), ("vjp", "-u", "reverse")):
            found = result(
                run, command, f"sample:{name}", option, "all", "--cost", model, "--steps"
            )
            assert found["cost"][model]["flops"] == whole[mode]["cost"][model]["flops"]
            assert sum(step["flops"] for step in found["steps"]) == found["cost"][model]["flops"]

    def test_the_other_mode_is_named_where_it_would_have_cost_less(self, run) -> None:
        text = " ".join(run("jvp", MLP, "-v", "e1", "-v", "e2").out.split())
        assert "1 VJP (110)" in text
        assert "2 JVPs cost 2.00 × as much as 1 VJP." in text


class TestText:
    """What a lecturer shows."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ("jvp", MLP, "-v", "e3", "--steps"),
            ("vjp", MLP, "-u", "e1", "--steps"),
            ("jvp", "sample:affine_softmax", "-v", "1,0,-1,2", "--steps"),
            ("vjp", "sample:affine_softmax", "-u", "e1", "-u", "e2", "--steps"),
            ("vjp", "sample:digits", "-u", "e1", "--steps"),
            ("jvp", "sample:square", "-v", "random", "--steps", "--ascii"),
            ("jvp", "sample:tall", "-v", "all"),
            ("vjp", MLP, "-u", "e1", "--steps", "--details"),
            ("jvp", "sample:affine_softmax", "-v", "e1", "-v", "e2", "--steps", "--details"),
            ("jvp", "sample:square", "-v", "random", "--steps", "--details", "--ascii"),
        ],
        ids=lambda arguments: "_".join(arguments).replace("sample:", "").replace(" ", ""),
    )
    def test_the_text_is_golden_and_fits_80_columns(self, run, golden, arguments) -> None:
        text = run(*arguments).out
        assert [line for line in text.splitlines() if len(line) > 80] == []
        assert "…" not in text or "--details" not in arguments
        name = "_".join(arguments).replace("sample:", "").replace("--", "")
        # rounding differs between machines, and is measured
        text = re.sub(r"(difference\s+)[\d.e-]+(\s+\S+\s+)[\d.e-]+", r"\1?\2?", text)
        text = re.sub(r"(agree \S+ \()[\d.e-]+\)", r"\1?)", text)
        golden(f"{name}.txt", text)

    @pytest.mark.parametrize("details", [(), ("--details",)])
    @pytest.mark.parametrize("sample", ["mlp_cross_entropy", "figure_13_11"])
    def test_reverse_mode_reads_downward(self, run, sample, details) -> None:
        text = run("vjp", f"sample:{sample}", "-u", "e1", "--steps", *details).out
        assert "read down, from the output to the input" in text
        made = [f"u{k} = " for k in (5, 4, 3, 2, 1)]
        if sample == "figure_13_11":
            made = [f"∂o/∂x{k} = " for k in (7, 6, 5, 4, 3, 2, 1)]
        places = [text.index(name) for name in made]
        assert places == sorted(places)

    def test_the_reason_depends_on_the_point(self, run, chain) -> None:
        name = chain("input: [1, -1]\nlayers: [relu]\n")
        assert "where x < 0: unit 2 is off" in " ".join(
            run("jvp", name, "-v", "e1", "--steps", "--details").out.split()
        )
        text = run("jvp", name, "-v", "e1", "--steps", "--details", "--at", "1,1").out
        assert "every unit is on" in text

    def test_the_class_that_softmax_moves_to_is_named(self, run, chain) -> None:
        name = chain("input: [1, 0, 2]\nlayers: [softmax]\n")
        text = " ".join(run("jvp", name, "-v", "e2", "--steps", "--details").out.split())
        assert "probability moves to entry 2" in text
        assert "most of it from entry 3" in text

    def test_a_kink_is_flagged_and_not_checked(self, run, chain) -> None:
        name = chain("input: [0, 1]\nlayers: [relu]\n")
        text = " ".join(run("jvp", name, "-v", "e1", "--steps").out.split())
        assert "entry 1 is at exactly 0, the kink of relu" in text
        check = text[text.index("Check:") :]
        assert "cannot check this: f1 (relu): entry 1 is at exactly 0, the kink of relu" in check
        # the other entry is not at the kink, and can be checked
        assert "✓" in run("jvp", name, "-v", "e2").out

    def test_a_blank_hides_a_value_and_nothing_else(self, run) -> None:
        text = run("jvp", MLP, "-v", "e3", "--steps", "--blank", "v3", "--blank", "result").out
        assert "v3 = φ′(x2) ⊙ v2 = ?" in text
        assert "Result J·v = v5 = ?" in text
        assert "-4.549847" not in text
        assert "v4 = W₂·v3       = [4 -1 -1]" in text
        assert "v5 = (p - y)ᵀ·v4 = ?" in text  # the result by another name

    @pytest.mark.parametrize("name", ["u1", "result"])
    def test_a_blank_result_is_nowhere(self, run, name) -> None:
        text = run("vjp", MLP, "-u", "e1", "--steps", "--blank", name).out
        assert "1.575   0.176" not in text
        assert text.count("?") >= 2

    def test_a_blank_needs_something_to_hide_in(self, run) -> None:
        assert run("jvp", MLP, "-v", "e1", "--blank", "v3").status == 2
        assert run("jvp", MLP, "-v", "e1", "--blank", "result", "--format", "json").status == 2

    def test_a_blank_that_is_no_value_suggests_the_nearest(self, run) -> None:
        blanks = ("--blank", "u3", "--blank", "v3", "--blank", "resutl")
        outcome = run("jvp", MLP, "-v", "e3", "--steps", *blanks)
        assert (outcome.status, outcome.out) == (2, "")
        assert outcome.err.count("no such value") == 2
        assert "did you mean `result`?" in outcome.err
        assert "values: x1, x2, x3, x4, x5, v1, v2, v3, v4, v5, result" in outcome.err

    @pytest.mark.parametrize(
        ("command", "blank"),
        [
            ("jvp -v e1", "result"),
            ("jvp -v e1", "d.o"),
            ("vjp -u 1", "result"),
            ("vjp -u 1", "u.x"),
        ],
    )
    def test_a_blank_result_is_nowhere_on_a_graph(self, run, chain, command, blank) -> None:
        name = chain(
            "input: [3, 5]\nlayers:\n- {name: s, type: square, inputs: x}\n"
            "- {name: p, type: multiply, inputs: [s, x]}\n- {name: o, type: mean}\n"
        )
        word, *options = command.split()
        result_of = " 13.5" if word == "jvp" else "13.5 37.5"  # ∂o/∂x = 3 x² / 2
        shown = run(word, name, *options, "--steps").out
        hidden = run(word, name, *options, "--steps", "--blank", blank).out
        assert shown.count(result_of) >= 2
        assert result_of not in hidden
        assert "Check:" not in hidden

    def test_a_blank_result_is_not_in_the_one_line_either(self, run) -> None:
        assert run("jvp", MLP, "-v", "e3", "-q", "--blank", "result").out == f"{MLP}: ?\n"
        assert run("jvp", MLP, "-v", "e3", "-q").out.startswith(f"{MLP}: -4.5498")

    def test_one_vector_of_the_basis_gives_its_own_part_of_the_jacobian(self, run) -> None:
        text = " ".join(run("jvp", MLP, "-v", "all").out.split())
        assert "J·V is J itself, 1×6: column j is J·e_j, so e1 alone gives column 1." in text
        assert "only thing" not in text
        assert "Means: column 3 of J, ∂o/∂x[3]." in run("jvp", MLP, "-v", "e3").out

    def test_pause_does_not_wait_in_a_pipe(self, run) -> None:
        arguments = ("vjp", MLP, "-u", "e1", "--steps")
        assert run(*arguments, "--pause").out == run(*arguments).out

    def test_pause_waits_for_enter_on_a_terminal(self) -> None:
        master, slave = pty.openpty()
        command = [sys.executable, "-m", "jaccli", "vjp", MLP, "-u", "e1", "--steps", "--pause"]
        with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave) as process:
            os.close(slave)
            try:
                # in the order of the sweep, one piece for each Enter
                for seen, later in zip(PIECES, [*PIECES[1:], None], strict=True):
                    shown = read_until(master, seen)
                    assert later is None or later not in shown
                    if later is not None:
                        os.write(master, b"\n")
                assert process.wait(timeout=60) == 0
            finally:
                process.kill()
                os.close(master)


def asked(command: type[Multiply], **options: Any) -> Multiply:
    """A call of the command by somebody who sits before a terminal."""
    common, _ = gather(
        {
            "output": (),
            "format": options.pop("format", "text"),
            "color": "never",
            "width": None,
            "ascii": False,
        }
    )
    common = common._replace(waits=True, quiet=options.pop("quiet", False))
    given = {"steps": True, "pause": True, "blanks": (), "model": "dense", "seed": 0}
    return command(common, **{"vectors": ("e1",), **given, **options})


class TestPause:
    """Where a lecturer waits."""

    @pytest.mark.parametrize("sample", ["mlp_cross_entropy", "figure_13_11"])
    @pytest.mark.parametrize("command", [Jvp, Vjp])
    def test_every_step_waits_and_comes_in_the_order_of_the_sweep(self, command, sample) -> None:
        ask = asked(command)
        blocks = [*ask.page(ask.find(jaccli.load(f"sample:{sample}")))]
        titles = [block.text for block in blocks if isinstance(block, Paragraph)]
        numbers = [int(found[1]) for t in titles if (found := re.match(r"step (\d+)/", t))]
        assert numbers == [*range(1, len(numbers) + 1)]
        starts = titles.count("start")  # of a chain
        assert sum(block == Gap(waits=True) for block in blocks) == 1 + starts + len(numbers)
        assert not any("read upward" in title for title in titles)

    @pytest.mark.parametrize(
        "options", [{"steps": False}, {"pause": False}, {"format": "json"}, {"quiet": True}]
    )
    def test_nothing_else_waits(self, options) -> None:
        ask = asked(Jvp, **options)
        blocks = ask.page(ask.find(jaccli.load(MLP)))
        assert not any(block == Gap(waits=True) for block in blocks)


class TestFindings:
    """What JSON says in words, and a further format would."""

    def test_every_result_has_the_question_the_answer_its_check_its_price_and_what_is_next(
        self, run
    ) -> None:
        found = result(run, "vjp", MLP, "-u", "e1")["findings"]
        assert [each["kind"] for each in found] == [
            *("note", "headline", "note", "note", "why", "rule", "next")
        ]
        question, answer, check, price, why, rule, further = (each["text"] for each in found)
        assert question.startswith("Question: how strongly does the output depend")
        assert answer.startswith("u·J has 6 entries: 1.57521, 0.175784, -4.54985")
        assert check.startswith("Check: (u·f(x + h·e)")
        assert price == "Cost: 1 VJP, 110 FLOPs. All of J: 1 VJP (110) or 6 JVPs (660)."
        assert why == "Means: row 1 of J, the gradient of the output."
        assert rule == "Rule: 1 multiply-add = 2 FLOPs, every J full, the start counted."
        assert further == f"Next: jaccli grad {MLP} --steps   (with the parameters)"

    def test_a_single_number_is_the_headline(self, run) -> None:
        found = result(run, "jvp", MLP, "-v", "e3")
        (headline,) = (each["text"] for each in found["findings"] if each["kind"] == "headline")
        assert headline == f"∂o/∂x[3] = {found['tangents'][0][0]!r}"

    def test_of_many_entries_the_largest_is_named_and_where_it_is(self, run, chain) -> None:
        factors = [0, *range(1, 15), 0]
        name = chain(f"input: {factors}\nlayers: [square]\n")
        found = result(run, "jvp", name, "-v", ",".join("1" * 16), "-v", "0,-20" + ",0" * 14)
        (headline,) = (each["text"] for each in found["findings"] if each["kind"] == "headline")
        assert headline == (  # 2x: 14 entries up to 28; and 2·1·(−20) = −40 alone
            "2 products J·v, 16 entries each; 15 of 32 are not 0, and the largest in size "
            "is -40, entry 2 of product 2."
        )

    def test_of_entries_that_are_all_0_none_is_the_largest(self, run, chain) -> None:
        name = chain("input: {size: 30, init: zeros}\nlayers: [square, sin]\n")
        found = run("jvp", name, "-v", "random").out
        assert "Size:  all 30 entries are 0." in found
        assert "largest" not in found

    @pytest.mark.parametrize(("size", "listed"), [(12, True), (13, False)])
    def test_a_dozen_entries_stand_in_a_sentence(self, run, chain, size, listed) -> None:
        name = chain(f"input: {[*range(size)]}\nlayers: [square]\n")
        texts = [each["text"] for each in result(run, "jvp", name, "-v", "e2")["findings"]]
        assert any("0, 2, 0" in text for text in texts) == listed
        assert any("1 of 13 are not 0" in text for text in texts) != listed

    @pytest.mark.parametrize(("number", "more"), [(6, "."), (7, " and 1 more.")])
    def test_six_vectors_are_named_in_the_question(self, run, number, more) -> None:
        names = [word for _ in range(number) for word in ("-v", "e1")]
        question = result(run, "jvp", MLP, *names)["findings"][0]["text"]
        assert question == (
            f"Question: {number} tangents in one pass: e1, e1, e1, e1, e1, e1{more}"
        )

    @pytest.mark.parametrize("option", ["--steps", None])
    def test_a_kink_is_a_note_where_the_steps_are_told(self, run, chain, option) -> None:
        name = chain("input: [0, 1]\nlayers: [{name: mine, type: relu}]\n")
        found = result(run, "jvp", name, "-v", "e2", *([option] if option else []))["findings"]
        assert "warning" not in {each["kind"] for each in found}
        noted = [each["text"] for each in found if each["text"].startswith("note:")]
        said = "note: mine (relu): entry 1 is at exactly 0, the kink of relu"
        assert [text.startswith(said) for text in noted] == ([True] if option else [])

    def test_a_wrong_derivative_is_a_warning(self, run, monkeypatch) -> None:
        from jaccli.layers.activations import Relu

        right = Relu.derivative
        monkeypatch.setattr(Relu, "derivative", lambda self, x: 1.001 * right(self, x))
        found = result(run, "jvp", MLP, "-v", "e3")["findings"]
        assert [each["kind"] for each in found if each["text"].startswith("Check")] == ["warning"]


NAMES = ["名前" * 12, "e\u0301" * 30, "::error::x", "##[x]", "a" * 300, "b " * 90 + "c", "ε→" * 9]


def columns(text: str) -> int:
    """How many a terminal takes for the text."""
    marks = [char for char in text if unicodedata.combining(char)]
    wide = [char for char in text if unicodedata.east_asian_width(char) in "WF"]
    return len(text) - len(marks) + len(wide)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "ascii"), [(40, False), (40, True), (60, True), (80, False)])
@pytest.mark.costly
def test_no_name_breaks_the_layout_of_a_step(run, chain, width, ascii) -> None:
    """Only a word that leaves no room beside it, whatever it is, goes beyond the width."""
    quoted = [json.dumps(name) for name in NAMES]
    of_chain = [
        f"- {{name: {name}, type: {'linear, size: 2' if at % 2 else 'relu'}}}"
        for at, name in enumerate(quoted)
    ]
    of_graph = [
        f"- {{name: {name}, type: add, inputs: [{before}, {first}]}}"
        for before, name, first in zip(quoted[:-1], quoted[1:], [quoted[0]] * 9, strict=False)
    ]
    names = [
        chain("\n".join(["input: [1, 2]", "layers:", *of_chain, "- sum"]), "chain.yaml"),
        chain(
            "\n".join([f"inputs: {{{quoted[0]}: [1, 2]}}", "layers:", *of_graph, "- sum"]),
            "graph.yaml",
        ),
    ]
    signs = ["--ascii"] if ascii else []
    lines = [
        line
        for name in names
        for command in ("jvp -v e1 -v 1,2 --steps", "vjp -u 1 --steps", "grad --steps", "grad")
        for face in ("", "--details")
        for line in run(
            *f"{command} {face}".split(), name, "--width", width, *signs
        ).out.splitlines()
    ]
    assert len(lines) > 300
    beyond = [line for line in lines if columns(line) > width]
    assert [line for line in beyond if max(map(columns, line.split())) <= width // 2] == []
    assert [line for line in lines if "##[" in line or line.lstrip().startswith("::")] == []
    assert not ascii or all(line.isascii() for line in lines)


class TestCheck:
    """Differences know what they can tell."""

    @pytest.mark.parametrize(
        ("text", "vector"),
        [
            ("input: [1e-8, 1]\nlayers: [log]\n", "e1"),  # h must not leave the domain
            ("input: [1e-9, 1]\nlayers: [sqrt]\n", "e1"),
            ("input: [1e8, 1e-8]\nlayers: [sin]\n", "e2"),  # h is of the entry that moves
            ("input: [1e-7, 1]\nlayers: [relu]\n", "e1"),  # nor cross a kink
            ("input: [1e-3, 1]\nlayers: [reciprocal]\n", "e1"),
            (
                "dtype: float32\ninput: {size: 200}\nlayers: [{type: linear, size: 99}, tanh]\n",
                "random",
            ),
        ],
    )
    def test_right_products_are_not_called_wrong(self, run, chain, text, vector) -> None:
        found = result(run, "jvp", chain(text), "-v", vector)
        assert found["check"]["status"] == "ok"

    @pytest.mark.parametrize(
        "text",
        [
            "{input: [1, 2, 4], layers: [layer_norm, sum]}",  # truly 0, rounding on the way
            "{input: [10, 12, 11], layers: [tanh, layer_norm]}",  # saturated inside
            "{dtype: float32, input: [0.547225, -1.329], layers: [layer_norm]}",
            "{dtype: float32, input: [1.6, 0.4, 1.4, 0.536, 2.787, 2.0], layers: [exp, exp, sin]}",
            "{dtype: float32, input: [1, 2, 3], layers: [log_softmax, logsumexp]}",
            "{input: [7000.5, 3], layers: [square, cos, mean]}",  # turns many times within h
        ],
    )
    def test_rounding_is_not_called_a_wrong_derivative(self, run, chain, text) -> None:
        name = chain(text)
        for arguments in (["jvp", name, "-v", "all"], ["vjp", name, "-u", "all"]):
            assert result(run, *arguments)["check"]["status"] != "differs"

    @pytest.mark.parametrize("size", [1e-9, 1e-3, 1.0, 1e6])
    def test_wrong_derivatives_are_seen_at_every_size(self, chain, monkeypatch, size) -> None:
        from jaccli.layers.activations import Tanh

        graph = jaccli.load(
            chain(f"input: [0.5, -1]\nlayers: [tanh, {{type: scale, factor: {size}}}]\n")
        )
        right = Tanh.derivative
        vector = Vector("v", np.array([1.0, 2.0]))
        assert products(graph, "forward", [vector]).check.status == "ok"
        monkeypatch.setattr(Tanh, "derivative", lambda self, x: 1.001 * right(self, x))
        assert products(graph, "forward", [vector]).check.status == "differs"
        adjoint = Vector("u", np.array([1.0, -1.0]))
        assert products(graph, "reverse", [adjoint]).check.status == "differs"

    def test_what_cannot_be_told_is_not_called_right(self, run, chain) -> None:
        at_edge = chain("input: [1e-320, 1]\nlayers: [sqrt]\n", "edge.yaml")
        assert result(run, "jvp", at_edge, "-v", "e1")["check"]["ok"] is None
        kink = chain("input: [0, 1]\nlayers: [relu]\n", "kink.yaml")
        assert result(run, "jvp", kink, "-v", "e1")["check"]["status"] == "kink"
        tiny = chain("input: [50, 0]\nlayers: [sigmoid]\n", "tiny.yaml")
        assert result(run, "jvp", tiny, "-v", "e1")["check"]["status"] == "too small"


class TestReasons:
    """True at the point where they are said."""

    @pytest.mark.parametrize(
        ("text", "vector", "words"),
        [
            ("input: [1000, 0, 0]\nlayers: [softmax]\n", "e1", "nearly all of p is at entry 1"),
            (
                "input: [1, 2, 3]\nlayers: [softmax]\n",
                "1,1,1",
                "all logits move by the same amount",
            ),
            ("input: [1]\nlayers: [softmax]\n", "e1", "its p is always 1"),
            (
                "input: [-1, -2]\nlayers: [relu]\n",
                "e1",
                "every unit is off (x < 0), so the tangent stops",
            ),
            (
                "input: [0, 1]\nlayers: [{type: relu, subgradient: 0.5}]\n",
                "e1",
                "slope 0.5 is used",
            ),
            ("input: [-1, 1]\nlayers: [relu, tanh]\n", "e1", "the tangent is 0 by now"),
            (
                "input: [1, 2]\nlayers: [{type: squared_error, target: [1, 2]}]\n",
                "e1",
                "x = y, so J is 0",
            ),
            ("input: [1]\nlayers: [{type: cross_entropy, label: 0}]\n", "e1", "with one class"),
            (
                "input: [3, 5, 1, 0, 2]\nlayers: [{type: layer_norm, weight: [0, 1, 1, 1, 1]}]\n",
                "e2",
                "then multiply each entry by its weight",
            ),
            ("input: [2, 2]\nlayers: [{type: scale, factor: 3}]\n", "e1", "is multiplied by 3"),
            ("input: [2, 2]\nlayers: [mean]\n", "e1", "every entry counts 0.5"),
        ],
    )
    def test_a_reason_fits_the_point(self, run, chain, text, vector, words) -> None:
        options = ("-v", vector, "--steps", "--details")
        shown = " ".join(run("jvp", chain(text), *options).out.split())
        assert words in shown


PIECES = [b"How strongly", b"u5 =", b"step 1/4", b"step 2/4", b"step 3/4", b"step 4/4", b"Next:"]


def read_until(terminal: int, words: bytes) -> bytes:
    """What a terminal shows until some words and a moment of silence."""
    shown = b""
    deadline = time.monotonic() + 60  # of a busy machine
    while time.monotonic() < deadline:
        quiet = 0.15 if words in shown else 60
        if not select.select([terminal], [], [], quiet)[0]:
            break
        try:
            data = os.read(terminal, 65536)
        except OSError:  # the program has ended and closed it
            break
        if not data:
            break
        shown += data
    assert words in shown
    return shown


class TestBaydin:
    """Table 2 of Baydin et al. 2018, ln x1 + x1 x2 − sin x2 at (2, 5), as a chain of its maps."""

    TRACE = json.loads((Path(__file__).parent / "oracles" / "ad_trace_oracle.json").read_text())[
        "baydin"
    ]

    def chain_file(self, chain) -> str:
        maps = [self.TRACE["as_chain"][name] for name in ("J1", "J2", "J3")]
        layers = "".join(f"- {{type: linear, weight: {weight}}}\n" for weight in maps)
        return chain(f"input: {self.TRACE['point']}\nlayers:\n{layers}")

    @pytest.mark.parametrize(("vector", "column"), [("e1", "dx1"), ("e2", "dx2")])
    def test_the_tangents_are_those_of_the_table(self, run, chain, vector, column) -> None:
        tangents = self.TRACE[f"forward_tangent_{column}"]
        found = result(run, "jvp", self.chain_file(chain), "-v", vector, "--steps")
        steps = [step["tangents"][0] for step in found["steps"]]
        assert steps[0] == pytest.approx([tangents[name] for name in ("v1", "v2", "v3")])
        assert steps[1] == pytest.approx([tangents[name] for name in ("v4", "v3")])
        assert steps[2] == pytest.approx([tangents["v5"]])

    def test_the_adjoints_are_those_of_the_table(self, run, chain) -> None:
        adjoints = self.TRACE["reverse_adjoint"]
        found = result(run, "vjp", self.chain_file(chain), "-u", "e1", "--steps")
        steps = [step["cotangents"][0] for step in found["steps"]]
        assert steps[0] == pytest.approx([adjoints["v4"], adjoints["v3"]])
        assert steps[1] == pytest.approx([adjoints[name] for name in ("v1", "v2", "v3")])
        assert steps[2] == pytest.approx([adjoints["v_m1"], adjoints["v0"]])

    def test_the_multiplications_are_those_of_the_chain(self, run, chain) -> None:
        modes = result(run, "compare", self.chain_file(chain))["modes"]
        for mode in ("forward", "reverse"):
            expected = self.TRACE["as_chain"][f"{mode}_mults_no_seed"]
            assert modes[mode]["seeds_free"]["dense"]["multiplications"] == expected


def test_where_thousands_of_edges_meet_their_products_are_not_kept() -> None:
    layers = [{"type": "concatenate", "inputs": ["x"] * 2000}]
    graph = jaccli.load({"inputs": {"x": [1.5]}, "layers": layers})
    tape = list(linearise(graph, {"x": np.array([1.5])}))
    tracemalloc.start()
    flow = list(forward_flow(graph, tape, {"x": np.ones((1, 1))}, "structured"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (flow[-1].total == 1).all()
    assert peak < 5e6  # all of the products are 2000 times 2000 numbers
