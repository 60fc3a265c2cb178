"""How far a run is: what it writes down, the one line of it, and the terminal that shows it."""

from __future__ import annotations

import _thread
import fcntl
import io
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from terminals import Screen, on_a_terminal

from jaccli.commands import bar, options, output, watching
from jaccli.errors import cells
from jaccli.progress import BYTES, SILENT, Progress, Stage

WIDTHS = [40, 57, 80, 200]


def at(*stages: tuple[str, float, float | None, str]) -> tuple[Stage, ...]:
    """Stages within each other, each so far."""
    progress = Progress()
    for what, done, total, unit in stages:
        progress.stage(what, total, unit).__enter__().done = done
    return progress.stages


class TestTheLine:
    def test_it_tells_the_command_the_file_what_is_done_how_far_and_how_long(self) -> None:
        stages = at(("net.yaml", 0, 1, ""), ("values eliminated", 312, 1000, ""))
        found = bar.line("order", stages, 4.2, 79)
        assert re.fullmatch(
            r"order net\.yaml: values eliminated (█+)(░+)  312 of 1,000  0:04", found
        )
        full, left = found.count("█"), found.count("░")
        assert full == round((full + left) * 0.312)

    @pytest.mark.parametrize("columns", WIDTHS)
    @pytest.mark.parametrize(
        "name", ["a.yaml", "chains/" * 30 + "net.yaml", "日本" * 60, "x" * 300]
    )
    def test_it_fits_and_keeps_the_figures(self, columns: int, name: str) -> None:
        for stages in (
            at((name, 3, 40, "")),
            at((name, 0, 1, ""), ("differences", 3, 40, "directions")),
            at((name, 0, 1, ""), ("recording", 123_456, None, "operations")),
            at((name, 0, None, ""), ("writing", 3 << 20, None, BYTES)),
        ):
            for signs in (bar.BLOCKS, bar.ASCII):
                found = bar.line("check", stages, 3725.0, columns, signs)
                assert cells(found) <= columns
                assert found.endswith("  1:02:05")
                assert signs is bar.BLOCKS or found.isascii()
                if stages[-1].total:
                    assert "3 of 40" in found
                    assert signs.done in found or columns < 50
                    assert signs.left in found

    def test_stages_within_stages_move_the_bar_of_the_whole_and_never_back(self) -> None:
        progress, lines, shares = Progress(), bar.Shares(), []
        for _ in progress.over("check", "ab"):
            for what in ("differences", "complex step", "forward mode"):
                for _ in progress.over(what, range(10), unit="directions"):
                    for _ in progress.over("layers", range(3)):  # too quick to be read
                        found = bar.line("check", progress.stages, 2, 79, shares=lines)
                        assert "layers" not in found
                        shares.append(found.count("█") / sum(map(found.count, "█░")))
        assert shares == sorted(shares)
        assert shares[30 * 3] == 0.5  # a half of the files
        assert len({*shares[:90]}) > 10  # and within one it moves as well

    def test_where_nobody_knows_how_far_it_is_there_is_no_bar(self) -> None:
        found = bar.line("compare", at(("a.yaml", 0, 1, ""), ("loading", 0, None, "")), 12, 79)
        assert found == "compare a.yaml: loading  0:12"
        assert bar.line("compare", (), 2, 79) == "compare  0:02"
        for done, said in ((1, "1 call"), (2, "2 calls")):
            stages = at(("calling it again", done, None, "calls"))
            assert bar.line("show", stages, 2, 79) == f"show calling it again  {said}  0:02"

    @pytest.mark.parametrize("columns", [1, 5, 10, 20, 30])
    def test_a_sliver_of_a_terminal_gets_what_it_has_room_for(self, columns: int) -> None:
        stages = at(("net.yaml", 0, 1, ""), ("values eliminated", 312, 1000, ""))
        assert cells(bar.line("order", stages, 4.2, columns)) <= columns


class TestWhatIsWrittenDown:
    def test_nobody_looks_on_unless_somebody_asks(self) -> None:
        items = iter("abc")
        assert SILENT.over("letters", items) is items
        with SILENT.stage("a stage") as stage:
            stage.done += 1
        assert SILENT.stages == ()

    def test_a_stage_ends_with_its_items_and_with_what_goes_wrong(self) -> None:
        progress = Progress()
        for _ in progress.over("letters", "abc"):
            break
        for _ in progress.over("letters", "abc"):
            pass
        with pytest.raises(ZeroDivisionError), progress.stage("division"):
            _ = 1 / 0
        assert progress.stages == ()


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Stage]:
    """Every stage of the runs."""
    found: list[Stage] = []

    class Noted(Progress):
        def stage(self, what: str, total: float | None = None, unit: str = "") -> Stage:
            found.append(super().stage(what, total, unit))
            return found[-1]

    monkeypatch.setattr(options, "Progress", Noted)
    return found


GRAPH = "edges: [[x, a], [x, b], [a, c], [b, c], [a, d], [c, y], [d, y]]\nsizes: {a: 2, c: 3}\n"
PROGRAM = "def f(x):\n    return (x * x + x).sum()\n"
TOLD = {
    "compare sample:mlp_cross_entropy --run both": [
        ("linearising", 4, "layers"),
        ("reverse mode", 4, "layers"),
        ("forward mode", 4, "layers"),
    ],
    "show sample:mlp_cross_entropy": [("reverse mode", 4, "layers")],
    "grad sample:mlp_cross_entropy": [
        ("reverse mode", 4, "layers"),
        ("differences", None, "layers"),
    ],
    "jvp sample:mlp_cross_entropy -v all": [("forward mode", 4, "layers")],
    "order graph.yaml --budget 7": [("search", 7.0, "s")],
    "order sample:residual": [("running", 2, "orders")],
    "check a.yaml b.yaml": [
        ("b.yaml", 2, ""),
        ("differences", 1, "directions"),
        ("layers", 11, ""),
    ],
    "sweep sample:tall --vary n=2,3": [("pricing", 4, "sizes")],  # two vast ones among them
    "trace own.py:f --at 1,2": [
        ("loading", None, ""),
        ("recording", None, "operations"),
        ("calling it again", None, "calls"),
    ],
    "compare sample:tall -o out.json": [("writing out.json", None, BYTES)],
    "grade sample:tall one.yaml two.yaml": [("two.yaml", 2, "")],
}


@pytest.mark.parametrize("words", TOLD)
def test_a_command_tells_what_it_does(words: str, run, chain, begun) -> None:
    chain("input: [1, 2]\nlayers: [tanh]\n", "a.yaml")
    chain("input: [1]\nlayers: [square]\n", "b.yaml")
    chain(GRAPH, "graph.yaml")
    chain(PROGRAM, "own.py")
    chain("cheaper: forward\n", "one.yaml")
    chain("cheaper: reverse\n", "two.yaml")
    assert run(*words.split()).status in (0, 1)
    told = {(each.what, each.total, each.unit) for each in begun}
    assert {*TOLD[words]} <= told
    assert not any(each.total is None and each.unit and not each.done for each in begun)


class Terminal:
    """A terminal that a bar draws on, in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
        self.ours, theirs = pty.openpty()
        self.stream = os.fdopen(theirs, "w", encoding=encoding, buffering=1)
        self.raw = b""
        os.set_blocking(self.ours, False)
        self.patch = monkeypatch
        monkeypatch.setattr(watching, "FIRST", 0.0)
        monkeypatch.setattr(watching, "EVERY", 0.001)
        monkeypatch.setenv("TERM", "xterm")

    def begin(self) -> None:
        """It is where the run is."""
        self.patch.setattr(sys, "stderr", self.stream)
        self.patch.setattr(sys, "stdout", io.StringIO())

    def shows(self, what: str) -> bool:
        """Waits for a text."""
        until = time.monotonic() + 20
        while what not in (seen := self.seen()) and time.monotonic() < until:
            time.sleep(0.001)
        return what in seen

    def seen(self) -> str:
        with suppress(BlockingIOError):
            self.raw += os.read(self.ours, 1 << 16)
        screen = Screen()
        screen.take(self.raw.decode("utf-8", "replace"))
        return screen.text

    def close(self) -> None:
        self.stream.close()
        os.close(self.ours)


@pytest.fixture
def terminal(request, monkeypatch) -> Iterator[Terminal]:
    """One whose stream is in UTF-8, or in another encoding."""
    found = Terminal(monkeypatch, getattr(request, "param", "utf-8"))
    yield found
    found.close()


class TestTheTerminal:
    def test_the_bar_comes_and_goes_and_others_write_in_peace(self, terminal) -> None:
        terminal.begin()
        progress = Progress()
        before = sys.stderr
        with watching.watched("order", progress), progress.stage("search", 100) as stage:
            stage.done = 40
            assert terminal.shows("order search")
            assert terminal.shows("40 of 100")
            print("a warning", file=sys.stderr)
            assert terminal.shows("a warning\norder search")
            print("half a ", end="", file=sys.stderr, flush=True)
            stage.done = 50
            time.sleep(0.05)
            assert terminal.seen() == "a warning\nhalf a"
            print("line", file=sys.stderr)
            assert terminal.shows("a warning\nhalf a line\norder search")
            assert terminal.shows("50 of 100")
        assert sys.stderr is before
        assert terminal.seen() == "a warning\nhalf a line\n"

    def test_a_short_answer_leaves_nothing_of_a_long_bar(self, terminal) -> None:
        terminal.begin()
        terminal.patch.setattr(sys, "stdout", os.fdopen(os.dup(terminal.stream.fileno()), "w"))
        progress = Progress()
        with sys.stdout, watching.watched("order", progress), progress.stage("search", 100):
            assert terminal.shows("0 of 100")
            output.deliver(["short\n"], "text")
            assert terminal.shows("short")
            assert terminal.seen() == "short\n"

    @pytest.mark.parametrize(
        ("terminal", "ascii"), [("ascii", False), ("utf-8", True)], indirect=["terminal"]
    )
    def test_it_is_in_ascii_where_the_stream_shows_no_more(self, terminal, ascii) -> None:
        terminal.begin()
        progress = Progress()
        with watching.watched("order", progress, ascii=ascii), progress.stage("é.yaml", 4):
            assert terminal.shows("0 of 4")
            assert "---" in terminal.seen()
            assert terminal.raw.isascii()

    def test_it_fits_a_terminal_that_becomes_another(self, terminal) -> None:
        terminal.begin()
        progress = Progress()
        with watching.watched("order", progress), progress.stage("chains/" * 9 + "net.yaml", 9):
            for columns in (40, 200, 60):
                size = struct.pack("HHHH", 24, columns, 0, 0)
                fcntl.ioctl(terminal.ours, termios.TIOCSWINSZ, size)
                assert terminal.shows(bar.line("order", progress.stages, 0, columns - 1))

    @pytest.mark.parametrize("kind", ["dumb", "a pipe", "closed", "of Python alone"])
    def test_elsewhere_there_is_none(self, kind: str, terminal, monkeypatch) -> None:
        terminal.begin()
        threads = _thread._count()
        kinds = {"a pipe": io.StringIO(), "closed": None, "of Python alone": Watched()}
        if kind == "dumb":
            monkeypatch.setenv("TERM", "dumb")
        else:
            monkeypatch.setattr(sys, "stderr", kinds[kind])
        before = sys.stderr
        with watching.watched("order", Progress()):
            assert sys.stderr is before
            assert _thread._count() <= threads  # that of another test may end
        assert terminal.seen() == ""

    def test_it_leaves_no_thread_and_no_file_open(self, terminal) -> None:
        terminal.begin()
        threads, free = _thread._count(), lowest()
        for _ in range(3):
            with watching.watched("order", Progress()):
                assert terminal.shows("order")
        until = time.monotonic() + 20
        while _thread._count() > threads and time.monotonic() < until:
            time.sleep(0.001)
        assert (_thread._count(), lowest()) == (threads, free)


class Watched(io.StringIO):
    """A terminal that is none of the system's, as in a notebook."""

    def isatty(self) -> bool:
        return True


def lowest() -> int:
    """The number that the next file would have which is opened."""
    number = os.dup(0)
    os.close(number)
    return number


LOOP = """
import time
import numpy as np
def f(x):
    for _ in range(50):
        x = np.sin(x)
        time.sleep(0.05)
    return x
"""
BIG = "input: {size: 1500}\nlayers:\n" + "- {type: linear, size: 1500}\n- tanh\n" * 2
EDGES = ", ".join(f"[v{i}, v{j}]" for j in range(1, 40) for i in {j - 1, j // 2, j // 3} if i < j)
SLOW = {
    "sweep": ("sweep sample:textbook --vary n=256,512 --time -q", "timing n=", 40),
    "order": ("order graph.yaml --budget 2 -q", "search", 80),
    "compare": ("compare big.yaml --run both -q", "mode", 200),
    "trace": ("compare own.py:f --at 1 --no-rerun --run none -q", "recording", 80),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_who_waits_at_a_terminal_sees_how_far_it_is(name: str, tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_text(BIG)
    (tmp_path / "own.py").write_text(LOOP)
    (tmp_path / "graph.yaml").write_text(f"edges: [{EDGES}]\n")
    words, doing, columns = SLOW[name]
    seen = on_a_terminal(words.split(), columns=columns, folder=tmp_path, at_once=True)
    assert seen.status == 0
    assert any(doing in state for state in seen.states), seen.states
    assert seen.last == ""  # all is as it was
    quiet = subprocess.run(
        [sys.executable, "-m", "jaccli", *words.split()], cwd=tmp_path, capture_output=True
    )
    assert quiet.stderr == b""
    if "--time" not in words:
        assert quiet.stdout == seen.out


@pytest.mark.slow
def test_a_quick_run_shows_nothing_and_an_answer_takes_the_place_of_the_bar() -> None:
    quick = on_a_terminal(["compare", "sample:tall", "-q"])
    assert (quick.status, quick.raw) == (0, "")
    words = ["sweep", "sample:textbook", "--vary", "n=256,512", "--time", "-q"]
    seen = on_a_terminal(words, piped=False, at_once=True)
    assert any("timing" in state for state in seen.states)
    assert "timing" not in seen.last
    assert seen.last.startswith("sample:textbook: ")


@pytest.mark.slow
def test_nothing_is_drawn_into_what_somebody_types() -> None:
    since = time.monotonic()
    ends = []

    def typed(state: str, _: subprocess.Popen[bytes], terminal: int) -> None:
        if time.monotonic() > since + 2 and "input" not in state:
            os.write(terminal, b"input: [1]\nlayers: [square]\n")
            time.sleep(0.1)
        elif "layers" in state and not ends:
            ends.append(os.write(terminal, b"\x04"))  # Ctrl-D, once: that is all

    seen = on_a_terminal(["compare", "-", "-q"], typed=typed)
    assert (seen.status, seen.last) == (0, "input: [1]\nlayers: [square]\n")


@pytest.mark.slow
def test_ctrl_c_wipes_the_bar_and_leaves_no_colours(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("def f(x):\n    while True: x = x * 1.0\n")

    def typed(state: str, running: subprocess.Popen[bytes], _: int) -> None:
        if "recording" in state:
            running.send_signal(signal.SIGINT)

    seen = on_a_terminal(["show", "own.py:f", "--at", "1"], folder=tmp_path, typed=typed)
    assert (seen.status, seen.out) == (130, b"")
    assert seen.last == "jaccli: interrupted\n"
    assert "\x1b[0m" in seen.raw


@pytest.mark.slow
def test_ctrl_c_ends_a_dialogue(tmp_path: Path) -> None:
    def typed(state: str, running: subprocess.Popen[bytes], terminal: int) -> None:
        if state.count("\n") > 3 and "^C" not in state:
            os.write(terminal, b"\x03")
            time.sleep(0.3)

    words = ["exercise", "sample:mlp_cross_entropy"]
    seen = on_a_terminal(words, folder=tmp_path, piped=False, typed=typed)
    assert seen.status == 130
    assert seen.last.endswith("jaccli: interrupted\n")
    assert "Traceback" not in seen.raw
