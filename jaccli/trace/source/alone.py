"""What Python has once for all threads, and one may use at a time."""

from __future__ import annotations

import ast
from threading import RLock

ALONE = RLock()  # a program's surroundings, such as NumPy's names, are those of every thread
PARSING = RLock()  # not ALONE: a thread of the program parses while a recording waits for it


def parsed(text: str) -> ast.Module:
    """The syntax tree of a text. Raises SyntaxError, or ValueError for NUL bytes, if it has none.

    Python 3.11 counts in one place how deep the trees of all threads are, and `ast.parse` raises
    SystemError where another thread parses meanwhile.
    """
    with PARSING:
        return ast.parse(text)
