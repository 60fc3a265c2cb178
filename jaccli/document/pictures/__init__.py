"""Pictures: what a drawn block becomes, a scene of boxes, lines and words, for svg, png and pdf.

A module for each kind of block, with `scene(block)`; `drawn` finds it. A scene has no colours, only
looks, which `looks.py` gives theirs, by day and by night.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from jaccli.document.blocks import Bars, Curves, Diagram, Frames, Product, Tree
from jaccli.errors import JaccliError, Mistakes
from jaccli.words import count

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.pictures.scene import Scene


def drawn(block: Block) -> Scene | None:
    """The picture of a block; None of one that is not drawn, or would not be readable."""
    match block:
        case Bars():
            from jaccli.document.pictures.bars import scene

            return scene(block)
        case Product():
            from jaccli.document.pictures.product import scene as of_product

            return of_product(block)
        case Diagram():
            from jaccli.document.pictures.graph.scene import scene as of_graph

            return of_graph(block)
        case Curves():
            from jaccli.document.pictures.curves import scene as of_curves

            return of_curves(block)
        case Tree():
            from jaccli.document.pictures.tree import scene as of_tree

            return of_tree(block)
        case Frames():
            from jaccli.document.pictures.frames import scene as of_frames

            return of_frames(block)
    return None


def scenes_of(blocks: Iterable[Block]) -> list[Scene]:
    """All pictures of blocks. Raises Mistakes for a graph that would not be readable."""
    scenes: list[Scene] = []
    for block in blocks:
        scene = drawn(block)
        if scene is not None:
            scenes.append(scene)
        elif isinstance(block, Diagram):
            size = f"{count(len(block.nodes), 'value')} and {count(len(block.edges), 'edge')}"
            title = f"a picture of {size} would not be readable"
            raise Mistakes([JaccliError(title, notes=[("help", block.otherwise)])])
    return scenes
