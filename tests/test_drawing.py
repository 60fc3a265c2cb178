"""Pictures of graphs, read back by following their lines: an oracle that knows no layout."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pytest
from rich.cells import cell_len  # by tables of its own

from jaccli.document.drawing.boxes import HEAD, MOST_NODES, Drawn, drawing
from jaccli.document.drawing.lanes import SIGNS, Lane, untied

Edges = list[tuple[str, str]]
Cell = tuple[int, int]
NO_LABELS: dict[tuple[str, str], str] = {}
cells = cache(cell_len)  # of the same few signs, again and again
NORTH, SOUTH, WEST, EAST = (-1, 0), (1, 0), (0, -1), (0, 1)
ARMS = {
    "│": {NORTH, SOUTH},
    "─": {WEST, EAST},
    "┌": {SOUTH, EAST},
    "┐": {SOUTH, WEST},
    "└": {NORTH, EAST},
    "┘": {NORTH, WEST},
    "├": {NORTH, SOUTH, EAST},
    "┤": {NORTH, SOUTH, WEST},
    "┬": {SOUTH, WEST, EAST},
    "┴": {NORTH, WEST, EAST},
    "┼": {NORTH, SOUTH, WEST, EAST},
}


class Found(NamedTuple):
    """A node in a picture."""

    row: int  # of its first line of text
    doors: tuple[Cell, ...]  # the cells below it where a line may leave
    roof: tuple[Cell, ...]  # the cells where an arrow may enter


def signs_of(text: str) -> list[str]:
    """The signs of a text, each with the marks over it."""
    signs: list[str] = []
    for sign in text:
        if signs and not cells(sign):
            signs[-1] += sign
        else:
            signs.append(sign)
    return signs


class Reading:
    """What a picture says: where the nodes are and who reads whom."""

    def __init__(
        self,
        lines: Sequence[str],
        nodes: Sequence[Drawn],
        labels: Mapping[tuple[str, str], str] = NO_LABELS,
    ) -> None:
        self.grid: dict[Cell, str] = {}
        for row, line in enumerate(lines):
            column = 0
            for sign in signs_of(line):
                self.grid[row, column] = sign
                column += cells(sign)
        self.taken: set[Cell] = set()  # cells of labels and boxes, and of lines once followed
        beside = dict(self._beside(labels))
        self.nodes: dict[str, Found] = dict(self._boxes(nodes))
        plain = [node for node in nodes if node.name not in self.nodes]
        for node in sorted(plain, key=lambda node: -len(node.lines[0])):
            self.nodes[node.name] = self._label(node)
        heads = {
            head: (name, reader)
            for name, found in self.nodes.items()
            for head, reader in self._readers(found)
        }
        self.edges = Counter(heads.values())
        self.labels = Counter(beside.values())
        for (row, column), text in beside.items():
            assert text == labels[heads[row + 1, column]], f"{text} stands beside another edge"
        left = {cell for cell, sign in self.grid.items() if sign != " "} - self.taken
        assert not left, f"signs that belong to nothing: {sorted(left)}"

    def _beside(self, labels: Mapping[tuple[str, str], str]) -> Iterator[tuple[Cell, str]]:
        """The lines that a label stands right of; they are left, and the labels taken away."""
        for text in sorted(set(labels.values()), key=lambda text: -len(text)):
            for (row, column), sign in list(self.grid.items()):
                spot, at = [], column + 2
                for each in signs_of(text):
                    spot.append((row, at))
                    at += cells(each)
                found = "".join(self.grid.get(cell, "") for cell in spot)
                if sign == "│" and found == text and self.grid.get((row, column + 1)) == " ":
                    self.grid |= dict.fromkeys(spot, " ")
                    yield (row, column), text

    def _boxes(self, nodes: Sequence[Drawn]) -> Iterator[tuple[str, Found]]:
        """The boxes: a lid from ┌ to ┐ of nothing but ─ and ▼; a line would come from above."""
        for (row, column), sign in list(self.grid.items()):
            right = column + 1
            while self.grid.get((row, right)) in ("─", HEAD):
                right += 1
            if sign != "┌" or self.grid.get((row, right)) != "┐":
                continue
            bottom = row + 1
            while self.grid[bottom, column] == self.grid[bottom, right] == "│":
                bottom += 1
            assert (self.grid[bottom, column], self.grid[bottom, right]) == ("└", "┘")
            text = tuple(
                "".join(self.grid.get((at, c), "") for c in range(column + 1, right)).strip()
                for at in range(row + 1, bottom)
            )
            (node,) = (node for node in nodes if node.lines == text)
            width = range(column, right + 1)
            self.taken |= {(at, c) for at in range(row, bottom + 1) for c in width}
            self.taken -= {(row, c) for c in width if self.grid[row, c] == HEAD}
            doors = tuple((bottom + 1, c) for c in width if self.grid[bottom, c] == "┬")
            yield node.name, Found(row + 1, doors, tuple((row, c) for c in width))

    def _label(self, node: Drawn) -> Found:
        """A label outside boxes; the longer ones were found before."""
        (text,) = node.lines
        spots = []
        for (row, column), first in self.grid.items():
            if first != signs_of(text)[0]:
                continue
            signs, at, used = "", column, []
            while len(signs) < len(text) and (row, at) not in self.taken:
                signs += (sign := self.grid.get((row, at), " "))
                used.append((row, at))
                at += cells(sign)
            if signs == text:
                spots.append(used)
        assert len(spots) == 1, f"{text!r} is there {len(spots)} times"
        (used,) = spots
        self.taken |= set(used)
        row, left = used[0]
        width = range(left, left + cells(text))
        doors = tuple(
            (row + 1, c)
            for c in width
            if (sign := self.grid.get((row + 1, c))) == HEAD or NORTH in ARMS.get(str(sign), ())
        )
        roof = tuple((row - 1, c) for c in range(left - 1, left + cells(text) + 1))
        return Found(row, doors, roof)

    def _readers(self, found: Found) -> Iterator[tuple[Cell, str]]:
        """The arrow heads that the lines from a node reach, and whose they are."""
        walks = [(door, SOUTH) for door in found.doors]
        joined: set[Cell] = set()
        assert len(walks) <= 1, "lines of two values leave one label"
        while walks:
            cell, going = walks.pop()
            sign = self.grid.get(cell, " ")
            back = (-going[0], -going[1])
            arms = ARMS.get(sign, set())
            if sign == HEAD and going == SOUTH:
                assert cell not in self.taken, "two lines into one arrow head"
                self.taken.add(cell)
                (reader,) = (name for name, other in self.nodes.items() if cell in other.roof)
                yield cell, reader
            elif back in arms:
                if cell not in joined:
                    assert cell not in self.taken, f"lines of two values meet in {cell}"
                    joined.add(cell)
                    self.taken.add(cell)
                    walks += [((cell[0] + a[0], cell[1] + a[1]), a) for a in arms - {back}]
            else:
                assert sign == "│", f"a line ends at {cell}, in {sign!r}"
                walks.append(((cell[0] + going[0], cell[1] + going[1]), going))


def graph(text: str) -> tuple[list[Drawn], Edges]:
    """Nodes from lines "name: operation: the values it reads"."""
    nodes, edges = [], []
    for line in text.strip().splitlines():
        name, operation, reads = (part.strip() for part in line.split(":"))
        nodes.append(Drawn(name, (f"{name} {operation}".strip(),)))
        edges += [(upper, name) for upper in reads.split()]
    return nodes, edges


def residual(blocks: int) -> tuple[list[Drawn], Edges]:
    text, before, number = "x: input:", "x", 0
    for _ in range(blocks):
        start = before
        for operation in ("linear", "tanh", "linear", "add"):
            number += 1
            skip = start if operation == "add" else ""
            text += f"\nh{number}: {operation}: {before} {skip}"
            before = f"h{number}"
    return graph(f"{text}\nloss: cross_entropy: {before}")


def chain(length: int) -> tuple[list[Drawn], Edges]:
    return graph("\n".join(f"x{k}: tanh: {f'x{k - 1}' if k else ''}" for k in range(length)))


def recent(size: int, seed: int, reach: float = 3, most: int = 2) -> tuple[list[Drawn], Edges]:
    """A graph in which each value reads 1 to `most` earlier ones, mostly recent ones."""
    rng = random.Random(seed)
    text = "x0: :"
    for k in range(1, size):
        number = rng.randint(0 if rng.random() < 0.1 else 1, most)
        reads = [max(0, k - 1 - int(rng.expovariate(1 / reach))) for _ in range(number)]
        operation = ["", "sin", "multiply", "log_sum_exp"][number]
        text += f"\nx{k}: {operation}: {' '.join(f'x{u}' for u in reads)}"
    return graph(text)


def anywhere(size: int, seed: int) -> tuple[list[Drawn], Edges]:
    """A graph of short labels in which each value reads up to 3 of the 8 before it."""
    rng = random.Random(seed)
    text = "x0: :"
    for k in range(1, size):
        reads = [f"x{rng.randrange(max(0, k - 8), k)}" for _ in range(rng.randint(0, 3))]
        text += f"\nx{k}: : {' '.join(reads)}"
    return graph(text)


def in_boxes(given: tuple[list[Drawn], Edges]) -> tuple[list[Drawn], Edges]:
    """The same with several lines in each node."""
    nodes, edges = given
    more = ("x = 5.437", "adjoint 3.608")
    return [
        node._replace(lines=(*node.lines, *more[: k % 2 + 1])) for k, node in enumerate(nodes)
    ], edges


BAYDIN = graph("""
    x1: :
    x2: :
    v1: ln: x1
    v2: multiply: x1 x2
    v3: sin: x2
    v4: add: v1 v2
    y: subtract: v4 v3
""")
PRODUCT = graph("""
    x1: :
    x2: :
    x3: exp: x1
    x4: multiply: x2 x3
    x5: add: x1 x4
    x6: sqrt: x5
    x7: multiply: x4 x6
""")
FAN = graph("x: :\n" + "\n".join(f"y{k}: exp: x" for k in range(8)))
FAN_IN = graph(
    "\n".join(f"x{k}: :" for k in range(8)) + "\ny: : " + " ".join(f"x{k}" for k in range(8))
)
SQUARE = graph("x: :\ny: multiply: x x\nz: multiply: y y")
# each source's place is above the other's target
EXCHANGE = graph("a: :\nb: :\nc: : a\nd: : b\ne: : c d\nf: : d c\ng: : e f\nh: : f e\ni: : g h e")
NAMED = {
    "Baydin": BAYDIN,
    "product": PRODUCT,
    "fan": FAN,
    "fan in": FAN_IN,
    "square": SQUARE,
    "exchange": EXCHANGE,
    "one node": graph("x: input:"),
    "two parts": graph("a: :\nb: sin: a\nc: :\nd: cos: c"),
    "residual": residual(7),
    "chain": chain(30),
    "wide signs": graph("值: 输入:\nb: 正弦: 值\nc: add: 值 b"),
}
LABELLED = [*(name for name in NAMED if name != "residual"), "product, boxes", "exchange, boxes"]
BOXES = ("Baydin", "product", "square", "residual", "exchange")
GIVEN = (
    NAMED
    | {f"recent {seed}": recent(30, seed) for seed in range(5)}
    | {f"{name}, boxes": in_boxes(NAMED[name]) for name in BOXES}
    | {f"recent {seed}, boxes": in_boxes(recent(12, seed)) for seed in range(5)}
    | {f"anywhere {seed}": anywhere(4 + seed % 20, seed) for seed in range(25)}
    | {f"three {seed}": recent(20, seed, most=3) for seed in range(4)}
)
MORE = (
    {f"recent {seed}": recent(30, seed) for seed in range(5, 25)}
    | {f"recent {seed}, boxes": in_boxes(recent(12, seed)) for seed in range(5, 10)}
    | {f"anywhere {seed}": anywhere(4 + seed % 20, seed) for seed in range(25, 100)}
    | {f"three {seed}": recent(20, seed, most=3) for seed in range(4, 20)}
)
ALL = GIVEN | MORE
on_every_graph = pytest.mark.parametrize(
    "name", [*GIVEN, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE)]
)


@cache
def read(name: str) -> tuple[list[str], Reading]:
    """The picture of a graph at 100 columns, and what it says."""
    nodes, edges = ALL[name]
    lines = drawing(nodes, edges, 100)
    assert lines is not None
    return lines, Reading(lines, nodes)


def rows(nodes: Sequence[Drawn], edges: Edges) -> dict[str, int]:
    """The longest path to each node; a source stands one row above its first reader."""
    depth: dict[str, int] = {}
    for node in nodes:
        depth[node.name] = max((depth[u] + 1 for u, v in edges if v == node.name), default=0)
    read = {v for _, v in edges}
    readers = {u: [depth[v] for w, v in edges if w == u] for u, _ in edges if u not in read}
    return depth | {u: min(deep) - 1 for u, deep in readers.items()}


@on_every_graph
def test_following_the_lines_gives_back_the_edges(name: str) -> None:
    nodes, edges = ALL[name]
    lines, reading = read(name)
    assert reading.edges == Counter(edges)
    assert set(reading.nodes) == {node.name for node in nodes}
    assert max(map(cells, lines)) <= 100
    assert all(line == line.rstrip() for line in lines)
    assert lines[0]
    assert any(not line.startswith(" ") for line in lines)


@pytest.mark.parametrize("name", LABELLED)
def test_what_stands_beside_an_edge_stands_at_its_arrow(name: str) -> None:
    nodes, edges = GIVEN[name]
    labels = {(upper, lower): f"∂{lower}/∂{upper}" for upper, lower in edges}
    lines = drawing(nodes, edges, 160, labels)
    assert lines is not None
    reading = Reading(lines, nodes, labels)
    assert reading.edges == Counter(edges)
    assert reading.labels == Counter(labels[edge] for edge in edges)
    assert max(map(cells, lines)) <= 160


@on_every_graph
def test_each_depth_has_one_row(name: str) -> None:
    reading = read(name)[1]
    deep = rows(*ALL[name])
    stand: dict[int, set[int]] = {}
    for node, found in reading.nodes.items():
        stand.setdefault(deep[node], set()).add(found.row)
    assert all(len(row) == 1 for row in stand.values())
    assert all(max(stand[a]) < min(stand[b]) for a, b in pairwise(sorted(stand)))


@pytest.mark.parametrize(
    "name",
    [
        "Baydin",
        "fan",
        "product",
        *(
            pytest.param(each, marks=pytest.mark.slow)  # the widest
            for each in ("recent 1", "recent 2")
        ),
        "residual",
    ],
)
@pytest.mark.costly
def test_no_width_gives_a_longer_line_or_a_cut_label(name: str) -> None:
    nodes, edges = GIVEN[name]
    drawn = {width: drawing(nodes, edges, width) for width in range(1, 101, 6)}
    for width, lines in drawn.items():
        assert lines is None or max(map(cells, lines)) <= width
    for lines in {tuple(lines) for lines in drawn.values() if lines is not None}:
        assert Reading(lines, nodes).edges == Counter(edges)
    fits = [lines is not None for lines in drawn.values()]
    assert fits == sorted(fits), "what fits a width fits a greater one"
    assert not fits[0]
    assert fits[-1]


def test_what_is_too_wide_is_not_drawn() -> None:
    assert drawing(*FAN, 40) is None
    assert drawing([Drawn("x", ("a long label",))], [], 11) is None
    assert drawing([Drawn("x", ("a long label",))], [], 12) == ["a long label"]


def test_what_no_eye_can_follow_is_not_drawn() -> None:
    names = [f"x{k}" for k in range(30)]
    nodes = [Drawn(name, (name,)) for name in names]
    all_pairs = [(u, v) for k, v in enumerate(names[:12]) for u in names[:k]]
    assert drawing(nodes[:12], all_pairs, 200) is None
    assert drawing(*chain(MOST_NODES), 100) is not None
    assert drawing(*chain(MOST_NODES + 1), 100) is None
    assert drawing(*in_boxes(chain(MOST_NODES)), 100) is not None
    assert drawing([], [], 100) is None


def test_a_chain_takes_two_lines_a_node_and_one_column() -> None:
    lines = drawing(*chain(30), 100)
    assert lines is not None
    assert len(lines) == 59
    assert {line.index(HEAD) for line in lines[1::2]} == {lines[1].index(HEAD)}


def test_a_residual_block_keeps_its_chain_in_one_column() -> None:
    nodes, edges = residual(1)
    lines = drawing(nodes, edges, 100)
    assert lines is not None
    heads = [{at for at, sign in enumerate(line) if sign == HEAD} for line in lines]
    column = set.intersection(*(each for each in heads[:6] if each))
    assert len(column) == 1


def test_a_value_used_twice_has_two_arrow_heads() -> None:
    lines = drawing(*SQUARE, 80)
    assert lines is not None
    assert Reading(lines, SQUARE[0]).edges == {("x", "y"): 2, ("y", "z"): 2}


def test_lines_that_change_places_are_cut_where_a_column_is_free() -> None:
    down, up = Lane(0, 0, (4,)), Lane(1, 4, (0,))
    cut = untied([down, up], width=6)
    assert cut is not None
    assert [lane.top for lane in cut if lane.continues] == [2]
    assert len(cut) == 3
    assert untied([down, up], width=2) is None
    halves = [Lane(0, 8, (4,)), Lane(0, 4, (0,), continues=True)]
    assert untied(halves, 10) == halves


def test_the_same_graph_gives_the_same_picture() -> None:
    assert drawing(*recent(30, 7), 100) == drawing(*recent(30, 7), 100)


def test_every_sign_takes_one_column() -> None:
    assert {cells(sign) for sign in [*SIGNS.values(), HEAD]} == {1}
    assert set(SIGNS.values()) == set(ARMS)


def test_the_reader_of_pictures_knows_a_crossing_from_a_fork() -> None:
    nodes = [Drawn(name, (name,)) for name in "abcd"]
    crossing = ["  a   b", "  └───│─┐", "  ┌───┘ │", "  ▼     ▼", "  c     d"]
    assert Reading(crossing, nodes).edges == {("a", "d"): 1, ("b", "c"): 1}
    fork = ["  a   b", "  ├─────┐", "  ▼     ▼", "  c     d"]
    assert Reading(fork, nodes).edges == {("a", "c"): 1, ("a", "d"): 1}
    merged = ["  a   b", "  └───┤", "      ▼", "  c   d"]
    with pytest.raises(AssertionError, match="a line ends"):
        Reading(merged, nodes)
    broken = ["  a   b", "  │", "", "  ▼", "  c   d"]
    with pytest.raises(AssertionError, match="a line ends"):
        Reading(broken, nodes)
