"""Pictures as SVG: our own text, byte for byte the same each time, without a network or a font."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from jaccli.document.blocks import Block
from jaccli.document.display import Display
from jaccli.document.pictures import scenes_of
from jaccli.document.pictures.looks import DAY, NIGHT, Look
from jaccli.document.pictures.scene import (
    USUAL,
    Box,
    Cells,
    Group,
    Item,
    Path,
    Point,
    Scene,
    Words,
    head,
    shaft,
)
from jaccli.errors import printable
from jaccli.signs import uncalled

DARK = "@media screen and (prefers-color-scheme:dark)"  # paper is white, by night as well
# of a file, not of a picture that was copied into a page: the ground of the window around it;
# as large as the window at most, and as large as it on a wall, where no page shows it small
GROUND = f":root.jaccli{{margin:auto;background:{DAY['ground'].fill}}}"
GROUND += f"{DARK}{{:root.jaccli{{background:{NIGHT['ground'].fill}}}}}"
FITS = (
    ":root.jaccli{max-width:100vw;max-height:100vh}"
    "@media(min-width:1281px) and (min-height:721px){:root.jaccli{width:100vw;height:100vh}}"
)
SCREEN, READ = (1280.0, 720.0), 0.6  # what is smaller on a screen stays as large as it is
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")
FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif"


def render(blocks: Iterable[Block], display: Display) -> list[str]:
    """The pictures of the blocks, as a whole: of a large matrix little is drawn. In ASCII where
    the display has no more, for whoever reads SVG reads UTF-8 and shows both the same."""
    found = _below_each_other(scenes_of(blocks))
    return [found.encode("ascii", "xmlcharrefreplace").decode() if display.ascii else found]


def _below_each_other(scenes: Sequence[Scene]) -> str:
    """The pictures one below the other, each as large as it is."""
    top, parts = 0.0, []
    for at, scene in enumerate(scenes):
        parts.append(figure(scene, name=f"picture{at + 1}", y=top))
        top += scene.height
    if len(parts) == 1:
        return figure(scenes[0], name="picture1", whole=True) + "\n"
    across = max(scene.width for scene in scenes)
    ground = f'class="jaccli" {_size(across, top)}><style>{GROUND}</style>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {ground}{"".join(parts)}</svg>\n'


def figure(scene: Scene, *, name: str, y: float = 0, whole: bool = False) -> str:
    """One picture. name: of which ids are made; y: where it stands in another; whole: a file"""
    place = 'xmlns="http://www.w3.org/2000/svg" ' if whole else f'y="{_n(y)}" ' if y else ""
    said = [f'<title id="{name}-title">{_text(scene.title)}</title>']
    ids = f"{name}-title"
    if scene.description:
        said.append(f'<desc id="{name}-desc">{_text(scene.description)}</desc>')
        ids += f" {name}-desc"
    zoom = min(SCREEN[0] / scene.width, SCREEN[1] / scene.height)
    fits = GROUND * whole + FITS * (whole and zoom > READ)
    return (
        f'<svg {place}{_size(scene.width, scene.height)} class="jaccli" role="img" '
        f'aria-labelledby="{ids}" font-family="{FONTS}" font-size="{_n(USUAL)}">'
        f"{''.join(said)}<style>{fits}{styles(looks_in(scene.items))}</style>"
        f'<rect class="ground" width="{_n(scene.width)}" height="{_n(scene.height)}"/>'
        f"{''.join(shapes(scene.items, name))}</svg>"
    )


def embedded(scene: Scene) -> str:
    """One picture within a page, which has its styles and may show it twice: without ids."""
    said = f"<title>{_text(scene.title)}</title>"
    said += f"<desc>{_text(scene.description)}</desc>" if scene.description else ""
    return (
        f'<svg {_size(scene.width, scene.height)} class="jaccli" role="img" '
        f'font-family="{FONTS}" font-size="{_n(USUAL)}">{said}{"".join(shapes(scene.items))}</svg>'
    )


def shapes(items: Iterable[Item], name: str = "") -> Iterator[str]:
    """The elements. name: of the picture, before the ids of groups; without one groups have their
    names as `data-name`"""
    for item in items:
        match item:
            case Box():
                yield _box(item)
            case Path():
                yield from _path(item)
            case Words(x, y, text, look, anchor, size, title):
                more = "" if anchor == "start" else f' text-anchor="{anchor}"'
                more += "" if size == USUAL else f' font-size="{_n(size)}"'
                place = f'x="{_n(x)}" y="{_n(y)}"'
                said = f"{_titled(title)}{_text(text)}"
                yield f'<text class="{look or "words"}" {place}{more}>{said}</text>'
            case Cells():
                yield _cells(item)
            case Group(inner, own, look, title):
                called = f'id="{name}-' if name else 'data-name="'
                more = f' {called}{_text(own)}"' if own else ""
                more += f' class="{look}"' if look else ""
                yield f"<g{more}>{_titled(title)}{''.join(shapes(inner, name))}</g>"


def styles(looks: Iterable[str], *, named: bool = False) -> str:
    """The style sheet of these looks, by day and by night. named: with the names that the colours
    have on a page, which gives them theirs: --words, and --f1-line beside --f1"""
    used = ["ground", "words", *sorted({*looks} & DAY.keys() - {"ground", "words"})]
    if named:
        return "".join(_rule(each, _by_name(each)) for each in used)
    day = "".join(_rule(each, DAY[each]) for each in used)
    changed = [each for each in used if NIGHT[each] != DAY[each]]
    night = "".join(_rule(each, NIGHT[each]) for each in changed)
    return f"{day}{DARK}{{{night}}}"


def _by_name(name: str) -> Look:
    look, colour = DAY[name], f"var(--{name})"
    line = f"var(--{name}-line)" if look.fill else colour
    return look._replace(fill=look.fill and colour, stroke=look.stroke and line)


def looks_in(items: Iterable[Item]) -> Iterator[str]:
    """The looks that are used."""
    for item in items:
        yield from item.look.split()
        if isinstance(item, Group):
            yield from looks_in(item.items)


def _rule(name: str, look: Look) -> str:
    said = [f"fill:{look.fill or 'none'}"]
    said += [f"stroke:{look.stroke};stroke-width:{_n(look.width)}"] if look.stroke else []
    said += ["stroke-dasharray:5 4"] if look.dashed else []
    rule = f".jaccli .{name}{{{';'.join(said)}}}"
    if look.stroke:  # what is an area elsewhere is a line here
        rule += f".jaccli path.{name}.open{{fill:none}}"
        rule += f".jaccli path.{name}.head{{fill:{look.stroke};stroke:none}}"
    bold = ";font-weight:600" if look.bold else ""
    return f"{rule}.jaccli text.{name}{{stroke:none;fill:{look.fill or look.stroke}{bold}}}"


def _box(box: Box) -> str:
    more = f' rx="{_n(box.radius)}"' if box.radius else ""
    more += f' fill-opacity="{_n(box.strength)}"' if box.strength != 1 else ""
    size = f'width="{_n(box.width)}" height="{_n(box.height)}"'
    place = f'x="{_n(box.x)}" y="{_n(box.y)}"'
    return f'<rect class="{box.look}" {place} {size}{more}>{_titled(box.title)}</rect>'


def _cells(cells: Cells) -> str:
    """One path in units of the grid: crisp, for edges that are blurred show as lines."""
    high = _n(cells.part)
    way = "".join(f"M{x} {y}h{long}v{high}h-{long}z" for x, y, long in cells.runs)
    top = cells.y + cells.height * (1 - cells.part) / 2
    more = f' fill-opacity="{_n(cells.strength)}"' if cells.strength != 1 else ""
    place = f"translate({_n(cells.x)} {_n(top)})scale({cells.width:.4g} {cells.height:.4g})"
    return (
        f'<path class="{cells.look}" shape-rendering="crispEdges" transform="{place}" '
        f'd="{way}"{more}/>'
    )


def _path(path: Path) -> Iterator[str]:
    """A line, or an area; the head of an arrow is an area of its own."""
    line = path._replace(points=shaft(path)) if path.arrow else path
    kind = "" if path.closed else " open"
    way = _way(line.points, path.smooth, path.closed)
    yield f'<path class="{path.look}{kind}" d="{way}">{_titled(path.title)}</path>'
    if path.arrow:
        yield f'<path class="{path.look} head" d="{_way(head(path), False, True)}"/>'


def _way(points: Sequence[Point], smooth: bool, closed: bool) -> str:
    start, *more = (f"{_n(x)} {_n(y)}" for x, y in points)
    way = f"C{' '.join(more)}" if smooth else "".join(f"L{each}" for each in more)
    return f"M{start}{way}{'z' * closed}"


def _titled(title: str) -> str:
    return f"<title>{_text(title)}</title>" if title else ""


def _size(width: float, height: float) -> str:
    box = f"{_n(width)} {_n(height)}"
    return f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {box}"'


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    """The text as it is printed, which no CI runner takes for a command; what follows letters from
    right to left stands right of them."""
    safe = uncalled(escape(printable(text)), "&#35;")
    return RIGHT_TO_LEFT.sub("\\g<0>\u200e", safe)
