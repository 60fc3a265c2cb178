"""jaccli schema: JSON Schemas of chain files and of all outputs, for editors and programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.reports.common import offers
from jaccli.reports.common.ask import Ask

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.schema.find import Schemas


def _named(_: click.Context, __: str) -> Iterator[offers.Offer]:
    from jaccli.reports.schema.find import schemas

    return ((each.name, each.of) for each in schemas("").listed)


@dataclass(frozen=True, eq=False)
class Schema(Ask[str, "Schemas"]):
    """What one call of `schema` asks for: the list, or one by its name."""

    name = "schema"
    help = """JSON Schemas (draft 2020-12), made of the program's own declarations. Without a NAME
    the list of all. NAME is chain, for the files that jaccli reads, or a command, for what it
    prints with --format json. With its schema an editor completes a chain file and marks mistakes.

    \b
    jaccli schema
    jaccli schema chain -o chain.schema.json
    jaccli schema compare
    """
    options = (
        click.Argument(
            ["wanted"], metavar="[NAME]", default="", shell_complete=offers.offering(_named)
        ),
    )
    of_chains = False

    wanted: str

    def sources(self, chains: Sequence[str]) -> list[str]:
        """The name, "" for all."""
        return [self.wanted]

    def find(self, source: str) -> Schemas:
        """The schemas. Raises Mistakes: there is none of that name."""
        from jaccli.reports.schema.find import schemas

        return schemas(source)

    def written(self, results: Sequence[Schemas]) -> str | None:
        """A schema is JSON already: none stands inside another."""
        (found,) = results
        return (self.common.format in ("text", "json") and found.text) or None

    def page(self, found: Schemas) -> Iterable[Block]:
        """A line each, or one of them."""
        from jaccli.reports.schema.page import page

        return page(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.schema.data import DECLARED

        return DECLARED

    def entries(self, results: Sequence[Schemas]) -> Sequence[Mapping[str, Any]]:
        """One entry a schema of the list."""
        from jaccli.reports.schema.data import entries

        return [each for found in results for each in entries(found)]


COMMAND = Schema
