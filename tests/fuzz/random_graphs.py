"""Random chain files as plain data: chains, graphs, constants, unused branches, an output anywhere.

Layers come from `strategies.variants`, so that a new type joins by itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from fuzz.reference import Drawn, Reference, cheaper_of, dense_flops, run_of
from oracles import Array
from strategies import is_regular, sizes_for, variants

from jaccli.arrays import Inline
from jaccli.graph import Graph, Input, Node
from jaccli.layers import TYPES, Layer, kinds
from jaccli.linearise import Step, linearise

MANY = ("add", "multiply", "maximum", "minimum", "concatenate")  # of any number of inputs
LOSSES = ("sum", "mean", "logsumexp", "squared_error", "cross_entropy", "max")
STEEP = ("log", "sqrt", "reciprocal", "arccosh", "arctanh", "exp", "tan")
# what keeps a form, and what brings values together, beside all others
OFTEN = [*sorted(TYPES), *(["tanh", "add", "multiply", "linear", "softmax", "layer_norm"] * 12)]
NEAR = 1e-3  # an entry nearer to a kink has no slope that differences could find


class Case(NamedTuple):
    """A chain file as plain data, and what it should come to.

    wrong: the layer that needs an input and has `inputs: []`, "" for none
    """

    data: dict[str, Any]
    reference: Reference
    wrong: str


class Sized(NamedTuple):
    """A chain file whose sizes are n or 1, `layers` with what each reads and its size."""

    data: dict[str, Any]
    reads: dict[str, tuple[str, ...]]
    is_n: dict[str, bool]
    output: str

    def flops(self, n: int) -> dict[str, int]:
        """The dense price of each mode at this size."""
        sizes = {name: n if wide else 1 for name, wide in self.is_n.items()}
        reads = run_of(self.reads, ["x"], self.output)
        return dense_flops(reads, sizes, {"x": n}, self.output)


def random_case(seed: int) -> Case:
    """The graph of that seed."""
    rng = np.random.default_rng(seed)
    points = {
        f"x{k}": rng.uniform(0.3, 2.0, rng.choice([1, 1, 2, 3])) * rng.choice([-1.0, 1.0])
        for k in range(1, 2 + int(rng.random() < 0.4))
    }
    chain = len(points) == 1 and bool(rng.random() < 0.25)
    drawn = _layers(rng, points, chain=chain)
    stops = len(drawn) - 1 if rng.random() < 0.5 else int(rng.integers(len(drawn)))
    if not chain and rng.random() < 0.2:  # a layer that nobody reads, of any value
        read = str(rng.choice([*points, *(each.name for each in drawn[:stops])]))
        drawn.insert(stops, Drawn("dead", TYPES[str(rng.choice(STEEP))](), (read,)))
        stops += 1
    needy = [each.name for each in drawn if each.layer.takes[0] > 0]
    wrong = str(rng.choice(needy)) if needy and rng.random() < 0.06 else ""
    data: dict[str, Any] = {"name": f"random {seed}"} if rng.random() < 0.5 else {}
    if single := rng.random() < 0.2:
        data["dtype"] = "float32"
    data["inputs"] = {name: _listed(point) for name, point in points.items()}
    data["layers"] = [
        _entry(rng, each, chain=chain and not wrong, wrong=each.name == wrong) for each in drawn
    ]
    if stops < len(drawn) - 1 or rng.random() < 0.3:
        data["output"] = drawn[stops].name
    reference = Reference(tuple(drawn[: stops + 1]), points, drawn[stops].name)
    if rng.random() < 0.4:
        data["expect"] = _expected(rng, reference, tolerance=1e-3 if single else 1e-5)
    return Case(data, reference, wrong)


def sized_case(seed: int) -> Sized:
    """A graph that follows from n, for sweeps; its values need not be finite."""
    rng = np.random.default_rng(seed)
    data: dict[str, Any] = {"sizes": {"n": 2}, "inputs": {"x": {"size": "n"}}, "layers": []}
    reads: dict[str, tuple[str, ...]] = {}
    is_n = {"x": True}
    names = [name for name in sorted(TYPES) if _needs_no_field(TYPES[name])]
    for position in range(1, int(rng.integers(2, 8))):
        kind = "constant" if rng.random() < 0.2 else str(rng.choice(names))
        entry: dict[str, Any] = {"name": f"f{position}", "type": kind}
        first = str(rng.choice(list(is_n)))
        given = [first]
        if kind == "constant":
            entry["value"] = 2.5
            given, wide = [], False
        elif kind == "linear":
            entry["size"], wide = "n", True
        else:
            least = TYPES[kind]().takes[0]
            fitting = [name for name in is_n if is_n[name] == is_n[first]]
            given += [str(rng.choice(fitting)) for _ in range(least - 1)]
            wide = is_n[first] and TYPES[kind].output_axis == "n"
        entry["inputs"] = given
        data["layers"].append(entry)
        reads[entry["name"]], is_n[entry["name"]] = tuple(given), wide
    return Sized(data, reads, is_n, f"f{position}")


def random_tape(seed: int) -> tuple[Graph, list[Step]]:
    """Layers of all types, most of them read, some of them often; inputs of up to 7 numbers."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(3, 8, int(rng.integers(1, 3)))
    points = {f"x{k}": rng.uniform(0.3, 2.0, size) for k, size in enumerate(sizes)}
    values, drawn, unread = dict(points), [], list(points)
    while len(drawn) < 9 or len(unread) > 1:
        name = f"f{len(drawn) + 1}"
        first = [str(rng.choice(unread if rng.random() < 0.5 else list(values)))]
        if len(drawn) < 9:
            each = tame_layer(rng, str(rng.choice(OFTEN)), name, values, [*values, *first * 9])
        else:
            each = Drawn(name, TYPES["concatenate"](), tuple(unread))
        if each is None or not each.reads:
            continue
        drawn.append(each)
        values[name] = each.layer.forward(*(values[read] for read in each.reads))
        unread = [read for read in [*unread, name] if read not in each.reads]
    nodes = [
        Node(each.name, each.layer, each.reads, tuple([len(values[read]) for read in each.reads]))
        for each in drawn
    ]
    inputs = [Input(name, Inline(x.tolist(), x.shape)) for name, x in points.items()]
    graph = Graph(tuple(inputs), tuple(nodes), drawn[-1].name)
    return graph, list(linearise(graph, points))


def _needs_no_field(layer: type[Layer]) -> bool:
    if layer is TYPES["linear"]:
        return True  # drawn
    if layer.required() or layer.output_axis not in "n1":
        return False
    return layer().objection(*sizes_for(layer(), 2)) is None


def _layers(rng: np.random.Generator, points: dict[str, Array], *, chain: bool) -> list[Drawn]:
    values = dict(points)
    drawn: list[Drawn] = []
    constants = 0.0 if chain else float(rng.choice([0.0, 0.15, 0.6]))
    for position in range(1, int(rng.integers(2, 8))):
        before = [drawn[-1].name] if chain and drawn else list(values)
        kind = "constant" if rng.random() < constants else str(rng.choice(sorted(TYPES)))
        each = tame_layer(rng, kind, f"f{position}", values, before)
        if each is None or (chain and len(each.reads) != 1):
            each = tame_layer(rng, "tanh", f"f{position}", values, before)
        assert each is not None, "tanh takes any value"
        drawn.append(each)
        values[each.name] = each.layer.forward(*(values[name] for name in each.reads))
    if rng.random() < 0.4:
        before = [drawn[-1].name] if chain else list(values)
        loss = tame_layer(rng, str(rng.choice(LOSSES)), "loss", values, before)
        drawn += [loss] if loss is not None else []
    return drawn


def tame_layer(
    rng: np.random.Generator, kind: str, name: str, values: dict[str, Array], before: list[str]
) -> Drawn | None:
    """A layer of this type that is tame where it stands, None where none is found."""
    first = str(rng.choice(before))
    options = variants(TYPES[kind], len(values[first]), int(rng.integers(100)))
    if not options:
        return None
    layer = options[rng.integers(len(options))]
    reads: list[str] = []
    for at, size in enumerate(sizes_for(layer, len(values[first]))):
        fitting = [each for each in before if len(values[each]) == size]
        reads.append(first if at == 0 else str(rng.choice(fitting)))
    if kind in MANY and rng.random() < 0.2:
        reads.append(first)
    if kind == "concatenate":
        reads = [str(each) for each in rng.choice(before, len(reads))]
    given = [values[each] for each in reads]
    if layer.objection(*map(len, given)) is not None or not _is_tame(layer, given):
        return None
    return Drawn(name, layer, tuple(reads))


def _is_tame(layer: Layer, given: list[Array]) -> bool:
    """Whether it is finite, neither steep nor large here, and no kink is near."""
    if not is_regular(layer, *given) or any((side == 0).any() for side in layer.sides(*given)):
        return False
    slopes = [each.dense() for each in layer.jacobians(*given)]
    if max(float(np.abs(each).max()) for each in (layer.forward(*given), *slopes)) > 20:
        return False
    for sign in (1, -1):
        for at in range(len(given)):
            moved = [*given[:at], given[at] + sign * NEAR, *given[at + 1 :]]
            if not is_regular(layer, *moved):
                return False
            beside = [each.dense() for each in layer.jacobians(*moved)]
            if any(np.abs(a - b).max() > 0.5 for a, b in zip(slopes, beside, strict=True)):
                return False
    return True


def _entry(rng: np.random.Generator, drawn: Drawn, *, chain: bool, wrong: bool) -> dict[str, Any]:
    """The entry of `layers:`."""
    entry: dict[str, Any] = {"name": drawn.name, "type": drawn.layer.type}
    for field in kinds(type(drawn.layer)):
        value = getattr(drawn.layer, field)
        if value is not None:
            entry[field] = _listed(value)
    if wrong:
        entry["inputs"] = []
    elif drawn.reads and not chain:
        alone = len(drawn.reads) == 1 and rng.random() < 0.5
        entry["inputs"] = drawn.reads[0] if alone else list(drawn.reads)
    elif not drawn.reads and rng.random() < 0.5:
        entry["inputs"] = []
    return entry


def _expected(rng: np.random.Generator, reference: Reference, tolerance: float) -> dict[str, Any]:
    """Some of what is true of the graph."""
    flops = reference.flops()
    known = {
        "cheaper": cheaper_of(flops),
        "forward_flops": flops["forward"],
        "reverse_flops": flops["reverse"],
        "max_flops": min(flops.values()),
        "output": _listed(reference.values[reference.output]),
        "jacobian": _listed(reference.jacobian()),
    }
    found = {key: value for key, value in known.items() if rng.random() < 0.5}
    return found | {"tolerance": tolerance}


def _listed(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return list(value) if isinstance(value, tuple) else value
