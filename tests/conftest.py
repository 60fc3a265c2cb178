"""Fixtures: running jaccli in this process, and golden files that can be rewritten."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import pytest
from browser import browser as browser
from hypothesis import settings

from jaccli.__main__ import main

collect_ignore_glob = [
    "benchmarks/*",  # measured by hand, asserted by nobody
    "oracles/digits/*",  # needs mpmath, run by hand
    "oracles/reported/*",  # programs that are traced, not imported
    "oracles/programs/*",
    "oracles/corpus/*",
]

# What was compiled is kept, whatever the surroundings say: the programs that tests start would
# compile the package anew each, which takes longer than what they do
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Ctrl-C is ignored by what a script starts in the background, and by all that this starts in turn
signal.signal(signal.SIGINT, signal.default_int_handler)

# Cycles are rare here: to look for them among syntax trees and thousands of tests takes seconds
gc.set_threshold(50_000, 50, 50)

# No clock decides whether a test passes, and the examples are the same in every run
settings.register_profile("steadily", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("steadily")

MANY = 6  # cases of one test
MOST = 30  # of them that are quick
GOLDEN = Path(__file__).parent / "golden"


class Outcome(NamedTuple):
    """What a command line did."""

    status: int
    out: str
    err: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite golden files and README outputs"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test with many cases, or with costly ones, a quarter is quick, always the same ones.

    The others are slow; a test says by the mark `costly` that its cases are, and by the mark
    `whole` that they are cheap and each a kind of its own.
    """
    cases: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    for each in cases.values():
        many = len(each) >= MANY and not each[0].get_closest_marker("whole")
        if many or each[0].get_closest_marker("costly"):
            each.sort(key=lambda item: crc32(item.nodeid.encode()))
            for item in each[min(-(-len(each) // 4), MOST) :]:
                item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    gc.freeze()  # the collector need not look through all that was collected with each test


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Runs a command line of jaccli, as `jaccli ARGUMENTS` in a pipe."""

    def call(*arguments: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Outcome(status, *capsys.readouterr())

    return call


@pytest.fixture
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Writes a chain file into an empty folder and works there; its name."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "chain.yaml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a program that knows numpy as np; its path."""

    def write(text: str, name: str = "program.py") -> Path:
        path = tmp_path / name
        path.write_text("import numpy as np\n" + text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the golden file of that name."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{name}: --update-golden rewrites it"

    return compare
