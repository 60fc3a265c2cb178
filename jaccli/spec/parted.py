"""A key and its value in one word, such as `size:4`: said once, and read as two.

Nodes that are meant stand where those are that were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from yaml import Mark

from jaccli.errors import JaccliError, Label, printable
from jaccli.spec import document
from jaccli.spec.document import Mapping, Node, Scalar, Sequence
from jaccli.spec.numerals import NULLS

if TYPE_CHECKING:
    from jaccli.spec.reader import Reader

KEYED = r"([A-Za-z_]\w*)\s*([:=])\s*(\S.*)"
MOST_WRITTEN = 1_000  # characters of a node on one line
NAMES = "nmhkabcd"  # of sizes that have none
SPACED = r"(type|name|size|inputs|weight|bias|label|target|file|key|init)( )\s*(\S+)"


def pairs_meant(reader: Reader, item: Mapping) -> Mapping:
    """The mapping with a blank after each colon, {type:linear, size=4}, and each matrix in one."""
    pairs: list[tuple[Node, Node]] = []
    for key, value in item.pairs:
        if isinstance(key, Sequence) and is_nothing(value) and pairs:
            last, before = pairs[-1]
            if isinstance(before, Sequence):
                pairs[-1] = last, _Rows.of(before, key)
            continue
        parted = _parted(reader, key) if is_nothing(value) else None
        pairs.append(parted or (key, value))
    for at, (key, value) in enumerate(pairs):
        if isinstance(value, _Rows):
            title = "a matrix has a bracket around all its rows as well"
            fail_at(reader, value, title, "rows without it", f"write `{written(value)}`")
            pairs[at] = key, value.whole()
    return mapping_with(item, pairs)


class Unbracketed(Sequence):
    """What stands side by side, without the bracket around all of it."""

    __slots__ = ()

    @classmethod
    def of(cls, before: Node, item: Node) -> Self:
        """What stands there so far with one more."""
        if isinstance(before, cls):
            made = before
        else:
            made = cls(before.start_mark)
            made.items.append(before)
        made.items.append(item)
        made.end_mark = item.end_mark
        return made

    def whole(self) -> Sequence:
        """The list, once that is said."""
        made = Sequence(self.start_mark)
        made.items, made.end_mark = self.items, self.end_mark
        return made


class _Rows(Unbracketed):
    """[1, 2], [3, 4]"""

    __slots__ = ()


def _parted(reader: Reader, key: Node) -> tuple[Node, Node] | None:
    """The key and the value that stand in one word, which is said; None where it is one word."""
    if not isinstance(key, Scalar) or not key.implicit[0]:
        return None
    found = re.fullmatch(KEYED, key.value) or re.fullmatch(SPACED, key.value)
    if found is None:
        return None
    fail_at(reader, key, no_colon(key.value, found[2]), "", f"write `{found[1]}: {found[3]}`")
    return halves(key, found)


def sizes_meant(node: Node) -> Mapping | None:
    """`n=3` and [3, 4] as sizes with names; None of what is a mapping, or is not understood."""
    pairs: list[tuple[Node, Node]] = []
    match node:
        case Scalar() if found := re.fullmatch(KEYED, node.value):
            pairs = [halves(node, found)]
        case Sequence():
            named = zip(NAMES, node.items, strict=False)
            pairs = [(scalar_at(each, name), each) for name, each in named]
    return mapping_with(node, pairs) if pairs else None


def written(node: Node) -> str:
    """The node on one line, as a chain file writes it; of a long one, which no help writes out,
    the begin: aliases may repeat what is in it."""
    parts: list[str] = []
    left = MOST_WRITTEN
    for part in _parts(node):
        if left < 0:
            return "".join(parts) + "…"
        parts.append(part)
        left -= len(part)
    return "".join(parts)


def _parts(node: Node) -> Iterator[str]:
    match node:
        case Sequence():
            yield "["
            for at, item in enumerate(node.items):
                yield ", " if at else ""
                yield from _parts(item)
            yield "]"
        case Mapping():
            yield "{"
            for at, (key, value) in enumerate(node.pairs):
                yield ", " if at else ""
                yield from _parts(key)
                yield ": "
                yield from _parts(value)
            yield "}"
        case _:
            yield node.value if node.implicit[0] else f'"{node.value}"'


def no_colon(text: str, sign: str) -> str:
    """What is said of a key and a value in one word. sign: what stands between"""
    if sign == "=":
        return f"`{printable(text)}`: a key and its value are parted by a colon, not by `=`"
    if sign == " ":
        return f"a colon is missing after the first word of `{printable(text)}`"
    return f"a blank is missing after the colon of `{printable(text)}`"


def halves(node: Any, found: re.Match[str]) -> tuple[Scalar, Scalar]:
    """The key and the value in a node's word. found: by KEYED"""
    return scalar_at(node, found[1]), scalar_at(node, found[3], found.start(3))


def scalar_at(node: Any, text: str, offset: int = 0) -> Scalar:
    """A word in the place of a node, or of the part of it that begins there."""
    start = node.start_mark
    begin = Mark("", 0, start.line, start.column + offset, None, 0)
    end = Mark("", 0, start.line, start.column + offset + len(text), None, 0)
    return Scalar(None, None, (True, False), text, begin, end if offset else node.end_mark)


def mapping_with(node: Any, pairs: list[tuple[Node, Node]]) -> Mapping:
    """A mapping of these pairs in the place of a node."""
    made = Mapping(node.start_mark)
    made.end_mark = node.end_mark
    made.pairs = pairs
    return made


def is_nothing(value: Node) -> bool:
    """Whether no value stands behind a key."""
    return isinstance(value, Scalar) and value.implicit[0] and value.value in NULLS


def fail_at(reader: Reader, node: Node, title: str, found: str, help: str) -> None:
    """Report a mistake at a node, and what to write there."""
    label = Label(document.place(reader.source, node), found)
    reader.errors.append(JaccliError(title, label, notes=[("help", help)]))
