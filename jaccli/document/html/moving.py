"""What moves on a page: a stepper or a race."""

from __future__ import annotations

from jaccli.document.graphics import Moving
from jaccli.document.html.pen import Pen
from jaccli.document.html.race import race
from jaccli.document.html.stepper import stepper
from jaccli.document.moving import Stepper


def moving(block: Moving, pen: Pen) -> str:
    """The block, with its script."""
    if isinstance(block.what, Stepper):
        return stepper(block.what, block.plain, pen)
    return race(block.what, block.plain, pen)
