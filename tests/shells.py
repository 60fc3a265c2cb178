"""Real shells in a terminal: keys are typed into them, and TAB among these."""

from __future__ import annotations

import os
import re
import select
import shutil
import sys
import time
from pathlib import Path
from typing import NamedTuple

PATIENCE = 60.0  # seconds until a shell that says nothing has failed
SHOWN = re.compile(r"<<(.*?)>>", re.DOTALL)
ESCAPES = re.compile(r"\x1b(\[[0-9;?>=]*[a-zA-Z]|\][^\x07]*\x07|[()=>][0-9A-B]?)|[\x0e\x0f\x07]")


class Kind(NamedTuple):
    """How a shell is begun, how completion is turned on, and what shows the line as it stands."""

    start: tuple[str, ...]
    settings: tuple[str, ...]
    sum: str = "$((40 + 2))"  # how it says 42


KINDS = {
    "bash": Kind(
        ("--norc", "--noprofile", "-i"),
        (
            "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'",
            "bind 'set page-completions off'; bind 'set completion-query-items 500'",
            """bind -x '"\\C-xl": printf "<<%s>>\\n" "$READLINE_LINE"'""",
            'eval "$(jaccli completion bash)"',
        ),
    ),
    "zsh": Kind(
        ("-f", "-i"),
        (
            "unsetopt BEEP ZLE_BRACKETED_PASTE PROMPT_SP; LISTMAX=500; unset zle_bracketed_paste",
            'eval "$(jaccli completion zsh)"',
            "shown() { print -r -- \"<<$BUFFER>>\" }; zle -N shown; bindkey '^Xl' shown",
        ),
    ),
    "fish": Kind(
        ("--no-config", "-i"),
        (
            "set -g fish_greeting; set -g fish_autosuggestion_enabled 0",
            "jaccli completion fish | source",
            'bind \\cxl \'echo "<<"(commandline | string collect)">>"\'',
        ),
        sum="(math 40 + 2)",
    ),
}


class Shell:
    """A shell in a terminal of 100 columns, in a folder."""

    def __init__(self, name: str, folder: Path) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.name, kind = name, KINDS[name]
        path = shutil.which(name)
        assert path is not None, f"{name} is not installed"
        scripts = str(Path(sys.executable).parent)
        environment = {
            "PATH": f"{scripts}:{os.environ['PATH']}",
            "HOME": str(folder),
            "TERM": "xterm" if name == "fish" else "dumb",
            "PS1": "$ ",
            "PROMPT": "%% ",
            "LC_ALL": "C.UTF-8",
            "LANG": "C.UTF-8",
        }
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            os.execve(path, [name, *kind.start], environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        for at, line in enumerate((*kind.settings, "true")):
            self._send(f"{line}; echo read{at}{kind.sum}\n")
            self._until(re.compile(f"read{at}42"))  # the echo of what was typed has the sum only

    def _send(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def _until(self, wanted: re.Pattern[str]) -> tuple[str, re.Match[str]]:
        seen, end = b"", time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.2)[0]:
                seen += os.read(self.terminal, 1 << 16)
            text = ESCAPES.sub("", seen.decode("utf-8", "replace")).replace("\r", "")
            if found := wanted.search(text):
                return text, found
        raise AssertionError(f"waited for {wanted.pattern}, saw: {text!r}")

    def line(self, keys: str) -> str:
        """The line after these keys; it is thrown away."""
        self._send(f"{keys}\x18l")
        _, found = self._until(SHOWN)
        self._send("\x05\x15")  # to the end, and all away
        return found[1].replace("\n", "")

    def listed(self, keys: str) -> str:
        """All that is seen until the line is shown again."""
        self._send(f"{keys}\x18l")
        text, _ = self._until(SHOWN)
        self._send("\x05\x15")  # to the end, and all away
        return text

    def close(self) -> None:
        """Ends the shell."""
        os.close(self.terminal)
        os.waitpid(self.child, 0)
