"""Each statement of section 13.3 is on the screen of the command that `explain` names for it."""

from __future__ import annotations

import json

import pytest

from jaccli.reports.explain.glossary.statements import SECTIONS

STATEMENTS = [each for section in SECTIONS.values() for each in section]


@pytest.mark.parametrize("command", dict.fromkeys(each.command for each in STATEMENTS))
def test_the_screen_shows_what_the_chapter_says(command: str, run) -> None:
    """Each command runs once; all that its statements promise stands in what it prints."""
    outcome = run(*command.removeprefix("jaccli ").split())
    assert (outcome.status, outcome.err) == (0, "")
    shown = " ".join(outcome.out.split())
    for says, _, promised in (each for each in STATEMENTS if each.command == command):
        for words in promised:
            assert words in shown, says


def test_every_section_of_the_chapter_is_on_the_screen(run) -> None:
    deeper = [f"13.3.3.{part}" for part in range(1, 5)]
    assert [*SECTIONS] == ["13.3.1", "13.3.2", *deeper, "13.3.4"]
    assert len(STATEMENTS) == 48
    assert all(each.command.startswith("jaccli ") and each.shown for each in STATEMENTS)
    listed = run("explain", "chapter").out.splitlines()[1:-2]
    assert [line.split()[0] for line in listed] == [*SECTIONS]


@pytest.mark.parametrize("number", SECTIONS)
def test_a_section_tells_each_statement_with_its_command_and_its_words(number: str, run) -> None:
    told = " ".join(run("explain", number).out.split())
    for says, command, shown in SECTIONS[number]:
        assert " ".join((says, command, *shown)) in told
    (entry,) = json.loads(run("explain", number, "--format", "json").out)["results"]
    assert [each["command"] for each in entry["example"]] == [
        each.command for each in SECTIONS[number]
    ]
