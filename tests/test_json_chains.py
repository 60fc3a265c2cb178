"""A chain file may be JSON: quoted names are names, quoted numbers stay mistakes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from jaccli.spec import sample_folder

SAMPLES = sorted(Path(sample_folder()).glob("*.yaml"))
STYLES: dict[str, dict[str, Any]] = {
    "short": {"separators": (",", ":")},
    "spaced": {},
    "indented": {"indent": 2},
    "by tabs": {"indent": "\t"},
}
NAMED = {
    "name": "Größe 😀",
    "sizes": {"n": 2, "a b": 3},
    "inputs": {"x": {"size": "n", "init": "ones"}, "y": {"size": "a b", "init": "uniform"}},
    "layers": [
        {"name": "f", "type": "linear", "size": "n", "inputs": "y"},
        {"name": "é", "type": "add", "inputs": ["f", "x"]},
        {"type": "relu", "subgradient": 0.5, "inputs": ["é"]},
    ],
    "output": "é",
    "expect": {"cheaper": "reverse", "tolerance": 1e-9},
}


def plain(node: yaml.Node) -> Any:
    """The data of a YAML document, with numbers as a chain file means them."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    for kind in (int, float):
        try:
            return kind(node.value)
        except ValueError:
            pass
    return node.value


def report(run, command: str, name: str) -> Any:
    found = run(command, name, "--format", "json")
    assert found.status == 0, found.err
    return json.loads(found.out)["results"]


@pytest.mark.parametrize("at", range(len(SAMPLES)), ids=[path.stem for path in SAMPLES])
def test_a_chain_in_json_is_the_same_chain(run, chain, at) -> None:
    sample, style = SAMPLES[at], list(STYLES)[at % len(STYLES)]
    chain(sample.read_text("utf-8"))
    data = plain(yaml.compose(sample.read_text("utf-8")))
    for weights in sample.parent.glob("*.npz"):
        shutil.copy(weights, ".")
    wanted = report(run, "compare", "chain.yaml")
    chain(json.dumps(data, **STYLES[style]))
    assert report(run, "compare", "chain.yaml") == wanted


@pytest.mark.parametrize("style", STYLES)
def test_every_name_may_be_quoted(run, chain, style) -> None:
    chain(yaml.safe_dump(NAMED, allow_unicode=True, sort_keys=False))
    wanted = report(run, "compare", "chain.yaml")
    assert wanted[0]["name"] == "Größe 😀"
    assert wanted[0]["output_name"] == "é"
    chain(json.dumps(NAMED, **STYLES[style]))
    assert report(run, "compare", "chain.yaml") == wanted
    assert run("check", "chain.yaml").status == 0
    assert run("sweep", "chain.yaml", "--vary", "n=1:9").status == 0


def test_quoted_sizes_of_shapes_are_names(run, chain) -> None:
    chain('{"sizes": {"n": 4}, "jacobians": [["n", 6], [3, "n"], {"shape": [2, 3], "edges": 5}]}')
    quoted = report(run, "order", "chain.yaml")
    chain("sizes: {n: 4}\njacobians: [[n, 6], [3, n], {shape: [2, 3], edges: 5}]")
    assert report(run, "order", "chain.yaml") == quoted


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"3"', "write 3 without quotes"),
        ('"m"', "`m` is not a name in `sizes`"),
        ('"3n"', 'found the text "3n"'),
        ('""', 'found the text ""'),
        ('"null"', 'found the text "null"'),
        ("null", "found `null`"),
    ],
)
def test_a_size_in_quotes_is_a_name_and_no_number(run, chain, value, words) -> None:
    text = f'{{"sizes": {{"n": 3}}, "input": {{"size": {value}}}, "layers": ["tanh"]}}'
    found = run("compare", chain(text))
    assert found.status == 2
    assert words in found.err


@pytest.mark.parametrize(
    "field", ['"factor": "2"', '"factor": true', '"factor": null', '"factor": "two"']
)
def test_quoted_numbers_stay_mistakes(run, chain, field) -> None:
    text = f'{{"input": [1], "layers": [{{"type": "scale", {field}}}]}}'
    found = run("compare", chain(text))
    assert found.status == 2
    assert "factor of f1: expected a finite number" in found.err


def test_a_mistake_behind_an_escaped_sign_is_marked_at_its_place(run, chain) -> None:
    text = json.dumps({"name": "😀", "input": ["1"], "layers": ["tanh"]})
    found = run("compare", chain(text))
    assert found.status == 2
    column = 1 + text.index('"1"')
    assert f"chain.yaml:1:{column}\n" in found.err


@pytest.mark.parametrize(
    "escape", [r"\ud83d", r"\ude00", r"\ud83dx", r"\\\ud83d\ude00", r"\ud83d\udexx"]
)
def test_half_a_sign_is_a_mistake(run, chain, escape) -> None:
    found = run("compare", chain(f'{{"name": "{escape}", "input": [1], "layers": ["tanh"]}}'))
    assert found.status == 2
    assert "this is not valid YAML" in found.err
