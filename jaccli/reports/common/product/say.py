"""What products find, in words: the question, the answer, its check, its price, what is next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding, Next
from jaccli.reports.common.derivatives.say import check_finding
from jaccli.reports.common.names import command, component
from jaccli.reports.common.options import rule_words
from jaccli.words import count, flops, listed, shape, times

if TYPE_CHECKING:
    from jaccli.reports.common.product.find import Products

UNIT = re.compile("e[1-9][0-9]*")
SHOWN_VECTORS = 6  # of a collection that are written out in the question
MOST_ENTRIES = 12  # of the results that stand in a sentence


def quiet(found: Products, *, blank: bool) -> str:
    """One line a chain, for -q: the products alone."""
    return f"{found.graph.file}: {'?' if blank else _listed(found, ' ')}"


def shapes(found: Products) -> str:
    """The file, how many products of which size, and what they cost."""
    rows = "tangents" if found.mode == "forward" else "cotangents"
    size = shape(found.results.shape)
    return f"{found.graph.file}: {rows} {size}, {flops(found.flops)}"


def question(found: Products) -> Finding:
    """What the products answer."""
    return Finding("note", _question(found), "Question:", indent=0)


def headline(found: Products, *, blank: bool) -> Finding:
    """The answer in a sentence: its entries while they are few."""
    number, size = found.results.shape
    what = "J·v" if found.mode == "forward" else "u·J"
    if number > 1:
        what = f"{number:,} products {what}: each"
    text = f"{what} has {count(size, 'entry', 'entries')}"
    if blank:
        text += ": ?"
    elif number * size <= MOST_ENTRIES:
        text += f": {_listed(found, ', ')}"
    else:
        value, row, entry = found.largest
        of = f" of product {row:,}" if number > 1 else ""
        text += (
            f"; {found.nonzeros:,} of {number * size:,} are not 0, "
            f"and the largest in size is {value:.6g}, entry {entry:,}{of}"
        )
    return Finding("headline", f"{text}.")


def number(found: Products) -> Finding:
    """The answer that is a single number."""
    name = found.vectors[0].name
    what = "J·v" if found.mode == "forward" else "u·J"
    if found.mode == "forward" and UNIT.fullmatch(name):
        what = f"∂o/∂{component(found.graph, int(name[1:]))}"
    return Finding("headline", f"{what} = {found.results.item()!r}, a single number", look="")


def check(found: Products) -> Finding:
    """The products beside differences."""
    if found.mode == "forward":
        return check_finding(found.check, "(f(x + h·v) − f(x − h·v)) / 2h")
    return check_finding(found.check, "(u·f(x + h·e) − u·f(x − h·e)) / 2h", along="e")


def price(found: Products) -> Finding:
    """What was asked for, beside the whole Jacobian each way."""
    mine, other = ("JVP", "VJP") if found.mode == "forward" else ("VJP", "JVP")
    number, whole, otherwise = len(found.vectors), found.whole, found.whole_otherwise
    text = f"{count(number, mine)} of {flops(found.each)}"
    text += f": {flops(found.flops)}. " if number > 1 else ". "
    text += (
        f"The whole J: {count(whole.products, mine)} for {whole.flops:,}, or "
        f"{count(otherwise.products, other)} for {otherwise.flops:,}."
    )
    if found.flops > otherwise.flops:
        text += (
            f" So {count(otherwise.products, other)} would have cost less than what was asked for: "
        )
        text += (
            f"{found.flops:,} is {times(found.flops, otherwise.flops)} × as much."
            if otherwise.flops
            else "nothing."
        )
    return Finding("note", text, "Cost:", indent=0)


def counting(found: Products) -> Finding:
    """The rule, every time."""
    model = "a full matrix" if found.model == "dense" else "in its own form"
    return Finding("rule", f"1 multiply-add = 2 FLOPs; every J {model}; seeds counted.", indent=6)


def next_command(found: Products, point: Sequence[str]) -> Next:
    """The product from the other end. point: the options that name the same chain"""
    name, options = ("vjp", "-u e1 --steps")
    if found.mode == "reverse":
        name, options = ("jvp", "-v e1 --steps")
    again = (*point, *rule_words(found.model, "counted"))
    typed = command(name, found.graph.file, *again, options)
    return Next(typed, "the same numbers from the other end")


def _question(found: Products) -> str:
    names = [vector.name for vector in found.vectors]
    if found.is_basis:
        return _of_the_basis(found)
    if len(names) > 1:
        return f"{len(names):,} products in one pass, for {listed(names, SHOWN_VECTORS)}."
    (name,) = names
    unit = UNIT.fullmatch(name) is not None
    outputs = "the output" if found.graph.m == 1 else "each output"
    if found.mode == "forward" and unit:
        return (
            f"if input {component(found.graph, int(name[1:]))} grows by a tiny ε, by how many ε "
            f"does {outputs} grow? The answer is column {name[1:]} of J."
        )
    if found.mode == "forward":
        return (
            f"if x moves by a tiny ε along v = {name}, by how many ε does {outputs} grow? "
            "The answer is J·v."
        )
    if unit:
        which = "the output" if found.graph.m == 1 else f"output o[{name[1:]}]"
        return (
            f"how strongly does {which} depend on each input? The answer is row {name[1:]} "
            "of J, the gradient of that output."
        )
    return (
        f"how strongly does the weighted sum u·o, u = {name}, depend on each input? "
        "The answer is u·J."
    )


def _of_the_basis(found: Products) -> str:
    noun, carried = ("column", "tangents") if found.mode == "forward" else ("row", "adjoints")
    return (
        f"what is the whole Jacobian? The standard basis as {carried} gives all of "
        f"it, {count(found.whole.products, noun)}; the complete J is the only thing the basis is "
        "good for."
    )


def _listed(found: Products, between: str) -> str:
    """The entries, a semicolon after each product."""
    rows = found.results.tolist()
    return "; ".join(between.join(f"{entry:.6g}" for entry in row) for row in rows)
