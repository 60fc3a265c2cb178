"""Pictures read back from their SVG by the standard library alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


class Drawn(NamedTuple):
    """A box of a picture, and what it says of itself."""

    title: str
    x: float
    y: float
    width: float
    height: float
    look: str

    @property
    def numbers(self) -> list[int]:
        """The integers in its title."""
        return [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", self.title)]


def picture(text: str) -> ElementTree.Element:
    """The one picture of a file."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    return root


def title_of(element: ElementTree.Element) -> str:
    """What a shape, a group or a picture says of itself."""
    return element.findtext(f"{SVG}title", "")


def boxes(root: ElementTree.Element) -> Iterator[Drawn]:
    """All that have a title."""
    for each in root.iter(f"{SVG}rect"):
        if title := title_of(each):
            sides = (float(each.get(name, "0")) for name in ("x", "y", "width", "height"))
            yield Drawn(title, *sides, each.get("class", ""))


def groups(root: ElementTree.Element) -> Iterator[tuple[str, list[Drawn]]]:
    """The title of each group that has one, and its boxes."""
    for each in root.iter(f"{SVG}g"):
        if title := title_of(each):
            yield title, [*boxes(each)]


def words(root: ElementTree.Element) -> list[str]:
    """All lines of text, in their order."""
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


class Run(NamedTuple):
    """Cells of a raster that look alike and stand side by side, the first in column x and row y.

    part: how much of their height is filled
    """

    x: int
    y: int
    long: int
    part: float
    look: str


def runs(group: ElementTree.Element) -> Iterator[Run]:
    """All cells of the rasters in a group."""
    for each in group.iter(f"{SVG}path"):
        if "scale(" in each.get("transform", ""):
            for cell in re.findall(r"M(\d+) (\d+)h(\d+)v([\d.]+)h-\d+z", each.get("d", "")):
                yield Run(*map(int, cell[:3]), float(cell[3]), each.get("class", ""))


class Line(NamedTuple):
    """A path of a picture, from point to point; a smooth one by its bends as well."""

    points: list[tuple[float, float]]
    look: str
    title: str


def lines(root: ElementTree.Element) -> Iterator[Line]:
    """All paths but those of rasters and the heads of arrows."""
    for each in root.iter(f"{SVG}path"):
        look = each.get("class", "")
        if each.get("transform") is None and "head" not in look.split():
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", each.get("d", ""))]
            points = [*zip(numbers[::2], numbers[1::2], strict=True)]
            yield Line(points, look, title_of(each))
