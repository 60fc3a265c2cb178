"""Every block of the README is run: commands, chain files, Python."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click import Context
from documents import BLOCK, ENVIRONMENT, README, ROOT, blocks, every_block

import jaccli
from jaccli.commands import COMMANDS, cli
from jaccli.reports.explain.find import explain


def without_rounding(text: str) -> str:
    """The text without what depends on the order in which a machine adds."""
    text = re.sub(r"(max\|J(_fwd)? − J(_rev|_best)\| =) \S+", r"\1", text)
    text = re.sub(r"(max\|diff\|) \S+ ≤ \S+", r"\1", text)
    text = re.sub(r"   \d+\.\d\d s$", "", text, flags=re.MULTILINE)  # nor on its speed
    text = re.sub(r"(\d\.\d{10})\d+", r"\1", text)  # the last digits of a number in full
    return re.sub(r"(difference\s+|agree ✓ \()[\d.e-]+", r"\1", text)


def section(title: str) -> str:
    text = README.read_text(encoding="utf-8")
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_quick_start_has_exactly_two_commands() -> None:
    commands = BLOCK.findall(section("Quick start"))
    assert [kind for kind, _ in commands] == ["sh", "sh"]
    assert all(text.count("\n") == 1 for _, text in commands)
    assert blocks("sh") == [text for _, text in commands]


def test_the_quick_start_sets_up_installs_and_runs() -> None:
    for text in blocks("sh"):
        steps = [step.split() for step in text.strip().split(" && ")]
        assert steps[0] == ["python3", "-m", "venv", ".venv"]
        assert steps[1][:2] == [".venv/bin/pip", "install"]
        assert len(steps) == 3


def test_the_main_job_of_the_quick_start_runs() -> None:
    # The set-up is the business of .ci/run, which runs both commands whole
    job = blocks("sh")[0].strip().split(" && ")[2]
    assert job.startswith(".venv/bin/jaccli ")
    done = subprocess.run(
        job.removeprefix(".venv/bin/").split(), env=ENVIRONMENT, capture_output=True, check=True
    )
    assert b"Reverse is cheaper" in done.stdout


def test_the_test_command_of_the_quick_start_runs_the_suite() -> None:
    assert blocks("sh")[1].strip().endswith(".venv/bin/pytest -q")


def sessions() -> list[str]:
    """Each command of a console block, with what it prints."""
    return [
        each for text in blocks("console") for each in re.split(r"^(?=\$ )", text, flags=re.M)[1:]
    ]


@pytest.mark.parametrize("index", range(len(sessions())))
def test_console_blocks_show_what_is_printed(
    index: int, request: pytest.FixtureRequest, run, tmp_path: Path, monkeypatch
) -> None:
    session = sessions()[index]
    command, _, shown = session.partition("\n")
    monkeypatch.chdir(tmp_path)
    printed = printed_by(command.removeprefix("$ "), run)
    found, expected = without_rounding(printed), without_rounding(shown)
    if found != expected and request.config.getoption("--update-golden"):
        text = README.read_text(encoding="utf-8")
        README.write_text(text.replace(session, f"{command}\n{printed}"), encoding="utf-8")
        return
    assert found == expected


def printed_by(command: str, run) -> str:
    """What a command prints, by a shell only where it needs one: starting takes time."""
    name, *arguments = shlex.split(command)
    if name == "jaccli" and not {"|", "&&"} & {*arguments}:
        done = run(*arguments)
        return done.out + done.err
    return subprocess.run(
        ["bash", "-c", command],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    ).stdout


@pytest.mark.parametrize("text", blocks("yaml"))
def test_yaml_blocks_are_chains(text: str, tmp_path: Path) -> None:
    (tmp_path / "chain.yaml").write_text(text, encoding="utf-8")
    found = jaccli.compare(jaccli.load(str(tmp_path / "chain.yaml")))
    assert found.agreement.ok


def test_it_is_short_and_every_block_is_one_that_is_run() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 300
    kinds = {kind for kind, _ in every_block(README)}
    assert kinds == {"sh", "console", "yaml", "python"}  # test_explain_use.py runs the last


def test_no_command_is_left_out() -> None:
    text = README.read_text(encoding="utf-8")
    assert sorted(re.findall(r"\*\*(\w+)\*\*", text)) == sorted(COMMANDS)
    # as vjp; and of what shells and editors read nobody wants to see a screen
    unseen = {"jvp", *re.findall(r"\*\*(\w+)\*\*", section("In a shell and an editor"))}
    shown = "".join(blocks("console"))
    assert {name for name in COMMANDS if f"jaccli {name} " not in shown} == unseen


def test_every_option_that_it_names_is_one_of_a_command() -> None:
    there = {
        name
        for command in COMMANDS
        for parameter in cli.get_command(Context(cli), command).params
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    named = re.findall(r"`(--?[a-z][a-z-]*)", README.read_text(encoding="utf-8"))
    assert len(named) > 20
    assert {*named} <= there


def test_every_topic_and_file_that_it_names_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    rest = section("Where the rest is told")
    topics = {*re.findall(r"`jaccli explain ([\w -]+)`", text)}
    for line in re.findall(r"^\* `jaccli explain (.*)`", rest, re.MULTILINE):
        topics |= {*line.split("`, `")}
    assert len(topics) > 15
    for topic in topics:
        found = explain(topic)
        assert found.pages or found.listed, topic
    for path in re.findall(r"\]\(([^)]*)\)", text):
        assert (ROOT / path).is_file(), path
