"""What stands in the package's modules, each parsed once for all tests that read code."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def tree(path: Path) -> ast.Module:
    """The module as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in the module, from the outside to the inside."""
    return tuple(ast.walk(tree(path)))
