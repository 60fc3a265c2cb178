"""Graphs: fan-out, meetings, unused branches; what a sweep over one computes and what it costs."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import yaml
from oracles import Array, Ledger, central_differences, counting, plain
from strategies import STRUCTURES, example, fits, form_of

import jaccli
from jaccli.accumulate import pullback, pushforward, side_by_side, sweep_memory, sweep_price
from jaccli.accumulate.price import CostModel, Mode
from jaccli.linmap import Dense, LinearMap
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.product.find import Vector, products
from jaccli.reports.compare.find import compare

ORACLES = Path(__file__).parent / "oracles"
TRACES = json.loads((ORACLES / "ad_trace_oracle.json").read_text("utf-8"))
CASES = sorted(
    path.stem for path in (ORACLES / "cases").glob("*.yaml") if "inputs:" in path.read_text("utf-8")
)
MURPHY = str(ORACLES / "cases" / "murphy_13_11.yaml")
BAYDIN = str(ORACLES / "cases" / "baydin_table2.yaml")
MODELS: tuple[CostModel, ...] = ("dense", "structured")
MODES: tuple[Mode, ...] = ("forward", "reverse")


class RandomGraph:
    """A tape of linear maps between values, made without layers; integers, so that sums are exact.

    Each layer reads one to three earlier values, recent ones most often, some of them twice.
    """

    def __init__(self, seed: int, ledger: Ledger | None = None) -> None:
        rng = np.random.default_rng(seed)
        self.sources = {f"x{k}": int(rng.integers(1, 4)) for k in range(1, int(rng.integers(2, 4)))}
        sizes = dict(self.sources)
        self.nodes: list[Any] = []
        self.maps: list[list[LinearMap]] = []
        self.matrices: list[list[Array]] = []
        for at in range(int(rng.integers(2, 9))):
            names = list(sizes)
            reads = [
                names[-1 - min(int(rng.geometric(0.4)) - 1, len(names) - 1)]
                for _ in range(int(rng.integers(1, 4)))
            ]
            size = int(rng.choice([sizes[reads[0]], int(rng.integers(1, 5))]))
            maps, matrices, forms = [], [], []
            for place, name in enumerate(reads):
                fitting = [each for each in STRUCTURES if fits(each, size, sizes[name])]
                structure = str(rng.choice(fitting))
                drawn = seed * 100 + at * 10 + place
                shape = size, sizes[name]
                found = example(
                    structure,
                    *shape,
                    numbers=(lambda a: counting(a, ledger)) if ledger else _floats,
                    seed=drawn,
                )
                maps.append(found.map)
                matrices.append(found.matrix)
                forms.append(form_of(structure, *shape))
            name = f"v{at}"
            sizes[name] = size
            self.nodes.append(_node(name, reads, [sizes[each] for each in reads], forms, size))
            self.maps.append(maps)
            self.matrices.append(matrices)
        chosen = int(rng.integers(max(0, at - 2), at + 1))  # what stands behind it is unused
        self.output, size = f"v{chosen}", self.nodes[chosen].size
        self.graph: Any = SimpleNamespace(
            inputs=[SimpleNamespace(name=name, size=n) for name, n in self.sources.items()],
            nodes=self.nodes,
            output=self.output,
            output_size=size,
        )

    def tape(self, *, dense: bool = False) -> list[Any]:
        """The steps as a sweep reads them."""
        steps = []
        for node, maps, matrices in zip(self.nodes, self.maps, self.matrices, strict=True):
            used = [Dense(each.dense()) for each in maps] if dense else maps
            edges = list(zip(node.inputs, used, strict=True))
            steps.append(SimpleNamespace(node=node, edges=edges, value=np.zeros(len(matrices[0]))))
        return steps

    def jacobian(self) -> Array:
        """J by summing over all paths, with whole matrices."""
        n = sum(self.sources.values())
        eye, at = np.eye(n, dtype=int), 0
        moved = {}
        for name, size in self.sources.items():
            moved[name] = eye[at : at + size]
            at += size
        for node, matrices in zip(self.nodes, self.matrices, strict=True):
            moved[node.name] = sum(
                matrix @ moved[name] for matrix, name in zip(matrices, node.inputs, strict=True)
            )
        found: Array = moved[self.output]
        return found


def _floats(integers: Array) -> Array:
    return integers.astype("float64")


def _node(name: str, reads: list[str], sizes: list[int], forms: list[Any], size: int) -> Any:
    return SimpleNamespace(
        name=name,
        inputs=tuple(reads),
        input_sizes=tuple(sizes),
        forms=tuple(forms),
        size=size,
        parameter_forms={},
        parameter_name=lambda each: f"{name}.{each}",
    )


def _numbered(each: LinearMap, ledger: Ledger) -> Any:
    """The map, but every entry of what comes out of it is a counting number."""

    def whole(array: Array) -> Array:
        return counting(plain(array), ledger)

    return SimpleNamespace(
        on_columns=lambda columns: whole(each.on_columns(columns)),
        on_rows=lambda rows: whole(each.on_rows(rows)),
    )


def ahead(made: RandomGraph, tape: list[Any], start: Array) -> Array:
    at, tangents = 0, {}
    for name, size in made.sources.items():
        tangents[name] = start[at : at + size]
        at += size
    return pushforward(tape, made.output, tangents)


@pytest.mark.parametrize("seed", range(60))
def test_both_sweeps_sum_over_all_paths(seed: int) -> None:
    made = RandomGraph(seed)
    expected, tape = made.jacobian(), made.tape()
    pushed = ahead(made, tape, np.eye(expected.shape[1]))
    adjoints = np.eye(len(expected))
    found = pullback(tape, made.output, adjoints, made.sources)
    assert np.array_equal(pushed, expected)
    assert np.array_equal(side_by_side(found, made.sources, adjoints), expected)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(60))
def test_what_is_priced_on_a_graph_is_what_runs(seed: int, model: CostModel) -> None:
    ledger = Ledger()
    made = RandomGraph(seed, ledger)
    tape = made.tape(dense=model == "dense")
    if model == "dense":  # the zeros of a full matrix are numbers as well
        for step in tape:
            step.edges = [
                (name, Dense(counting(plain(m.dense()), ledger))) for name, m in step.edges
            ]
    for step in tape:  # and so are those that a selection leaves behind
        step.edges = [(name, _numbered(each, ledger)) for name, each in step.edges]
    n, m = sum(made.sources.values()), made.graph.output_size
    ledger.tally = (0, 0)
    ahead(made, tape, counting(np.eye(n, dtype=int), ledger))
    assert ledger.tally == sweep_price(made.graph, made.sources, "forward", model, "counted").total
    ledger.tally = (0, 0)
    pullback(tape, made.output, counting(np.eye(m, dtype=int), ledger), made.sources)
    assert ledger.tally == sweep_price(made.graph, made.sources, "reverse", model, "counted").total


@pytest.mark.parametrize("seed", range(40))
def test_the_most_that_is_carried_is_what_is_live_at_once(seed: int) -> None:
    made = RandomGraph(seed)
    sizes = dict(made.sources) | {node.name: node.size for node in made.nodes}
    n, m = sum(made.sources.values()), made.graph.output_size
    # forward: after each layer, every value that the output or a later layer reads
    most = n
    for at, _ in enumerate(made.nodes):
        later = {name for each in made.nodes[at + 1 :] for name in each.inputs} | {made.output}
        there = set(made.sources) | {each.name for each in made.nodes[: at + 1]}
        most = max(most, sum(sizes[name] for name in there & later))
    assert sweep_memory(made.graph, made.sources, "forward", 8).carried == n * most
    # reverse: after each layer on the way back, every value whose adjoint was begun
    live = {made.output}
    most = m
    for node in reversed(made.nodes):
        if node.name in live:
            live = (live - {node.name}) | set(node.inputs)
            most = max(most, sum(sizes[name] for name in live))
    assert sweep_memory(made.graph, made.sources, "reverse", 8).carried == m * most


def sizes_in(document: dict[str, Any]) -> tuple[list[tuple[str, str, int, int]], dict[str, int]]:
    """Edges (layer, input, rows, columns) and sizes of a graph file, read without jaccli."""
    inputs = document.get("inputs", {"x": document.get("input")})
    sizes = {name: np.size(point) for name, point in inputs.items()}
    edges, before = [], next(iter(sizes))
    for at, layer in enumerate(document["layers"], 1):
        reads = layer.get("inputs", before)
        reads = [reads] if isinstance(reads, str) else reads
        name = before = layer.get("name", f"f{at}")
        match layer["type"]:
            case "linear":
                sizes[name] = len(layer["weight"])
            case "concatenate":
                sizes[name] = sum(sizes[each] for each in reads)
            case "squared_error" | "cross_entropy" | "sum" | "mean" | "logsumexp":
                sizes[name] = 1
            case _:
                sizes[name] = sizes[reads[0]]
        edges += [(name, each, sizes[name], sizes[each]) for each in reads]
    return edges, sizes


@pytest.mark.parametrize("case", CASES)
@pytest.mark.whole
def test_the_dense_price_is_the_contracts_formula(case: str) -> None:
    path = ORACLES / "cases" / f"{case}.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    edges, sizes = sizes_in(document)
    layers = list(dict.fromkeys(name for name, *_ in edges))
    output, inputs = document.get("output", layers[-1]), set(document.get("inputs", "x"))
    n, m = sum(sizes[name] for name in inputs), sizes[output]
    products = sum(2 * rows * columns for _, _, rows, columns in edges)
    meet = sum((sum(layer == name for layer, *_ in edges) - 1) * sizes[name] for name in layers)
    needed = {output}
    for layer, source, *_ in reversed(edges):
        needed |= {source} if layer in needed else set()
    live = [edge for edge in edges if edge[0] in needed]
    readers = [sum(source == name for _, source, *_ in live) for name in sizes]
    back = sum(2 * rows * columns for *_, rows, columns in live)
    meet_back = sum(
        (count - 1) * size for count, size in zip(readers, sizes.values(), strict=True) if count
    )
    found = compare(jaccli.load(str(path)))
    counted, free = Rule("dense", "counted"), Rule("dense", "free")
    assert found.forward.costs[counted].flops == n * (products + meet)
    assert found.reverse.costs[counted].flops == m * (back + meet_back)
    leaving = sum(2 * rows * columns for _, source, rows, columns in edges if source in inputs)
    entering = sum(2 * rows * columns for layer, _, rows, columns in live if layer == output)
    assert found.forward.costs[free].flops == n * (products + meet - leaving)
    assert found.reverse.costs[free].flops == m * (back + meet_back - entering)


def steps_of(file: str, mode: Mode, entries: list[float], *at: float) -> dict[str, float]:
    from jaccli.arrays import Inline

    graph = jaccli.load(file, at=tuple(Inline([x], ()) for x in at))
    found = products(graph, mode, [Vector("given", np.array(entries))])
    return {step.name: float(step.total[0, 0]) for step in found.flow}


@pytest.mark.parametrize("trace", TRACES["murphy_13_11"]["points"], ids=lambda t: str(t["point"]))
def test_figure_13_11_is_traced_line_by_line(trace: dict[str, Any]) -> None:
    adjoints = steps_of(MURPHY, "reverse", [1.0], *trace["point"])
    assert adjoints == pytest.approx(trace["adjoint"], rel=1e-12)
    graph = jaccli.load(MURPHY)
    values = {
        step.name: step.primal[0]
        for step in products(graph, "forward", [Vector("e1", np.array([1.0, 0.0]))]).flow
    }
    at_1_2 = TRACES["murphy_13_11"]["points"][0]["primal"]
    assert {name: values[name] for name in at_1_2} == pytest.approx(at_1_2, rel=1e-12)


def test_baydins_tables_are_traced_line_by_line() -> None:
    names = {"v_m1": "x1", "v0": "x2"}
    for mode, entries, key in (
        ("forward", [1.0, 0.0], "forward_tangent_dx1"),
        ("forward", [0.0, 1.0], "forward_tangent_dx2"),
        ("reverse", [1.0], "reverse_adjoint"),
    ):
        found = steps_of(BAYDIN, mode, entries)  # type: ignore[arg-type]  # the literals above
        for name, expected in TRACES["baydin"][key].items():
            if "partial" not in name:
                assert found[names.get(name, name)] == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_contributions_of_readers_add_up_to_the_adjoint() -> None:
    graph = jaccli.load(MURPHY)
    found = products(graph, "reverse", [Vector("1", np.ones(1))])
    x4 = next(step for step in found.flow if step.name == "x4")
    parts = {arrival.layer: float(arrival.product[0, 0]) for arrival in x4.arrivals}
    assert parts == pytest.approx({"x5": 1.0714389927120271, "x7": 2.537038363312248})
    assert float(x4.total[0, 0]) == pytest.approx(sum(parts.values()))
    partial = TRACES["baydin"]["reverse_adjoint"]["v_m1_partial_from_v2"]
    baydin = products(jaccli.load(BAYDIN), "reverse", [Vector("1", np.ones(1))])
    x1 = next(step for step in baydin.flow if step.name == "x1")
    assert {arrival.layer: float(arrival.product[0, 0]) for arrival in x1.arrivals} == {
        "v1": 0.5,
        "v2": partial,
    }


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("model", MODELS)
def test_the_steps_of_a_product_add_up_to_its_price(case: str, model: CostModel) -> None:
    graph = jaccli.load(str(ORACLES / "cases" / f"{case}.yaml"))
    n, m = graph.input_size, graph.output_size
    rule = Rule(model, "counted")
    compared = compare(graph)
    ahead_ = products(graph, "forward", [Vector("e", row) for row in np.eye(n)], model)
    back = products(graph, "reverse", [Vector("e", row) for row in np.eye(m)], model)
    assert ahead_.flops == compared.forward.costs[rule].flops
    assert back.flops == compared.reverse.costs[rule].flops
    assert np.allclose(ahead_.results.T, compared.jacobian, rtol=1e-12, atol=1e-12)
    assert np.allclose(back.results, compared.jacobian, rtol=1e-12, atol=1e-12)


def test_a_value_used_twice_by_one_layer_is_two_edges(chain, run) -> None:
    name = chain("input: [3, -2]\nlayers:\n- {type: multiply, inputs: [x, x]}\n")
    found = json.loads(run("compare", name, "--format", "json").out)["results"][0]
    assert found["jacobian"] == [[6, 0], [0, -4]]
    assert [step["input"] for step in found["modes"]["forward"]["steps"]] == ["x", "x"]
    assert found["modes"]["forward"]["cost"]["dense"]["flops"] == 2 * (2 * 2 * 4 + 2)


UNUSED = """
input: [1, 2]
layers:
- {name: a, type: exp, inputs: x}
- {name: dead, type: sin, inputs: a}
- {name: end, type: multiply, inputs: [x, a]}
"""


def test_an_unused_branch_costs_reverse_nothing_and_forward_something(chain, run) -> None:
    name = chain(UNUSED)
    found = json.loads(run("compare", name, "--format", "json").out)["results"][0]
    assert found["unused"] == ["dead"]
    ahead_, back = (found["modes"][mode]["cost"]["dense"]["flops"] for mode in MODES)
    assert (ahead_, back) == (2 * (4 * 8 + 2), 2 * (3 * 8 + 2))
    assert {step["layer"] for step in found["modes"]["reverse"]["steps"]} == {"a", "end"}
    text = " ".join(run("compare", name, "--details").out.split())
    assert "dead does not reach the output" in text
    steps = json.loads(run("jvp", name, "-v", "e1", "--steps", "--format", "json").out)["results"]
    assert [step["layer"] for step in steps[0]["steps"] if step["unused"]] == ["dead"]
    ahead = ("jvp", name, "-v", "e1", "--steps")
    assert "cannot know and pays" in " ".join(run(*ahead, "--details").out.split())
    assert "the output does not need it" in " ".join(run(*ahead).out.split())
    assert "never comes here" in " ".join(run("vjp", name, "-u", "e1", "--steps").out.split())
    assert "spends 16 FLOPs" in text


def test_an_input_that_nobody_reads_has_a_column_of_zeros(chain, run) -> None:
    name = chain("inputs: {a: 2, b: [1, 1]}\nlayers:\n- {type: exp, inputs: a}\n")
    found = json.loads(run("compare", name, "--format", "json").out)["results"][0]
    assert found["jacobian"] == [[pytest.approx(np.exp(2)), 0, 0]]
    steps = json.loads(run("vjp", name, "-u", "1", "--format", "json", "--steps").out)
    unread = next(each for each in steps["results"][0]["steps"] if each["layer"] == "b")
    assert (unread["reached"], unread["cotangents"]) == (False, [[0, 0]])


def test_an_output_that_depends_on_nothing_has_the_jacobian_0(chain, run) -> None:
    name = chain(
        "input: [2, 3]\nlayers:\n- {name: c, type: constant, value: [4]}\n"
        "- {type: exp, inputs: c}\n- {type: square, inputs: f2}\n"
    )
    for command in (["compare"], ["show"], ["jvp", "-v", "e1"], ["vjp", "-u", "1"], ["grad"]):
        done = run(command[0], name, *command[1:], "--format", "json")
        assert done.status == 0, done.err
    found = json.loads(run("compare", name, "--format", "json").out)["results"][0]
    assert found["jacobian"] == [[0, 0]]
    assert found["verdict"]["cheaper"] == "tie"


def test_a_parameter_that_the_loss_does_not_reach_has_gradient_0(chain, run) -> None:
    name = chain(
        "input: [1, 2]\nlayers:\n- {name: a, type: linear, weight: [[1, 2]], inputs: x}\n"
        "- {name: dead, type: linear, weight: [[1, 1], [2, 2]], bias: [0, 0], inputs: x}\n"
        "- {name: loss, type: square, inputs: a}\n"
    )
    found = json.loads(run("grad", name, "--format", "json").out)["results"][0]
    assert found["gradients"]["dead"] == {"weight": [[0, 0], [0, 0]], "bias": [0, 0]}
    assert found["gradients"]["a"]["weight"] == [[10, 20]]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("- {type: add, inputs: [x, y]}", "3:27", "`y`, which is not there yet"),
        ("- {name: a, type: exp, inputs: b}\n- {name: b, type: exp, inputs: a}", "3:32", "`b`"),
        ("- {name: a, type: exp, inputs: a}", "3:32", "`a`, which is itself"),
        ("- {name: a, type: sum, inputs: x}\n- {type: add, inputs: [x, a]}", "4:23", "one size"),
        ("- {type: subtract, inputs: [x, x, x]}", "3:28", "reads 2 values, found 3"),
        ("- {type: add, inputs: [x]}", "3:23", "2 or more values, found 1"),
        ("- {type: tanh, inputs: [x, x]}", "3:24", "reads 1 value, found 2"),
        ("- {name: a, type: linear, weight: [[1, 2]], inputs: x}", "3:35", "f1 expects"),
        ("- {type: subtract, minuend: [1, 2], inputs: x}", "3:29", "expects 2"),
        ("- {type: subtract, minuend: 1, subtrahend: 1, inputs: x}", "3:44", "reads no value"),
        ("- {type: select, entries: [1, 4], inputs: x}", "3:27", "entry 4 is out of range"),
        ("- {type: select, entries: [0], inputs: x}", "3:28", "at least 1"),
        ("- {type: matmul, inputs: [x, x]}", "3:10", "needs `inner`"),
        ("- {type: matmul, inner: 2, inputs: [x, x]}", "3:36", "no multiple of 2"),
        ("- {type: max, shape: [2, 2, 1], inputs: x}", "3:22", "has 4 numbers"),
        ("- {type: max, shape: [3], inputs: x}", "3:22", "expected 3 integers, found 1"),
        ("- {type: constant, value: [1], inputs: x}", "3:40", "reads 0 values, found 1"),
        ("- {type: where, then: 1, inputs: x}", "3:10", "needs `condition`"),
    ],
)
def test_a_mistake_of_a_graph_has_its_place(chain, run, text, place, words) -> None:
    name = chain(f"input: [1, 2, 3]\nlayers:\n{text}\n")
    done = run("compare", name)
    assert done.status == 2
    assert not done.out
    assert words.replace("f1 expects", "a expects") in " ".join(done.err.split())
    assert f"--> {name}:{place}\n" in done.err


def test_an_unknown_value_has_a_nearest_name(chain, run) -> None:
    name = chain("inputs: {alpha: 1}\nlayers:\n- {type: exp, inputs: alhpa}\n")
    assert "did you mean `alpha`?" in run("compare", name).err


def test_a_residual_block_is_the_derivative_of_the_function(chain) -> None:
    weight = np.random.default_rng(0).standard_normal((3, 3)).round(2)
    name = chain(
        "input: [0.5, -1, 2]\nlayers:\n"
        f"- {{name: h, type: linear, weight: {weight.tolist()}, inputs: x}}\n"
        "- {name: a, type: tanh}\n- {name: out, type: add, inputs: [x, a]}\n"
    )
    found = compare(jaccli.load(name))
    expected = central_differences(lambda x: x + np.tanh(weight @ x), np.array([0.5, -1.0, 2.0]))
    assert np.allclose(found.jacobian, expected, rtol=1e-7, atol=1e-8)
    assert not found.graph.is_chain


@pytest.mark.parametrize("at", [("1", "2"), ("1,2",)])
def test_another_point_is_given_input_by_input_or_at_once(run, at) -> None:
    options = [f"--at={each}" for each in at]
    found = json.loads(run("compare", MURPHY, *options, "--format", "json").out)["results"][0]
    assert found["output"] == pytest.approx([13.792770562190322])


def test_too_few_points_name_the_inputs(run) -> None:
    done = run("compare", MURPHY, "--at", "1,2,3")
    assert done.status == 2
    assert "x1, x2" in done.err


def test_a_float32_graph_agrees_within_float32(chain, run) -> None:
    text = Path(MURPHY).read_text("utf-8")
    name = chain(f"dtype: float32\n{text}")
    found = json.loads(run("compare", name, "--format", "json").out)["results"][0]
    assert found["jacobian"][0] == pytest.approx([20.689155843285487, 9.80885842528673], rel=1e-6)


@pytest.mark.slow
def test_a_graph_of_thousands_of_values_is_priced_in_one_pass(chain) -> None:
    lines = ["input: [0.5]", "layers:", "- {name: v0, type: sin, inputs: x}"]
    lines += [f"- {{name: v{k}, type: add, inputs: [v{k - 1}, x]}}" for k in range(1, 3000)]
    name = chain("\n".join(lines) + "\n")
    found = compare(jaccli.load(name))
    assert found.jacobian.tolist() == [[pytest.approx(np.cos(0.5) + 2999)]]
    edges = 1 + 2 * 2999
    assert found.forward.costs[Rule("dense", "counted")].flops == 2 * edges + 2999
    assert found.reverse.costs[Rule("dense", "counted")].flops == 2 * edges + 2999


def test_a_meeting_in_an_unused_branch_is_paid_for(chain, run) -> None:
    name = chain(
        "input: [1, 2]\nlayers:\n- {name: a, type: exp, inputs: x}\n"
        "- {name: dead, type: add, inputs: [x, a]}\n- {name: end, type: multiply, inputs: [x, a]}\n"
    )
    # two columns: two products of 8 and a meeting of 2 each
    assert "spends 36 FLOPs" in " ".join(run("compare", name, "--details").out.split())


def test_a_constant_has_no_adjoint(chain, run) -> None:
    name = chain(
        "input: [1, 2]\nlayers:\n- {name: k, type: constant, value: [1, 3]}\n"
        "- {name: m, type: multiply, inputs: [x, k]}\n- {name: loss, type: sum, inputs: m}\n"
    )
    steps = json.loads(run("vjp", name, "-u", "1", "--steps", "--format", "json").out)["results"]
    constant = next(step for step in steps[0]["steps"] if step["layer"] == "k")
    assert (constant["constant"], constant["reached"], constant["flops"]) == (True, False, 0)
    nodes = json.loads(run("graph", name, "--values", "--format", "json").out)["results"][0]
    assert {node["name"]: node["adjoint"] for node in nodes["nodes"]}["k"] is None
    text = " ".join(run("grad", name, "--steps", "--details").out.split())
    assert "k = [ 1 3 ] it depends on no input: nobody asks for ∂L/∂k" in text


OVERFLOWING = """
input: [0, 1]
layers:
- {name: a, type: scale, factor: 1e200, inputs: x}
- {name: b, type: scale, factor: 1e200, inputs: a}
- {name: c, type: add, inputs: [x, b]}
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare"],
        ["show"],
        ["show", "--format", "json"],
        ["graph", "--values"],
        ["graph", "--values", "--format", "json"],
        ["jvp", "-v", "e1"],
        ["vjp", "-u", "e1"],
    ],
)
def test_an_overflow_on_a_graph_is_refused_by_every_command(chain, run, arguments) -> None:
    command, *options = arguments
    done = run(command, chain(OVERFLOWING), "--at", "0,0", *options)
    assert (done.status, done.out) == (2, "")
    assert "finite" in done.err or "larger than" in done.err
    assert "internal" not in done.err


def test_what_is_not_finite_names_all_that_the_layer_was_given(chain, run) -> None:
    name = chain(
        "inputs: {a: [1, 2], b: [4, 0]}\nlayers:\n- {name: q, type: divide, inputs: [a, b]}\n"
    )
    assert "entry 2 is infinite: it was given 2 and 0" in run("compare", name).err
    name = chain(
        "input: [1e300, 1e300]\nlayers:\n- {type: matmul, right: [[1e300], [1]], inputs: x}\n"
    )
    assert "entry 1 of the value is infinite" in run("compare", name).err


def test_a_graph_whose_tangents_do_not_fit_is_refused(chain, run) -> None:
    lines = ["- {name: v0, type: exp, inputs: x}"]
    lines += [f"- {{name: v{k}, type: exp, inputs: x}}" for k in range(1, 30)]
    reads = ", ".join(f"v{k}" for k in range(30))
    text = "\n".join([*lines, f"- {{type: add, inputs: [{reads}]}}"])
    name = chain(f"input: {{size: 100, init: uniform}}\nlayers:\n{text}\n")
    # thirty adjoints of 100 numbers are one array, that of their sum; as many tangents are 2.4 MB
    assert run("show", name, "--max-memory", "2M").status == 0
    assert run("jvp", name, "-v", "all", "--max-memory", "8M").status == 0
    refused = run("jvp", name, "-v", "all", "--max-memory", "2M")
    assert refused.status == 2
    assert "the steps of forward mode" in " ".join(refused.err.split())


def test_many_factors_are_differentiated_in_linear_time() -> None:
    from jaccli.layers import TYPES

    numbers = np.linspace(0.5, 1.5, 600)
    numbers[7] = 0
    jacobians = TYPES["multiply"]().jacobians(*(np.array([each]) for each in numbers))
    others = np.prod(np.delete(numbers, 7))
    found = [float(each.dense()[0, 0]) for each in jacobians]
    assert found[7] == pytest.approx(others)
    assert found[8] == 0


def test_adjoints_are_let_go_once_they_are_used() -> None:
    import weakref

    kept: list[weakref.ref[Array]] = []
    most = 0

    class Step:
        def __init__(self, at: int) -> None:
            self.node = SimpleNamespace(name=f"v{at}")
            self.edges = [(f"v{at - 1}" if at else "x", self)]

        def on_rows(self, rows: Array) -> Array:
            nonlocal most
            most = max(most, sum(each() is not None for each in kept))
            found = rows * 2.0
            kept.append(weakref.ref(found))
            return found

    tape: list[Any] = [Step(at) for at in range(20)]
    found = pullback(tape, "v19", np.ones((1, 3)), ["x"])
    assert found["x"].tolist() == [[2.0**20] * 3]
    assert most <= 2  # the one that is read, and the one before it
