"""A run that is held to --max-memory, and what is said where it needed more than was planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from jaccli.ceiling import held_to
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.progress import READING, Progress
from jaccli.words import in_bytes


@contextmanager
def bounded(most: int | None, chains: Sequence[str], progress: Progress) -> Iterator[None]:
    """Hold what is run in here to so many bytes; None, where nobody named a limit: to none.

    progress: says what is being done. Raises Mistakes, with that, where it needs more.
    """
    subject = printable(chains[0]) if len(chains) == 1 else "the chains"
    try:
        with held_to(most):
            yield
    except MemoryError:
        if most is None:
            raise
        refusal = JaccliError(
            f"this run needs more than --max-memory {in_bytes(most)}",
            notes=[
                ("why", f"the memory ran out while {progress.now} {subject}"),
                ("help", f"{_smaller(progress.now, chains)} or a larger --max-memory"),
            ],
        )
        raise Mistakes([refusal], "" if len(chains) != 1 else subject) from None


def _smaller(now: str, chains: Sequence[str]) -> str:
    """What somebody can change, who has chosen these chains."""
    from jaccli.trace import names_a_function

    if any(map(names_a_function, chains)):
        return "choose smaller arrays (--at)"
    if now == READING:  # no size that could be set has a part in it
        return "choose files of arrays for long lists ({file: x.npy})"
    return "choose smaller sizes (--set NAME=INT)"
