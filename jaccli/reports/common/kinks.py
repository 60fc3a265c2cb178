"""Which layers stand at a kink, and what is used there in place of a derivative, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding
from jaccli.reports.common.facts import LayerFacts, LayerShapes, layer_words
from jaccli.words import count, listed

if TYPE_CHECKING:
    from jaccli.linearise import Step

MOST = 2  # layers that a screen tells in full
NAMES = 44  # columns of the names of the others
NEXT = r"(?<=is used); (?=[^;]* \(\w+\): )"  # where a text goes on to another layer
Layers = Iterable[LayerFacts | LayerShapes | None]  # of shapes alone nothing is known


def kinks(layers: Layers) -> Iterator[Finding]:
    """What is used in place of a derivative, below the layer that it is said of."""
    for layer in layers:
        if isinstance(layer, LayerFacts) and (kink := layer.kink):
            text = f"{layer_words(layer.step)}: {kink}."
            found = Finding("note", text, "note:", look="warning")
            yield found._replace(drawn=[found._replace(text=f"{kink}.")])


def first_kinks(layers: Layers, said: str = "", least: int = 1) -> Iterator[Finding]:
    """The same for a screen, each layer once: of many the first, and what the others are called.

    said: the sentence on the screen that has spoken of some; least: how many of many are in full
    """
    found = [(layer, each) for layer in layers for each in kinks([layer])]
    left = [(layer, each) for layer, each in found if each.text.rstrip(".") not in said]
    most = least if len(left) > MOST else MOST
    if len(left) < len(found):
        most = 0  # an example is there
    for _, each in left[:most]:
        yield each._replace(label="Kink:", drawn=())
    names = [f"{layer.name} ({layer.type})" for layer, _ in left[most:] if layer is not None]
    if names:
        text = f"{count(len(names), 'more layer')} at a kink: {listed_shortly(names)}."
        yield Finding("note", text, "Kink:", look="warning")


def in_short(text: str) -> str:
    """A text that tells of layers at a kink, one after the other; of many the first alone."""
    first, *others = re.split(NEXT, text)
    if len(others) < MOST:
        return text
    return f"{first}; and {len(others):,} more like this"


def listed_shortly(names: Sequence[str]) -> str:
    """The names in a line or so, one at least, and how many there are more."""
    lengths = accumulate(len(name) + 2 for name in names)
    return listed(names, max(1, sum(length <= NAMES for length in lengths)))


def kinks_at(tape: Sequence[Step]) -> str:
    """All of them in a row; "" where there is none."""
    return "; ".join(each.text.rstrip(".") for each in kinks(map(LayerFacts, tape)))
