"""`jaccli samples`: what ships is listed truly, and a copy of any of it runs where it lands."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import pytest

import jaccli
from jaccli.spec import sample_folder

FILES = [  # that open with what to try, found without the command's own eyes
    path
    for path in sorted(Path(sample_folder()).iterdir())
    if path.suffix in (".yaml", ".py") and "\n# Try: jaccli " in path.read_text("utf-8")[:300]
]
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_list_is_one_screen_that_was_read_aloud(run, golden) -> None:
    out = run("samples").out
    assert len(out.splitlines()) <= 23
    golden("samples.txt", out)


def test_every_sample_is_a_line_with_what_it_shows_and_its_sizes(run) -> None:
    lines = [line.strip() for line in run("samples").out.splitlines()]
    for path in FILES:
        name = path.stem if path.suffix == ".yaml" else path.name
        (line,) = [each for each in lines if each.split()[:1] == [name]]
        first = path.read_text("utf-8").split("\n")[0]
        assert first.startswith(f"# {re.split('  +', line)[-1]}: "), line
        if path.suffix == ".yaml":
            j = jaccli.compare(f"sample:{name}").jacobian
            depth = len(re.findall(r"^  - ", path.read_text("utf-8"), re.MULTILINE))
            assert line.split()[1:4] == [str(j.shape[1]), str(j.shape[0]), str(depth)]
    assert f"{len(FILES)} samples: " in run("samples").out


def test_where_there_is_room_each_line_says_what_to_try(run) -> None:
    wide = run("samples", "--width", 160).out
    for path in FILES:
        tried = path.read_text("utf-8").split("\n")[1].removeprefix("# Try: ")
        assert f"  {tried}\n" in wide


@every_file
def test_a_sample_is_printed_as_it_lies_there(path: Path, run) -> None:
    for name in {path.stem, path.name, f"sample:{path.stem}"}:
        outcome = run("samples", name)
        assert (outcome.status, outcome.out) == (0, path.read_text("utf-8"))


@every_file
def test_a_copy_runs_where_it_lands_and_says_so(path: Path, run, tmp_path: Path) -> None:
    (tmp_path / "my own").mkdir()
    copy = tmp_path / "my own" / f"copy{path.suffix}"
    outcome = run("samples", path.stem, "-o", copy)
    assert (outcome.status, outcome.out) == (0, "")
    assert copy.read_bytes() == path.read_bytes()
    said = outcome.err.splitlines()
    assert said[0].startswith(f"Written: {copy}")
    assert said[-1].startswith("Next: jaccli ")
    assert str(copy) in said[-1]
    assert f"sample:{path.stem}" not in said[-1]
    if path.stem in ("baydin", "digits", "branches"):  # test_samples.py runs them all
        done = run(*shlex.split(said[-1].removeprefix("Next: jaccli ")))
        assert (done.status, done.err) == (0, "")


def test_weights_go_with_the_file_that_reads_them(run, tmp_path: Path) -> None:
    weights = (Path(sample_folder()) / "digits.npz").read_bytes()
    err = run("samples", "digits").err  # printed alone it would be of no use
    assert err.splitlines() == [
        "This file reads digits.npz, which has to lie beside it.",
        "To write both: jaccli samples digits -o my.yaml",
    ]
    assert list(tmp_path.iterdir()) == []
    for name in ("my.yaml", "again.yaml"):  # the same weights may be there already
        assert run("samples", "digits", "-o", name).status == 0
        assert (tmp_path / "digits.npz").read_bytes() == weights
    assert run("samples", "tall").err == ""


def test_nothing_that_is_there_is_overwritten(run, tmp_path: Path) -> None:
    (tmp_path / "my.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / "digits.npz").write_text("mine too", encoding="utf-8")
    for name, taken, help in (
        ("my.yaml", "-o my.yaml: this file exists", "or remove it first: rm my.yaml"),
        ("new.yaml", "needs digits.npz beside it", "choose another folder"),
    ):
        outcome = run("samples", "digits", "-o", name)
        assert (outcome.status, outcome.out) == (2, "")
        assert taken in outcome.err
        assert help in outcome.err
    assert {each.name: each.read_text("utf-8") for each in tmp_path.iterdir()} == {
        "my.yaml": "mine",
        "digits.npz": "mine too",
    }


@pytest.mark.parametrize(
    ("name", "file", "ending"),
    [
        ("digits", "digits.txt", ".yaml or .yml"),
        ("tall", "t.py", ".yaml"),
        ("branches", "b", ".py"),
    ],
)
def test_a_copy_has_the_ending_by_which_it_is_read(name, file, ending, run, tmp_path) -> None:
    outcome = run("samples", name, "-o", file)
    assert (outcome.status, outcome.out) == (2, "")
    assert f" ends in {ending}" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_a_device_gets_no_weights_beside_it(run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("samples", "digits", "-o", pipe).status == 0
        assert os.read(reader, 1 << 16) == (Path(sample_folder()) / "digits.yaml").read_bytes()
    finally:
        os.close(reader)
    assert [each.name for each in tmp_path.iterdir()] == ["pipe.yaml"]


def test_in_json_one_entry_a_sample_and_the_file_of_one(run) -> None:
    results = json.loads(run("samples", "--format", "json").out)["results"]
    assert [each["name"].removesuffix(".py") for each in results] == [
        path.stem for path in sorted(FILES, key=lambda path: (path.suffix == ".py", path.stem))
    ]
    (program,) = json.loads(run("samples", "branches", "--format", "json").out)["results"]
    defined = re.findall(r"^def (\w+)", program["text"], re.MULTILINE)
    assert program["functions"] == defined
    assert program["text"] == (Path(sample_folder()) / "branches.py").read_text("utf-8")


@pytest.mark.parametrize(("name", "meant"), [("tlal", "tall"), ("digit", "digits"), ("cnn", "")])
def test_an_unknown_name_gets_a_suggestion_only_where_one_is_near(name, meant, run) -> None:
    outcome = run("samples", name)
    assert (outcome.status, outcome.out) == (2, "")
    assert ("did you mean" in outcome.err) == bool(meant)
    assert f"did you mean `{meant}`?" in outcome.err or not meant
    assert "`jaccli samples` lists them all" in outcome.err
