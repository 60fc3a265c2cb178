"""What a run is doing and how far it is, for whoever looks on; nothing here knows a terminal.

A run writes down where it is, which costs next to nothing, and nobody answers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

T = TypeVar("T")
BYTES = "bytes"  # a unit that has prefixes
READING, COMPUTING, WRITING = "reading", "computing", "writing the report of"


class Stage:
    """A part of a run: what is done in it, and how many of how many are.

    total: None where nobody knows it; unit: what is counted, where that is not what is done;
    clock: where seconds are counted, which pass without being told
    """

    __slots__ = ("_progress", "clock", "done", "total", "unit", "what")

    def __init__(self, progress: Progress, what: str, total: float | None, unit: str) -> None:
        self._progress = progress
        self.what = what
        self.done: float = 0
        self.total = total
        self.unit = unit
        self.clock: Callable[[], float] | None = None

    @property
    def so_far(self) -> float:
        """How many are done; no more than there are."""
        done = self.done if self.clock is None else self.clock()
        return done if self.total is None else min(done, self.total)

    def __enter__(self) -> Stage:
        self._progress.stages += (self,)
        return self

    def __exit__(self, *_: object) -> None:
        # by identity: a stream that is let go of early ends its stage late
        left = [each for each in self._progress.stages if each is not self]
        self._progress.stages = tuple(left)


class Progress:
    """What is done to the chains, and how far it is: stages, each within the one before; usually
    two.

    followed: whether anybody may look on; else what is written down goes nowhere

    >>> progress = Progress()
    >>> for _ in progress.over("forward mode", "ab"):
    ...     (stage,) = progress.stages
    ...     print(stage.what, stage.done, stage.total)
    forward mode 0 2
    forward mode 1 2
    """

    __slots__ = ("followed", "now", "stages")

    def __init__(self, *, followed: bool = True) -> None:
        self.followed = followed
        self.now = READING
        self.stages: tuple[Stage, ...] = ()  # replaced as a whole: another thread reads it

    def stage(self, what: str, total: float | None = None, unit: str = "") -> Stage:
        """A part of the run, for as long as its context."""
        return Stage(self if self.followed else Progress(), what, total, unit)

    def over(
        self,
        what: str | Callable[[T], str],
        items: Iterable[T],
        total: float | None = None,
        unit: str = "",
        weight: Callable[[T], float] | None = None,
    ) -> Iterator[T]:
        """The items, each counted once the next is asked for.

        what: what is done, the same for all or each its own; total: how many, where they are a
        stream; weight: how much of the total each is, 1 where it is None
        """
        if not self.followed:
            return iter(items)
        if total is None and weight is None and isinstance(items, Sized):
            total = len(items)
        stage = self.stage("" if callable(what) else what, total, unit)
        return _counted(items, stage, what if callable(what) else None, weight)


def _counted(
    items: Iterable[T],
    stage: Stage,
    what: Callable[[T], str] | None,
    weight: Callable[[T], float] | None,
) -> Iterator[T]:
    with stage:
        for item in items:
            if what is not None:
                stage.what = what(item)
            yield item
            stage.done += 1 if weight is None else weight(item)


SILENT = Progress(followed=False)
UNSEEN = SILENT.stage("")  # what is counted in it goes nowhere
