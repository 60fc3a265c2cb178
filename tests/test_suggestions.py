"""Did you mean: every kind of word that a user can mistype, in one style, through one mechanism."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaccli.commands import COMMANDS, cli
from jaccli.nearest import Vocabulary, nearest

NO_CHAIN = ("explain", "samples", "new", "completion", "schema")
CHAIN = "sizes: {width: 2}\ninput: {size: width}\nlayers: [relu]\n"
FUNCTION = "import numpy as np\n\n\ndef curve(x):\n    return np.sin(x)\n"
TYPOS = [  # what kind of word, the command line, what was meant
    ("a command", ["comapre", "mlp.yaml"], "compare"),
    ("a command", ["expalin"], "explain"),
    ("an option", ["compare", "--fromat", "json", "mlp.yaml"], "--format"),
    ("an option", ["compare", "--fromat=json", "mlp.yaml"], "--format"),
    ("an option", ["jvp", "mlp.yaml", "--stpes"], "--steps"),
    ("an option", ["explain", "--widht", "80"], "--width"),
    ("an option of jaccli", ["--verison"], "--version"),
    ("an option of jaccli", ["--hlep"], "--help"),
    ("a choice", ["compare", "mlp.yaml", "--format", "jsno"], "json"),
    ("a choice", ["compare", "mlp.yaml", "--format=jsno"], "json"),
    ("a choice", ["compare", "mlp.yaml", "--cost", "denze"], "dense"),
    ("a choice", ["compare", "mlp.yaml", "--seeds", "conuted"], "counted"),
    ("a choice", ["compare", "mlp.yaml", "--expect", "revrese"], "reverse"),
    ("a choice", ["graph", "mlp.yaml", "--format", "mermiad"], "mermaid"),
    ("a choice", ["explain", "--color", "alwys"], "always"),
    ("a sample", ["compare", "sample:txetbook"], "sample:textbook"),
    ("a sample", ["compare", "smaple:textbook"], "sample:textbook"),
    ("a sample", ["compare", "textbook"], "sample:textbook"),
    ("a file", ["compare", "mpl.yaml"], "mlp.yaml"),
    ("a file", ["compare", "mlp.yml"], "mlp.yaml"),
    ("a file", ["compare", "mlp"], "mlp.yaml"),
    ("a program", ["compare", "progarm.py:curve", "--at", "1"], "program.py"),
    ("a function", ["compare", "program.py:crve", "--at", "1"], "curve"),
    ("a size", ["compare", "mlp.yaml", "--set", "widht=3"], "width"),
    ("a topic", ["explain", "jcaobian"], "jacobian"),
    ("a topic", ["explain", "chian", "rule"], "chain rule"),
    ("a topic by another name", ["explain", "cotangnet"], "adjoint"),
    ("a layer's topic", ["explain", "sotfmax"], "softmax"),
    ("a form's topic", ["explain", "kroneker"], "kronecker"),
]
MISSPELT_FILES = [  # in the chain file itself
    ("a layer type", "input: [1, 2]\nlayers: [rleu]\n", "relu"),
    ("a layer type by another name", "input: [1]\nlayers: [ln]\n", "log"),
    ("a key", "input: [1, 2]\nlayres: [relu]\n", "layers"),
    ("a field", "input: [1, 2]\nlayers: [{type: elu, alhpa: 2}]\n", "alpha"),
    ("an input", "input: [1]\nlayers: [relu, {type: relu, inputs: f11}]\n", "f1"),
    ("an init", "input: {size: 2, init: unifrom}\nlayers: [relu]\n", "uniform"),
    ("a name of a size", "sizes: {wide: 2}\ninput: {size: wdie}\nlayers: [relu]\n", "wide"),
]


@pytest.mark.parametrize(
    ("arguments", "meant"), [case[1:] for case in TYPOS], ids=[" ".join(case[1]) for case in TYPOS]
)
def test_a_mistyped_word_gets_the_word_that_was_meant(
    arguments: list[str], meant: str, run, chain, tmp_path: Path
) -> None:
    chain(CHAIN, "mlp.yaml")
    (tmp_path / "program.py").write_text(FUNCTION, encoding="utf-8")
    outcome = run(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("error: ")
    assert f"  = help: did you mean `{meant}`?\n" in outcome.err


@pytest.mark.parametrize(("what", "text", "meant"), MISSPELT_FILES)
def test_a_mistyped_word_in_a_file_gets_it_in_the_same_style(
    what: str, text: str, meant: str, run, chain
) -> None:
    outcome = run("compare", chain(text))
    assert (outcome.status, outcome.out) == (2, "")
    begins = "write" if what.startswith("a layer type") else "did you mean"
    assert f"= help: {begins} `{meant}`" in outcome.err, what


STRANGERS = "dropout attention optimizer adam regularization momentum lagrange"


@pytest.mark.parametrize("word", STRANGERS.split())
def test_a_topic_that_is_near_to_none_in_spelling_or_meaning_gets_no_guess(word: str, run) -> None:
    outcome = run("explain", word)
    assert outcome.status == 2
    assert "did you mean" not in outcome.err
    assert "`jaccli explain` lists all topics" in outcome.err


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("entropy", "cross_entropy"),
        ("rule of chains", ""),
        ("gradient of a loss", "gradient"),
        ("dual", "tangent"),
        ("squared error loss", "squared_error"),
        ("prelu", "relu"),
        ("jpv", "jvp"),
        ("lin", "linear"),
    ],
)
def test_a_topic_that_shares_the_words_or_the_letters_is_suggested(
    words: str, meant: str, run
) -> None:
    err = run("explain", *words.split()).err
    assert f"did you mean `{meant}`?" in err if meant else "did you mean" not in err


@pytest.mark.parametrize("word", ["xyzzy", "--xyzzy"])
def test_a_word_that_is_near_to_nothing_gets_no_guess(word: str, run) -> None:
    outcome = run(word)
    assert outcome.status == 2
    assert "did you mean" not in outcome.err
    assert "= note: " in outcome.err  # what there is


def test_the_words_to_choose_from_are_listed(run) -> None:
    assert "values: text, json" in run("show", "x.yaml", "--format", "xml").err
    assert f"commands: {', '.join(COMMANDS)}" in " ".join(run("xyzzy").err.split())


def test_other_mistakes_of_usage_are_told_like_all_mistakes(run) -> None:
    for call, title in (
        (("show", "-", "-"), "standard input (-) can be read once"),
        (("trace", "a.py:f", "b.py:f"), "trace records one function a call"),
        (("show", "x.yaml", "-o", "a", "-o", "a"), "-o a is given twice: a name each"),
    ):
        outcome = run(*call)
        assert (outcome.status, outcome.err.splitlines()[0]) == (2, f"error: {title}")
        assert f"`jaccli {call[0]} --help`" in outcome.err


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in NO_CHAIN])
@pytest.mark.costly
def test_a_command_without_a_chain_is_told_a_line_that_runs(
    name: str, run, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if name == "grade":  # has answers to read in a folder where there are some
        key = ("--ask", "backprop", "-o", "sheet.yaml", "--key", "key.yaml")
        assert run("exercise", "sample:mlp_cross_entropy", *key).status == 0
        (tmp_path / "key.yaml").rename("answers.yaml")
    said = " ".join(run(name).err.split())
    found = re.search(r"= help: write `jaccli (.*?)`", said)
    assert found, said
    assert run(*shlex.split(found[1])).status == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_choice_of_every_command_is_suggested(name: str, run) -> None:
    """With its last two letters exchanged, as fingers do."""
    command = cli.get_command(click.Context(cli), name)
    needed = ["x.yaml"] if "chains" in {each.name for each in command.params} else []
    for parameter in command.params:
        if not isinstance(parameter, click.Option):
            continue
        option = parameter.opts[-1]
        if len(option) > 5 and option[-1] != option[-2]:
            assert f"did you mean `{option}`?" in run(name, *needed, _slipped(option)).err
        if isinstance(parameter.type, click.Choice):
            for choice in map(str, parameter.type.choices):
                if len(choice) > 3 and choice[-1] != choice[-2]:
                    outcome = run(name, *needed, option, _slipped(choice))
                    assert f"did you mean `{choice}`?" in outcome.err, (option, choice)


def _slipped(word: str) -> str:
    return f"{word[:-2]}{word[-1]}{word[-2]}"


def test_two_letters_alone_suggest_no_long_word_that_happens_to_hold_them() -> None:
    assert nearest("at", ["format", "width"]) == ""
    assert nearest("jp", ["jvp", "adjoint"]) == "jvp"
    assert nearest("f", ["jvp"], {"fc": "linear"}) == ""
    assert nearest("new", ["jvp"], {"newton": "hessian"}) == ""
    assert nearest("newto", ["jvp"], {"newton": "hessian"}) == "hessian"
    assert nearest("lin", ["linear", "relu"]) == "linear"


def test_a_part_that_two_words_share_suggests_neither() -> None:
    assert nearest("error", ["squared_error", "absolute_error"]) == ""
    assert nearest("error", ["squared_error", "relu"]) == "squared_error"


def in_common(one: str, other: str) -> int:
    """The length of the longest common subsequence, by the table of Wagner & Fischer."""
    row = [0] * (len(other) + 1)
    for letter in one:
        before = row
        row = [0]
        for at, each in enumerate(other):
            row.append(before[at] + 1 if letter == each else max(before[at + 1], row[at]))
    return row[-1]


@given(
    st.text("abcé", min_size=4, max_size=21),
    st.lists(st.text("abcé", min_size=4, max_size=21), max_size=12),
)
def test_what_is_suggested_of_slips_has_the_most_letters_in_common(
    word: str, words: list[str]
) -> None:
    begun = [each for each in words if each.startswith(word)]
    allowed = 1 + len(word) // 10
    alike = {
        each: in_common(word, each)
        for each in words
        if max(len(word), len(each)) - in_common(word, each) <= allowed
    }
    best = max(
        alike,
        key=lambda each: (alike[each] / (len(word) + len(each)), each[0] == word[0]),
        default="",
    )
    assert nearest(word, words) == (min(begun, key=len) if begun else best)


def test_a_name_is_looked_for_among_those_that_stand_above_it() -> None:
    names = ["alpha", "alpah", "beta"]
    vocabulary = Vocabulary(names)
    for number in range(4):
        assert vocabulary.nearest("aplha", number) == nearest("aplha", names[:number])
        assert vocabulary.nearest("alpah", number) == nearest("alpah", names[:number])
        assert vocabulary.nearest("bet", number) == nearest("bet", names[:number])
