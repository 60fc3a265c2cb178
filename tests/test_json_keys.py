"""The keys of every report in JSON and what stands at them: scripts and graders read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas import undeclared

BRANCHES = """
sizes: {n: 3}
inputs: {x: {size: n}, idle: [1]}
layers:
  - {name: w, type: linear, inputs: x, size: 4}
  - {name: spare, type: relu, inputs: w}
  - {name: a, type: multiply, inputs: [w, w]}
  - {name: out, type: sum, inputs: a}
"""
CHAIN = "sizes: {n: 3}\ninput: {size: n}\nlayers: [tanh, {type: linear, size: 2}, relu]\n"
LOSS = "input: [1, 2]\nlayers: [{type: linear, size: 2}, relu, sum]\nexpect: {max_flops: 1}\n"
EDGES = "edges: [[x, a], [a, b], [a, y], [b, y]]\nsizes: {a: 2}\n"
CALLS = [
    ("compare", CHAIN),
    ("compare --wrt all", BRANCHES),
    ("compare --run none", CHAIN),
    ("compare --time", CHAIN),
    ("jvp -v e1 --steps", CHAIN),
    ("jvp -v all", CHAIN),
    ("vjp -u e1 --steps", BRANCHES),
    ("grad", LOSS),
    ("grad --steps", BRANCHES),
    ("order", CHAIN),
    ("order --time", CHAIN),
    ("order --matrix-free", CHAIN),
    ("order --matrix-free", BRANCHES),
    ("order --time", BRANCHES),
    ("order", EDGES),
    ("show", CHAIN),
    ("show --values", BRANCHES),
    ("graph", BRANCHES),
    ("sweep --vary n=1:5", CHAIN),
    ("sweep --vary n=1:5 --time", BRANCHES),
    ("check", LOSS),
    ("exercise --ask mode --seed 1", LOSS),
    ("explain jvp", ""),
    ("samples", ""),
    ("samples tall", ""),
    ("new mlp 6 4 3", ""),
    ("schema", ""),
    ("completion bash", ""),
]


def paths(found: Any, at: str = "") -> Iterator[str]:
    """Every path to a value and what kind it is; the entries of a list share one."""
    match found:
        case dict():
            for key, value in found.items():
                yield from paths(value, f"{at}.{key}")
        case list():
            for value in found:
                yield from paths(value, f"{at}[]")
            if not found:
                yield f"{at}[]"
        case _:
            kind = "number" if type(found) in (int, float) else type(found).__name__
            yield f"{at}: {kind}"


ANSWERS = Path(__file__).parent / "oracles" / "few_answers.yaml"
PROGRAM = "def f(x):\n    return (x * (2.0 if x[0] > 1 else 3.0)).sum()\n"


def test_the_keys_are_those_that_scripts_read_and_as_declared(run, chain, program, golden) -> None:
    lines = []
    path = program(PROGRAM)
    for call in ("trace --at 1,1", "trace --at 1,1 --and-at 2,1", "check --at 1,1"):
        name, *options = call.split()
        outcome = run(name, f"{path}:f", *options, "--format", "json")
        assert undeclared(name, outcome.out) == []
        lines += [f"# {call}", *sorted(set(paths(json.loads(outcome.out))))]
    call = f"grade {chain(LOSS)} {ANSWERS}"
    name, *options = call.split()
    outcome = run(name, *options, "--answers", "--format", "json")
    assert undeclared(name, outcome.out) == []
    lines += ["# grade", *sorted(set(paths(json.loads(outcome.out))))]
    for call, file in CALLS:
        name, *options = call.split()
        outcome = run(name, *([chain(file)] if file else []), *options, "--format", "json")
        assert undeclared(name, outcome.out) == []
        lines += [f"# {call}", *sorted(set(paths(json.loads(outcome.out))))]
    golden("json_keys.txt", "\n".join(lines) + "\n")
