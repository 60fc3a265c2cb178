"""What the figures rest on: a fault planted in one place is seen in another."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import jaccli
import jaccli.reports.common.jacobian as module
from jaccli.accumulate import Memory
from jaccli.errors import JaccliError, Mistakes
from jaccli.linmap import Dense
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.common.verdict import verdict_of
from jaccli.reports.compare.answer import verdict_words
from jaccli.reports.compare.find import compare

NAMES = ("mlp_cross_entropy", "tall", "square", "seeds_flip", "affine_softmax", "digits")


@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize("name", ["tall", "digits"])
def test_a_mode_that_is_wrong_is_seen_in_the_agreement(monkeypatch, name, mode) -> None:
    right = getattr(module, mode)
    monkeypatch.setattr(module, mode, lambda *sweep: Dense(right(*sweep).dense() * 1.001))
    found = compare(jaccli.load(f"sample:{name}"))
    assert not found.agreement.ok
    assert found.agreement.max_abs_difference > 0


@pytest.mark.parametrize(("dtype", "relative"), [("float64", 1e-12), ("float32", 1e-5)])
def test_the_tolerance_of_the_agreement_follows_the_largest_entry(chain, dtype, relative) -> None:
    text = f"dtype: {dtype}\ninput: [1, 2]\nlayers: [{{type: scale, factor: 300}}, square]\n"
    found = compare(jaccli.load(chain(text)))
    assert found.agreement.tolerance == pytest.approx(relative * np.abs(found.jacobian).max())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.model}-{rule.seeds}")
def test_every_number_of_a_reason_is_one_of_the_chain(name, rule) -> None:
    found = compare(jaccli.load(f"sample:{name}"), rule)
    costs = [mode.costs[rule].flops for mode in (found.forward, found.reverse)]
    steps = [
        step.costs[rule].flops for mode in (found.forward, found.reverse) for step in mode.steps
    ]
    n, m = found.graph.n, found.graph.m
    known = {n, m, *costs, *steps, costs[0] // n, 1}
    text = found.verdict.reason
    shown = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?<!,)", text)}
    assert shown <= known
    if rule.seeds == "counted":
        assert f"a pass costs {costs[0] // n:,} in both modes" in text
        assert f"n = {'m = ' if n == m else ''}{n:,}" in text
    else:
        assert all(f"= {cost:,}" in text for cost in costs)


@pytest.mark.parametrize("name", NAMES)
def test_verdicts_under_other_rules_go_by_their_costs(name) -> None:
    found = compare(jaccli.load(f"sample:{name}"))
    for rule in RULES:
        ahead, back = found.forward.costs[rule].flops, found.reverse.costs[rule].flops
        expected = "tie" if ahead == back else "forward" if ahead < back else "reverse"
        assert found.verdict_under(rule) == expected
        assert compare(jaccli.load(f"sample:{name}"), rule).verdict.cheaper == expected


def test_a_mode_that_costs_nothing_is_a_fraction_over_0() -> None:
    verdict = verdict_of(0, 12, "")
    assert verdict[:3] == ("forward", 1, 0)
    assert verdict_words(verdict, 0, 12) == (
        "Forward is cheaper: it costs nothing. Reverse costs 12 FLOPs."
    )
    assert verdict_of(0, 0, "")[:3] == ("tie", 1, 1)


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ((1.0, 0.1), "Forward took 10 × as long as reverse"),
        ((0.25, 1.0), "Reverse took 4 × as long as forward"),
        ((1.0, 1.0), "Forward and reverse took equally long"),
    ],
)
def test_times_are_said_of_the_mode_that_took_them(times, words, monkeypatch) -> None:
    from jaccli.document.display import Display
    from jaccli.document.formats.text import render
    from jaccli.reports.compare.page import page

    now = [0.0]

    def lasting(sweep: Any, seconds: float) -> Any:
        def run(*arguments: object) -> object:
            now[0] += seconds
            return sweep(*arguments)

        return run

    for name, seconds in zip(("forward", "reverse"), times, strict=True):
        monkeypatch.setattr(module, name, lasting(getattr(module, name), seconds))
    found = compare(jaccli.load("sample:mlp_cross_entropy"), clock=lambda: now[0])
    assert (found.forward.seconds, found.reverse.seconds) == pytest.approx(times)
    text = " ".join("".join(render(page(found), Display())).split())
    assert words in text
    for mode, seconds in zip(("forward", "reverse"), times, strict=True):
        assert re.search(rf"{mode} [\d.]+ m?s [\d,]+ ", text)
        rate = found._asdict()[mode].costs[Rule("structured", "counted")].flops / seconds / 1e9
        assert f"{rate:.3g}" in text


class TestOverflow:
    """Values that are finite one way round and not the other."""

    CHAIN = "input: [1.0]\nlayers:\n" + "".join(
        f"- {{type: linear, weight: [[{weight}]]}}\n" for weight in ("1e-200", "1e200", "1e200")
    )

    @pytest.mark.parametrize("command", [["compare"], ["show"], ["vjp", "-u", "e1"]])
    def test_the_mode_that_overflows_is_named(self, run, chain, command) -> None:
        outcome = run(command[0], chain(self.CHAIN), *command[1:])
        assert outcome.status == 2
        assert outcome.out == ""
        if command[0] != "vjp":
            assert "reverse mode overflows float64 at f2" in " ".join(outcome.err.split())

    def test_the_other_mode_still_works(self, run, chain) -> None:
        assert run("jvp", chain(self.CHAIN), "-v", "e1", "-q").out == "chain.yaml: 1e+200\n"

    def test_a_derivative_of_a_vector_layer_that_is_not_finite_is_named(self, run, chain) -> None:
        # finite values, infinite slopes: the spread of x is 0 and so is epsilon
        name = chain("input: [0, 0, 0, 0, 0, 0]\nlayers: [{type: rms_norm, epsilon: 0}]\n")
        outcome = run("compare", name)
        assert outcome.status == 2
        assert "f1 (rms_norm)" in outcome.err


class TestMemory:
    """What is planned is what is allocated."""

    def test_pricing_is_exact_for_memory_too(self) -> None:
        found = compare(jaccli.load("sample:seeds_flip"))
        assert found.forward.memory == Memory(0, 9 * 1000, 8 * 9 * 1000)
        assert found.reverse.memory == Memory(1010, 10 * 1000, 8 * (1010 + 10 * 1000))


class TestStreams:
    """Streams that a shell has closed, or whose reader is gone; all others in test_promises.py."""

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", command.replace("jaccli", f"'{sys.executable}' -m jaccli")],
            capture_output=True,
            text=True,
            check=False,
        )

    @pytest.mark.parametrize(
        "command",
        [
            "jaccli compare sample:tall >&-",
            "jaccli show sample:tall -q >&-",
            "jaccli compare - <&-",
            "jaccli compare nope 2>&-",
        ],
    )
    @pytest.mark.costly
    def test_a_closed_stream_is_no_internal_error(self, command) -> None:
        done = self.shell(command)
        assert done.returncode == 2
        assert "internal" not in done.stderr

    def test_a_reader_that_leaves_is_no_failure(self) -> None:
        done = self.shell("jaccli compare sample:tall sample:digits | true; echo ${PIPESTATUS[0]}")
        assert done.stdout.strip() == "0"
        assert done.stderr == ""

    @pytest.mark.slow
    def test_a_named_pipe_and_standard_output_can_be_written_to(self) -> None:
        for output in ("/dev/stdout", "-"):
            done = self.shell(f"jaccli compare sample:tall -q -o {output} | cat")
            assert done.stdout.startswith("sample:tall: Forward is cheaper")

    def test_a_report_does_not_take_the_place_of_its_chain(self, run, chain, tmp_path) -> None:
        name = chain("input: [1, 2]\nlayers: [relu]\n")
        before = (tmp_path / name).read_text()
        outcome = run("compare", name, "-o", name)
        assert outcome.status == 2
        assert (tmp_path / name).read_text() == before

    def test_an_interruption_leaves_no_half_written_file(
        self, chain, tmp_path, monkeypatch
    ) -> None:
        from jaccli.commands import destination

        chain("")

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(destination.os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            destination.write_atomically({"out.txt": "text"})
        assert [path.name for path in tmp_path.iterdir()] == ["chain.yaml"]


class TestPython:
    """The package from Python."""

    def test_a_mistake_tells_everything(self, chain) -> None:
        with pytest.raises(JaccliError, match=r"chain\.yaml:1:9") as raised:
            jaccli.load(chain("input: [x]\nlayers: [rleu]\n"))
        assert isinstance(raised.value, Mistakes)
        assert "write `relu`" in str(raised.value)

    def test_a_size_below_1_is_refused(self) -> None:
        with pytest.raises(JaccliError, match="at least 1"):
            jaccli.load("sample:textbook", sizes={"n": 0})

    def test_escape_codes_in_names_are_written_out(self, chain) -> None:
        with pytest.raises(JaccliError) as raised:
            jaccli.load(
                chain('inputs: {"\\e[31mX": [1, x]}\nsizes: {"\\e[31mn": q}\nlayers: [a]\n')
            )
        assert "\x1b" not in str(raised.value)

    def test_numpy_can_be_first_used_by_many_threads(self) -> None:
        code = (
            "from concurrent.futures import ThreadPoolExecutor\n"
            "from jaccli.arrays import np\n"
            "with ThreadPoolExecutor(16) as pool:\n"
            "    print(sum(pool.map(lambda n: np.zeros(n).size, range(16))))\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout == "120\n", done.stderr


class TestHeaders:
    """Arrays whose headers lie."""

    def test_an_archive_that_declares_more_than_it_holds_is_refused(self, run, chain) -> None:
        import io
        import zipfile

        name = chain("input: {file: x.npz, key: x}\nlayers: [relu]\n")
        stream = io.BytesIO()
        np.save(stream, np.ones(10))
        lying = stream.getvalue().replace(b"(10,), }", b"(10000000000,), }")
        lying = (
            lying[:8]
            + (int.from_bytes(lying[8:10], "little") + 9).to_bytes(2, "little")
            + lying[10:]
        )
        with zipfile.ZipFile("x.npz", "w") as archive:
            archive.writestr("x.npy", lying)
        outcome = run("compare", name)
        assert outcome.status == 2
        assert "declares 80,000,000,000 bytes" in " ".join(outcome.err.split())

    @pytest.mark.parametrize("version", [2, 3])
    def test_a_long_header_is_not_read(self, run, chain, version) -> None:
        import zipfile

        name = chain("input: {file: x.npz, key: x}\nlayers: [relu]\n")
        head = b"\x93NUMPY" + bytes([version, 0]) + (1 << 30).to_bytes(4, "little")
        with zipfile.ZipFile("x.npz", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.npy", head + b" " * (1 << 20))
        outcome = run("compare", name)
        assert outcome.status == 2
        assert "its header is too long" in outcome.err

    def test_a_member_that_is_no_array_is_no_key(self, run, chain) -> None:
        import zipfile

        name = chain("input: {file: x.npz, key: x}\nlayers: [relu]\n")
        with zipfile.ZipFile("x.npz", "w") as archive:
            archive.writestr("x", b"text")
        err = run("compare", name).err
        assert "has no `x`" in err
        assert "keys in it: none" in err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("inputs: {image: [1, 2]}\nlayers: [relu]\noutput: image\n", "no layer is called `image`"),
        ("inputs: {}\nlayers: [relu]\n", "expected one input"),
        (
            "input: [1]\nlayers: [{type: relu, inputs: []}]\n",
            "relu needs an input, `inputs` is empty",
        ),
        ("input: [1]\nlayers: [{type: add}]\n", "2 or more values, found 1"),
        ("input: {size: 000000000000000000000000000000}\nlayers: [relu]\n", "at least 1"),
    ],
)
def test_odd_files_are_refused_with_a_reason(run, chain, text, words) -> None:
    outcome = run("compare", chain(text))
    assert outcome.status == 2
    assert words in outcome.err


def test_a_size_may_begin_with_zeros(chain) -> None:
    zeros = "0" * 25
    graph = jaccli.load(chain(f"input: {{size: {zeros}12}}\nlayers: [relu]\n"))
    assert graph.sizes == (12, 12)


def test_a_long_chain_is_written_short(run, chain) -> None:
    layers = "- {type: linear, size: 3}\n- tanh\n" * 500
    text = run("compare", chain(f"input: {{size: 3}}\nlayers:\n{layers}"), "--details").out
    assert "3 → (linear → 3 → tanh → 3) × 500\n" in text
