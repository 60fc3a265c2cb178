"""`explain chain-file` and `explain json` hold what the reader takes and what the commands write.

The reader is asked by a key that it does not know: it lists those that it knows. The outputs are
those of tests/golden/json_keys.txt, which real calls wrote.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from jaccli.layers import TYPES
from jaccli.reports.explain.glossary import files, outputs

GOLDEN = Path(__file__).parent / "golden" / "json_keys.txt"
OF_SHAPES = {"jacobians", "edges"}


@pytest.fixture
def page(run):
    """The page of a topic, its white space folded."""

    def words(topic: str) -> str:
        return " ".join(run("explain", topic, "--width", 4000).out.split())

    return words


def known(run, text: str) -> list[str]:
    """The keys that the reader lists beside one that it does not know."""
    err = run("check", "-", "--width", 4000, stdin=text.encode()).err
    note = re.search(r"= note: keys of [^:]*: (.*?)\n(?: *\n|$)", err, re.DOTALL)
    assert note, err
    return note[1].replace("\n", " ").replace(",", " ").split()


def test_the_keys_of_a_chain_file_are_those_that_the_reader_takes(run, page) -> None:
    told = page("chain-file")
    top = known(run, "{input: [1], layers: [relu], unknown: 1}")
    assert [*files.TOP] == [each for each in top if each not in OF_SHAPES]
    assert [*files.OF_A_LAYER] == known(run, "{input: [1], layers: [{type: tanh, unknown: 1}]}")
    of_an_array = known(run, "{input: {size: 2, unknown: 1}, layers: [relu]}")
    assert f"keys are {', '.join(of_an_array[:-1])} and {of_an_array[-1]}." in told
    *first, last = known(run, "{input: [1], layers: [relu], expect: {unknown: 1}}")
    assert f"expect: what `check` verifies: {', '.join(first)} and {last} " in told
    for key in (*OF_SHAPES, *files.TOP, *files.OF_A_LAYER):
        assert f" {key}" in told.replace("`", "")


@pytest.mark.parametrize("spelt", [*files.ARRAYS])
def test_an_array_is_taken_as_it_is_spelt_there(spelt: str, run, page, chain, tmp_path) -> None:
    assert spelt in page("chain-file")
    np.save(tmp_path / "w.npy", np.ones(2))
    np.savez(tmp_path / "w.npz", W1=np.ones(2))
    field = "weight" if "[[" in spelt else "bias"
    other = "" if field == "weight" else "weight: [[1, -1]]," if spelt == "3" else "size: 2,"
    layer = f"{{type: linear, {other} {field}: {spelt}}}"
    where = f"input: {spelt}" if "size:" in spelt else "input: [1, 2]"
    layers = "relu" if "size:" in spelt else layer
    done = run("check", chain(f"sizes: {{n: 2}}\n{where}\nlayers: [{layers}]\n"))
    assert (done.status, done.err) == (0, "")


def test_the_file_of_shapes_has_an_order(run, page) -> None:
    (text,) = re.findall(r"shapes alone: (\{.*?\})\. J_1", page("chain-file"))
    plan = run("order", "-", "--matrix-free", "--format", "json", stdin=text.encode()).out
    (found,) = json.loads(plan)["results"]
    costs = {each["name"]: each["cost"] for each in found["orders"]}
    assert (found["input_size"], found["output_size"]) == (6, 3)
    # 6 tangents through 4·6 and 48; 3 adjoints through 60 and 4·6
    assert costs["tangent"]["structured"]["multiplications"] == 6 * (24 + 48)
    assert costs["adjoint"]["structured"]["multiplications"] == 3 * (60 + 24)


def test_the_fields_of_every_layer_type_are_those_that_the_reader_takes(run) -> None:
    lines = [re.split("  +", line.strip()) for line in run("explain", "chain-file").out.split("\n")]
    told = {line[0]: line[1] for line in lines if len(line) == 2 and line[0] in TYPES}
    text = " ".join(run("explain", "chain-file").out.split())
    bare = (
        re.search(r"The others have no fields: (.*?)\.", text)[1].replace(" and ", ", ").split(", ")
    )
    assert sorted([*told, *bare]) == sorted(TYPES)
    of_all = {*files.OF_A_LAYER}
    for name in TYPES:
        keys = known(run, f"{{input: [1], layers: [{{type: {name}, unknown: 1}}]}}")
        fields = {each for each in keys if each not in of_all}
        spelt = re.sub(r"\([^)]*\)| = [^\s,\]]+|[\[\]]", "", told.get(name, "")).replace(
            " or ", ", "
        )
        assert {each.strip() for each in spelt.split(",") if each.strip()} == fields, name


@pytest.mark.parametrize(
    ("layer", "fields"),
    [
        ("linear", "weight (m, n) or size, [bias (m)]"),
        ("layer_norm", "[weight (n)], [bias (n)], [epsilon = 1e-05]"),
        ("relu", "[subgradient = 0]"),
        ("power", "exponent"),
        ("where", "condition (n), [then (n)], [otherwise (n)]"),
    ],
)
def test_a_field_says_its_axes_its_default_and_whether_it_may_be_left_out(
    layer: str, fields: str, run
) -> None:
    assert re.search(rf"^ +{layer} +{re.escape(fields)}$", run("explain", "chain-file").out, re.M)


def written() -> dict[str, set[str]]:
    """The keys of the results of each command, as real calls wrote them."""
    found: dict[str, set[str]] = {}
    for line in GOLDEN.read_text("utf-8").splitlines():
        if line.startswith("# "):
            keys = found.setdefault(line.split()[1], set())
        elif top := re.match(r"\.results\[\]\.(\w+)", line):
            keys.add(top[1])
    return found


@pytest.mark.parametrize("command", [*outputs.results()])
def test_the_keys_of_a_result_are_those_that_its_command_writes(command: str, page) -> None:
    told = {*outputs.results()[command]}
    real = written()[command]
    head = {*outputs.head()}
    assert real - head <= told | {"findings"}
    # the golden calls never come upon these
    assert told - real <= {"orders", "topics"}
    assert f" {command}: {', '.join(outputs.results()[command])}" in page("json")


def test_every_command_is_on_the_page_and_every_key_that_is_told_is_one() -> None:
    assert {*outputs.results()} == {*written()}
    every = {key for keys in written().values() for key in keys} | {"flips"}
    assert {*outputs.TOLD} <= every


def test_the_example_is_part_of_what_compare_says(run, page) -> None:
    text = re.search(r'(\{"schema".*?\}\]\}) What speaks', page("json"))[1]
    shown = json.loads(text)
    real = json.loads(run("compare", "sample:mlp_cross_entropy", "--format", "json").out)

    def within(part, whole) -> bool:
        if isinstance(part, dict):
            return all(within(value, whole[key]) for key, value in part.items())
        if isinstance(part, list):
            return all(map(within, part, whole))
        return part == whole

    assert within(shown, real)
