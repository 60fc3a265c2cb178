"""What a page of the glossary is made of, and the table that ideas enter themselves in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from jaccli.arrays import Array
from jaccli.document.cells import Cell

Group = Literal["questions", "ideas", "costs", "files", "chapter", "forms", "layers"]
GROUPS: dict[Group, str] = {
    "questions": "Questions that readers of section 13.3 ask",
    "ideas": "Ideas",
    "costs": "Costs and rules",
    "files": "Files and formats",
    "chapter": "Section 13.3, statement by statement",
    "forms": "Forms of Jacobians",
    "layers": "Layer types",
}


class Words(NamedTuple):
    """A sentence of an example; its numbers were computed."""

    text: str


class Numbers(NamedTuple):
    """A vector (n,) or a matrix (m, n) with its name."""

    name: str
    array: Array


class Rows(NamedTuple):
    """A table: integers, further cells and words."""

    headers: tuple[str | tuple[str, ...], ...]  # one of several lines is a tuple
    rows: tuple[tuple[Cell | int, ...], ...]


class Lines(NamedTuple):
    """A file or a program as it is written, line by line."""

    lines: tuple[str, ...]


class Said(NamedTuple):
    """What a book says, the command that shows it, and words of what that prints."""

    says: str
    command: str
    shown: tuple[str, ...]


Item = Words | Numbers | Rows | Lines | Said


class Page(NamedTuple):
    """One entry of the glossary, with its example computed."""

    name: str
    group: Group
    summary: str  # the line of the list
    text: str  # what it is
    formula: tuple[str, ...]
    derivation: tuple[str, ...]
    fields: Rows | None  # of a layer type
    example: tuple[Item, ...]
    source: str
    see: tuple[str, ...]  # names of other topics
    tries: str  # a command


class Topic(NamedTuple):
    """A name in the list; its page is computed when it is asked for."""

    name: str
    group: Group
    summary: str
    also: tuple[str, ...]  # other words for it
    page: Callable[[], Page]


IDEAS: dict[str, list[Topic]] = {}  # by the file that they are written in
Example = Callable[[], Iterable[Item]]


def idea(
    name: str,
    summary: str,
    *,
    group: Group = "ideas",
    also: tuple[str, ...] = (),
    formula: tuple[str, ...] | Callable[[], tuple[str, ...]] = (),
    source: str,
    see: tuple[str, ...],
    tries: str,
) -> Callable[[Example], Example]:
    """Enter a function as a topic: its docstring is the text, what it yields the example."""

    def enter(example: Example) -> Example:
        def page() -> Page:
            text = plain(example.__doc__)
            shown = tuple(example())
            lines = formula() if callable(formula) else formula
            return Page(name, group, summary, text, lines, (), None, shown, source, see, tries)

        found = IDEAS.setdefault(example.__module__, [])
        found.append(Topic(name, group, summary, also, page))
        return example

    return enter


def plain(docstring: str | None) -> str:
    """A docstring as one running text."""
    return " ".join(inspect.cleandoc(docstring or "").split())
