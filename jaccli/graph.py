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
        """How many numbers it has."""
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
        """How many numbers the layer gives."""
        return self.layer.output_size(*self.input_sizes)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The form of the Jacobian with respect to each input."""
        return self.layer.forms(*self.input_sizes)

    @property
    def primal(self) -> Primal:
        """What evaluating the layer costs."""
        return self.layer.primal(*self.input_sizes)

    def parameter_name(self, name: str) -> str:
        """What a parameter is called among the values of the graph."""
        return f"{self.name}.{name}"

    @property
    def parameter_sizes(self) -> dict[str, int]:
        """How many numbers each parameter has, by its name in the graph."""
        return {
            self.parameter_name(name): _entries(shape)
            for name, shape in self.layer.parameters.items()
        }

    @property
    def parameters(self) -> int:
        """How many learnable numbers the layer has: d_k."""
        return sum(self.parameter_sizes.values())


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
        """m, of the output alone."""
        return next(node.size for node in self.nodes if node.name == self.output)

    @property
    def parameters(self) -> int:
        """How many learnable numbers there are: Σ d_k."""
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


class Candidate(NamedTuple):
    """A layer that asks for its place in a graph."""

    name: str
    layer: Layer
    place: Place | None  # of its type
    places: Mapping[str, Place]  # of its fields

    def place_of(self, field: str) -> Place | None:
        """Where a field stands, or the layer's type where it is not written."""
        return self.places.get(field, self.place)


def check_fit(
    candidate: Candidate, before: Sequence[Input | Node], position: int, size: int | None
) -> tuple[int | None, list[JaccliError]]:
    """The input size to go on with, and what does not fit.

    before: the input and the nodes in front of this one, the `position`-th; size: what the last
    of them gives, or None where a mistake hides it.
    """
    errors: list[JaccliError] = []
    layer = candidate.layer
    bound: dict[str, tuple[str, int]] = {}
    for axis, field, found in layer.axes():
        first, expected = bound.setdefault(axis, (field, found))
        if found != expected:
            errors.append(
                JaccliError(
                    f"{candidate.name}: `{first}` and `{field}` do not fit together",
                    Label(candidate.place_of(field), _shape(layer, field)),
                    others=[Label(candidate.place_of(first), _shape(layer, first))],
                    notes=[("help", f"give {field} {count(expected, 'entry', 'entries')}")],
                )
            )
    if "n" in bound:
        field, expected = bound["n"]
        if before and size is not None and size != expected:
            errors.append(_misfit(candidate, before, position, field, expected))
        size = expected
    objection = layer.objection(size)
    if objection:
        errors.append(
            JaccliError(
                f"{candidate.name}: {objection.title}",
                Label(candidate.place_of(objection.field), objection.found),
                notes=[("help", objection.help)],
            )
        )
    return size, errors


def _misfit(
    candidate: Candidate,
    before: Sequence[Input | Node],
    position: int,
    field: str,
    expected: int,
) -> JaccliError:
    """Two layers whose sizes differ: both places, and the matrix product that fails."""
    name, layer, last = candidate.name, candidate.layer, before[-1]
    giver, labels = _giver(before)
    outputs = layer.output_size(expected)
    if isinstance(last, Node):
        factor = f"({last.size}×{last.input_sizes[0]})"
        why = f"J{position}·J{position - 1} would be ({outputs}×{expected})·{factor}."
    else:
        why = f"J1·v would be ({outputs}×{expected})·({last.size})."
    shape = list(getattr(layer, field).shape)
    shape[-1] = last.size
    mended = "×".join(map(str, shape)) if len(shape) > 1 else count(last.size, "entry", "entries")
    sized = isinstance(giver, Node) and "size" in giver.places
    help_giver = (
        f"give {giver.name} `size: {expected}`"
        if sized
        else f"let {giver.name} give {count(expected, 'number')}"
    )
    return JaccliError(
        f"layers do not fit together: {last.name} gives {count(last.size, 'number')}, "
        f"{name} expects {expected:,}",
        Label(
            candidate.place_of(field),
            f"{_shape(layer, field)}, so {name} expects {count(expected, 'number')}",
        ),
        others=labels,
        notes=[
            ("why", f"{why} The inner sizes {expected} and {last.size} must be equal."),
            ("help", f"{help_giver}, or use a {field} of {mended}"),
        ],
    )


def _giver(before: Sequence[Input | Node]) -> tuple[Input | Node, list[Label]]:
    """Who set the size that the last value has, and the labels from there on."""
    labels: list[Label] = []
    giver = before[-1]
    for giver in reversed(before):
        if isinstance(giver, Input) or giver.layer.output_axis != "n":
            break
        labels.append(Label(giver.place, f"{giver.name} keeps the size: {giver.size:,}"))
    place = giver.place
    if isinstance(giver, Node):
        place = giver.places.get("size", giver.places.get("weight", giver.place))
    # the nearest two; a long run of layers that keep the size says nothing new
    return giver, [*labels[:2], Label(place, f"{giver.name} gives {count(giver.size, 'number')}")]


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
