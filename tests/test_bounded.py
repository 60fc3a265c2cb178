"""--max-memory on files of strangers, in processes of their own: done within it, or refused.

What a process has held at most is what the system says (wait4), beside a run of two numbers.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux", reason="no other system holds a process to a limit"
    ),
]
MIB = 1 << 20
SQUARES = """sizes: {n: 1000}
input: {size: n}
layers:
  - {type: linear, size: n}
  - tanh
  - {type: linear, size: n}
"""
SAME = "inputs: {x: 1.0}\nlayers: [{type: %s, inputs: [%s]}]\n"
STAR = "  - {type: tanh, name: t%d, inputs: x}\n"
NUMBERS = [round(0.123456 + at / 7, 6) % 1 for at in range(470_000)]


class Ended(NamedTuple):
    """What a process came to. most: bytes that it held at once; out: how many it wrote"""

    status: int
    most: int
    out: int
    err: str


def ended(folder: Path, *arguments: str, enough: int = 1 << 40) -> Ended:
    """enough: bytes after which nobody reads on"""
    with (folder / "err").open("w+b") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "jaccli", *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=err,
        )
        assert process.stdout is not None
        out = 0
        while out < enough and (read := process.stdout.read(1 << 16)):
            out += len(read)
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        return Ended(process.returncode, usage.ru_maxrss << 10, out, err.read().decode())


@functools.cache
def at_least(folder: Path) -> int:
    """What a run of two numbers holds, its libraries among it."""
    (folder / "tiny.yaml").write_text("input: [1, 2]\nlayers: [tanh, sum]\n")
    return ended(folder, "grad", "tiny.yaml", "--max-memory", "50M").most


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Holds the files that are asked about."""
    path: Path = tmp_path_factory.mktemp("strangers")
    texts = {
        "squares.yaml": SQUARES,
        "loss.yaml": SQUARES + "  - sum\n",
        "multiply.yaml": SAME % ("multiply", ", ".join(["x"] * 20_000)),
        "concatenate.yaml": SAME % ("concatenate", ", ".join(["x"] * 10_000)),
        "list.yaml": f"input: {NUMBERS}\nlayers: [sum]\n",
        "list.json": json.dumps({"input": NUMBERS, "layers": ["sum"]}),
        "star.yaml": "input: {size: 3000}\nlayers:\n"
        + "".join(STAR % at for at in range(30))
        + f"  - {{type: add, inputs: [{', '.join(f't{at}' for at in range(30))}]}}\n",
        "program.py": "import numpy as np\n"
        "def f(x):\n    return np.outer(x, np.ones(10**8)).sum()\n",
        "answers.yaml": "cheaper: tie\n",
    }
    for name, text in texts.items():
        (path / name).write_text(text)
    return path


CASES = [
    ("200M", "grad loss.yaml --format json"),
    ("200M", "grad loss.yaml --values"),
    ("200M", "grad loss.yaml -o g.npz"),
    ("200M", "jvp squares.yaml -v all --steps --values"),
    ("200M", "vjp squares.yaml -u all --format json"),
    ("100M", "compare multiply.yaml"),
    ("100M", "compare concatenate.yaml"),
    ("100M", "check loss.yaml"),
    ("100M", "grade star.yaml answers.yaml"),
    ("100M", "compare star.yaml"),
    ("50M", "compare list.yaml"),
    ("50M", "compare list.json"),
    ("50M", "show squares.yaml --values"),
    ("50M", "compare program.py:f --at 1,2"),
]


@pytest.mark.parametrize(("limit", "line"), CASES, ids=lambda each: each)
def test_a_run_is_done_within_its_memory_or_refused(folder, limit, line) -> None:
    least = at_least(folder)
    found = ended(folder, *line.split(), "--max-memory", limit, enough=4_000_000)
    assert found.most - least <= int(limit.removesuffix("M")) * MIB, found
    if found.status:
        assert found.status == 2, found
        assert "--max-memory" in found.err
        assert not found.out
    assert "Traceback" not in found.err
    assert not [each for each in folder.iterdir() if each.name.startswith(".jaccli")]
