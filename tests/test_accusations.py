"""jaccli check accuses nobody wrongly, and everybody who is to blame.

The oracles: layers as they are are right (JAX, hand calculations and complex steps say so
elsewhere), at any point at all; and a derivative that was planted is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest
from strategies import Array, described, is_regular, sizes_for, variants

import jaccli
from jaccli.arrays import Inline
from jaccli.errors import JaccliError
from jaccli.graph import Graph, Input, Node
from jaccli.layers import TYPES, Layer
from jaccli.layers.activations import Tanh
from jaccli.layers.linear import Linear
from jaccli.linmap import Dense
from jaccli.reports.check.case import Case
from jaccli.reports.check.checks.derivatives import derivative_checks
from jaccli.reports.check.find import case_of
from jaccli.reports.common.derivatives.outcome import Outcome

Fault = Callable[[Array, np.random.Generator], Array | None]


# --- points and graphs ---


def extreme(rng: np.random.Generator, n: int) -> Array:
    """Numbers (n,) of any size, beside singular points and far from them."""
    tame = rng.uniform(0.3, 3, n)
    some = rng.random(n) < 0.3
    exact = np.where(np.arange(n) == rng.integers(n), rng.choice([0, 1, 1e-300, 1e10]), tame)
    sizes = (
        tame,
        10 ** rng.uniform(-40, 40, n),
        10 ** rng.uniform(-8, 8, n),
        tame * 10 ** rng.uniform(-30, 30),
        np.where(some, 10 ** rng.uniform(-40, -10, n), tame),
        np.where(some, 10 ** rng.uniform(5, 100, n), tame),
        exact,
    )[rng.integers(7)]
    return sizes * (rng.choice([-1, 1], n) if rng.random() < 0.6 else 1)


def ordinary(rng: np.random.Generator, n: int) -> Array:
    return rng.uniform(0.3, 3, n) * rng.choice([-1, 1], n)


def random_graph(seed: int, points: Callable[[np.random.Generator, int], Array]) -> Graph | None:
    """Up to four layers of any type, values used twice and unused ones among them."""
    rng = np.random.default_rng(seed)
    x = points(rng, int(rng.integers(1, 5)))
    values = {"x": x}
    nodes: list[Node] = []
    depth, last = int(rng.integers(1, 5)), "x"
    for _ in range(40):
        if len(nodes) == depth:
            break
        reads = last if rng.random() < 0.7 else str(rng.choice(list(values)))
        size = len(values[reads])
        options = variants(TYPES[str(rng.choice(sorted(TYPES)))], size)
        if not options:
            continue
        layer = options[rng.integers(len(options))]
        special = ".layers.special." in type(layer).__module__
        if points is extreme and (layer.normwise or special):
            # of a matrix with entries of 1e300 and 1e-300 no digit is left, nor of a function
            # with a wave or a pole at every integer
            continue
        same = [name for name, value in values.items() if len(value) == size]
        names = [reads, *(str(rng.choice(same)) for _ in sizes_for(layer, size))]
        names = names[: len(sizes_for(layer, size))]
        value = valued(layer, [values[name] for name in names])
        if value is None:
            continue
        last = f"f{len(nodes) + 1}"
        nodes.append(Node(last, recorded(layer), tuple(names), (size,) * len(names)))
        values[last] = value
    if not nodes:
        return None
    return Graph((Input("x", Inline(x.tolist(), x.shape)),), tuple(nodes), last)


def valued(layer: Layer, given: Sequence[Array]) -> Array | None:
    """The layer's value where it is regular and not near overflow."""
    if not given or layer.objection(*map(len, given)) is not None:
        return None
    with np.errstate(all="ignore"):
        if not is_regular(layer, *given):
            return None
        value = layer.forward(*given)
    return value if np.abs(value).max() < 1e250 else None


def recorded(layer: Layer) -> Layer:
    """The layer with recipes in place of arrays, as a file would give them."""
    arrays = {name: np.asarray(array) for name, array in layer.arrays.items()}
    return layer.with_arrays(
        {name: Inline(array.tolist(), array.shape) for name, array in arrays.items()}
    )


def cases(seeds: Sequence[int], points: Callable[..., Array]) -> Iterator[tuple[int, Graph, Case]]:
    for seed in seeds:
        graph = random_graph(seed, points)
        if graph is None:
            continue
        try:
            yield seed, graph, case_of(graph, None)
        except JaccliError:
            continue  # a product that is not finite


def failed(case: Case) -> list[Outcome]:
    return [each for each in derivative_checks(case) if each.status == "failed"]


def accused(seeds: Sequence[int]) -> list[object]:
    """The failures of graphs that are right."""
    found = []
    for seed, graph, case in cases(seeds, extreme):
        for each in failed(case):
            layers = [described(node.layer) for node in graph.nodes]
            found.append((seed, each.name, each.finding, each.found, layers))
    return found


@pytest.mark.slow
def test_right_graphs_at_extreme_points_never_fail() -> None:
    assert not accused(range(60))


@pytest.mark.slow
def test_thousands_of_right_graphs_at_extreme_points_never_fail() -> None:
    assert not accused(range(60, 3000))


# --- planted faults ---


def entry(change: Callable[[float, Array], float], at: Callable[[Array], Array]) -> Fault:
    """One entry that is something else."""

    def fault(matrix: Array, rng: np.random.Generator) -> Array | None:
        places = np.argwhere(at(matrix))
        if not len(places) or not matrix.any():
            return None
        i, j = places[rng.integers(len(places))]
        matrix = matrix.copy()
        matrix[i, j] = change(float(matrix[i, j]), matrix)
        return matrix

    return fault


def swapped(matrix: Array, rng: np.random.Generator) -> Array | None:
    if len(matrix) < 2:
        return None
    i, j = rng.choice(len(matrix), 2, replace=False)
    matrix = matrix.copy()
    matrix[[i, j]] = matrix[[j, i]]
    return matrix


def transposed(matrix: Array, _: np.random.Generator) -> Array | None:
    return matrix.T.copy() if matrix.shape[0] == matrix.shape[1] else None


def diagonal(matrix: Array, _: np.random.Generator) -> Array:
    return np.where(np.eye(*matrix.shape, dtype=bool), matrix, 0.0)


FAULTS: dict[str, Fault] = {
    "sign": entry(lambda slope, _: -slope, lambda matrix: matrix != 0),
    "factor": entry(lambda slope, _: 1.001 * slope, lambda matrix: matrix != 0),
    "zero": entry(lambda *_: 0.0, lambda matrix: matrix != 0),
    "too much": entry(lambda _, all_: 0.3 * float(np.abs(all_).max()), lambda matrix: matrix == 0),
    "whole": lambda matrix, _: 1.001 * matrix,
    "swapped": swapped,
    "transposed": transposed,
    "missing": diagonal,
}


@contextmanager
def planted(layer: type[Layer], at: int, fault: Fault, seed: int) -> Iterator[None]:
    """The layer type with a wrong Jacobian by input `at`."""
    right = layer.jacobians

    def wrong(self: Layer, *inputs: Array) -> tuple[object, ...]:
        maps = list(right(self, *inputs))
        matrix = fault(maps[at].dense(), np.random.default_rng(seed))
        if matrix is not None:
            maps[at] = Dense(matrix)
        return tuple(maps)

    layer.jacobians = wrong  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        layer.jacobians = right  # type: ignore[method-assign]


def hunted(seeds: Sequence[int], points: Callable[..., Array]) -> Counter[tuple[str, bool]]:
    """How many faults of each kind were caught, and how many not; those that matter to J."""
    found: Counter[tuple[str, bool]] = Counter()
    for seed, graph, right in cases(seeds, points):
        rng = np.random.default_rng([seed, 1])
        node = right.needed[rng.integers(len(right.needed))]
        kinds = Counter(type(each.layer) for each in graph.nodes)
        if kinds[type(node.layer)] > 1:
            continue  # one fault at a time
        kind = str(rng.choice(list(FAULTS)))
        with planted(type(node.layer), int(rng.integers(len(node.inputs))), FAULTS[kind], seed):
            try:
                case = case_of(graph, None)
            except JaccliError:
                continue
            off = np.abs(case.jacobian - right.jacobian)
            largest = np.maximum(np.abs(case.jacobian), np.abs(right.jacobian))
            seen = off > 1e-12 * max(1.0, float(largest.max()))  # else in the rounding of f
            if (seen & (off > 9e-4 * largest)).any():
                found[kind, bool(failed(case))] += 1
    return found


def test_planted_faults_are_caught() -> None:
    found = hunted(range(12), ordinary)
    assert {caught for _, caught in found} == {True}
    assert found.total() >= 4


@pytest.mark.slow
def test_hundreds_of_planted_faults_are_caught() -> None:
    found = hunted(range(12, 700), ordinary)
    assert {caught for _, caught in found} == {True}
    assert {kind for kind, _ in found} == set(FAULTS)


@pytest.mark.slow
def test_planted_faults_are_caught_at_extreme_points_but_for_a_few() -> None:
    found = hunted(range(700), extreme)
    caught = sum(number for (_, seen), number in found.items() if seen)
    assert caught >= 0.95 * found.total()


def test_a_contribution_that_is_dropped_is_the_fault_of_no_layer(chain) -> None:
    text = (
        "input: [0.3, 2]\nlayers:\n  - {name: a, type: tanh, inputs: x}\n"
        "  - {name: b, type: gelu, inputs: x}\n  - {type: multiply, inputs: [a, b]}\n"
    )
    case = case_of(jaccli.load(chain(text)), None)
    (product,) = (step for step in case.tape if step.node.layer.type == "multiply")
    (slopes,) = (step.jacobian.dense() for step in case.tape if step.node.name == "a")
    dropped = case._replace(jacobian=product.jacobians[0].dense() @ slopes)
    assert not failed(case)
    (caught,) = failed(dropped)
    assert caught.name == "J = central differences"
    assert caught.found == ""
    assert "the fault is in how they are put together" in caught.notes[0][1]


# --- rows and columns of every size ---

SMALL = (
    "input: [1.5, -0.7]\nlayers:\n"
    "  - {{type: linear, weight: [[1, 2], [{row}, {row}]]}}\n  - {{type: {kind}}}\n"
)


@pytest.mark.parametrize("kind", ["sin", "sinh", "cbrt"])
@pytest.mark.parametrize("row", ["1.0e-13", "3.0e-20"])
@pytest.mark.parametrize("factor", [-1, 1.001, 0])
@pytest.mark.costly
def test_a_wrong_row_is_seen_however_small_it_is(chain, monkeypatch, kind, row, factor) -> None:
    name = chain(SMALL.format(kind=kind, row=row))
    right = Linear.jacobian
    assert not failed(case_of(jaccli.load(name), None))
    monkeypatch.setattr(
        Linear, "jacobian", lambda self, x: Dense(right(self, x).dense() * [[1], [factor]])
    )
    caught = failed(case_of(jaccli.load(name), None))
    assert caught[0].name == "J = central differences"
    assert caught[0].place is not None
    assert caught[0].place.line == 3
    assert "at column 1, row 2" in caught[0].finding
    assert re.search(r"at row 2, column \d$", caught[0].found)


@pytest.mark.parametrize("factor", [-1, 0])
def test_a_wrong_column_is_seen_however_small_it_is(chain, monkeypatch, factor) -> None:
    text = "input: [1.5, -0.7]\nlayers:\n  - {type: linear, weight: [[1, 1.0e-13], [2, 3.0e-13]]}\n"
    name = chain(text)
    right = Linear.jacobian
    assert not failed(case_of(jaccli.load(name), None))
    monkeypatch.setattr(
        Linear, "jacobian", lambda self, x: Dense(right(self, x).dense() * [1, factor])
    )
    caught = failed(case_of(jaccli.load(name), None))
    assert {each.name for each in caught} >= {"J = complex step"}
    assert "column 2" in caught[0].finding


@pytest.mark.parametrize("weight", ["1.0e-13", "1.0e-16", "1.0e-20", "1.0e-100"])
@pytest.mark.parametrize("factor", [-1, 0, 1.001])
@pytest.mark.costly
def test_a_wrong_column_is_seen_before_a_small_weight(chain, monkeypatch, weight, factor) -> None:
    text = "input: [0.3, 0.4]\nlayers: [tanh, {{type: linear, weight: [[1, {0}]]}}, {1}]\n"
    names = [chain(text.format(weight, last), f"{last}.yaml") for last in ("sum", "sin")]
    assert not any(failed(case_of(jaccli.load(name), None)) for name in names)
    right = Tanh.derivative
    monkeypatch.setattr(Tanh, "derivative", lambda self, x: right(self, x) * [1, factor])
    for name in names:
        assert "column 2" in failed(case_of(jaccli.load(name), None))[0].finding


def test_a_large_weight_does_not_set_the_step_for_small_ones(chain, monkeypatch) -> None:
    text = (
        "input: [1, 2]\nlayers:\n  - {type: linear, weight: [[1.0e10, 0.3], [0.2, -0.1]]}\n"
        "  - tanh\n  - {type: linear, weight: [[1, 2]]}\n"
    )
    name = chain(text)
    case = case_of(jaccli.load(name), None)
    assert [each.status for each in derivative_checks(case)] == ["ok"] * 4
    right = Linear.parameter_jacobians

    def wrong(self: Linear, *inputs: Array) -> dict[str, object]:
        maps = right(self, *inputs)
        matrix = maps["weight"].dense()
        matrix[-1, -1] *= -1  # of the small ones
        return maps | {"weight": Dense(matrix)}

    monkeypatch.setattr(Linear, "parameter_jacobians", wrong)
    caught = failed(case_of(jaccli.load(name), None))
    assert [each.name for each in caught] == ["gradients = differences", "gradients = complex step"]


# --- what f itself does ---

DELICATE = {
    "cbrt beside 0": "input: [1.0e-20, -3.0e-30]\nlayers: [cbrt]\n",
    "hypot beside the origin": (
        "inputs: {a: [1.0e-39, 1.0e-20], b: [0, 1.0e-21]}\n"
        "layers: [{type: hypot, inputs: [a, b]}]\n"
    ),
    "arctan2 beside the origin": (
        "inputs: {a: [1.0e-39, 1.0e-20], b: [1, 1.0e-21]}\n"
        "layers: [{type: arctan2, inputs: [a, b]}]\n"
    ),
    "log_softmax at 1e100": "input: [1.0e+100, 1, -3]\nlayers: [log_softmax]\n",
}


@pytest.mark.parametrize("text", DELICATE.values(), ids=DELICATE)
def test_points_beside_singular_ones_are_confirmed(chain, text) -> None:
    found = derivative_checks(case_of(jaccli.load(chain(text)), None))
    assert found[0].status == "ok", found[0].finding


def test_a_function_that_loses_its_digits_is_told_so(chain) -> None:
    text = (
        "input: [1.0e-8]\nlayers:\n  - {name: a, type: exp, inputs: x}\n"
        "  - {name: b, type: subtract, subtrahend: 1, inputs: a}\n"
        "  - {type: divide, inputs: [b, x]}\n"
    )
    found = derivative_checks(case_of(jaccli.load(chain(text)), None))[0]
    assert found.status == "noted"
    # exp(x) is known to 2e-16, and what is left of it beside 1 is 1e-8
    assert "f loses about 8 of its 16 digits here" in found.finding


BRANCHES = {
    "relu": ("np.where(x > 0, x, 0)", "the slope is 0 before x and 1 after it; 0 is used"),
    "abs": ("np.where(x >= 0, x, -x)", "the slope is -1 before x and 1 after it; 1 is used"),
    "hinge": ("np.where(x > 0, 3 * x, np.sin(x))", "the slope is 1 before x and 3 after it"),
}


@pytest.mark.parametrize(("body", "words"), BRANCHES.values(), ids=BRANCHES)
def test_a_kink_that_a_comparison_makes_is_told_with_both_slopes(run, chain, body, words) -> None:
    name = chain(f"import numpy as np\n\ndef f(x):\n    return {body}\n", "program.py")
    found = run("check", f"{name}:f", "--at", "0,-2")
    said = " ".join(found.out.split())
    assert found.status == 0
    assert f"column 1: no derivative exists: {words}" in said
    assert "note J = central differences" in said
    beside = " ".join(run("jvp", f"{name}:f", "--at", "0,-2", "-v", "e1").out.split())
    assert f"cannot check this: no derivative exists: {words}" in beside


@pytest.mark.parametrize("v", [1.0, -1.0, -2.5])
def test_the_slopes_at_a_kink_are_those_before_and_after_it_on_the_way_along_v(
    run, chain, v: float
) -> None:
    name = chain("import numpy as np\n\ndef f(x):\n    return np.where(x > 0, x, 3 * x)\n", "k.py")
    said = " ".join(run("jvp", f"{name}:f", "--at", "0", "-v", f"{v:g}").out.split())
    before, after = (float(f"{side * v:.4g}") for side in ((3, 1) if v > 0 else (1, 3)))
    assert f"the slope is {before:g} before x and {after:g} after it; {3 * v:g} is used" in said


def test_a_tick_leaves_out_the_directions_without_a_derivative(run, chain) -> None:
    name = chain("import numpy as np\n\ndef f(x):\n    return np.where(x > 0, x, 2 * x)\n", "p.py")
    said = " ".join(run("vjp", f"{name}:f", "--at", "0,-2", "-u", "1,1").out.split())
    assert "1 of 2 directions" in said
    difference, bound = re.search(r"difference (\S+) ≤ (\S+) ✓", said).groups()
    assert float(difference) <= float(bound)
    assert "no derivative exists: the slope is 2 before x and 1 after it" in said


@pytest.mark.parametrize(
    ("small", "words"), [("1", "one direction"), ("1e-6", "2 directions")], ids=["alike", "apart"]
)
def test_directions_across_all_columns_are_counted(small, words, run, chain) -> None:
    point = ", ".join(["1"] * 60 + [small] * 60)
    said = " ".join(run("check", chain(f"input: [{point}]\nlayers: [tanh, sum]\n")).out.split())
    assert f"64 of 120 columns and {words} across all" in said


def test_a_kink_of_a_layer_that_leads_nowhere_is_not_named(run, chain) -> None:
    text = (
        "input: 0\nlayers:\n  - {name: a, type: abs, inputs: x}\n"
        "  - {name: r, type: relu, inputs: x}\n"
    )
    said = " ".join(run("check", chain(text)).out.split())
    assert "skipped for column 1: r (relu): entry 1" in said
    assert "a (abs)" not in said


def test_a_kink_along_a_vector_is_told_with_the_slope_that_it_has_there(run, chain) -> None:
    name = chain("import numpy as np\n\ndef f(x):\n    return np.where(x > 0, x, -x)\n", "p.py")
    said = " ".join(run("jvp", f"{name}:f", "--at", "0", "-v", "0.5").out.split())
    # J is -1 there
    assert "the slope is -0.5 before x and 0.5 after it; -0.5 is used" in said


def test_a_program_that_is_infinite_beside_the_point_has_no_slopes_there(run, chain) -> None:
    text = "import numpy as np\n\ndef f(x):\n    return 2 * x if x == 1 else x * np.inf\n"
    found = run("jvp", f"{chain(text, 'program.py')}:f", "--at", "1", "-v", "e1")
    said = " ".join(found.out.split())
    assert "at x + h·v it gives inf, the recording 2" in said
    assert "slope" not in said


RESTLESS = {
    "state": (
        "N = []\ndef f(x):\n    N.append(1)\n    return x * (2 if len(N) < 3 else 3)\n",
        "called again at x it gives 3, the recording 2: it keeps something between calls.",
    ),
    "noise": (
        "N = []\ndef f(x):\n    N.append(1)\n    return 2 * x + 1e-10 * (len(N) % 2)\n",
        "called twice at x it gives two values.",
    ),
    "held": (
        "import numpy as np\ndef f(x):\n    return np.floor(x) + x\n",
        "a number that the recording keeps constant (an index, a floor) changes there.",
    ),
}


@pytest.mark.parametrize(("text", "words"), RESTLESS.values(), ids=RESTLESS)
def test_why_a_program_leaves_its_recording_is_asked_of_it(run, chain, text, words) -> None:
    found = run("jvp", f"{chain(text, 'program.py')}:f", "--at", "1", "-v", "e1")
    assert f": {words}" in " ".join(found.out.split())


def test_a_branch_that_nobody_reads_is_no_matter(chain) -> None:
    text = (
        "input: [2.0, 0.5]\nlayers:\n  - {name: a, type: tanh, inputs: x}\n"
        "  - {name: n, type: scale, factor: -1, inputs: x}\n"
        "  - {name: r, type: sqrt, inputs: n}\n  - {name: c, type: cbrt, inputs: r}\n"
        "  - {type: where, condition: [1, 1], inputs: [a, c]}\n"
    )
    found = derivative_checks(case_of(jaccli.load(chain(text)), None))
    assert [each.status for each in found] == ["ok", "noted"]
    assert "cannot take complex numbers" in found[1].finding


@pytest.mark.parametrize(
    "command", [("jvp", "-v", "1"), ("vjp", "-u", "1"), ("grad",), ("compare",)]
)
def test_a_difference_says_where_f_itself_loses_its_digits(command, run, chain) -> None:
    text = "inputs: {x: 1e-8}\nlayers:\n- {name: e, type: exp, inputs: x}\n"
    text += "- {name: d, type: subtract, subtrahend: 1, inputs: e}\n"
    text += "- {type: divide, inputs: [d, x]}\n"
    source = "import numpy as np\n\ndef f(x):\n    return (np.exp(x) - 1) / x\n"
    names = [[chain(text)], [f"{chain(source, 'program.py')}:f", "--at", "1e-8"]]
    for name in names[command[0] == "compare" :]:
        found = run(*command, *name)
        assert found.status == 0
        # the slope is a half, and rounding of 1e-16 is divided by 1e-8
        said = " ".join(found.out.split())
        assert "which tells nothing: f loses about 8 of its 16 digits here." in said
