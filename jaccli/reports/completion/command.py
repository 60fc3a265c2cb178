"""jaccli completion: the script that makes TAB complete what jaccli takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jaccli.reports.common import offers
from jaccli.reports.common.ask import Ask
from jaccli.reports.completion.find import SHELLS, completion

if TYPE_CHECKING:
    from jaccli.document.blocks import Block
    from jaccli.reports.common.entries import Declared
    from jaccli.reports.completion.find import Completion


@dataclass(frozen=True, eq=False)
class AskCompletion(Ask["Completion", "Completion"]):
    """What one call of `completion` asks for: a shell, or how it is turned on in each."""

    name = "completion"
    help = """Complete commands, options, files, samples, layers and topics with TAB. With a SHELL,
    bash, zsh or fish: the script that does it; without one the line that turns it on.

    \b
    eval "$(jaccli completion bash)"    (at the end of ~/.bashrc)
    eval "$(jaccli completion zsh)"     (at the end of ~/.zshrc)
    jaccli completion fish | source     (in ~/.config/fish/config.fish)
    """
    options = (
        click.Argument(
            ["shell"], metavar="[SHELL]", default="", shell_complete=offers.words(SHELLS.keys())
        ),
    )
    endings = tuple(f".{name}" for name in SHELLS)
    of_chains = False

    shell: str

    def sources(self, chains: Sequence[str]) -> list[Completion]:
        """The shells. Raises Mistakes: there is none of that name."""
        import os

        return [completion(self.shell, os.environ)]

    def find(self, source: Completion) -> Completion:
        """The same: nothing is computed."""
        return source

    def written(self, results: Sequence[Completion]) -> str | None:
        """The script, as text."""
        (found,) = results
        script = found.whole and self.common.format == "text"
        return found.shells[0].script if script else None

    def page(self, found: Completion) -> Iterable[Block]:
        """The line for each shell, or the script of one."""
        from jaccli.reports.completion.page import page

        return page(found)

    @classmethod
    def declares(cls) -> Declared:
        """What the JSON is made of."""
        from jaccli.reports.completion.data import DECLARED

        return DECLARED

    def entries(self, results: Sequence[Completion]) -> Sequence[Mapping[str, Any]]:
        """One entry a shell."""
        from jaccli.reports.completion.data import entries

        return [each for found in results for each in entries(found)]


COMMAND = AskCompletion
