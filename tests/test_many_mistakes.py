"""Files with thousands of mistakes: all are counted, those that are drawn are as they would be
alone, and for the others nothing is looked for."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator

import pytest
import yaml

from jaccli.errors import MOST_ERRORS, JaccliError, Label, Mistakes, Source
from jaccli.nearest import Vocabulary
from jaccli.spec.document import LOADER
from jaccli.spec.syntax import MOST_READ, every_slip

UNKNOWN = "input: [1]\nlayers:\n- {name: alpha, type: sin}\n"
UNKNOWN_SIZES = "sizes: {width: 2}\ninput: [1]\nlayers:\n"


def drawn(err: str) -> list[str]:
    """The errors of a report, one by one."""
    return re.split(r"\n(?=error: )", re.split(r"\n(?:and|jaccli:) ", err)[0].rstrip())


@pytest.mark.costly
@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (UNKNOWN, "- {{type: relu, inputs: alhpa}}\n"),
        (UNKNOWN, "- {{type: rleu}}\n"),
        (UNKNOWN, "- {{type: sin, nmae: b{0}}}\n"),
        (UNKNOWN, "- {{name: alpha, type: sin}}\n"),
        (UNKNOWN, "- {{type: squared_error, target: [1, {0}], inputs: alpha}}\n"),
        (UNKNOWN_SIZES, "- {{type: linear, size: widht}}\n"),
        (UNKNOWN_SIZES, "- {{type: scale, factor: 1/{0}}}\n"),
    ],
)
def test_what_is_drawn_of_many_mistakes_is_what_is_drawn_of_few(
    run, chain, text: str, mistake: str
) -> None:
    few, many = (
        run("compare", chain(text + "".join(map(mistake.format, range(2, 2 + number))))).err
        for number in (12, MOST_ERRORS + 30)
    )
    assert len(drawn(few)) == 12
    mistakes = [
        each.replace(" ", "").rstrip() for each in drawn(many)
    ]  # lines may have more digits
    assert len(mistakes) == MOST_ERRORS
    assert mistakes[:12] == [each.replace(" ", "").rstrip() for each in drawn(few)]
    assert f"\nand 30 more\njaccli: {MOST_ERRORS + 30} errors in " in many


def test_of_a_mistake_that_is_not_drawn_nothing_is_looked_for(run, chain, monkeypatch) -> None:
    asked = []
    looked_for = Vocabulary.did_you_mean

    def counted(self: Vocabulary, word: str, among: int) -> list[tuple[str, str]]:
        asked.append(word)
        return looked_for(self, word, among)

    monkeypatch.setattr(Vocabulary, "did_you_mean", counted)
    layers = "".join(f"- {{type: sin, inputs: unlike{k}}}\n" for k in range(MOST_ERRORS + 20))
    assert "did you mean" not in run("compare", chain(UNKNOWN + layers)).err
    assert asked == [f"unlike{k}" for k in range(MOST_ERRORS)]


def test_notes_of_a_mistake_are_made_once_where_somebody_looks() -> None:
    made = []

    def notes() -> list[tuple[str, str]]:
        made.append("notes")
        return [("help", "mend it")]

    def others() -> list[Label]:
        made.append("others")
        return [Label(None, "there")]

    error = JaccliError("wrong", others=others, notes=notes)
    assert not made
    assert error.notes == error.notes == (("help", "mend it"),)
    assert [label.text for label in error.others] == ["there"]
    assert made == ["notes", "others"]


def test_a_mistake_that_nobody_looked_at_can_be_sent_elsewhere() -> None:
    error = JaccliError("wrong", others=lambda: [Label(None, "a")], notes=lambda: [("help", "b")])
    again = pickle.loads(pickle.dumps(Mistakes([error])))
    assert str(again) == str(Mistakes([error])) == "\nerror: wrong\n  = help: b"
    assert [label.text for label in again.errors[0].others] == ["a"]


@pytest.mark.parametrize("number", [MOST_ERRORS, MOST_ERRORS + 1, 3000])
def test_as_text_mistakes_beyond_the_most_are_counted_too(number: int) -> None:
    text = str(Mistakes([JaccliError(f"mistake {k}") for k in range(number)]))
    assert text.count("error: ") == MOST_ERRORS
    further = f"\n\nand {number - MOST_ERRORS:,} more"
    assert text.endswith(further if number > MOST_ERRORS else f"mistake {MOST_ERRORS - 1}")


def test_a_name_of_any_length_is_told_in_part(run, chain) -> None:
    name = "a" * 50_000
    err = run("compare", chain(f"input: [1]\nlayers:\n- type: sin\n  ? {name}b\n  : 1\n")).err
    assert "error: unknown key `aaaa" in err
    assert "aaab`\n" in err
    assert len(err) < 10_000


def test_of_many_names_a_message_lists_the_first(run, chain) -> None:
    layers = "".join(f"- {{name: value{k}, type: sin}}\n" for k in range(400))
    err = run("compare", chain(f"input: [1]\nlayers:\n{layers}- {{type: sin, inputs: q}}\n")).err
    assert "= note: values so far: x, value0, value1, " in err
    listed = re.search(r"(value\d+) and ([\d,]+)\s+more\n", err)
    assert listed is not None
    assert int(listed[1].removeprefix("value")) + int(listed[2].replace(",", "")) == 399
    assert len(err) < 2_000


class TestAliases:
    """What aliases repeat is read, and wrong, once."""

    @pytest.mark.parametrize("row", ["[1, x, 2]", "[x, y, z]"])
    def test_mistakes_in_a_repeated_row_are_said_once_and_all_are_counted(
        self, run, chain, row: str
    ) -> None:
        wrong = len(re.findall("[xyz]", row))
        aliases = ", ".join(["*r"] * 300)
        text = f"input: [1, 2, 3]\nlayers:\n- {{type: linear, weight: [&r {row}, {aliases}]}}\n"
        err = run("compare", chain(text)).err
        assert err.count("expected a finite number") == wrong
        assert f": {301 * wrong - 100:,} further mistakes in this array" in err

    def test_a_weight_that_is_wrong_is_wrong_in_one_layer(self, run, chain) -> None:
        layers = "- {type: linear, weight: *w}\n" * 50
        text = f"input: [1]\nlayers:\n- {{type: linear, weight: &w [[x]]}}\n{layers}"
        assert "jaccli: 1 error in chain.yaml" in run("compare", chain(text)).err

    def test_words_are_repeated_less_often_than_numbers(self, run, chain) -> None:
        for row, aliases, refused in (("1, " * 1000, 2000, False), ("a, " * 1000, 50, True)):
            rows = ", ".join(["*r"] * aliases)
            err = run("compare", chain(f"a: &r [{row}]\nb: [{rows}]\n")).err
            assert ("aliases repeat more than" in err) is refused


@pytest.mark.parametrize(
    ("reads", "back"),
    [
        ({"a": "b", "b": "a"}, {"a"}),
        ({"a": "b", "b": "c", "c": "x"}, set()),
        ({"a": "b", "b": "c", "c": "b"}, {"b"}),
        ({"a": "a, b", "b": "x"}, set()),
        ({"a": "d", "b": "d", "c": "d", "d": "b"}, {"b"}),
        ({"a": "b, c", "b": "c", "c": "d", "d": "a"}, {"a", "b", "c"}),
    ],
)
def test_a_layer_that_is_read_by_what_it_reads_is_told_so(
    run, chain, reads: dict[str, str], back: set[str]
) -> None:
    layers = "".join(
        f"- {{name: {name}, type: concatenate, inputs: [{names}]}}\n"
        for name, names in reads.items()
    )
    err = run("compare", chain(f"input: [1]\nlayers:\n{layers}")).err
    assert {*re.findall(r"leads back to `(\w)`", err)} == back


@pytest.mark.parametrize("tail", ["- {type: linear" + " size: 4" * 400, "\t- sin\n" * 99])
def test_a_text_is_read_again_as_long_as_that_is_quick(tail: str) -> None:
    read = []

    def events(text: str) -> Iterator[object]:
        read.append(len(text))
        yield from yaml.parse(text, Loader=LOADER)

    text = "input: [1]\nlayers:\n" + "- relu\n" * 6000 + tail
    with pytest.raises(yaml.MarkedYAMLError) as slip:
        [*events(text)]
    said = every_slip(Source("chain.yaml", text), slip.value, events)
    assert isinstance(said, JaccliError)
    assert MOST_READ < sum(read) < MOST_READ + 3 * len(text)
