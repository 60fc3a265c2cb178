"""A race on a page: who runs, through which layers, and the keys to run with.

The script computes from counts where everybody is: a race of 784 passes has as many elements as one
of a single pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from jaccli.document.html.keys import OF_PASSES, keys
from jaccli.document.html.pen import Pen, element, text
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.moving import Lane, Race

MOST_CELLS = 16  # of a network; the layers of a deeper one stand together
FEW = 8  # of which each has room for its name
SPEEDS = (("0.25", "¼ ×"), ("0.5", "½ ×"), ("1", "1 ×"), ("4", "4 ×"), ("16", "16 ×"))


def race(found: Race, plain: Iterable[Block], pen: Pen) -> str:
    """The whole of it. plain: the same in blocks that stand still"""
    pen.needs("moving.css", "race.css", "race.js")
    together = -(-len(found.layers) // MOST_CELLS)  # layers in a cell
    most = max((sum(size for _, size in lane.memory) for lane in found.lanes), default=0)
    lanes = "".join(_lane(lane, found, together, most) for lane in found.lanes)
    end = "".join(element("p", text(said)) for said in found.end)
    still = element("summary", "The amounts alone") + pen.blocks(plain)
    parts = [
        element("p", text(found.title), class_="jr-asked"),
        element("div", lanes, class_="jr-lanes"),
        element("div", end, class_="jr-end"),
        element("p", text(found.rule), class_="jr-quiet"),
        keys(OF_PASSES, _speeds()),
        element("p", "", class_="jr-told", aria_live="polite"),
        element("details", still, class_="jr-all"),
        pen.data({"unit": found.unit, "lanes": [_counts(each, together) for each in found.lanes]}),
    ]
    return element("div", "".join(parts), class_="jr-race", role="group", aria_label=found.title)


def _speeds() -> str:
    options = "".join(
        f'<option value="{speed}"{" selected" * (speed == "1")}>{said}</option>'
        for speed, said in SPEEDS
    )
    return f"<label>Speed <select>{options}</select></label>"


def _counts(lane: Lane, together: int) -> dict[str, Any]:
    """The passes, and what each pays in which cell, in the order of the pass."""
    legs: list[list[int]] = []
    for leg in lane.legs:
        cell = leg.at // together if leg.at >= 0 else leg.at
        if legs and legs[-1][0] == cell:
            legs[-1][1] += leg.amount
        else:
            legs.append([cell, leg.amount])
    each = [[cell, amount // lane.passes] for cell, amount in legs]
    return {"passes": lane.passes, "legs": each, "total": lane.total, "said": f"{lane.total:,}"}


def _lane(lane: Lane, found: Race, together: int, most: int) -> str:
    passes = f"{count(lane.passes, 'pass', 'passes')}, {lane.each}"
    ran = {leg.at // together for leg in lane.legs}
    cells = "".join(
        _cell(found.layers[at : at + together], at, at // together in ran)
        for at in range(0, len(found.layers), together)
    )
    numbers = ", ".join(
        f"{count(size, 'number') if size else 'nothing'} {what}" for what, size in lane.memory
    )
    held = sum(size for _, size in lane.memory)
    paid = element("output", f"{lane.total:,} {found.unit}", class_="jr-paid", aria_live="off")
    parts = [
        element("h3", f"{text(lane.name)} {element('small', passes)}"),
        element("ol", cells, class_="jr-track jr-many" if len(found.layers) > FEW else "jr-track"),
        element("p", "", class_="jr-pass"),
        element("div", paid + _bar(lane.look, 100, "jr-run"), class_="jr-counter"),
        element(
            "div",
            f"Memory: {numbers} ({lane.bytes}){_bar('jr-plain', 100 * held / (most or 1))}",
            class_="jr-memory",
        ),
    ]
    parts += [element("p", text(lane.remark), class_="jr-quiet")] if lane.remark else []
    return element("section", "".join(parts), class_=f"jr-lane jr-{lane.look}")


def _cell(layers: Sequence[tuple[str, str]], at: int, ran: bool) -> str:
    """A layer, or several that stand together. ran: whether the lane comes there at all"""
    (name, kind), *others = layers
    if others:
        name, kind = f"{name} … {others[-1][0]}", count(len(layers), "layer")
    said = element("b", text(name)) + element("small", text(kind))
    return element("li", said, class_="" if ran else "jr-apart", data_cell=f"{at}")


def _bar(look: str, share: float, kind: str = "") -> str:
    return (
        f'<svg class="jr-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="{f"{look} {kind}".strip()}" width="{share:.4g}" height="1"/></svg>'
    )
