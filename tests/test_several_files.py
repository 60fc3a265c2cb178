"""-o several times: one run, many files, all of them or none."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

COUNTING = """
def f(x):
    with open("calls", "a") as calls:
        calls.write(".")
    return np.sum(x * x)
"""
MLP, TALL = "sample:mlp_cross_entropy", "sample:tall"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def several(*names: str) -> list[str]:
    return [each for name in names for each in ("-o", name)]


def test_one_run_calls_a_program_once_and_writes_each_file_in_its_format(run, program) -> None:
    path = program(COUNTING)
    files = several("a.json", "a.npz", "a.svg", "a.csv", "a.tex", "a.md", "a.html", "a.txt")
    done = run("show", f"{path}:f", "--at", "1,2", "--no-rerun", *files)
    assert (done.status, done.out) == (0, "")
    assert Path("calls").read_text() == "."
    assert json.loads(Path("a.json").read_text("utf-8"))["results"][0]["jacobian"] == [[2, 4]]
    with np.load("a.npz") as arrays:
        assert arrays["J"].tolist() == [[2, 4]]
    assert ElementTree.parse("a.svg").getroot().tag.endswith("svg")
    assert Path("a.csv").read_text("utf-8").startswith("layer,")
    assert Path("a.tex").read_text("ascii").startswith("% needs")
    assert Path("a.md").read_text("utf-8").startswith("## ")
    assert "<html" in Path("a.html").read_text("utf-8")


@pytest.mark.parametrize("other", ["a.json", "./a.json", "sub/../a.json", "link.json", "hard.json"])
@pytest.mark.parametrize("there", [True, False])
def test_no_spelling_and_no_link_makes_two_files_of_one(other, there, run, folder) -> None:
    (folder / "sub").mkdir()
    os.symlink("a.json", "link.json")
    if there or other == "hard.json":
        Path("a.json").write_text("before")
        os.link("a.json", "hard.json")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    done = run("compare", TALL, *several("a.json", other))
    assert (done.status, done.out) == (2, "")
    assert "a name each" in done.err
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_standard_output_is_one_place_too(run) -> None:
    assert run("compare", TALL, *several("-", "-")).status == 2


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("missing/b.md", "mkdir -p missing"),
        ("held.md", "it holds no text"),
        ("b.bmp", "compare writes"),
        ("chain.yaml", "compare writes"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_where_one_cannot_be_written_none_is(bad, words, first, run, chain, folder) -> None:
    name = chain("input: [1, 2]\nlayers: [square, sum]\n")
    Path("held.md").write_bytes(b"\0")
    Path("a.json").write_text("before")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    files = [bad, "a.json"] if first else ["a.json", bad]
    done = run("compare", name, *several(*files, "c.txt"))
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_chain_that_is_read_is_none_of_them(run, chain, folder) -> None:
    name = chain('{"input": [1, 2], "layers": ["square", "sum"]}', "net.json")
    before = Path(name).read_text("utf-8")
    done = run("compare", name, *several("a.txt", "./net.json"))
    assert done.status == 2
    assert "the run reads this file" in done.err
    assert Path(name).read_text("utf-8") == before
    assert not Path("a.txt").exists()


def test_the_screen_and_a_file_in_one_run(run) -> None:
    text = run("compare", TALL).out
    assert run("compare", TALL, *several("-", "a.json")).out == text
    assert json.loads(Path("a.json").read_text("utf-8"))["results"]
    failed = run("compare", TALL, *several("-", "missing/a.json"))
    assert (failed.status, failed.out) == (2, "")


def test_what_writes_chains_and_lists_writes_several_as_well(run) -> None:
    function = ("trace", "sample:branches.py:relaxation", "--at", "1")
    for call in (("new", "mlp", 2, 2), function, ("samples", "tall")):
        assert run(*call, *several("c.yaml", "c.json")).status == 0, call
        assert run("compare", "c.yaml", "-q").status == 0
        assert json.loads(Path("c.json").read_text("utf-8"))["results"]
        Path("c.yaml").unlink()
        Path("c.json").unlink()
    assert run("completion", "bash", *several("b", "b.json")).status == 0
    assert "complete" in Path("b").read_text("utf-8")


def test_nothing_waits_where_files_are_written(run) -> None:
    done = run("vjp", MLP, "-u", "e1", "--steps", "--pause", *several("a.txt", "a.md"))
    assert (done.status, done.out) == (0, "")
    assert "total" in Path("a.txt").read_text("utf-8")
    assert "| **total** |" in Path("a.md").read_text("utf-8")


def test_what_one_format_has_not_is_refused_before_anything_is_written(run, folder) -> None:
    done = run("grad", MLP, "--layer", "f1", *several("a.txt", "a.json"))
    assert done.status == 2
    assert "--layer is of the text" in done.err
    assert [*folder.iterdir()] == []


def test_of_several_chains_without_a_picture_there_is_none(run) -> None:
    chain = "sample:mlp_cross_entropy"
    done = run("grad", chain, chain, "--layer", "f1", "--format", "svg")
    assert (done.status, done.out) == (2, "")
    assert "there is nothing to draw here" in done.err
