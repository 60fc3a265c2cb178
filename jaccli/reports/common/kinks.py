"""Which layers stand at a kink, and what is used there in place of a derivative, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding
from jaccli.reports.common.facts import LayerFacts, LayerShapes, layer_words
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.linearise import Step

MOST = 3  # layers that a screen names
Layers = Iterable[LayerFacts | LayerShapes | None]  # of shapes alone nothing is known


def kinks(layers: Layers) -> Iterator[Finding]:
    """What is used in place of a derivative, below the layer that it is said of."""
    for layer in layers:
        if isinstance(layer, LayerFacts) and (kink := layer.kink):
            text = f"{layer_words(layer.step)}: {kink}."
            found = Finding("note", text, "note:", look="warning")
            yield found._replace(drawn=[found._replace(text=f"{kink}.")])


def first_kinks(layers: Layers, said: str = "") -> Iterator[Finding]:
    """The first of them, and how many more there are, for a screen.

    said: a sentence that has spoken of some already
    """
    found = [each for each in kinks(layers) if each.text.rstrip(".") not in said]
    for each in found[:MOST]:
        yield each._replace(label="Kink:", drawn=())
    if len(found) > MOST:
        text = f"{count(len(found) - MOST, 'more layer')} at a kink: see jaccli show --details."
        yield Finding("note", text, "Kink:", look="warning")


def kinks_at(tape: Sequence[Step]) -> str:
    """All of them in a row; "" where there is none."""
    return "; ".join(each.text.rstrip(".") for each in kinks(map(LayerFacts, tape)))
