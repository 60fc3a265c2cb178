"""The file between what it is and what to run next."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import Blank, Block, Code
from jaccli.reports.new import say
from jaccli.reports.new.find import First


def page(found: First) -> Iterator[Block]:
    """The file between what it is and what to run next."""
    language = "python" if found.kind == "function" else "yaml"
    yield say.headline(found)
    yield Blank
    yield Code([(line, "") for line in say.text(found).splitlines()], language)
    yield Blank
    yield say.to_run(found)
