"""Sheets of questions: a chain, what is asked about it, and how many points each answer has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaccli.arrays import Array
from jaccli.errors import JaccliError, Mistakes, Place
from jaccli.graph import Graph
from jaccli.spec import document
from jaccli.spec.array import ArrayReader
from jaccli.spec.chain import ChainFile
from jaccli.spec.declared import EXERCISE, SEED, SHEET

MOST_POINTS = 1_000_000  # of a question


class Sheet(NamedTuple):
    """A sheet as its file has it. points: by the names of the questions, in their order

    of: the chain that it was made from; u, v: what sweeps begin with, None where it is not said
    """

    graph: Graph
    points: Mapping[str, float]
    places: Mapping[str, Place]
    of: str
    u: Array | None
    v: Array | None


def holds_questions(file: ChainFile) -> bool:
    """Whether a file is a sheet, and no chain file."""
    root = file.root
    return isinstance(root, document.Mapping) and root.get("questions") is not None


def read_sheet(file: ChainFile) -> Sheet:
    """What a sheet asks. Raises Mistakes with all that can be found."""
    reader = SheetReader(file.source, file.folder)
    found = reader.sheet(file)
    if reader.errors or found is None:
        raise Mistakes(reader.errors, file.source.name)
    return found


class SheetReader(ArrayReader):
    """Reads the keys of a sheet."""

    def sheet(self, file: ChainFile) -> Sheet | None:
        """The sheet; None where a mistake was found."""
        assert file.root is not None, "an empty file is no sheet"
        given = self.mapping(file.root, "a sheet", SHEET.keys)
        for key in SHEET.required:
            if key not in given and not self.errors:
                self.fail(file.root, f"a sheet needs `{key}`")
        if self.errors:
            return None
        chain = ChainFile(self.source, self.folder, given["chain"])
        about = self.mapping(given["exercise"], "`exercise`", EXERCISE.keys)
        questions = self.mapping(given["questions"], "`questions`", None)
        points = {name: self._points(node, name) for name, node in questions.items()}
        if not questions and not self.errors:
            self.fail(given["questions"], "a sheet asks at least one question", "none is here")
        if "seed" in about:
            self.integer(about["seed"], "seed", *SEED)
        of = self.text(about["of"], "of") if "of" in about else ""
        starts = {
            each: self._start(about[each], each) if each in about else None for each in ("u", "v")
        }
        if self.errors:
            return None
        places = self.places_of(given["questions"])
        return Sheet(chain.graph({}), points, places, of or "", starts["u"], starts["v"])

    def _points(self, node: document.Node, name: str) -> float:
        points = self.number(node, name) or 0.0
        if not 0 <= points <= MOST_POINTS:
            title = f"{name}: expected points from 0 to {MOST_POINTS:,}"
            self.fail(node, title, "negative" if points < 0 else "too many")
        return points

    def _start(self, node: document.Node, name: str) -> Array | None:
        recipe = self.array(node, name, (None,), ())
        try:
            return None if recipe is None else recipe.load("float64")
        except JaccliError as error:
            self.errors.append(error)
            return None
