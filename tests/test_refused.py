"""A run that ends with exit status 2 says so in the formats of CI, in a file or on standard error.

The oracles are the rules of GitHub's runner, ElementTree and the lines that people are shown.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from test_hostile import HOSTILE, as_github_reads, faults

GOOD = "input: [1, 2]\nlayers: [tanh, sum]\n"
BAD = "input: [1]\nlayers: [rleu, {type: linear, size: 0}]\n"
WORSE = "inputs: {a: [1], b: [2, 3]}\nlayers: [{type: add, inputs: [a, b]}]\n"
FORMATS = ("github", "junit")
STALE = '<?xml version="1.0"?><testsuites tests="1"/>\n'


def annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    return [read for line in text.split("\n") if (read := as_github_reads(line))]


def errors_in(text: str) -> list[tuple[ET.Element, ET.Element]]:
    """The cases with their errors, of a document that adds up and in which nothing else is said."""
    root = ET.fromstring(text)
    (suite,) = root
    for each in (root, suite):
        told = {name: each.get(name) for name in ("tests", "failures", "errors", "skipped")}
        number = str(len(suite))
        assert told == {"tests": number, "failures": "0", "errors": number, "skipped": "0"}
    assert all([inner.tag for inner in case] == ["error"] for case in suite)
    return [(case, case[0]) for case in suite]


def titles(err: str) -> list[str]:
    """What people are shown, one sentence a mistake."""
    return [line.removeprefix("error: ") for line in err.split("\n") if line.startswith("error: ")]


def shell(arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-c", f"'{sys.executable}' -m jaccli {arguments}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class TestStandardError:
    """Where no file is asked for."""

    def test_a_mistake_is_annotated_where_people_are_shown_it(self, run, chain) -> None:
        names = [chain(BAD, "b.yaml"), chain(GOOD, "good.yaml"), chain(WORSE, "w.yaml")]
        plain = run("check", *names)
        told = run("check", *names, "--format", "github")
        assert (told.status, told.out) == (2, "")
        assert told.err.startswith(plain.err)  # beside what people read
        found = annotations(told.err.removeprefix(plain.err))
        places = [line.split() for line in plain.err.split("\n") if line.startswith("  --> ")]
        assert len(found) == len(places) == 3
        for (command, properties, message), (_, place), title in zip(
            found, places, titles(plain.err), strict=True
        ):
            said = (properties["file"], properties["line"], properties["col"])
            assert (command, ":".join(said)) == ("error", place)
            assert message.split("\n")[0] == title
        assert "help: write `relu`" in found[0][2]
        assert int(found[0][1]["endColumn"]) == int(found[0][1]["col"]) + len("rleu")

    def test_a_file_is_named_from_the_root_of_the_repository(
        self, run, chain, monkeypatch, tmp_path
    ) -> None:
        """As the diff of a pull request has it: the runner joins nothing but what is absolute."""
        Path("nets").mkdir()
        chain(BAD, "nets/b.yaml")
        chain("input: [1, 2]\nlayers: [tanh]\nexpect: {cheaper: reverse}\n", "nets/w.yaml")
        monkeypatch.chdir("nets")
        named = {}
        for root in ("", str(tmp_path), str(tmp_path / "other")):
            monkeypatch.setenv("GITHUB_WORKSPACE", root)
            told = [run("check", name, "--format", "github") for name in ("./b.yaml", "w.yaml")]
            found = annotations(told[0].err + told[1].out)
            named[root] = {properties["file"] for _, properties, _ in found}
        inside = {"nets/b.yaml", "nets/w.yaml"}
        assert [*named.values()] == [{"b.yaml", "w.yaml"}, inside, {"b.yaml", "w.yaml"}]

    def test_junit_stands_alone_with_an_error_for_each(self, run, chain) -> None:
        names = [chain(BAD, "b.yaml"), chain(GOOD, "good.yaml"), chain(WORSE, "w.yaml")]
        plain = run("check", *names)
        told = run("check", *names, "--format", "junit")
        assert (told.status, told.out) == (2, "")
        found = errors_in(told.err)  # nothing stands beside it
        assert [error.get("message") for _, error in found] == titles(plain.err)
        assert [case.get("classname") for case, _ in found] == ["b.yaml", "b.yaml", "w.yaml"]
        assert [case.get("line") for case, _ in found] == ["2", "2", "2"]
        for _, error in found:
            assert error.get("type") == "mistake"
            assert (error.text or "").split("\n")[1] in plain.err.split("\n")

    def test_what_is_in_no_file_has_no_line_of_one(self, run) -> None:
        told = run("check", "-", "--format", "github", stdin=b"input: [1]\nlayers: [rleu]\n")
        ((_, properties, message),) = annotations(told.err)
        assert {*properties} == {"title"}
        assert message.startswith("-:2:10: unknown layer type")

    def test_mistakes_without_a_place_have_their_file(self, run, chain) -> None:
        chain("def f(x):\n    return x\n", "f.py")
        told = run("check", "f.py:g", "nope.yaml", "--at", "1", "--format", "github")
        found = [properties for _, properties, _ in annotations(told.err)]
        assert [each["file"] for each in found] == ["f.py", "nope.yaml"]
        assert not any("line" in each for each in found)

    def test_answers_that_cannot_be_read_are_annotated_too(self, run, chain) -> None:
        answers = chain("u1: [1, oops(]\n", "a.yaml")
        told = run("grade", "sample:mlp_cross_entropy", answers, "--format", "github")
        assert (told.status, told.out) == (2, "")
        assert [each["file"] for _, each, _ in annotations(told.err)] == ["a.yaml"]

    @pytest.mark.parametrize(
        "words",
        [
            ["--no-such-option"],
            ["--tolerance", "7"],
            ["--set", "n"],
            ["--at", "x"],
            ["--baseline", "nope.json"],
            ["-o"],
        ],
        ids=" ".join,
    )
    def test_a_line_that_cannot_be_read_is_told_as_far_as_its_format(self, run, words) -> None:
        for format in FORMATS:
            told = run("check", "sample:tall", "--format", format, *words)
            assert (told.status, told.out) == (2, "")
            (title,) = titles(run("check", "sample:tall", *words).err)
            if format == "junit":
                ((_, error),) = errors_in(told.err)
                assert error.get("message") == title
            else:
                ((_, _, message),) = annotations(told.err)
                assert message.split("\n")[0] == title

    @pytest.mark.parametrize("words", ["comparee x", "compare sample:tall", "--bogus"])
    def test_who_asks_for_annotations_where_there_are_none_gets_the_mistake_as_one(
        self, run, words: str
    ) -> None:
        told = run(*words.split(), "--format", "github")
        assert (told.status, told.out) == (2, "")
        (title,) = titles(told.err)
        ((_, _, message),) = annotations(told.err)
        assert message.split("\n")[0] == title

    def test_more_than_are_drawn_are_counted(self, run, chain) -> None:
        layers = ", ".join(["{type: linear, size: 0}"] * 234)
        name = chain(f"input: [1]\nlayers: [{layers}]\n")
        github = annotations(run("check", name, "--format", "github").err)
        assert len(github) == 201
        assert github[-1][2] == "and 34 more"
        found = errors_in(run("check", name, "--format", "junit").err)
        assert len(found) == 201
        assert found[-1][1].get("message") == "jaccli: 234 errors in chain.yaml, nothing computed"

    @pytest.mark.slow
    def test_standard_output_by_another_name_stays_empty(self, chain) -> None:
        done = shell(f"check {chain(BAD)} --format junit -o /dev/stdout")
        assert (done.returncode, done.stdout) == (2, "")
        assert len(errors_in(done.stderr)) == 2


class TestFiles:
    """Those of -o."""

    def test_each_in_a_format_of_ci_tells_of_it_and_others_stay(self, run, chain) -> None:
        name = chain(BAD)
        Path("a.xml").write_text(STALE)
        Path("a.json").write_text("{}")
        told = run("check", name, *(f"-o{each}" for each in ("a.xml", "a.json", "b.xml", "a.txt")))
        assert (told.status, told.out, told.err) == (2, "", run("check", name).err)
        assert len(errors_in(Path("a.xml").read_text())) == 2
        assert Path("b.xml").read_text() == Path("a.xml").read_text()
        assert Path("a.json").read_text() == "{}"
        assert not Path("a.txt").exists()

    def test_annotations_stand_in_it_with_how_many_they_are(self, run, chain) -> None:
        told = run("check", chain(BAD), "--format", "github", "-o", "log")
        assert not annotations(told.err)
        text = Path("log").read_text()
        assert len(annotations(text)) == 2
        assert text.split("\n")[-2] == "jaccli: 2 errors in chain.yaml, nothing computed"

    @pytest.mark.parametrize("words", [[], ["--nope"], ["--at", "x"]])
    def test_nothing_that_is_read_or_named_is_written_over(self, run, chain, words) -> None:
        kept = {name: chain(text, name) for name, text in (("a.yaml", BAD), ("b.json", "[]"))}
        os.link("a.yaml", "hard.xml")
        for output in (*kept, "hard.xml"):
            for format in FORMATS:
                call = ["check", "a.yaml", "--baseline", "b.json", "--format", format]
                told = run(*call, *words, "-o", output)
                assert (told.status, told.out) == (2, "")
                assert f"-o {output}: the run reads this file" in told.err
        assert Path("a.yaml").read_text() == BAD
        assert Path("b.json").read_text() == "[]"

    def test_a_program_is_kept_that_never_ran(self, run, chain) -> None:
        chain("def f(x):\n    return x\n", "f.py")
        run("check", "f.py:f", "--nope", "--format", "junit", "-o", "f.py")
        assert Path("f.py").read_text().startswith("def f")

    def test_that_it_cannot_be_written_is_told_once_and_is_no_other_status(self, run, chain):
        told = run("check", chain(BAD), "-o", "ok.xml", "--format", "junit", "-o", "/dev/full")
        assert (told.status, told.out) == (2, "")
        assert titles(told.err)[-1] == "cannot write /dev/full: no space left on device"
        assert len(errors_in(Path("ok.xml").read_text())) == 2
        told = run("check", "chain.yaml", "-o", "no/such.xml")
        assert titles(told.err) == ["cannot write no/such.xml: no such file or directory"]

    def test_it_stays_where_a_program_goes_to_another_folder(self, run, chain, tmp_path) -> None:
        (tmp_path / "sub").mkdir()
        chain("import os\ndef f(x):\n    os.chdir('sub')\n    raise ValueError\n", "f.py")
        run("check", "f.py:f", "--at", "1", "-o", "a.xml")
        assert len(errors_in((tmp_path / "a.xml").read_text())) == 1

    @pytest.mark.slow
    def test_a_result_that_is_there_stays_where_the_screen_cannot_be_written(self, chain) -> None:
        assert shell(f"check {chain(GOOD)} -o a.xml -o - >/dev/full").returncode == 2
        assert ET.parse("a.xml").getroot().get("errors") == "0"

    def test_an_internal_error_leaves_no_report_of_an_earlier_run(self, run, chain, monkeypatch):
        chain(GOOD)
        assert run("check", "chain.yaml", "-o", "a.xml").status == 0

        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError("::error::x")

        monkeypatch.setattr("jaccli.reports.check.find.check", broken)
        told = run("check", "chain.yaml", "-o", "a.xml")
        assert (told.status, told.out, told.err.count("\n")) == (70, "", 2)
        ((_, error),) = errors_in(Path("a.xml").read_text())
        assert error.get("type") == "internal"
        assert run("check", "chain.yaml", "--format", "junit").err == told.err
        github = run("check", "chain.yaml", "--format", "github")
        assert (github.status, len(annotations(github.err))) == (70, 1)


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("format", FORMATS)
def test_no_mistake_forges_an_annotation_or_a_case(run, chain, format: str, text: str) -> None:
    from test_hostile import mistaken

    for name, content in mistaken(text).items():
        given = [chain(content, name)] if name.endswith("yaml") else [f"{name}:f", "--at", "1"]
        chain(content, name)
        number = len(titles(run("check", *given).err))
        told = run("check", *given, "--format", format)
        assert told.status == 2, name
        assert not [*faults(told.err, annotated=True)]
        found = errors_in(told.err) if format == "junit" else annotations(told.err)
        assert len(found) == number


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("format", FORMATS)
def test_no_answer_forges_one_either(run, chain, format: str, text: str) -> None:
    said = json.dumps(text)
    name = chain(f"{said}: 1\nu1: [1, {said}]\nv1: {said}\n", f"{text.replace(chr(0), '')}.yaml")
    number = len(titles(run("grade", "sample:mlp_cross_entropy", name).err))
    told = run("grade", "sample:mlp_cross_entropy", name, "--format", format)
    assert (told.status, told.out) == (2, "")
    assert not [*faults(told.err, annotated=True)]
    found = errors_in(told.err) if format == "junit" else annotations(told.err)
    assert len(found) == number > 0
