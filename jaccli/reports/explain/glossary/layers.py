"""A page for each layer type, made of what the layer itself says, and an example that is run.

A layer type that somebody adds has its page without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle, islice

from jaccli.cost import Primal
from jaccli.graph import Node
from jaccli.layers import (
    TYPES,
    CountKind,
    Elementwise,
    Layer,
    described,
    held,
    kinds,
    left_out,
)
from jaccli.linearise import Step
from jaccli.linmap import DenseForm, LinearMap
from jaccli.reports.explain.glossary.examples import Shown, example_of
from jaccli.reports.explain.glossary.material import pull, push, tape_of, vector
from jaccli.reports.explain.glossary.topic import Item, Numbers, Page, Rows, Topic, Words
from jaccli.words import count, shape

TANGENT = (1.0, 2.0, -1.0)
ADJOINT = (1.0, -1.0, 2.0)
PROBES = (10, 11, 12, 20)  # sizes at which a price is looked at, to write it as a formula


def layer_topics() -> list[Topic]:
    """A topic for each layer type."""
    return [
        Topic(
            kind.type,
            "layers",
            f"z = {kind.formula}",
            (f"{kind.type} layer", *kind.also_called),
            partial(layer_page, kind),
        )
        for _, kind in sorted(TYPES.items())
    ]


def layer_page(kind: type[Layer]) -> Page:
    """All that a layer type says of itself, and an example at a tiny x."""
    shown = example_of(kind)
    tape = tape_of(shown.graph, parameters=True)
    (step,) = (each for each in tape if each.node.name == shown.node.name)
    return Page(
        kind.type,
        "layers",
        f"z = {kind.formula}",
        described(kind),
        (f"z = {kind.formula}", f"J = {kind.jacobian_rule}"),
        kind.derived(),
        _fields(kind),
        (*_example(shown, step), *_prices(step)),
        _source(kind),
        _related(step, kind),
        f"echo '{shown.text}' | jaccli show -",
    )


def _example(shown: Shown, step: Step) -> Iterator[Item]:
    """The inputs, the value, and for each input J, J·v and u·J; u·J for each parameter."""
    yield Words(f"In a chain file: - {_entry(shown.text)}")
    for name, x in zip(step.node.inputs, step.inputs, strict=True):
        yield Numbers(name, x)
    yield Numbers("z", step.value)
    u = vector([*islice(cycle(ADJOINT), len(step.value))])
    many = len(step.jacobians) > 1
    if many:
        yield Numbers("u", u)
    for name, jacobian in zip(step.node.inputs, step.jacobians, strict=True):
        j = f"∂z/∂{name}" if many else "J"
        v = vector([*islice(cycle(TANGENT), jacobian.shape[1])])
        yield Numbers(f"{j}, {jacobian.form.structure}", jacobian.dense())
        yield Numbers("v", v)
        yield Numbers(f"{j}·v", push(jacobian, v))
        if not many:
            yield Numbers("u", u)
        yield Numbers(f"u·{j}", pull(u, jacobian))
    arrays = step.node.layer.arrays
    for name, jacobian in step.parameter_jacobians.items():
        said = f"{shape(jacobian.shape)}, {jacobian.form.structure}"
        yield Words(f"By {name}: ∂z/∂{name} is {said}.")
        yield Numbers(f"u·∂z/∂{name}", pull(u, jacobian).reshape(arrays[name].shape))


def _entry(text: str) -> str:
    """What stands under `layers` of the chain file."""
    return text.split("layers: [", 1)[1].removesuffix("]}")


def _prices(step: Step) -> Iterator[Item]:
    """What the value costs, and what one product with each Jacobian."""
    node = step.node
    yield Words(f"Computing z costs {_primal(node)}.")
    found: dict[str, None] = {}
    for jacobian in step.jacobians:
        found[_price(jacobian)] = None
    for text in found:
        yield Words(text)


def _price(jacobian: LinearMap) -> str:
    form = jacobian.form
    ahead, back = form.per_column.flops, form.per_row.flops
    full = DenseForm(*form.shape).per_column.flops
    each = f"J·v costs {count(ahead, 'FLOP')}, u·J {back:,}"
    each = f"J·v or u·J costs {count(ahead, 'FLOP')}" if ahead == back else each
    dear = "" if form.structure == "dense" else f"; {full:,} if J were dense"
    return f"One {each} as {form.structure}, {shape(form.shape)}{dear}."


def _primal(node: Node) -> str:
    """The primal cost, as a formula in n where it is one, and here in numbers."""
    here = [str(each) for each in node.primal]
    general = _general(node)
    if general == here:
        return _spelt(general)
    if general is None:
        return f"{_spelt(here)} here"
    return f"{_spelt(general)}; here {' and '.join(each for each in here if each != '0')}"


def _general(node: Node) -> list[str] | None:
    """The primal cost as lines in n, None where it is no such line or other sizes are in it."""
    sizes = node.input_sizes
    fixed = any(isinstance(kind, CountKind) for kind in kinds(type(node.layer)).values())
    if not sizes or len(set(sizes)) > 1 or fixed or node.layer.output_axis not in ("n", "1"):
        return None
    found = [node.layer.primal(*(n for _ in sizes)) for n in PROBES]
    lines = [_affine([cost[part] for cost in found]) for part in range(len(Primal._fields))]
    return None if None in lines else [line for line in lines if line is not None]


def _affine(prices: Sequence[int]) -> str | None:
    """a n + b through the prices at PROBES, None if they lie on no such line."""
    slope = prices[1] - prices[0]
    rest = prices[0] - slope * PROBES[0]
    if any(slope * n + rest != price for n, price in zip(PROBES, prices, strict=True)):
        return None
    if not slope:
        return str(rest)
    line = "n" if slope == 1 else f"{slope}n"
    return line if not rest else f"{line} {'+' if rest > 0 else '−'} {abs(rest)}"


def _spelt(cost: Sequence[str]) -> str:
    """FLOPs and transcendental operations, those that there are."""
    flops, transcendentals = cost
    parts = [f"{flops} {'FLOP' if flops == '1' else 'FLOPs'}"] if flops != "0" else []
    if transcendentals != "0":
        parts.append(f"{transcendentals} of exp, log, tanh and their like")
    return " and ".join(parts) or "no FLOPs"


def _fields(kind: type[Layer]) -> Rows | None:
    """The YAML keys of the type, what they hold, and what stands in when they are left out."""
    rows = [
        (name, held(what), left_out(kind, name) or "required") for name, what in kinds(kind).items()
    ]
    return Rows(("field", "holds", "default"), tuple(rows)) if rows else None


def _source(kind: type[Layer]) -> str:
    if kind.section:
        return "; ".join(filter(None, (f"Murphy 2022, section {kind.section}", kind.source)))
    return "Murphy 2022, section 13.3.3, for the method; this layer is not among its examples"


def _related(step: Step, kind: type[Layer]) -> tuple[str, ...]:
    """The forms of its Jacobians, kinks where it has some, and the products."""
    found = dict.fromkeys(jacobian.form.structure for jacobian in step.jacobians)
    found |= dict.fromkeys(each.form.structure for each in step.parameter_jacobians.values())
    names = [f"{name} form" if name in ("identity", "dense") else name for name in found]
    if step.node.layer.sides(*step.inputs):
        names.append("subgradient")
    if issubclass(kind, Elementwise):
        names.append("diag")
    return (*names, "jvp", "vjp")
