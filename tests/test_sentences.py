"""What layers say of themselves, word by word, beside the numbers that the words are about.

The golden file was read aloud: whoever changes a sentence reads it again. That the figures in it
are those of the Jacobian is asserted of every line that has some.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from oracles import Array, central_differences

from jaccli.layers import TYPES, Layer, kinds
from jaccli.layers.fields import ArrayKind

# beside the example of each type: the points and fields at which it says something else
POINTS: list[tuple[str, dict[str, Any], list[list[float]]]] = [
    ("relu", {}, [[1, 2]]),
    ("relu", {}, [[-1, -2]]),
    ("relu", {}, [[0, 1]]),
    ("relu", {}, [[-1, 0, 0, 2]]),
    ("relu", {"subgradient": 1}, [[0, 1]]),
    ("relu", {"subgradient": 0.5}, [[-3, 0, 1]]),
    ("relu", {}, [[-1, 2, -3, -4, -5, -6, -7, -8, -9, 1]]),
    ("relu", {}, [[-1, 2, -3, -4, -5, -6, -7, -8, -9, -10, 1]]),
    ("leaky_relu", {}, [[0, -1]]),
    ("leaky_relu", {"slope": 1}, [[0, -1]]),
    ("elu", {"alpha": 2}, [[0, 0, -1]]),
    ("abs", {}, [[0, -3, 2]]),
    ("exp", {}, [[2, 2, 2]]),
    ("log", {}, [[4, 2, 8, 3]]),
    ("sqrt", {}, [[0, 4]]),
    ("sqrt", {}, [[0, 0]]),
    ("softmax", {}, [[1]]),
    ("softmax", {}, [[1000, 0, 0]]),
    ("softmax", {}, [[0, 3, 1, 2]]),
    ("log_softmax", {}, [[0, 3, 1, 2]]),
    ("logsumexp", {}, [[0, 3, 1, 2]]),
    ("cross_entropy", {"label": 0}, [[1]]),
    ("cross_entropy", {"label": 2}, [[0, 3, 1, 2]]),
    ("cross_entropy", {"target": [0.5, 0.25, 0.25]}, [[0, 3, 1]]),
    ("squared_error", {"target": [1, 2]}, [[1, 2]]),
    ("squared_error", {"target": [4, 2, -4]}, [[1, 2, 0]]),
    ("linear", {"weight": [[1, 2], [3, 4]]}, [[1, 2]]),
    ("layer_norm", {"weight": [1, 2, 3]}, [[1, 5, 2]]),
    ("rms_norm", {"weight": [1, 2, 3]}, [[1, 5, 2]]),
    ("norm", {}, [[0, 0]]),
    ("norm", {"shape": [2, 2, 2]}, [[0, 1, 0, 1, 3, 0, 4, 0]]),
    ("max", {}, [[1, 3, 3]]),
    ("min", {"shape": [2, 3, 1]}, [[1, 3, 3, 2, 2, 2]]),
    ("mean", {"shape": [2, 3, 1]}, [[1, 3, 3, 2, 2, 2]]),
    ("maximum", {}, [[1, 3, 2], [1, 0, 5]]),
    ("maximum", {"constant": 2}, [[1, 3, 2]]),
    ("minimum", {}, [[4], [4], [9]]),
    ("where", {"condition": [0]}, [[4], [5]]),
    ("where", {"condition": [0, 1, 1], "then": 7}, [[4, 5, 6]]),
    ("add", {"constant": [1, 2]}, [[4, 5]]),
    ("multiply", {}, [[4], [5]]),
    ("multiply", {}, [[4], [5], [6]]),
    ("multiply", {}, [[2]] * 8),
    ("multiply", {}, [[2]] * 9),
    ("multiply", {"constant": 3}, [[4, 5]]),
    ("subtract", {"minuend": 1}, [[4, 5]]),
    ("subtract", {"subtrahend": 1}, [[4, 5]]),
    ("divide", {"dividend": 1}, [[4, 5]]),
    ("divide", {"divisor": 2}, [[4, 5]]),
    ("pow", {"base": 2}, [[4, 5]]),
    ("pow", {"exponent": 2}, [[4, 5]]),
    ("hypot", {}, [[3, 0, 0], [4, 0, 1]]),
    ("arctan2", {"x": 1}, [[3, 0]]),
    ("select", {"entries": [2, 1]}, [[5, 6, 7]]),
    ("concatenate", {}, [[5, 6], [7], [8, 9, 10]]),
    ("matmul", {"left": [[1, 2], [3, 4]]}, [[5, 6]]),
    ("matmul", {"right": [[1, 2], [3, 4]]}, [[5, 6]]),
]
# what does not fit: fields of a type, and the sizes of what it reads
MISFITS: list[tuple[str, dict[str, Any], tuple[int | None, ...]]] = [
    ("add", {}, (2, 3)),
    ("add", {}, (2000, None, 3)),
    ("subtract", {"minuend": 1, "subtrahend": 2}, ()),
    ("where", {"condition": [1], "then": 1, "otherwise": 2}, ()),
    ("select", {"entries": [1, 1200, 1300]}, (1100,)),
    ("sum", {"shape": [2, 600, 1]}, (1000,)),
    ("cross_entropy", {}, (3,)),
    ("cross_entropy", {"label": 1, "target": [0.5, 0.5]}, (2,)),
    ("cross_entropy", {"label": 3}, (3,)),
    ("matmul", {}, (4, 4)),
    ("matmul", {"left": [[1]], "right": [[1]]}, ()),
    ("matmul", {"inner": 2}, (4, 1001)),
    ("matmul", {"inner": 2, "batch": 3}, (12, 4)),
    ("matmul", {"left": [[1, 2]]}, (3,)),
]
FITTING: list[tuple[str, dict[str, Any], tuple[int | None, ...]]] = [
    ("add", {}, (2, None, 2)),
    ("subtract", {"minuend": 1}, (2,)),
    ("select", {"entries": [3, 1]}, (3,)),
    ("select", {"entries": [3, 1]}, (None,)),
    ("sum", {"shape": [2, 3, 1]}, (6,)),
    ("sum", {"shape": [2, 3, 1]}, (None,)),
    ("sum", {}, (6,)),
    ("cross_entropy", {"label": 2}, (3,)),
    ("cross_entropy", {"label": 3}, (None,)),
    ("matmul", {"inner": 2}, (4, 2)),
    ("matmul", {"inner": 2}, (None, 2)),
    ("matmul", {"inner": 2, "batch": 3}, (12, 6)),
    ("matmul", {"left": [[1, 2]]}, (2,)),
]


def build(name: str, fields: dict[str, Any]) -> Layer:
    what = kinds(TYPES[name])
    return TYPES[name](
        **{
            field: np.array(value, float) if isinstance(what[field], ArrayKind) else value
            for field, value in fields.items()
        }
    )


def examples() -> Iterator[tuple[str, dict[str, Any], list[list[float]]]]:
    """Each type at the example that it declares, where it declares its inputs."""
    for name in sorted(TYPES):
        fields = dict(TYPES[name].example)
        if "inputs" in fields:
            yield name, fields, fields.pop("inputs")


CASES = [*examples(), *POINTS]
FIGURE = re.compile(
    r"(?P<before>[-+]?[\d.e-]+),? at entry (?P<at>\d+)"
    r"|entry (?P<of>\d+)(?: with | \()(?P<after>[-+]?[\d.e-]+)"
)


def vectors(size: int) -> Iterator[tuple[str, Array | None]]:
    """What a layer may be asked about, by its name: one vector, or several at once."""
    yield "e1", np.eye(size)[0]
    yield "1 2 …", np.arange(1.0, size + 1)
    yield "1 1 …", np.ones(size)
    yield "several", None


def reasons(layer: Layer, at: int, values: list[Array]) -> dict[str, list[str]]:
    """The sentences about one input, and for which vectors each is said."""
    found: dict[str, list[str]] = {}
    shape = layer.jacobians(*values)[at].shape
    for what, size, forward in (("tangent", shape[1], True), ("adjoint", shape[0], False)):
        for asked, vector in vectors(size):
            sentence = layer.reason(at, values, vector, forward=forward)
            found.setdefault(sentence, []).append(f"{what} {asked}")
    return found


def said(name: str, fields: dict[str, Any], inputs: list[list[float]]) -> Iterator[str]:
    """All that the layer says at a point, each sentence after what it was asked."""
    layer, values = build(name, fields), [np.array(x, float) for x in inputs]
    spelt = "".join(f", {field}: {value}" for field, value in fields.items())
    yield f"{name} at {', '.join(map(str, inputs))}{spelt}"
    names = [f"x{at}" for at, _ in enumerate(inputs, 1)]
    for at in range(len(inputs)):
        yield f"  by x{at + 1}: {layer.rule(at, names, 'y')}"
        for sentence, asked in reasons(layer, at, values).items():
            every = len({each.split()[0] for each in asked}) == 1 and len(asked) == 4
            yield f"    {asked[0].split()[0] if every else ', '.join(asked)}: {sentence}"
    for word, text in (
        ("remark", layer.remark(*values)),
        ("kink", layer.kink_remark(*values)),
        ("sides", str([each.tolist() for each in layer.sides(*values)])),
    ):
        if text not in ("", "[]"):
            yield f"  {word}: {text}"


def test_what_layers_say_is_what_was_read_aloud(golden) -> None:
    with np.errstate(divide="ignore"):
        lines = [line for case in CASES for line in said(*case)]
    for name, fields, sizes in MISFITS:
        objection = build(name, fields).objection(*sizes)
        assert objection is not None
        lines += [f"{name} of sizes {sizes}, {fields}", *(f"    {each}" for each in objection)]
    golden("sentences_of_layers.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize(("name", "fields", "sizes"), FITTING, ids=str)
def test_nothing_is_objected_to_what_fits(name, fields, sizes) -> None:
    assert build(name, fields).objection(*sizes) is None


@pytest.mark.parametrize(("name", "fields", "inputs"), CASES, ids=str)
def test_figures_at_an_entry_are_those_of_that_entry(name, fields, inputs) -> None:
    layer, values = build(name, fields), [np.array(x, float) for x in inputs]
    if layer.kink_remark(*values) or name == "sqrt":
        return  # differences tell nothing there
    p = np.exp(values[0] - values[0].max())
    for at, x in enumerate(values):

        def alone(moved: Array, at: int = at) -> Array:
            return layer.forward(*values[:at], moved, *values[at + 1 :])

        matrix = central_differences(alone, x)
        moves = [matrix @ v for _, v in vectors(len(x)) if v is not None]
        for sentence in reasons(layer, at, values):
            for found in FIGURE.finditer(sentence):
                entry = int(found["at"] or found["of"]) - 1
                figure = float(found["before"] or found["after"])
                of_diagonal = matrix[min(entry, len(matrix) - 1), entry]
                moved = [each[entry] for each in moves if entry < len(each)]
                candidates = [p[entry] / p.sum(), of_diagonal, *moved]
                assert np.isclose(candidates, figure, rtol=1e-3, atol=1e-8).any(), sentence


OFF = re.compile(r"units? ([\d, ]+) (?:is|are) off")
AT_KINK = re.compile(r"(?:unit|units|entry|entries) ([\d, ]+) (?:is|are) (?:at )?exactly 0")
TIED = re.compile(r"(?:entry|entries) ([\d, ]+) (?:is|are) a tie")
KINKED = [case for case in CASES if build(*case[:2]).has_sides]


@pytest.mark.parametrize(("name", "fields", "inputs"), KINKED, ids=str)
def test_an_entry_is_said_to_be_off_or_at_a_kink_where_both_its_slopes_say_so(
    name, fields, inputs
) -> None:
    """Slopes from the left and from the right, by the layer's values alone."""
    layer, values = build(name, fields), [np.array(x, float) for x in inputs]
    text = "; ".join(said(name, fields, inputs))
    h = 1e-7
    value, bent, flat = layer.forward(*values), set(), set(range(1, values[0].size + 1))
    for at, x in enumerate(values):
        for k in range(x.size):
            right, left = (
                (layer.forward(*values[:at], x + step, *values[at + 1 :]) - value) / step[k]
                for step in (h * np.eye(x.size)[k], -h * np.eye(x.size)[k])
            )
            if np.abs(right - left).max() > 1e-3:
                bent.add(k + 1)
            if max(np.abs(right).max(), np.abs(left).max()) > 1e-3:
                flat.discard(k + 1)
    told = {kind: _numbers(kind, text) for kind in (OFF, AT_KINK, TIED)}
    if name == "norm":
        return  # names runs, not entries
    assert told[OFF] <= flat - bent
    assert told[AT_KINK] | told[TIED] == bent


def _numbers(kind: re.Pattern[str], text: str) -> set[int]:
    return {int(each) for found in kind.findall(text) for each in found.split(", ")}
