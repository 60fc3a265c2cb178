"""A type of layer that is none: said once, with the layer as it is to be written.

What follows from it is not reported: keys that other frameworks have, and fields that are missing
beside a type nobody could know, are a part of the same line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from jaccli.errors import JaccliError, Label, Note, Notes, printable
from jaccli.layers import TYPES, ArrayKind, kinds
from jaccli.layers.fields import IndexKind, NumberKind
from jaccli.nearest import nearest
from jaccli.spec.document import Mapping, Node, Scalar, Sequence, begin
from jaccli.spec.elsewhere import ABSENT, PROGRAM, fields_elsewhere
from jaccli.spec.formulas import is_formula
from jaccli.spec.meant import LONGEST
from jaccli.spec.numerals import NULLS
from jaccli.spec.parted import mapping_with, scalar_at, written
from jaccli.spec.reader import Reader
from jaccli.spec.types import keys_of, plain_name, sized, type_meant

LAYERS_EXPLAINED = "`jaccli explain layers` lists them all"
NEEDLESS = ("in_features", "input_dim", "input_size")  # elsewhere: how many numbers it reads
MOST = 8  # numbers of a vector that a help writes out
Pairs = list[tuple[Node, Node]]


class _Entry(NamedTuple):
    """A layer as it stands in the file. word: its type"""

    item: Scalar | Mapping
    word: Scalar

    @property
    def pairs(self) -> Pairs:
        """Its keys and values; of a type alone just that."""
        if isinstance(self.item, Mapping):
            return self.item.pairs
        return [(scalar_at(self.word, "type"), self.word)]

    @property
    def on_one_line(self) -> bool:
        """Whether it can be written anew as a whole."""
        last: Any = self.pairs[-1][1].end_mark
        return begin(self.item).line == last.line


def with_known_type(reader: Reader, item: Scalar | Mapping, n: int | None) -> Scalar | Mapping:
    """The layer with the type that is probably meant, which is said; else as it is.

    n: how many numbers it reads, where that is known
    """
    word = item.get("type") if isinstance(item, Mapping) else item
    if not isinstance(word, Scalar):
        return item
    if word.value in TYPES or (word.implicit[0] and word.value in NULLS):
        return item
    meant = type_meant(word.value)
    if not meant:
        _refuse(reader, item, word, _notes(word.value))
        return item
    entry = _Entry(item, word)
    pairs = _pairs(reader, entry, meant, n)

    def notes() -> Iterator[Note]:
        yield "help", f"write `{printable(_line(reader, entry, pairs))}`"
        yield "note", LAYERS_EXPLAINED

    _refuse(reader, item, word, notes)
    return mapping_with(item, pairs)


def _notes(word: str) -> list[tuple[str, str]]:
    """What stands in the place of a type that there is not, or those that there are."""
    if instead := ABSENT.get(plain_name(word)):
        return [("help", instead), ("note", LAYERS_EXPLAINED)]
    if is_formula(word) or "(" in word:
        return [("help", PROGRAM), ("note", LAYERS_EXPLAINED)]
    return [("note", LAYERS_EXPLAINED)]


def _refuse(reader: Reader, item: Node, word: Scalar, notes: Notes) -> None:
    name = item.get("name") if isinstance(item, Mapping) else None
    reader.errors.append(
        JaccliError(
            f"unknown layer type `{printable(word.value)}`",
            Label(reader.place(word), "not a layer type"),
            others=[] if name is None else [Label(reader.place(name))],
            notes=notes,
        )
    )


def _pairs(reader: Reader, entry: _Entry, meant: str, n: int | None) -> Pairs:
    """Its keys and values as they are meant; with those that are missing where it is one line."""
    known = keys_of(meant)
    also = fields_elsewhere(known)
    pairs: Pairs = []
    for key, value in entry.pairs:
        word = key.value if isinstance(key, Scalar) else ""
        if word in NEEDLESS and entry.on_one_line:
            continue
        near = "" if word in known else nearest(word, known, also)
        if value is entry.word:
            value = _like(reader, entry.word, meant)
        elif entry.on_one_line and near:
            key = _like(reader, key, near)
        pairs.append((key, value))
    if entry.on_one_line:
        given = {key.value for key, _ in pairs if isinstance(key, Scalar)}
        pairs += [
            (_like(reader, entry.word, key), value)
            for key, value in _missing(entry.word, meant, n).items()
            if not given & {key, *_instead(meant, key)}
        ]
    return pairs


def _like(reader: Reader, node: Node, text: str) -> Scalar:
    """A word in the place of another one, in quotes where that is: the file may be JSON."""
    made, start = scalar_at(node, text), begin(node)
    quoted = reader.source.lines[start.line].startswith('"', start.column)
    made.implicit = (not quoted, quoted)
    return made


def _instead(meant: str, key: str) -> tuple[str, ...]:
    """The fields that another one may stand for."""
    return {"size": ("weight",), "label": ("target",)}.get(key, ())


def _missing(word: Scalar, meant: str, n: int | None) -> dict[str, Node]:
    """A value for each field that a layer of this type cannot do without, as far as one is near."""
    kind = TYPES[meant]
    found: dict[str, Node] = {"size": scalar_at(word, "4")} if sized(kind) else {}
    for field, each in kinds(kind).items():
        match each:
            case IndexKind():
                found[field] = scalar_at(word, "0")
            case NumberKind() if field in kind.required():
                found[field] = scalar_at(word, "2")
            case ArrayKind(axes=("n",)) if field in kind.required() and n and n <= MOST:
                zeros = Sequence(word.start_mark)
                zeros.items, zeros.end_mark = [scalar_at(word, "0")] * n, word.end_mark
                found[field] = zeros
    return found


def _line(reader: Reader, entry: _Entry, pairs: Pairs) -> str:
    """The line to write: the whole layer, or the line of its type where it has several."""
    start = begin(entry.item if entry.on_one_line else entry.word)
    before = reader.source.lines[start.line][: start.column].strip()
    whole = written(mapping_with(entry.item, pairs))
    alone = written(pairs[[value for _, value in entry.pairs].index(entry.word)][1])
    text = whole if len(pairs) > 1 else alone
    if not entry.on_one_line or len(text) > LONGEST:
        return f"- type: {alone}" if before == "- type:" else f"type: {alone}"
    return f"- {text}" if before == "-" else text
