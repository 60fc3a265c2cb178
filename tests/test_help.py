"""What --help prints: a page at most, own options first, every option told once."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click
import pytest

from jaccli.commands import COMMANDS, cli
from jaccli.commands import help as helps
from jaccli.commands.dispatch import command_of
from jaccli.reports.common.shared import Shared

WITH_MATRICES = {"compare", "show", "grad", "jvp", "vjp"}
CALLS = [(), *((name,) for name in COMMANDS)]
every_call = pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call) or "jaccli")


def options_of(call: Sequence[str]) -> list[click.Option]:
    command = command_of(call[0]) if call else cli
    context = click.Context(command, help_option_names=["-h", "--help"])
    return [each for each in command.get_params(context) if isinstance(each, click.Option)]


def command_reads_chains(name: str) -> bool:
    return "chains" in {parameter.name for parameter in command_of(name).params}


def sections(text: str) -> dict[str, list[str]]:
    """The lines below each title, which ends with a colon at the margin."""
    found: dict[str, list[str]] = {"": []}
    for line in text.splitlines():
        if re.fullmatch(r"[A-Z].*:", line):
            found[line.removesuffix(":")] = []
        else:
            found[[*found][-1]].append(line)
    return found


@every_call
def test_a_help_is_a_page_of_40_lines(run, call) -> None:
    outcome = run(*call, "--help")
    assert (outcome.status, outcome.err) == (0, "")
    assert len(outcome.out.splitlines()) <= 40
    assert max(map(len, outcome.out.splitlines())) <= 80
    assert run(*call, "-h").out == outcome.out


@every_call
def test_own_options_stand_before_the_common_ones_and_examples_last(run, call) -> None:
    found = [title for title in sections(run(*call, "--help").out) if title]
    if call:
        own = ["Options"] if len(found) == 3 else []
        assert found == [*own, "Common options (jaccli explain options)", "Examples"]
    else:
        assert found == ["Commands", "Examples", "Options"]


@every_call
def test_every_option_stands_once_in_its_section(run, call) -> None:
    told = sections(run(*call, "--help").out)
    own = "\n".join(told.get("Options", ()))
    common = "\n".join(told.get("Common options (jaccli explain options)", ()))
    for option in options_of(call):
        is_own = not isinstance(option, Shared) or option.own
        if call and "--help" in option.opts:
            is_own = False
        here, elsewhere = (own, common) if is_own else (common, own)
        typed = rf"(^| ) {re.escape(', '.join(option.opts))}[ \n]"
        assert len(re.findall(typed, f" {here}\n", re.MULTILINE)) == 1, option.opts
        assert not re.findall(typed, f" {elsewhere}\n", re.MULTILINE), option.opts


def test_what_is_common_is_told_at_length_in_the_glossary(run) -> None:
    text = " ".join(run("explain", "options").out.split())
    for option in options_of(["compare"]):
        if isinstance(option, Shared):
            assert f"{' '.join(option.text.split())}" in text
            assert f"{', '.join(option.opts)}" in text


def test_the_common_options_are_the_same_of_every_command() -> None:
    def shared(call: Sequence[str]) -> list[str]:
        return [option.opts[-1] for option in options_of(call) if isinstance(option, Shared)]

    every = shared(["compare"])
    assert "--picture" in every
    others = [each for each in every if each != "--picture"]
    for name in filter(command_reads_chains, COMMANDS):
        assert shared([name]) == (every if name in WITH_MATRICES else others), name


@pytest.mark.parametrize("name", ["order", "sweep", "check", "graph", "trace"])
def test_a_picture_is_refused_where_the_screen_has_no_matrix(run, name) -> None:
    outcome = run(name, "sample:tall", "--picture")
    assert (outcome.status, outcome.out) == (2, "")
    assert f"jaccli {name} has no option `--picture`" in outcome.err


@pytest.mark.parametrize("width", [40, 60])
@every_call
def test_a_narrow_terminal_cuts_nothing_and_breaks_no_example(
    run, monkeypatch, call, width
) -> None:
    wide = sections(run(*call, "--help").out)
    monkeypatch.setattr(helps, "columns", lambda: width)
    narrow = sections(run(*call, "--help").out)
    assert narrow["Examples"] == wide["Examples"]
    for title, lines in narrow.items():
        if title != "Examples":
            assert max(map(len, [title, *lines])) <= width
            words = (sorted(" ".join(each).split()) for each in (lines, wide[title]))
            assert next(words) == next(words)
