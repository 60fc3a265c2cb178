"""A layer beside a chain that the output does not depend on changes no rule of the chain."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import jaccli

TOP = "sizes: {n: 3}\ninput: {size: n, init: normal}\n"
LAYERS = [
    "{name: a, type: linear, weight: {init: normal, seed: 1}, size: 4, inputs: x}",
    "{name: b, type: tanh, inputs: a}",
    "{name: c, type: linear, weight: {init: normal, seed: 2}, size: 2, inputs: b}",
    "{name: d, type: logsumexp, inputs: c}",
]
DEAD = "{name: s, type: linear, weight: {init: normal, seed: 3}, size: 5, inputs: %s}"
SPARES = [  # (at, the layer): at every place, read from every value there
    [(at, DEAD % read)] for at in range(len(LAYERS)) for read in ["x", "a", "b", "c"][: at + 1]
]
SPARES += [
    [(1, DEAD % "a"), (3, "{name: t, type: add, inputs: [s, s]}")],  # two in a row
    [(1, "{name: k, type: constant, value: -1}"), (1, "{name: s, type: log, inputs: k}")],
]
COMMANDS = [
    ["compare"],
    ["compare", "--cost", "structured", "--seeds", "free"],
    ["order"],
    ["order", "--matrix-free"],
    ["show"],
    ["jvp", "-v", "e1", "--steps"],
    ["vjp", "-u", "e1", "--steps"],
    ["grad", "--steps"],
    ["sweep", "--vary", "n=1,2,4"],
    ["check"],
]


ALONE: dict[str, list[str]] = {}  # what a command says of the chain alone


def written(spares: list[tuple[int, str]]) -> str:
    layers = list(LAYERS)
    for at, spare in reversed(spares):
        layers.insert(at, spare)
    return TOP + "layers:\n" + "".join(f"- {layer}\n" for layer in layers) + "output: d\n"


def without(lines: list[str], *said: str) -> list[str]:
    """The lines but for these, for the gradients of what is not run, and for the clock's."""
    zero = re.compile(r"∂L/∂.* = 0, for . is not run")
    left = [re.sub(r"[\d.]+ s$", "? s", each) for each in lines]
    return [each for each in left if each and each not in said and not zero.match(each)]


# what is set aside is decided before a command is looked at: each place once, each command thrice
BESIDE = [(command, spares) for command in COMMANDS for spares in SPARES[-3:]]
BESIDE += [(command, spares) for command in COMMANDS[:1] for spares in SPARES[:-3]]


@pytest.mark.parametrize(("command", "spares"), BESIDE)
def test_the_text_is_that_of_the_chain_and_names_what_is_not_run(
    command: list[str], spares: list[tuple[int, str]], run: Any, chain: Any
) -> None:
    def lines(spares: list[tuple[int, str]]) -> list[str]:
        found = run(command[0], chain(written(spares)), *command[1:], "--details")
        assert found.status == 0, found.err
        return found.out.splitlines()

    called, beside = " ".join(command), lines(spares)
    if called not in ALONE:
        ALONE[called] = lines([])
    alone = ALONE[called]
    said = [line for line in beside if "not reach the output" in line]
    assert len(said) == 1
    assert without(beside, *said) == without(alone)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_json_is_that_of_the_chain_and_lists_what_is_unused(
    command: list[str], run: Any, chain: Any
) -> None:
    alone, beside = (
        json.loads(run(command[0], chain(text), *command[1:], "--format", "json").out)["results"][0]
        for text in (written([]), written([(1, DEAD % "a")]))
    )
    assert beside.pop("unused") == ["s"]
    assert alone.pop("unused", []) == []
    findings = beside.pop("findings", [])
    said = [each for each in findings if "not reach the output" not in each["text"]]
    assert said == alone.pop("findings", [])
    if command[0] == "grad":
        assert beside["gradients"].pop("s") == {"weight": [[0.0] * 4] * 5}
    assert beside == alone


def test_what_is_not_run_is_said_of_one_layer_and_of_two(run: Any, chain: Any) -> None:
    one, two = ([(1, DEAD % "a")], [(1, DEAD % "a"), (3, "{name: t, type: exp, inputs: s}")])
    said = "  s does not reach the output and is not run: what is left is a chain."
    assert said in run("compare", chain(written(one)), "--details").out.splitlines()
    said = "  s, t do not reach the output and are not run: what is left is a chain."
    assert said in run("order", chain(written(two)), "--details").out.splitlines()


def test_by_its_parameters_and_in_the_picture_a_spare_layer_stays(run: Any, chain: Any) -> None:
    name = chain(written([(1, DEAD % "a")]))
    found = json.loads(run("compare", name, "--wrt", "all", "--format", "json").out)["results"][0]
    assert found["unused"] == ["s"]
    assert len(found["jacobian"][0]) == 3 + 4 * 3 + 5 * 4 + 2 * 4
    picture = json.loads(run("graph", name, "--format", "json").out)["results"][0]
    assert [node["name"] for node in picture["nodes"]] == ["x", "a", "s", "b", "c", "d"]


@pytest.mark.parametrize("wrt", ["all", "parameters"])
def test_by_parameters_too_a_spare_layer_without_any_is_set_aside(
    wrt: str, run: Any, chain: Any
) -> None:
    spare = "{name: s, type: exp, inputs: a}"
    alone, beside = (
        run("compare", chain(text), "--wrt", wrt, "--details").out.splitlines()
        for text in (written([]), written([(1, spare)]))
    )
    said = "  s does not reach the output and is not run: what is left is a chain."
    assert without(beside, said) == without(alone)
    assert said in beside


def test_by_parameters_a_spare_layer_brings_what_it_reads_and_nothing_else(
    run: Any, chain: Any
) -> None:
    spares = ["{name: p, type: exp, inputs: a}", "{name: q, type: sin, inputs: a}"]
    text = written(
        [(1, spares[0]), (1, spares[1]), (2, DEAD % "p"), (3, "{type: relu, inputs: s, name: r}")]
    )
    found = run("compare", chain(text), "--wrt", "all", "--format", "json").out
    (result,) = json.loads(found)["results"]
    assert result["unused"] == ["q", "r", "p", "s"]  # not run, and run for nothing
    assert [each["name"] for each in result["layers"]] == ["a", "p", "b", "s", "c", "d"]
    text = run("compare", chain(text), "--wrt", "all", "--details").out
    assert "  q, r do not reach the output and are not run.\n" in text


def test_a_gradient_that_is_zero_by_a_spare_layer_is_written_out(run: Any, chain: Any) -> None:
    text = run("grad", chain(written([(1, DEAD % "a")]))).out
    assert "∂L/∂s.weight = 0, for s is not run" in text


def test_a_spare_layer_is_not_said_to_be_none_where_it_is_asked_for(run: Any, chain: Any) -> None:
    name = chain(written([(1, DEAD % "a")]))
    found = run("grad", name, "--layer", "s")
    assert found.status == 2
    assert "--layer s: it does not reach the output, and its gradient is 0" in found.err
    assert "= note: linear layers: a, c\n" in found.err
    assert "--layer r: no linear layer is called so" in run("grad", name, "--layer", "r").err


def test_beside_a_graph_an_unused_layer_stays(chain: Any) -> None:
    forked = [
        *LAYERS[:2],
        "{name: s, type: exp, inputs: a}",
        "{name: d, type: add, inputs: [a, b]}",
    ]
    graph = jaccli.load(chain(TOP + "layers:\n" + "".join(f"- {layer}\n" for layer in forked)))
    assert [node.name for node in graph.nodes] == ["a", "b", "s", "d"]
    assert graph.aside == ()
    assert graph.whole is graph
