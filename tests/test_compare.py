"""jaccli compare: the report, its text, its JSON, its exit statuses."""

from __future__ import annotations

import json
import re
from itertools import count
from math import gcd

import numpy as np
import pytest

import jaccli
from jaccli.commands import output
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.compare.find import compare

MLP = "sample:mlp_cross_entropy"


def result(run, *arguments: str) -> dict:
    outcome = run("compare", *arguments, "--format", "json")
    assert outcome.status == 0
    assert outcome.err == ""
    whole = json.loads(outcome.out)
    assert whole["schema"] == "jaccli.compare/1"
    assert whole["version"] == jaccli.__version__
    assert whole["rule"] == {"flops_per_multiply_add": 2}
    return whole["results"][0]


class TestJson:
    """Written against by CI jobs and graders: keys are only ever added."""

    def test_the_result_has_the_agreed_keys_and_figures(self, run) -> None:
        found = result(run, MLP)
        assert found["file"] == MLP
        assert (found["input_size"], found["output_size"], found["depth"]) == (6, 1, 4)
        assert (found["dtype"], found["parameters"]) == ("float64", 43)
        assert found["primal"] == {"flops": 99, "transcendentals": 4}
        forward, reverse = found["modes"]["forward"], found["modes"]["reverse"]
        assert forward["passes"] == 6
        assert reverse["passes"] == 1
        assert forward["cost"] == {
            "dense": {"multiplications": 330, "additions": 330, "flops": 660},
            "structured": {"multiplications": 258, "additions": 234, "flops": 492},
        }
        assert reverse["cost"]["dense"]["flops"] == 110
        assert reverse["cost"]["structured"]["flops"] == 82
        assert forward["seeds_free"]["dense"]["flops"] == 372
        assert reverse["seeds_free"]["dense"]["flops"] == 104
        assert forward["memory"] == {"stored": 0, "carried": 36, "bytes": 288}
        assert reverse["memory"] == {"stored": 17, "carried": 6, "bytes": 184}
        assert forward["seconds"] is reverse["seconds"] is None
        assert found["agreement"]["ok"] is True
        assert found["verdict"]["cheaper"] == "reverse"
        assert (found["verdict"]["numerator"], found["verdict"]["denominator"]) == (6, 1)
        assert "n = 6" in found["verdict"]["reason"]

    def test_the_layers_are_described(self, run) -> None:
        layers = result(run, MLP)["layers"]
        assert layers[0] == {
            "name": "f1",
            "type": "linear",
            "inputs": ["x"],
            "output_size": 4,
            "parameters": 28,
            "jacobians": [{"input": "x", "shape": [4, 6], "structure": "dense", "nonzeros": 17}],
        }
        assert layers[1]["inputs"] == ["f1"]
        assert layers[1]["jacobians"][0]["structure"] == "diagonal"
        assert layers[1]["jacobians"][0]["nonzeros"] == 3

    def test_steps_are_in_the_order_of_the_sweep(self, run) -> None:
        modes = result(run, MLP)["modes"]
        assert modes["forward"]["steps"][0] == {
            "layer": "f1",
            "input": "x",
            "dense_flops": 288,
            "structured_flops": 288,
        }
        assert [step["layer"] for step in modes["reverse"]["steps"]] == ["f4", "f3", "f2", "f1"]
        assert modes["reverse"]["steps"][2]["structured_flops"] == 4

    @pytest.mark.parametrize("name", ["textbook", "tall", "square", "digits", "affine_softmax"])
    def test_steps_add_up_to_the_costs(self, run, name) -> None:
        for mode in result(run, f"sample:{name}")["modes"].values():
            for model in ("dense", "structured"):
                total = sum(step[f"{model}_flops"] for step in mode["steps"])
                assert total == mode["cost"][model]["flops"]
                parts = mode["cost"][model]
                assert parts["multiplications"] + parts["additions"] == total

    def test_large_jacobians_are_left_out_unless_asked_for(self, run) -> None:
        arguments = ("sample:square", "--set", "n=65")
        assert result(run, *arguments)["jacobian"] is None
        assert result(run, *arguments)["output"] is None
        assert np.shape(result(run, *arguments, "--values")["jacobian"]) == (65, 65)
        assert np.shape(result(run, "sample:square", "--set", "n=64")["jacobian"]) == (64, 64)

    def test_numbers_have_full_precision(self, run) -> None:
        found = jaccli.compare(jaccli.load(MLP))
        assert result(run, MLP)["jacobian"] == found.jacobian.tolist()

    def test_results_are_in_the_order_of_the_files(self, run) -> None:
        outcome = run("compare", "sample:tall", MLP, "sample:square", "--format", "json")
        files = [found["file"] for found in json.loads(outcome.out)["results"]]
        assert files == ["sample:tall", MLP, "sample:square"]

    def test_integers_of_any_size_stay_integers(self) -> None:
        graph = jaccli.load("sample:textbook", sizes={"n": 10**9})
        from jaccli.reports.common.modes import mode_facts

        forward = mode_facts(graph, "forward").costs[Rule()].flops
        assert forward == 10**9 * 2 * (3 * 10**18 + 10**9)


class TestVerdict:
    """Which mode is cheaper, by how much, and why."""

    @pytest.mark.parametrize("n", [1, 3, 4, 10])
    @pytest.mark.parametrize("m", [1, 3, 5])
    def test_dense_seeded_costs_are_in_the_ratio_of_n_to_m(self, chain, n, m) -> None:
        text = f"input: {{size: {n}}}\nlayers: [{{type: linear, size: 4}}, tanh, "
        found = compare(jaccli.load(chain(text + f"{{type: linear, size: {m}}}]\n")))
        verdict = found.verdict
        assert verdict.cheaper == ("tie" if n == m else "forward" if n < m else "reverse")
        high, low = max(n, m), min(n, m)
        common = gcd(high, low)
        assert (verdict.numerator, verdict.denominator) == (high // common, low // common)

    def test_nothing_to_multiply_is_a_tie(self, chain) -> None:
        found = compare(jaccli.load(chain("input: [1, 2]\nlayers: [sum]\n")), Rule("dense", "free"))
        assert found.verdict[:3] == ("tie", 1, 1)
        assert "nothing is multiplied" in found.verdict.reason

    def test_a_mode_that_costs_nothing_has_denominator_0(self, chain) -> None:
        # Forward merges the identity into the row for nothing and is left with nothing to do
        graph = jaccli.load(chain("input: [1, 2]\nlayers: [identity, sum]\n"))
        found = compare(graph, Rule("structured", "free"))
        assert found.verdict[:3] == ("tie", 1, 1)

    def test_the_rule_of_the_verdict_can_be_chosen(self, run) -> None:
        arguments = ("sample:seeds_flip", "--seeds", "free", "--cost", "structured")
        assert result(run, "sample:seeds_flip")["verdict"]["cheaper"] == "forward"
        verdict = result(run, *arguments)["verdict"]
        assert (verdict["cheaper"], verdict["cost"], verdict["seeds"]) == (
            "reverse",
            "structured",
            "free",
        )

    def test_the_expected_verdict_exits_with_0_and_another_with_1(self, run) -> None:
        assert run("compare", MLP, "--expect", "reverse").status == 0
        outcome = run("compare", MLP, "sample:tall", "--expect", "reverse")
        assert outcome.status == 1
        assert outcome.err == "jaccli: sample:tall: expected reverse, found forward\n"
        assert outcome.out


class TestText:
    """What a student reads."""

    @pytest.mark.parametrize("name", ["mlp_cross_entropy", "textbook", "seeds_flip", "digits"])
    @pytest.mark.parametrize("width", [40, 60, 80, 120])
    def test_the_text_is_golden(self, run, golden, name, width) -> None:
        text = run("compare", f"sample:{name}", "--details", "--width", width).out
        golden(f"compare_{name}_{width}.txt", without_rounding(text))

    @pytest.mark.parametrize("name", ["mlp_cross_entropy", "seeds_flip", "digits"])
    @pytest.mark.parametrize("width", [40, 60, 80])
    def test_the_screen_is_golden(self, run, golden, name, width) -> None:
        text = run("compare", f"sample:{name}", "--width", width).out
        golden(f"compare_{name}_screen_{width}.txt", text)

    def test_ascii_text_is_golden_and_ascii(self, run, golden) -> None:
        text = run("compare", "sample:digits", "--details", "--ascii").out
        assert text.isascii()
        golden("compare_digits_ascii.txt", without_rounding(text))

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.model}-{rule.seeds}")
    def test_the_columns_add_up_to_the_totals(self, run, rule) -> None:
        options = ("--cost", rule.model, "--seeds", rule.seeds, "--width", "120")
        lines = run("compare", "sample:digits", *options).out.splitlines()
        rows = [line for line in lines if re.match(r" J\d ", line)]
        figures = [[*map(number, re.findall(r"(?<=  )[\d,]+(?= |$)", row))] for row in rows]
        (total,) = [line for line in lines if re.match(r" +total ", line)]
        totals = [*map(number, re.findall(r"(?<=  )[\d,]+(?= |$)", total))]
        assert len(rows) == 6
        assert [sum(column) for column in zip(*figures, strict=True)] == totals

    @pytest.mark.parametrize("wrt", ["parameters", "all"])
    @pytest.mark.parametrize("name", ["seeds_flip", "digits", "textbook", "square", "tall"])
    def test_by_parameters_everything_fits_80_columns(self, run, name, wrt) -> None:
        lines = run("compare", f"sample:{name}", "--wrt", wrt).out.splitlines()
        assert [line for line in lines if len(line) > 80] == []

    @pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
    def test_no_line_is_wider_than_asked_except_a_table_that_cannot_be(self, run, width) -> None:
        for name in ("mlp_cross_entropy", "tall", "seeds_flip", "textbook"):
            lines = run("compare", f"sample:{name}", "--width", width).out.splitlines()
            limit = max(width, 66)  # the table of rules: two names and five figures
            assert [line for line in lines if len(line) > limit] == []

    def test_the_rule_is_stated_and_the_next_command_named(self, run) -> None:
        text = " ".join(run("compare", MLP).out.split())
        assert "1 multiply-add = 2 FLOPs" in text
        assert f"Next: jaccli grad {MLP}" in text

    def test_a_flop_ratio_is_never_called_a_speed_up(self, run) -> None:
        for name in ("mlp_cross_entropy", "tall", "square", "seeds_flip"):
            text = run("compare", f"sample:{name}").out.lower()
            for word in ("faster", "slower", "speed-up", "speedup", "fewer", "per cent"):
                assert word not in text

    def test_a_flipped_verdict_is_said(self, run) -> None:
        text = " ".join(run("compare", "sample:seeds_flip", "--details").out.split())
        assert "The rule decides: with --seeds free, reverse is cheaper" in text

    def test_nothing_is_cut(self, run, chain) -> None:
        name = chain("sizes: {n: 20}\ninput: {size: n}\nlayers: [{type: linear, size: n}, exp]\n")
        for options in ([], ["--width", "40"], ["--values"], ["--values", "--width", "40"]):
            assert "…" not in run("compare", name, *options).out

    def test_values_prints_every_entry_in_full(self, run) -> None:
        found = jaccli.compare(jaccli.load("sample:tall"))
        text = run("compare", "sample:tall", "--values").out
        assert all(repr(entry) in text for entry in found.jacobian.ravel().tolist())

    @pytest.mark.parametrize("options", [[], ["--details"]])
    def test_several_chains_end_with_a_table_of_all_and_its_answer(self, run, options) -> None:
        text = run("compare", MLP, "sample:tall", "sample:square", *options).out
        rows = [line.split() for line in text.splitlines() if re.match(r" [a-z_:]+ +\d", line)]
        assert [row[5] for row in rows[-3:]] == ["reverse", "forward", "tie"]
        answer = " ".join(text[text.rindex("Of 3 chains") :].split())
        assert answer.startswith(
            "Of 3 chains, reverse is cheaper for 1, forward for 1, it is a tie for 1. Rule: 1 "
        )

    def test_quiet_is_one_line_a_chain(self, run) -> None:
        out = run("compare", MLP, "sample:square", "-q").out
        assert out.splitlines() == [
            f"{MLP}: Reverse is cheaper: 110 FLOPs. Forward costs 6.00 × as much (660).",
            "sample:square: A tie: forward and reverse both cost 60,480 FLOPs.",
        ]

    def test_names_in_a_file_are_shown_as_they_are(self, run, chain) -> None:
        name = chain("input: [1]\nname: '[/x] [bold]'\nlayers: [{name: '[w1]', type: relu}]\n")
        for colour in ("never", "always"):
            out = run("compare", name, "--color", colour).out
            assert "[/x] [bold]" in out
            assert "[w1]: relu" in out


class TestStreams:
    """Pipes, terminals, files."""

    @pytest.mark.parametrize(
        "variables",
        [
            {"TERM": "dumb"},
            {"FORCE_COLOR": "1"},
            {"FORCE_COLOR": "0"},
            {"NO_COLOR": "1"},
            {"CLICOLOR_FORCE": "1"},
            {"COLUMNS": "40"},
            {"LANG": "C"},
        ],
        ids=str,
    )
    def test_piped_text_does_not_depend_on_the_environment(
        self, run, monkeypatch, variables
    ) -> None:
        plain = run("compare", MLP).out
        for key, value in variables.items():
            monkeypatch.setenv(key, value)
        assert run("compare", MLP).out == plain
        assert "\x1b" not in plain

    def test_colour_only_adds_escape_codes(self, run, monkeypatch) -> None:
        monkeypatch.setenv("NO_COLOR", "1")  # --color always was asked for
        coloured = run("compare", MLP, "--color", "always").out
        assert "\x1b[" in coloured
        stripped = [re.sub(r"\x1b\[[\d;]*m", "", line).rstrip() for line in coloured.split("\n")]
        assert "\n".join(stripped) == run("compare", MLP).out

    def test_a_stream_that_cannot_show_our_signs_gets_ascii(self) -> None:
        assert output.can_show("utf-8")
        assert not output.can_show("cp1252")
        assert not output.can_show("ascii")
        assert not output.can_show(None)

    def test_standard_input_is_a_chain(self, run) -> None:
        text = b"input: [1, 2]\nlayers: [sum]\n"
        assert run("compare", "-", "-q", stdin=text).out.startswith("-: Reverse is cheaper")
        assert run("compare", "-", "-", stdin=text).status == 2

    def test_a_result_is_written_whole(self, run, chain, tmp_path) -> None:
        outcome = run("compare", MLP, "-o", "out.txt")
        assert outcome.out == ""
        chain("")
        assert run("compare", MLP, "-o", "out.txt").status == 0
        assert (tmp_path / "out.txt").read_text(encoding="utf-8") == run("compare", MLP).out
        assert sorted(path.name for path in tmp_path.iterdir()) == ["chain.yaml", "out.txt"]

    def test_a_failed_run_leaves_the_file_as_it_was(self, run, chain, tmp_path) -> None:
        name = chain("input: [x]\nlayers: [relu]\n")
        (tmp_path / "out.txt").write_text("before", encoding="utf-8")
        assert run("compare", name, "-o", "out.txt").status == 2
        assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "before"

    def test_a_write_that_fails_half_way_leaves_the_file_as_it_was(
        self, run, chain, tmp_path, monkeypatch
    ) -> None:
        chain("")
        (tmp_path / "out.txt").write_text("before", encoding="utf-8")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(output.os, "replace", full)
        outcome = run("compare", MLP, "-o", "out.txt")
        assert outcome.status == 2
        assert "cannot write out.txt: no space left on device" in outcome.err
        assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "before"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["chain.yaml", "out.txt"]

    def test_a_folder_that_is_not_there_is_an_error(self, run, chain) -> None:
        chain("")
        outcome = run("compare", MLP, "-o", "nowhere/out.txt")
        assert outcome.status == 2
        assert "cannot write nowhere/out.txt" in outcome.err


class TestOptions:
    """--at, --set, --max-memory, --time."""

    def test_another_point_gives_another_jacobian(self, run, chain) -> None:
        name = chain("input: [1, 2]\nlayers: [square]\n")
        assert result(run, name, "--at=-3,0.5")["jacobian"] == [[-6, 0], [0, 1]]
        assert result(run, name, "--at", "[-3, 5e-1]")["jacobian"] == [[-6, 0], [0, 1]]
        np.save("p.npy", [-3.0, 0.5])
        assert result(run, name, "--at", "@p.npy")["jacobian"] == [[-6, 0], [0, 1]]

    @pytest.mark.parametrize(
        ("at", "words"),
        [
            ("1", "--at gives 1 number, the input has 2"),
            ("1,x", "--at, entry 2: expected a finite number, found `x`"),
            ("1,,2", "--at, entry 2: expected a finite number, found `nothing`"),
            ("1,nan", "entry 2"),
            ("1,1e999", "entry 2"),
            ("@nope.npy", "there is no file `nope.npy`"),
        ],
    )
    def test_a_point_that_does_not_fit_is_an_error(self, run, chain, at, words) -> None:
        outcome = run("compare", chain("input: [1, 2]\nlayers: [square]\n"), "--at", at)
        assert outcome.status == 2
        assert outcome.out == ""
        assert words in outcome.err

    @pytest.mark.parametrize("value", ["n", "n=", "n=x", "n=0", "n=-1", "=3", "n=1.5", "n=1_0"])
    def test_a_size_that_is_none_is_an_error(self, run, value) -> None:
        assert run("compare", "sample:textbook", "--set", value).status == 2

    def test_an_unknown_size_suggests_the_nearest(self, run) -> None:
        outcome = run("compare", "sample:square", "--set", "hh=3")
        assert outcome.status == 2
        assert "did you mean `h`" in outcome.err

    def test_a_mode_asked_for_beyond_the_memory_is_refused_before_it_allocates(self, run) -> None:
        options = ("--set", "n=100000", "--max-memory", "1G", "--run", "reverse")
        outcome = run("compare", "sample:textbook", *options)
        assert outcome.status == 2
        assert outcome.out == ""
        assert "weight of f1: 100,000×100,000 in float64, 74.5 GiB" in " ".join(outcome.err.split())

    @pytest.mark.parametrize("size", ["1x", "", "-1", "0", "nan", "inf", "1e400G"])
    def test_a_memory_size_that_is_none_is_an_error(self, run, size) -> None:
        assert run("compare", MLP, f"--max-memory={size}").status == 2

    def test_memory_sizes_have_units(self) -> None:
        from jaccli.reports.common.kinds import Size

        sizes = {"1000": 1000, "2k": 2048, "1.5GiB": 3 << 29, "3MB": 3_000_000, "1G": 1 << 30}
        assert {text: Size().convert(text, None, None) for text in sizes} == sizes

    def test_times_are_medians_of_alternating_runs(self) -> None:
        ticks = count()
        found = compare(jaccli.load(MLP), clock=lambda: next(ticks) / 10)
        assert found.runs >= 3
        assert [found.forward.seconds, found.reverse.seconds] == pytest.approx([0.1, 0.1])

    def test_time_stands_beside_the_count_with_its_rate_and_why_they_differ(self, run) -> None:
        text = " ".join(run("compare", MLP, "--time", "--details").out.split())
        assert "GFLOP/s" in text
        assert "a ratio of work, not of time" in text
        assert "Next: jaccli show" in text
        found = result(run, MLP, "--time")
        assert found["modes"]["forward"]["seconds"] > 0
        assert found["timing"]["runs"] >= 3
        assert found["timing"]["note"]
        assert result(run, MLP)["timing"] is None

    def test_the_layer_whose_form_saves_most_is_named(self, run) -> None:
        assert result(run, MLP)["saving"] == {"k": 2, "structured": 4, "dense": 32}
        assert result(run, "sample:textbook")["saving"] is None


def test_an_internal_error_is_no_traceback_unless_asked_for(run, monkeypatch) -> None:
    import jaccli.reports.compare.find as module

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(module, "compare", broken)
    outcome = run("compare", MLP)
    assert outcome.status == 70
    assert outcome.err.startswith("jaccli: internal error: ZeroDivisionError: a bug")
    traced = run("compare", MLP, "--debug")
    assert traced.status == 70
    assert traced.err.startswith("Traceback (most recent call last):\n")
    assert traced.err.endswith("\nZeroDivisionError: a bug\n")


def test_an_interruption_exits_with_130(run, monkeypatch) -> None:
    import jaccli.reports.compare.find as module

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "compare", interrupted)
    assert run("compare", MLP).status == 130


@pytest.mark.parametrize(
    "arguments",
    [
        ["comapre"],
        ["compare"],
        ["compare", MLP, "--formt", "json"],
        ["compare", MLP, "--format", "x"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(run, arguments) -> None:
    outcome = run(*arguments)
    assert outcome.status == 2
    assert outcome.out == ""


def test_a_wrong_command_or_option_suggests_the_nearest(run) -> None:
    assert "`compare`" in run("comapre").err
    assert "`--format`" in run("compare", MLP, "--formt", "json").err


def test_help_is_short_lines_and_names_the_commands(run) -> None:
    out = run("--help").out
    assert "compare" in out
    assert "show" in out
    assert all(len(line) <= 80 for line in out.splitlines())


def number(text: str) -> int:
    return int(text.replace(",", ""))


def without_rounding(text: str) -> str:
    """The text without the one figure that depends on the order in which a machine adds."""
    return re.sub(r"(max\|J_fwd [−-] J_rev\| =\s+)\S+", r"\1…", text)


def test_a_form_that_prices_both_ways_apart_is_not_said_to_cost_the_same(chain, run) -> None:
    # a sum along an axis: J v makes 12 multiply-adds, u J 12 multiplications
    name = chain("input: {size: 12}\nlayers: [{type: sum, shape: [3, 4, 1]}, tanh]\n")
    text = " ".join(run("compare", name, "--cost", "structured").out.split())
    assert "a pass forward costs 27, a pass back 15. Forward needs n = 12, reverse m = 3." in text
    assert "both modes. Forward needs" not in text
    assert "one pass" not in text
    assert "a pass costs 90 in both modes." in " ".join(run("compare", name).out.split())


def test_a_range_of_ratios_under_other_rules_has_two_ends(run, chain) -> None:
    """A ratio that they share stands once."""
    widths = ", ".join(f"{{type: linear, size: {size}}}" for size in (1, 2, 1))
    text = " ".join(run("compare", chain(f"input: [1, 2]\nlayers: [{widths}]\n")).out.split())
    assert "Under the 3 other rules forward costs 2.00 × as much." in text
    text = " ".join(run("compare", "sample:digits").out.split())
    assert "Under the 3 other rules forward costs 16.47 to 64.00 × as much." in text


def test_a_mode_that_costs_as_little_as_the_best_order_is_one_of_the_best(run, chain) -> None:
    """By hand: J4·(J3·(J2·J1)) is 6 + 18 + 18 FLOPs, and so is (J4·(J3·J2))·J1, of the fewest
    products the first that is found."""
    layers = "{type: linear, size: 3}, softplus, {type: linear, size: 3}"
    text = run("compare", chain(f"input: [1]\nlayers: [tanh, {layers}]\n")).out
    assert "Order: forward costs least of all 5 orders." in text
    assert "jaccli order" not in text


def test_of_many_types_of_layers_a_screen_has_some_and_the_sum_of_the_others(run, chain) -> None:
    types = [
        "tanh",
        "sin",
        "cos",
        "softplus",
        "square",
        "abs",
        "gelu",
        "silu",
        "elu",
        "relu",
        "softmax",
    ]
    layers = [
        f"{{name: f{k}, type: {types[k % 11]}, inputs: {'x' if k < 11 else f'f{k - 11}'}}}"
        for k in range(77)
    ]
    layers.append(f"{{type: add, inputs: [{', '.join(f'f{k}' for k in range(66, 77))}]}}")
    lines = run(
        "compare", chain(f"input: [1, 2]\nlayers: [{', '.join(layers)}]\n")
    ).out.splitlines()
    assert len(lines) <= 23
    rows = [re.findall(r"  ([\d,]+)", line) for line in lines]
    start, (end, total) = 6, next((at, row) for at, row in enumerate(rows) if " total" in lines[at])
    assert "like these" in "\n".join(lines[start:end])
    for at, whole in enumerate(total[1:], -2):
        amounts = [int(row[at].replace(",", "")) for row in rows[start:end] if len(row) > 1]
        assert sum(amounts) == int(whole.replace(",", ""))
