"""Text from files is harmless: it steers no terminal, and no CI runner takes it for a command.

GitHub Actions reads a line as a command where it begins, after blanks, with `::`, or holds
`##[`; Azure Pipelines and TeamCity where it holds `##vso[` or `##teamcity[`.
Names that look like one stand in every place of a chain file, in names of files and in Python
programs; the oracles are the rules of the runner, ElementTree, json and csv.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jaccli
from jaccli.commands import bar
from jaccli.commands.output import complain, draw_errors
from jaccli.errors import JaccliError, Mistakes, inert, printable
from jaccli.progress import Progress

PACKAGE = Path(jaccli.__file__).parent
PIECES = (
    *(
        "::error file=x::y",
        " ::stop-commands::x",
        "##[error]x",
        "##vso[x]",
        "\n",
        "\r",
        "\r\n",
        " ",
        "a",
    ),
    *("\x1b[31m", "\x9b2K", "\x07", "\u202e", "\u2066", "\0", "\ufeff", "\x85", "\u2028", "\x0b"),
    *("%0A", "<&\"'>", "]]>", ",", ";", "|", "::", "##", "[", '"];', "\\", "\\n", "  # "),
)
HOSTILE = (
    "::error file=x::y",
    " ::stop-commands::x ::error::y",
    "###[error]x##[y ##vso[z ##teamcity[z <&\"'>]]>,;|{}",
    "a\n::error::x\r##[group]x\r\n ::x\x1b[31m\u202e\u2066\0\u2028::z\x85::z <&\"'>]]>",
)
MOST = [HOSTILE[0], pytest.param(HOSTILE[1], marks=pytest.mark.slow), *HOSTILE[2:]]
COLOUR = re.compile(r"\x1b\[[\d;]*m")
OWN = re.compile(r"::(error|notice) ([^:]*)::(.*)")


def faults(text: str, *, annotated: bool = False) -> Iterator[str]:
    """Lines that a runner would take for a command, or that steer a terminal."""
    for line in text.split("\n"):
        command = line.lstrip().startswith("::") and not (annotated and OWN.fullmatch(line))
        if command or re.search(r"##\w*\[", line) or not line.isprintable():
            yield line


def right(text: str) -> dict[str, str]:
    """Chain files with the text in every place where one may stand."""
    x, f, g, h, n = (json.dumps(text + each) for each in ("", "1", "2", "3", "n"))
    return {
        "graph.yaml": f"name: {x}\ndescription: {x}\ninputs: {{{x}: [1, 0, 2], {n}: [3]}}\n"
        f"layers:\n- {{name: {f}, type: relu, inputs: {x}}}\n"
        f"- {{name: {g}, type: sum, inputs: {f}}}\n"
        f"- {{name: {h}, type: tanh, inputs: {f}}}\noutput: {g}\n"
        "expect: {cheaper: tie, max_flops: 1}\n",
        "chain.yaml": f"name: {x}\nsizes: {{{n}: 3}}\ninput: {{size: {n}}}\n"
        f"layers:\n- {{name: {f}, type: linear, size: {n}}}\n- {{name: {g}, type: tanh}}\n"
        f"- {{name: {h}, type: sum}}\nexpect: {{reverse_flops: 1}}\n",
        "shapes.yaml": f"edges: [[{x}, {f}], [{f}, {g}]]\nsizes: {{{f}: 3}}\n",
        "program.py": "import numpy as np\ndef f(x):\n"
        f"    {text!r}\n    y = np.maximum(x, 1.0)  # ::error::x ##[x]\n    return y.sum()\n",
    }


def mistaken(text: str) -> dict[str, str]:
    """Files with a mistake that speaks of the text."""
    x, y = json.dumps(text), json.dumps(f"{text}1")
    layers = {
        "type": f"{{type: {x}}}",
        "key": f"{{type: relu, {x}: 1}}",
        "number": f"{{type: scale, factor: {x}}}",
        "reference": f"{{type: relu, inputs: {x}}}",
        "file": f"{{type: linear, weight: {{file: {x}}}}}",
        "archive": f"{{type: linear, weight: {{file: {json.dumps(text + '.npz')}, key: {x}}}}}",
        "size": f"{{type: linear, size: {x}}}",
        "init": f"{{type: linear, size: 2, weight: {{init: {x}}}}}",
        "twice": f"{{type: relu, name: {x}}}, {{type: relu, name: {x}}}",
        "value": f"{{type: log, name: {x}}}",
    }
    chains = {
        "unknown key": f"{x}: 1\ninput: [1]\nlayers: [relu]\n",
        "top": f"input: [{x}]\ndtype: {x}\nseed: {x}\nlayers: [relu]\noutput: {x}\n",
        "expect": f"input: [1]\nlayers: [relu]\nexpect: {{{x}: 1, cheaper: {x}}}\n",
        "misfit": f"inputs: {{{x}: [1, 2], {y}: [1, 2, 3]}}\n"
        f"layers: [{{type: add, inputs: [{x}, {y}]}}]\n",
        "idle": f"inputs: {{{x}: [-1]}}\nlayers: [{{type: log, inputs: {x}, name: {y}}}]\n",
        "unquoted": f"input: [1]\nlayers: [{text}]\n",
        "syntax": f"input: [1\nlayers: {x}: x\n",
        "cycle": f"edges: [[{x}, {y}], [{y}, {x}]]\nsizes: {{{x}: {y}}}\n",
        **{what: f"input: [-1]\nlayers: [{layer}]\n" for what, layer in layers.items()},
    }
    bodies = {
        "raises": f"raise ValueError({text!r})",
        "ends": f"raise SystemExit({text!r})",
        "fills": f"raise MemoryError({text!r})",
        "interrupts": f"raise type({text.replace(chr(0), '')!r}, (Exception,), {{}})({text!r})",
        "argument": f"return np.sum(x, **{{{text!r}: 1}})",
        "index": f"return x[{text!r}]",
        "attribute": f"return getattr(x, {text!r})",
        "text": f"return np.sin({text!r})",
        "mapping": f"return {{{text!r}: {{1.0}}}}",
    }
    programs = {
        f"{what}.py": f"import numpy as np\ndef f(x):\n    {body}  # ::error::x ##[x]\n"
        for what, body in bodies.items()
    }
    return {
        **{f"{what}.yaml": chain for what, chain in chains.items()},
        **programs,
        "top.py": f"raise RuntimeError({text!r})\n",
    }


def commands(name: str) -> list[list[str]]:
    """Everything that can be asked of a file."""
    given = [name] if name.endswith(".yaml") else [f"{name}:f", "--at", "[1, 2]"]
    vectors = {"jvp": ["-v", "e1"], "vjp": ["-u", "e1"], "sweep": ["--vary", "n=1:2"]}
    plain = ("compare", "order", "show", "graph", "grad", "check", "trace", *vectors)
    asked = [[command, *given, *vectors.get(command, [])] for command in plain]
    asked += [[*each, "--format", "json"] for each in asked]
    asked += [["check", *given, "--format", each] for each in ("github", "junit")]
    asked += [["graph", *given, "--format", each] for each in ("dot", "mermaid")]
    for each in ("latex", "markdown", "csv", "html"):
        asked += [["vjp", *given, "-u", "e1", "--format", each]]
        asked += [["show", *given, "--details", "--format", each]]
    asked += [["check", *given, "-q"], ["compare", *given, "--expect", "tie", "-q"]]
    asked += [["check", *given, "--width", "40"], ["order", *given, "--matrix-free"]]
    asked += [["jvp", *given, "-v", "e1", "--steps"], ["vjp", *given, "-u", "e1", "--steps"]]
    return [*asked, ["compare", *given, "--width", "40", "--color", "always"]]


def told_apart(name: str) -> list[list[str]]:
    """Those of them that have other words for this file than for the graph."""
    others = {"chain.yaml": "order sweep compare", "shapes.yaml": "order"}
    wanted = others.get(name, "trace check").split()
    return [each for each in commands(name) if name == "graph.yaml" or each[0] in wanted]


def assert_harmless(run: Callable[..., Any], arguments: list[str]) -> Any:
    """The outcome of a call, in which no text of a file does anything."""
    outcome = run(*arguments)
    written = arguments[-1] if "--format" in arguments else "text"
    assert outcome.status in (0, 1, 2), (arguments, outcome.err)
    for shown in (outcome.out, outcome.err):
        bare = COLOUR.sub("", shown) if "always" in arguments else shown
        assert not [*faults(bare, annotated=written == "github")], arguments
    if outcome.status == 2:
        assert (outcome.out == "") == (outcome.err != "")
    elif written == "json":
        json.loads(outcome.out)
    elif written == "junit":
        ET.fromstring(outcome.out)
    return outcome


@pytest.mark.parametrize("text", MOST)
@pytest.mark.costly
def test_no_name_does_anything_in_any_command_or_format(run, chain, text: str) -> None:
    for name, content in right(text).items():
        chain(content, name)
        found = {assert_harmless(run, each).status for each in told_apart(name)}
        if name == "program.py" or text.isprintable():  # names in a file have to be
            assert 0 in found
            assert 1 in found or name in ("program.py", "shapes.yaml")


@pytest.mark.slow
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join))
def test_no_word_put_together_does_anything_as_name_of_whatever(run, chain, text: str) -> None:
    for name, content in right(text).items():
        called = f"{text.replace(chr(0), '')}.{name}"  # no file's name holds NUL
        for each in (name, called):
            chain(content, each)
            for arguments in commands(each):
                assert_harmless(run, arguments)
    for name, content in mistaken(text).items():
        for arguments in commands(chain(content, name)):
            assert_harmless(run, arguments)


@pytest.mark.parametrize("text", MOST)
@pytest.mark.costly
def test_no_mistake_does_anything_whatever_it_speaks_of(run, chain, text: str) -> None:
    for name, content in mistaken(text).items():
        given = [chain(content, name)] if name.endswith("yaml") else [f"{name}:f", "--at", "1"]
        chain(content, name)
        for command in ("check", "order"):
            outcome = assert_harmless(run, [command, *given])
            assert outcome.status == 2 or command == "order", (name, text)
    for arguments in (["--set", f"{text}=3"], ["--at", text], ["--baseline", text]):
        assert_harmless(run, ["check", "sample:tall", *arguments])
    assert assert_harmless(run, ["check", "sample:tall", "-o", f"{text}/"]).status == 2
    for arguments in ([text], ["compare", f"--{text}"], ["compare", text], ["explain", text]):
        assert assert_harmless(run, arguments).status == 2


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join))
def test_a_line_that_was_written_out_is_no_command_and_steers_nothing(text: str) -> None:
    line = inert(printable(text))
    assert not [*faults(line)]
    assert inert(line) == line
    assert ast.literal_eval(f"'{inert(printable(escaped(text)))}'") == text  # nothing is lost


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


@pytest.mark.parametrize("text", ["::error file=x::y", "a\r\n ::y \x1b[31m##[group]"])
class TestStandardError:
    """What stands there beside the mistakes of files."""

    def broken_by(self, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
        def broken(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr("jaccli.reports.compare.find.compare", broken)

    def test_an_internal_error_is_told_in_one_line(self, run, monkeypatch, text) -> None:
        self.broken_by(monkeypatch, ZeroDivisionError(text))
        outcome = run("compare", "sample:tall")
        assert (outcome.status, outcome.err.count("\n")) == (70, 2)
        assert not [*faults(outcome.err)]
        assert inert(printable(text))[4:] in outcome.err

    def test_a_traceback_is_told_line_by_line(self, run, monkeypatch, text) -> None:
        self.broken_by(monkeypatch, ZeroDivisionError(text))
        traced = run("compare", "sample:tall", "--debug")
        assert traced.status == 70
        assert "raise error" in traced.err
        assert not [*faults(traced.err)]

    def test_a_lack_of_memory_is_told_with_its_help(self, run, monkeypatch, text) -> None:
        self.broken_by(monkeypatch, MemoryError(text))
        outcome = run("compare", "sample:tall")
        assert (outcome.status, outcome.err.count("error:")) == (2, 1 + text.count("error:"))
        assert "--max-memory" in outcome.err
        assert not [*faults(outcome.err)]

    def test_a_verdict_that_was_not_expected_is_told_of_any_file(self, run, chain, text) -> None:
        name = chain("input: [1]\nlayers: [relu]\n", f"{text}.yaml")
        outcome = run("compare", name, "--expect", "forward", "-q")
        assert (outcome.status, outcome.err.count("\n")) == (1, 1)
        assert not [*faults(outcome.err)]

    def test_how_far_a_run_is_takes_one_line(self, text) -> None:
        progress = Progress()
        with progress.stage(text, 2), progress.stage(text, 3):
            for columns in (40, 80, 10_000):
                assert not [*faults(bar.line("check", progress.stages, 2.0, columns))]


def test_a_word_that_a_note_wraps_to_the_next_line_is_no_command(capsys) -> None:
    for blanks in range(80):
        note = f"{'x' * blanks} ::error::x ::error::y"
        complain(*draw_errors(Mistakes([JaccliError("title", notes=[("help", note)])])))
        assert not [*faults(capsys.readouterr().err)]


@pytest.mark.parametrize("name", ["a", "##[a", "::a##[##[b"])
def test_carets_stay_under_their_word_beside_what_was_written_out(run, chain, name: str) -> None:
    text = f'input: [1]\nlayers: [{{name: "{name}", type: rleu}}]\n'
    lines = run("compare", chain(text)).err.split("\n")
    at = next(at for at, line in enumerate(lines) if "rleu}" in line)
    assert lines[at].index("rleu}") == lines[at + 1].index("^^^^")
    assert not [*faults("\n".join(lines))]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_mistake_that_a_script_prints_is_as_harmless(chain, text: str) -> None:
    for name, content in mistaken(text).items():
        function = name.endswith(".py")
        with pytest.raises(jaccli.JaccliError) as mistake:
            jaccli.check(chain(content, name) + ":f" * function, at=[1.0] if function else None)
        assert not [*faults(str(mistake.value))]


def test_an_error_is_red_where_it_begins_and_where_somebody_sees_it(monkeypatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stderr", shown := io.StringIO())
    monkeypatch.setattr(shown, "isatty", lambda: True)
    complain("error: a", "  error: b")
    assert shown.getvalue() == "\x1b[31m\x1b[1merror:\x1b[0m a\n  error: b\n"


def test_nothing_but_one_module_writes_to_standard_error() -> None:
    """Every way that Python has, searched for in the code; who uses one says why it may."""
    ways = re.compile(
        r"stderr|err=True|\bprint\(|print_exc|print_exception|warnings\.warn|os\.write|\becho\(|"
        r"secho|\blogging\b|faulthandler|/dev/tty|/dev/fd"
    )
    users = {
        str(path.relative_to(PACKAGE)): found
        for path in PACKAGE.rglob("*.py")
        if ways.search(text := path.read_text(encoding="utf-8"))
        and (found := {*ways.findall(without_words(text))})
    }
    assert users.pop("commands/output.py") == {"stderr"}
    assert users == {
        "document/pictures/canvas.py": {"logging"},  # what matplotlib would say is not said
        "commands/__init__.py": {"echo("},  # the version, to standard output
        "commands/watching.py": {"stderr", "os.write"},  # the bar, whose line is made in bar.py
        # from a signal's handler, a constant; and the terminal is asked who is in front
        "interruption.py": {"os.write", "stderr", "/dev/tty"},
        "trace/program/load.py": {"stderr"},  # what a program prints is its own
        "trace/program/plain.py": {"stderr"},  # what a program prints again is thrown away
        "document/formats/text.py": {"print("},  # to a string
        "reports/explain/glossary/python.py": {"print("},  # in a program that is shown
    }


def without_words(code: str) -> str:
    """The code without its comments and docstrings."""
    return ast.unparse(WithoutDocstrings().visit(ast.parse(code)))


class WithoutDocstrings(ast.NodeTransformer):
    """Leaves out expressions that are a text alone."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return ast.Pass() if is_text else node


# --- nothing is lost ---

VISIBLE = [text for text in HOSTILE if text.isprintable()]


@pytest.mark.parametrize("text", VISIBLE)
def test_json_and_junit_give_the_text_as_it_is(run, chain, text: str) -> None:
    name = chain(right(text)["graph.yaml"], f"{text}.yaml")
    (result,) = json.loads(run("check", name, "--format", "json").out)["results"]
    assert (result["file"], result["name"]) == (name, text)
    assert [*result["inputs"]] == [text, f"{text}n"]
    root = ET.fromstring(run("check", name, "--format", "junit").out)
    assert root[0].get("name") == name


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_for_spreadsheets_has_a_line_a_size_whatever_files_are_called(run, chain, text):
    source = 'input: {size: "::n"}\nsizes: {"::n": 2}\nlayers: [relu]\n'
    names = [chain(source, f"{text.replace(chr(0), '')}{each}.yaml") for each in "ab"]
    for some in (names, names[:1]):
        out = assert_harmless(run, ["sweep", *some, "--vary", "::n=1:2", "--format", "csv"]).out
        header, *rows = csv.reader(out.splitlines())
        assert len(rows) == out.count("\n") - 1 == 2 * len(some)
        assert {len(row) for row in rows} == {len(header)}
        assert [row[0] for row in rows if len(some) == 2] == [
            inert(printable(name)) for name in some for _ in range(2) if len(some) == 2
        ]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_check_that_is_not_ok_keeps_its_annotation(run, chain, text: str) -> None:
    source = right(text if text.isprintable() else "x")["graph.yaml"]
    name = chain(source, f"{text.replace(chr(0), '')}.yaml")
    (result,) = json.loads(run("check", name, "--format", "json").out)["results"]
    lines = run("check", name, "--format", "github").out.split("\n")
    found = [read for line in lines if (read := as_github_reads(line))]
    told = [each for each in result["checks"] if each["status"] != "ok"]
    assert len(told) == 3  # two expectations, and the kink
    for (command, properties, message), check in zip(found, told, strict=True):
        assert command == ("error" if check["status"] == "failed" else "notice")
        assert properties["title"] == check["name"]
        assert properties.get("line") == (check["line"] and str(check["line"]))
        assert ast.literal_eval(f"'{escaped_again(properties['file'])}'") == check["file"]
        assert message.split("\n")[0] == inert(printable(check["finding"]))


def escaped_again(name: str) -> str:
    return name.replace("'", "\\'")


def as_github_reads(line: str) -> tuple[str, dict[str, str], str] | None:
    """ActionCommand.TryParseV2 of the runner, in Python."""
    line = line.lstrip()
    if not line.startswith("::") or (end := line.find("::", 2)) < 0:
        return None
    command, _, rest = line[2:end].partition(" ")

    def plain(text: str, signs: str) -> str:
        for sign in signs:
            text = text.replace(f"%{ord(sign):02X}", sign)
        return text

    pairs = (each.partition("=") for each in rest.split(",") if each)
    properties = {key.strip(): plain(value, "\r\n:,%") for key, _, value in pairs}
    return command, properties, plain(line[end + 2 :], "\r\n%")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_traced_chain_file_keeps_the_words_and_can_be_read(run, chain, text: str) -> None:
    chain(right(text.replace("\n", " "))["program.py"], "program.py")
    called = ("program.py:f", "--at", "[1, 2]")
    (result,) = json.loads(run("compare", *called, "--format", "json").out)["results"]
    assert run("trace", *called, "-o", "traced.yaml").status == 0
    assert jaccli.load("traced.yaml").description == printable(result["description"])
