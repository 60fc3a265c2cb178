"""What opens a report on a chain of Jacobians, with layers or without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Block, Finding, Paragraph
from jaccli.errors import printable
from jaccli.factors import Factors
from jaccli.reports.common.called import called
from jaccli.reports.common.doubled import doubled_in
from jaccli.reports.common.heading import done_twice, not_run
from jaccli.words import conjoined, count, repeats, shape

MOST_SHAPES = 12  # Jacobians whose shapes are written out
MOST_ON_SCREEN = 4  # and where there is one screen
MOST_CUTS = 5  # that are named


def chain_heading(chain: Factors) -> Iterator[Block]:
    """File and name, the sizes along the way, the shapes of the Jacobians."""
    yield _title(chain)
    sizes = chain.sizes
    runs = [f"{size:,}" for size in sizes[1:]]
    if chain.pieces:
        kinds = [count(piece.edges, "edge") for piece in chain.pieces]
        runs = repeats([f"{kind} → {size}" for kind, size in zip(kinds, runs, strict=True)])
    if chain.types:
        runs = repeats([f"{kind} → {size}" for kind, size in zip(chain.types, runs, strict=True)])
    if len(runs) > 4 * MOST_SHAPES:
        runs = [*runs[:MOST_SHAPES], "…", *runs[-MOST_SHAPES:]]
    yield Paragraph(" → ".join([f"{sizes[0]:,}", *runs]), indent=2)
    n, m = sizes[0], sizes[-1]
    ends = f"n = m = {n:,}" if n == m else f"n = {n:,}, m = {m:,}"
    shapes = _shapes(chain, MOST_SHAPES, 2)
    yield Paragraph(f"{ends}, {count(len(chain.factors), 'Jacobian')}: {shapes}", indent=2)
    yield from _notes(chain)


def chain_opening(chain: Factors, said: str) -> Iterator[Block]:
    """The first lines of a screen: file and name, a few shapes, what is not as in the file.

    said: what the shapes are introduced for
    """
    yield _title(chain)
    yield Paragraph(f"{_shapes(chain, MOST_ON_SCREEN, 1)}: {said}")
    for each in _notes(chain):
        yield each._replace(indent=0)


def cut_up(chain: Factors) -> str:
    """Which values cut a graph into pieces, and where each piece ends."""
    cuts = [printable(piece.to) for piece in chain.pieces[:-1]]
    if not cuts:
        return "No value is on every path: the whole graph is one piece, f1."
    if len(cuts) == 1:
        return f"Every path passes {cuts[0]}: f1 is all before it, f2 all after it."
    return f"{every_path(cuts)}: f1 ends at {cuts[0]}, and so on."


def every_path(cuts: Sequence[str]) -> str:
    """What every path passes, by the names of the values; of many the first and the last."""
    some = cuts if len(cuts) <= MOST_CUTS else [*cuts[:2], "…", cuts[-1]]
    return f"Every path passes {conjoined(some)}"


def _title(chain: Factors) -> Paragraph:
    return Paragraph(chain.file + (f"   {chain.name}" if chain.name else ""), style="title")


def _shapes(chain: Factors, most: int, kept: int) -> str:
    """J1 3×30, J2 50×3, …, J9 30×3; of more than `most` the first that are kept, and the last"""
    shapes = [f"J{k} {shape(f.shape)}" for k, f in enumerate(chain.forms, start=1)]
    return ", ".join(shapes if len(shapes) <= most else [*shapes[:kept], "…", shapes[-1]])


def _notes(chain: Factors) -> Iterator[Finding]:
    """How a function was called, which layers are not run, and which are done twice."""
    if chain.pieces:
        yield Finding("note", cut_up(chain))
    program = called(chain.graph) if chain.graph is not None else None
    if program is not None:
        yield Finding("note", f"{program.words}.")
    if chain.graph is not None:
        yield from not_run(chain.graph.after, [node.name for node in chain.graph.aside])
        yield from done_twice([*doubled_in(chain.graph)])
