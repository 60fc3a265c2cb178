"""Pictures as PNG, twice as many dots as pixels: sharp on a projector."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from jaccli.document.blocks import Block
from jaccli.document.display import Display
from jaccli.document.pictures.canvas import INCH, figure_of, quietly, scenes_of, size_of
from jaccli.errors import printable

DOTS = 2.0  # a pixel
MOST = 2**15  # dots of a side: matplotlib makes no more than twice that
MOST_IN_ALL = 2**26


def render(blocks: Iterable[Block], display: Display) -> list[bytes]:
    """The pictures of the blocks, one below the other; one that is very large in fewer dots."""
    scenes = scenes_of(blocks, "png")
    across, down = size_of(scenes)
    dots = min(DOTS, MOST / max(across, down), (MOST_IN_ALL / (across * down)) ** 0.5)
    file = BytesIO()
    with quietly():
        metadata = {"Title": printable(scenes[0].title), "Software": "jaccli"}
        figure_of(scenes).savefig(file, format="png", dpi=INCH * dots, metadata=metadata)
    return [file.getvalue()]
