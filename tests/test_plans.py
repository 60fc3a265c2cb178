"""A plan is an upper bound: whatever --max-memory lets through takes no more than that.

The oracle is tracemalloc, to which NumPy tells every array; the system's ceiling is off.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import nullcontext

import pytest

import jaccli
from jaccli.accumulate import most_held
from jaccli.commands import bounded, dispatch
from jaccli.reports.check import find as checks

N = 240
BESIDE = 400_000  # bytes: what reads a small chain, whatever its numbers are
STAR = 24  # layers that read the one input
TOO_MUCH = 2  # times what is held: whoever has that is not refused
LINEAR = "{type: linear, size: n}"
CHAINS = {
    "wide": f"layers: [{LINEAR}, tanh, {LINEAR}]",
    "loss": f"layers: [{LINEAR}, tanh, {LINEAR}, sum]",
    "softmax": "layers: [softmax, layer_norm, tanh]",
    "joined": """layers:
  - {name: a, type: linear, size: n, inputs: x}
  - {name: b, type: tanh, inputs: a}
  - {name: c, type: concatenate, inputs: [x, a, b, a]}
  - {type: logsumexp, inputs: c}""",
    "skip": f"""layers:
  - {{name: a, {LINEAR[1:-1]}, inputs: x}}
  - {{name: b, type: tanh, inputs: a}}
  - {{name: c, type: multiply, inputs: [a, b]}}
  - {{name: d, type: softmax, inputs: c}}
  - {{type: add, inputs: [d, b]}}""",
    "star": "layers:\n"
    + "".join(f"  - {{name: t{at}, type: tanh, inputs: x}}\n" for at in range(STAR))
    + f"  - {{type: add, inputs: [{', '.join(f't{at}' for at in range(STAR))}]}}",
}
PRODUCTS = """def f(a, b):
    return np.tanh(a @ b)
"""
CONSTANT = """
def f(x):
    return np.tanh(W @ x)
"""
CASES = [
    ("compare", "wide"),
    ("compare", "wide", "--run", "both"),
    ("compare", "softmax"),
    ("compare", "star"),
    ("compare", "loss", "--wrt", "all"),
    ("show", "wide"),
    ("show", "softmax"),
    ("show", "star"),
    ("show", "star", "--details"),
    ("show", "softmax", "--details"),
    ("vjp", "star", "-u", "all"),
    ("jvp", "wide", "-v", "all"),
    ("jvp", "joined", "-v", "e1"),
    ("vjp", "wide", "-u", "all"),
    ("vjp", "softmax", "-u", "e1"),
    ("grad", "loss"),
    ("grad", "loss", "--steps"),
    ("grad", "joined"),
    ("check", "softmax"),
    ("order", "loss"),
    ("order", "star"),
    ("order", "skip"),
    ("order", "skip", "--cost", "structured"),
    ("order", "wide", "--matrix-free"),
    ("order", "skip", "--matrix-free", "--cost", "dense"),
    ("graph", "joined", "--values"),
    ("exercise", "softmax", "--ask", "all"),
    ("exercise", "wide", "--seed", "3"),
    ("sweep", "softmax", "--vary", "n=20,240", "--time"),
]
IN_FLOAT32 = {("compare", "wide"), ("jvp", "wide", "-v", "all"), ("grad", "loss")}
QUICK = {("grad", "loss")}
Taken = Callable[..., tuple[int, int]]


@pytest.fixture
def written(run, monkeypatch) -> Taken:
    """The exit status of a run, and the most bytes that it held."""
    monkeypatch.setattr(bounded, "held_to", lambda _: nullcontext())
    monkeypatch.setattr(checks, "count_checks", lambda _: [])  # seconds, of few numbers

    def call(*arguments: object) -> tuple[int, int]:
        gc.collect()
        tracemalloc.start()
        status = run(*arguments).status
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return status, peak

    return call


@pytest.fixture
def taken(written, monkeypatch) -> Taken:
    """The same of a run that writes nothing."""
    monkeypatch.setattr(dispatch, "_deliver", lambda *_: ())
    return written


def within_what_is_allowed(taken: Taken, arguments: Sequence[str]) -> None:
    if not arguments[1].endswith(":f") and arguments[0] != "sweep":
        taken(*arguments, "--set", "n=4")  # what is imported at first use is not the run's
    _, peak = taken(*arguments)
    for part in (0.7,) if arguments[0] == "check" else (0.5, 0.95):
        most = int(part * peak)
        status, held = taken(*arguments, "--max-memory", most)
        assert status == 2 or held <= most + BESIDE, f"{held:,} bytes of {most:,}"
    status, held = taken(*arguments, "--max-memory", TOO_MUCH * peak + BESIDE)
    left_out = arguments[0] in ("order", "sweep") and held < peak / 2
    assert status != 2, "planned far too much"
    assert not left_out, "planned far too much"


@pytest.mark.parametrize(
    "case",
    [each if each in QUICK else pytest.param(each, marks=pytest.mark.slow) for each in CASES],
    ids=" ".join,
)
def test_what_is_let_through_takes_no_more_than_it_may(taken, chain, case) -> None:
    command, name, *options = case
    size = N // 3 if command == "check" else N  # it evaluates f thousands of times
    file = chain(f"sizes: {{n: {size}}}\ninput: {{size: n}}\n{CHAINS[name]}\n")
    within_what_is_allowed(taken, [command, file, *options])


@pytest.mark.slow
@pytest.mark.parametrize("case", sorted(IN_FLOAT32), ids=" ".join)
def test_so_it_is_in_float32_whose_checks_are_in_float64(taken, chain, case) -> None:
    command, name, *options = case
    text = f"dtype: float32\nsizes: {{n: {N}}}\ninput: {{size: n}}\n{CHAINS[name]}\n"
    within_what_is_allowed(taken, [command, chain(text), *options])


@pytest.mark.slow
@pytest.mark.parametrize("command", [["compare"], ["vjp", "-u", "all"]], ids=" ".join)
def test_so_it_is_of_recorded_functions(taken, program, command) -> None:
    square = str([[0.01 * (row * column % 7) for column in range(20)] for row in range(20)])
    file = f"{program(PRODUCTS)}:f"
    within_what_is_allowed(taken, [*command, file, f"--at={square}", f"--at={square}"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "options", [["-o", "a.yaml"], ["-o", "a.html"], ["--scalars"]], ids=" ".join
)
def test_so_it_is_of_recordings_written_out(
    written, program, options, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    side = 30 if options == ["--scalars"] else 300
    file = f"{program(f'W = np.sin(np.arange({side}.0 ** 2)).reshape({side}, -1)' + CONSTANT)}:f"
    point = ",".join(["0.3"] * side)
    written("trace", file, "--at", point, *options)  # what is imported at first use
    within_what_is_allowed(written, ["trace", file, "--at", point, *options])


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["json", "csv", "npz"])
def test_so_it_is_with_what_is_written(written, chain, ending) -> None:
    file = chain(f"sizes: {{n: {N}}}\ninput: {{size: n}}\n{CHAINS['wide']}\n")
    within_what_is_allowed(written, ["show", file, "--values", "-o", f"a.{ending}"])


def test_of_a_value_read_many_times_the_last_reading_finds_the_most(chain) -> None:
    """Two sums, a product on its way into one of them and what comes of it are there together; the
    tangents meet in one sum."""
    for read in ("x, x, x, y, x", "x, x, x, y, y, y, x, x, x"):
        file = chain(
            f"inputs: {{x: [1, 2], y: [3, 4]}}\nlayers: [{{type: multiply, inputs: [{read}]}}]"
        )
        graph, sources = jaccli.load(file), {"x": 2, "y": 2}
        assert most_held(graph, sources, "reverse") == 4 * 2
        assert most_held(graph, sources, "forward") == 3 * 2
