"""jaccli show: the layers and their Jacobians."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jaccli.reports.common.ask import AskEach
from jaccli.reports.common.endings import ARRAYS

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.graph import Graph
    from jaccli.reports.common.arrays import Named
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.show.find import Matrices, Showing


@dataclass(frozen=True, eq=False)
class Show(AskEach["Graph", "Showing"]):
    """What one call of `show` asks for."""

    name = "show"
    pictures = True
    help = """The layers of each CHAIN at its point: sizes, parameters, each Jacobian with its
    structure, and J as their product.

    \b
    jaccli show sample:mlp_cross_entropy
    jaccli show mlp.yaml --at 0.5,-1,2
    """

    def find(self, source: Graph) -> Showing:
        """The layers at the point and J."""
        from jaccli.reports.show.find import show

        common = self.common
        whole = common.values or bool({*common.formats} - {"text", *ARRAYS})
        return show(
            source,
            max_memory=common.max_memory,
            whole=whole,
            matrices=self._matrices(source),
            progress=common.progress,
        )

    def _matrices(self, source: Graph) -> Matrices:
        """Which local Jacobians what is asked for needs in full."""
        from jaccli.reports.show.drawings import draws_each
        from jaccli.reports.show.page import has_each, has_product

        common, formats = self.common, {*self.common.formats}
        if common.values or not formats.isdisjoint({*ARRAYS, "json"}):
            return "all"
        if formats - {"text", "csv"}:
            return "all" if draws_each(source) else "none"
        if (common.picture or common.details) and has_product(source):
            return "all"
        return "one" if common.details and has_each(source) else "none"

    def page(self, found: Showing) -> Iterable[Block]:
        """The product in pictures, the layers, every Jacobian, J."""
        from jaccli.reports.show.page import page

        return page(found, values=self.common.values, again=self.common.point)

    def screen(self, found: Showing) -> Iterable[Block]:
        """The layers, the product in numbers, what stands out."""
        from jaccli.reports.show.screen import screen

        common = self.common
        return screen(found, common.point, picture=common.picture, values=common.values)

    def arrays(self, found: Showing) -> Iterable[Named]:
        """J; of a chain J1, … and x1, …, of a graph J.x4.x3 for each edge, and values by name."""
        from jaccli.reports.show.arrays import arrays

        return arrays(found)

    def table(self, found: Showing) -> Iterable[Block]:
        """A row a Jacobian."""
        from jaccli.reports.show.layers import every_jacobian

        return [every_jacobian(found)]

    def drawings(self, found: Showing) -> Iterable[Block]:
        """The product of the Jacobians, to scale."""
        from jaccli.reports.show.drawings import drawings

        return drawings(found)

    def together(self, results: Sequence[Showing]) -> Iterable[Block]:
        """Several chains side by side."""
        from jaccli.reports.show.screen import side_by_side

        return side_by_side(results, self.common.point)

    def quiet(self, found: Showing) -> str:
        """The way through the layers and the shape of J."""
        from jaccli.reports.show.say import quiet

        return quiet(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.show.data import DECLARED

        return DECLARED

    def data(self, found: Showing) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.show.data import showing

        return showing(found)


COMMAND = Show
