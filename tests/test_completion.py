"""What a shell is offered while a command line is typed: all there is, and nothing that is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from jaccli.commands import COMMANDS, cli
from jaccli.commands.completion import Bash, Zsh, typed
from jaccli.commands.dispatch import command_of
from jaccli.reports.common.shared import Shared
from jaccli.reports.completion.find import SHELLS
from jaccli.reports.explain.find import found_by
from jaccli.reports.explain.glossary import topics
from jaccli.reports.new.find import KINDS
from jaccli.reports.schema.find import names
from jaccli.spec import samples
from jaccli.spec.shipped import shipped

REQUIRED = {"jvp": ["-v", "e1"], "vjp": ["-u", "e1"], "sweep": ["--vary", "n=1:2"]}
NET = "sizes: {n: 2, h: 3}\ninput: {size: n}\nlayers: [{type: linear, size: h}, relu, sum]\n"


def offered(line: str, word: str = "") -> list[str]:
    """What may stand in the place of the word, after a line of complete words."""
    found = Zsh(cli, {}, "jaccli", "").get_completions(line.split(), word)
    return [each.value for each in found]


def options_of(name: str) -> list[click.Option]:
    """The options of a command, `--help` among them."""
    command = command_of(name)
    context = click.Context(command, help_option_names=["-h", "--help"])
    return [each for each in command.get_params(context) if isinstance(each, click.Option)]


def accepted(name: str, *arguments: str) -> None:
    """Raises click.UsageError where the command does not take the arguments."""
    command = command_of(name)
    given = ["sample:tall"] if any(each.name == "chains" for each in command.params) else []
    command.make_context(name, [*given, *REQUIRED.get(name, []), *arguments])


def test_every_command_is_offered_and_the_options_of_none() -> None:
    assert offered("") == [*COMMANDS]
    assert offered("", "sa") == ["samples"]
    assert offered("", "--") == ["--version", "--help"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_offered_its_own_first(name: str) -> None:
    names = [word for each in options_of(name) for word in (*each.opts, *each.secondary_opts)]
    found = offered(name, "-")
    assert sorted(found) == sorted(names)
    own = [each for each in options_of(name) if not isinstance(each, Shared)][:-1]
    first = [word for each in own for word in (*each.opts, *each.secondary_opts)]
    assert found[: len(first)] == first
    assert found[-1] == "--help"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_choice_of_an_option_is_offered_and_taken(name: str) -> None:
    for option in options_of(name):
        if isinstance(option.type, click.Choice):
            found = offered(f"{name} {option.opts[-1]}")
            assert found == list(option.type.choices)
            for word in found:
                accepted(name, option.opts[-1], word)


def test_what_is_given_already_is_offered_no_more_unless_it_may_be_repeated() -> None:
    found = offered("compare net.yaml --cost dense --time --set n=3", "--")
    assert "--cost" not in found
    assert "--time" not in found
    assert {"--set", "--seeds"} <= {*found}


def test_an_argument_that_is_given_leaves_the_options() -> None:
    assert "--format" in offered("samples tall")
    assert "--format" not in offered("samples")


def test_every_sample_is_offered_where_it_can_be_read() -> None:
    programs = [f"{each.chain}:" for each in shipped() if each.is_program]
    chains = [f"sample:{name}" for name in samples()]
    assert offered("compare", "sample:") == [*chains, *programs]
    assert offered("sweep", "sample:") == chains
    assert offered("trace", "sample:") == programs
    assert offered("compare", "sample:di") == ["sample:digits"]
    assert offered("samples") == [each.name for each in shipped()]


def test_the_functions_of_a_sample_are_offered() -> None:
    (sample,) = [each for each in shipped() if each.name == "branches.py"]
    assert offered("trace", "sample:branches.py:") == [
        f"sample:branches.py:{name}" for name in sample.functions
    ]


@pytest.fixture
def folder(chain: Callable[[str, str], str], tmp_path: Path) -> Path:
    """A folder with a file of every kind."""
    for name in ("net.yaml", "my net.yml", ".hidden.yaml", "notes.txt", "costs.json", "x.npy"):
        chain(NET, name)
    chain("open('ran', 'w')\ndef f(x): return '\\d'\nclass A:\n  def g(self): 0\n", "model.py")
    (tmp_path / "nets").mkdir()
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_files_are_offered_where_they_can_be_read() -> None:
    whole = ["model.py:", "my net.yml", "net.yaml", "nets/", "sample:"]
    assert offered("compare") == whole
    assert offered("sweep") == [each for each in whole if each != "model.py:"]
    assert offered("trace") == ["model.py:", "nets/", "sample:"]
    assert offered("compare", "./ne") == ["./net.yaml", "./nets/"]
    assert offered("compare", ".h") == [".hidden.yaml"]
    assert offered("compare", "none/") == []
    assert offered("check --baseline") == ["costs.json", "nets/"]
    assert offered("jvp net.yaml -v", "@") == ["@", "@nets/", "@x.npy"]
    assert "notes.txt" in offered("compare net.yaml -o")


def test_functions_are_offered_and_the_program_is_not_run(folder: Path, capfd) -> None:
    assert offered("compare", "model.py:") == ["model.py:f"]
    assert offered("compare", f"{folder}/model.py:f") == [f"{folder}/model.py:f"]
    assert not (folder / "ran").exists()
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("folder")
def test_names_come_from_the_chain_of_the_line_and_the_command_takes_them(run) -> None:
    assert offered("grad net.yaml --layer") == ["f1"]
    assert run("grad", "net.yaml", "--layer", "f1", "-q").status == 0
    assert offered("show net.yaml --set") == ["n=", "h="]
    assert run("show", "net.yaml", "--set", "n=5", "-q").status == 0
    assert offered("sweep net.yaml --vary", "n,") == ["n,n=", "n,h="]
    for command, vector in (("jvp", "-v"), ("vjp", "-u")):
        names = offered(f"{command} net.yaml --blank")
        assert len(names) == 1 + 4 + 4
        blanks = [word for name in names for word in ("--blank", name)]
        assert (
            run(
                command,
                "net.yaml",
                vector,
                "1,1"[: 3 if command == "jvp" else 1],
                "--steps",
                *blanks,
            ).status
            == 0
        )


@pytest.mark.parametrize(
    "text", ["layers: [", "layers: 3", "", "[relu]", "\xff", NET + "#" * 300_000]
)
def test_a_file_that_is_none_or_long_offers_nothing_and_says_nothing(text, chain, capfd) -> None:
    chain(text, "net.yaml")
    for option in ("grad --layer", "show --set", "sweep --vary"):
        command, name = option.split()
        assert offered(f"{command} net.yaml none.yaml . {'x' * 5000} {name}") == []
    assert capfd.readouterr() == ("", "")


def test_every_topic_that_is_offered_is_one_and_all_are() -> None:
    known = topics()
    reached = [topic for word in offered("explain") for topic in found_by(word, known)]
    assert {topic.name for topic in reached} == {topic.name for topic in known}
    assert offered("explain", "chain-r") == ["chain-rule"]
    assert offered("explain", "chap") == ["chapter"]
    assert offered("explain chain") == []


def test_kinds_shells_and_schemas_are_offered() -> None:
    assert offered("schema") == names()
    assert offered("new") == [*KINDS]
    assert offered("completion") == [*SHELLS]


def answered(monkeypatch: pytest.MonkeyPatch, before: str, word: str, lists: str = "9") -> str:
    """What bash reads after a TAB."""
    given = {"BEFORE": before, "AFTER": " net.yaml", "WORD": word, "LISTS": lists}
    for name, value in given.items():
        monkeypatch.setenv(f"JACCLI_{name}", value)
    monkeypatch.setenv("COLUMNS", "60")
    return Bash(cli, {}, "jaccli", "").complete()


@pytest.mark.usefixtures("folder")
def test_bash_is_given_what_follows_the_colon_the_sign_or_the_quote(monkeypatch) -> None:
    assert answered(monkeypatch, "jaccli compare sample:di", "di") == "digits"
    assert answered(monkeypatch, "jaccli compare --cost=d", "d") == "dense"
    assert answered(monkeypatch, "jaccli compare my", "my") == "my\\ net.yml"
    assert answered(monkeypatch, "jaccli compare 'my", "my") == "my net.yml"
    assert answered(monkeypatch, "jaccli compare my\\ n", "my\\ n") == "my\\ net.yml"
    assert answered(monkeypatch, "jaccli grad --layer ", "") == "f1"  # its chain follows
    assert answered(monkeypatch, "jaccli grad --layer ", "", lists="63") == "f1"


@pytest.mark.parametrize("name", ["a$(touch x)`touch y`;&|*", 'it\'s "a\\b" #'])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_bash_reads_a_completed_name_as_one_word_and_runs_nothing(
    name: str, quote: str, chain, monkeypatch
) -> None:
    chain(
        json.dumps({"input": [1], "layers": [{"name": name, "type": "linear", "size": 1}]}),
        "net.yaml",
    )
    found = answered(monkeypatch, f"jaccli grad --layer {quote}", "")
    done = subprocess.run(
        ["bash", "-c", f"printf %s {quote}{found}{quote}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == name
    assert not {"x", "y"} & {*os.listdir()}


def test_a_name_that_ends_a_line_is_no_offer(chain) -> None:
    chain('input: [1]\nsizes: {"n\\nx": 1, m: 2}\nlayers: [{type: linear, size: m}]\n', "net.yaml")
    assert offered("show net.yaml --set") == ["m="]


def test_bash_lists_with_what_each_is_cut_to_the_terminal(monkeypatch) -> None:
    lines = answered(monkeypatch, "jaccli ", "", lists="63").split("\n")
    assert [line.split()[0] for line in lines] == [*COMMANDS]
    assert lines[2] == "show        The layers, their Jacobians and J"
    assert max(map(len, lines)) <= 58


def test_a_failure_is_silent(monkeypatch, capfd) -> None:
    monkeypatch.delenv("JACCLI_WORD", raising=False)
    assert Zsh(cli, {}, "jaccli", "").complete() == ""
    assert capfd.readouterr() == ("", "")


def test_a_line_is_parted_as_a_shell_parts_it() -> None:
    assert typed('a \'b\\\' "c d\\"" e\\ f').words == ("a", "b\\", 'c d"', "e f")
    assert typed("a '' ").words == ("a", "", "")


@pytest.mark.parametrize("name", SHELLS)
def test_the_script_names_the_line_that_turns_it_on(name: str, run) -> None:
    outcome = run("completion", name)
    assert (outcome.status, outcome.err) == (0, "")
    shell = SHELLS[name]
    head = "\n".join(outcome.out.split("\n")[:3])
    assert shell.line in head
    assert shell.file in head
    assert "_JACCLI_COMPLETE" in outcome.out


def test_a_script_can_be_written_to_where_the_shell_looks_for_it(run, folder: Path) -> None:
    for name, file in (("fish", "jaccli.fish"), ("zsh", "_jaccli")):
        assert run("completion", name, "-o", file).status == 0
        assert (folder / file).read_text("utf-8") == SHELLS[name].script


def test_without_a_shell_all_lines_are_told_the_own_one_first(run, monkeypatch) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    lines = [line for line in run("completion").out.split("\n") if "jaccli completion " in line]
    assert [line.split(":")[0].strip() for line in lines[:3]] == ["fish", "bash", "zsh"]
    assert "did you mean `zsh`?" in run("completion", "zhs").err


def test_no_number_is_needed_for_an_offer() -> None:
    code = (
        "import sys\nfrom jaccli.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "sys.exit(any(n in sys.modules for n in ('numpy._core', 'rich')))"
    )
    typed = {"BEFORE": "jaccli\ngrad\nsample:digits\n--layer", "AFTER": "", "WORD": "f"}
    given = {"_JACCLI_COMPLETE": "zsh_complete", **{f"JACCLI_{k}": v for k, v in typed.items()}}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[::2] == ["f1", "f3"]
