"""Nodes of a document to single values: each says what it expected and collects mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from jaccli.errors import JaccliError, Label, Note, Notes, Place, Source, printable
from jaccli.nearest import did_you_mean, nearest
from jaccli.opened import Folder
from jaccli.spec import document
from jaccli.spec.declared import ANY_SIZE, LARGEST
from jaccli.spec.document import Node, Scalar
from jaccli.spec.mended import described, mended_integer, mended_number, without_control
from jaccli.spec.numerals import INTEGER, NULLS, integer_meant, is_number
from jaccli.spec.parted import pairs_meant, sizes_meant, written
from jaccli.words import named

NO_SIZES = "write `sizes: {{{0}: 4}}` in the file, and {0} where that size is meant"


class Reader:
    """Converts nodes, gathers mistakes in `errors`, returns None where there was one."""

    def __init__(self, source: Source, folder: Folder) -> None:
        self.source = source
        self.folder = folder  # file names lead from it
        self.errors: list[JaccliError] = []
        self.sizes: dict[str, int] = {}
        self.refused: set[str] = set()  # names of sizes whose numbers are none, which was said
        self.seed = 0

    def place(self, node: Node) -> Place:
        return document.place(self.source, node)

    def places_of(self, node: Node) -> dict[str, Place]:
        """Where the keys of a mapping stand."""
        pairs = node.pairs if isinstance(node, document.Mapping) else []
        return {key.value: self.place(key) for key, _ in pairs if isinstance(key, Scalar)}

    def fail(self, node: Node, title: str, found: str = "", notes: Notes = ()) -> None:
        self.errors.append(JaccliError(title, Label(self.place(node), found), notes=notes))

    def expect(
        self, node: Node, what: str, expected: str, help: str | Callable[[], str] = ""
    ) -> None:
        """The usual mistake: `what` should be one thing and is another."""
        title = f"{what}: expected {expected}, found {described(node)}"
        self.fail(node, title, f"not {expected}", _help(help))

    def mapping(
        self,
        node: Node,
        what: str,
        keys: Iterable[str] | None,
        also_called: Mapping[str, str] | None = None,
        nowhere: Mapping[str, str] | None = None,
    ) -> dict[str, Node]:
        """Key to value. Unknown keys (`keys` None: any) and repeated ones are mistakes.

        nowhere: what to write for keys that others have and that stand for none of `keys`
        """
        if not isinstance(node, document.Mapping):
            self.expect(node, what, "a mapping of keys to values")
            return {}
        node = pairs_meant(self, node)
        values: dict[str, Node] = {}
        places: dict[str, Node] = {}
        known = None if keys is None else list(keys)
        written = {key.value for key, _ in node.pairs if isinstance(key, Scalar)}
        for key_node, value in node.pairs:
            if not isinstance(key_node, Scalar):
                self.expect(key_node, f"a key of {what}", "a word")
                continue
            key = key_node.value
            if key in places:
                first = self.place(places[key])
                self.errors.append(
                    JaccliError(
                        f"{what}: `{printable(key)}` is given twice",
                        Label(self.place(key_node), "again here"),
                        others=[Label(first, "first here")],
                        notes=[("help", "leave one of the two out")],
                    )
                )
                continue
            places[key] = key_node
            if known is not None and key not in known:
                meant = nearest(key, known, also_called)
                help = f"did you mean `{meant}`?" if meant in known else (nowhere or {}).get(key)
                notes = _helped(help, f"keys of {what}: ", known)
                self.fail(
                    key_node, f"unknown key `{printable(key)}`", f"not a key of {what}", notes
                )
                if meant in known and meant not in written:
                    values.setdefault(meant, value)  # what it lacks otherwise is no mistake
                continue
            values[key] = value
        return values

    def text(self, node: Node, what: str) -> str | None:
        """A text that can be printed; null and control characters are mistakes."""
        if not isinstance(node, Scalar) or (node.implicit[0] and node.value in NULLS):
            self.expect(node, what, "a text", "write one, or leave its key out")
            return None
        if not node.value.strip():
            self.fail(node, f"{what}: expected a text, found none", "nothing to be seen")
            return None
        plain = node.value if node.value.isprintable() else node.value.replace("\n", "")
        if not plain.isprintable():
            unseen = next(sign for sign in plain if not sign.isprintable())
            self.fail(
                node,
                f"{what}: expected a text that can be printed, found U+{ord(unseen):04X} in it",
                "a sign that cannot be seen",
                partial(without_control, node.value),
            )
            return None
        return str(node.value)

    def name(self, node: Node, what: str) -> str | None:
        """What something is called: a text of one line, which a block ends with a line break."""
        text = self.text(node, what)
        if text is not None:
            text = text.removesuffix("\n")
        if text is None or "\n" not in text:
            return text
        self._broken(node, what, text)
        return None

    def _broken(self, node: Node, what: str, text: str) -> None:
        title = f"{what}: expected a name of one line, found a line break in it"
        self.fail(node, title, "a line ends in it", partial(without_control, text))

    def named_by(self, node: Node, what: str) -> None:
        """Each key of the mapping is a name."""
        for key, _ in node.pairs if isinstance(node, document.Mapping) else ():
            if not isinstance(key, Scalar):
                continue
            text = self.name(key, what)
            if text is not None and text != key.value:  # a key is no block
                self._broken(key, what, key.value)

    def choice(
        self,
        node: Node,
        what: str,
        choices: Iterable[str],
        also_called: Mapping[str, str] | None = None,
    ) -> str | None:
        choices = list(choices)
        if isinstance(node, Scalar) and node.value in choices:
            return str(node.value)
        notes: Notes = ()
        if isinstance(node, Scalar):
            notes = partial(did_you_mean, node.value, choices, also_called)
        listed = ", ".join(f"`{each}`" for each in choices)
        self.fail(node, f"{what}: {described(node)} is not one of {listed}", "", notes)
        return None

    def number(self, node: Node, what: str) -> float | None:
        """A finite decimal number."""
        if isinstance(node, Scalar) and node.implicit[0] and is_number(node.value):
            return float(node.value)
        self.expect(node, what, "a finite number", lambda: mended_number(node))
        return None

    def integer(self, node: Node, what: str, minimum: int, maximum: int = LARGEST) -> int | None:
        if isinstance(node, Scalar) and node.implicit[0] and INTEGER.fullmatch(node.value):
            digits = node.value.lstrip("+-").lstrip("0") or "0"
            integer = int(digits[:20])  # enough to see that it is too large
            integer = -integer if node.value.startswith("-") else integer
            if minimum <= integer <= maximum:
                return integer
            bound = f"at least {minimum}" if integer < minimum else f"at most {maximum:,}"
            example = [("help", "write an integer, such as 4")] if integer < minimum == 1 else []
            self.fail(node, f"{what}: expected an integer of {bound}", f"not {bound}", example)
            return None
        self.expect(node, what, "an integer", lambda: mended_integer(node, 4 if minimum else 0))
        return None

    def named_sizes(self, node: Node | None, overrides: Mapping[str, int], option: str) -> None:
        """`sizes` and what overrides them, into `self.sizes`. option: where that was given"""
        if node is not None and (meant := sizes_meant(node)):
            self.expect(node, "`sizes`", "a mapping of names to sizes", f"write `{written(meant)}`")
            node = meant
        given = {} if node is None else self.mapping(node, "`sizes`", None)
        if node is not None:
            self.named_by(node, "a name in `sizes`")
        for key, value in given.items():
            size = self.integer(value, f"sizes: {printable(key)}", *ANY_SIZE)
            self.sizes[key] = size or 1
            if size is None:
                self.refused.add(key)
        for key, size in overrides.items():
            if key not in given:
                notes = did_you_mean(key, given)
                if not notes:
                    there = f"write {' or '.join(map(printable, given))} in its place"
                    notes = [("help", there if given else NO_SIZES.format(printable(key)))]
                notes.append(("note", f"names in `sizes`: {named(given) or 'none'}"))
                title = option + f" {printable(key)}: the file names no such size"
                self.errors.append(JaccliError(title, notes=notes))
            if size < 1:
                title = option + f" {key}={size}: a size is at least 1"
                self.errors.append(JaccliError(title))
            self.sizes[key] = size
            self.refused.discard(key)

    def size(self, node: Node, what: str) -> int | None:
        """A size: an integer, or a name from `sizes`; None where a mistake was said."""
        if isinstance(node, Scalar) and not node.value[:1].isdigit():  # "n" in quotes is a name too
            if node.value in self.sizes:
                return None if node.value in self.refused else self.sizes[node.value]
            if re.fullmatch(r"[^\W\d]\w*", node.value) and node.value not in NULLS:
                notes = partial(self._size_meant, node.value)
                self.fail(node, f"{what}: `{node.value}` is not a name in `sizes`", "", notes)
                return None
        return self.integer(node, what, 1)

    def _size_meant(self, name: str) -> Iterator[Note]:
        """What to write for a name that no size has."""
        found = did_you_mean(name, self.sizes)
        yield from found
        if not found:
            meant = integer_meant(name)
            other = "" if meant else f", or `sizes: {{{name}: 4}}` at the top"
            yield "help", f"write {meant or 'an integer, such as 4'}{other}"
        yield "note", f"names in `sizes`: {named(self.sizes) or 'none'}"


def _help(help: str | Callable[[], str]) -> Notes:
    """A help as the one note of a mistake, none of ""."""
    if isinstance(help, str):
        return [("help", help)] if help else []
    return lambda: [("help", help())]


def _helped(help: str | None, before: str, known: Iterable[str]) -> Callable[[], Iterable[Note]]:
    """A help, where there is one, and the words that there are."""
    helps = [] if help is None else [("help", help)]
    return lambda: [*helps, ("note", before + ", ".join(known))]
