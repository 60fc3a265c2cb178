"""Answer files: a mapping from the names of questions to what somebody answered."""

from __future__ import annotations

import math
import os
import re
import sys
from array import array as numbers_array
from collections.abc import Mapping
from typing import NamedTuple

from jaccli.arrays import Array, np
from jaccli.errors import JaccliError, Label, Mistakes, Place, Source, printable
from jaccli.nearest import did_you_mean
from jaccli.opened import LARGEST, Folder, bytes_of, folder_of
from jaccli.spec import document
from jaccli.spec.array import ArrayReader, plain_numbers
from jaccli.spec.expression import CONSTANTS, LONGEST, NoNumber, number_of
from jaccli.spec.missing import ARCHIVES
from jaccli.spec.numerals import NULLS
from jaccli.spec.texts import CONFINED, text_of, unopened, unreadable
from jaccli.spec.weights import keys_of, open_array

ORDER = frozenset("J0123456789()·*@ ")
LONGEST_ORDER = 20_000  # characters
STORED = ("file", "key")
SPARE = 1 << 16  # numbers in files that are none of the right ones, and bytes for one
WRITTEN = 64  # bytes of a number in a text, with what stands around it
TOO_MUCH = "more numbers than all answers have together"
BESIDE = "put it beside the answers"  # elsewhere lie files of others
DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,20})?")  # most numbers, without a parser of expressions


class Given(NamedTuple):
    """An answer. value: an array (of any shape, () for one number), or a word"""

    value: Array | str
    place: Place | None


class Answers(NamedTuple):
    """What a file answers. blank: the names whose answers are left empty"""

    file: str
    given: Mapping[str, Given]
    places: Mapping[str, Place | None]  # of the names
    blank: tuple[str, ...]


def read_answers(name: str, *, confine: bool = False, numbers: int = 0) -> Answers:
    """The answers of a file. Raises Mistakes with all that can be found.

    confine: whether it has to lie in its folder, as the arrays that it names always have to;
    numbers: how many all right answers have; what holds many more is refused before it is read
    """
    most = min(LARGEST, WRITTEN * (numbers + SPARE))
    try:
        if name == "-":
            data = bytes_of(sys.stdin.buffer, most)
            if len(data) > most:
                raise unreadable("-", f"more than {most:,} bytes", [])
            return _read(Source("-", text_of("-", data)), "", numbers)
        folder, file = folder_of(name, CONFINED if confine else "")
        if os.path.splitext(file)[1].lower() in ARCHIVES:
            return _arrays(folder, file, name, numbers)
        return _read(Source(name, text_of(name, folder.read(file, most))), folder.path, numbers)
    except FileNotFoundError:
        notes = did_you_mean(file, folder.beside(file))
        raise unreadable(name, "no such file", notes) from None
    except OSError as error:
        raise unopened(name, error) from None
    except MemoryError:
        raise unreadable(name, "it takes more memory than there is", []) from None


def _read(source: Source, folder: str, numbers: int) -> Answers:
    reader = AnswerReader(source, Folder(folder, BESIDE))
    reader.left = numbers + SPARE
    found = reader.answers()
    if reader.errors:
        raise Mistakes(reader.errors, source.name)
    return found


def _arrays(folder: Folder, file: str, name: str, numbers: int) -> Answers:
    """The answers of an archive, an array each under the name of its question."""
    try:
        keys = keys_of(folder, file)
        recipes = {key: open_array(folder, file, key, None, key, None) for key in keys}
        if sum(math.prod(recipe.shape) for recipe in recipes.values()) > numbers + SPARE:
            raise JaccliError(f"`{printable(name)}` holds {TOO_MUCH}")
        given = {key: Given(recipe.load("float64"), None) for key, recipe in recipes.items()}
    except JaccliError as error:
        raise Mistakes([error], name) from None
    return Answers(name, given, dict.fromkeys(given), ())


def given_answers(answers: Mapping[str, object]) -> Answers:
    """Answers of Python, by name: numbers, lists, arrays, words, texts such as "1/3".

    Raises Mistakes.
    """
    given = {
        name: Given(answer_of(value, name) if isinstance(value, str) else _array(name, value), None)
        for name, value in answers.items()
    }
    return Answers("<answers>", given, dict.fromkeys(given), ())


def _array(name: str, value: object) -> Array:
    try:
        array = np.asarray(value, dtype="float64")
    except (TypeError, ValueError):
        raise Mistakes([JaccliError(f"{name}: expected numbers, or a word")]) from None
    if not np.isfinite(array).all():
        raise Mistakes([JaccliError(f"{name}: numbers are finite")])
    return array


def answer_of(text: str, name: str) -> Array | str:
    """One answer that somebody typed. Raises Mistakes."""
    source = Source(name, text)
    reader = AnswerReader(source, Folder("", BESIDE))
    node = parsed(source)
    found = None if node is None else reader.answer(node, name)
    if found is None:
        raise Mistakes(reader.errors or [JaccliError(f"{name}: an answer is expected")], name)
    return found


def parsed(source: Source) -> document.Node | None:
    """The tree of a file. Raises Mistakes."""
    try:
        return document.parse(source)
    except JaccliError as error:
        raise Mistakes([error], source.name) from None


def is_word(text: str) -> bool:
    """Whether it is a word such as reverse, or an order such as (J3·J2)·J1, and no number."""
    if len(text) <= LONGEST:
        word = text.isalpha() and text not in CONSTANTS
        return word or re.search(r"J\d", text) is not None
    return len(text) <= LONGEST_ORDER and {*text} <= ORDER


class AnswerReader(ArrayReader):
    """Reads answers: numbers, lists, expressions, words, {file: u.npy}.

    left: how many more numbers files may hold
    """

    left = SPARE

    def answers(self) -> Answers:
        """What the file answers; mistakes are gathered."""
        name = self.source.name
        root = parsed(self.source)
        if root is None:
            return Answers(name, {}, {}, ())
        if isinstance(root, document.Mapping) and root.get("questions") is not None:
            self.fail(root, "this is a sheet of questions, and no answers to them")
            return Answers(name, {}, {}, ())
        nodes = self.mapping(root, "an answer file", None)
        given, blank = {}, []
        for key, node in nodes.items():
            if isinstance(node, document.Scalar) and node.value in NULLS and node.implicit[0]:
                blank.append(key)
            elif (value := self.answer(node, key)) is not None:
                given[key] = Given(value, self.place(node))
        return Answers(name, given, self.places_of(root), tuple(blank))

    def answer(self, node: document.Node, key: str) -> Array | str | None:
        """An array or a word; None where it is none, which is gathered."""
        if isinstance(node, document.Mapping):
            return self._stored(node, key)
        if isinstance(node, document.Scalar) and is_word(node.value.strip()):
            return str(node.value.strip())
        numbers = numbers_array("d")
        axes = self._numbers(node, key, numbers)
        return None if axes is None else np.array(numbers).reshape(axes)

    def _stored(self, node: document.Mapping, key: str) -> Array | None:
        """An array in a file."""
        before = len(self.errors)
        given = self.mapping(node, key, STORED)
        if "file" not in given:
            if len(self.errors) == before:
                self.fail(node, f"{key}: expected `file` in this mapping", "it is not here")
            return None
        file = self.text(given["file"], f"file of {key}")
        name = self.text(given["key"], f"key of {key}") if "key" in given else None
        if file is None or len(self.errors) > before:
            return None
        try:
            place = self.place(given["file"])
            stored = open_array(self.folder, file, name, None, key, place)
            self.left -= math.prod(stored.shape)
            if self.left < 0:
                raise JaccliError(f"{key}: `{stored.name}` holds {TOO_MUCH}", Label(place))
            return stored.load("float64")
        except JaccliError as error:
            self.errors.append(error)
            return None

    def _numbers(
        self, node: document.Node, key: str, into: numbers_array[float]
    ) -> tuple[int, ...] | None:
        """The numbers of a nested list, row by row, and its shape; None where one is none."""
        if isinstance(node, document.Sequence):
            row = plain_numbers(node.items) if node.items else None
            if row is not None:
                into.extend(row)
                return (len(row),)
            shapes = {self._numbers(item, key, into) for item in node.items}
            if None in shapes:
                return None
            if len(shapes) > 1:
                self.fail(node, f"{key}: rows of one length are expected", "of several lengths")
                return None
            return (len(node.items), *(shapes.pop() or () if shapes else ()))
        if isinstance(node, document.Scalar):
            try:
                plain = DECIMAL.fullmatch(node.value)
                into.append(float(node.value) if plain else number_of(node.value))
                return ()
            except NoNumber as error:
                self.fail(node, f"{key}: expected a number, {error}", "no number")
                return None
        self.expect(node, key, "a number or a list of numbers")
        return None
