"""Where output goes: readers who leave, streams that are closed, full, narrow, or show few signs.

Each test runs many command lines in this process, with streams of the system in place of its own.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import re
import resource
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import yaml
from rich.cells import cell_len

from jaccli.__main__ import main
from jaccli.commands import COMMANDS
from jaccli.spec import samples

BIG = "sizes: {n: 60}\ninput: {size: n}\nlayers: [{type: linear, size: n}, tanh]\n"
PROGRAM = "def café(x):\n    'größe → ∂'\n    é = x * 2\n    return é\n"
NAMED = 'name: "größe → 日本"\ninput: [1, 2]\nlayers: [{name: ö→, type: tanh}, sum]\n'
WRONG = "input: [1, é]\nlayers: [tänh, relu, {type: softmax, inputs: 日本}]\n"
FULL = Path("/dev/full")
HELPS = [["--help"], *([name, "--help"] for name in COMMANDS)]
SMALL = [  # what is printed at once
    ["--version"],
    ["explain", "options"],
    ["completion", "zsh"],
    ["samples"],
    ["check", "small.yaml", "--format", "junit"],
    ["graph", "small.yaml", "--format", "mermaid"],
    ["compare", "small.yaml", "-q"],
    ["new", "mlp", "6", "4", "3"],
]
LARGE = [  # more than a pipe holds
    ["show", "big.yaml", "--values"],
    ["show", "big.yaml", "--format", "json"],
    ["show", "big.yaml", "--values", "--format", "csv", "--details"],
    ["show", "big.yaml", "--format", "npz"],
    ["schema", "chain"],
]
ESCAPES = re.compile(r"\x1b\[[\d;]*[A-Za-z]")


class Streams(NamedTuple):
    """What a command line did, and what came through its streams."""

    status: int
    out: bytes
    err: bytes


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the command lines read."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    files = {"big.yaml": BIG, "small.yaml": NAMED, "wrong.yaml": WRONG, "program.py": PROGRAM}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@contextmanager
def streams(out: Any, err: Any = None) -> Iterator[io.TextIOWrapper]:
    """Standard output and standard error are these; gives what is said there if it is not."""
    kept, told = (sys.stdout, sys.stderr), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout, sys.stderr = out, told if err is None else err
    try:
        yield told
    finally:
        for each in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                each.flush()
        sys.stdout, sys.stderr = kept


def in_encoding(line: Sequence[str], encoding: str) -> Streams:
    """The line run with both streams in the encoding, which take nothing that they cannot show."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    with streams(out, err):
        status = main([*line])
    return Streams(status, out.buffer.getvalue(), err.buffer.getvalue())


# --- readers who leave ---


def with_a_reader(line: Sequence[str], lines: int) -> tuple[int, str]:
    """The status where the reader leaves after so many lines, and what standard error got."""
    there, here = os.pipe()
    reader = open(there, "rb", buffering=0)  # noqa: SIM115  # closed by the thread

    def read() -> None:
        with reader:
            for _ in range(lines):
                while (sign := reader.read(1)) and sign != b"\n":
                    pass

    reading = threading.Thread(target=read)
    reading.start()
    if not lines:
        reading.join()  # gone before anything is said
    stream = open(here, "w", encoding="utf-8")  # noqa: SIM115  # closed below
    with streams(stream) as told:
        status = main([*line])
    with suppress(OSError):
        stream.close()
    reading.join()
    return status, told.buffer.getvalue().decode()


@pytest.mark.costly
@pytest.mark.parametrize("line", [*SMALL, *LARGE, *HELPS[:2]], ids=" ".join)
def test_a_reader_who_leaves_is_no_failure_and_hears_no_complaint(line) -> None:
    assert with_a_reader(line, 0) == (0, "")
    if "npz" not in line:
        assert with_a_reader(line, 1) == (0, "")


@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_who_leaves_changes_neither_status_nor_files(lines, folder) -> None:
    expecting = ["compare", "small.yaml", "--expect", "forward", "-o", "-", "-o", "kept.json"]
    status, told = with_a_reader(expecting, lines)
    assert (status, told) == (1, "jaccli: small.yaml: expected forward, found reverse\n")
    assert json.loads((folder / "kept.json").read_text())["results"]


def test_a_named_pipe_whose_reader_leaves_is_one_more_reader(run, folder) -> None:
    os.mkfifo("pipe")
    reading = threading.Thread(target=lambda: os.close(os.open("pipe", os.O_RDONLY)))
    reading.start()
    found = run("show", "big.yaml", "--values", "-o", "pipe", "-o", "kept.json", "--format", "json")
    reading.join()
    assert found == (0, "", "")
    assert json.loads((folder / "kept.json").read_text())["results"]


# --- closed ---

CLOSED = [",".join(map(str, some)) for some in ([1], [2], [0], [0, 1], [1, 2], [0, 2], [0, 1, 2])]
WRITES = """\
import ctypes, os, sys
def f(x):
    ctypes.CDLL(None).puts(b"said by a library")
    ctypes.CDLL(None).fflush(None)
    os.write(1, b"one"), os.write(2, b"two")
    print("said")
    return x * 2
"""


@pytest.mark.slow
@pytest.mark.parametrize("closed", CLOSED)
def test_nothing_else_is_written_where_a_closed_stream_was(closed, folder) -> None:
    """A program says something to both streams by their numbers, as a library in C does."""
    (folder / "writes.py").write_text(WRITES)
    (folder / "out").touch()
    numbers = [int(each) for each in closed.split(",")]
    line = ["trace", "writes.py:f", "--at", "1", "-o", "out.yaml", "-o", "out.json"]

    def close() -> None:
        for number in numbers:
            os.close(number)

    done = subprocess.run(
        [sys.executable, "-m", "jaccli", *line], capture_output=True, preexec_fn=close
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert (b"said by a library" in done.stderr) == (2 not in numbers)
    assert yaml.safe_load((folder / "out.yaml").read_text())["name"] == "f"
    assert json.loads((folder / "out.json").read_text())["results"]


@pytest.mark.costly
@pytest.mark.parametrize("line", [*SMALL, *LARGE[:1], *HELPS[:2]], ids=" ".join)
def test_a_closed_standard_output_is_an_error_that_says_so(line) -> None:
    with streams(None) as told:
        status = main([*line])
    if line == ["--version"]:
        return  # whoever closed it does not want to know
    assert status == 2
    assert b"cannot write to standard output: it is closed" in told.buffer.getvalue()


def test_where_nobody_hears_the_status_speaks(run, monkeypatch) -> None:
    for line, expected in (
        (["compare", "small.yaml", "--expect", "forward", "-o", "a.txt"], 1),
        (["compare", "wrong.yaml"], 2),
        (["compare", "-"], 2),
        (["nonsense"], 2),
        (["compare", "small.yaml", "-o", "a.txt"], 0),
    ):
        with streams(None):
            sys.stderr = None
            monkeypatch.setattr(sys, "stdin", None)
            assert main(line) == expected


# --- full ---


@pytest.mark.costly
@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
@pytest.mark.parametrize("line", [*SMALL, *LARGE, *HELPS[:2]], ids=" ".join)
def test_a_full_device_is_an_error_with_its_reason(line, folder) -> None:
    for variant in ("printed", "-o"):
        if variant == "-o" and (line[0].startswith("-") or line[-1] == "--help"):
            continue
        before = {*folder.iterdir()}
        stream = open(FULL, "w", encoding="utf-8")  # noqa: SIM115  # as above
        other = ["-o", str(FULL)] if variant == "-o" else []
        if other and line[0] in ("new", "completion", "samples"):
            other += ["--format", "json"]  # as text they want a name that ends as a chain's does
        with streams(stream) as told:
            status = main([*line, *other])
        with suppress(OSError):
            stream.close()
        said = told.buffer.getvalue().decode().lower()
        assert (status, "no space left on device" in said, "internal" in said) == (2, True, False)
        assert {*folder.iterdir()} == before


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
def test_a_full_standard_error_changes_no_status_and_no_output(run) -> None:
    for line in (["compare", "wrong.yaml"], ["compare", "small.yaml", "--expect", "forward"]):
        usual = run(*line)
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        full = open(FULL, "w", encoding="utf-8")  # noqa: SIM115  # as above
        with streams(out, full):
            status = main([*line])
        with suppress(OSError):
            full.close()
        assert (status, out.buffer.getvalue().decode()) == (usual.status, usual.out)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """The system refuses to write more into a file, as a full disk does.

    Meanwhile Python keeps nothing that it compiles: it would keep the beginning of it for good.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        sys.dont_write_bytecode = kept


@pytest.mark.costly
@pytest.mark.parametrize(
    "line",
    [
        "show big.yaml --values -o a.txt -o a.json",
        "show big.yaml -o a.npz",
        "show big.yaml --details -o a.html -o a.csv -o a.md",
        "show big.yaml -o a.safetensors",
        "samples digits -o a.yaml",
        "schema chain -o a.json",
        "exercise small.yaml -o a.yaml --key b.yaml",
    ],
)
def test_where_a_file_has_no_room_none_is_left_and_the_reason_is_told(line, run, folder) -> None:
    (folder / "a.txt").write_text("as it was")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with no_file_larger_than(300):
        found = run(*line.split())
    assert (found.status, found.out) == (2, "")
    assert "file too large" in found.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.costly
@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize("line", LARGE, ids=" ".join)
def test_no_part_of_a_result_is_lost_in_silence(line, buffered, folder) -> None:
    """Also where the stream keeps nothing back (PYTHONUNBUFFERED) and takes a part of what it is
    given."""
    raw = open("printed", "wb", buffering=0)  # noqa: SIM115  # as above
    stream = io.TextIOWrapper(
        io.BufferedWriter(raw) if buffered else raw,  # type: ignore[arg-type]  # as python -u
        encoding="utf-8",
        write_through=not buffered,
    )
    with no_file_larger_than(20_000), streams(stream) as told:
        status = main([*line])
    with suppress(OSError):
        stream.close()
    raw.close()
    size = (folder / "printed").stat().st_size
    said = told.buffer.getvalue().decode()
    assert (status, size, "file too large" in said) == (2, 20_000, True)


def test_a_reader_who_takes_little_at_a_time_gets_all(folder) -> None:
    """The stream does not block: it takes nothing until there is room again."""
    there, here = os.pipe()
    os.set_blocking(here, False)
    got: list[bytes] = []

    def read() -> None:
        while part := os.read(there, 5000):
            got.append(part)

    reading = threading.Thread(target=read)
    reading.start()
    with open(here, "w", encoding="utf-8") as stream, streams(stream) as told:
        status = main(["show", "big.yaml", "--format", "json"])
    reading.join()
    os.close(there)
    assert (status, told.buffer.getvalue()) == (0, b"")
    (result,) = json.loads(b"".join(got))["results"]
    assert np.shape(result["layers"][0]["jacobians"][0]["values"]) == (60, 60)


# --- signs ---

ENCODINGS = ("cp1252", "ascii", "latin-1", "cp437", "shift_jis", "koi8-r")
FOR_PEOPLE = [
    *SMALL,
    *HELPS,
    [],
    ["compare", "small.yaml", "--details"],
    ["show", "small.yaml"],
    ["exercise", "small.yaml"],
    ["compare", "wrong.yaml"],
    ["compare", "größe.yaml"],
    ["compare", "b\udcffd.yaml"],
    ["trace", "program.py:café", "--at", "1"],
]


@pytest.mark.parametrize(
    "encoding",
    [pytest.param(each, marks=[pytest.mark.slow] * (each == "cp1252")) for each in ENCODINGS],
)
def test_a_stream_without_our_signs_gets_ascii(encoding) -> None:
    lines = [each for each in FOR_PEOPLE if "--format" not in each]
    for line in lines if encoding == "cp1252" else lines[:: len(encoding)]:
        found = in_encoding(line, encoding)
        assert found.status in (0, 2)
        assert b"internal" not in found.err
        assert found.out.isascii(), line
        if found.status == 0:
            assert b"\\u" not in found.out or line[-1] != "--help", line


def test_every_other_format_is_the_same_for_any_pipe_and_in_a_file(folder) -> None:
    """In UTF-8, whatever the stream shows: a picture or a page says itself that it is."""
    for format in ("json", "markdown", "latex", "csv", "svg", "html", "mermaid", "dot"):
        line = ["graph", "small.yaml", "--format", format]
        found = in_encoding(line, "cp1252")
        assert (found.status, found.err) == (0, b"")
        assert found == in_encoding(line, "utf-8")
        assert main([*line, "-o", "file"]) == 0
        if format != "html":  # which tells how it was made
            assert found.out == (folder / "file").read_bytes()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_traced_function_can_be_read_from_any_pipe(encoding, run) -> None:
    traced = in_encoding(["trace", "program.py:café", "--at", "1"], encoding).out
    found = run("compare", "-", "--format", "json", stdin=traced)
    (result,) = json.loads(found.out)["results"]
    assert (result["name"], result["description"]) == ("café", "größe → ∂")


@pytest.mark.slow
@pytest.mark.parametrize(
    "variables",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX"},
        {"LANG": "C"},
        {"PYTHONIOENCODING": "utf-16"},
        {"PYTHONIOENCODING": "ascii:strict"},
    ],
    ids=str,
)
def test_a_language_of_nobody_is_no_failure(variables, folder) -> None:
    plain = {name: os.environ[name] for name in ("PATH",)}
    for line in (["compare", "größe.yaml"], ["compare", "small.yaml", "-o", "é.txt"], ["--help"]):
        done = subprocess.run(
            [sys.executable, "-m", "jaccli", *line], env=plain | variables, capture_output=True
        )
        assert done.returncode == (2 if "größe.yaml" in line else 0), done.stderr
        assert b"Traceback" not in done.stderr
        assert b"internal" not in done.stderr
    assert "größe → 日本" in (folder / "é.txt").read_text(encoding="utf-8")


# --- terminals ---


END = b"\0"


class Terminal:
    """A terminal of so many columns, in place of both streams, whose screen can be read."""

    def __init__(self, columns: int) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.stream = open(slave, "w", encoding="utf-8")  # noqa: SIM115  # as above
        self.got = bytearray()
        self.reading = threading.Thread(target=self._read)
        self.reading.start()

    def _read(self) -> None:
        with suppress(OSError):  # so Linux says that it is closed
            while not self.got.endswith(END) and (part := os.read(self.master, 1 << 16)):
                self.got += part

    def run(self, line: Sequence[str]) -> tuple[int, str]:
        """The status, and what is seen."""
        with streams(self.stream, self.stream):
            status = main([*line])
        self.stream.write(END.decode())  # what draws how far a run is may hold the terminal longer
        self.stream.close()
        self.reading.join()
        os.close(self.master)
        return status, self.got.removesuffix(END).decode().replace("\r\n", "\n")


def widest_of(seen: str) -> int:
    """The cells of the widest line, but for examples, which nothing breaks."""
    lines = re.split("[\r\n]", ESCAPES.sub("", seen))  # how far a run is takes a line's own place
    return max(cell_len(each) for each in lines if not each.startswith("  jaccli "))


NAMES = [f"sample:{name}" for name in samples() if not name.endswith(".py")]
SCREENS = [
    ["compare"],
    ["compare", "--details"],
    ["order"],
    ["order", "--matrix-free", "--details"],
    ["show"],
    ["show", "--details"],
    ["jvp", "-v", "e1", "--steps"],
    ["vjp", "-u", "e1", "--steps", "--details"],
    ["graph", "--values"],
    ["grad", "--steps"],
    ["check"],
    ["check", "--details"],
    ["exercise", "--ask", "all"],
]
OTHERS = [
    *HELPS,
    ["explain"],
    ["explain", "options"],
    ["explain", "elimination"],
    ["samples"],
    ["schema"],
    ["completion"],
    ["check", *NAMES],
    ["compare", *NAMES[:5]],
    ["sweep", "sample:tall", "--vary", "n=1:100"],
    ["order", "sample:figure_13_11", "--eliminate", "edges", "--details"],
    ["grade", "sample:mlp_cross_entropy", str(Path(__file__).parent / "oracles" / "answers.yaml")],
    ["trace", "sample:branches.py:relaxation", "--at", "1", "--and-at", "3"],
]
WIDTHS = range(40, 201)
IN_TERMINALS = [  # every line with a few widths, every width with a few lines, all samples
    *((WIDTHS[(at * 37) % len(WIDTHS)], [*line]) for at, line in enumerate(OTHERS * 3)),
    *(
        (WIDTHS[(at * 24) % len(WIDTHS)], [line[0], name, *line[1:]])
        for at, (line, name) in enumerate(product(SCREENS, NAMES))
    ),
]


def test_every_width_is_tried() -> None:
    assert {width for width, _ in IN_TERMINALS} == {*WIDTHS}


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 12))]
)
def test_no_line_is_wider_than_the_terminal(part) -> None:
    for width, line in IN_TERMINALS[part::12] if part else IN_TERMINALS[::150]:
        status, seen = Terminal(width).run(line)
        assert status in (0, 1, 2), line
        if status != 2:
            assert widest_of(seen) <= width, (width, line)


@pytest.mark.parametrize("columns", [40, 61, 80, 200])
def test_source_lines_and_notes_of_a_mistake_fit_the_terminal(columns, tmp_path) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(f"input: [1]\nlayers: [{'tanh, ' * 20}{{type: rleu, slope: 1}}, sum]\n")
    status, seen = Terminal(columns).run(["compare", str(file)])
    assert status == 2
    lines = seen.splitlines()
    notes = [line for line in lines if re.match(r" +( = |      )", line)]
    assert max(map(cell_len, notes)) <= min(columns, 80)
    at = next(at for at, line in enumerate(lines) if line.startswith(" 2 | "))
    assert cell_len(lines[at]) <= min(columns, 80)
    begin = lines[at + 1].index("^")
    assert lines[at][begin : lines[at + 1].rindex("^") + 1] == "rleu"


@pytest.mark.parametrize("columns", [0, 1, 2, 39, 10_000])
def test_a_terminal_of_no_or_many_columns_gets_a_text_that_can_be_read(columns, run) -> None:
    for line in (["compare", "sample:tall"], ["--help"], ["compare", "wrong.yaml"]):
        status, seen = Terminal(columns).run(line)
        assert status == run(*line).status
        if status == 0:
            assert widest_of(seen) <= (max(columns, 40) if columns else 80), line


# --- colours ---

COLOURS = [  # what --color says, the surroundings, and whether colours go to a pipe, to a terminal
    ("auto", {}, False, True),
    ("auto", {"NO_COLOR": "1"}, False, False),
    ("auto", {"NO_COLOR": "0"}, False, False),
    ("auto", {"NO_COLOR": ""}, False, True),
    ("auto", {"TERM": "dumb"}, False, False),
    ("auto", {"TERM": ""}, False, True),
    ("auto", {"FORCE_COLOR": "1"}, False, True),
    ("auto", {"FORCE_COLOR": "3", "TERM": "dumb"}, False, False),
    ("auto", {"FORCE_COLOR": "0"}, False, True),
    ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
    ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ("never", {"FORCE_COLOR": "1"}, False, False),
    ("always", {"NO_COLOR": "1"}, True, True),
    ("always", {"TERM": "dumb"}, True, True),
]
TOLD = (["compare", "small.yaml"], ["compare", "wrong.yaml"], ["compare", "small.yaml", "--nope"])


@pytest.mark.costly
@pytest.mark.parametrize(("when", "variables", "piped", "shown"), COLOURS)
def test_colours_go_where_they_are_asked_for(
    when, variables, piped, shown, monkeypatch, run, folder
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for line in TOLD:
        for place in ([*line, "--color", when], [line[0], f"--color={when}", *line[1:]]):
            found = run(*place)
            assert ("\x1b[" in found.out + found.err) == piped, place
        assert ("\x1b[" in Terminal(80).run([*line, "--color", when])[1]) == shown, line
    assert main(["compare", "small.yaml", "--color", when, "-o", "a.txt"]) == 0
    assert (b"\x1b[" in (folder / "a.txt").read_bytes()) == (when == "always")


def test_a_dumb_terminal_gets_ascii_on_both_streams(monkeypatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    for line in (["compare", "sample:digits"], ["compare", "wrong.yaml"], ["nope"]):
        assert Terminal(80).run(line)[1].isascii(), line
