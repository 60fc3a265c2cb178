"""Every command, every format, every sample: a valid file, or a line that says why there is none.

Whether a file is valid is judged by parsers of other projects and of the standard library.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree
from zlib import crc32

import numpy as np
import pytest
import yaml
from latex import mistakes
from markdown_it import MarkdownIt
from safetensors.numpy import load_file

from jaccli.commands import COMMANDS
from jaccli.reports.common.ask import formats_of
from jaccli.spec import samples

ANSWERS = Path(__file__).parent / "oracles" / "answers.yaml"
OF_A_CHAIN = {
    "compare": [],
    "order": [],
    "order --matrix-free": [],
    "show": [],
    "jvp": ["-v", "e1"],
    "vjp": ["-u", "e1", "--steps"],
    "graph": ["--values"],
    "grad": [],
    "check": [],
    "exercise": [],
}
VARIED = {"tall": "n", "textbook": "n", "square": "n", "seeds_flip": ""}
OTHERS = [
    ["explain", "jvp"],
    ["explain"],
    ["samples"],
    ["samples", "tall"],
    ["new", "mlp", "6", "4", "3"],
    ["completion", "bash"],
    ["schema"],
    ["schema", "compare"],
    ["trace", "sample:branches.py:relaxation", "--at", "1", "--and-at", "3"],
    ["trace", "sample:textbook_functions.py:figure", "--at", "1", "--at", "2"],
    ["sweep", "sample:tall", "--vary", "n=1:100"],
    ["grade", "sample:mlp_cross_entropy", str(ANSWERS)],
]
ALL = [
    *(
        [*command.split(), f"sample:{name}", *options, *details]
        for name in samples()
        if not name.endswith(".py")
        for command, options in OF_A_CHAIN.items()
        for details in ([], ["--details"])
    ),
    *OTHERS,
]
QUICK = [
    ["compare", "sample:mlp_cross_entropy"],
    ["vjp", "sample:figure_13_11", "-u", "e1"],
    ["new", "mlp", "6", "4", "3"],
]
WHY = ("no table here", "nothing to draw here", "no mode has built J", "matplotlib")
HEADS = {"png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-"}
VOID = {"meta", "br", "hr", "img", "input", "col", "link", "wbr"}
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


class Tags(HTMLParser):
    """A page whose tags close as they were opened; what it would load from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open += [] if tag in VOID else [tag]
        self.loaded += [value or "" for name, value in attrs if name in ("src", "data")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """It opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def is_valid(path: Path, format: str) -> None:
    """Assert that a parser that is not ours takes the file."""
    data = path.read_bytes()
    assert data, format
    if format in HEADS:
        assert data.startswith(HEADS[format])
        return
    if format == "npz":
        with np.load(path, allow_pickle=False) as arrays:
            assert all(array.dtype.kind == "f" for array in arrays.values())
        return
    if format == "safetensors":
        assert load_file(path)
        return
    text = data.decode("utf-8")
    match format:
        case "json":
            assert json.loads(text).keys() & {"results", "$schema"}
        case "csv":
            rows = [*csv.reader(io.StringIO(text, newline=""), strict=True)]
            assert len(rows) > 1
        case "markdown":
            kinds = {inner.type for token in MARKDOWN.parse(text) for inner in token.children or ()}
            assert not kinds & {"html_inline", "link_open", "image"}
        case "latex":
            assert mistakes(text) == []
        case "svg" | "junit":
            ElementTree.fromstring(text)
        case "html":
            page = Tags()
            page.feed(text)
            page.close()
            assert (page.open, page.loaded) == ([], [])
        case "dot":
            assert text.startswith("digraph")
            assert text.count("{") - text.count("}") == text.count("\\{") - text.count("\\}")
        case "mermaid":
            assert text.startswith("flowchart")
        case "sheet":
            assert {*yaml.safe_load(text)} == {"exercise", "chain", "questions"}
        case "text" | "github":
            assert text.endswith("\n")
        case _:
            raise AssertionError(f"{format} is judged by nobody")


def formats_of_command(name: str) -> list[str]:
    return [*formats_of(import_module(f"jaccli.reports.{name}.command").COMMAND)]


def are_written(call: list[str], run, folder: Path, formats: list[str]) -> None:
    """Each is a file of its kind, or is refused with the reason."""
    for format in formats:
        chain = (format == "text" and call[0] in ("new", "trace")) or call[1:] == ["tall"]
        path = folder / f"a-{format}{'.yaml' * chain}"
        done = run(*call, "--format", format, "-o", path)
        if done.status == 2:
            assert not path.exists()
            assert done.out == ""
            assert done.err.startswith("error: ")
            assert [each for each in (*WHY, "grad needs", "an adjoint") if each in done.err] or (
                call[0] == "grad" or "--matrix-free" in call
            ), done.err
            continue
        assert done.status in (0, 1), done.err
        is_valid(path, format)


PLOTTED = () if importlib.util.find_spec("matplotlib") else ("png", "pdf")


@pytest.mark.parametrize("call", QUICK, ids=" ".join)
def test_a_report_is_valid_in_every_format(call, run, tmp_path) -> None:
    formats = formats_of_command(call[0])
    are_written(call, run, tmp_path, [each for each in formats if each not in ("png", "pdf")])


@pytest.mark.slow
@pytest.mark.parametrize("call", ALL, ids=" ".join)
def test_every_report_is_valid_in_some_formats(call, run, tmp_path) -> None:
    """A third of them, always the same ones; of one sample all, and the figures."""
    drawn = call[1:2] == ["sample:mlp_cross_entropy"]
    left_out = PLOTTED if drawn else ("png", "pdf")
    formats = [each for each in formats_of_command(call[0]) if each not in left_out]
    some = formats if drawn else formats[crc32(" ".join(call).encode()) % 3 :: 3]
    are_written(call, run, tmp_path, some)


def test_every_command_is_among_them() -> None:
    assert {call[0] for call in ALL} == set(COMMANDS)


NUMBER = re.compile(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")


def numbers_in(text: str) -> set[float]:
    """All that a text has, whatever stands around them."""
    text = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", text.replace("{,}", ",").replace("\\", " \\"))
    found = (each.replace("−", "-").replace(",", "") for each in NUMBER.findall(text))
    listed = (piece for each in NUMBER.findall(text) for piece in each.split(","))
    return {float(each) for each in (*found, *listed) if re.search(r"\d", each)}


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "csv", "svg", "html"])
def test_the_numbers_are_those_of_json(format: str, run) -> None:
    """The price of each mode, the gradient, and each adjoint of a graph."""
    calls = {
        "compare sample:mlp_cross_entropy": lambda found: [
            mode["cost"]["dense"]["flops"] for mode in found["modes"].values()
        ],
        "vjp sample:mlp_cross_entropy -u e1": lambda found: found["cotangents"][0],
        "graph sample:figure_13_11 --values": lambda found: [
            value for node in found["nodes"] for value in (*node["primal"], *node["adjoint"])
        ],
    }
    for call, told in calls.items():
        (result,) = json.loads(run(*call.split(), "--format", "json").out)["results"]
        done = run(*call.split(), "--format", format)
        assert done.status == 0, done.err
        seen = numbers_in(done.out)
        for number in told(result):
            near = min(seen, key=lambda each: abs(each - number))
            assert near == pytest.approx(number, rel=6e-4, abs=6e-4), (call, number)


def test_an_exercise_hides_its_value_in_every_format_or_is_refused(run) -> None:
    call = ["vjp", "sample:mlp_cross_entropy", "-u", "e1", "--steps", "--blank", "u4"]
    written = set()
    for format in set(formats_of_command("vjp")) - set(HEADS):
        done = run(*call, "--format", format)
        assert done.status == 0 or "--blank hides a value" in done.err, format
        assert "0.91" not in done.out, format
        assert "0.909" not in done.out, format
        written |= {format} if done.out else set()
    assert written == {"text", "markdown", "latex", "csv", "html"}
