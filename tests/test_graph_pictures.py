"""Pictures of graphs: what stands in them is what JSON says, and nothing stands over another.

The oracle walks along the lines of a scene and looks which boxes it meets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from pathlib import Path as File
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import Outcome
from documents import README
from hypothesis import given, settings
from hypothesis import strategies as st

from jaccli.document.blocks import Diagram, Link, Vertex
from jaccli.document.display import Display
from jaccli.document.formats.svg import render
from jaccli.document.pictures import drawn
from jaccli.document.pictures.letters import width
from jaccli.document.pictures.looks import DAY, NIGHT, Look
from jaccli.document.pictures.scene import Box, Group, Item, Path, Point, Scene, Words
from jaccli.errors import printable

Run = Callable[..., Outcome]
SVG = "{http://www.w3.org/2000/svg}"
TAGS = ("svg", "title", "desc", "style", "rect", "g", "path", "text")
NUMBER = re.compile(r"(?<![\w∂.])-?\d[\d.e+-]*")


class Area(NamedTuple):
    """A rectangle: of a box, or of words as wide as they may be."""

    name: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        return (
            self.left < other.right - 0.5
            and other.left < self.right - 0.5
            and self.top < other.bottom - 0.5
            and other.top < self.bottom - 0.5
        )

    def holds(self, point: Point) -> bool:
        x, y = point
        return self.left + 1 < x < self.right - 1 and self.top + 1 < y < self.bottom - 1


def random_graph(seed: int, nodes: int, reads: int) -> Diagram:
    """Each node after the first reads some of those before it, at times one twice."""
    rng = np.random.default_rng(seed)
    sizes = rng.choice([1, 1, 3, 40], nodes)
    vertices = [
        Vertex(
            f"v{at}",
            f"v{at} add {size}",
            rng.normal(size=size),
            rng.normal(size=size),
            f"v{at}",
            f"∂o/∂v{at}",
            layer=at,
            shape=(int(size),),
        )
        for at, size in enumerate(sizes)
    ]
    links = [
        Link(f"v{source}", f"v{at}", f"∂v{at}/∂v{source}", (2, 3), "dense", returns=bool(at % 4))
        for at in range(1, nodes)
        for source in rng.integers(0, at, rng.integers(1, reads + 1))
    ]
    return Diagram(vertices, links, "nobody", labelled=True)


def items_in(items: Sequence[Item], inside: str = "") -> Iterator[tuple[str, Item]]:
    """Every shape, with the group of a node or an edge that it is in."""
    for item in items:
        if isinstance(item, Group):
            named = re.match(r"(node|edge)\d+$", item.name)
            yield from items_in(item.items, named[0] if named else inside)
        else:
            yield inside, item


def areas(scene: Scene) -> tuple[list[Area], list[Area]]:
    """The boxes of nodes, and all words."""
    boxes, words = [], []
    for name, item in items_in(scene.items):
        if isinstance(item, Box) and name.startswith("node") and item.look == "box":
            right, bottom = item.x + item.width, item.y + item.height
            boxes.append(Area(name, item.x, item.y, right, bottom))
        if isinstance(item, Words):
            look = item.look in ("name", "title")
            right = item.x + width(item.text, item.size, bold=look)
            words.append(Area(name, item.x, item.y - 0.8 * item.size, right, item.y + 2))
    return boxes, words


def points_of(path: Path) -> Iterator[Point]:
    """Points along a line of Bézier curves, a few on each."""
    for at in range(0, len(path.points) - 1, 3):
        bends = np.array(path.points[at : at + 4])
        for t in np.linspace(0, 1, 9):
            weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3]
            x, y = weights @ bends
            yield float(x), float(y)


def collisions(scene: Scene) -> list[str]:
    """What stands over another, and lines through boxes and words."""
    boxes, words = areas(scene)
    outer = [box for at, box in enumerate(boxes) if not at or boxes[at - 1].name != box.name]
    found = [
        f"{one} meets {other}"
        for many in (outer, words)
        for at, one in enumerate(many)
        for other in many[at + 1 :]
        if one.meets(other)
    ]
    found += [
        f"{word} is outside"
        for word in words
        if word.left < 0 or word.top < 0 or word.right > scene.width or word.bottom > scene.height
    ]
    own = {box.name: box for box in outer}
    found += [
        f"{word} is outside of its box"
        for word in words
        if word.name in own
        and not (own[word.name].left < word.left and word.right < own[word.name].right)
    ]
    for name, path in items_in(scene.items):
        if isinstance(path, Path) and name.startswith("edge"):
            found += [
                f"{name} goes through {area}"
                for point, area in product(points_of(path), [*outer, *words])
                if area.holds(point)
            ]
    return found


@settings(max_examples=6)
@given(st.integers(0, 10**6), st.integers(1, 14), st.integers(1, 3))
def test_nothing_stands_over_another_and_no_edge_goes_through_a_box(
    seed: int, nodes: int, reads: int
) -> None:
    scene = drawn(random_graph(seed, nodes, reads))
    assert scene is not None
    assert collisions(scene) == []


@pytest.mark.slow
@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(10, 45), st.integers(1, 3))
def test_larger_graphs_too_or_they_are_not_drawn(seed: int, nodes: int, reads: int) -> None:
    scene = drawn(random_graph(seed, nodes, reads))
    assert scene is None or collisions(scene) == []


HOSTILE = [
    "<script>alert(1)</script>",
    "]]>&amp;'\"",
    "n" * 300,
    "שלום עולם",
    "日本語の名前がとても長いので短くなる" * 3,
    "e\u0301\u0301tat 🙂 Щ",
    "\u202eright\x07",
    "##[group]x ##vso[x]y",
    "W" * 30,
]


def hostile_graph() -> Diagram:
    """A chain of such names, each value read again by the last."""
    ones = np.ones(2)
    vertices = [
        Vertex(name, f"{name} {name} 2", ones, ones, name, f"∂o/∂{name}", layer=at, shape=(2,))
        for at, name in enumerate(HOSTILE)
    ]
    links = [Link(a, b, f"∂{b}/∂{a}", (2, 2), "diagonal") for a, b in pairwise(HOSTILE)]
    links += [Link(a, HOSTILE[-1], f"∂{HOSTILE[-1]}/∂{a}") for a in HOSTILE[:-1]]
    return Diagram(vertices, links, "nobody", labelled=True, title=(HOSTILE[2], HOSTILE[4]))


def test_names_from_files_neither_break_out_nor_run_over_anything() -> None:
    scene = drawn(hostile_graph())
    assert scene is not None
    assert collisions(scene) == []
    text = "".join(render([hostile_graph()], Display()))
    assert not re.search(r"##\w*\[", text), "a runner of Azure would take it for a command"
    root = ElementTree.fromstring(text)
    assert {each.tag for each in root.iter()} <= {SVG + tag for tag in TAGS}
    told = [each.text for each in root.iter(f"{SVG}title")]
    for name in map(printable, HOSTILE):
        said = [(text or "").replace("\u200e", "") for text in told]
        assert sum(name in text for text in said) > 1, "whole for who points at it"


@pytest.mark.parametrize("sample", ["figure_13_11", "residual", "digits"])
def test_the_numbers_of_a_picture_are_those_of_json(run: Run, sample: str) -> None:
    chain = f"sample:{sample}"
    (result,) = json.loads(run("graph", chain, "--values", "--format", "json").out)["results"]
    root = ElementTree.fromstring(run("graph", chain, "--values", "--format", "svg").out)
    for at, node in enumerate(result["nodes"]):
        for name, entries in (("value", node["primal"]), ("adjoint", node["adjoint"])):
            said = written(root, f"node{at}-{name}")
            shown = [float(text) for text in NUMBER.findall(said.partition("=")[2])]
            if len(entries) > 8:
                assert "…" in said
                entries = [*entries[: len(shown) - 1], entries[-1]]
            largest = max(map(abs, entries))
            assert shown == pytest.approx(entries, abs=0.0006 * largest, rel=0.0006)


def test_the_jacobians_of_a_picture_are_those_of_show(run: Run) -> None:
    chain = "sample:figure_13_11"
    (result,) = json.loads(run("show", chain, "--format", "json").out)["results"]
    jacobians = [each for layer in result["layers"] for each in layer["jacobians"]]
    (drawn_of,) = json.loads(run("graph", chain, "--values", "--format", "json").out)["results"]
    assert [each["number"] for each in drawn_of["edges"]] == pytest.approx(
        [each["values"][0][0] for each in jacobians]
    )
    root = ElementTree.fromstring(run("graph", chain, "--values", "--format", "svg").out)
    for at, jacobian in enumerate(jacobians):
        name, _, number = written(root, f"edge{at}-label").partition(" = ")
        assert name.endswith(f"/∂{jacobian['input']}")
        assert float(number) == pytest.approx(jacobian["values"][0][0], rel=0.0005)
    root = ElementTree.fromstring(run("graph", "sample:residual", "--format", "svg").out)
    assert written(root, "edge0-label") == "∂z/∂x 8×4 dense"


def test_an_adjoint_comes_back_only_where_there_is_one(run: Run, chain: Callable[..., str]) -> None:
    """The constant has no adjoint, and nothing comes back from what the output does not read."""
    file = chain(
        "input: [1, 2]\nlayers:\n"
        "  - {name: c, type: constant, value: [3, 4]}\n"
        "  - {name: y, type: multiply, inputs: [x, c]}\n"
        "  - {name: aside, type: exp, inputs: [x]}\n"
        "output: y\n"
    )
    root = ElementTree.fromstring(run("graph", file, "--values", "--format", "svg").out)
    ids = {each.get("id") for each in root.iter()}
    ways = [each for each in sorted(filter(None, ids)) if each.endswith("-reverse")]
    assert ways == ["picture1-edge0-reverse", "picture1-legend-reverse"]
    assert "picture1-node1-adjoint" not in ids


def test_a_graph_that_nobody_could_follow_is_refused(
    run: Run, program: Callable[..., File]
) -> None:
    path = program("def f(x):\n    for i in range(70):\n        x = np.sin(x) + x\n    return x\n")
    outcome = run("graph", f"{path}:f", "--at", "1", "--format", "svg")
    assert (outcome.status, outcome.out) == (2, "")
    assert "a picture of 141 values and 210 edges would not be readable" in outcome.err
    assert "--format dot or mermaid draws them all" in outcome.err
    outcome = run("vjp", f"{path}:f", "--at", "1", "-u", "1", "--format", "svg")
    assert (outcome.status, outcome.out) == (2, "")
    said = " ".join(outcome.err.split())
    drawn = f"`jaccli graph {path}:f --at=1 --format dot` draws the graph"
    assert drawn in said
    page = run("graph", f"{path}:f", "--at", "1", "--values", "--format", "html").out
    assert "A drawing of 141 values would not be readable" in page
    assert page.count(">x141<") == 2  # of the values, and of the edges
    text = run("show", f"{path}:f", "--at", "1", "--picture").out
    assert drawn in " ".join(text.split())


def test_boxes_are_as_wide_as_the_logarithm_of_their_entries_and_as_high_as_that_of_rows() -> None:
    shapes = [(1,), (2,), (8,), (64,), (4096,), (2, 8), (16, 8), (3, 1, 8)]
    vertices = [
        Vertex(f"x{k}", f"x{k}", called=f"x{k}", shape=each) for k, each in enumerate(shapes)
    ]
    scene = drawn(Diagram(vertices, [], "nobody"))
    assert scene is not None
    boxes, _ = areas(scene)
    wide = [box.right - box.left for box in boxes]
    doubled = np.diff(wide[:5]) / [1, 2, 3, 6]
    assert doubled == pytest.approx(doubled[0])
    assert doubled[0] > 5
    assert wide[5:] == pytest.approx([wide[2]] * 3)
    high = [box.bottom - box.top for box in boxes]
    assert high[:5] == pytest.approx([high[0]] * 5)
    assert high[6] - high[0] == pytest.approx(4 * (high[5] - high[0]))
    assert high[7] > high[5] > high[0]


def test_a_long_chain_goes_on_in_further_columns() -> None:
    vertices = [Vertex(f"x{k}", f"x{k} exp", called=f"x{k}", layer=k) for k in range(50)]
    links = [Link(f"x{k}", f"x{k + 1}", f"J{k + 1}") for k in range(49)]
    scene = drawn(Diagram(vertices, links, "nobody", labelled=True))
    assert scene is not None
    assert 0.8 < scene.width / scene.height < 3
    assert collisions(scene) == []


def contrast(one: str, other: str) -> float:
    """Of two colours, #rrggbb, as the Web Content Accessibility Guidelines define it."""
    bright = []
    for colour in (one, other):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        bright.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(bright) + 0.05) / (min(bright) + 0.05)


@pytest.mark.parametrize("looks", [DAY, NIGHT])
def test_words_and_lines_stand_out_from_the_ground_and_from_boxes(looks: dict[str, Look]) -> None:
    for ground, name in product(
        ("ground", "box"), ("words", "quiet", "name", "forward", "reverse")
    ):
        assert contrast(looks[name].fill, looks[ground].fill) >= 4.5, (ground, name)
    for name in ("ahead", "back", "line"):
        assert contrast(looks[name].stroke, looks["ground"].fill) >= 4.5, name


def written(root: ElementTree.Element, name: str) -> str:
    """The words of a group."""
    group = next(each for each in root.iter() if each.get("id") == f"picture1-{name}")
    return " ".join(text.text or "" for text in group.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    ("arguments", "key", "node", "ways"),
    [
        (("jvp", "sample:figure_13_11", "-v", "1,2"), "tangents", -1, "forward"),
        (("jvp", "sample:mlp_cross_entropy", "-v", "e3", "-v", "e1"), "tangents", -1, "forward"),
        (("vjp", "sample:residual", "-u", "e1"), "cotangents", 0, "reverse"),
        (("vjp", "sample:mlp_cross_entropy", "-u", "2"), "cotangents", 0, "reverse"),
        (("grad", "sample:mlp_cross_entropy"), "input_gradients", 0, "reverse"),
    ],
)
def test_a_picture_of_one_sweep_has_its_vectors_and_its_arrows_alone(
    run: Run, arguments: Sequence[str], key: str, node: int, ways: str
) -> None:
    (result,) = json.loads(run(*arguments, "--format", "json").out)["results"]
    found = result[key]
    entries = found["x"] if isinstance(found, dict) else found[0]
    root = ElementTree.fromstring(run(*arguments, "--format", "svg").out)
    ids = [name for each in root.iter() if (name := each.get("id"))]
    nodes = [name for name in ids if re.fullmatch(r"picture1-node\d+", name)]
    said = written(root, f"{nodes[node].removeprefix('picture1-')}-adjoint")
    shown = [float(text) for text in NUMBER.findall(said.partition("=")[2])]
    assert shown == pytest.approx(entries, rel=0.0006, abs=1e-12)
    arrows = {name.rpartition("-")[2] for name in ids if re.search(r"-(forward|reverse)$", name)}
    assert arrows == {ways}


def test_of_several_vectors_the_first_is_drawn_and_the_picture_says_so(run: Run) -> None:
    several = run("vjp", "sample:square", "-u", "e2", "-u", "e3", "--format", "svg").out
    assert "the picture shows the first of 2 vectors." in several
    alone = run("vjp", "sample:square", "-u", "e2", "--format", "svg").out
    drawn_of = [ElementTree.fromstring(each) for each in (several, alone)]
    assert written(drawn_of[0], "node0-adjoint") == written(drawn_of[1], "node0-adjoint")


def test_an_exercise_gives_nothing_away_in_a_picture(run: Run) -> None:
    arguments = ("vjp", "sample:mlp_cross_entropy", "-u", "1", "--steps", "--blank", "u2")
    outcome = run(*arguments, "--format", "svg")
    assert (outcome.status, outcome.out) == (2, "")
    assert "--blank hides a value, and a picture shows them all" in outcome.err


def test_the_picture_in_the_readme_is_what_its_command_draws(
    run: Run, golden: Callable[[str, str], None], tmp_path: File
) -> None:
    text = README.read_text(encoding="utf-8")
    command = "graph sample:figure_13_11 --values -o"
    assert f"`jaccli {command} fig.svg`" in text
    assert "](.github/figure_13_11.svg)" in text
    assert run(*command.split(), tmp_path / "fig.svg").status == 0
    written = (tmp_path / "fig.svg").read_text(encoding="utf-8")
    golden("../../.github/figure_13_11.svg", written)


def test_a_picture_in_ascii_says_the_same(run: Run) -> None:
    """A stream may have another encoding than UTF-8, which is what readers of SVG expect."""
    call = ("graph", "sample:figure_13_11", "--values", "--format", "svg")
    told, plain = run(*call).out, run(*call, "--ascii").out
    assert plain.isascii()
    assert not told.isascii()
    assert [*ElementTree.fromstring(plain).itertext()] == [*ElementTree.fromstring(told).itertext()]


@pytest.mark.parametrize("command", ["graph", "show"])
def test_jacobians_of_one_layer_are_told_apart(command: str, run: Run, chain) -> None:
    layers = "{type: tanh, name: decoder}, {name: skip_connection, type: add, inputs: [decoder, x]}"
    outcome = run(command, chain(f"input: [1, 2]\nlayers: [{layers}]\n"), "--format", "svg")
    names = re.findall(
        r">(∂skip[^ <:]*/∂[^ <:,]*)[ <]", re.sub("<title>.*?</title>", "", outcome.out)
    )
    assert len(names) == len({*names}) == 2
