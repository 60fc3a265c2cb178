"""A stepper on a page: the graph, below it the step at work, and the keys to walk with.

Every step is written out. The script shows one at a time; without it they stand below each other,
and on paper all steps stand in their ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from jaccli.document.html.equations import alone, as_row, equation, is_picture, local, slot, total
from jaccli.document.html.keys import OF_STEPS, keys
from jaccli.document.html.pen import Pen, element, text
from jaccli.document.html.raster import legend
from jaccli.document.ledger import Named, in_a_row
from jaccli.document.pictures import chain
from jaccli.document.pictures.graph import scene as graph
from jaccli.words import shape

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.moving import Frame, Phase, Stepper
    from jaccli.document.pictures.scene import Scene

ROOM = 72  # columns of a vector on a line
WIDE = 2.4  # a graph so many times as wide as high stands above the step, else beside it
HIGH = 900  # pixels of a graph that is shrunk to the window; a higher one scrolls


def stepper(found: Stepper, plain: Iterable[Block], pen: Pen) -> str:
    """The whole of it. plain: the same in blocks that stand still"""
    pen.needs("matrix.css", "moving.css", "stepper.css", "stepper.js")
    scene = _picture(found)
    lies = scene is None or scene.width > WIDE * scene.height
    steps = (_frame(each, phase, found, pen) for phase in found.phases for each in phase.frames)
    still = element("summary", "All steps at once") + pen.blocks(plain)
    last = len(found.frames)
    spots = (_spot(node.name, found, pen) for node in found.diagram.nodes)
    slider = f'<input type="range" min="0" max="{last}" value="0" aria-label="step, of {last:,}">'
    stage = [
        element("p", text(found.title), class_="jr-asked"),
        element("p", "", class_="jr-phase"),
        element("div", pen.figure(scene) if scene else "", class_="jr-walk"),
        element("div", "".join([*steps, _end(found)]), class_="jr-frames"),
        element("div", "".join(spots), class_="jr-spots"),
        _counter(found),
        keys(OF_STEPS, slider),
    ]
    kind = "jr-lies" if lies else "jr-stands"
    kind += " jr-scrolls" if scene and scene.height > HIGH else ""
    locals_ = "".join(local(each, pen) for each in found.locals)
    drawn, pen.drawn = pen.drawn, False
    parts = [
        element("div", "".join(stage), class_=f"jr-walked {kind}"),
        legend(pen) if drawn else "",
        element("div", locals_, class_="jr-locals"),
        element("p", "", class_="jr-told", aria_live="polite"),
        element("details", still, class_="jr-all"),
        pen.data(_walk(found)),
    ]
    inner = "".join(parts)
    return element("div", inner, class_="jr-stepper", role="group", aria_label=found.title)


def _picture(found: Stepper) -> Scene | None:
    """The graph, a chain lying down: a room is wider than high."""
    if chain.is_chain(found.diagram):
        return chain.scene(found.diagram, found.title)
    return graph.scene(found.diagram)


def _walk(found: Stepper) -> dict[str, Any]:
    """What the script walks along: nodes and edges, and what has been paid by then."""
    places = {node.name: at for at, node in enumerate(found.diagram.nodes)}
    return {
        "phases": [[each.title, each.forward, len(each.frames)] for each in found.phases],
        "frames": [[places[each.node], [*each.lit], each.so_far] for each in found.frames],
        "total": max((each.so_far or 0 for each in found.frames), default=0),
        "unit": found.unit,
    }


def _frame(frame: Frame, phase: Phase, found: Stepper, pen: Pen) -> str:
    """One step: what is multiplied, what is there, why, and what it costs."""
    entry = frame.entry
    made = [each for each in entry.made if isinstance(each, Named)]
    parts = [element("h3", text(entry.title))]
    equations = "".join(equation(each, phase, found, pen) for each in frame.products)
    parts.append(element("div", equations, class_="jr-several" if len(frame.products) > 1 else ""))
    if len(frame.products) != 1:  # of one product the equation says it
        parts += [total(each, pen) for each in made[:1]]
    known = [each for each in [*entry.shown, *made[1:]] if isinstance(each, Named)]
    shown = [each.made for each in frame.products] or [as_row(each) for each in made[:1]]
    known += [alone(each) for each in shown if is_picture(each.values)]
    rows = [(f"{each.name} =", _figures(each)) for each in known]
    rows += [("Note", f"{each}.") for each in entry.made if isinstance(each, str)]
    parts.append(_rows([*rows, *(("Why", each) for each in frame.why)]))
    if frame.amount is not None:
        cost = f"+{frame.amount:,} {found.unit}, {frame.so_far:,} so far"
        parts.append(element("p", text(cost), class_="jr-cost"))
    look = "forward" if phase.forward else "reverse"
    return element("section", "".join(parts), class_=f"jr-frame jr-{look}")


def _end(found: Stepper) -> str:
    said = (element("p", text(each), class_="jr-formula") for each in found.end)
    return element("section", element("h3", "The end") + "".join(said), class_="jr-frame jr-end")


def _figures(named: Named) -> str:
    return "?" if named.values is None else in_a_row(named.values, ROOM)


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    """Names, and what is said of them."""
    said = "".join(
        element("div", element("dt", text(name)) + element("dd", text(each))) for name, each in rows
    )
    return element("dl", said, class_="jr-known") if said else ""


def _spot(name: str, found: Stepper, pen: Pen) -> str:
    """What is told of a node that is asked: formula, value, its Jacobians, who reads it."""
    spot = found.spots[name]
    own = [at for at, each in enumerate(found.locals) if each.reader == name]
    parts = [element("h3", text(spot.title), tabindex="-1")]
    parts += [element("p", element("b", text(spot.formula)), class_="jr-formula")] * bool(own)
    parts.append(_rows(_told(name, found)))
    slots = "".join(slot(at, found) for at in own)
    parts += [element("div", slots, class_="jr-product")] if own else []
    parts.append('<button type="button" data-key="close">Back to the step</button>')
    return element("section", "".join(parts), class_="jr-spot")


def _told(name: str, found: Stepper) -> Iterator[tuple[str, str]]:
    spot = found.spots[name]
    yield "Value", f"{spot.value.name} = {_figures(spot.value)}"
    for each in found.locals:
        if each.reader == name:
            rule = f" = {each.rule}" if each.rule else ""
            yield "Jacobian", f"{each.name}{rule}, {shape(each.shape)}, {each.form}"
    readers = [each for each in found.locals if each.source == name]
    for each in readers:
        yield "Read by", f"{found.spots[each.reader].title}, through {each.name}"
    if not readers:
        yield "Read by", "nobody: it is what comes out"


def _counter(found: Stepper) -> str:
    """What is paid, as a number that runs up and as a bar, and by which rule."""
    bar = (
        '<svg class="jr-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="jr-plain" width="0" height="1"/></svg>'
    )
    paid = element("output", "", class_="jr-paid", aria_live="off")
    return element("div", paid + bar + element("small", text(found.rule)), class_="jr-counter")
