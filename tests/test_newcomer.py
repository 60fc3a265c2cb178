"""A newcomer's first session in a terminal, no README: each screen says what comes next."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")
SESSION = """
import shlex, sys
from jaccli.__main__ import main
for line in sys.stdin:
    status = main(shlex.split(line)[1:])
    sys.stderr.flush()
    print(f"<{status}>", flush=True)
"""
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Callable[[str], tuple[int, list[str]]]]:
    """Types a command in a terminal of 24 lines and 80 columns; its status and what is seen.

    One process stands for the shell: each command is run as its entry point runs it.
    """
    import fcntl
    import struct
    import termios

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.execv(sys.executable, [sys.executable, "-c", SESSION])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def call(command: str) -> tuple[int, list[str]]:
        os.write(terminal, f"{command}\n".encode())
        seen = b""
        while not (end := re.search(rb"<(\d+)>\r\n$", seen)):
            seen += os.read(terminal, 1 << 16)
        lines = seen[: end.start()].decode().replace("\r\n", "\n").split("\n")
        assert lines[0] == command  # the echo
        return int(end[1]), [ESCAPES.sub("", line) for line in lines[1:-1]]

    yield call
    os.close(terminal)
    os.waitpid(child, 0)


def test_a_newcomer_comes_from_nothing_to_a_file_that_is_right(typed, tmp_path) -> None:
    _, start = typed("jaccli")
    commands = [line.strip().partition("   ")[0] for line in start if line.startswith("  jaccli ")]
    assert "jaccli samples" in commands
    (new,) = [each for each in commands if each.startswith("jaccli new ")]

    status, samples = typed("jaccli samples")
    assert status == 0
    assert len(samples) <= 23
    (printed,) = re.findall(r"Use: `(jaccli samples \w+)`", "\n".join(samples))
    status, file = typed(printed)
    assert status == 0
    status, _ = typed(file[1].removeprefix("# Try: "))
    assert status == 0

    status, told = typed(new)
    assert status == 0
    compare = told[-1].removeprefix("Next: ").partition("   (")[0]
    net = tmp_path / shlex.split(compare)[-1]
    status, screen = typed(compare)
    assert status == 0
    assert len(screen) <= 23
    assert screen[0].startswith(net.name)

    before = net.read_text("utf-8")
    net.write_text(before.replace("- relu ", "- rleu "), encoding="utf-8")
    status, error = typed(compare)
    assert status == 2
    assert sum(line.startswith("error: ") for line in error) == 1
    (place,) = re.findall(rf"--> {net.name}:(\d+):\d+", "\n".join(error))
    (meant,) = re.findall(r"write `- (\w+)`", "\n".join(error))
    lines = net.read_text("utf-8").split("\n")
    lines[int(place) - 1] = lines[int(place) - 1].replace("rleu", meant)
    net.write_text("\n".join(lines), encoding="utf-8")
    assert net.read_text("utf-8") == before
    assert typed(compare) == (0, screen)
