"""The script of each shell that turns completion on, and where its line belongs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.nearest import did_you_mean


class Shell(NamedTuple):
    """A shell, the file it reads when it starts, and the line that turns completion on there."""

    name: str
    file: str
    line: str

    @property
    def script(self) -> str:
        """What that line runs."""
        return (Path(__file__).parent / f"jaccli.{self.name}").read_text("utf-8")


SHELLS = {
    shell.name: shell
    for shell in (
        Shell("bash", "~/.bashrc", 'eval "$(jaccli completion bash)"'),
        Shell("zsh", "~/.zshrc", 'eval "$(jaccli completion zsh)"'),
        Shell("fish", "~/.config/fish/config.fish", "jaccli completion fish | source"),
    )
}


class Completion(NamedTuple):
    """The shells to choose from, or the one whose script is wanted."""

    shells: tuple[Shell, ...]
    whole: bool  # with the script


def completion(name: str, environment: Mapping[str, str]) -> Completion:
    """The shell of that name; without one all, first the one that the environment names.

    Raises Mistakes: there is none of that name.
    """
    if name in SHELLS:
        return Completion((SHELLS[name],), whole=True)
    if name:
        notes = did_you_mean(name, SHELLS)
        notes.append(("note", f"shells: {', '.join(SHELLS)}"))
        raise Mistakes(
            [JaccliError(f"no completion for the shell `{printable(name)}`", notes=notes)]
        )
    own = os.path.basename(environment.get("SHELL", ""))
    shells = sorted(SHELLS.values(), key=lambda shell: shell.name != own)
    return Completion(tuple(shells), whole=False)
