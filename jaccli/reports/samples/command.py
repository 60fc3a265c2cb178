"""jaccli samples: the chains that ship, a line each, and the file of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.reports.common import offers
from jaccli.reports.common.ask import Ask
from jaccli.reports.common.endings import CHAIN_FILES, PROGRAMS, misnamed

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.samples.find import Shipped


def _named(_: click.Context, __: str) -> Iterator[offers.Offer]:
    from jaccli.spec.shipped import shipped

    return ((sample.name, sample.brief) for sample in shipped())


@dataclass(frozen=True, eq=False)
class Samples(Ask[str, "Shipped"]):
    """What one call of `samples` asks for: the list, or one by its name."""

    name = "samples"
    help = """The chains, graphs and programs that ship with jaccli: a line each. With a NAME: the
    file of that one, as it lies there, for you to read, copy and edit. -o never overwrites a file;
    weights that a sample reads go into the same folder.

    \b
    jaccli samples
    jaccli samples tall
    jaccli samples digits -o my.yaml
    """
    options = (
        click.Argument(
            ["wanted"], metavar="[NAME]", default="", shell_complete=offers.offering(_named)
        ),
    )
    endings = (*CHAIN_FILES, *PROGRAMS)
    of_chains = False
    fresh = True

    wanted: str

    def sources(self, chains: Sequence[str]) -> list[str]:
        """The name, "" for all."""
        return [self.wanted]

    def find(self, source: str) -> Shipped:
        """The samples; with their sizes where these are shown.

        Raises Mistakes: there is none of that name, or -o names a file with another ending.
        """
        from jaccli.reports.samples.find import find_samples, sized

        found = find_samples(source)
        if not self._is_file(found):
            if self.common.format == "text" and self.common.file.endswith(self.endings):
                title = f"-o {printable(self.common.file)}: the list of samples is no such file"
                help = "write `jaccli samples tall -o tall.yaml`, with the sample that is meant"
                raise Mistakes([JaccliError(title, notes=[("help", help)])])
            return sized(found)
        sample = found.listed[0].sample
        instead = f"jaccli samples {sample.name}"
        if mistakes := misnamed(self.common.file, program=sample.is_program, instead=instead):
            raise Mistakes(mistakes)
        return found

    def _is_file(self, found: Shipped) -> bool:
        """Whether the file of a sample is all that is written."""
        return found.whole and self.common.format == "text"

    def written(self, results: Sequence[Shipped]) -> str | None:
        """The file of one sample, as it lies there."""
        (found,) = results
        return found.listed[0].sample.text if self._is_file(found) else None

    def companions(self, results: Sequence[Shipped]) -> Mapping[str, bytes]:
        """The weights that the sample reads."""
        (found,) = results
        if not self._is_file(found):
            return {}
        sample = found.listed[0].sample
        return {name: (sample.path.parent / name).read_bytes() for name in sample.beside}

    def remarks(self, results: Sequence[Shipped]) -> Sequence[str]:
        """What was written, and what to try."""
        from jaccli.reports.samples.say import remark

        (found,) = results
        return [*remark(found.listed[0], self.common.file)] if self._is_file(found) else []

    def page(self, found: Shipped) -> Iterable[Block]:
        """A line each, or the file of one."""
        from jaccli.reports.samples.page import page

        return page(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.samples.data import DECLARED

        return DECLARED

    def entries(self, results: Sequence[Shipped]) -> Sequence[Mapping[str, Any]]:
        """One entry a sample."""
        from jaccli.reports.samples.data import entries

        return [each for found in results for each in entries(found)]


COMMAND = Samples
