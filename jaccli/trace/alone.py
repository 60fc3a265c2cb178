"""What Python has once for all threads, and one may use at a time."""

from __future__ import annotations

import ast
from threading import RLock

ALONE = RLock()  # a program's surroundings, such as NumPy's names, are those of every thread


def parsed(text: str) -> ast.Module:
    """The syntax tree of a text. Raises SyntaxError, or ValueError for NUL bytes, if it has none.

    Python 3.11 counts in one place how deep the trees of all threads are, and `ast.parse` raises
    SystemError where another thread parses meanwhile.
    """
    with ALONE:
        return ast.parse(text)
