"""A stepper on a page: the graph, below it the step at work, and the keys to walk with.

Every step is written out. The script shows one at a time; without it they stand below each other,
and on paper all steps stand in their ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from jaccli.document.figures import figures
from jaccli.document.html.keys import OF_STEPS, keys
from jaccli.document.html.pen import Pen, element, text
from jaccli.document.html.raster import legend, pictured
from jaccli.document.ledger import Named, in_a_row
from jaccli.document.pictures import chain
from jaccli.document.pictures.graph import scene as graph
from jaccli.words import shape

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.document.blocks import Block
    from jaccli.document.moving import Frame, Local, Phase, Product, Stepper
    from jaccli.document.pictures.scene import Scene

MOST_ROWS = 6  # and columns of a matrix in figures
MOST_OF_ONE = 8  # entries of one row or column in figures
WIDEST = 64  # signs of its rows
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
    locals_ = "".join(_local(each, pen) for each in found.locals)
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
    equations = "".join(_equation(each, phase, found, pen) for each in frame.products)
    parts.append(element("div", equations, class_="jr-several" if len(frame.products) > 1 else ""))
    if len(frame.products) != 1:  # of one product the equation says it
        parts += [_sum(each, pen) for each in made[:1]]
    known = [each for each in [*entry.shown, *made[1:]] if isinstance(each, Named)]
    known += [_alone(each.made) for each in frame.products if _is_picture(each.made.values)]
    rows = [(each.name, _figures(each)) for each in known]
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


def _equation(product: Product, phase: Phase, found: Stepper, pen: Pen) -> str:
    """u3 · J2 = u2 in numbers, and above it as the layer makes it."""
    local = found.locals[product.at]
    carried = _term(product.carried, "carried", pen)
    jacobian = _slot(product.at, found)
    factors = [jacobian, carried] if phase.forward else [carried, jacobian]
    made = _term(_alone(product.made), "result", pen)
    inner = f"{_sign('·').join(factors)}{_sign('=')}{made}"
    rule = f"{local.name} = {local.rule}" if local.rule else local.name
    said = element("b", text(product.made.name)) + element("span", text(rule))
    return element("p", said, class_="jr-formula") + element("div", inner, class_="jr-product")


def _slot(at: int, found: Stepper) -> str:
    """The place of a local Jacobian: its name, until the script puts its numbers there."""
    return element("div", text(found.locals[at].name), class_="jr-slot", data_local=f"{at}")


def _alone(named: Named) -> Named:
    """Under its name alone, without the formula that makes it."""
    return named._replace(name=named.name.split(" = ")[0])


def _sign(said: str) -> str:
    return element("span", said, class_="jr-sign")


def _term(named: Named, kind: str, pen: Pen) -> str:
    """A matrix in an equation, with its name and its size below."""
    if named.values is None:
        return element("figure", "?", class_=f"jr-term jr-{kind}")
    said = _under(named.name, "", named.values.shape)
    inner = numbers(named.values, named.name, pen)
    return element("figure", inner + said, class_=f"jr-term jr-{kind}", data_of=named.name)


def _under(name: str, form: str, sizes: tuple[int, ...]) -> str:
    """What stands below a matrix: its name, and its size where it is no number."""
    size = "" if set(sizes) == {1} else element("small", text(f"{shape(sizes)} {form}".rstrip()))
    return element("figcaption", f"{text(name)} {size}".rstrip())


def numbers(entries: Array, name: str, pen: Pen) -> str:
    """A matrix in figures between brackets, a large one as a picture."""
    if _is_picture(entries):
        return pictured(name, entries, shape(entries.shape), pen)
    kind = "jr-matrix" if entries.size == 1 else "jr-matrix jr-brackets"
    lines = (
        element("tr", "".join(element("td", each.strip()) for each in row))
        for row in figures(entries)
    )
    return element("table", element("tbody", "".join(lines)), class_=kind)


def _is_picture(entries: Array | None) -> bool:
    """Whether there are too many for figures."""
    if entries is None:
        return False
    rows, columns = entries.shape
    most = MOST_OF_ONE if 1 in (rows, columns) else MOST_ROWS
    return max(rows, columns) > most or _wide(figures(entries)[0]) > WIDEST


def _wide(row: Sequence[str]) -> int:
    return sum(len(each) + 2 for each in row)


def _sum(named: Named, pen: Pen) -> str:
    """What comes out, after the formula that makes it."""
    name = element("b", text(named.name))
    if named.values is None:
        return element("p", f"{name} = ?", class_="jr-formula")
    rows = named.values if named.values.ndim == 2 else named.values[None, :]
    term = element("figure", numbers(rows, named.name, pen), class_="jr-term jr-result")
    return element("div", f"{name}{_sign('=')}{term}", class_="jr-product jr-sum")


def _figures(named: Named) -> str:
    return "?" if named.values is None else in_a_row(named.values, ROOM)


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    """Names, and what is said of them."""
    said = "".join(
        element("div", element("dt", text(name)) + element("dd", text(each))) for name, each in rows
    )
    return element("dl", said, class_="jr-known") if said else ""


def _local(local: Local, pen: Pen) -> str:
    """A local Jacobian, once; the script puts it where it is at work."""
    inner = element("p", "too large to be drawn", class_="jr-quiet")
    if local.entries is not None:
        inner = numbers(local.entries, local.name, pen)
    said = _under(local.name, local.form, local.shape)
    return element("figure", inner + said, class_="jr-term jr-jacobian")


def _spot(name: str, found: Stepper, pen: Pen) -> str:
    """What is told of a node that is asked: formula, value, its Jacobians, who reads it."""
    spot = found.spots[name]
    own = [at for at, each in enumerate(found.locals) if each.reader == name]
    parts = [element("h3", text(spot.title), tabindex="-1")]
    parts += [element("p", element("b", text(spot.formula)), class_="jr-formula")] * bool(own)
    parts.append(_rows(_told(name, found)))
    slots = "".join(_slot(at, found) for at in own)
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
    paid = element("output", "", class_="jr-paid")
    return element("div", paid + bar + element("small", text(found.rule)), class_="jr-counter")
