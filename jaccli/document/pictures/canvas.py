"""Scenes on figures of matplotlib, for formats that are no text: the same layout as in svg, in the
colours of the day.

The extra `plot` has matplotlib, which is imported when a picture is asked for. None of its state is
touched: no pyplot, no settings of the user's, and its own DejaVu Sans, so that a picture is the
same on every machine.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from jaccli.document import pictures
from jaccli.document.pictures.looks import DAY, Look
from jaccli.document.pictures.scene import Box, Cells, Item, Path, Point, Scene, Words, head, shaft
from jaccli.errors import JaccliError, Mistakes, printable

if TYPE_CHECKING:
    from jaccli.document.blocks import Block

INCH, POINT = 96.0, 0.75  # pixels in one, and how long one pixel is
FONT = "DejaVu Sans"
MOVE, LINE, CURVE, CLOSE = 1, 2, 4, 79  # how a path of matplotlib goes on
SETTINGS = {"pdf.fonttype": 42, "font.family": [FONT], "pdf.compression": 6, "path.simplify": False}


def scenes_of(blocks: Iterable[Block], format: str) -> list[Scene]:
    """The pictures of the blocks. Raises Mistakes where matplotlib is not installed, or does not
    start: it reads the user's settings before it can be told not to."""
    try:
        with quietly():
            import_module("matplotlib.figure")
    except ImportError as error:
        found, help = "is not installed", "pip install 'jaccli[plot]' installs it"
        raise _missing(format, found, error, help) from None
    except Exception as error:
        help = "mend its settings: the file `matplotlibrc`, or MPLBACKEND"
        raise _missing(format, "does not start", error, help) from None
    return pictures.scenes_of(blocks)


def _missing(format: str, found: str, error: Exception, help: str) -> Mistakes:
    missing = JaccliError(
        f"--format {format} needs matplotlib, which {found} here",
        notes=[
            ("why", str(error)),
            ("help", help),
            ("help", "`--format svg` draws the same and needs nothing"),
        ],
    )
    return Mistakes([missing])


@contextmanager
def quietly() -> Iterator[None]:
    """With settings of our own in place of the user's, and nothing on standard error."""
    import warnings

    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        matplotlib = import_module("matplotlib")
        with matplotlib.rc_context(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a sign that the font has not is a box
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(SETTINGS)
            yield
    finally:
        log.setLevel(level)


def figure_of(scenes: Sequence[Scene], zoom: float = 1) -> Any:
    """One figure, the pictures below each other. zoom: inches and points of a pixel, in parts"""
    across, down = size_of(scenes)
    figure = import_module("matplotlib.figure").Figure(
        figsize=(across * zoom / INCH, down * zoom / INCH)
    )
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, across)
    axes.set_ylim(down, 0)
    axes.axis("off")
    figure.set_facecolor(DAY["ground"].fill)
    top = 0.0
    for scene in scenes:
        pen = Pen(axes, top, zoom * POINT)
        for item in scene.items:
            pen.draw(item)
        top += scene.height
    return figure


def size_of(scenes: Sequence[Scene]) -> tuple[float, float]:
    """How wide and how high they are below each other, in pixels."""
    return max(each.width for each in scenes), sum(each.height for each in scenes)


def in_font(text: str) -> str:
    """The text in signs that the font has: 𝓛 as L, and a box for what has no other spelling."""
    if text.isascii():
        return text
    fonts = import_module("matplotlib.font_manager")
    known = fonts.get_font(fonts.findfont(FONT)).get_char_index
    spelt = (each if known(ord(each)) else normalize("NFKC", each) for each in text)
    return "".join(each if known(ord(each)) else "□" for each in "".join(spelt))


class Pen(NamedTuple):
    """What draws on the axes of a figure. top: y of the scene; point: points in a pixel"""

    axes: Any
    top: float
    point: float

    def draw(self, item: Item) -> None:
        """Draw the item over all that is there."""
        match item:
            case Box(x, y, width, height, look, radius, strength):
                self._box(x, y, (width, height), radius, _inked(look, strength))
            case Path():
                self._path(item)
            case Cells():
                self._cells(item)
            case Words():
                self._words(item)
            case _:
                for each in item.items:
                    self.draw(each)

    def _box(self, x: float, y: float, size: Point, radius: float, ink: Ink) -> None:
        patches = import_module("matplotlib.patches")
        box = patches.Rectangle((x, y + self.top), *size)
        if radius:
            style = f"round,pad=0,rounding_size={min(radius, *(side / 2 for side in size))}"
            box = patches.FancyBboxPatch((x, y + self.top), *size, boxstyle=style)
        self._add(box, ink)

    def _path(self, path: Path) -> None:
        path = path._replace(points=[(x, y + self.top) for x, y in path.points])
        points = [*(shaft(path) if path.arrow else path.points)]
        codes = [MOVE, *[CURVE if path.smooth else LINE] * (len(points) - 1)]
        ink = _inked(path.look)
        if path.closed:
            points, codes = [*points, points[0]], [*codes, CLOSE]
        else:
            ink = ink._replace(fill="")
        self._add(_patch(points, codes), ink)
        if path.arrow and ink.stroke:
            tip, *sides = head(path)
            self._add(_patch([tip, *sides, tip], [MOVE, LINE, LINE, CLOSE]), Ink(ink.stroke))

    def _cells(self, cells: Cells) -> None:
        points: list[Point] = []
        top = cells.y + self.top + cells.height * (1 - cells.part) / 2
        for column, row, long in cells.runs:
            left, right = (cells.x + at * cells.width for at in (column, column + long))
            upper = top + row * cells.height
            lower = upper + cells.part * cells.height
            points += [(left, upper), (right, upper), (right, lower), (left, lower), (left, upper)]
        patch = _patch(points, [MOVE, LINE, LINE, LINE, CLOSE] * len(cells.runs))
        patch.set_antialiased(False)  # edges that are blurred show as lines
        self._add(patch, _inked(cells.look, cells.strength))

    def _words(self, words: Words) -> None:
        look = DAY[words.look or "words"]
        self.axes.text(
            words.x,
            words.y + self.top,
            in_font(printable(words.text)),
            color=look.fill or look.stroke,
            fontsize=words.size * self.point,
            fontweight="bold" if look.bold else "normal",
            ha={"start": "left", "middle": "center", "end": "right"}[words.anchor],
            va="baseline",
            parse_math=False,  # a name may have a dollar sign
            zorder=self._next(),
        )

    def _add(self, patch: Any, ink: Ink) -> None:
        patch.set_facecolor((ink.fill, ink.strength) if ink.fill else "none")
        patch.set_edgecolor(ink.stroke or "none")
        patch.set_linewidth(ink.width * self.point if ink.stroke else 0)
        if ink.dashed:
            patch.set_linestyle((0, (5 / ink.width, 4 / ink.width)))
        patch.set_zorder(self._next())
        self.axes.add_patch(patch)

    def _next(self) -> int:
        """The place above all that is there."""
        return len(self.axes.patches) + len(self.axes.texts) + 1


class Ink(NamedTuple):
    """Colours and a line; "" is none. strength: of the fill"""

    fill: str = ""
    stroke: str = ""
    width: float = 1
    dashed: bool = False
    strength: float = 1


def _inked(looks: str, strength: float = 1) -> Ink:
    """What the looks come to, a later one of a style sheet over an earlier one."""
    ink = Ink(strength=strength)
    for look in (DAY[each] for each in DAY if each in looks.split()):
        ink = _over(ink, look)
    return ink


def _over(ink: Ink, look: Look) -> Ink:
    if look.stroke:
        ink = ink._replace(stroke=look.stroke, width=look.width)
    return ink._replace(fill=look.fill, dashed=ink.dashed or look.dashed)


def _patch(points: Sequence[Point], codes: Sequence[int]) -> Any:
    way = import_module("matplotlib.path").Path(points, codes)
    return import_module("matplotlib.patches").PathPatch(way)
