"""What is written in pieces: the same as the whole, in little memory, made no further than read.

The oracles make the whole at once: json.dumps of lists, repr of every number.
"""

from __future__ import annotations

import io
import json
import math
import os
import re
import subprocess
import sys
import zipfile
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest
from safetensors.numpy import save

from jaccli import arrays, nested
from jaccli.document import whole
from jaccli.document.figures import Figures, figures
from jaccli.document.whole import Whole, widest
from jaccli.nested import Nested, json_pieces, listed
from jaccli.reports.common import arrays as archives
from jaccli.reports.common.arrays import archive

NUMBERS = (-0.0, 0.0, 0.1, -2.5, 1e300, 5e-324, math.inf, -math.inf, math.nan)
SCALARS = (None, True, -7, 0.25, -0.0, "", "##[group]", "###vso[", 'é😀"\\\n', "#", "[")
PLACES = (0, 1, 1, 2, 3, 9)


def array_of(random: Random) -> np.ndarray:
    """Of no row, of one, of many; with numbers that JSON has none for."""
    shape = [random.choice(PLACES) for _ in range(random.randint(0, 3))]
    numbers = random.choices(NUMBERS[: random.choice((5, 9))], k=math.prod(shape))
    with np.errstate(over="ignore"):
        return np.array(numbers).reshape(shape).astype(random.choice(("float64", "float32")))


def tree_of(random: Random, depth: int = 4) -> Any:
    """Entries like those of a report, with arrays."""
    kind = random.randint(0, 4) if depth else 0
    if kind < 2:
        return array_of(random) if kind else random.choice(SCALARS)
    inner = [tree_of(random, depth - 1) for _ in range(random.choice(PLACES))]
    if kind == 2:
        return {random.choice(SCALARS[1:]): each for each in inner}
    return inner if kind == 3 else tuple(inner)


def in_lists(value: Any) -> Any:
    """The value with a list for each array, number by number."""
    match value:
        case np.ndarray() if value.ndim:
            return [*map(in_lists, value)]
        case np.ndarray() | np.floating():
            return float(value) + 0.0 if math.isfinite(value) else None
        case dict():
            return {key: in_lists(each) for key, each in value.items()}
        case list() | tuple():
            return [*map(in_lists, value)]
    return value


def entered(value: Any) -> Any:
    """The value as entries of a report have it."""
    match value:
        case np.ndarray():
            return listed(value)
        case dict():
            return {key: entered(each) for key, each in value.items()}
        case list() | tuple():
            return type(value)(map(entered, value))
    return value


def test_pieces_of_json_join_to_what_json_dumps_writes(monkeypatch) -> None:
    lengths = set()
    for seed in range(400):
        random = Random(seed)
        tree = tree_of(random)
        monkeypatch.setattr(nested, "PORTION", random.randint(1, 8))  # borders everywhere
        monkeypatch.setattr(nested, "FEW", random.randint(0, 8))
        pieces = [*json_pieces(entered(tree), apart=random.randint(0, 3))]
        assert "".join(pieces) == re.sub(r"##(\w*\[)", r"#\\u0023\1", json.dumps(in_lists(tree))), (
            seed
        )
        lengths.add(len(pieces))
    assert max(lengths) > 100


def test_an_array_in_json_is_equal_to_the_lists_that_it_stands_for(monkeypatch) -> None:
    monkeypatch.setattr(nested, "FEW", 0)
    for seed in range(200):
        array = array_of(Random(seed))
        found, lists = listed(array), in_lists(array)
        assert (found == lists, repr(found) == repr(lists)) == (True, True), seed
        if array.ndim:
            assert [*found] == lists
            assert found[1:] == lists[1:]
            assert found != [*lists, None]
        if array.size:
            assert found != in_lists(np.full_like(array, 7))


def test_no_piece_of_a_large_array_is_large() -> None:
    array = np.random.RandomState(0).randn(90, 100)
    for large in (array, array.ravel(), array[:1], array.reshape(-1, 1)):
        sizes = [len(each) for each in json_pieces({"steps": [{"J": Nested(large)}] * 2})]
        assert sum(sizes) > 2 * 18 * large.size
        assert max(sizes) < 30 * nested.PORTION


def test_a_number_that_is_not_finite_is_no_json_outside_of_arrays() -> None:
    with pytest.raises(ValueError, match="JSON"):
        "".join(json_pieces({"ratio": [math.inf]}, apart=1))


def matrix_of(seed: int) -> np.ndarray:
    """Numbers of many digits and of few, tiny and huge ones, borders between ways to write them."""
    rng = np.random.RandomState(seed)
    shape = rng.randint(1, 9, 2)
    numbers = rng.randn(*shape) * 10.0 ** rng.randint(-330, 309, shape).astype(float)
    match seed % 5:
        case 1:
            numbers = np.rint(rng.randn(*shape) * 10.0 ** rng.randint(0, 20, shape))
        case 2:
            numbers = np.round(rng.randn(*shape), rng.randint(6)) * -1.0 * (rng.rand(*shape) < 0.5)
        case 3:
            ends = np.array([1e-4, 1e16, 1e100, 1e-99, 1.0, 10.0, 1e15, 1e22, 123456.0])
            numbers = np.nextafter(rng.choice(ends, shape), rng.choice([0.0, np.inf], shape))
        case 4:
            numbers = rng.choice(np.array(NUMBERS), shape)
    return numbers.astype(rng.choice(["float32", "float64"]))


def in_columns(array: np.ndarray, width: int, indent: int) -> list[str]:
    """Every number in the columns that the longest needs, of all texts at once."""
    texts = [[repr(float(number)) for number in row] for row in array]
    cell = max(len(text) for row in texts for text in row)
    digits = len(f"{len(texts)}")
    fits = max(1, (width - indent - digits - 2) // (cell + 2))
    lines = []
    for start in range(0, len(texts[0]), fits):
        if len(texts[0]) > fits:
            stop = min(start + fits, len(texts[0]))
            lines.append(f"columns {start + 1} to {stop} of {len(texts[0])}")
        for number, row in enumerate(texts, start=1):
            cells = "  ".join(text.rjust(cell) for text in row[start : start + fits])
            lines.append(f"{number:{digits}}: {cells}")
    return [" " * indent + line for line in lines]


@pytest.mark.filterwarnings("ignore:overflow")
def test_lines_of_a_whole_matrix_are_those_of_all_its_texts(monkeypatch) -> None:
    for seed in range(100):
        array = matrix_of(seed)
        monkeypatch.setattr(whole, "PORTION", 1 + seed % 11)
        monkeypatch.setattr(whole, "TRIED", 1 + seed % 3)
        found = Whole(array, 30 + seed % 50, seed % 3)
        assert [*found.lines()] == in_columns(array, *found[1:]), seed
        assert found.height() == len(in_columns(array, *found[1:]))


@pytest.mark.filterwarnings("ignore:overflow")
def test_figures_found_in_parts_are_as_wide_as_the_longest_text(monkeypatch) -> None:
    for seed in range(100):
        array = matrix_of(seed)
        at_once = figures(array)
        monkeypatch.setattr(arrays, "PART", 2)
        in_parts = Figures(array)
        monkeypatch.undo()
        texts = [text for row in array.tolist() for text in map(in_parts.text, row)]
        assert in_parts.of(array) == at_once
        assert in_parts.width == max(map(len, texts))


def test_the_longest_of_many_entries_is_found_without_writing_all_of_them() -> None:
    written = []

    def text(entry: float) -> str:
        written.append(entry)
        return repr(entry)

    array = np.random.RandomState(0).randn(100, 500)
    assert widest(array, text) == max(len(repr(entry)) for entry in array.ravel().tolist())
    assert len(written) < array.size / 50
    for shorter, longest in [
        (0.012345678901234567, 0.00012345678901234567),
        (12345.0, 1234567.0),
        (1.2345678901234568e-05, 1.2345678901234568e-305),
    ]:
        many = np.array([[shorter] * (whole.TRIED + 1) + [longest]])
        assert widest(many) == len(repr(longest))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_pieces_of_an_archive_join_to_what_the_libraries_write_at_once(monkeypatch) -> None:
    monkeypatch.setattr(archives, "PORTION", 7)
    for seed in range(60):
        random = Random(seed)
        names = {f"{random.choice(SCALARS)}{at}" for at in range(random.randint(1, 4))}
        found = {name: np.ascontiguousarray(array_of(random)) for name in sorted(names)}
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as file:
            for name, array in found.items():
                entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
                with file.open(entry, "w", force_zip64=True) as opened:
                    np.lib.format.write_array(opened, array)
        assert b"".join(archive(found.items(), "npz")) == stream.getvalue()
        assert b"".join(archive(found.items(), "safetensors")) == save(found)


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/x", "..\\x", "\\x", "C:/x", "a//x"])
@pytest.mark.whole
def test_no_entry_of_an_archive_is_unpacked_in_another_folder(name: str) -> None:
    data = b"".join(archive([(name, np.ones(2))], "npz"))
    (entry,) = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not {"/", "\\"} & {*entry}


def test_no_piece_of_an_archive_is_large() -> None:
    array = np.random.RandomState(0).randn(300, 400)
    for format in ("npz", "safetensors"):
        sizes = [len(each) for each in archive([("J", array), ("J", array.T)], format)]
        assert sum(sizes) > 2 * array.nbytes
        assert max(sizes) <= archives.PORTION


STARTED = "import sys; from jaccli.__main__ import main; sys.exit(main(sys.argv[1:]))"
LARGE = "sizes: {n: 1000}\ninput: {size: n}\nlayers: [{type: linear, size: n}, tanh]\n"


class Ended(NamedTuple):
    """How a child process ended: CPU in seconds, memory at its largest in bytes."""

    status: int
    seconds: float
    memory: int


def ended(*call: str, read: int | None = None) -> Ended:
    """Run a command line. read: bytes of its output that are read before the pipe is closed"""
    started = subprocess.Popen([sys.executable, "-c", STARTED, *call], stdout=subprocess.PIPE)
    assert started.stdout
    if read is None:
        while started.stdout.read(1 << 20):
            pass
    else:
        started.stdout.read(read)
    started.stdout.close()
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    return Ended(started.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss << 10)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "formats"),
    [
        (("jvp", "-v", "all"), ("--values", "--format=json", "--format=csv --steps")),
        (("show",), ("--format=html --values", "--format=markdown --values", "--format=npz")),
    ],
)
def test_writing_a_million_numbers_takes_little_memory_beyond_the_report(
    chain, call, formats
) -> None:
    path = chain(LARGE)
    bare = ended(*call, path)
    for further in formats:
        found = ended(*call, path, *further.split())
        assert (found.status, found.memory - bare.memory < 25e6) == (0, True), (
            further,
            found,
            bare,
        )


@pytest.mark.slow
@pytest.mark.parametrize("format", ["text", "json", "csv"])
def test_a_run_ends_as_soon_as_nobody_reads_it(chain, format) -> None:
    call = ("show", chain(LARGE), "--set", "n=500", "--values", "--details", f"--format={format}")
    whole, begun = ended(*call), ended(*call, read=10)
    assert begun.status == whole.status == 0
    assert begun.seconds < 0.75 * whole.seconds
