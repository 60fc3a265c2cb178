"""The three lines that open every report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.analysis.facts import ChainFacts
from jaccli.errors import count, printable
from jaccli.views.blocks import Block, Paragraph
from jaccli.views.words import path_of


def heading(chain: ChainFacts, types: Sequence[str]) -> Iterator[Block]:
    """File and name, the sizes along the chain, its dimensions."""
    title = printable(chain.file) + (f"   {printable(chain.name)}" if chain.name else "")
    yield Paragraph(title, style="title")
    yield Paragraph(path_of(chain, types), indent=2)
    yield Paragraph(
        f"n = {count(chain.n, 'input')}, m = {count(chain.m, 'output')}, "
        f"K = {count(chain.depth, 'layer')}, {count(chain.parameters, 'parameter')}, {chain.dtype}",
        indent=2,
    )
