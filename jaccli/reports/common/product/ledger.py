"""The steps of products as a ledger: what acts in each, what comes out, and its price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jaccli.arrays import Array
from jaccli.document.blocks import Entry, Ledger, Named
from jaccli.layers.acts import Acts
from jaccli.reports.common.acting import acts_in_chain
from jaccli.reports.common.flow.ledger import flow_ledger, shapes
from jaccli.reports.common.names import called
from jaccli.reports.common.notation import LETTER

if TYPE_CHECKING:
    from jaccli.reports.common.flow.page import FlowWriter
    from jaccli.reports.common.product.find import Products
    from jaccli.reports.common.product.steps import ProductStep

HOW = {
    "forward": "forward mode: read down, from the input to the output",
    "reverse": "reverse mode: read down, from the output to the input",
}


def ledger(found: Products, hidden: frozenset[str], writer: FlowWriter) -> Ledger:
    """Every step, in the order of the sweep. hidden: what is left blank; writer: of a graph"""
    if found.flow:
        return flow_ledger(found.flow, HOW[found.mode], writer, hidden)
    steps = [_entry(found, step, hidden) for step in found.steps]
    return Ledger(HOW[found.mode], "FLOPs", _start(found, hidden), steps)


def acting(found: Products, step: ProductStep) -> Acts:
    """What a layer of a chain does to the vectors that arrive."""
    k, forward = step.k, found.mode == "forward"
    moved = carried(found, k if forward else k + 1)
    several = len(found.vectors) > 1
    letters = found.graph.letters_at(step.layer.name)
    return acts_in_chain(step.layer.step, k, moved, letters, forward=forward, several=several)


def carried(found: Products, k: int) -> str:
    """v3 or u3; V3 or U3 of several."""
    letter = LETTER[found.mode]
    return f"{letter.upper() if len(found.vectors) > 1 else letter}{k}"


def laid(found: Products, rows: Array) -> Array:
    """Vectors as the products have them: tangents are columns, adjoints are rows. rows: (c, n)"""
    return rows.T if found.mode == "forward" and len(found.vectors) > 1 else rows


def _start(found: Products, hidden: frozenset[str]) -> Entry:
    """What the sweep begins with."""
    k, value = (1, found.input) if found.mode == "forward" else (found.graph.depth + 1, None)
    start = _named(found, carried(found, k), found.steps[0].before, k, hidden)
    point = Named(f"x{k}", found.output if value is None else value)
    shown = [point._replace(values=None) if f"x{k}" in hidden else point, start]
    return Entry("start", shown if found.mode == "forward" else shown[::-1])


def _entry(found: Products, step: ProductStep, hidden: frozenset[str]) -> Entry:
    """One layer at work."""
    k, forward = step.k, found.mode == "forward"
    after, said = k + 1 if forward else k, acting(found, step)
    value: list[Named | str] = [Named(f"x{after}", step.primal if forward else step.primal_before)]
    if f"x{after}" in hidden:
        value = [Named(f"x{after}", None)]
    told = f"x{k}" not in hidden
    made: list[Named | str] = [
        _named(found, f"{carried(found, after)} = {said.product}", step.after, after, hidden)
    ]
    if told and said.remark:
        made.append(said.remark)
    if told:
        value += [Named(name, entries) for name, entries in said.vectors]
    return Entry(
        f"{k}  {called(k, step.layer)}",
        value,
        shapes(step.shape, len(found.vectors), forward=forward),
        made,
        step.flops,
        general(found, step),
    )


def general(found: Products, step: ProductStep) -> str:
    """J3·v3 or u4·J3"""
    k = step.k
    if found.mode == "forward":
        return f"J{k}·{carried(found, k)}"
    return f"{carried(found, k + 1)}·J{k}"


def _named(found: Products, name: str, rows: Array, k: int, hidden: frozenset[str]) -> Named:
    """What is carried, under its name; blank where that is asked for."""
    return Named(name, None if f"{LETTER[found.mode]}{k}" in hidden else laid(found, rows))


def exercise(found: Products, hidden: Sequence[str] | frozenset[str]) -> str:
    """A value that a student may find: the option that leaves it blank; "" where one is."""
    if hidden or len(found.flow or found.steps) < 3:
        return ""
    if found.flow:
        inner = [step for step in found.flow if step.arrivals and step.layer and step.reached]
        inner = [step for step in inner if step.name != found.graph.output]
        letter = "d" if found.mode == "forward" else "u"
        return f"--blank {letter}.{inner[-1].name}" if inner else ""
    return f"--blank {LETTER[found.mode]}{3 if found.mode == 'forward' else 2}"
