"""The values of the options that every command has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from jaccli.nothing import NOTHING
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.workflow import Checkout

if TYPE_CHECKING:
    from jaccli.sources import Reading


class Common(NamedTuple):
    """The values of the shared options; those of a command that has not all are as left out."""

    format: str  # of the file that is written now
    formats: tuple[str, ...]  # of all that the run writes
    output: str | None
    max_memory: int  # bytes
    sizes: Mapping[str, int] = NOTHING
    at: tuple[str, ...] = ()
    rerun: bool = True  # whether a Python function may be called again
    details: bool = False  # every section, in place of the one screen that answers
    picture: bool = False  # matrices as pictures, on that screen
    values: bool = False  # whole arrays, whatever their size
    color: str = "auto"
    width: int | None = None
    ascii: bool = False
    quiet: bool = False
    confine: bool = False  # whether a chain, and all that it names, has to lie in its own folder
    typed: tuple[str, ...] = ()  # the command and all behind it, as somebody typed them
    standalone: bool = False  # LaTeX as a document of its own
    waits: bool = False  # whether somebody sits before a terminal, who can press Enter
    guard: Callable[[str], None] = lambda _: None  # Mistakes, where -o names a file that was read
    checkout: Checkout = Checkout()  # from where annotations name files
    progress: Progress = SILENT  # what the run does now, and how far it is

    @property
    def file(self) -> str:
        """The file that -o names, "" for standard output."""
        return "" if self.output in (None, "-") else self.output or ""

    @property
    def point(self) -> tuple[str, ...]:
        """The options that a next command has to repeat to speak of the same chain."""
        import shlex

        options = [f"--set {shlex.quote(f'{name}={size}')}" for name, size in self.sizes.items()]
        options += [f"--at={shlex.quote(text)}" for text in self.at]
        options += [] if self.rerun else ["--no-rerun"]
        return (*options, *(["--confine"] if self.confine else []))

    def reading(self, at: Sequence[str] | None = None) -> Reading:
        """How a CHAIN is to be read. at: another point. Raises Mistakes for one that is none"""
        from jaccli.sources import Reading, array_of

        texts = self.at if at is None else at
        point = [array_of(text, what="--at") for text in texts]
        how: dict[str, Any] = {"progress": self.progress, "confine": self.confine}
        return Reading(self.sizes, point, self.rerun, self.guard, **how)
