"""jaccli new: a first file with comments, to run and to edit."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.errors import printable
from jaccli.reports.common import offers
from jaccli.reports.common.ask import Ask
from jaccli.reports.common.endings import CHAIN_FILES, PROGRAMS
from jaccli.reports.new.find import ACTIVATIONS, CALLED, LOSSES, Activation, Loss, first_file

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.new.find import First


@dataclass(frozen=True, eq=False)
class New(Ask["First", "First"]):
    """What one call of `new` asks for: a kind of file, with its sizes."""

    name = "new"
    help = """A first file with comments, which runs as it is: to learn the format, and to edit.
    It is printed, or written with -o, over no file that exists; its schema goes beside it, by
    which an editor checks and completes it.

    KIND is mlp (SIZES: inputs, hidden layers, classes), chain (SIZES: inputs, widths, outputs),
    graph or function (a Python program); the last two take no sizes.

    \b
    jaccli new mlp 6 4 3 -o net.yaml
    jaccli new mlp 6 5 4 3 --activation tanh --loss squared_error
    jaccli new chain 4 8 8 2 | jaccli compare -
    jaccli new function -o model.py
    """
    options = (
        click.Argument(["kind"], metavar="KIND", default="", shell_complete=offers.words(CALLED)),
        click.Argument(["widths"], metavar="[SIZES]...", nargs=-1),
        click.Option(
            ["--activation"],
            type=click.Choice(ACTIVATIONS),
            help="What stands between linear layers.  [default: relu]",
        ),
        click.Option(
            ["--loss"],
            type=click.Choice(LOSSES),
            help="The last layer of an mlp.  [default: cross_entropy]",
        ),
    )
    endings = (*CHAIN_FILES, *PROGRAMS)
    of_chains = False
    fresh = True

    kind: str
    widths: tuple[str, ...]
    activation: Activation | None
    loss: Loss | None

    def sources(self, chains: Sequence[str]) -> list[First]:
        """What is to be written."""
        file = self.common.file if self.common.format == "text" else ""
        return [first_file(self.kind, self.widths, file, self.activation, self.loss)]

    def find(self, source: First) -> First:
        """The same: nothing is computed."""
        return source

    def written(self, results: Sequence[First]) -> str | None:
        """The file, as text."""
        from jaccli.reports.new.say import text

        (first,) = results
        return text(first) if self.common.format == "text" else None

    def companions(self, results: Sequence[First]) -> Mapping[str, bytes]:
        """The schema by which an editor checks and completes a chain file."""
        (first,) = results
        if not (first.file and first.is_chain_file):
            return {}
        from jaccli.reports.schema.find import CHAIN, FILE, text_of

        return {FILE: text_of(CHAIN).encode()}

    def stays(self, path: str, held: bytes) -> str:
        """A schema of another version of jaccli serves as well, and may have been edited."""
        from jaccli.reports.new.say import kept
        from jaccli.reports.schema.find import is_for_chains

        return kept(printable(shlex.quote(path))) if is_for_chains(held) else ""

    def remarks(self, results: Sequence[First]) -> Sequence[str]:
        """What was written, and what to run next."""
        from jaccli.reports.new.say import remark

        return [each for first in results for each in remark(first)]

    def page(self, found: First) -> Iterator[Block]:
        """The file between what it is and what to run next."""
        from jaccli.reports.new.page import page

        return page(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.new.data import DECLARED

        return DECLARED

    def entries(self, results: Sequence[First]) -> Sequence[Mapping[str, Any]]:
        """The file with what it is made of."""
        from jaccli.reports.new.data import first_entry

        return [first_entry(first) for first in results]


COMMAND = New
