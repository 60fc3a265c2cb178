"""What a page of one call is made of, beside the blocks of its reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jaccli.document.blocks import Block


class Part(NamedTuple):
    """One chain. drawn: what moves or is drawn of it; blocks: its page, the answer last; title: of
    several chains in one page, whose blocks name each"""

    drawn: Sequence[Block]
    blocks: Sequence[Block]
    title: str = ""


class Imprint(NamedTuple):
    """How a page was made, for whoever wants it again.

    name: of the command; command: as it was typed, "" where nobody typed one; maker: jaccli and
    its version
    """

    name: str
    command: str
    maker: str
