"""Reports of what only Python knows, a function or a mapping: no command is offered to run next,
for none could be typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jaccli.document.blocks import Answer, Block, Diagram, Finding, Next, Part, Screen
from jaccli.reports.common.endings import CHAIN_FILES


def can_be_typed(report: Any) -> bool:
    """Whether a command line can name what the report is about."""
    named = (getattr(report, name, None) for name in ("graph", "chain", "subject"))
    file: str = next(each.file for each in named if each is not None)
    return file.startswith("sample:") or file.endswith(CHAIN_FILES) or ".py:" in file


def without_commands(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without those that name a command to run next."""
    for each in blocks:
        match each:
            case Next() | Finding(kind="next"):
                continue
            case Answer():
                yield each._replace(following=None)
            case Screen(within):
                yield Screen([*without_commands(within)])
            case Part():
                drawn, within = ([*without_commands(of)] for of in (each.drawn, each.blocks))
                yield each._replace(drawn=drawn, blocks=within)
            case Diagram():
                yield each._replace(otherwise="")
            case _:
                yield each
