"""What products find, in words: the question, the answer, its check, its price, what is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding, Next
from jaccli.layers.say import unit_entry
from jaccli.reports.common.derivatives.say import check_finding, in_brief
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command, component
from jaccli.reports.common.notation import derivative
from jaccli.reports.common.options import rule_words
from jaccli.words import count, flops, listed, shape, times

if TYPE_CHECKING:
    from jaccli.reports.common.product.find import Products

MEANS, SIZE = "Means:", "Size:"  # what an answer can do without, where steps need the room
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
    return Finding("note", asked(found), "Question:", indent=0)


def means(found: Products) -> Iterator[Finding]:
    """Which part of J the products are."""
    if text := meaning(found):
        yield Finding("why", f"{text}.", MEANS)


def headline(found: Products, *, blank: bool) -> Finding:
    """The answer in a sentence: its entries while they are few."""
    number, size = found.results.shape
    what = "J·v" if found.mode == "forward" else "u·J"
    if number > 1:
        text = f"{number:,} products {what}, {count(size, 'entry', 'entries')} each"
    else:
        text = f"{what} has {count(size, 'entry', 'entries')}"
    if blank:
        text += ": ?"
    elif number * size <= MOST_ENTRIES:
        text += f": {_listed(found, ', ')}"
    else:
        text += f"; {largest(found)}"
    return Finding("headline", f"{text}.")


def largest(found: Products) -> str:
    """How many entries are not 0, and which is the largest."""
    if not found.nonzeros:
        return f"all {found.results.size:,} entries are 0"
    value, row, entry = found.largest
    of = f" of product {row:,}" if len(found.results) > 1 else ""
    return (
        f"{found.nonzeros:,} of {found.results.size:,} are not 0, "
        f"and the largest in size is {value:.6g}, entry {entry:,}{of}"
    )


def several(found: Products) -> str:
    """What the products of several vectors are together, and of the basis what one of them is."""
    if found.mode == "forward":
        size, what, noun = found.results.T.shape, "J·V", "column"
        each, one = "column j is J·v for vector j", "column j is J·e_j"
    else:
        size, what, noun = found.results.shape, "U·J", "row"
        each, one = "row i is u·J for vector i", "row i is e_i·J"
    if found.is_basis:
        return f"{what} is J itself, {shape(size)}: {one}, so e1 alone gives {noun} 1."
    return f"{what} is {shape(size)}: {each}."


def top(found: Products) -> str:
    """What reverse mode differentiates: o, an entry o[2], or a weighted sum of its entries."""
    unit = unit_entry(found.vectors[0].entries) if len(found.vectors) == 1 else None
    if not unit:
        return "(u·o)"
    return "o" if found.graph.m == 1 else f"o[{unit}]"


def starts_at_the_loss(found: Products) -> bool:
    """Whether what is pulled back is the loss itself, so that adjoints are its gradients."""
    return found.graph.m == 1 and len(found.vectors) == 1 and found.vectors[0].entries[0] == 1


def number(found: Products) -> Finding:
    """The answer that is a single number."""
    unit = unit_entry(found.vectors[0].entries)
    what = "J·v" if found.mode == "forward" else "u·J"
    if found.mode == "forward" and unit:
        what = derivative("o", component(found.graph, unit))
    return Finding("headline", f"{what} = {found.results.item()!r}", look="")


def check(found: Products, *, briefly: bool = False) -> Finding:
    """The products beside differences."""
    what, along = "(f(x + h·v) − f(x − h·v)) / 2h", "v"
    if found.mode == "reverse":
        what, along = "(u·f(x + h·e) − u·f(x − h·e)) / 2h", "e"
    if briefly:
        return in_brief(found.check, direction=along, what=what)
    return check_finding(found.check, what, along=along)


def price(found: Products, *, briefly: bool = False) -> Finding:
    """What was asked for, beside all of J each way."""
    mine, other = ("JVP", "VJP") if found.mode == "forward" else ("VJP", "JVP")
    number, whole, otherwise = len(found.vectors), found.whole, found.whole_otherwise
    asked_for, other = count(number, mine), count(otherwise.products, other)
    text = f"{asked_for}, {flops(found.flops)}"
    if number > 1 and not briefly:
        text += f" ({found.each:,} each)"
    if found.is_basis:
        gives = "gives" if otherwise.products == 1 else "give"
        text += f". {other} {gives} the same J for {otherwise.flops:,}"
    else:
        mine = count(whole.products, mine)
        text += f". All of J: {mine} ({whole.flops:,}) or {other} ({otherwise.flops:,})"
    if found.flops > otherwise.flops > 0 and number <= whole.products:  # more have no J to give
        costs = "costs" if number == 1 else "cost"
        ratio = times(found.flops, otherwise.flops)
        text += f". {asked_for} {costs} {ratio} × as much as {other}"
    return Finding("note", f"{text}.", "Cost:", indent=0)


def counting(found: Products) -> Finding:
    """The rule, every time."""
    return Finding("rule", f"{Rule(found.model, 'counted').words}.", "Rule:")


def next_command(found: Products, point: Sequence[str]) -> Next:
    """The product from the other end. point: the options that name the same chain"""
    name, options = ("vjp", "-u e1 --steps")
    if found.mode == "reverse" and found.graph.m == 1 and found.graph.parameters:
        again = command("grad", found.graph.file, *point, "--steps")
        return Next(again, "with the parameters")
    if found.mode == "reverse":
        name, options = ("jvp", "-v e1 --steps")
    rule = rule_words(found.model, "counted")
    typed = command(name, found.graph.file, *point, *rule, options)
    return Next(typed, "from the other end")


def first_in_steps(found: Products, point: Sequence[str]) -> Next:
    """One of several chains, step by step. point: as of next_command"""
    name, vector = ("jvp", "-v e1") if found.mode == "forward" else ("vjp", "-u e1")
    rule = rule_words(found.model, "counted")
    typed = command(name, found.graph.file, *point, *rule, vector, "--steps")
    return Next(typed, "one of them, in steps")


def asked(found: Products) -> str:
    """The question itself."""
    outputs = "the output" if found.graph.m == 1 else "each output"
    carried = "tangents" if found.mode == "forward" else "adjoints"
    if found.is_basis:
        last = f" to e{len(found.vectors):,}" if len(found.vectors) > 1 else ""
        return f"what is J? The start is the standard basis: e1{last}."
    if len(found.vectors) > 1:
        names = [f"({each.name})" if "," in each.name else each.name for each in found.vectors]
        return f"{len(names):,} {carried} in one pass: {listed(names, SHOWN_VECTORS)}."
    (vector,) = found.vectors
    unit = unit_entry(vector.entries)
    if found.mode == "forward" and unit:
        moved = component(found.graph, unit)
        return f"if input {moved} grows by a tiny ε, by how many ε does {outputs} grow?"
    if found.mode == "forward":
        return f"if x moves by a tiny ε along v = {vector.name}, by how many ε does {outputs} grow?"
    if unit:
        which = "the output" if found.graph.m == 1 else f"output o[{unit}]"
        return f"how strongly does {which} depend on each input?"
    return f"how strongly does the weighted sum u·o, u = {vector.name}, depend on each input?"


def meaning(found: Products) -> str:
    """Which part of J answers it, or what it is beside J; "" where several vectors have no one
    answer."""
    forward = found.mode == "forward"
    if found.is_basis:
        noun = "column" if forward else "row"
        text = f"J itself, {count(found.whole.products, noun)}"
        return text if found.whole.products == 1 else f"{text}; e1 alone gives {noun} 1"
    if len(found.vectors) > 1:
        return ""
    unit = unit_entry(found.vectors[0].entries)
    if forward:
        if not unit:
            return "J·v, the slope of o along v"
        return f"column {unit} of J, {derivative('o', component(found.graph, unit))}"
    which = "the output" if found.graph.m == 1 else f"o[{unit}]"
    if unit:
        return f"row {unit} of J, the gradient of {which}"
    return "u·J, the gradient of the weighted sum u·o"


def _listed(found: Products, between: str) -> str:
    """The entries, a semicolon after each product."""
    rows = (row.tolist() for row in found.results)  # numbers of one product are a list at a time
    return "; ".join(between.join(f"{entry:.6g}" for entry in row) for row in rows)
