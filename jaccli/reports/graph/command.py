"""jaccli graph: the computation graph as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.errors import JaccliError, Mistakes
from jaccli.reports.common import offers
from jaccli.reports.common.ask import AskEach

if TYPE_CHECKING:
    from jaccli.document.blocks import Block, Diagram
    from jaccli.graph import Graph as Source
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.common.picture.find import Picture


@dataclass(frozen=True, eq=False)
class Graph(AskEach["Source", "Picture"]):
    """What one call of `graph` asks for."""

    name = "graph"
    help = """The computation graph of each CHAIN as a picture, each edge with its Jacobian, and
    where adjoints meet. With --values every node shows its value and its adjoint.

    \b
    jaccli graph sample:figure_13_11 --values
    jaccli graph model.py:loss --at 1,2 --values -o graph.svg
    jaccli graph sample:residual --format mermaid
    """
    options = (
        click.Option(
            ["-u", "--vector", "vector"],
            metavar="VECTOR",
            shell_complete=offers.arrays("random"),
            help="Weights of the outputs for the adjoints of --values: 1,0,2 or e3.  "
            "[default: ones]",
        ),
    )
    formats = ("text", "dot", "mermaid", "json")

    vector: str | None

    def find(self, source: Source) -> Picture:
        """The nodes and edges, with values and adjoints where they were asked for."""
        from jaccli.reports.common.picture.find import picture
        from jaccli.reports.common.vectors import vectors_of

        weights = None
        if self.vector is not None:
            what = f"an adjoint of {source.file}"
            vectors = vectors_of([self.vector], source.output_size, source.dtype, 0, what)
            self.common.guard("")  # it may have come from a file
            if len(vectors) > 1:
                raise Mistakes([_several(self.vector, len(vectors))])
            weights = vectors[0].entries
        return picture(
            source,
            values=self.common.values or weights is not None,
            weights=weights,
            max_memory=self.common.max_memory,
        )

    def page(self, found: Picture) -> Iterable[Block]:
        """The drawing, what the program calls the values, the edges."""
        from jaccli.reports.graph.page import page

        return page(found, values=self.common.values, again=self.common.point)

    def screen(self, found: Picture) -> Iterable[Block]:
        """The drawing, and where adjoints meet."""
        from jaccli.reports.graph.page import screen

        return screen(found, values=self.common.values, again=self.common.point)

    def table(self, found: Picture) -> Iterable[Block]:
        """The edges with their Jacobians; with --values the values with their adjoints."""
        from jaccli.reports.common.picture.page import edge_table

        return super().table(found) if found.weights is not None else [edge_table(found.edges)]

    def named(self, found: Picture) -> str:
        """Its file."""
        return found.graph.file

    def drawings(self, found: Picture) -> Iterable[Diagram]:
        """The graph drawn, and where adjoints meet."""
        from jaccli.reports.graph.drawings import drawings

        return drawings(found)

    def stage(self, found: Picture) -> Iterable[Block]:
        """The graph drawn, or what stands for it: the page says beside it where adjoints meet."""
        from jaccli.reports.graph.page import operations

        instead = [operations(found)]
        drawn = self.drawings(found)
        return (each._replace(said=(), instead=instead, whole=self.common.values) for each in drawn)

    def quiet(self, found: Picture) -> str:
        """How many values and edges there are."""
        from jaccli.reports.graph.say import quiet

        return quiet(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.common.picture.data import DECLARED

        return DECLARED

    def data(self, found: Picture) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.common.picture.data import picture

        return picture(found)

    def written(self, results: Sequence[Picture]) -> str | None:
        """The graphs for Graphviz and for Mermaid."""
        match self.common.format:
            case "dot":
                from jaccli.reports.graph.dot import dot

                return dot(results)
            case "mermaid":
                from jaccli.reports.graph.mermaid import mermaid

                return mermaid(results)
        return None


COMMAND = Graph


def _several(text: str, number: int) -> JaccliError:
    """That one adjoint has room in a node, and these are more."""
    help = "name one of them, or leave it out: then every output counts once"
    title = f"-u {text}: a graph shows one adjoint of a value, and these are {number:,}"
    return JaccliError(title, notes=[("help", help)])
