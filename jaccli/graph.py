"""The model: named inputs, nodes that apply layers, an output; sizes and recipes, no arrays needed.

A chain is a graph in which each node reads the one before. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from jaccli.arrays import Array, Recipe
from jaccli.cost import Primal
from jaccli.errors import JaccliError, Label, Mistakes, Place, count
from jaccli.layers import Layer
from jaccli.linmap import Form


class Input(NamedTuple):
    """A named input and where its point comes from."""

    name: str
    point: Recipe  # (n,)
    place: Place | None = None

    @property
    def size(self) -> int:
        return self.point.shape[0]


class Node(NamedTuple):
    """A layer, the values it reads, and the sizes that follow."""

    name: str
    layer: Layer
    inputs: tuple[str, ...]
    input_sizes: tuple[int, ...]
    place: Place | None = None  # of its type
    places: Mapping[str, Place] = MappingProxyType({})  # of its fields

    @property
    def size(self) -> int:
        return self.layer.output_size(*self.input_sizes)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The form of the Jacobian with respect to each input."""
        return self.layer.forms(*self.input_sizes)

    @property
    def primal(self) -> Primal:
        return self.layer.primal(*self.input_sizes)

    @property
    def parameters(self) -> int:
        """How many learnable numbers the layer has."""
        return sum(_entries(shape) for shape in self.layer.parameters.values())


class Graph(NamedTuple):
    """Inputs, nodes in an order in which each refers backwards only, and the output's name."""

    inputs: tuple[Input, ...]
    nodes: tuple[Node, ...]
    output: str
    file: str = ""  # as the user named it
    name: str = ""
    description: str = ""
    dtype: str = "float64"

    @property
    def input_size(self) -> int:
        """n, over all inputs."""
        return sum(each.size for each in self.inputs)

    @property
    def output_size(self) -> int:
        """m"""
        return next(node.size for node in self.nodes if node.name == self.output)

    @property
    def parameters(self) -> int:
        return sum(node.parameters for node in self.nodes)

    @property
    def primal(self) -> Primal:
        """What evaluating every layer once costs."""
        return sum((node.primal for node in self.nodes), Primal())

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms of a chain's Jacobians, J_1 first."""
        return tuple(form for node in self.nodes for form in node.forms)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes along a chain: n = m_0, m_1, …, m_K = m."""
        return (self.input_size, *(node.size for node in self.nodes))


def load(graph: Graph) -> Graph:
    """The graph with arrays in place of recipes, all in its dtype.

    Raises Mistakes with every array that cannot be loaded.
    """
    errors: list[JaccliError] = []
    nodes = []
    for node in graph.nodes:
        arrays: dict[str, Array] = {}
        for name, recipe in node.layer.arrays.items():
            try:
                arrays[name] = recipe.load(graph.dtype)
            except JaccliError as error:
                errors.append(error)
        if not errors:
            nodes.append(node._replace(layer=node.layer.with_arrays(arrays)))
    if errors:
        raise Mistakes(errors, graph.file)
    return graph._replace(nodes=tuple(nodes))


def check_fit(
    name: str,
    layer: Layer,
    places: Mapping[str, Place],
    place: Place | None,
    before: Sequence[Input | Node],
    position: int,
    size: int | None,
) -> tuple[int | None, list[JaccliError]]:
    """The input size to go on with, and what does not fit.

    before: the input and the nodes in front of this one, the `position`-th; size: what the last
    of them gives, or None where a mistake hides it.
    """
    errors: list[JaccliError] = []
    bound: dict[str, tuple[str, int]] = {}
    for axis, field_name, found in layer.axes():
        first, expected = bound.setdefault(axis, (field_name, found))
        if found != expected:
            where = places.get(field_name, place)
            other = places.get(first, place)
            errors.append(
                JaccliError(
                    f"{name}: `{first}` and `{field_name}` do not fit together",
                    Label(where, _shape(layer, field_name)),
                    others=[Label(other, _shape(layer, first))],
                    notes=[("help", f"give {field_name} {count(expected, 'entry', 'entries')}")],
                )
            )
    if "n" in bound:
        field_name, expected = bound["n"]
        if before and size is not None and size != expected:
            errors.append(
                _misfit(name, layer, places, place, before, position, field_name, expected)
            )
        size = expected
    objection = layer.objection(size)
    if objection:
        errors.append(
            JaccliError(
                f"{name}: {objection.title}",
                Label(places.get(objection.field, place), objection.found),
                notes=[("help", objection.help)],
            )
        )
    return size, errors


def _misfit(
    name: str,
    layer: Layer,
    places: Mapping[str, Place],
    place: Place | None,
    before: Sequence[Input | Node],
    position: int,
    field_name: str,
    expected: int,
) -> JaccliError:
    """Two layers whose sizes differ: both places, and the matrix product that fails."""
    last = before[-1]
    giver: Input | Node = last
    labels = []
    for value in reversed(before):
        giver = value
        if isinstance(value, Input) or value.layer.output_axis != "n":
            break
        labels.append(Label(value.place, f"{value.name} keeps the size: {value.size:,}"))
    giver_place = giver.place
    if isinstance(giver, Node):
        giver_place = giver.places.get("size", giver.places.get("weight", giver.place))
    labels = labels[:2]  # the nearest; a long run of layers that keep the size says nothing new
    labels.append(Label(giver_place, f"{giver.name} gives {count(giver.size, 'number')}"))
    outputs = layer.output_size(expected)
    if isinstance(last, Node):
        factor = f"({last.size}×{last.input_sizes[0]})"
        why = f"J{position}·J{position - 1} would be ({outputs}×{expected})·{factor}."
    else:
        why = f"J1·v would be ({outputs}×{expected})·({last.size})."
    mended = "×".join(
        str(last.size if axis == expected and at else axis)
        for at, axis in enumerate(getattr(layer, field_name).shape)
    )
    if len(getattr(layer, field_name).shape) == 1:
        mended = count(last.size, "entry", "entries")
    help_giver = (
        f"give {giver.name} `size: {expected}`"
        if isinstance(giver, Node) and "size" in giver.places
        else f"let {giver.name} give {count(expected, 'number')}"
    )
    return JaccliError(
        f"layers do not fit together: {last.name} gives {count(last.size, 'number')}, "
        f"{name} expects {expected:,}",
        Label(
            places.get(field_name, place),
            f"{_shape(layer, field_name)}, so {name} expects {count(expected, 'number')}",
        ),
        others=labels,
        notes=[
            ("why", f"{why} The inner sizes {expected} and {last.size} must be equal."),
            ("help", f"{help_giver}, or use a {field_name} of {mended}"),
        ],
    )


def _shape(layer: Layer, field_name: str) -> str:
    shape = getattr(layer, field_name).shape
    if len(shape) == 1:
        return f"{field_name} has {count(shape[0], 'entry', 'entries')}"
    return f"{field_name} is {'×'.join(map(str, shape))}"


def _entries(shape: Sequence[int]) -> int:
    entries = 1
    for axis in shape:
        entries *= axis
    return entries
