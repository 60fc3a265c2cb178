"""The line for each shell, or the script of one."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.document.blocks import Answer, Blank, Block, Code
from jaccli.reports.completion import say
from jaccli.reports.completion.find import Completion


def page(found: Completion) -> Iterator[Block]:
    """What to write, and where."""
    if found.whole:
        (shell,) = found.shells
        yield Code([(line, "") for line in shell.script.splitlines()], shell.name)
        yield Blank
    lines = [say.to_write(shell) for shell in found.shells]
    yield Answer([say.headline(found), *lines], say.to_try(found.shells[0]))
