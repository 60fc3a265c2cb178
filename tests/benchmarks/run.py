"""How fast jaccli is, as ratios to a reference measured in the same run.

python tests/benchmarks/run.py

Nothing is asserted: machines differ and are noisy. Each row is a median over alternating runs of
what is measured and its reference; run it on an installed package (bytecode compiled).
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import jaccli
from jaccli.accumulate import forward, reverse
from jaccli.linearise import Step
from jaccli.linmap import Dense
from jaccli.reports.common.tape import tape_of
from jaccli.trace import trace

PYTHON = sys.executable
JACCLI = str(Path(PYTHON).with_name("jaccli"))
SMALL = "input: {size: 6}\nlayers: [{type: linear, size: 4}, relu, {type: linear, size: 1}]\n"
PROGRAM = """
import numpy as np
def f(x, y, times=1000):
    for _ in range(times):
        x = x * y + np.sin(x) * 0.5 - 1
    return x * y
def g(x, y):
    return f(x, y, 4000)
"""
LORENZ = """
import numpy as np
def rate(x):
    return np.array([10 * (x[1] - x[0]), x[0] * (28 - x[2]) - x[1], x[0] * x[1] - 8 / 3 * x[2]])
def f(x, steps=250, dt=0.001):
    for _ in range(steps):
        a = rate(x)
        b = rate(x + dt / 2 * a)
        c = rate(x + dt / 2 * b)
        d = rate(x + dt * c)
        x = x + dt / 6 * (a + 2 * b + 2 * c + d)
    return x
def g(x):
    return f(x, 1000)
"""  # a Lorenz system by the classical Runge-Kutta method: 81 operations a step
FILLED = """
import numpy as np
def entry_by_entry(x):
    y = np.zeros(10000)
    y[0] = x[0]
    for i in range(1, 10000):
        y[i] = y[i - 1] * 0.5 + x[i]
    return np.sum(y * y)
def by_a_list(x):
    y = [x[0]]
    for i in range(1, 10000):
        y.append(y[-1] * 0.5 + x[i])
    return np.sum(np.array(y) ** 2)
def stencil(u):
    for _ in range(100):
        u[1:-1, 1:-1] += 0.1 * (u[2:, 1:-1] + u[:-2, 1:-1] - 2 * u[1:-1, 1:-1])
    return np.sum(u * u)
"""
CONSTANTS = """
import numpy as np
def f(x):
    g, total = np.linspace(0, 1, 8), 0
    for k in range(3000):
        w = np.exp(-((g - k / 3000) ** 2))
        w = w / np.sum(w) * g[::-1] + g
        if k % 30 == 0:
            total = total + w @ (g * x)
    return total
"""  # a program that computes with its own arrays, mostly
WIDE = "input: {size: 1024}\nlayers:\n" + "- {type: linear, size: 1024}\n" * 16
SMALL_SQUARES = "input: {size: 64}\nlayers:\n" + "- {type: linear, size: 64}\n" * 4

LOSS = """input: {size: 16384}
layers:
- {type: linear, size: 256}
- tanh
- {type: linear, size: 64}
- tanh
- {type: linear, size: 10}
- {type: cross_entropy, label: 3}
"""
STARTED = (  # of a small chain; what it costs beside its libraries is jaccli's own start
    ["compare"],
    ["compare", "--format", "json"],
    ["check"],
    ["show"],
    ["order"],
    ["jvp", "-v", "e1"],
    ["vjp", "-u", "1"],
    ["grad"],
)
MLP = """input: {size: 784}
layers: [{type: linear, size: 30}, tanh, {type: linear, size: 10}, {type: cross_entropy, label: 3}]
"""


def cpu() -> float:
    """The seconds that all processes that have been waited for took of a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def alternate(
    measured: Callable[[], object],
    reference: Callable[[], object],
    runs: int,
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """Print the two medians and the median of the ratios, pair by pair."""
    pairs = []
    measured()
    reference()
    for _ in range(runs):
        times = []
        for action in (measured, reference):
            start = clock()
            action()
            times.append(clock() - start)
        pairs.append(times)
    own, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"   {own * 1e3:9.1f} ms  / {other * 1e3:9.1f} ms  = {ratio:6.3f}", flush=True)


def process(*command: str) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def constants_in_numpy() -> Callable[[], object]:
    names: dict[str, Callable[[float], object]] = {}
    exec(CONSTANTS, names)  # our own text, as a module of its own
    return lambda: names["f"](0.3)


def largest(*command: str) -> int:
    """The most memory that a process takes, in bytes."""
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(started.pid, 0)
    return usage.ru_maxrss * 1024


def beside(measured: list[str], reference: list[str]) -> None:
    """Print time and memory of two commands and their ratios."""
    print(f"jaccli {' '.join(measured)} / jaccli {' '.join(reference)}")
    alternate(process(JACCLI, *measured), process(JACCLI, *reference), 5)
    own, other = (largest(JACCLI, *command) for command in (measured, reference))
    print(f"   {own / 2**20:9.1f} MiB / {other / 2**20:9.1f} MiB = {own / other:6.3f}", flush=True)


def bare(start: np.ndarray, matrices: list[np.ndarray], *, leftwards: bool) -> np.ndarray:
    """The products of a sweep in NumPy and nothing else."""
    product = start
    for matrix in matrices:
        product = matrix @ product if leftwards else product @ matrix
    return product


def sweeps(what: str, tape: list[Step], runs: int, times: int = 1) -> None:
    """Print both modes, each beside the bare products of the materialised Jacobians.

    times: how often in a row, for sweeps that are over in no time
    """
    matrices = [step.jacobian.dense() for step in tape]
    columns, rows = Dense(np.eye(matrices[0].shape[1])), Dense(np.eye(len(matrices[-1])))

    def repeated(action: Callable[[], object]) -> Callable[[], object]:
        return lambda: [action() for _ in range(times)]

    print(f"forward mode, {what} / as many bare products")
    by_hand = repeated(lambda: bare(columns.matrix, matrices, leftwards=True))
    alternate(repeated(lambda: forward(tape, columns)), by_hand, runs)
    print("reverse mode, the same")
    by_hand = repeated(lambda: bare(rows.matrix, matrices[::-1], leftwards=False))
    alternate(repeated(lambda: reverse(tape, rows)), by_hand, runs)


def once(action: Callable[[], object]) -> None:
    start = time.perf_counter()
    action()
    print(f"   {time.perf_counter() - start:9.2f} s", flush=True)


def _narrow() -> str:
    """A chain that is narrow in the middle, as a file."""
    layers = "".join(f"- {{type: linear, size: {size}}}\n" for size in (1024, 8, 1024, 1024))
    Path("narrow.yaml").write_text(f"input: {{size: 1024}}\nlayers:\n{layers}", encoding="utf-8")
    return "narrow.yaml"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("small.yaml").write_text(SMALL, encoding="utf-8")
        print("jaccli --version / import click, on the processor")
        alternate(process(JACCLI, "--version"), process(PYTHON, "-c", "import click"), 31, cpu)
        libraries = process(PYTHON, "-c", "import numpy, click, yaml")
        for command in STARTED:
            print(f"jaccli {' '.join(command)} small.yaml / import numpy, click, yaml, the same")
            alternate(process(JACCLI, *command, "small.yaml"), libraries, 31, cpu)

        Path("loss.yaml").write_text(LOSS, encoding="utf-8")
        Path("mlp.yaml").write_text(MLP, encoding="utf-8")
        beside(["compare", "loss.yaml"], ["vjp", "loss.yaml", "-u", "1"])
        beside(["compare", "mlp.yaml", "--wrt", "parameters"], ["grad", "mlp.yaml"])

        Path("wide.yaml").write_text(WIDE, encoding="utf-8")
        tape = tape_of(jaccli.load("wide.yaml"))
        eye = Dense(np.eye(1024))
        sweeps("n = m = width = 1024, K = 16", tape, 5)
        Path("squares.yaml").write_text(SMALL_SQUARES, encoding="utf-8")
        squares = tape_of(jaccli.load("squares.yaml"))
        sweeps("n = m = width = 64, K = 4, 200 times", squares, 31, 200)
        sweeps("sample:digits, 200 times", tape_of(jaccli.load("sample:digits")), 31, 200)
        print("m = 1: forward / reverse on the clock; the FLOP ratio is 1024")
        row = Dense(np.ones((1, 1024)))
        alternate(lambda: forward(tape, eye), lambda: reverse(tape, row), 5)

        rows = [
            ", ".join(map(repr, row)) for row in np.random.RandomState(0).randn(512, 512).tolist()
        ]
        listed = "\n".join(f"    - [{row}]" for row in rows)
        text = f"input: {{size: 512}}\nlayers:\n- type: linear\n  weight:\n{listed}\n"
        Path("inline.yaml").write_text(text, encoding="utf-8")
        print("reading a 512 × 512 inline matrix")
        once(lambda: jaccli.load("inline.yaml"))
        for number in range(100):
            Path(f"many_{number}.yaml").write_text(SMALL, encoding="utf-8")
        Path("program.py").write_text(PROGRAM, encoding="utf-8")
        print("jaccli compare of 5,001 scalar operations / the function in plain NumPy, 100 times")
        plain = "import program\nfor _ in range(100): program.f(0.3, 0.2)"
        call = process(JACCLI, "compare", "program.py:f", "--at", "0.3", "--at", "0.2")
        alternate(call, process(PYTHON, "-c", plain), 5)
        print("the same with four times as many / with as many")
        four = process(JACCLI, "compare", "program.py:g", "--at", "0.3", "--at", "0.2")
        alternate(four, call, 5)
        Path("lorenz.py").write_text(LORENZ, encoding="utf-8")
        for command in (["compare"], ["jvp", "-v", "e1"]):
            print(f"jaccli {command[0]} of 1,000 steps of a Lorenz system / of 250 of them")
            long, short = (
                process(JACCLI, *command, "-q", f"lorenz.py:{name}", "--at", "1,1,1")
                for name in "gf"
            )
            alternate(long, short, 3)
        Path("filled.py").write_text(FILLED, encoding="utf-8")
        np.save("many.npy", np.linspace(-1, 1, 10_000))
        np.save("grid.npy", np.random.RandomState(0).normal(size=(64, 64)))
        print("jaccli jvp of an array of 10,000 entries filled in place / by a list")
        place, collected = (
            process(JACCLI, "jvp", "-q", "-v", "e1", f"filled.py:{name}", "--at", "@many.npy")
            for name in ("entry_by_entry", "by_a_list")
        )
        alternate(place, collected, 3)
        for command in (["trace"], ["show"], ["check"], ["compare", "--run", "none"], ["grad"]):
            print(
                f"jaccli {' '.join(command)} of an array filled in place / in plain NumPy, 10 times"
            )
            plain = "import numpy, filled\nx = numpy.load('many.npy')\n"
            plain += "for _ in range(10): filled.entry_by_entry(x)"
            named = process(JACCLI, *command, "-q", "filled.py:entry_by_entry", "--at", "@many.npy")
            alternate(named, process(PYTHON, "-c", plain), 3, cpu)
        Path("constants.py").write_text(CONSTANTS, encoding="utf-8")
        print("tracing 3,000 rounds of constants / the same in plain NumPy")
        at = np.array(0.3)
        alternate(lambda: trace("constants.py:f", [at], rerun=False), constants_in_numpy(), 9)
        print("jaccli grad of 100 steps of a stencil on 64 × 64 numbers, in place")
        once(process(JACCLI, "grad", "-q", "filled.py:stencil", "--at", "@grid.npy"))
        found = jaccli.order(_narrow(), timed=True)
        assert found.timing is not None
        print("1024 → 1024 → 8 → 1024 → 1024 on the clock: each mode / the best order")
        for mode in ("forward", "reverse"):
            ratio = found.timing.seconds[mode] / found.timing.seconds["optimal"]
            print(f"   {mode} {ratio:.1f}; FLOPs {found.flops(mode) / found.flops('optimal'):.1f}")
        for options in ([], ["--matrix-free"]):
            for largest in (1000, 10**6):
                sizes = np.random.RandomState(0).randint(1, largest, 1001).tolist()
                print(f"jaccli order of 1,000 Jacobians, sizes to {largest:,}", *options)
                dims = ",".join(map(str, sizes))
                once(process(JACCLI, "order", "--dims", dims, "-q", *options))
        print("jaccli compare of 100 small chains in one call")
        once(process(JACCLI, "compare", *(f"many_{number}.yaml" for number in range(100))))


if __name__ == "__main__":
    main()
