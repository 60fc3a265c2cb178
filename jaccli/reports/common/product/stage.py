"""Products as a stepper: what every layer does to the vectors, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jaccli.document.blocks import Block, Moving, Named, Paragraph
from jaccli.document.moving import Frame, Phase, Product, Spot, Stepper
from jaccli.layers.notation import lettered
from jaccli.reports.common.kinks import kinks
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.product import say
from jaccli.reports.common.product.ledger import acting, carried, ledger
from jaccli.reports.common.product.page import Showing, Writer
from jaccli.reports.common.staged import MOST_STEPS
from jaccli.reports.common.staged.scenery import Scenery
from jaccli.reports.common.staged.walk import as_matrix, walk

if TYPE_CHECKING:
    from jaccli.arrays import Array
    from jaccli.document.blocks import Ledger
    from jaccli.reports.common.product.find import Products
    from jaccli.reports.common.product.steps import ProductStep


AHEAD = "Forward: each value, and with it its tangent"
BACK = "Reverse: the adjoints, from the output back to the input"


def stage(found: Products, showing: Showing) -> Iterator[Block]:
    """The stepper; of many steps the ledger, and of an exercise nothing that gives it away."""
    if showing.blanks:
        return
    writer = Writer(found, showing)
    plain = ledger(found, frozenset(), writer.flow)
    number = len(plain.rows)
    if number > MOST_STEPS:
        yield Paragraph(f"{number:,} steps are too many to be walked through one by one.")
        yield plain.folded(MOST_STEPS)
        return
    forward = found.mode == "forward"
    scenery = scenery_of(found, writer)
    frames = [*_frames(found, writer, plain, scenery)]
    spots = scenery.spots
    if forward:  # reverse mode has found its values before
        frames = [_evaluated(frame, spots[frame.node]) for frame in frames]
    sweep = Phase(AHEAD if forward else BACK, forward, frames)
    before = [] if forward else [scenery.tape()]
    asked = say.asked(found)
    moving = Stepper(
        asked[0].upper() + asked[1:],
        scenery.diagram._replace(sweep="forward" if forward else "both"),
        spots,
        scenery.locals(),
        [*before, sweep],
        [_result(found), *(each.said for each in say.means(found)), say.price(found).said],
        "FLOPs",
        f"{Rule(found.model, 'counted').words}.",
    )
    yield Moving(moving, [plain])


def _evaluated(frame: Frame, spot: Spot) -> Frame:
    """The step with the formula of its value."""
    shown = [
        each._replace(name=spot.formula or each.name)
        if isinstance(each, Named) and each.name == spot.value.name
        else each
        for each in frame.entry.shown
    ]
    return frame._replace(entry=frame.entry._replace(shown=shown))


def scenery_of(found: Products, writer: Writer) -> Scenery:
    """The graph, whichever way it is walked."""
    forward = found.mode == "forward"
    if found.flow:
        flow = found.flow if forward else found.flow[::-1]
        return Scenery(
            found.graph,
            [step.layer for step in flow if step.layer is not None],
            {name: _flow_value(found, name) for name in found.graph.inputs},
            {step.name: step.total for step in flow if step.reached},
            writer.flow.name_of,
        )
    steps = found.steps if forward else found.steps[::-1]
    (start,) = found.graph.inputs
    names = [start, *(step.layer.name for step in steps)]
    ends = [steps[0].before if forward else steps[0].after]
    ends += [step.after if forward else step.before for step in steps]
    return Scenery(
        found.graph,
        [step.layer for step in steps],
        {start: found.input},
        dict(zip(names, ends, strict=True)),
        lambda called: carried(found, int(called.removeprefix("x"))),
    )


def _flow_value(found: Products, name: str) -> Array:
    return next(step.primal for step in found.flow if step.name == name)


def _frames(found: Products, writer: Writer, plain: Ledger, scenery: Scenery) -> Iterator[Frame]:
    """The start, and a frame for each step."""
    entries = [plain.start, *plain.rows]
    if found.flow:
        yield from walk(found.flow, entries, writer.flow, scenery.places())
        return
    forward = found.mode == "forward"
    begins = found.steps[0].layer.inputs[0] if forward else found.graph.output
    yield Frame(plain.start, begins, why=[_asked(found)])
    for step, entry in zip(found.steps, plain.rows, strict=True):
        k, layer = step.k, step.layer
        before, after = (k, k + 1) if forward else (k + 1, k)
        made = f"{carried(found, after)} = {acting(found, step).product}"
        product = Product(
            k - 1,
            Named(carried(found, before), as_matrix(step.before, forward=forward)),
            Named(made, as_matrix(step.after, forward=forward)),
        )
        yield Frame(
            entry._replace(title=f"f{entry.title}"),
            layer.name if forward else layer.inputs[0],
            [k - 1],
            [product],
            step.flops,
            step.so_far,
            [_why(found, step), *(each.text for each in kinks([layer]))],
        )


def _asked(found: Products) -> str:
    """u5 is the vector that was asked for: e1."""
    start = carried(found, 1 if found.mode == "forward" else found.graph.depth + 1)
    if len(found.vectors) > 1:
        return f"{start} holds the {len(found.vectors):,} vectors that were asked for."
    return f"{start} is the vector that was asked for: {found.vectors[0].name}."


def _why(found: Products, step: ProductStep) -> str:
    return f"{lettered(step.why, found.graph.letters_at(step.layer.name))}."


def _result(found: Products) -> str:
    return say.headline(found, blank=False).text
