"""Pictures as PDF, a page each, whose text stays text."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from io import BytesIO

from jaccli.document.blocks import Block
from jaccli.document.display import Display
from jaccli.document.pictures.canvas import POINT, figure_of, quietly, scenes_of, size_of
from jaccli.errors import printable

LONGEST = 14_400  # points of a side that every reader takes


def render(blocks: Iterable[Block], display: Display) -> list[bytes]:
    """The pictures of the blocks; the same bytes each time, for no time stands in them."""
    scenes = scenes_of(blocks, "pdf")
    file = BytesIO()
    with quietly():
        pages_of = import_module("matplotlib.backends.backend_pdf").PdfPages
        metadata = {"Title": printable(scenes[0].title), "Creator": "jaccli", "CreationDate": None}
        with pages_of(file, metadata=metadata) as pages:
            for scene in scenes:
                zoom = min(1.0, LONGEST / POINT / max(size_of([scene])))
                figure_of([scene], zoom).savefig(pages, format="pdf")
    return [file.getvalue()]
