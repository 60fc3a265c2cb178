"""Files of less than 100 kB that were written to cost time: read, refused or priced in 5 s of CPU.

Each is generated here and read by a child process, whose own processor time is what counts, not
the clock on the wall. The bound is that of the promise; most take a tenth of it.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

LARGEST = 100_000  # bytes of a file
MOST = 5.0  # seconds of CPU
CHAIN = "input: [1]\nlayers: ["


class Hostile(NamedTuple):
    """A file, how many mistakes it has, and in which command."""

    text: str
    mistakes: int | None = None  # None of a file without any
    command: str = "compare"
    ending: str = ".yaml"


def listed(entry: str | Callable[[int], str], number: int, begin: str = CHAIN) -> str:
    """A flow list with so many entries, closed."""
    entries = (entry if isinstance(entry, str) else entry(k) for k in range(number))
    return f"{begin}{','.join(entries)}]\n"


def lines(entry: str | Callable[[int], str], number: int, begin: str = "input: [1]\n") -> str:
    """A line each, behind others."""
    return begin + "".join(
        (entry if isinstance(entry, str) else entry(k)) + "\n" for k in range(number)
    )


def repeated(row: str, number: int) -> str:
    """A matrix with the same row again and again."""
    return f"input: [1]\nlayers: [{{type: linear, weight: [&r {row}{',*r' * number}]}}]\n"


def expected(number: int) -> str:
    """A chain of so many sines that expects each of its values."""
    values = [1.0]
    for _ in range(number):
        values.append(math.sin(values[-1]))
    told = ",".join(f"x{k}: {value:.6f}" for k, value in enumerate(values[1:], 2))
    return f"{listed('sin', number)}expect: {{tolerance: 1e-5,values: {{{told}}}}}\n"


SHORT = ",".join(["1"] * 1999)
CASES = {
    # the figures of the promise
    "bad numbers behind aliases": Hostile(repeated(f"[{','.join('x' * 2000)}]", 1990), 1),
    "8,000 unknown types": Hostile(lines(lambda k: f"- q{k:05}z", 8000, "layers:\n"), 8001),
    "49,000 numbers as layers": Hostile(listed("1", 49_000), 49_000),
    "many layers without a type": Hostile(listed("*a", 33_000, CHAIN + "&a {typ: 1},"), 1),
    "8,000 unknown names in one layer": Hostile(
        listed(lambda k: f"z{k}", 8000, CHAIN + "{type: add, inputs: [")[:-1] + "}]\n", 8000
    ),
    "answers that nobody asked for": Hostile(
        lines(lambda k: f"z{k}: 1", 8000, ""), 8000, "grade sample:textbook"
    ),
    # further kinds
    "short unknown types": Hostile(listed(lambda k: f"zq{k:x}", 13_000), 13_000),
    "one bad number in each repeated row": Hostile(repeated(f"[{SHORT},x]", 1800), 2),
    "20,000 layers and unknown names": Hostile(
        listed(lambda k: f"{{type: sin,inputs: fx{k}}}", 1400, CHAIN + "sin," * 15_000), 1400
    ),
    "each layer reads the next": Hostile(
        listed(lambda k: f"{{name: a{k},type: sin,inputs: a{k + 1}}}", 2500), 2500
    ),
    "misspelt keys": Hostile(lines(lambda k: f"lay{k}: 1", 8000), 8001),
    "sizes that do not meet, far apart": Hostile(
        listed(
            "{type: squared_error,target: [1,2],inputs: f15000}",
            700,
            CHAIN.replace("[1]", "[1,2,3]") + "sin," * 15_000,
        ),
        700,
    ),
    "keys at the margin": Hostile(
        lines("bias: 1", 4000, "layers:\n- " + lines(lambda k: f"  k{k}: 1", 3000, "a: 1\n"))
        .replace("bias", "  type: linear\nbias", 1)
        .replace("layers:", "input: [1]\nlayers:"),
        11_000,
    ),
    "a slip after 6,000 layers": Hostile(
        lines("- relu", 6000, "input: [1]\nlayers:\n") + "- {type: linear" + " size: 4" * 800, 1
    ),
    "strings of JSON that never end": Hostile(
        "[" + '"a\\' * 30_000 + "\\ud83d\\ude00", 1, "compare", ".json"
    ),
    "a text of blanks as an edge": Hostile(f"edges: ['a{' ' * 90_000}!']\n", 1, "order"),
    "outputs that are inputs": Hostile(
        listed("x", 20_000, listed(lambda k: f"[x,a{k}]", 4000, "edges: [") + "outputs: ["),
        20_000,
        "order",
    ),
    "an integer of 97,000 digits": Hostile(f"input: {{size: {'9' * 97_000}}}\nlayers: [sin]\n", 1),
    "powers of powers": Hostile(listed("9^9^9^9^9", 9000, "u1: ["), 9000, "grade sample:textbook"),
    "a chain of 6,000 layers, as a sheet": Hostile(listed("sin", 6000), None, "exercise"),
    "a chain that expects each of 4,000 values": Hostile(expected(4000), None, "check -q"),
    "a star of 9,000 inputs": Hostile(
        listed(lambda k: f"[x{k},a]", 9000, "edges: [[a,y],"), None, "order -q"
    ),
    "arrays that are not there": Hostile(
        listed(lambda k: f"{{type: linear, weight: {{file: w{k}.npy}}}}", 2000), 2000
    ),
    "many types as JSON": Hostile(
        json.dumps({"input": [1], "layers": [{"type": f"q{k}"} for k in range(5000)]}),
        5000,
        "show -q",
        ".json",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_file_that_was_written_to_cost_time_costs_little(tmp_path: Path, name: str) -> None:
    hostile = CASES[name]
    file = tmp_path / f"hostile{hostile.ending}"
    file.write_text(hostile.text)
    assert file.stat().st_size < LARGEST
    words = hostile.command.split()
    if words[0] == "grade":
        words.append(str(file))
    else:
        words.insert(1, str(file))
    with open(tmp_path / "said", "wb") as said, open(tmp_path / "out", "wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "jaccli", *words], stdout=out, stderr=said, cwd=tmp_path
        )
        _, waited, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(waited)
    told = (tmp_path / "said").read_text()
    assert child.returncode == (0 if hostile.mistakes is None else 2), told[-500:]
    assert used.ru_utime + used.ru_stime < MOST
    if hostile.mistakes is not None:
        assert not (tmp_path / "out").read_bytes()
        counted = re.search(r"^jaccli: ([\d,]+) errors? in ", told, re.MULTILINE)
        assert counted is not None
        assert int(counted[1].replace(",", "")) == hostile.mistakes
        further = max(0, hostile.mistakes - 200)
        assert (f"\nand {further:,} more\n" in told) is bool(further)
        assert len(told) < 4_000_000
