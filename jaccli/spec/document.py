"""YAML text to a tree of nodes that know their places.

Built from PyYAML's events in one pass: its own composer is slow on large arrays and can crash the
process on deep nesting, and aliases can explode. Nothing is resolved here: `1e-3` and `no` stay
text until a field says what it expects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from jaccli.errors import JaccliError, Label, Place, Source
from jaccli.spec.numerals import DECIMAL

MAX_DEPTH = 64  # levels of nesting; a chain file needs six
MAX_ALIASED = 4_000_000  # numbers that aliases may repeat in all
WORD = 100  # numbers that are as much work as a word or a mapping
LIST = 10  # numbers that are as much work as a list, besides what is in it

JSON_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?')  # one that never ends, too: it is read once
SURROGATES = re.compile(
    r"(?<!\\)\\u([dD][89abAB]{h}{{2}})\\u([dD][c-fC-F]{h}{{2}})".format(h="[0-9a-fA-F]")
)
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Sequence:
    """A list. `total` is the work of reading it, in numbers, of repeated nodes each time."""

    __slots__ = ("end_mark", "items", "start_mark", "total")

    def __init__(self, start_mark: Any) -> None:
        self.end_mark = start_mark  # until it is closed
        self.items: list[Node] = []
        self.start_mark = start_mark
        self.total = LIST


class Mapping:
    """Pairs of key and value, in order, repeated keys included."""

    __slots__ = ("end_mark", "pairs", "start_mark", "total")

    def __init__(self, start_mark: Any) -> None:
        self.end_mark = start_mark  # until it is closed
        self.pairs: list[tuple[Node, Node]] = []
        self.start_mark = start_mark
        self.total = WORD

    def get(self, key: str) -> Node | None:
        """The value of a key, the first of repeated ones; None where it is not given."""
        for each, value in self.pairs:
            if isinstance(each, Scalar) and each.value == key:
                return value
        return None


class Given(ScalarEvent):
    """An array that is there already, in place of its numbers; `value` describes it."""

    array: Any  # of floats


Scalar = ScalarEvent  # .value is its text, .implicit[0] whether it stands plain, without quotes
Node = Scalar | Sequence | Mapping


def begin(node: Node) -> Any:
    """The mark at which the node begins, its line and column from 0."""
    return node.start_mark


def place(source: Source, node: Node) -> Place:
    """Where the node stands; a node of several lines is marked on its first."""
    start: Any = node.start_mark
    end: Any = node.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Place(source, start.line + 1, start.column + 1, width)


def parse(source: Source) -> Node | None:
    """The tree of the one document in the source, None if it is empty.

    Raises JaccliError: not YAML, several documents, tags, nesting or aliases beyond the bounds;
    Mistakes where the text is no YAML in several places.
    """
    try:
        return _parsed(source, source.text)
    except yaml.MarkedYAMLError as error:
        from jaccli.spec.syntax import every_slip

        raise every_slip(source, error, _events) from None
    except yaml.YAMLError as error:
        raise _not_text(source, error) from None


def _parsed(source: Source, text: str) -> Node | None:
    builder = _Builder(source)
    for event in _events(text):
        builder.take(event)
    return builder.root


def _events(text: str) -> Iterator[Any]:
    """What YAML finds in a text, piece by piece."""
    yield from yaml.parse(_without_surrogates(text), Loader=LOADER)


def _without_surrogates(text: str) -> str:
    """The text with JSON's two escapes of one character, \\ud83d\\ude00, as YAML's one.

    What follows in the line keeps its place: blanks behind the string make up for the difference.
    """
    if not text.lstrip().startswith(("{", "[")) or not SURROGATES.search(text):
        return text

    def mended(string: re.Match[str]) -> str:
        def joined(pair: re.Match[str]) -> str:
            high, low = (int(half, 16) for half in pair.groups())
            return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"

        short = SURROGATES.sub(joined, string.group())
        return short + " " * (len(string.group()) - len(short))

    return JSON_STRING.sub(mended, text)


class _Builder:
    """Puts events together. `open` are the collections around the current event."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node | None = None
        self.documents = 0
        self.open: list[Sequence | Mapping] = []
        self.keys: list[Node | None] = []  # for each open mapping the key that waits for its value
        self.anchors: dict[str, Node] = {}
        self.aliased = 0

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is ScalarEvent:
            if event.tag is not None:
                raise self._no_tags(event)
            if event.anchor is not None:
                self.anchors[event.anchor] = event
            self._place(event, _weight(event) if self.anchors else 1)
        elif kind is SequenceStartEvent or kind is MappingStartEvent:
            self._enter(event, kind)
        elif kind is SequenceEndEvent or kind is MappingEndEvent:
            closed = self.open.pop()
            closed.end_mark = event.end_mark
            self.keys.pop()
            if self.open:
                self.open[-1].total += closed.total
        elif kind is AliasEvent:
            self._alias(event)
        elif kind is DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise self._error(
                    event,
                    "a second document begins here: a chain file has one",
                    "one document a file",
                    "write what follows to a file of its own, and leave this line out",
                )

    def _enter(self, event: Any, kind: type) -> None:
        if event.tag is not None:
            raise self._no_tags(event)
        if len(self.open) >= MAX_DEPTH:
            raise self._error(
                event, f"nested deeper than {MAX_DEPTH} levels", f"level {MAX_DEPTH + 1}"
            )
        start = Sequence if kind is SequenceStartEvent else Mapping
        node = start(event.start_mark)
        self._place(node, 0)  # its nodes are added to the parent's total when it closes
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self.open.append(node)
        self.keys.append(None)

    def _alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            title = (
                f"`*{event.anchor}` stands for what `&{event.anchor}` names: no value above has it"
            )
            raise self._error(
                event, title, "", f"write the value itself, or `{event.anchor}` if it is a name"
            )
        if node in self.open:
            raise self._error(event, f"`*{event.anchor}` stands inside itself", "")
        total = _weight(node) if isinstance(node, Scalar) else node.total
        self.aliased += total
        if self.aliased > MAX_ALIASED:
            raise self._error(
                event,
                f"aliases repeat more than {MAX_ALIASED:,} numbers, or "
                f"{MAX_ALIASED // WORD:,} words",
                "with this one",
                "write large arrays to a file: `{file: w.npy}`",
            )
        self._place(node, total)

    def _place(self, node: Node, total: int) -> None:
        """Hang the node into the innermost open collection."""
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.total += total
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = node
        else:
            parent.pairs.append((key, node))
            self.keys[-1] = None

    def _no_tags(self, event: Any) -> JaccliError:
        mark = event.start_mark
        word = self.source.lines[mark.line][mark.column :].split(maxsplit=1)
        title = f"tags such as `{word[0] if word else event.tag}` are not read"
        help = f"write `{' '.join(word[1:])}` alone" if word[1:] else ""
        return self._error(event, title, "leave the tag out", help)

    def _error(self, event: Any, title: str, found: str, help: str = "") -> JaccliError:
        mark = event.start_mark
        notes = [("help", help)] if help else []
        where = Place(self.source, mark.line + 1, mark.column + 1)
        return JaccliError(title, Label(where, found), notes=notes)


def _weight(scalar: ScalarEvent) -> int:
    """The work of reading a scalar, in numbers."""
    text = scalar.value
    return 1 if len(text) < WORD and DECIMAL.fullmatch(text) else WORD + len(text)


def _not_text(source: Source, error: yaml.YAMLError) -> JaccliError:
    """A character that YAML forbids: binary data, usually."""
    # The C reader counts bytes, so its position is of no use in text
    found = yaml.reader.Reader.NON_PRINTABLE.search(source.text)
    if found is None:
        return JaccliError("this is not YAML", notes=[("why", " ".join(str(error).split()))])
    before = Source(source.name, source.text[: found.start()]).lines
    return JaccliError(
        "this is not YAML: a control character stands in it",
        Label(Place(source, len(before), len(before[-1]) + 1), f"{found.group()!a}"),
        notes=[("help", "is this a chain file? it looks like binary data")],
    )
