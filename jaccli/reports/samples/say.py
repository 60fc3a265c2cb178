"""The samples in words: how many there are, how one is used, what goes with a file."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from jaccli.document.blocks import Finding, Next
from jaccli.reports.samples.find import Listed, Shipped
from jaccli.words import conjoined, count


def many(found: Shipped) -> Finding:
    """How many there are of each kind."""
    programs = sum(each.sizes is None for each in found.listed)
    chains = sum(each.sizes is not None and each.sizes.is_chain for each in found.listed)
    graphs = len(found.listed) - programs - chains
    parts = [count(chains, "chain"), count(graphs, "graph"), count(programs, "Python program")]
    return Finding("headline", f"{count(len(found.listed), 'sample')}: {conjoined(parts)}.")


def use() -> Finding:
    """How its file is seen, and how one is run."""
    text = "`jaccli samples tall` prints one, `jaccli compare sample:tall` uses it."
    return Finding("note", text, "Use:")


def to_copy() -> Next:
    """How to get a file of one's own."""
    return Next("jaccli samples mlp_cross_entropy -o my.yaml", "a copy to edit")


def to_try(each: Listed, file: str = "") -> Next:
    """The command that its file names. file: a copy, which is to be tried in its place"""
    tries = each.sample.tries
    return Next(tries.replace(each.sample.chain, shlex.quote(file)) if file else tries)


def remark(each: Listed, file: str) -> Iterator[str]:
    """What was written, and what to try; without a file what is still missing.

    file: that of -o, "" for standard output
    """
    if file:
        yield f"Written: {conjoined([file, *each.sample.beside])}"
        yield to_try(each, file).finding.said
    elif each.sample.beside:
        yield f"This file reads {conjoined(each.sample.beside)}, which has to lie beside it."
        yield f"To write both: jaccli samples {each.sample.name} -o my.yaml"
