"""Layers and keys that are written in another form: said once, and read as they were meant.

What is read as it was meant leads to no further mistake: a layer written as `linear: {size: 4}`
has a size, and whatever follows it fits or does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, NamedTuple, cast

from jaccli.errors import JaccliError, Label, Place, printable
from jaccli.layers import TYPES
from jaccli.nearest import nearest
from jaccli.spec.declared import LAYER
from jaccli.spec.document import Mapping, Node, Scalar, Sequence, begin
from jaccli.spec.elsewhere import FIELDS_ELSEWHERE
from jaccli.spec.numerals import INTEGER
from jaccli.spec.parted import (
    KEYED,
    fail_at,
    halves,
    is_nothing,
    mapping_with,
    no_colon,
    pairs_meant,
    scalar_at,
    written,
)
from jaccli.spec.reader import Reader
from jaccli.spec.types import is_key, keys_of, sized, type_meant

ACTIVATION = ("activation", "act", "nonlinearity")
CALLED = r"([A-Za-z_][\w.]*)(?:\s*\((.*)\)|[\s,]+(.+))?"
LONGEST = 100  # characters of a line that a help still writes out


class Called(NamedTuple):
    """A type of layer, and what stands in the brackets behind it."""

    type: str
    size: str = ""
    reads: tuple[str, ...] = ()


def layer_meant(reader: Reader, item: Node) -> Node:
    """The layer as it was meant; the same where nothing is known to be meant."""
    match item:
        case Scalar():
            return _word(reader, item) if item.implicit[0] else item
        case Mapping():
            return _fields(reader, pairs_meant(reader, item))
    return item


def margin_meant(reader: Reader, root: Mapping, known: tuple[str, ...]) -> Mapping:
    """The file with the keys of its last layer in that layer, where they begin at the margin."""
    pairs: list[tuple[Node, Node]] = []
    last: Mapping | None = None
    near: Collection[str] = ()  # the keys that it may have
    for key, value in root.pairs:
        word = key.value if isinstance(key, Scalar) else ""
        if last is None or word in known or word not in near:
            pairs.append((key, value))
            last = _last_in_lines(value if word == "layers" else None)
            near = () if last is None else _keys_near(last)
            continue
        indent = begin(last).column
        line = reader.source.lines[begin(key).line]
        fail_at(
            reader,
            key,
            f"`{word}` begins at the margin: it belongs to the layer above",
            "wrong indentation",
            f"write `{' ' * indent}{line.strip()}`",
        )
        last.pairs.append((key, value))
    return mapping_with(root, pairs)


def _word(reader: Reader, node: Scalar) -> Node:
    """relu, and what is no type alone: `type=relu`, `linear 4`, `nn.Linear(2, 4)`."""
    if node.value in TYPES:
        return node
    last: Any = node.end_mark
    if begin(node).line != last.line:
        return _one_line(reader, node)
    parted = re.fullmatch(KEYED, node.value)
    if parted and parted[1] in ("type", *FIELDS_ELSEWHERE):
        _, value = halves(node, parted)
        fail_at(reader, node, no_colon(node.value, parted[2]), "", f"write `type: {parted[3]}`")
        return mapping_with(node, [(scalar_at(node, "type"), value)])
    called = _called(node.value, getattr(reader, "names", {}))
    if called is None:
        return node
    whole: list[tuple[Node, Node]] = [(scalar_at(node, "type"), scalar_at(node, called.type))]
    if called.size:
        whole.append((scalar_at(node, "size"), scalar_at(node, called.size)))
    if called.reads:
        read = Sequence(node.start_mark)
        read.items, read.end_mark = [scalar_at(node, name) for name in called.reads], node.end_mark
        whole.append((scalar_at(node, "inputs"), read))
    meant = mapping_with(node, whole)
    layer = written(meant) if len(whole) > 1 else called.type
    title = f"`{printable(node.value)}` is no layer: it has a type, and its fields by their names"
    fail_at(reader, node, title, "not a layer", f"write `{layer}`")
    return meant


def _called(text: str, names: Collection[str]) -> Called | None:
    """What a layer as a call means; None where it is none. names: of values that may be read"""
    found = re.fullmatch(CALLED, text)
    if found is None or (found[2] is None and found[3] is None):
        return None
    type = type_meant(found[1])
    numbers = [part for part in re.split(r"[\s,=()]+", found[2] or found[3] or "") if part]
    if type and numbers and all(each in names for each in numbers):
        return Called(type, reads=tuple(numbers) if len(names) > 1 else ())
    if not type or not all(INTEGER.fullmatch(each) or each in keys_of(type) for each in numbers):
        return None
    sizes = [each for each in numbers if INTEGER.fullmatch(each)]
    if sizes and not sized(TYPES[type]):
        return None
    return Called(type, sizes[-1] if sizes else "")


def _one_line(reader: Reader, node: Scalar) -> Node:
    """A dash that begins further right continues the line above: relu - tanh."""
    lines = reader.source.lines
    first, last = begin(node).line, cast("Any", node.end_mark)
    indent = len(lines[first]) - len(lines[first].lstrip())
    for at in range(first + 1, min(last.line, len(lines) - 1) + 1):
        bare = lines[at].strip()
        if not bare.startswith("- "):
            continue
        place = Place(
            reader.source, at + 1, len(lines[at]) - len(lines[at].lstrip()) + 1, len(bare)
        )
        title = "this line begins further right than the layer above: it is read as a part of it"
        help = f"write `{' ' * indent}{bare}`"
        label = Label(place, "wrong indentation")
        reader.errors.append(JaccliError(title, label, notes=[("help", help)]))
    word = lines[first][begin(node).column :].strip()
    return scalar_at(node, word) if type_meant(word) else node


def _fields(reader: Reader, item: Mapping) -> Mapping:
    """A layer without its type, or with its activation among its fields."""
    words = {key.value: value for key, value in item.pairs if isinstance(key, Scalar)}
    if "type" not in words and item.pairs:
        return _typed(reader, item)
    pairs = []
    for key, value in item.pairs:
        word = key.value if isinstance(key, Scalar) else ""
        named = word in ACTIVATION and isinstance(value, Scalar)
        if named and (meant := type_meant(written(value))):
            title = f"`{word}` is no field of a layer: an activation is a layer of its own"
            fail_at(reader, key, title, "leave it out", f"write `- {meant}` on the next line")
            continue
        pairs.append((key, value))
    return mapping_with(item, pairs)


def _typed(reader: Reader, item: Mapping) -> Mapping:
    """A layer whose type stands as a key, or as the value of another key."""
    first, _ = item.pairs[0]
    head = first.value if isinstance(first, Scalar) else ""
    type = type_meant(head)
    if type and not nearest(head, LAYER.keys, FIELDS_ELSEWHERE) and not is_key(head):
        return _unwrapped(reader, item, type)
    for at, (key, value) in enumerate(item.pairs):
        word = key.value if isinstance(key, Scalar) else ""
        names = isinstance(value, Scalar) and type_meant(value.value)
        near = nearest(word, ["type"], {"layer": "type", "kind": "type", "op": "type"})
        if names and (near or word in (*ACTIVATION, "name", "function")):
            fail_at(reader, key, f"unknown key `{printable(word)}`", "", "did you mean `type`?")
            whole = [*item.pairs]
            whole[at] = (scalar_at(key, "type"), value)
            return mapping_with(item, whole)
    return item


def _unwrapped(reader: Reader, item: Mapping, type: str) -> Mapping:
    """linear: {size: 4}, linear: 4 and relu: as what they mean."""
    key, value = item.pairs[0]
    inner: list[tuple[Node, Node]] = []
    if isinstance(value, Mapping):
        inner = value.pairs
    elif isinstance(value, Sequence) and all(_is_word(each) for each in value.items):
        inner = [(scalar_at(value, "inputs"), value)]
    elif not is_nothing(value) and sized(TYPES[type]):
        inner = [(scalar_at(value, "size"), value)]
    meant = mapping_with(
        item, [(scalar_at(key, "type"), scalar_at(key, type)), *inner, *item.pairs[1:]]
    )
    layer = written(meant) if len(meant.pairs) > 1 else type
    title = f"`{printable(str(getattr(key, 'value', '')))}` stands as a key: it is the `type`"
    help = f"write `- {layer}`" if len(layer) <= LONGEST else f"write `type: {type}`"
    fail_at(reader, key, title, "not a key of a layer", help)
    return meant


def _is_word(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value.isidentifier()


def inputs_of(item: Mapping) -> Node | None:
    """What the layer reads, under a key that is near `inputs` too: that is reported elsewhere."""
    near = None
    known = _keys_near(item)
    for key, value in item.pairs:
        word = key.value if isinstance(key, Scalar) else ""
        if word == "inputs":
            return value
        if word not in known and nearest(word, known, FIELDS_ELSEWHERE) == "inputs":
            near = value
    return near


def _keys_near(item: Mapping) -> tuple[str, ...]:
    """The keys that the layer may have."""
    for key, value in item.pairs:
        if isinstance(key, Scalar) and key.value == "type" and isinstance(value, Scalar):
            return keys_of(value.value) if value.value in TYPES else ()
    return ()


def _last_in_lines(layers: Node | None) -> Mapping | None:
    """The last layer, where its keys stand on lines of their own."""
    if not isinstance(layers, Sequence) or not layers.items:
        return None
    last = layers.items[-1]
    return last if isinstance(last, Mapping) and begin(last).column else None
