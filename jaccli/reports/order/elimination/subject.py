"""What is eliminated in: a graph of layers, of single numbers, or of shapes alone; a chain too."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from jaccli.accumulate.elimination.dag import Dag, dag_of_forms, dag_of_graph, dag_of_pairs
from jaccli.accumulate.elimination.passing import factors_of_pieces
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.factors import Factors
from jaccli.graph import Graph
from jaccli.keywords import option
from jaccli.shapes import ShapeGraph


class Subject(NamedTuple):
    """A graph of Jacobians, each in its own form, and where it comes from.

    graph: the layers as they were read, None of shapes alone; written: those that the edges are
    Jacobians of, which are the same, or operations on single numbers; columns: of J, counted from
    0, that the inputs of the edges are, None where they are all
    """

    file: str
    name: str
    description: str
    dag: Dag
    graph: Graph | None = None
    written: Graph | None = None
    columns: Sequence[int] | None = None

    @property
    def n(self) -> int:
        """The columns of J."""
        return self.graph.input_size if self.graph else _total(self.dag, self.dag.inputs)

    @property
    def m(self) -> int:
        """The rows of J."""
        return self.graph.output_size if self.graph else _total(self.dag, self.dag.outputs)

    @property
    def dtype(self) -> str:
        """Of the numbers, where there are any."""
        return self.graph.dtype if self.graph else "float64"

    @property
    def is_of_numbers(self) -> bool:
        """Whether each vertex is a number, written out of larger values."""
        return self.columns is not None


def subject_of(source: Factors | Graph | ShapeGraph, *, scalars: bool = False) -> Subject:
    """The graph of Jacobians of whatever was read. scalars: with a vertex for each number

    Raises Mistakes: shapes alone, or a layer that is not written out in numbers.
    """
    if isinstance(source, Factors) and source.graph is not None:
        source = source.graph
    if scalars:
        return _of_numbers(source)
    head = source.file, source.name, source.description
    match source:
        case Graph():
            return Subject(*head, dag_of_graph(source), source, source)
        case ShapeGraph(_, sizes, edges, inputs, outputs):
            return Subject(*head, dag_of_pairs(sizes, edges, inputs, outputs))
        case Factors():
            names = [f"x{k}" for k in range(1, len(source.sizes) + 1)]
            sizes = dict(zip(names, source.sizes, strict=True))
            pairs = [*pairwise(names)]
            return Subject(*head, dag_of_forms(sizes, pairs, source.forms, names[:1], names[-1:]))
    raise TypeError(f"no graph of Jacobians: {source!r}")


def chain_of_pieces(source: Graph | ShapeGraph) -> Factors:
    """What lies between the values that every path passes, as factors that vectors pass."""
    found = subject_of(source)
    return factors_of_pieces(found.dag, found.file, found.name, found.description, found.graph)


def _of_numbers(source: Factors | Graph | ShapeGraph) -> Subject:
    from jaccli.accumulate.elimination.numbers import dag_of_numbers
    from jaccli.trace import scalar_graph

    if not isinstance(source, Graph):
        title = f"{printable(source.file)}: " + option("--scalars") + " is for layers and functions"
        help = "a file of shapes has a vertex for each number where no size is named"
        raise Mistakes([JaccliError(title, notes=[("help", help)])], source.file)
    try:
        written = scalar_graph(source)
    except JaccliError as error:
        help = "leave " + option("--scalars") + " out, or write it in NumPy: FILE.py:FUNCTION"
        refused = JaccliError(error.title, error.label, notes=[*error.notes, ("help", help)])
        raise Mistakes([refused], source.file) from None
    found = dag_of_numbers(written)
    head = source.file, source.name, source.description
    return Subject(*head, found.dag, source, written, found.columns)


def _total(dag: Dag, vertices: Sequence[int]) -> int:
    return sum(dag.sizes[v] for v in vertices)
