"""A run says the same, byte for byte, wherever and by whomever it is made.

Each child runs many command lines, one after the other, in a folder of its own.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from jaccli.commands import COMMANDS
from jaccli.reports.common.ask import formats_of

SAMPLES = Path(__file__).parent.parent / "sample_chains"
BESIDE = Path(__file__).parent / "oracles" / "answers.yaml"
CALLS = {  # of each command, of chains and graphs; `few` is a folder
    "compare": ["chains/residual.yaml --wrt all", "chains/tall.yaml chains/digits.yaml"],
    "order": [
        "chains/residual.yaml",
        "chains/bottleneck.yaml",
        "chains/digits.yaml --matrix-free",
        "chains/figure_13_11.yaml --eliminate edges",
    ],
    "show": ["chains/residual.yaml", "chains/mlp_cross_entropy.yaml"],
    "jvp": ["chains/residual.yaml -v random -v e1 --steps"],
    "vjp": ["chains/mlp_squared_error.yaml -u random --steps"],
    "graph": ["chains/figure_13_11.yaml --values", "branches.py:relaxation --at 3"],
    "trace": [
        "branches.py:relaxation --at 1 --and-at 3",
        "textbook_functions.py:figure --at 1 --at 2",
    ],
    "grad": ["chains/mlp_cross_entropy.yaml --steps"],
    "explain": ["", "elimination", "layers", "functions", "options", "outputs"],
    "check": ["few", "chains/mlp_cross_entropy.yaml"],
    "sweep": ["chains/tall.yaml --vary n=1:100"],
    "exercise": ["chains/residual.yaml --seed 3 --ask all", "chains/digits.yaml"],
    "grade": ["chains/mlp_cross_entropy.yaml answers.yaml"],
    "samples": ["", "tall"],
    "new": ["mlp 6 4 3"],
    "completion": ["", "bash", "zsh"],
    "schema": ["", "chain", "compare"],
}
MISTAKES = [  # what standard error says
    "compare chains/wrong.yaml",
    "compare chains/wrong.yaml chains/nowhere.yaml",
    "check chains/wrong.yaml --format github",
    "compare chains/tall.yaml --nope",
    "show chains/tall.yaml --at 1,2",
    "explain no-such-topic",
    "compare branches.py:relaxation",
]
WRONG = """\
input: [1, 2]
layers: [{type: linear, weigth: 3}, rleu, {type: softmax, inputs: [nope, x]}]
expect: {chaeper: forward}
"""
DRAWS = ("png", "pdf")
PLAIN = {"PYTHONHASHSEED": "0", "HOME": "/", "TZ": "UTC"}
SURROUNDINGS = {
    "another user, place, time and language": {
        "PYTHONHASHSEED": "1",
        "HOME": "/nonexistent",
        "USER": "somebody",
        "TZ": "Asia/Tokyo",
        "TMPDIR": "/var/tmp",
        "SOURCE_DATE_EPOCH": "1000000000",
        "COLUMNS": "133",
        "LINES": "7",
        "TERM": "dumb",
        "LC_ALL": "C",
        "LANGUAGE": "de",
    },
    "a C library that knows no language": {
        "PYTHONHASHSEED": "random",
        "LC_ALL": "POSIX",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "utf-8",
    },
}
SETTINGS = "lines.linewidth: 20\nfont.size: 40\nsavefig.dpi: 7\nbackend: nothing\n"
MEASURED = re.compile(rb'\d+\.\d\d(?: |&nbsp;|~)s\b| time="[\d.]+"')
CHILD = """\
import contextlib, io, json, os, sys
from jaccli.__main__ import main

found = []
for line in json.load(sys.stdin):
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.BytesIO(), each.encoding, each.errors) for each in kept
    )
    before = {*os.listdir()}
    status = main(line)
    printed = [each.buffer.getvalue().hex() for each in (sys.stdout, sys.stderr)]
    sys.stdout, sys.stderr = kept
    written = {}
    for name in sorted({*os.listdir()} - before):
        with open(name, "rb") as file:
            written[name] = file.read().hex(), os.fstat(file.fileno()).st_mode & 0o777
        os.unlink(name)
    found.append([status, *printed, written])
json.dump(found, sys.stdout)
"""


def formats(command: str) -> list[str]:
    """What the command writes here."""
    asked = import_module(f"jaccli.reports.{command}.command").COMMAND
    draws = importlib.util.find_spec("matplotlib") is not None
    return [each for each in formats_of(asked) if draws or each not in DRAWS]


def every_line() -> Iterator[list[str]]:
    """Each call in each format, printed and in a file in turn, every second time with all; of
    costly pictures one for each command."""
    for place, (command, calls) in enumerate(CALLS.items()):
        takes_details = command not in ("explain", "samples", "new", "completion", "schema")
        for at, call in enumerate(calls):
            for number, format in enumerate(formats(command)):
                if format in DRAWS and (at or format != DRAWS[place % 2]):
                    continue
                file = ["-o", f"out.{format}"] if (at + number) % 3 == 0 else []
                details = ["--details"] if takes_details and (at + number) % 2 else []
                yield [command, *call.split(), "--format", format, *details, *file]
    yield from (each.split() for each in MISTAKES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command lines read."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "chains").mkdir()
    for path in SAMPLES.iterdir():
        shutil.copy(path, folder if path.suffix == ".py" else folder / "chains")
    (folder / "chains" / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    (folder / "few").mkdir()
    for name in ("tall", "residual"):
        shutil.copy(SAMPLES / f"{name}.yaml", folder / "few")
    shutil.copy(BESIDE, folder)
    return folder


Said = list[tuple[int, bytes, bytes, dict[str, tuple[bytes, int]]]]


def said(
    lines: list[list[str]], folder: Path, variables: dict[str, str], umask: int = 0o022
) -> Said:
    """What each line says there: the status, both streams, the files and their modes."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps(lines).encode(),
        cwd=folder,
        env={"PATH": os.environ["PATH"], **PLAIN, **variables},
        capture_output=True,
        umask=umask,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [
        (
            status,
            unmeasured(bytes.fromhex(out)),
            bytes.fromhex(err),
            {name: (unmeasured(bytes.fromhex(data)), mode) for name, (data, mode) in files.items()},
        )
        for status, out, err, files in json.loads(done.stdout)
    ]


def unmeasured(data: bytes) -> bytes:
    """Without the seconds that `check` took, the only figures that are not the same again."""
    return MEASURED.sub(b"", data)


@pytest.fixture(scope="module")
def usual(folder: Path) -> Said:
    """What is said in the usual surroundings."""
    return said([*every_line()], folder, {})


def test_every_format_of_every_command_is_tried() -> None:
    assert {*CALLS} == {*COMMANDS}
    tried = {
        (line[0], line[line.index("--format") + 1]) for line in every_line() if "--format" in line
    }
    for command in COMMANDS:
        assert {*formats(command)} - {*DRAWS} <= {
            format for name, format in tried if name == command
        }
    assert {*DRAWS} & {*formats("graph")} <= {format for _, format in tried}


@pytest.mark.slow
@pytest.mark.parametrize("name", SURROUNDINGS)
def test_every_line_is_the_same_in_any_surroundings(name, folder, usual, tmp_path) -> None:
    """In another folder each time, where settings of matplotlib lie about."""
    other = tmp_path / "déjà-vu" / "d"
    shutil.copytree(folder, other)
    (other / "matplotlibrc").write_text(SETTINGS)
    some = slice(None, None, 1 + (name != next(iter(SURROUNDINGS))))  # all, then every second one
    lines = [*every_line()][some]
    there = said(lines, other, SURROUNDINGS[name])
    for line, here, found in zip(lines, usual[some], there, strict=True):
        assert here == found, line
    assert {status for status, *_ in usual} == {0, 1, 2}


@pytest.mark.slow
def test_files_are_for_whom_the_umask_lets_read_them(folder) -> None:
    line = ["compare", "chains/tall.yaml", "-o", "out.txt", "-o", "out.json"]
    for umask, mode in ((0o022, 0o644), (0o077, 0o600), (0o002, 0o664)):
        ((_, _, _, files),) = said([line], folder, {}, umask)
        assert {name: found for name, (_, found) in files.items()} == {
            "out.txt": mode,
            "out.json": mode,
        }
