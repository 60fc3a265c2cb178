"""A graph that loses its vertices one by one, a small picture a moment.

The vertices stand on a line in the order of the sweep. Edges are arcs above it; below it, dashed,
are those that come in place of the vertex that goes next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.charts import Frame, Frames
from jaccli.document.pictures.letters import lines, shortened, width
from jaccli.document.pictures.scene import Box, Group, Item, Path, Scene, Words
from jaccli.document.pictures.sheet import BETWEEN, DOWN, MARGIN, NOTE, WIDE, Sheet

HIGH, GAP, APART = 28.0, 30.0, 44.0  # pixels of a vertex, beside it, and between frames
LONGEST, LEAST = 96.0, 240.0  # pixels of the name of a vertex, and of a frame
STEP, MOST = 15.0, 96.0  # pixels that an arc rises for each vertex that it passes, and at most
FACE = 4.0  # pixels between the ends of arcs at one vertex


def scene(frames: Frames) -> Scene:
    """As many frames side by side as there is room for."""
    names = [shortened(name, NOTE, LONGEST) for name in frames.vertices]
    if frames.sizes:
        names = [f"{each} ({size:,})" for each, size in zip(names, frames.sizes, strict=True)]
    sides = [max(width(name, NOTE, bold=True) + 16, 34.0) for name in names]
    wide = max(sum(sides) + GAP * (len(sides) - 1), LEAST)
    sheet = Sheet(frames.title, max(WIDE, wide + 2 * MARGIN))
    for sentence in frames.said:
        sheet.say(sentence)
    across = max(1, int((sheet.room + APART) // (wide + APART)))
    for start in range(0, len(frames.frames), across):
        row = frames.frames[start : start + across]
        drawn = [_Drawn(frames, frame, names, sides, wide) for frame in row]
        above = max(each.above for each in drawn)
        sheet.top += 22
        for at, each in enumerate(drawn):
            items = each.at(MARGIN + at * (wide + APART), sheet.top, above)
            name = f"frame{start + at + 1}"
            sheet.items.append(Group([*items], name, title=each.frame.title))
        sheet.top += max(each.high for each in drawn) + above
    sheet.rule(frames.below)
    return sheet.scene("; ".join(f"{each.title}: {each.said}" for each in frames.frames))


class _Drawn:
    """One frame. above, high: how much there is above the line of vertices, and from there down"""

    def __init__(
        self,
        frames: Frames,
        frame: Frame,
        names: Sequence[str],
        sides: Sequence[float],
        wide: float,
    ) -> None:
        self.frame, self.names, self.sides, self.wide = frame, names, sides, wide
        self.place = {name: at for at, name in enumerate(frames.vertices)}
        self.vertices = frames.vertices
        self.said = lines(frame.said, NOTE, wide) if frame.said else []
        self.above = max(map(self._rise, frame.edges), default=0.0) + NOTE * BETWEEN + 14
        self.below = max((self._fall(each) for each in frame.fresh), default=0.0)
        self.high = HIGH + self.below + 10 + len(self.said) * NOTE * BETWEEN

    def at(self, left: float, top: float, above: float) -> Iterator[Item]:
        """All shapes and words. above: of the highest frame beside it"""
        title = shortened(self.frame.title, NOTE, self.wide, bold=True)
        yield Words(left, top + NOTE, title, "name", size=NOTE)
        line = top + above
        starts = [left + sum(self.sides[:at]) + GAP * at for at in range(len(self.sides))]
        for edge in self.frame.edges:
            yield self._edge(edge, starts, line)
        for edge in self.frame.fresh:
            yield self._arc(edge, starts, line + HIGH, self._fall(edge), "fresh")
        for at, name in enumerate(self.vertices):
            if name not in self.frame.gone:
                look = "best" if name == self.frame.going else "box"
                box = Box(starts[at], line, self.sides[at], HIGH, look, 6, title=name)
                yield box
                middle = box.x + box.width / 2, line + HIGH / 2 + NOTE * DOWN
                ink = "ground" if name == self.frame.going else ""
                yield Words(*middle, self.names[at], ink, "middle", NOTE, name)
        base = line + HIGH + self.below + 10
        for text in self.said:
            base += NOTE * BETWEEN
            yield Words(left, base - 4, text, size=NOTE)

    def _edge(self, edge: tuple[str, str], starts: Sequence[float], line: float) -> Path:
        """Straight between neighbours, else an arc above what is between."""
        look = "used" if self.frame.going in edge else "line"
        if rise := self._rise(edge):
            return self._arc(edge, starts, line, -rise, look)
        source, target = (self.place[each] for each in edge)
        y = line + HIGH / 2
        return Path([(starts[source] + self.sides[source], y), (starts[target], y)], look, True)

    def _arc(
        self, edge: tuple[str, str], starts: Sequence[float], y: float, rise: float, look: str
    ) -> Path:
        source, target = (self.place[each] for each in edge)
        first = starts[source] + self.sides[source] / 2 + FACE
        last = starts[target] + self.sides[target] / 2 - FACE
        bend = y + rise * 4 / 3  # a Bézier curve rises three quarters of its bends
        lean = (last - first) * 0.12
        return Path(
            [(first, y), (first + lean, bend), (last - lean, bend), (last, y)], look, True, True
        )

    def _rise(self, edge: tuple[str, str]) -> float:
        """How high an edge goes, 0 between neighbours; over vertices that are gone as well."""
        passed = self.place[edge[1]] - self.place[edge[0]]
        return 0.0 if passed == 1 else min(STEP * passed, MOST)

    def _fall(self, edge: tuple[str, str]) -> float:
        return min(STEP * (self.place[edge[1]] - self.place[edge[0]]), MOST)
