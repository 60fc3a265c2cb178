"""One entry of `layers` in another form: below its name, as a formula, with names side by side.

Each is said once, and read as it was meant.
"""

from __future__ import annotations

import re

from jaccli.errors import printable
from jaccli.layers import TYPES
from jaccli.nearest import nearest
from jaccli.spec.declared import LAYER
from jaccli.spec.document import Mapping, Node, Scalar
from jaccli.spec.elsewhere import FIELDS_ELSEWHERE
from jaccli.spec.formulas import formula_meant, is_formula
from jaccli.spec.meant import ACTIVATION, LONGEST
from jaccli.spec.parted import Unbracketed, fail_at, is_nothing, mapping_with, scalar_at, written
from jaccli.spec.reader import Reader
from jaccli.spec.types import is_key, keys_of, type_meant


def entry_meant(reader: Reader, item: Node) -> Node:
    """A layer below its name, `hidden: {type: linear}`, or as a formula, as it is meant."""
    if isinstance(item, Scalar) and item.implicit[0] and is_formula(item.value):
        return _as_formula(reader, item, item.value) or item
    if not isinstance(item, Mapping) or len(item.pairs) != 1:
        return item
    key, value = item.pairs[0]
    word = key.value if isinstance(key, Scalar) else ""
    near = nearest(word, LAYER.keys, FIELDS_ELSEWHERE)
    if not word or near or is_key(word) or word in ACTIVATION or type_meant(word):
        return item
    if isinstance(value, Scalar) and value.implicit[0] and is_formula(value.value):
        return _as_formula(reader, item, f"{word} = {value.value}") or item
    inner: list[tuple[Node, Node]] = []
    if isinstance(value, Mapping) and value.get("type") is not None:
        inner = value.pairs
    elif isinstance(value, Scalar) and (type := type_meant(value.value)):
        inner = [(scalar_at(value, "type"), scalar_at(value, type))]
    if not inner:
        return item
    meant = mapping_with(item, [(scalar_at(key, "name"), scalar_at(key, word)), *inner])
    title = f"`{printable(word)}` stands as a key: it is the `name`"
    layer = written(meant)
    help = f"write `{layer}`" if len(layer) <= LONGEST else f"write `name: {printable(word)}`"
    fail_at(reader, key, title, "not a key of a layer", help)
    return meant


def _as_formula(reader: Reader, item: Node, text: str) -> Mapping | None:
    """The layer that a formula means, which is said; None where none is known."""
    found = formula_meant(text, getattr(reader, "names", {}))
    if not found:
        return None
    pairs: list[tuple[Node, Node]] = []
    for key, value in found.items():
        made: Node = (
            _Names.at(item, value).whole() if isinstance(value, list) else scalar_at(item, value)
        )
        pairs.append((scalar_at(item, key), made))
    meant = mapping_with(item, pairs)
    title = f"`{printable(text)}` is a formula: a layer has a type"
    line = written(meant) if len(pairs) > 1 else str(found["type"])
    fail_at(reader, item, title, "not a layer", f"write `{line}`")
    return meant


def names_meant(reader: Reader, item: Node) -> Node:
    """The layer whose `inputs` are several names without brackets, x, y or x y, with them."""
    if not isinstance(item, Mapping):
        return item
    pairs: list[tuple[Node, Node]] = []
    for key, value in item.pairs:
        before = pairs[-1][0] if pairs else None
        reads = isinstance(before, Scalar) and before.value == "inputs"
        if reads and isinstance(key, Scalar) and is_nothing(value) and _no_key(item, key):
            pairs[-1] = pairs[-1][0], _Names.of(pairs[-1][1], key)
            continue
        pairs.append((key, value))
    for at, (key, value) in enumerate(pairs):
        names = value if isinstance(value, _Names) else _parted(reader, key, value)
        if names is not None:
            title = "several names stand in brackets"
            fail_at(reader, names.items[0], title, "no bracket", f"write `{written(names)}`")
            pairs[at] = key, names.whole()
    return mapping_with(item, pairs)


class _Names(Unbracketed):
    """x, y or x y"""

    __slots__ = ()

    @classmethod
    def at(cls, node: Node, words: list[str]) -> _Names:
        """These names in the place of a node."""
        made = cls(node.start_mark)
        made.items, made.end_mark = [scalar_at(node, word) for word in words], node.end_mark
        return made


def _no_key(item: Mapping, key: Scalar) -> bool:
    """Whether a word is no key of the layer that it stands in."""
    type = item.get("type")
    kind = type.value if isinstance(type, Scalar) else ""
    return key.value not in (keys_of(kind) if kind in TYPES else ())


def _parted(reader: Reader, key: Node, value: Node) -> _Names | None:
    """The names in one word, where no value has it as its name: x y; else None."""
    if not (isinstance(key, Scalar) and key.value == "inputs" and isinstance(value, Scalar)):
        return None
    known = getattr(reader, "names", {})
    words = [word for word in re.split(r"[\s,+]+", value.value) if word != "and"]
    if value.value in known or len(words) < 2 or not all(word in known for word in words):
        return None
    return _Names.at(value, words)
