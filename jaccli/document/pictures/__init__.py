"""Pictures: what a drawn block becomes, a scene of boxes, lines and words, for svg, png and pdf.

A module for each kind of block, with `scene(block)`; `drawn` finds it. A scene has no colours, only
looks, which `looks.py` gives theirs, by day and by night.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jaccli.document.blocks import Bars, Product

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.document.pictures.scene import Scene


def drawn(block: Block) -> Scene | None:
    """The picture of a block; None of one that is not drawn."""
    match block:
        case Bars():
            from jaccli.document.pictures.bars import scene

            return scene(block)
        case Product():
            from jaccli.document.pictures.product import scene as of_product

            return of_product(block)
    return None
