"""A function that is alive already, in a script or a notebook, and the program that it is of."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from typing import Any

from jaccli.trace.source.alone import parsed
from jaccli.trace.source.places import Program, code_of, inside

UNWRITTEN = "its source is not known"


def program_of(function: Callable[..., Any]) -> Program:
    """The file, or the cell, that a function was written in; empty where Python knows of none."""
    inner = inside(function)
    code = code_of(function) or code_of(inner.__call__)
    path = code.co_filename if code else f"<{UNWRITTEN}>"
    module = getattr(inner, "__module__", None) or type(inner).__module__
    program = Program(path, path, _text_of(path), module)
    program.wanted = name_of(function)
    return program


def name_of(function: Callable[..., Any]) -> str:
    """What a function is called, without the place where it was defined.

    >>> import math
    >>> from functools import partial
    >>> name_of(math.sin), name_of(partial(math.pow, 2)), name_of(lambda x: x)
    ('sin', 'pow', '<lambda>')
    """
    inner = inside(function)
    name = getattr(inner, "__qualname__", None) or type(inner).__qualname__
    return str(name).rpartition("<locals>.")[2]


def _text_of(path: str) -> str:
    """The source as it was run; "" where it is not known or, in a notebook, is no plain Python."""
    linecache.checkcache(path)  # the file may have been written anew since
    text = "".join(linecache.getlines(path))
    try:
        parsed(text)
    except (SyntaxError, ValueError):
        return ""
    return text
