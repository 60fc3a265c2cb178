"""jaccli grad: backpropagation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from jaccli.reports.common import offers
from jaccli.reports.common.ask import AskEach

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.graph import Graph
    from jaccli.reports.common.arrays import Named
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.grad.find import Gradients


WALKED = ("drawings", "paper", "stage")  # views with the way back over a graph, whatever is asked


@dataclass(frozen=True, eq=False)
class Grad(AskEach["Graph", "Gradients"]):
    """What one call of `grad` asks for."""

    name = "grad"
    pictures = True
    help = """The loss of each CHAIN and its gradient for every parameter and input, by one pass
    forward and one pass back (algorithm 7). With -o grads.npz or .safetensors the arrays are
    written.

    \b
    jaccli grad sample:digits
    jaccli grad mlp.yaml --steps
    jaccli grad mlp.yaml --layer f1
    """
    options = (
        click.Option(
            ["--steps"], is_flag=True, help="Show both passes, layer by layer, from the loss down."
        ),
        click.Option(
            ["--layer"],
            metavar="NAME",
            shell_complete=offers.layers("linear"),
            help="Explain the parameter Jacobian of this linear layer.",
        ),
    )

    steps: bool
    layer: str | None

    def __post_init__(self) -> None:
        if self.common.format == "json" and self.layer is not None:
            raise click.UsageError("--layer is of the text; JSON has every gradient")

    def find(self, source: Graph) -> Gradients:
        """The loss and its gradients. Raises Mistakes for a --layer that is none."""
        from jaccli.reports.grad.find import grad

        most, progress = self.common.max_memory, self.common.progress
        walked = self.steps or (not source.is_chain and self._walks())
        found = grad(source, max_memory=most, steps=self.steps, walked=walked, progress=progress)
        if self.layer is None:
            return found
        from jaccli.reports.grad.weights import explained

        return explained(found, self.layer)

    def _walks(self) -> bool:
        """Whether a format shows the way back of a graph that nobody asked for."""
        from jaccli.document.formats import FORMATS

        views = {FORMATS[each].view for each in self.common.formats if each in FORMATS}
        return not views.isdisjoint(WALKED)

    def page(self, found: Gradients) -> Iterable[Block]:
        """The gradients, or one parameter Jacobian."""
        common = self.common
        if found.explained is not None:
            from jaccli.reports.grad.weights_page import weights_page

            return weights_page(found, found.explained, values=common.values, point=common.point)
        from jaccli.reports.grad.page import page

        return page(
            found,
            values=common.values,
            steps=self.steps,
            briefly=common.format == "json",
            point=common.point,
        )

    def screen(self, found: Gradients) -> Iterable[Block]:
        """The gradients and what they cost; or both passes; or one parameter Jacobian."""
        point, picture, values = self.common.point, self.common.picture, self.common.values
        if found.explained is not None:
            from jaccli.reports.grad.weights_screen import weights_screen

            return weights_screen(found, found.explained, point, picture=picture, values=values)
        if self.steps:
            from jaccli.reports.grad.passes import passes

            return passes(found, point, picture=picture, values=values)
        from jaccli.reports.grad.screen import screen

        return screen(found, point, picture=picture, values=values)

    def table(self, found: Gradients) -> Iterable[Block]:
        """What is to be said of each gradient; the steps or one gradient where asked for."""
        from jaccli.reports.grad.weights_screen import gradient

        if found.explained is not None:
            return [gradient(found.explained)]
        if self.steps:
            return super().table(found)
        from jaccli.reports.grad.named import every
        from jaccli.reports.grad.screen import digest

        return [digest([*every(found)])]

    def drawings(self, found: Gradients) -> Iterable[Block]:
        """The graph with its adjoints; nothing of one parameter Jacobian."""
        if found.explained is not None:
            return ()
        from jaccli.reports.grad.drawings import drawings

        return drawings(found, self.common.point)

    def paper(self, found: Gradients) -> Iterable[Block]:
        """Both passes, whether they were asked for or not, and each gradient."""
        found = found._replace(in_steps=True)
        if self.common.details:
            return replace(self, steps=True).page(found)
        if found.explained is not None:
            return self.screen(found)
        from jaccli.reports.grad.passes import passes

        return passes(found, self.common.point, values=self.common.values, gradients=True)

    def stage(self, found: Gradients) -> Iterable[Block]:
        """Both passes, a step at a time; one parameter Jacobian stands still."""
        if found.explained is not None:
            return ()
        from jaccli.reports.grad.stage import stage

        return stage(found)

    def together(self, results: Sequence[Gradients]) -> Iterable[Block]:
        """Several chains, a line each."""
        from jaccli.reports.grad.screen import side_by_side

        return side_by_side(results, self.common.point, steps=self.steps)

    def quiet(self, found: Gradients) -> str:
        """The file and the headline."""
        from jaccli.reports.grad.answer import in_a_line

        return in_a_line(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.grad.data import DECLARED

        return DECLARED

    def data(self, found: Gradients) -> Mapping[str, Any]:
        """The result in JSON."""
        from jaccli.reports.grad.data import gradients

        return gradients(found, steps=self.steps)

    def arrays(self, found: Gradients) -> Iterable[Named]:
        """Gradients under f1.weight, …, and the inputs' by their names."""
        from jaccli.reports.grad.arrays import arrays

        return arrays(found)


COMMAND = Grad
