"""Chain files that are wrong: every mistake has its place, what was found, and a way out."""

from __future__ import annotations

import os
import re
import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaccli.errors import JaccliError, Mistakes, Source
from jaccli.opened import Folder
from jaccli.spec.chain import ChainFile

MISTAKES = [  # text of the file, place, words of the report
    (
        "input: [1, 2]\nlayers:\n- {type: cross_entorpy}\n",
        "3:10",
        "write `- {type: cross_entropy, label: 0}`",
    ),
    (
        "input: [1, 2]\nlayers: [{type: mse, target: 1}]\n",
        "2:17",
        "write `{type: squared_error, target: 1}`",
    ),
    (
        '{"input": [1], "layers": [{"type": "fc", "units": 3}]}',
        "1:36",
        '{"type": "linear", "size": 3}',
    ),
    ("input: [1, 2]\nlayres: [relu]\n", "2:1", "did you mean `layers`"),
    ("input: [1, 2]\nlayers: [{type: relu, subgradiant: 1}]\n", "2:23", "`subgradient`"),
    ("input: [1, 2]\nlayers: [{typ: relu}]\n", "2:11", "did you mean `type`"),
    ("input: [1, 2]\nlayers: [{type: relu, subgradient: 2}]\n", "2:36", "from 0 to 1"),
    ("input: [1, 2]\nlayers: [{type: power}]\n", "2:17", "needs `exponent`"),
    ("input: [1, 2]\nlayers: [{type: linear}]\n", "2:17", "needs `weight` or `size`"),
    ("input: [1, 2]\nlayers: [{type: squared_error}]\n", "2:17", "needs `target`"),
    ("input: [1, 2]\nlayers: [{type: cross_entropy}]\n", "2:17", "needs `label` or `target`"),
    ("input: [1, 2]\nlayers: [{type: cross_entropy, label: 2}]\n", "2:39", "2 classes here"),
    ("input: [1, 2]\nlayers: [{type: cross_entropy, label: -1}]\n", "2:39", "at least 0"),
    ("input: [1, 2]\nlayers: [{type: cross_entropy, label: 1.0}]\n", "2:39", "write 1"),
    ("input: [1, 2]\nlayers: [{type: cross_entropy, target: [0.5, 0.4]}]\n", "2:40", "sum to 0.9"),
    ("input: [1, 2]\nlayers: [{type: cross_entropy, target: [2, -1]}]\n", "2:40", "entry 2 is -1"),
    ("input: [1, .nan]\nlayers: [relu]\n", "1:12", "found `.nan`"),
    ("input: [1, -.inf]\nlayers: [relu]\n", "1:12", "numbers are finite"),
    ("input: [1, 0x10]\nlayers: [relu]\n", "1:12", "write 16"),
    ("input: [1, 1_000]\nlayers: [relu]\n", "1:12", "write 1000"),
    ("input: [1, '2']\nlayers: [relu]\n", "1:12", "write 2 without quotes"),
    ("input: [1, true]\nlayers: [relu]\n", "1:12", "found `true`"),
    ("input: [1, null]\nlayers: [relu]\n", "1:12", "found `null`"),
    ("input: [1, 1e999]\nlayers: [relu]\n", "1:12", "1.8e308"),
    ("input: [1, '']\nlayers: [relu]\n", "1:12", 'found the text ""'),
    ("input: [1, ٣]\nlayers: [relu]\n", "1:12", "found `٣`"),
    ("input: [1, 1:30]\nlayers: [relu]\n", "1:12", "found `1:30`"),
    ("input: []\nlayers: [relu]\n", "1:8", "this list is empty"),
    ("input: [[1, 2]]\nlayers: [relu]\n", "1:8", "a vector is one list"),
    ("input: {file: w.npy}\nlayers: [relu]\n", "1:15", "there is no file `w.npy`"),
    ("input: {file: w.txt}\nlayers: [relu]\n", "1:15", ".npy, .npz, .safetensors"),
    ("input: {init: norml, size: 2}\nlayers: [relu]\n", "1:15", "did you mean `normal`"),
    ("input: {size: n}\nlayers: [relu]\n", "1:15", "`n` is not a name in `sizes`"),
    ("input: {size: 0}\nlayers: [relu]\n", "1:15", "at least 1"),
    ("input: {size: 2, seed: -1}\nlayers: [relu]\n", "1:24", "at least 0"),
    ("input: {init: normal}\nlayers: [relu]\n", "1:8", "`size` is missing"),
    ("sizes: {n: 2.5}\ninput: {size: n}\nlayers: [relu]\n", "1:12", "expected an integer"),
    ("seed: 1.5\ninput: [1]\nlayers: [relu]\n", "1:7", "expected an integer"),
    ("dtype: float16\ninput: [1]\nlayers: [relu]\n", "1:8", "`float64`, `float32`"),
    ("input: [1, 2]\nlayers: []\n", "2:9", "at least one layer"),
    ("input: [1, 2]\nlayers: relu\n", "2:9", "expected a list of layers"),
    ("input: [1, 2]\n", "1:1", "`layers` is missing"),
    ("layers: [relu]\n", "1:1", "`input` is missing"),
    ("input: [1]\ninput: [2]\nlayers: [relu]\n", "2:1", "given twice"),
    ("input: [1]\nlayers: [{type: relu, type: tanh}]\n", "2:23", "given twice"),
    ("input: [1]\nlayers: [{name: a, type: relu}, {name: a, type: relu}]\n", "2:40", "is taken"),
    ("input: [1]\nlayers: [{name: x, type: relu}]\n", "2:17", "is taken"),
    ("input: [1]\nlayers: [{name: f2, type: relu}, tanh]\n", "2:34", "by its position"),
    (
        "input: 1\nlayers: [{type: linear, size: 1}, {name: f1.weight, type: exp}]\n",
        "2:42",
        "taken",
    ),
    ('input: [1]\nlayers: [{name: "a\\e[1m", type: relu}]\n', "2:17", "can be printed"),
    ("input: [1]\nlayers: [relu]\noutput: f2\n", "3:9", "no layer is called `f2`"),
    ("input: [1]\nlayers: [relu]\noutput: x\n", "3:9", "no layer is called `x`"),
    ("input: [1, 2]\nlayers: [{type: linear, weight: [[1, 2], [3]]}]\n", "2:42", "row 2 has 1"),
    ("input: [1, 2]\nlayers: [{type: linear, weight: [[1, x]]}]\n", "2:38", "found `x`"),
    ("input: [1, 2]\nlayers: [{type: linear, weight: [1, 2]}]\n", "2:33", "write `[[1, 2]]`"),
    (
        "input: [1, 2]\nlayers: [{type: linear, weight: [[1, 2]], bias: [3, 4]}]\n",
        "2:49",
        "do not fit",
    ),
    (
        "input: [1, 2]\nlayers: [{type: linear, weight: [[1, 2]], size: 2}]\n",
        "2:49",
        "gives 1 number",
    ),
    ("input: [1, 2]\nlayers: [{type: linear, weight: [[1, 2, 3]]}]\n", "2:33", "expects 3"),
    ("input: [1, 2]\nlayers: [sum, {type: squared_error, target: [1, 2]}]\n", "2:45", "expects 2"),
    ("input: &a [*a]\nlayers: [relu]\n", "1:12", "inside itself"),
    ("input: *a\nlayers: [relu]\n", "1:8", "a"),
    ("input: !!float 3\nlayers: [relu]\n", "1:8", "tags"),
    ("input: [1]\nlayers: [relu]\n---\na: 1\n", "3:1", "one document a file"),
    ("- 1\n- 2\n", "1:1", "expected a mapping"),
    ("input: [1, 2\nlayers: [relu]\n", "1:8", "this `[` is not closed"),
    ("input: [1]\nlayers:\n\t- relu\n", "3:1", "YAML takes blanks"),
    ("jacobians: [[4, 6]]\n", "1:12", "shapes alone"),
    ("inputs: {a: 1, b: 2}\nlayers: [relu]\n", "2:10", "which of the inputs"),
    ("input: [1]\nlayers: [{type: relu, inputs: [x, x]}]\n", "2:31", "reads 1 value, found 2"),
    ("input: [1]\nlayers: [{type: relu, inputs: y}]\n", "2:31", "not there yet"),
    ("input: [1]\nlayers: [relu]\nexpect: {cheaper: fwd}\n", "3:19", "`forward`, `reverse`"),
    ("input: [1]\nlayers: [{type: scale, factor: []}]\n", "2:32", "write a number, such as 0.5"),
    (f"input: [1]\nlayers: [{{type: scale, factor: {41 * 'x'}}}]\n", "2:32", f"{37 * 'x'}...`"),
]


@pytest.mark.parametrize(("text", "place", "words"), MISTAKES)
def test_a_mistake_has_its_place_and_its_words(run, chain, text, place, words) -> None:
    outcome = run("compare", chain(text))
    assert outcome.status == 2
    assert outcome.out == ""
    assert f"--> chain.yaml:{place}\n" in outcome.err
    assert words in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(("text", "place", "words"), MISTAKES[:40])
@pytest.mark.whole
def test_carets_stand_under_the_place(run, chain, text, place, words) -> None:
    err = run("compare", chain(text)).err.splitlines()
    line, column = map(int, place.split(":"))
    at = next(i for i, row in enumerate(err) if row.endswith(f"chain.yaml:{place}"))
    source = next(i for i in range(at, len(err)) if err[i].lstrip().startswith(f"{line} |"))
    gutter = err[source].index("|") + 2
    carets = next(row for row in err[source + 1 :] if "^" in row)
    assert carets.index("^") == gutter + column - 1


def test_all_mistakes_of_a_file_are_reported_in_one_run(run, chain) -> None:
    text = (
        "input: [1, x]\nsead: 3\nlayers:\n- rleu\n- {type: linear, wieght: [[1], [2]]}\n"
        "- {type: linear, weight: [[1, 2], [3, 4]]}\n- {type: linear, weight: [[1, 2, 3]]}\n"
        "- {type: cross_entropy, label: 4}\n"
    )
    err = run("compare", chain(text)).err
    assert re.findall(r"--> chain.yaml:(\d+):", err) == ["1", "2", "4", "5", "7", "8"]
    assert "jaccli: 6 errors in chain.yaml, nothing computed" in err


def test_the_mistakes_of_all_files_are_reported_in_one_run(run, chain) -> None:
    names = [chain("input: [x]\nlayers: [relu]\n", name) for name in ("a.yaml", "b.yaml")]
    good = chain("input: [1]\nlayers: [relu]\n", "good.yaml")
    outcome = run("compare", good, *names)
    assert outcome.out == ""
    assert "a.yaml:1:9" in outcome.err
    assert "b.yaml:1:9" in outcome.err


def test_a_misfit_names_both_layers_both_sizes_and_the_product_that_fails(run, chain) -> None:
    text = (
        "input: {size: 6}\nlayers:\n- {type: linear, size: 4}\n- relu\n"
        "- {type: linear, weight: [[1,2,3,4,5],[1,2,3,4,5],[1,2,3,4,5]]}\n"
    )
    err = run("compare", chain(text)).err
    for words in (
        "f2 gives 4 numbers, f3 expects 5",
        "f2 keeps the size: 4 numbers",
        "weight is 3×5, so f3 expects 5 numbers",
        "{type: linear, size: 4}\n   |                  ------- f1 gives 4 numbers",
        "J3·J2 would be (3×5)·(4×4). The inner sizes 5 and 4 must be equal.",
        "give f1 `size: 5`, or use a 3×4 weight",
    ):
        assert words in err


def test_an_unknown_type_stands_below_the_name_of_its_layer(run, chain) -> None:
    err = run("compare", chain("input: [1]\nlayers:\n- name: f4\n  type: rleu\n- rleu\n")).err
    drawn = " 3 | - name: f4\n 4 |   type: rleu\n   |         ^^^^ not a layer type\n   |\n"
    assert drawn in err
    assert err.count("`jaccli explain layers` lists them all") == 2


@pytest.mark.parametrize("key", ["edge", "jacobian"])
def test_a_misspelt_key_of_shapes_is_one_mistake(run, chain, key) -> None:
    err = run("order", chain(f"{key}: [[x, a], [a, y]]\n")).err
    assert f"did you mean `{key}s`?" in err
    assert "nothing to differentiate" not in err


def test_more_mistakes_than_are_listed_are_counted(run, chain) -> None:
    err = run("compare", chain(f"input: [{'x, ' * 150}1]\nlayers: [relu]\n")).err
    assert err.count("expected a finite number") == 100
    assert "50 further mistakes in this array" in err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "\x00\x01",
        "a: " + "[" * 100_000 + "]" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "input: [1]\nlayers:\n" + "".join("  " * i + "-\n" for i in range(1, 2000)),
        "input: [1]\nlayers:\n- type: linear\n  weight:\n  - &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
        + "".join(
            f"  - &{new} [{', '.join([f'*{old}'] * 9)}]\n"
            for old, new in zip("abcdefghijk", "bcdefghijkl", strict=True)
        ),
    ],
    ids=["empty", "comment", "control", "lists", "maps", "blocks", "keys", "indented", "aliases"],
)
@pytest.mark.whole
def test_hostile_text_is_refused_at_once(run, chain, text) -> None:
    outcome = run("compare", chain(text))
    assert outcome.status == 2
    assert outcome.out == ""
    assert len(outcome.err) < 2000


def test_text_that_is_not_utf8_names_its_byte(run, chain) -> None:
    name = chain("")
    with open(name, "wb") as stream:
        stream.write(b"input: [1]\nname: caf\xe9\n")
    err = run("compare", name).err
    assert "--> chain.yaml:2:10" in err
    assert "byte 0xe9" in err


class TestFiles:
    """Files that are missing, damaged, or hold something else."""

    CHAIN = "input: [1, 2]\nlayers: [{{type: linear, weight: {{{}}}}}]\n"

    def report(self, run, chain, file: str) -> str:
        outcome = run("compare", chain(self.CHAIN.format(file)))
        assert outcome.status == 2
        assert outcome.out == ""
        return outcome.err

    def test_a_missing_chain_file_suggests_a_near_name(self, run, chain) -> None:
        chain("input: [1]\nlayers: [relu]\n", "mlp.yaml")
        err = run("compare", "mpl.yaml").err
        assert "cannot read mpl.yaml: no such file" in err
        assert "did you mean `mlp.yaml`" in err

    def test_a_missing_sample_suggests_a_near_name(self, run) -> None:
        assert "did you mean `sample:digits`" in run("compare", "sample:digit").err

    def test_a_folder_names_its_chains(self, run, chain) -> None:
        chain("", "mlp.yaml")
        assert "chains in it: mlp.yaml" in run("compare", ".").err

    @pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root reads everything")
    def test_an_unreadable_file_says_so(self, run, chain) -> None:
        name = chain("")
        os.chmod(name, 0)
        assert "permission denied" in run("compare", name).err

    def test_a_name_that_no_system_takes_is_no_traceback(self, run) -> None:
        assert run("compare", "a\0b").status == 2

    def test_pickled_objects_are_never_loaded(self, run, chain) -> None:
        chain("")
        np.save("w.npy", np.array([[1, None]], dtype=object), allow_pickle=True)
        assert "does not hold real numbers" in self.report(run, chain, "file: w.npy")

    @pytest.mark.parametrize("suffix", ["npy", "npz", "safetensors"])
    def test_a_damaged_file_is_named(self, run, chain, suffix) -> None:
        chain("")
        with open(f"w.{suffix}", "wb") as stream:
            stream.write(bytes(range(200)))
        err = self.report(run, chain, f"file: w.{suffix}, key: a")
        assert f"`w.{suffix}` cannot be read" in err

    def test_a_truncated_array_is_named(self, run, chain) -> None:
        chain("")
        np.save("w.npy", np.ones((3, 2)))
        with open("w.npy", "r+b") as stream:
            stream.truncate(150)
        assert "`w.npy` cannot be read" in self.report(run, chain, "file: w.npy")

    def test_a_wrong_key_lists_the_right_ones(self, run, chain) -> None:
        chain("")
        np.savez("w.npz", W1=np.ones((3, 2)), b1=np.ones(3))
        err = self.report(run, chain, "file: w.npz, key: W2")
        assert "did you mean `W1`" in err
        assert "keys in it: W1, b1" in err

    def test_every_weight_that_is_not_finite_is_named(self, run, chain) -> None:
        name = chain(
            "input: [1, 2]\nlayers:\n- {type: linear, weight: {file: a.npy}}\n"
            "- {type: linear, weight: {file: b.npy}}\n"
        )
        np.save("a.npy", np.array([[1, np.nan], [1, 1]]))
        np.save("b.npy", np.array([[1, 1], [np.inf, 1]]))
        err = run("compare", name).err
        assert "entry 1, 2 of a.npy is not finite" in err
        assert "entry 2, 1 of b.npy is not finite" in err

    def test_numbers_too_large_for_float32_are_named(self, run, chain) -> None:
        err = run("compare", chain("dtype: float32\ninput: [1, 1e39]\nlayers: [relu]\n")).err
        assert "1e+39 is larger than float32 can hold" in err

    def test_an_array_of_another_shape_is_refused_from_its_header(self, run, chain) -> None:
        chain("")
        header = "{'descr': '<f8', 'fortran_order': False, 'shape': (10**9, 2), }"
        header = header.replace("10**9", "1000000000").ljust(117) + "\n"
        with open("w.npy", "wb") as stream:
            stream.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little"))
            stream.write(header.encode())
        assert self.report(run, chain, "file: w.npy")  # 16 GB that are not there


class TestNotFinite:
    """Values and derivatives that leave the finite numbers on the way."""

    @pytest.mark.parametrize(
        ("layer", "given", "words"),
        [
            ("log", -1, "f1 (log): the value at entry 2 is not a number: it was given -1"),
            ("exp", 1000, "f1 (exp): the value at entry 2 is infinite: it was given 1000"),
            ("sqrt", 0, "f1 (sqrt): the derivative at entry 2 is infinite: it was given 0"),
            ("reciprocal", 0, "the value at entry 2 is infinite: it was given 0"),
            ("{type: power, exponent: 0.5}", -4, "is not a number: it was given -4"),
        ],
    )
    def test_the_layer_the_entry_and_the_number_are_named(
        self, run, chain, layer, given, words
    ) -> None:
        outcome = run("compare", chain(f"input: [1, {given}]\nlayers: [{layer}]\n"))
        assert outcome.status == 2
        assert outcome.out == ""
        assert words in outcome.err
        assert "chain.yaml:2:" in outcome.err

    def test_a_product_that_overflows_is_named(self, run, chain) -> None:
        scales = ", ".join(["{type: scale, factor: 1e200}"] * 2)
        outcome = run("compare", chain(f"input: [1e-300]\nlayers: [{scales}]\n"))
        assert outcome.status == 2
        assert "reverse mode overflows float64 at f1" in outcome.err


@settings(max_examples=60)
@given(st.text(alphabet=string.printable + "é€\u2028\x85", max_size=120))
def test_no_text_is_answered_with_a_traceback(text: str) -> None:
    source = Source("chain.yaml", text)
    assert all(error.drawn() for error in mistakes_of(source))


WORDS = st.sampled_from(
    [
        *("input", "layers", "inputs", "sizes", "seed", "dtype", "output", "type", "name", "label"),
        *("bias", "size", "target", "weight", "init", "file", "linear", "relu", "softmax", "x"),
        *("cross_entropy", "squared_error", "normal", "1", "-2", "0.5", ".nan", "'3'", "null"),
    ]
)
TREES = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(WORDS, inner), max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(TREES, TREES)
def test_no_tree_is_answered_with_a_traceback(point: str, layers: str) -> None:
    is_answered(point, layers)


@pytest.mark.slow
@settings(max_examples=200)
@given(TREES, TREES)
def test_none_of_many_trees_is_answered_with_a_traceback(point: str, layers: str) -> None:
    is_answered(point, layers)


def is_answered(point: str, layers: str) -> None:
    source = Source("chain.yaml", f"input: {point}\nlayers: [{layers}]\n")
    assert all(error.drawn() for error in mistakes_of(source))


def mistakes_of(source: Source) -> tuple[JaccliError, ...]:
    """What the reader says of a text; it may be nothing."""
    try:
        ChainFile(source, Folder()).graph({})
    except Mistakes as mistakes:
        return mistakes.errors
    return ()


def test_a_size_that_follows_from_a_mistake_is_no_second_mistake(run, chain) -> None:
    text = "input: {size: 4}\nlayers:\n- {name: a, type: matmul, inputs: [x, x]}\n- gelu\n"
    found = run("compare", chain(text + "- {type: add, inputs: [f2, x]}\n"))
    assert found.status == 2
    assert "needs `inner`" in found.err
    assert found.err.count("error: ") == 1
