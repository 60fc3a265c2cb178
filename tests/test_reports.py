"""The house of reports: one contract, findings that every format says, what can be added."""

from __future__ import annotations

import ast
import json
from dataclasses import fields
from pathlib import Path

import pytest
from conftest import Outcome
from schemas import undeclared
from syntax import nodes

import jaccli.reports
from jaccli import commands
from jaccli.commands import COMMANDS
from jaccli.reports.common.ask import Ask

REPORTS = Path(jaccli.reports.__file__).parent
KINDS = {"headline", "why", "rule", "note", "warning", "next"}
ANSWERS = Path(__file__).parent / "oracles" / "answers.yaml"
CALLS = {  # a call of every command
    "compare": ["sample:mlp_cross_entropy"],
    "order": ["sample:bottleneck"],
    "order --matrix-free": ["sample:bottleneck"],
    "show": ["sample:residual"],
    "jvp": ["sample:mlp_cross_entropy", "-v", "e1", "--steps"],
    "vjp": ["sample:figure_13_11", "-u", "1", "--steps"],
    "graph": ["sample:figure_13_11", "--values"],
    "trace": ["sample:branches.py:relaxation", "--at", "1", "--and-at", "3"],
    "grad": ["sample:mlp_cross_entropy", "--steps"],
    "grad --layer f1": ["sample:mlp_cross_entropy"],
    "explain": ["jvp"],
    "exercise": ["sample:mlp_cross_entropy", "--ask", "backprop"],
    "grade": ["sample:mlp_cross_entropy", str(ANSWERS)],
    "samples": [],
    "new": ["mlp", "6", "4", "3"],
    "completion": [],
    "schema": [],
    "check": ["sample:mlp_cross_entropy"],
    "sweep": ["sample:tall", "--vary", "n=1:1000"],
}


TOLD = {"jvp", "vjp", "grad", "explain"}  # whose text shows in numbers what the headline says
OF_THE_TEXT = {"grad --layer f1"}


def words(text: str) -> str:
    """The text on one line, whatever it was wrapped to."""
    return " ".join(text.split())


def arguments(call: str) -> list[str]:
    return [*call.split(), *CALLS[call]]


def ended_well(call: str, done: Outcome) -> bool:
    """Whether an answer came and no error; marks that are not full are told by a 1."""
    return (done.status, done.err) == (int(call == "grade"), "")


def details(call: str) -> list[str]:
    """The same with every section; what reads no chain has one page for both."""
    has_one_page = call in ("explain", "samples", "new", "completion", "schema")
    return [*arguments(call), *([] if has_one_page else ["--details"])]


def test_every_command_is_called_here() -> None:
    assert {call.split()[0] for call in CALLS} == set(COMMANDS)


def test_no_report_knows_how_another_is_shown() -> None:
    """A folder imports from itself, from what all share, and what others find."""
    for path in REPORTS.rglob("*.py"):
        own = path.relative_to(REPORTS).parts[0]
        for node in nodes(path):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            _, _, rest = node.module.partition("jaccli.reports.")
            folder, _, module = rest.partition(".")
            if rest and folder not in (own, "common"):
                assert module.split(".")[-1] not in ("page", "say", "data", "command"), path
            assert own != "common" or folder in ("", "common"), f"{path} imports {node.module}"


def test_no_page_asks_for_a_display_or_escapes() -> None:
    """Width, signs, colour and what a terminal would obey are the renderer's."""
    for path in REPORTS.rglob("*.py"):
        text = path.read_text("utf-8")
        assert "Display" not in text or path.name == "saving.py", path  # which writes a file
        assert path.name not in ("page.py", "say.py") or "printable(" not in text, path


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_one_subclass_of_the_contract(name: str) -> None:
    from importlib import import_module

    asked = import_module(f"jaccli.reports.{name}.command").COMMAND
    assert issubclass(asked, Ask)
    assert not asked.__abstractmethods__  # nothing that the contract asks for is left out
    assert asked.name == name
    own = {field.name for field in fields(asked)} - {"common"}
    assert own == {option.name for option in asked.options}


def findings_of(call: str, run) -> list[dict[str, str]]:
    """What the JSON of a call says in words."""
    found = json.loads(run(*arguments(call), "--format", "json").out)
    return [each for result in found["results"] for each in result["findings"]]


@pytest.mark.parametrize("call", [call for call in CALLS if call not in OF_THE_TEXT])
@pytest.mark.costly
def test_the_text_says_every_finding_of_the_json(call: str, run) -> None:
    text = words(run(*details(call), "--width", 10_000).out)
    findings = findings_of(call, run)
    assert {each["kind"] for each in findings} <= KINDS
    assert [each for each in findings if each["kind"] == "headline"]
    assert [each for each in findings if each["kind"] == "next"] or call == "check"
    missing = [each for each in findings if words(each["text"]) not in text]
    assert {each["kind"] for each in missing} <= ({"headline"} if call in TOLD else set())


COUNTED = '''
"""jaccli count: how many layers there are."""

from dataclasses import dataclass
from typing import TypedDict

import click

from jaccli.document.blocks import Finding
from jaccli.reports.common.ask import AskEach
from jaccli.reports.common.entries import Declared


class Counted(TypedDict):
    layers: int


@dataclass(frozen=True)
class Count(AskEach):
    name = "count"
    help = "How many layers each CHAIN has."
    options = (click.Option(["--most"], type=int, default=100),)

    most: int

    def find(self, source):
        return source

    def page(self, found):
        yield Finding("headline", f"{len(found.nodes)} layers in {found.name}")

    def quiet(self, found):
        return f"{found.file}: {len(found.nodes)}"

    @classmethod
    def declares(cls):
        return Declared((Counted,))

    def data(self, found):
        return {"layers": len(found.nodes)}

    def complaints(self, results):
        return [f"{each.file}: too many" for each in results if len(each.nodes) > self.most]


COMMAND = Count
'''


def test_a_further_command_is_one_folder_and_one_line(run, tmp_path, monkeypatch) -> None:
    (tmp_path / "count").mkdir()
    (tmp_path / "count" / "command.py").write_text(COUNTED, encoding="utf-8")
    monkeypatch.setattr(jaccli.reports, "__path__", [*jaccli.reports.__path__, str(tmp_path)])
    monkeypatch.setitem(commands.COMMANDS, "count", "How many layers there are.")
    chain = "sample:mlp_cross_entropy"
    assert run("count", chain).out == "  4 layers in One-hidden-layer MLP with cross entropy\n"
    assert run("count", chain, "sample:digits", "-q").out == f"{chain}: 4\nsample:digits: 6\n"
    printed = run("count", chain, "--format", "json").out
    (result,) = json.loads(printed)["results"]
    assert undeclared("count", printed) == []
    assert result["layers"] == 4
    assert [each["kind"] for each in result["findings"]] == ["headline"]
    done = run("count", chain, "--most", "3")
    assert (done.status, done.err) == (1, f"{chain}: too many\n")
