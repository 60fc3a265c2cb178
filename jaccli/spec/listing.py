"""`layers` and `inputs` that are no list and no mapping: said once for each entry, with its line.

The lists that people write elsewhere have other marks: numbers, stars, names, or none.
"""

from __future__ import annotations

import re

from jaccli.errors import JaccliError, Label, Place, printable
from jaccli.layers import TYPES
from jaccli.spec.document import Mapping, Node, Scalar, Sequence, begin
from jaccli.spec.meant import LONGEST
from jaccli.spec.parted import fail_at, is_nothing, mapping_with, scalar_at, written
from jaccli.spec.reader import Reader
from jaccli.spec.types import keys_of, type_meant

MARK = r"(\s*)(?:[-*+•–—]|[0-9]+[.)])?\s*(\S.*?)[,;]?\s*"
DASH = "a dash and a blank stand before each layer"
ONE_LINE = "write one layer a line, such as `- relu`"


def listed_meant(reader: Reader, node: Node) -> Sequence | None:
    """The list of layers; None where it is none, and what to write is said."""
    match node:
        case Sequence():
            return _joined(reader, node)
        case Mapping():
            _named(reader, node)
        case Scalar():
            _in_a_text(reader, node)
    return None


def inputs_meant(reader: Reader, node: Node) -> Node | None:
    """`inputs` as a mapping where they are a list of pairs, which is said; None of others."""
    if not isinstance(node, Sequence) or not node.items:
        return node
    pairs: list[tuple[Node, Node]] = []
    for item in node.items:
        if not isinstance(item, Mapping):
            named = [f"x{at}: {written(each)}" for at, each in enumerate(node.items, start=1)]
            text = f"{{{', '.join(named)}}}"
            help = f"write `{text}`" if len(text) <= LONGEST else "write a name before each"
            reader.expect(node, "`inputs`", "a mapping of names to arrays", help)
            return None
        pairs += item.pairs
    meant = mapping_with(node, pairs)
    whole = written(meant)
    help = f"write `{whole}`" if len(whole) <= LONGEST else "leave the dashes out"
    reader.expect(node, "`inputs`", "a mapping of names to arrays", help)
    return meant


def _joined(reader: Reader, listed: Sequence) -> Sequence:
    """The list with keys that stand behind a dash of their own in the layer above."""
    items: list[Node] = []
    for item in listed.items:
        above = items[-1] if items else None
        if above is None or not _belongs(reader, above, item):
            items.append(item)
            continue
        assert isinstance(item, Mapping)
        key = item.pairs[0][0]
        title = f"a dash begins another layer: `{written(key)}` belongs to the one above"
        line = reader.source.lines[begin(key).line]
        help = line.replace("-", " ", 1).rstrip()
        if isinstance(above, Scalar):
            above = mapping_with(above, [(scalar_at(above, "type"), above)])
            help = f"- {written(mapping_with(above, [*above.pairs, *item.pairs]))}"
            title += f", {written(above.pairs[0][1])}"
        fail_at(reader, key, title, "", f"write `{help}`")
        assert isinstance(above, Mapping)
        items[-1] = mapping_with(above, [*above.pairs, *item.pairs])
    made = Sequence(listed.start_mark)
    made.items, made.end_mark = items, listed.end_mark
    return made


def _belongs(reader: Reader, above: Node, item: Node) -> bool:
    """Whether an entry without a type has keys of the layer above, which lacks them."""
    type = above.get("type") if isinstance(above, Mapping) else above
    if not isinstance(type, Scalar) or type.value not in TYPES or not isinstance(item, Mapping):
        return False
    given = [key for key, _ in above.pairs] if isinstance(above, Mapping) else []
    taken = {"type", "name", *(key.value for key in given if isinstance(key, Scalar))}
    words = {key.value if isinstance(key, Scalar) else "" for key, _ in item.pairs}
    first = begin(item)
    dashed = reader.source.lines[first.line][: first.column].strip() == "-"
    in_braces = reader.source.lines[first.line].startswith("{", first.column)
    return dashed and not in_braces and words <= {*keys_of(type.value)} - taken


def _named(reader: Reader, node: Mapping) -> None:
    """Layers as a mapping: by their names, by their types, or one without its dash."""
    keys = [key.value if isinstance(key, Scalar) else "" for key, _ in node.pairs]
    start = begin(node)
    if reader.source.lines[start.line].startswith("{", start.column):
        layers = [written(node)] if "type" in keys else [_entry(*pair) for pair in node.pairs]
        whole = f"[{', '.join(layers)}]"
        fits = layers and all(layers) and len(whole) <= LONGEST
        reader.expect(node, "layers", "a list of layers", f"write `{whole}`" if fits else ONE_LINE)
        return
    if "type" in keys:
        help = f"write `- {reader.source.lines[start.line].strip()}`"
        fail_at(reader, node.pairs[0][0], DASH, "not an entry of a list", help)
        return
    for key, value in node.pairs:
        layer = _entry(key, value)
        help = f"write `- {layer}`" if layer else ONE_LINE
        fail_at(reader, key, DASH, "not an entry of a list", help)
        if not layer:
            return


def _entry(key: Node, value: Node) -> str:
    """The layer that a key and its value mean, on one line; "" where nothing is near."""
    word = key.value if isinstance(key, Scalar) else ""
    kind = type_meant(word)
    if kind in TYPES and is_nothing(value):
        return kind
    head = [(scalar_at(key, "name"), scalar_at(key, word))]
    if isinstance(value, Mapping):
        typed = value.get("type") is not None
        if not typed and kind not in TYPES:
            return ""
        if not typed:
            head = [(scalar_at(key, "type"), scalar_at(key, kind))]
        return written(mapping_with(key, [*head, *value.pairs]))
    named = type_meant(value.value) if isinstance(value, Scalar) else ""
    if not named:
        return ""
    return written(mapping_with(key, [*head, (scalar_at(key, "type"), scalar_at(key, named))]))


def _in_a_text(reader: Reader, node: Scalar) -> None:
    """Layers as a text: each line of it is one, or it is one line."""
    first, last = begin(node), node.end_mark
    alone = reader.source.lines[first.line].strip() == node.value
    if last is None or not node.implicit[0] or (first.line == last.line and not alone):
        words = [word for word in re.split(r"[\s,;|>]+", node.value) if word not in ("", "->")]
        types = [type_meant(word) for word in words]
        help = f"write `[{', '.join(types)}]`" if types and all(types) else ONE_LINE
        reader.expect(node, "layers", "a list of layers", help)
        return
    before = len(reader.errors)
    for at in range(first.line, last.line + 1):
        text = reader.source.lines[at] if at < len(reader.source.lines) else ""
        found = re.fullmatch(MARK, text.partition(" #")[0])
        if found is None or text.lstrip().startswith("- "):
            continue
        type = type_meant(found[2])
        if not type:
            break
        place = Place(reader.source, at + 1, len(found[1]) + 1, len(text.strip()))
        label = Label(place, "not an entry of a list")
        help = f"write `{found[1]}- {type}`"
        reader.errors.append(JaccliError(DASH, label, notes=[("help", help)]))
    if len(reader.errors) == before:
        reader.expect(node, "layers", "a list of layers", ONE_LINE)


def wrapped(reader: Reader, root: Mapping) -> Mapping:
    """The keys of the file where they stand below one more, chain: or model:, which is said."""
    if len(root.pairs) != 1:
        return root
    key, value = root.pairs[0]
    if not isinstance(value, Mapping) or value.get("layers") is None:
        return root
    name = printable(key.value if isinstance(key, Scalar) else written(key))
    title = f"the keys of a chain file stand at the margin, not below `{name}:`"
    help = f"write the lines below it at the margin, and leave `{name}:` out"
    fail_at(reader, key, title, "leave it out", help)
    return value


def printed(root: Mapping) -> JaccliError | None:
    """What is said of a file that is the report of a command in JSON; None of any other."""
    schema = root.get("schema")
    found = re.fullmatch(
        r"jaccli\.([a-z]+)/\d+", schema.value if isinstance(schema, Scalar) else ""
    )
    if found is None:
        return None
    title = f"this is what `jaccli {found[1]}` printed as JSON, and no chain file"
    help = "write `jaccli new mlp 6 4 3 -o net.yaml` for one: its name ends in .yaml"
    return JaccliError(title, notes=[("help", help)])
