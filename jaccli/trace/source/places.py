"""Where in the user's files something ran: the line, the columns and the text of the expression."""

from __future__ import annotations

import ast
import inspect
import linecache
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from types import CodeType, FrameType, ModuleType, TracebackType
from typing import Any, TypeAlias

from jaccli.errors import Place, Source
from jaccli.progress import UNSEEN
from jaccli.trace.source.alone import parsed
from jaccli.trace.source.refusal import Refusal

Spot: TypeAlias = tuple[CodeType, int]  # a code object and the offset of one of its instructions
MODULE = "_traced_by_jaccli"  # the name of a file's module; not "__main__": no script runs
LONGEST = 40  # characters of an expression that are kept
_NOT_LINES = "\x85\u2028\u2029"  # ends of lines to YAML, not to Python
_PACKAGE = str(Path(__file__).parents[2])
_FOREIGN = tuple(
    path + os.sep for path in {_PACKAGE, *map(sysconfig.get_path, ("stdlib", "purelib", "platlib"))}
)


def _packages_of(folder: Path) -> list[Path]:
    """The folders that are packages, from the outermost to this one."""
    found: list[Path] = []
    while (folder / "__init__.py").is_file() and folder.name.isidentifier():
        found.insert(0, folder)
        folder = folder.parent
    return found


class Program:
    """The user's file, and what lies in its folder: what is theirs and not a library's.

    Of a file in a package it is what lies in the outermost package around it.

    module: of a function that is alive already, where it comes from; what it imports is kept then
    """

    def __init__(self, name: str, path: str, text: str, module: str = MODULE) -> None:
        self.name = name  # as the user wrote it
        self.path = path
        folder = Path(path).absolute().parent
        packages = _packages_of(folder)
        self.folder = str(folder) + os.sep
        self.package = ".".join(each.name for each in packages)  # "" of a file in none
        self.root = str(packages[0] if packages else folder) + os.sep  # all below it is theirs
        self.module = module
        self.alive = module != MODULE
        self.boundary: CodeType | None = None  # below the frame of this code nobody looks
        self.wanted = ""  # the name that the user gave of the function
        self.called: Callable[..., Any] | None = None  # what runs above it
        self.shown: Callable[[Any], Any] = lambda value: value  # what it sees in place of a module
        self.alone: Callable[[], Any] = str  # what it gives, or raises, on plain arrays
        self.recording = UNSEEN  # how much of it is recorded yet
        self.calling = UNSEEN  # how often it is called on plain arrays, to judge that
        self.refused: list[Refusal] = []  # whatever the program made of them
        self.modules: dict[str, ModuleType] = {}  # its own, while its code does not run
        self.text = text
        self.source = _source(name, text)
        self._sources: dict[str, Source | None] = {self.path: self.source}
        self._positions: dict[CodeType, list[tuple[int | None, ...]]] = {}
        self._places: dict[Spot, tuple[Place, str]] = {}

    def here(self) -> Spot | None:
        """The innermost expression of the user's that is running."""
        frame: FrameType | None = sys._getframe(1)
        boundary, sources = self.boundary, self._sources  # asked for at every operation
        while frame is not None and (code := frame.f_code) is not boundary:
            name = code.co_filename
            if (sources[name] if name in sources else self.source_of(name)) is not None:
                return code, frame.f_lasti
            frame = frame.f_back
        return None

    def innermost(self, traceback: TracebackType | None) -> Spot | None:
        """The user's expression nearest to where an exception was raised."""
        found = None
        while traceback is not None:
            if self.source_of(traceback.tb_frame.f_code.co_filename) is not None:
                found = traceback.tb_frame.f_code, traceback.tb_lasti
            traceback = traceback.tb_next
        return found

    def source_of(self, filename: str) -> Source | None:
        """The text of a file that is the user's, None for a library's."""
        if filename not in self._sources:
            self._sources[filename] = self._read(filename)
        return self._sources[filename]

    def place(self, spot: Spot) -> Place:
        """Where the expression stands."""
        return self._described(spot)[0]

    def expression(self, spot: Spot) -> str:
        """The text of the expression, on one line, shortened."""
        return self._described(spot)[1]

    def definition(self, function: Callable[..., Any]) -> Place:
        """Where the function is defined: its `def`, or where it gets the name that is wanted."""
        code = code_of(function)
        source = self.source_of(code.co_filename) if code else None
        if code is None or source is None:
            return self._assigned(self.wanted)
        if code.co_name == "<lambda>":
            return Place(source, code.co_firstlineno, 1)
        for number in range(code.co_firstlineno, len(source.lines) + 1):
            text = source.lines[number - 1]
            if text.lstrip().startswith(("def ", "async def ")):
                start = len(text) - len(text.lstrip())
                return Place(source, number, start + 1, len(text.rstrip()) - start)
        return Place(source, code.co_firstlineno, 1)

    def _assigned(self, name: str) -> Place:
        """The last statement that gives something this name, or the top of the file."""
        found = Place(self.source, 1, 1)
        for node in _statements(self.text):
            given: list[str | None] = []
            match node:
                case ast.Assign(targets=targets):
                    given = [getattr(each, "id", None) for each in targets]
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    given = [each.asname or each.name for each in names]
            if name in given:
                found = self._statement(node)
        return found

    def only_return(self, function: Callable[..., Any]) -> Place | None:
        """The function's `return`, if there is a single one."""
        code = code_of(function)
        if code is None or code.co_filename != self.path:
            return None
        for node in _defined(self.text):
            if code.co_firstlineno in (
                node.lineno,
                *(each.lineno for each in node.decorator_list),
            ):
                returns = [each for each in ast.walk(node) if isinstance(each, ast.Return)]
                return self._statement(returns[0]) if len(returns) == 1 else None
        return None

    def _statement(self, node: ast.stmt) -> Place:
        line = self.source.lines[node.lineno - 1]
        start, stop = _characters(line, node.col_offset), len(line)
        if node.end_lineno == node.lineno:
            stop = _characters(line, node.end_col_offset or stop)
        return Place(self.source, node.lineno, start + 1, stop - start)

    def _read(self, filename: str) -> Source | None:
        # a cell of a notebook lies in no file, and neither does what is typed in
        typed = self.alive and filename.startswith("<") and bool(linecache.getlines(filename))
        inside = filename.startswith(self.root) and not filename.startswith(_FOREIGN)
        if not (inside or typed) or "site-packages" in filename:
            return None
        try:
            text = Path(filename).read_text(encoding="utf-8")
        except (OSError, ValueError):
            text = "".join(linecache.getlines(filename)) if self.alive else ""
            if not text:
                return None
        if typed:
            return _source(filename, text)
        beside = os.path.join(os.path.dirname(self.name), os.path.relpath(filename, self.folder))
        return _source(os.path.normpath(beside), text)

    def _described(self, spot: Spot) -> tuple[Place, str]:
        if spot not in self._places:
            self._places[spot] = self._describe(*spot)
        return self._places[spot]

    def _describe(self, code: CodeType, offset: int) -> tuple[Place, str]:
        source = self.source_of(code.co_filename)
        assert source is not None
        if code not in self._positions:
            self._positions[code] = list(code.co_positions())
        first, last, start, stop = self._positions[code][max(offset, 0) // 2]
        first = min(max(1, first or code.co_firstlineno), len(source.lines))
        last = min(last or first, len(source.lines))
        lines = list(_cut(source.lines[first - 1 : last], start, stop))
        text = " ".join(" ".join(lines).split())
        if len(text) > LONGEST:
            text = text[: LONGEST - 1].rstrip() + "…"
        before = _characters(source.lines[first - 1], start or 0)
        return Place(source, first, before + 1, len(lines[0].rstrip())), text


def _source(name: str, text: str) -> Source:
    """The text in the lines that Python counts."""
    for sign in _NOT_LINES:  # not by `translate`, which takes a hundred times as long
        text = text.replace(sign, " ")
    return Source(name, text)


def _statements(text: str) -> list[ast.stmt]:
    try:
        return parsed(text).body
    except RecursionError:  # trees that only just compile are too deep to be looked at
        return []


@lru_cache(maxsize=1)  # several functions of one file are asked for in one call
def _defined(text: str) -> list[ast.FunctionDef]:
    nodes = (node for each in _statements(text) for node in ast.walk(each))
    return [node for node in nodes if isinstance(node, ast.FunctionDef)]


def code_of(function: Any) -> CodeType | None:
    """The code of a function, also inside functools.partial, np.vectorize and their like."""
    return getattr(inspect.unwrap(inside(function)), "__code__", None)


def inside(function: Any) -> Any:
    """The function inside functools.partial and np.vectorize."""
    while isinstance(function, partial) or type(function).__name__ == "vectorize":
        function = function.func if isinstance(function, partial) else function.pyfunc
    return function


def _cut(lines: list[str], start: int | None, stop: int | None) -> Iterator[str]:
    """The lines without what stands before byte `start` of the first, after `stop` of the last."""
    for number, line in enumerate(lines):
        head = _characters(line, start) if number == 0 and start is not None else 0
        tail = len(line)
        if number == len(lines) - 1 and stop is not None:
            tail = _characters(line, stop)
        yield line[head:tail]


def _characters(line: str, size: int) -> int:
    """How many characters the first `size` bytes of the line in UTF-8 are."""
    if line.isascii():
        return min(size, len(line))
    return len(line.encode("utf-8", "replace")[:size].decode("utf-8", "ignore"))
