"""A mapping of Python in place of a chain file: the same tree, and the YAML that its places show.

Arrays are taken as they are, and stand in the text as their shapes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yaml import Mark

from jaccli.errors import JaccliError, Mistakes, Source, printable
from jaccli.opened import Folder
from jaccli.spec import document
from jaccli.spec.chain import ChainFile

NAME = "<mapping>"  # in place of a file's


def chain_of_mapping(mapping: Mapping[Any, Any], folder: Folder) -> ChainFile:
    """What a mapping with the keys of a chain file describes.

    folder: where file names in it lead from. Raises Mistakes: it is nested too deep.
    """
    writer = _Writer()
    try:
        root = writer.top(mapping)
    except JaccliError as error:
        raise Mistakes([error], NAME) from None
    return ChainFile(Source(NAME, "".join(writer.parts)), folder, root)


class _Writer:
    """Writes YAML, and the node of everything it writes."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.line = 0
        self.column = 0
        self.depth = 0

    def top(self, mapping: Mapping[Any, Any]) -> document.Mapping:
        """One key a line, and one layer a line."""
        found = document.Mapping(self._mark())
        for key, value in mapping.items():
            name = self._scalar(key)
            if key == "layers" and _is_list(value):
                self._write(":")
                self._end_line()
                listed = document.Sequence(self._mark())
                for item in value:
                    self._write("- ")
                    listed.items.append(self._node(item))
                    self._end_line()
                listed.end_mark = self._mark()
                found.pairs.append((name, listed))
                continue
            self._write(": ")
            found.pairs.append((name, self._node(value)))
            self._end_line()
        found.end_mark = self._mark()
        return found

    def _node(self, value: Any) -> document.Node:
        self.depth += 1
        if self.depth > document.MAX_DEPTH:
            raise JaccliError(f"{NAME}: nested deeper than {document.MAX_DEPTH} levels")
        found: document.Node
        if isinstance(value, Mapping):
            found = self._mapping(value)
        elif _is_list(value):
            found = self._list(value)
        else:
            found = self._array(value) if _is_array(value) else self._scalar(value)
        self.depth -= 1
        return found

    def _mapping(self, mapping: Mapping[Any, Any]) -> document.Mapping:
        found = document.Mapping(self._mark())
        self._write("{")
        for at, (key, value) in enumerate(mapping.items()):
            self._write(", " if at else "")
            name = self._scalar(key)
            self._write(": ")
            found.pairs.append((name, self._node(value)))
        self._write("}")
        found.end_mark = self._mark()
        return found

    def _list(self, items: Sequence[Any]) -> document.Sequence:
        found = document.Sequence(self._mark())
        self._write("[")
        for at, item in enumerate(items):
            self._write(", " if at else "")
            found.items.append(self._node(item.tolist() if _is_array(item) else item))
        self._write("]")
        found.end_mark = self._mark()
        return found

    def _array(self, value: Any) -> document.Node:
        from jaccli.arrays import np

        array = np.asarray(value)
        if not array.ndim:
            return self._scalar(array.item())
        if array.dtype.kind != "f":  # integers may be indices, which are read one by one
            return self._list(array.tolist())
        text = f"<array {'×'.join(map(str, array.shape))}>"
        begin = self._mark()
        self._write(text)
        found = document.Given(None, None, (True, False), text, begin, self._mark())
        found.array = array
        return found

    def _scalar(self, value: Any) -> document.Node:
        if hasattr(value, "dtype") and hasattr(value, "item"):
            value = value.item()
        text, plain = _written(value)
        begin = self._mark()
        self._write(printable(text) if plain or _needs_no_quotes(text) else repr(text))
        return document.Scalar(None, None, (plain, not plain), text, begin, self._mark())

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.column += len(text)

    def _end_line(self) -> None:
        self.parts.append("\n")
        self.line += 1
        self.column = 0

    def _mark(self) -> Mark:
        return Mark(NAME, 0, self.line, self.column, None, 0)


def _written(value: Any) -> tuple[str, bool]:
    """A scalar as YAML writes it, and whether without quotes."""
    match value:
        case None:
            return "null", True
        case bool():
            return str(value).lower(), True
        case int() | float():
            return repr(value), True
        case str():
            return value, False
    return f"<{type(value).__name__}>", True


def _needs_no_quotes(text: str) -> bool:
    """Whether the text is a word that no reader of YAML takes for something else."""
    return text.isidentifier() and text.lower() not in ("null", "true", "false", "yes", "no")


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def _is_array(value: Any) -> bool:
    return hasattr(value, "__array__") and not isinstance(value, type)
