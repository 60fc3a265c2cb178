"""The samples that ship with their sizes, which follow from shapes: nothing is computed."""

from __future__ import annotations

from typing import NamedTuple

from jaccli.spec.shipped import Sample, sample_called, shipped


class Sizes(NamedTuple):
    """What a chain or a graph takes and gives."""

    n: int  # inputs
    m: int  # outputs
    depth: int  # layers
    is_chain: bool


class Listed(NamedTuple):
    """A sample; `sizes` is None of a program, whose sizes follow from the point."""

    sample: Sample
    sizes: Sizes | None


class Shipped(NamedTuple):
    """The samples that were asked for. whole: one, with its file"""

    listed: tuple[Listed, ...]
    whole: bool


def find_samples(name: str) -> Shipped:
    """The sample of that name; with "" all of them. Raises Mistakes where there is none."""
    found = (sample_called(name),) if name else shipped()
    return Shipped(tuple(Listed(each, None) for each in found), bool(name))


def sized(found: Shipped) -> Shipped:
    """The same with the sizes of chains and graphs."""
    listed = (each._replace(sizes=_sizes(each.sample)) for each in found.listed)
    return found._replace(listed=tuple(listed))


def _sizes(sample: Sample) -> Sizes | None:
    from jaccli.spec.source import read

    if sample.is_program:
        return None
    graph = read(sample.chain)
    return Sizes(graph.input_size, graph.output_size, len(graph.nodes), graph.is_chain)
