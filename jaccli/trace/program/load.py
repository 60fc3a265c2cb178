"""The user's file: read, compiled and run as a module, and its function found."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import os
import sys
import tokenize
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from jaccli.errors import JaccliError, Label, Mistakes, Place, printable, reason_of
from jaccli.nearest import did_you_mean
from jaccli.opened import Folder
from jaccli.trace.program.peers import autograd_is_found
from jaccli.trace.source.deep import TOO_DEEP, deepest
from jaccli.trace.source.places import MODULE, Program


def read_program(name: str) -> Program:
    """The file as text. Raises Mistakes where there is none, or it is no text."""
    path = Path(os.path.abspath(name))
    try:
        data = Folder().read(str(path))
    except FileNotFoundError:
        raise mistake(name, f"cannot read {name}: no such file", notes=_near(path)) from None
    except OSError as error:
        raise mistake(name, f"cannot read {name}: {reason_of(error)}") from None
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise mistake(name, f"cannot read {name}: it is not text in UTF-8 ({error})") from None
    return Program(name, str(path), text.replace("\r\n", "\n").replace("\r", "\n"))


def run_program(program: Program) -> ModuleType:
    """The file's module, after its code has run. What the code raises is not caught."""
    module = ModuleType(MODULE)
    module.__file__ = program.path
    module.__package__ = program.package or None  # `from . import …` asks for it
    try:
        code = _compiled(program.text, program.path)
    except SyntaxError as error:
        raise _syntax(program, error) from None
    except ValueError as error:  # NUL bytes, in some versions of Python
        raise mistake(program.name, f"{program.name} is no Python: {error}") from None
    except TOO_DEEP:
        raise _too_deep(program) from None
    sys.modules[MODULE] = module  # dataclasses look their module up
    exec(code, module.__dict__)
    return module


@lru_cache(maxsize=1)  # several functions of one file are asked for in one call
def _compiled(text: str, path: str) -> CodeType:
    return compile(text, path, "exec", dont_inherit=True)


@contextlib.contextmanager
def imports_beside(program: Program) -> Iterator[None]:
    """The file's folder comes first among those that are searched; what it gave is let go.

    The folder of the package that it lies in comes next.
    Of a function that is alive already everything is left as it is.
    """
    if program.alive:
        yield
        return
    path, known, written = list(sys.path), set(sys.modules), sys.dont_write_bytecode
    sys.modules.update(program.modules)  # what an earlier call imported is imported once
    sys.path.insert(0, program.folder.rstrip(os.sep) or os.sep)
    if program.package:
        sys.path.insert(1, os.path.dirname(program.root.rstrip(os.sep)))
    sys.dont_write_bytecode = True  # asking for a derivative leaves no files behind
    importlib.invalidate_caches()
    try:
        with (
            autograd_is_found(),
            contextlib.redirect_stdout(sys.stderr),
            _standard_output_to_error(),
        ):
            yield
    finally:
        sys.path[:] = path
        sys.dont_write_bytecode = written
        for name in set(sys.modules) - known:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if name == MODULE or program.source_of(file) is not None:
                program.modules[name] = sys.modules.pop(name)


@contextlib.contextmanager
def _standard_output_to_error() -> Iterator[None]:
    """What child processes and extensions print goes where `print` goes, too."""
    kept = -1
    with contextlib.suppress(OSError, ValueError):
        if sys.__stdout__ is not None:
            sys.__stdout__.flush()
        kept = os.dup(1)
        os.dup2(2, 1)
    try:
        yield
    finally:
        if kept >= 0:
            with contextlib.suppress(OSError):
                os.dup2(kept, 1)
            os.close(kept)


def function_in(module: ModuleType, program: Program, name: str) -> Callable[..., Any]:
    """The function of this name, which may have dots. Raises Mistakes if there is none."""
    found: Any = module
    for part in name.split("."):
        owner = found
        found = vars(found).get(part) if found is module else getattr(found, part, None)
        if isinstance(owner, type) and inspect.isfunction(
            inspect.getattr_static(owner, part, None)
        ):
            found = getattr(_made(owner, program, name), part)
    functions = functions_of(module)
    notes: list[tuple[str, str]] = []
    if found is None:
        notes = did_you_mean(name.partition("(")[0], functions)
        if not name and functions:
            notes = [("help", f"write `{program.name}:{functions[0]}`")]
        title = f"{program.name} has no function `{name}`" if name else "which function?"
    elif callable(found) and not isinstance(found, type):
        return found
    else:
        kind = "a class" if isinstance(found, type) else f"of type {type(found).__name__}"
        title = f"`{name}` in {program.name} is no function: it is {kind}"
    if functions:
        listed = ", ".join(functions[:12]) + (", …" if len(functions) > 12 else "")
        notes.append(("note", f"functions in it: {listed}"))
    raise mistake(program.name, title, notes=notes)


def _made(kind: type, program: Program, name: str) -> Any:
    """An object of a class whose method is asked for. Raises Mistakes where it needs arguments."""
    try:
        needed = [
            each.name
            for each in inspect.signature(kind).parameters.values()
            if each.default is each.empty
            and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        ]
    except (TypeError, ValueError):  # a class that is not written in Python
        needed = []
    if not needed:
        return kind()
    own, method = kind.__name__, name.rpartition(".")[2]
    title = f"`{name}` is a method, and `{own}` needs {', '.join(needed)} to be made"
    line = f"{own.lower()} = {own}({', '.join(f'{each}=…' for each in needed)})"
    told = f"write `{line}` in the file, and ask for {program.name}:{own.lower()}.{method}"
    raise mistake(program.name, title, notes=[("help", told)])


def functions_of(module: ModuleType) -> list[str]:
    """The names of the functions and methods that the file itself defines, in its order."""
    found = []
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != MODULE or name.startswith("_"):
            continue
        if isinstance(value, type):
            methods = (each for each in vars(value) if not each.startswith("_"))
            found += [f"{name}.{each}" for each in methods if callable(getattr(value, each))]
        elif callable(value):
            found.append(name)
    return found


def mistake(
    file: str, title: str, label: Label | None = None, notes: list[tuple[str, str]] | None = None
) -> Mistakes:
    """One mistake in a file or in how it was called."""
    return Mistakes([JaccliError(printable(title), label, notes=notes or [])], file)


def _syntax(program: Program, error: SyntaxError) -> Mistakes:
    title = f"this is no Python: {error.msg}"
    lines = program.source.lines
    line = min(max(1, error.lineno or 1), len(lines))
    start = min(max(1, error.offset or 1), len(lines[line - 1]) + 1)
    stop = error.end_offset if error.end_lineno == error.lineno else None
    place = Place(program.source, line, start, max(1, (stop or start + 1) - start))
    return mistake(program.name, title, Label(place, error.msg))


def _too_deep(program: Program) -> Mistakes:
    label = Label(deepest(program.source), "too deep")
    help = "write it in several statements: a loop, or names for its parts"
    title = "this is nested more deeply than Python compiles"
    return mistake(program.name, title, label, [("help", help)])


def _near(path: Path) -> list[tuple[str, str]]:
    if not path.parent.is_dir():
        return []
    there = {each.stem: printable(each.name) for each in sorted(path.parent.glob("*.py"))}
    return did_you_mean(path.stem, [], there)
