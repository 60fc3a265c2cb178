"""JSON Schemas: valid themselves, never stricter than the reader, and every output as declared.

jsonschema is the judge; a chain file is read as an editor reads it, by YAML 1.2.
"""

from __future__ import annotations

import copy
import functools
import json
import random
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from beginners import FILES
from jsonschema import Draft202012Validator
from schemas import as_an_editor_reads, closed, undeclared, validator

from jaccli.errors import Mistakes, Source
from jaccli.layers import TYPES, Unary
from jaccli.layers.fields import constant, number
from jaccli.opened import Folder
from jaccli.reports.schema.chains import chain_schema
from jaccli.reports.schema.find import FILE, names, text_of
from jaccli.spec import sample_folder
from jaccli.spec.chain import ChainFile

SAMPLES = sorted(Path(sample_folder()).glob("*.yaml"))
ORACLES = Path(__file__).parent / "oracles"
CASES = sorted((ORACLES / "cases").glob("*.yaml"))
HOSTILE = sorted((ORACLES / "hostile").glob("*.yaml"))
FIRST_LINE = f"# yaml-language-server: $schema={FILE}\n"


def read(text: str, folder: Path) -> Mistakes | None:
    """What the reader has against a chain file."""
    try:
        file = ChainFile(Source("chain.yaml", text), Folder(str(folder)))
        _ = file.shapes({}) if file.holds_shapes else file.graph({})
    except Mistakes as found:
        return found
    return None


def mistakes(text: str) -> list[str]:
    """Where an editor marks something in a chain file, and what."""
    found = validator("chain").iter_errors(as_an_editor_reads(text))
    return [f"{each.json_path}: {each.message}" for each in found]


@pytest.mark.parametrize("name", names())
@pytest.mark.costly
def test_every_schema_is_one_and_names_itself_without_a_host(name: str) -> None:
    schema = json.loads(text_of(name))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:jaccli:{name}:1"


@pytest.mark.parametrize("path", [*SAMPLES, *CASES], ids=lambda path: path.stem)
def test_a_file_that_is_read_is_right_for_an_editor_too(path: Path) -> None:
    text = path.read_text("utf-8")
    assert read(text, path.parent) is None
    assert mistakes(text) == []


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_what_is_refused_in_a_hostile_file_the_reader_refuses(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not mistakes(text) or read(text, path.parent) is not None


def test_what_the_schema_refuses_of_beginners_files_the_reader_refuses(tmp_path: Path) -> None:
    marked, relations = 0, 0
    for slip in FILES:
        try:
            found = mistakes(slip.text)
        except yaml.YAMLError:
            continue  # an editor marks that by itself
        assert read(slip.text, tmp_path) is not None
        marked += bool(found)
        relations += not found
    # what remains are relations: sizes that do not fit, names that are not there or taken
    assert marked >= 100
    assert relations <= 16


REPLACED = [None, "text", True, -1, 0.5, 3, 10**16, "", [], {"a": 1}, [["x"]]]


def places(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value; of a list of numbers to the first two."""
    match data:
        case dict():
            inner = list(data.items())
        case list():
            few = not any(isinstance(each, dict) for each in data)
            inner = list(enumerate(data))[: 2 if few else None]
        case _:
            return
    for key, value in inner:
        yield (*at, key)
        yield from places(value, (*at, key))


def mutated(data: Any, many: int, seed: int) -> Iterator[Any]:
    """The file with one key renamed or left out, or one value replaced."""
    ways = [*places(data)]
    rng = random.Random(seed)
    for _ in range(many):
        *way, key = rng.choice(ways)
        changed = copy.deepcopy(data)
        inner = functools.reduce(lambda each, step: each[step], way, changed)
        value = inner.pop(key)
        match rng.randrange(-2, len(REPLACED)):
            case -2 if isinstance(inner, dict):
                inner[f"{key}x"] = value
            case -1 | -2:
                pass
            case at if isinstance(inner, dict):
                inner[key] = REPLACED[at]
            case at:
                inner.insert(key, REPLACED[at])
        yield changed


def refused(many: int) -> tuple[int, int]:
    """How many mutated files the reader refuses, and how many of these the schema refuses too.

    Whatever the schema refuses the reader refuses.
    """
    by_reader = by_both = 0
    for seed, path in enumerate([*SAMPLES, *CASES]):
        for data in mutated(as_an_editor_reads(path.read_text("utf-8")), many, seed):
            right = validator("chain").is_valid(data)
            wrong = read(json.dumps(data), path.parent) is not None
            assert right or wrong, data
            by_reader += wrong
            by_both += wrong and not right
    return by_reader, by_both


@pytest.mark.slow
def test_a_schema_is_never_stricter_than_the_reader_and_misses_little() -> None:
    by_reader, by_both = refused(1)
    assert by_both > 0.75 * by_reader > 25


@pytest.mark.slow
def test_the_schema_refuses_most_mutated_files_that_the_reader_refuses() -> None:
    by_reader, by_both = refused(20)
    assert by_both > 0.8 * by_reader > 650  # the others are relations: sizes, names


WRONG = [  # a file, where an editor marks it, and a word of what it says there
    ("input: [1]\nlayers: [relu]\nnmae: 1", "$", "'nmae' was unexpected"),
    ("input: [1]", "$", "'layers' is a required property"),
    ("layers: [relu]", "$", "not valid under any of the given schemas"),
    ("input: [1]\ninputs: {a: 1}\nlayers: [relu]", "$", "False schema does not allow {'a': 1}"),
    ("input: [1, one]\nlayers: [relu]", "$.input[1]", "'one' is not of type 'number'"),
    ("input: [1, '2']\nlayers: [relu]", "$.input[1]", "'2' is not of type 'number'"),
    ("input: []\nlayers: [relu]", "$.input", "non-empty"),
    ("input: {}\nlayers: [relu]", "$.input", "not valid under any"),
    ("input: {init: ones}\nlayers: [relu]", "$.input", "not valid under any"),
    ("input: [1]\nlayers: [relu]\nname: ''", "$.name", "does not match"),
    ("input: [1]\nlayers: [relu]\nexpect: {output: {init: ones}}", "", "not valid under any"),
    ("input: {size: 0}\nlayers: [relu]", "$.input.size", "minimum of 1"),
    ("input: {size: 2, scael: 3}\nlayers: [relu]", "$.input", "'scael' was unexpected"),
    ("input: {file: x.npy, scale: 3}\nlayers: [relu]", "$.input", "False schema does not allow 3"),
    ("input: {size: 2, key: W}\nlayers: [relu]", "$.input", "'file' is a dependency of 'key'"),
    ("input: [1]\nlayers: []", "$.layers", "non-empty"),
    ("input: [1]\nlayers: [rleu]", "$.layers[0]", "'rleu' is not one of"),
    ("input: [1]\nlayers: [linear]", "$.layers[0]", "'linear' is not one of"),
    ("input: [1]\nlayers: [{type: rleu}]", "$.layers[0].type", "'rleu' is not one of"),
    ("input: [1]\nlayers: [{name: a}]", "$.layers[0]", "'type' is a required property"),
    ("input: [1]\nlayers: [{type: relu, slope: 1}]", "$.layers[0]", "'slope' was unexpected"),
    ("input: [1]\nlayers: [{type: scale}]", "$.layers[0]", "'factor' is a required property"),
    ("input: [1]\nlayers: [{type: scale, factor: two}]", "$.layers[0].factor", "'number'"),
    ("input: [1]\nlayers: [{type: relu, subgradient: 2}]", "$.layers[0].subgradient", "maximum"),
    ("input: [1]\nlayers: [{type: linear, bias: [1]}]", "$.layers[0]", "under any of"),
    ("input: [1]\nlayers: [{type: linear, weight: [1]}]", "$.layers[0].weight[0]", "'array'"),
    ("input: [1]\nlayers: [{type: linear, size: 2, bias: {init: eye}}]", "", "not one of"),
    ("input: [1]\nlayers: [relu]\ndtype: float16", "$.dtype", "not one of"),
    ("input: [1]\nlayers: [relu]\nseed: -1", "$.seed", "minimum"),
    ("input: [1]\nlayers: [relu]\nsizes: {n: 0}", "$.sizes.n", "minimum"),
    ("input: [1]\nlayers: [relu]\nexpect: {cheaper: both}", "$.expect.cheaper", "not one of"),
    ("input: [1]\nlayers: [relu]\nexpect: {flops: 3}", "$.expect", "'flops' was unexpected"),
    ("input: [1]\nlayers: [relu]\njacobians: [[1, 1]]", "$", "'jacobians' was unexpected"),
    ("jacobians: [[4, 6, 1]]", "$.jacobians[0]", "too long"),
    ("jacobians: [{shape: [4, 6], edge: 1}]", "$.jacobians[0]", "'edge' was unexpected"),
    ("edges: [[x, a, b]]", "$.edges[0]", "too long"),
]


@pytest.mark.parametrize(("text", "place", "words"), WRONG, ids=[text for text, _, _ in WRONG])
def test_a_mistake_is_one_mark_at_its_place(text, place, words, tmp_path: Path) -> None:
    assert read(text, tmp_path) is not None
    (found,) = mistakes(text)
    assert found.startswith(place)
    assert words in found


RIGHT = [
    "name: 5\ndescription: yes\ninputs: {1: 3, true: .5}\nlayers: [{type: add, inputs: [1, true]}]",
    "sizes: {n: 2, 'a b': 3}\ninput: {size: 'n'}\nlayers: [{type: linear, size: a b}, relu]",
    "input: +3\nlayers: [{type: scale, factor: 1e5}, {type: power, exponent: 3.}]",
    "input: 2\nlayers: [{type: linear, weight: 3, bias: 1, name: 7}]\noutput: 7",
    "input: &x [1, 2]\nlayers: [{type: squared_error, target: *x}]",
    "input: 2\nlayers: [{type: constant, value: 2, inputs: []}]\nexpect: {jacobian: 0}",
    "jacobians: [[2, 3], {shape: [4, 2], edges: 0, tangent: 5}]",
    "sizes: {x: 3}\nedges: [[x, a], [a, 5]]\ninputs: x\noutputs: [5]\nname: 3",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_the_reader_takes_in_another_spelling_the_schema_takes(text, tmp_path: Path) -> None:
    assert read(text, tmp_path) is None
    assert mistakes(text) == []


def test_a_layer_that_somebody_adds_is_in_the_schema_with_its_fields() -> None:
    @dataclass(frozen=True, slots=True, eq=False)
    class Throwaway(Unary):
        """z = factor · x + shift, thrown away after the test."""

        shift: object = constant("n")
        factor: float = number(1.0, minimum=0)

        type = "throwaway"
        formula = "factor * x + shift"
        jacobian_rule = "factor I"
        forward = jacobian = form = primal = None

    try:
        judge = Draft202012Validator(chain_schema())
    finally:
        del TYPES["throwaway"]
    layer = {"type": "throwaway", "shift": [1, 2], "factor": 3}
    assert judge.is_valid({"input": [1, 2], "layers": [layer]})
    assert not judge.is_valid({"input": [1, 2], "layers": [{**layer, "factor": -1}]})
    assert not judge.is_valid({"input": [1, 2], "layers": [{**layer, "offset": 1}]})
    assert not judge.is_valid({"input": [1, 2], "layers": ["throwaway"]})
    told = judge.schema["$defs"]["throwaway layer"]
    assert told["description"].startswith("z = factor · x + shift, thrown away")
    assert told["properties"]["shift"]["description"] == "a vector (n)"
    assert told["properties"]["factor"]["description"] == "a number of at least 0; default: 1.0"


def test_everything_that_an_editor_shows_has_words() -> None:
    schema = json.loads(text_of("chain"))
    for name, each in schema["$defs"].items():
        for key, value in each.get("properties", {}).items():
            assert value.get("description"), (name, key)
    assert {f"{name} layer" for name in TYPES} <= {*schema["$defs"]}


def test_closing_a_schema_finds_a_key_that_is_not_declared_and_one_that_is_missing() -> None:
    out = {"schema": "jaccli.schema/1", "version": "", "rule": {"flops_per_multiply_add": 2}}
    assert undeclared("schema", json.dumps({**out, "results": []})) == []
    assert validator("schema").is_valid({**out, "results": [], "more": 1})
    (found,) = undeclared("schema", json.dumps({**out, "results": [], "more": 1}))
    assert "'more' was unexpected" in found
    entry = {"name": "chain", "of": "", "findings": [], "more": 1}
    (found,) = undeclared("schema", json.dumps({**out, "results": [entry]}))
    assert found.startswith("$.results[0]: ")
    del entry["more"], entry["of"]
    (found,) = undeclared("schema", json.dumps({**out, "results": [entry]}))
    assert "'of' is a required property" in found
    assert closed({"type": "object", "properties": {}})["additionalProperties"] is False


def calls() -> Iterator[str]:
    """What people ask of every sample."""
    for path in SAMPLES:
        chain = f"sample:{path.stem}"
        yield f"compare {chain} --wrt all"
        yield f"compare {chain} --time --values --cost structured"
        yield f"order {chain} --time"
        yield f"order {chain} --matrix-free"
        yield f"show {chain}"
        yield f"jvp {chain} -v random -v e1 --steps"
        yield f"vjp {chain} -u random --steps"
        yield f"grad {chain} --steps"
        yield f"graph {chain} --values"
        yield f"check {chain}"
        for name in yaml.safe_load(path.read_text("utf-8")).get("sizes", {}):
            yield f"sweep {chain} --vary {name}=2,4,8"
    yield "samples branches.py"
    for command in ("trace", "compare", "show", "grad", "check", "graph --values", "order"):
        name, *options = command.split()
        yield " ".join([name, "sample:branches.py:relaxation", "--at 1", *options])
    yield "trace sample:branches.py:relaxation --at 1 --and-at 3"
    yield "trace sample:branches.py:relaxation --at 1 --scalars"
    yield "compare sample:tall sample:residual sample:seeds_flip --run none"
    yield "sweep sample:tall --vary n=1:100 --time"
    yield "order sample:tall --matrix-free --memory-limit 50"
    yield from (f"new {each}" for each in ("mlp 6 4 3", "chain 3 2", "graph", "function"))
    yield from (f"completion {each}" for each in ("", "zsh"))
    yield "explain"
    for name in TYPES:
        yield f"explain {name}"


@pytest.mark.slow
@pytest.mark.parametrize("call", [*calls()])
def test_every_output_is_as_its_schema_declares_it(call: str, run) -> None:
    done = run(*shlex.split(call), "--format", "json")
    if done.status == 2:
        assert "needs one number" in done.err or "is for chains" in done.err, done.err
        return
    assert undeclared(call.split()[0], done.out) == []


@pytest.mark.parametrize("name", ["chain", "jvp"])
def test_a_schema_is_printed_whatever_the_format_and_written_to_a_file(name, run, tmp_path) -> None:
    printed = run("schema", name)
    assert (printed.status, printed.err) == (0, "")
    assert run("schema", name, "--format", "json").out == printed.out
    file = tmp_path / FILE
    for _ in range(2):  # a schema of yesterday gives way to that of today
        assert run("schema", name, "-o", file).status == 0
        assert file.read_text("utf-8") == printed.out


def test_the_list_is_one_screen_with_every_name(run) -> None:
    out = run("schema").out
    assert len(out.splitlines()) <= 23
    listed = json.loads(run("schema", "--format", "json").out)["results"]
    assert [each["name"] for each in listed] == names()
    for name in names():
        assert f"\n jaccli schema {name} " in out
    assert "jaccli schema chain" in run("explain", "chain-file").out


def test_an_unknown_name_is_a_mistake_with_the_nearest_one(run) -> None:
    done = run("schema", "chian")
    assert (done.status, done.out) == (2, "")
    assert "did you mean `chain`?" in done.err
    assert "did you mean `chain`?" in run("schema", "chain-file").err


def test_costs_beside_those_of_a_baseline_are_as_declared(run, tmp_path: Path) -> None:
    costs = tmp_path / "costs.json"
    assert run("compare", "sample:tall", "--run", "none", "-o", costs).status == 0
    done = run("check", "sample:tall", "--baseline", costs, "--format", "json")
    assert (done.status, undeclared("check", done.out)) == (0, [])
