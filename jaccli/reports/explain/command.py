"""jaccli explain: the glossary, each entry with an example computed on the spot."""

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
    from jaccli.reports.explain.find import Explanation


def _named(ctx: click.Context, _: str) -> Iterator[offers.Offer]:
    """The topics in one word each, a dash is as good as a blank, and the parts of their list."""
    if ctx.params.get("words"):
        return
    from jaccli.reports.explain.glossary import GROUPS, topics

    yield from GROUPS.items()
    for topic in topics():
        yield topic.name.replace(" ", "-"), topic.summary


@dataclass(frozen=True, eq=False)
class Explain(Ask[str, "Explanation"]):
    """What one call of `explain` asks for: a topic in words."""

    name = "explain"
    help = """What a word or a rule on the screen means, with an example computed on the spot.
    Without a TOPIC the list of all; TOPIC may have several words.

    \b
    jaccli explain jvp
    jaccli explain chain rule
    jaccli explain layers
    """
    options = (
        click.Argument(
            ["words"], metavar="[TOPIC]", nargs=-1, shell_complete=offers.offering(_named)
        ),
    )
    of_chains = False

    words: tuple[str, ...]

    def sources(self, chains: Sequence[str]) -> list[str]:
        """The words that ask for a topic."""
        return [" ".join(self.words)]

    def find(self, source: str) -> Explanation:
        """The pages of that name, or the topics to choose from."""
        from jaccli.reports.explain.find import explain

        return explain(source)

    def page(self, found: Explanation) -> Iterable[Block]:
        """What it is, formulas, an example, sources, what to try."""
        from jaccli.reports.explain.page import page

        return page(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.explain.data import DECLARED

        return DECLARED

    def entries(self, results: Sequence[Explanation]) -> Sequence[Mapping[str, Any]]:
        """One entry a page, or a group of the list."""
        from jaccli.reports.explain.data import explanation

        return [entry for found in results for entry in explanation(found)]


COMMAND = Explain
