"""-o FILE writes what FILE's ending says, and `--format` overrules it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

TALL = "sample:tall"
SWEEP = ("sweep", TALL, "--vary", "n=1,10")
FUNCTION = ("trace", "sample:branches.py:relaxation", "--at", "1")


@pytest.fixture
def written(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What a command line writes to a file of that name, which leaves nothing to print."""
    monkeypatch.chdir(tmp_path)

    def call(name: str, *arguments: object) -> str:
        done = run(*arguments, "-o", name)
        assert (done.status, done.out) == (0, "")
        return Path(name).read_text(encoding="utf-8")

    return call


@pytest.mark.parametrize("name", ["o.json", "O.JSON"])
def test_json_is_written_where_the_name_ends_so(name, written, run) -> None:
    found = written(name, "compare", TALL)
    assert found == run("compare", TALL, "--format", "json").out
    assert json.loads(found)["results"]


@pytest.mark.parametrize("name", ["o.txt", "o", "sub.json/o"])
def test_text_is_written_where_the_name_ends_in_txt_or_has_no_ending(
    name, written, run, tmp_path
) -> None:
    (tmp_path / "sub.json").mkdir()
    assert written(name, "compare", TALL) == run("compare", TALL).out


def test_a_spreadsheet_two_graphs_and_a_report_of_tests_have_endings_of_their_own(written) -> None:
    assert len([*csv.reader(written("o.csv", *SWEEP).splitlines())]) == 3
    assert written("o.dot", "graph", TALL).startswith("digraph")
    assert written("o.gv", "graph", TALL).startswith("digraph")
    assert "flowchart" in written("o.mmd", "graph", TALL)
    assert ElementTree.fromstring(written("o.xml", "check", TALL)).tag == "testsuites"


def test_format_overrules_the_ending(written, run) -> None:
    assert written("o.json", "compare", TALL, "--format", "text") == run("compare", TALL).out
    assert json.loads(written("o.png", "compare", TALL, "--format", "json"))["results"]


def test_chain_files_and_their_json_are_told_apart_by_the_ending(written, run) -> None:
    chain = run(*FUNCTION).out
    assert written("o.yaml", *FUNCTION) == written("o.yml", *FUNCTION) == chain
    assert json.loads(written("o.json", *FUNCTION))["results"]
    assert json.loads(written("n.json", "new", "mlp", 2, 2))["results"][0]["kind"] == "mlp"
    assert json.loads(written("s.json", "samples", "tall"))["results"]


@pytest.mark.parametrize(
    ("call", "name", "some"),
    [
        (("compare", TALL), "o.bmp", {".txt", ".json", ".svg", ".md"}),
        (("compare", TALL), "o.cvs", {".txt", ".json"}),
        (SWEEP, "o.npz", {".txt", ".json", ".csv"}),
        (("grad", "sample:mlp_cross_entropy"), "o.npy", {".txt", ".npz", ".safetensors"}),
        (("graph", TALL), "o.markdown", {".txt", ".dot", ".gv", ".mmd", ".mermaid", ".json"}),
        (FUNCTION, "o.yam", {".txt", ".json", ".yaml", ".yml"}),
        (("samples",), "o.npz", {".txt", ".json", ".yaml", ".yml", ".py"}),
    ],
)
def test_an_ending_that_a_command_cannot_write_is_refused_with_those_that_it_can(
    call, name, some, run, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*call, "-o", name)
    assert (done.status, done.out) == (2, "")
    error = re.sub(r"\s+", " ", done.err)
    told = re.search(rf"-o {name}: {call[0]} writes (.*?) help", error)
    assert told, error
    listed = set(re.findall(r"\.\w+", told[1]))
    assert some <= listed
    assert Path(name).suffix not in listed
    assert [*tmp_path.iterdir()] == []
    if call[0] in ("grad", "graph"):  # what is listed can be written
        for ending in listed - {".png", ".pdf"}:  # which need what may be missing
            assert run(*call, "-o", f"o{ending}").status == 0, ending


@pytest.mark.parametrize(
    ("call", "formats", "endings"),
    [
        (("check", TALL), {"text", "json", "github", "junit"}, {".txt", ".json", ".xml"}),
        (("samples",), {"text", "json"}, {".txt", ".json", ".yaml", ".yml", ".py"}),
        (("explain", "jvp"), {"text", "json"}, {".txt", ".json"}),
        (("completion", "bash"), {"text", "json"}, {".json", ".bash", ".zsh", ".fish"}),
    ],
)
def test_a_command_without_pictures_says_so_however_one_is_asked_for(
    call, formats, endings, run, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ways = (("--format svg", formats), ("-o o.png", endings))
    for given, written in ways:
        done = run(*call, *given.split())
        assert (done.status, done.out) == (2, "")
        said, *_ = done.err.splitlines()
        before, after = said.split("; it writes ")
        assert before == f"error: {given}: {call[0]} has no pictures"
        listed = {*re.split(", | and ", after)}
        assert written <= listed
        assert not {"svg", "png", ".svg", ".png"} & listed
    assert [*tmp_path.iterdir()] == []
