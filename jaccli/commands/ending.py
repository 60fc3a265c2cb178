"""What ends a run early: a reader who is gone, and the options --help and --version.

Those of click are the same, but look for translations of their texts, which takes longer than all
else that `--version` does beside imports; there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

Answer = Callable[[click.Context, click.Parameter, bool], None]  # the last: whether it was typed


class ReaderGone(Exception):
    """Whoever read the standard output has closed it, as `| head` does."""


def flag(names: Sequence[str], help: str, answer: Answer) -> click.Option:
    """An option that prints something and ends the run."""
    return click.Option(
        names, is_flag=True, is_eager=True, expose_value=False, callback=answer, help=help
    )


def help_flag(answer: Answer) -> click.Option:
    """The one that every command has."""
    return flag(["-h", "--help"], "Show this message and exit.", answer)
