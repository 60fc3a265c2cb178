"""Answer files: a mapping from the names of questions to what somebody answered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Mistakes, Place
from jaccli.spec import document
from jaccli.spec.array import ArrayReader
from jaccli.spec.expression import NoNumber, number_of
from jaccli.spec.numerals import NULLS
from jaccli.spec.texts import bytes_of, text_of, unreadable


class Given(NamedTuple):
    """An answer. value: an array (of any shape, () for one number), or a word"""

    value: Array | str
    place: Place


class Answers(NamedTuple):
    """What a file answers. blank: the names whose answers are left empty"""

    file: str
    given: Mapping[str, Given]
    places: Mapping[str, Place]  # of the names
    blank: tuple[str, ...]


def read_answers(name: str) -> Answers:
    """The answers of a file. Raises Mistakes with all that can be found."""
    from jaccli.errors import Source

    path = Path(name)
    try:
        with open(path, "rb") as stream:
            source = Source(name, text_of(name, bytes_of(stream)))
    except OSError as error:
        raise unreadable(name, (error.strerror or str(error)).lower(), []) from None
    reader = AnswerReader(source, path.parent)
    found = reader.answers()
    if reader.errors:
        raise Mistakes(reader.errors, name)
    return found


class AnswerReader(ArrayReader):
    """Reads answers: numbers, lists, expressions, words, {file: u.npy}."""

    def answers(self) -> Answers:
        """What the file answers; mistakes are gathered."""
        name = self.source.name
        try:
            root = document.parse(self.source)
        except JaccliError as error:
            raise Mistakes([error], name) from None
        if root is None:
            return Answers(name, {}, {}, ())
        nodes = self.mapping(root, "an answer file", None)
        given, blank = {}, []
        for key, node in nodes.items():
            if isinstance(node, document.Scalar) and node.value in NULLS and node.implicit[0]:
                blank.append(key)
            elif (value := self._answer(node, key)) is not None:
                given[key] = Given(value, self.place(node))
        assert isinstance(root, document.Mapping) or self.errors
        pairs = root.pairs if isinstance(root, document.Mapping) else []
        places = {
            each.value: self.place(each) for each, _ in pairs if isinstance(each, document.Scalar)
        }
        return Answers(name, given, places, tuple(blank))

    def _answer(self, node: document.Node, key: str) -> Array | str | None:
        if isinstance(node, document.Mapping):
            recipe = self.array(node, key, (None,), ())
            return None if recipe is None else recipe.load("float64")
        if isinstance(node, document.Scalar) and node.value.strip().isalpha():
            return str(node.value.strip())
        numbers: list[float] = []
        axes = self._numbers(node, key, numbers)
        return None if axes is None else np.array(numbers).reshape(axes)

    def _numbers(self, node: document.Node, key: str, into: list[float]) -> tuple[int, ...] | None:
        """The numbers of a nested list, row by row, and its shape; None where one is none."""
        if isinstance(node, document.Sequence):
            shapes = {self._numbers(item, key, into) for item in node.items}
            if None in shapes:
                return None
            if len(shapes) > 1:
                self.fail(node, f"{key}: rows of one length are expected", "of several lengths")
                return None
            return (len(node.items), *(shapes.pop() or () if shapes else ()))
        if isinstance(node, document.Scalar):
            try:
                into.append(number_of(node.value))
                return ()
            except NoNumber as error:
                self.fail(node, f"{key}: expected a number, {error}", "no number")
                return None
        self.expect(node, key, "a number or a list of numbers")
        return None
