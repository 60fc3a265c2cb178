"""What the tests are run on: linear maps of every form, layers of every type, chains of both.

Layers are built from the kinds of field that they declare, so that a new type is tested before
anybody writes a test for it. Values come from a generator with a fixed seed; hypothesis draws
only sizes and forms.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from jaccli.arrays import Inline
from jaccli.graph import Graph, Input, Node
from jaccli.layers import (
    TYPES,
    ArrayKind,
    CountKind,
    IndexKind,
    IntegersKind,
    Kind,
    Layer,
    NumberKind,
    TextKind,
    Unary,
    kinds,
)
from jaccli.linmap import (
    Dense,
    DenseForm,
    Diagonal,
    DiagonalForm,
    DiagonalPlusLowRank,
    DiagonalPlusLowRankForm,
    Form,
    Identity,
    IdentityForm,
    LinearMap,
    Selection,
    SelectionForm,
)
from jaccli.linmap.convolution import Convolution, ConvolutionForm
from jaccli.linmap.difference import Difference, DifferenceForm
from jaccli.linmap.factored import Factored, FactoredForm
from jaccli.linmap.fold import Fold, FoldForm
from jaccli.linmap.gather import Gather, GatherForm
from jaccli.linmap.kronecker import KroneckerForm, outer_product
from jaccli.linmap.nest import Nest, NestForm
from jaccli.linmap.scan import Scan, ScanForm

Array = np.ndarray[Any, np.dtype[Any]]
Numbers = Callable[[Array], Array]  # integers to the numbers that a map shall hold

STRUCTURES = (
    "identity",
    "selection",
    "gather",
    "diagonal",
    "diagonal+low-rank",
    "kronecker",
    "fold",
    "scan",
    "stencil",
    "convolution",
    "nest",
    "factors",
    "dense",
)
RECTANGULAR = ("selection", "gather", "convolution", "nest", "factors", "dense")
FOLDED = ("kronecker", "fold")  # each row has columns of its own, as many as every other
SIZES = (1, 2, 3, 7)


class Example(NamedTuple):
    """A linear map, and the matrix that it should be, made without it."""

    map: LinearMap
    matrix: Array  # (m, n), integers


def as_float64(integers: Array) -> Array:
    return integers.astype("float64")


def as_float32(integers: Array) -> Array:
    return integers.astype("float32")


def fits(structure: str, rows: int, columns: int) -> bool:
    """Whether a map of that structure can have that shape."""
    if structure in FOLDED:
        return columns % rows == 0
    if structure == "stencil":
        return rows < columns and columns % (columns - rows) == 0
    return rows == columns or structure in RECTANGULAR


def example(
    structure: str,
    rows: int,
    columns: int,
    rank: int = 1,
    numbers: Numbers = as_float64,
    seed: int = 0,
) -> Example:
    """A map of small integers, some of them 0, that is not symmetric where its form allows."""
    rng = np.random.default_rng([seed, rows, columns, rank, STRUCTURES.index(structure)])
    dtype = str(numbers(np.zeros(1, int)).dtype)
    match structure:
        case "identity":
            return Example(Identity(rows, dtype), np.diag([1] * rows))
        case "selection":
            chosen = max(1, min(rows, columns) - 1)
            targets = rng.permutation(rows)[:chosen]
            sources = rng.permutation(columns)[:chosen]
            matrix = np.zeros((rows, columns), int)
            for target, source in zip(targets, sources, strict=True):
                matrix[target, source] = 1
            return Example(Selection(rows, columns, targets, sources, dtype), matrix)
        case "diagonal":
            entries = rng.integers(-4, 5, rows)
            return Example(Diagonal(numbers(entries)), np.diag(entries))
        case "diagonal+low-rank":
            entries = rng.integers(-4, 5, rows)
            left = rng.integers(-4, 5, (rows, rank))
            right = rng.integers(-4, 5, (rank, rows))
            return Example(
                DiagonalPlusLowRank(numbers(entries), numbers(left), numbers(right)),
                np.diag(entries) + left @ right,
            )
        case "kronecker":
            vector = rng.integers(-4, 5, columns // rows)
            matrix = np.zeros((rows, columns), int)
            for row in range(rows):
                matrix[row, row * len(vector) : (row + 1) * len(vector)] = vector
            return Example(outer_product(rows, numbers(vector)), matrix)
        case "gather":
            sources = rng.integers(0, columns, rows)
            matrix = np.zeros((rows, columns), int)
            for row, source in enumerate(sources):
                matrix[row, source] = 1
            return Example(Gather(columns, sources, dtype), matrix)
        case "fold":
            weights = rng.integers(-4, 5, (1, columns // rows, rows))
            matrix = np.zeros((rows, columns), int)
            for column in range(columns):
                matrix[column % rows, column] = weights.ravel()[column]
            return Example(Fold(numbers(weights)), matrix)
        case "scan":
            factors, weights = rng.integers(-4, 5, (2, 1, rows - 1, 1))
            matrix = np.diag([1, *weights.ravel()])
            for row in range(1, rows):
                matrix[row] += factors[0, row - 1, 0] * matrix[row - 1]
            found = Scan((1, rows, 1), numbers(factors), numbers(weights), dtype)
            return Example(found, matrix)
        case "stencil":
            runs = columns - rows
            matrix = np.eye(rows, columns, runs, int) - np.eye(rows, columns, 0, int)
            return Example(Difference((1, columns // runs, runs), dtype), matrix)
        case "convolution":
            taps, start = rng.integers(-4, 5, rows), min(1, columns - 1)
            matrix = np.zeros((rows, columns), int)
            for row, column in itertools.product(range(rows), range(columns)):
                if 0 <= start + row - column < rows:
                    matrix[row, column] = taps[start + row - column]
            return Example(Convolution(numbers(taps), rows, columns, start), matrix)
        case "nest":  # y[i] = Σ A[j, k] B[i, k] x[j]
            first, second = rng.integers(-4, 5, (columns, 2)), rng.integers(-4, 5, (rows, 2))
            sizes = {"i": rows, "j": columns, "k": 2}
            others = [("jk", numbers(first)), ("ik", numbers(second))]
            return Example(Nest("j", "i", others, sizes, dtype), second @ first.T)
        case "factors":
            left, right = rng.integers(-4, 5, (rows, 2)), rng.integers(-4, 5, (2, columns))
            other, entries = rng.integers(-4, 5, (rows, columns)), rng.integers(-4, 5, rows)
            return Example(
                Factored(
                    (Dense(numbers(left)), Dense(numbers(right))),
                    (Diagonal(numbers(entries)), Dense(numbers(other))),
                ),
                left @ right + entries[:, None] * other,
            )
        case "dense":
            matrix = rng.integers(-4, 5, (rows, columns))
            return Example(Dense(numbers(matrix)), matrix)
    raise ValueError(f"no such structure: {structure}")


def form_of(structure: str, rows: int, columns: int, rank: int = 1) -> Form:
    """The form of `example` with the same arguments, by hand."""
    match structure:
        case "identity":
            return IdentityForm(rows, columns)
        case "selection":
            return SelectionForm(rows, columns)
        case "diagonal":
            return DiagonalForm(rows, columns)
        case "diagonal+low-rank":
            return DiagonalPlusLowRankForm(rows, columns, rank)
        case "kronecker":
            return KroneckerForm(rows, columns)
        case "gather":
            return GatherForm(rows, columns)
        case "fold":
            return FoldForm(rows, columns)
        case "scan":
            return ScanForm(rows, columns, weighted=True)
        case "stencil":
            return DifferenceForm(rows, columns)
        case "convolution":
            return ConvolutionForm(rows, columns, rows, min(1, columns - 1))
        case "nest":
            return NestForm(rows, columns, 2 * rows * columns, 3, 2 * (rows + columns))
        case "factors":
            left, right = DenseForm(rows, 2), DenseForm(2, columns)
            other = DiagonalForm(rows, rows), DenseForm(rows, columns)
            return FactoredForm(rows, columns, ((left, right), other))
        case "dense":
            return DenseForm(rows, columns)
    raise ValueError(f"no such structure: {structure}")


class Factor(NamedTuple):
    """One factor of a chain of linear maps."""

    structure: str
    rows: int
    columns: int
    rank: int

    def example(self, numbers: Numbers = as_float64, seed: int = 0) -> Example:
        return example(*self, numbers=numbers, seed=seed)

    @property
    def form(self) -> Form:
        return form_of(*self)


@st.composite
def factors(draw: st.DrawFn, least: int = 1, most: int = 5, largest: int = 6) -> tuple[Factor, ...]:
    """The factors J_1, …, J_K of a chain: what one gives, the next takes."""
    size = draw(st.integers(1, largest))
    chain = []
    for structure in draw(st.lists(st.sampled_from(STRUCTURES), min_size=least, max_size=most)):
        rows = size
        if structure in RECTANGULAR:
            rows = draw(st.integers(1, largest))
        elif structure in FOLDED:
            rows = draw(st.sampled_from([m for m in range(1, size + 1) if size % m == 0]))
        elif structure == "stencil":
            fitting = [m for m in range(1, size) if size % (size - m) == 0]
            structure, rows = (
                (structure, draw(st.sampled_from(fitting))) if fitting else ("fold", 1)
            )
        chain.append(Factor(structure, rows, size, draw(st.integers(1, 2))))
        size = rows
    return tuple(chain)


def variants(layer: type[Layer], n: int, seed: int = 0) -> list[Layer]:
    """Layers of a type for n inputs: every way to fill its fields that it does not object to.

    Optional arrays there and not, numbers at their default and beside it, class indices first and
    last; free sizes above and below n.
    """
    free = {axis for kind in kinds(layer).values() for axis in _axes(kind)} - {"n"}
    found = []
    for size in (n + 2, max(1, n - 1)) if free else (n,):
        rng = np.random.default_rng([seed, n, size])
        choices = {
            name: list(_values(kind, name in layer.required(), n, size, rng, _default(layer, name)))
            for name, kind in kinds(layer).items()
        }
        for values in itertools.product(*choices.values()):
            candidate = layer(**dict(zip(choices, values, strict=True)))
            if candidate.objection(*sizes_for(candidate, n)) is not None:
                continue
            if is_regular(candidate, *points(candidate, n)):  # a negative base has no real powers
                found.append(candidate)
    return found


def sizes_for(layer: Layer, n: int) -> tuple[int, ...]:
    """Sizes of as many inputs as the layer takes, one more than the fewest where it may."""
    least, most = layer.takes
    return (n,) * (least if most == least else least + 1)


def points(layer: Layer, n: int, seed: int = 0) -> tuple[Array, ...]:
    """Inputs (n,) of a layer, inside its domain and away from its kinks.

    The signs alternate, unless the layer then gives something that is not finite.
    """
    found: list[tuple[Array, ...]] = [()] * 4
    for at, _ in enumerate(sizes_for(layer, n)):
        rng = np.random.default_rng([seed, n, at])
        x = rng.uniform(0.3, 2.0, n) * np.resize([-1.0, 1.0], n)
        kink = getattr(layer, "kink", None)
        if kink is not None:
            x = np.where(np.abs(x - kink) < 0.2, x + 0.4, x)
        size = np.abs(x)
        for candidate, each in enumerate((x, size, size / 2.5, 1 + size)):
            found[candidate] += (each,)
    return next((each for each in found if is_regular(layer, *each)), found[0])


def point(layer: Layer, n: int, seed: int = 0) -> Array:
    """The input of a layer that takes one."""
    (x,) = points(layer, n, seed)
    return x


def is_regular(layer: Layer, *inputs: Array) -> bool:
    """Whether value and derivatives at the inputs are finite."""
    with np.errstate(all="ignore"):
        jacobians = layer.jacobians(*inputs)
        results = layer.forward(*inputs), *(array for each in jacobians for array in each.arrays)
    return all(bool(np.isfinite(result).all()) for result in results)


def described(layer: Layer) -> str:
    """The layer and its fields, for the message of a failing test."""
    fields = {name: getattr(layer, name) for name in kinds(type(layer))}
    return f"{layer.type}({', '.join(f'{name}={value}' for name, value in fields.items())})"


def chain(layers: Sequence[Layer], x: Array) -> Graph:
    """The graph in which each layer reads the one before, at the point x (n,)."""
    nodes: list[Node] = []
    reads, size = "x", len(x)
    for position, layer in enumerate(layers, 1):
        nodes.append(Node(f"f{position}", layer, (reads,), (size,)))
        reads, size = nodes[-1].name, nodes[-1].size
    return Graph((Input("x", Inline(x.tolist(), x.shape)),), tuple(nodes), reads)


def random_layers(n: int, depth: int, seed: int) -> tuple[tuple[Layer, ...], Array]:
    """Layers that fit together and a point (n,) at which all of them are smooth and tame.

    A layer is taken if it is regular where the chain has come to, neither steep nor large, and no
    entry is near its kink; otherwise another one is tried. Layers with a free size come often,
    layers that leave one number only at the end.
    """
    rng = np.random.default_rng([seed, n, depth])
    x = rng.uniform(0.3, 2.0, n) * rng.choice([-1.0, 1.0], n)
    names = [
        name
        for name in sorted(TYPES)
        if issubclass(TYPES[name], Unary)
        for _ in range(10 if name == "linear" else 1)
    ]
    value = x
    layers: list[Layer] = []
    while len(layers) < depth:
        options = variants(TYPES[str(rng.choice(names))], len(value), seed)
        if not options:
            continue
        layer = options[rng.integers(len(options))]
        if layer.output_size(len(value)) == 1 and len(layers) < depth - 1:
            continue
        kink = getattr(layer, "kink", None)
        if kink is not None and np.abs(value - kink).min() < 0.01:
            continue
        if not is_regular(layer, value):
            continue
        after = layer.forward(value)
        slopes = layer.jacobian(value).dense()
        if np.abs(after).max() > 20 or np.abs(slopes).max() > 20:
            continue
        layers.append(layer)
        value = after
    return tuple(layers), x


def _axes(kind: Kind) -> tuple[str, ...]:
    return kind.axes if isinstance(kind, ArrayKind) else ()


def _default(layer: type[Layer], name: str) -> Any:
    return layer.__dataclass_fields__[name].default


def _values(
    kind: Kind, required: bool, n: int, free: int, rng: np.random.Generator, default: Any
) -> Iterator[Any]:
    """What a field may hold: its default and others."""
    match kind:
        case ArrayKind(axes=("p", "q")):
            yield from (None, *(rng.uniform(0.2, 1.5, shape) for shape in ((2, n), (3, 1))))
        case ArrayKind(axes=("q", "r")):
            yield from (None, *(rng.uniform(0.2, 1.5, shape) for shape in ((n, 2), (1, 3))))
        case ArrayKind(axes=axes, optional=optional, distribution=distribution):
            if optional:
                yield None
            if kind.spread:
                yield np.array(rng.uniform(0.2, 1.5))
            array = rng.uniform(0.2, 1.5, [n if axis == "n" else free for axis in axes])
            if distribution:
                yield array / array.sum()
            else:
                yield array * rng.choice([-1.0, 1.0], array.shape)
        case NumberKind():
            if required:
                yield 0.0
            else:
                yield default
            yield from filter(kind.admits, (0.3, 3.0, -0.6))
        case IndexKind():
            yield from dict.fromkeys((None, 0, n - 1))
        case CountKind():
            yield from dict.fromkeys((default, 1, n))
        case TextKind(example):  # of einsum, the one layer that has one
            yield from (example, "i,i,i->", "i,j->ji", "i,i->i", "i,j,i->j")
        case IntegersKind(length=3):
            yield from dict.fromkeys((None, (1, n, 1), (n, 1, 1), (1, 1, n)))
        case IntegersKind(length=2):
            yield from dict.fromkeys((None, (1, 1), (2, n)))
        case IntegersKind():
            if not required:
                yield None
            yield from (tuple(range(n, 0, -1)), (1, 1, n), (n,))
        case _:
            raise TypeError(f"no values for a field of kind {kind}")
