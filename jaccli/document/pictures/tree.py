"""A product as a tree: the matrices that are given at the top, each product below its two factors,
all to scale, with a bar as long as its price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jaccli.document.charts import Branch, Tree
from jaccli.document.pictures.letters import lines, width
from jaccli.document.pictures.scene import Box, Item, Path, Scene, Words
from jaccli.document.pictures.sheet import BETWEEN, MARGIN, NOTE, WIDE, Sheet
from jaccli.words import shape

LEAST = 3.0  # pixels of a side, so that it is seen
BAR = (100.0, 8.0)  # pixels of the bar of the dearest product
BETWEEN_LEVELS, BETWEEN_NODES, APART = 26.0, 10.0, 36.0
FLAT = 4  # products in a row of a tree that has room for large matrices
FEW, MANY, SMALLEST = (110.0, 70.0), (100.0, 44.0), (44.0, 30.0)  # pixels of the largest
CAPTION = 190.0  # pixels of a line of the words above a small tree, at least


class Node(NamedTuple):
    """A matrix at its place. x: in slots; level: how many products are above it, in a row"""

    branch: Branch
    x: float
    level: int
    children: Sequence[Node] = ()

    def all(self) -> Iterator[Node]:
        """It and all that is above it."""
        yield self
        for child in self.children:
            yield from child.all()


class Style(NamedTuple):
    """How a tree is drawn. box: pixels that its largest matrix may take; small: with few words

    dearest: the price whose bar is the longest, 0 where there are no bars
    """

    box: tuple[float, float]
    dearest: int = 0
    small: bool = False

    def lines(self, branch: Branch) -> list[str]:
        """What stands below a matrix."""
        made = bool(branch.price or branch.parts or branch.hidden)
        price = f"{branch.price:,}"
        if self.small:
            return [price] if made else [branch.name]
        name = f"{branch.name} ({shape(branch.shape)})"
        if not made:
            return [name]
        said = f"{branch.note} = {price}" if branch.note else f"{branch.hidden}: {price}"
        return [name, branch.note if branch.note.endswith(f": {price}") else said]


def scene(tree: Tree) -> Scene:
    """The tree, and small ones of the other orders beside it or below."""
    root = _placed(tree.root)
    every = [*root.all()]
    dearest = max((node.branch.price for node in every), default=0)
    main = _Drawn(root, Style(FEW if root.level <= FLAT else MANY, dearest))
    style = Style(SMALLEST, small=True)
    small = [Small(said, _Drawn(_placed(branch), style)) for said, branch in tree.beside]
    needed = sum(each.wide for each in small) + APART * (len(small) - 1)
    sheet = Sheet(tree.title, max(WIDE, 2 * MARGIN + max(main.wide, needed)))
    for sentence in tree.said:
        sheet.say(sentence)
    sheet.top += 18
    top = sheet.top
    sheet.put(main.at(MARGIN, top), main.high)
    left = MARGIN + main.wide + APART
    if left + max((each.wide for each in small), default=0.0) > WIDE - MARGIN:
        left, top = MARGIN, sheet.top + 24  # there is no room beside it
    _flow(small, left, top, sheet)
    sheet.rule(tree.below)
    if main.has_thin:
        sheet.say(f"A side that would be too thin to see is {LEAST:g} pixels long.", "quiet", NOTE)
    products = (node.branch for node in every if node.children)
    return sheet.scene("; ".join(f"{each.name}: {each.price:,} {tree.unit}" for each in products))


def _flow(small: Sequence[Small], left: float, top: float, sheet: Sheet) -> None:
    """The small trees side by side while there is room, else below each other."""
    x, lowest = left, top
    for each in small:
        if x + each.wide > sheet.wide - MARGIN + 1:
            x, top = left, lowest + 28
        items, high = each.at(x, top)
        sheet.items += items
        lowest = max(lowest, top + high)
        sheet.top = max(sheet.top, lowest)
        x += each.wide + APART


class Small(NamedTuple):
    """A small tree below its words."""

    said: Sequence[str]
    drawn: _Drawn

    @property
    def wide(self) -> float:
        """In pixels."""
        return max(self.drawn.wide, CAPTION)

    def at(self, left: float, top: float) -> tuple[list[Item], float]:
        """All that is drawn from there on, and how high it is."""
        items: list[Item] = []
        base = top
        for line in (part for each in self.said for part in lines(each, NOTE, self.wide)):
            base += NOTE * BETWEEN
            items.append(Words(left, base - NOTE * 0.3, line, size=NOTE))
        return [*items, *self.drawn.at(left, base + 10)], base + 10 + self.drawn.high - top


def _placed(root: Branch) -> Node:
    """The tree with places: leaves side by side, a product between its factors and below both."""
    slots = 0

    def place(branch: Branch) -> Node:
        nonlocal slots
        if not branch.parts:
            slots += 1
            return Node(branch, slots - 0.5, 0)
        children = [place(part) for part in branch.parts]
        level = 1 + max(child.level for child in children)
        children = [  # what is given stands right above the product that it goes into
            child if child.children else child._replace(level=level - 1) for child in children
        ]
        return Node(branch, sum(child.x for child in children) / len(children), level, children)

    return place(root)


class _Drawn:
    """A tree in pixels: how wide and how high it is."""

    def __init__(self, root: Node, style: Style) -> None:
        self.nodes, self.style = [*root.all()], style
        shapes = [node.branch.shape for node in self.nodes]
        across, down = max(c for _, c in shapes), max(r for r, _ in shapes)
        self.scale = min(style.box[0] / across, style.box[1] / down)
        self.slot = max(map(self._needed, self.nodes)) + BETWEEN_NODES
        self.wide = self.slot * sum(not node.children for node in self.nodes)
        levels = range(root.level + 1)
        at = [[node for node in self.nodes if node.level == level] for level in levels]
        self.boxes = [max(self._sides(node)[1] for node in each) for each in at]
        said = [max(len(style.lines(node.branch)) for node in each) for each in at]
        bars = BAR[1] + 6 if style.dearest else 0.0
        self.said = [each * NOTE * BETWEEN + 6 + bars for each in said]
        steps = [box + said for box, said in zip(self.boxes, self.said, strict=True)]
        self.tops = [sum(steps[:level]) + BETWEEN_LEVELS * level for level in levels]
        self.high = self.tops[-1] + steps[-1]

    def at(self, left: float, top: float) -> Iterator[Item]:
        """All shapes and words. left, top: where it begins"""
        for node in self.nodes:
            yield from self._ways(node, left, top)
        for node in self.nodes:
            yield from self._node(node, left + node.x * self.slot, top + self.tops[node.level])

    def _node(self, node: Node, middle: float, top: float) -> Iterator[Item]:
        branch, (wide, high) = node.branch, self._sides(node)
        base = top + self.boxes[node.level]
        texts = self.style.lines(branch)
        title = ", ".join(texts)
        yield Box(middle - wide / 2, base - high, wide, high, branch.look, title=title)
        for at, text in enumerate(texts):
            base += NOTE * BETWEEN
            look = "name" if at == 0 and not self.style.small else ""
            yield Words(middle, base, text, look, "middle", NOTE)
        if self.style.dearest and branch.price:
            long = BAR[0] * branch.price / self.style.dearest
            title = f"{branch.name}: {branch.price:,}"
            yield Box(middle - long / 2, base + 7, long, BAR[1], "best", title=title)

    def _ways(self, node: Node, left: float, top: float) -> Iterator[Path]:
        """From the factors straight down to above the product, and there to it."""
        end = top + self.tops[node.level]
        foot = end + self.boxes[node.level] - self._sides(node)[1]
        for child in node.children:
            start = top + self.tops[child.level] + self.boxes[child.level] + self._said(child)
            x, middle = left + child.x * self.slot, left + node.x * self.slot
            bend = end - BETWEEN_LEVELS / 2
            yield Path([(x, start), (x, bend), (middle, bend), (middle, foot)])

    @property
    def has_thin(self) -> bool:
        """Whether a matrix is drawn thicker than it is."""
        return min(min(node.branch.shape) for node in self.nodes) * self.scale < LEAST

    def _said(self, node: Node) -> float:
        bar = BAR[1] + 6 if self.style.dearest and node.branch.price else 0.0
        return len(self.style.lines(node.branch)) * NOTE * BETWEEN + 6 + bar

    def _sides(self, node: Node) -> tuple[float, float]:
        rows, columns = node.branch.shape
        return max(columns * self.scale, LEAST), max(rows * self.scale, LEAST)

    def _needed(self, node: Node) -> float:
        """How wide the matrix and its words are."""
        first, *others = self.style.lines(node.branch)
        bar = BAR[0] if self.style.dearest else 0.0
        texts = [width(first, NOTE, bold=not self.style.small), *(width(t, NOTE) for t in others)]
        return max(self._sides(node)[0], bar, *texts)
