"""The model: named inputs, nodes that apply layers, an output; sizes and recipes, no arrays needed.

A chain is a graph in which each node reads the one before. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, NamedTuple, Protocol

from jaccli.arrays import Array, Recipe, Shape, size_in_bytes
from jaccli.cost import Primal
from jaccli.errors import JaccliError, Mistakes, Place, printable
from jaccli.layers import Layer
from jaccli.linmap import Form
from jaccli.nothing import NOTHING
from jaccli.program import Original
from jaccli.progress import BYTES, SILENT, Progress, Stage
from jaccli.words import count


class Input(NamedTuple):
    """A named input and where its point comes from."""

    name: str
    point: Recipe  # (n,), the entries of an array row by row
    place: Place | None = None
    shape: Shape | None = None  # of the array that it is, where it is no vector

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
    places: Mapping[str, Place] = NOTHING  # of its fields
    shape: Shape | None = None  # of the array that the value is, where it is no vector
    expression: str = ""  # of the program that was recorded

    @property
    def size(self) -> int:
        """How many numbers the layer gives."""
        size: int = self.layer.known("output_size", self.input_sizes)
        return size

    @property
    def forms(self) -> tuple[Form, ...]:
        """The form of the Jacobian with respect to each input."""
        forms: tuple[Form, ...] = self.layer.known("forms", self.input_sizes)
        return forms

    @property
    def primal(self) -> Primal:
        """What evaluating the layer costs."""
        primal: Primal = self.layer.known("primal", self.input_sizes)
        return primal

    @property
    def parameter_forms(self) -> dict[str, Form]:
        """The form of the Jacobian with respect to each parameter."""
        forms: dict[str, Form] = self.layer.known("parameter_forms", self.input_sizes)
        return forms

    def parameter_name(self, name: str) -> str:
        """What a parameter is called among the values of the graph."""
        return f"{self.name}.{name}"

    @property
    def parameter_sizes(self) -> dict[str, int]:
        """How many numbers each parameter has, by its name in the graph."""
        return {
            self.parameter_name(name): prod(shape) for name, shape in self.layer.parameters.items()
        }

    @property
    def parameters(self) -> int:
        """How many learnable numbers the layer has: d_k."""
        return sum(self.parameter_sizes.values())


class Expectation(NamedTuple):
    """One thing that a file expects of itself, such as `cheaper: tie`.

    place: of the value; entries: of each number where it is an array written out, row by row
    """

    key: str
    value: str | int | Recipe
    place: Place | None
    entries: tuple[Place, ...] = ()


class Expect(NamedTuple):
    """What `check` verifies. tolerance: |found − expected| in units of max(1, |expected|)

    moved: whether the point is another than the file's, which makes some of it void; resized:
    whether sizes are, which makes all of it so
    """

    expectations: tuple[Expectation, ...] = ()
    tolerance: float = 1e-9
    moved: bool = False
    resized: bool = False


class Anew(Protocol):
    """Reads a chain at other sizes, by their names, and at another point. Raises Mistakes."""

    def __call__(self, sizes: Mapping[str, int], at: Sequence[Recipe], /) -> Graph: ...


class Graph(NamedTuple):
    """Inputs, nodes in an order in which each refers backwards only, and the output's name."""

    inputs: tuple[Input, ...]
    nodes: tuple[Node, ...]
    output: str
    file: str = ""  # as the user named it
    name: str = ""
    description: str = ""
    dtype: str = "float64"
    expect: Expect = Expect()
    program: Original | None = None  # None of a chain file
    after: tuple[str, ...] = ()  # layers that stood after the output: they are not run
    every: tuple[Node, ...] = ()  # all before the output, where some beside a chain are not run
    anew: Anew | None = None  # the same chain read again; () is the point that it has

    def __repr__(self) -> str:
        what = "graph"
        if self.is_chain:
            what = f"chain {' → '.join(map(str, _few(self.sizes)))}"
        elif self.nodes:
            what += f" of {count(len(self.nodes), 'layer')}, {self.input_size} → {self.output_size}"
        return f"<jaccli.Graph {printable(self.file)}: {what}, {self.dtype}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process gets no program that judges it, and cannot read it anew."""
        return Graph._make, (tuple(self._replace(program=None, anew=None)),)

    def __copy__(self) -> Graph:
        return self  # nobody can change it

    def __deepcopy__(self, _: object) -> Graph:
        return self

    @property
    def input_size(self) -> int:
        """n, over all inputs."""
        return sum(each.size for each in self.inputs)

    @property
    def output_size(self) -> int:
        """m, of the output alone."""
        return next(node.size for node in self.nodes if node.name == self.output)

    @property
    def is_chain(self) -> bool:
        """Whether there is one input, and each layer reads the one before and nothing else."""
        if len(self.inputs) != 1 or self.nodes[-1].name != self.output:
            return False
        before = (self.inputs[0].name, *(node.name for node in self.nodes[:-1]))
        return all(node.inputs == (name,) for name, node in zip(before, self.nodes, strict=True))

    @property
    def needed(self) -> set[str]:
        """The output, and every value that it depends on, inputs among them."""
        found = {self.output}
        for node in reversed(self.nodes):
            if node.name in found:
                found.update(node.inputs)
        return found

    @property
    def aside(self) -> tuple[Node, ...]:
        """The layers beside a chain that its output does not depend on: they are not run."""
        kept = {node.name for node in self.nodes}
        return tuple(node for node in self.every if node.name not in kept)

    @property
    def whole(self) -> Graph:
        """With the layers that were set aside, at their places."""
        return self._replace(nodes=self.every) if self.every else self

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


def stopped(graph: Graph) -> Graph:
    """The graph without the layers that are not run; it keeps what it leaves out.

    They stand after the output; or the output does not depend on them, and without them there is
    a chain. The rules of a chain are those of what is left then.
    """
    names = [node.name for node in graph.nodes]
    end = names.index(graph.output) + 1
    ended = graph._replace(nodes=graph.nodes[:end], after=tuple(names[end:]))
    needed = ended.needed
    left = tuple(node for node in ended.nodes if node.name in needed)
    rest = ended._replace(nodes=left, every=ended.nodes)
    return rest if rest.aside and rest.is_chain else ended


def load(graph: Graph, progress: Progress = SILENT) -> Graph:
    """The graph with arrays in place of recipes, all in its dtype.

    Raises Mistakes with every array that cannot be loaded.
    """
    layers = {id(node.layer): node.layer for node in graph.nodes}.values()
    recipes = [recipe for layer in layers for recipe in layer.arrays.values()]
    total = sum(size_in_bytes(recipe.shape, graph.dtype) for recipe in recipes)
    with progress.stage("loading", total, BYTES) as stage:
        return _loaded(graph, stage)


def _loaded(graph: Graph, stage: Stage) -> Graph:
    errors: list[JaccliError] = []
    known = 0
    loaded: dict[int, Layer] = {}  # a program that loops has few layers, and many nodes of them
    for node in graph.nodes:
        if id(node.layer) in loaded:
            continue
        arrays: dict[str, Array] = {}
        for name, recipe in node.layer.arrays.items():
            try:
                arrays[name] = recipe.load(graph.dtype, stage)
            except JaccliError as error:
                errors.append(error)
            known += size_in_bytes(recipe.shape, graph.dtype)
            stage.done = known  # whether the recipe has told how far it is, or not
        loaded[id(node.layer)] = node.layer if errors else node.layer.with_arrays(arrays)
    if errors:
        raise Mistakes(errors, graph.file)
    nodes = tuple([node._replace(layer=loaded[id(node.layer)]) for node in graph.nodes])
    return graph._replace(nodes=nodes)


def _few(sizes: Sequence[int]) -> Sequence[int | str]:
    """The sizes along a chain, those in the middle left out where they are many."""
    return sizes if len(sizes) <= 8 else (*sizes[:4], "…", *sizes[-2:])
