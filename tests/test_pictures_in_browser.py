"""Pictures as a browser lays them out: words within their boxes and the picture, none over another.

Chromium measures with its own fonts, which know nothing of how wide words were taken to be.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from browser import Browser
from conftest import Outcome
from test_graph_pictures import hostile_graph

from jaccli.document.display import IN_ASCII, Display
from jaccli.document.formats.svg import render
from jaccli.document.pictures.letters import width

pytestmark = pytest.mark.slow
Run = Callable[..., Outcome]
SAMPLES = Path(__file__).parent.parent / "sample_chains"
CHAINS = [f"sample:{path.stem}" for path in sorted(SAMPLES.glob("*.yaml"))]
MLP = "sample:textbook_functions.py:mlp"
CALLS = (  # without a chain: of every sample
    "graph",
    "graph --values",
    "show",
    "jvp -v e1",
    "vjp -u e1 -u random",
    "grad",
    "compare",
    "compare --wrt all",
    "order",
    "order --matrix-free",
    "sweep sample:tall --vary n=1:1000",
    "sweep sample:tall --vary n=4:16 --time",
    "sweep sample:textbook --vary n=16:32 --seeds free",
    "order --dims 30,3,50,3,30,8,40,2,9,7,6",
    f"order --dims {','.join(str(1 + k * k % 199) for k in range(101))}",
    f"graph {MLP} --at 1,2,3 --values",
    f"trace {MLP} --at 1,2,3",
)

COLLISIONS = """
const found = [];
const meets = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right
  && a.top + 2 < b.bottom && b.top + 2 < a.bottom;
document.querySelectorAll("svg.jaccli").forEach((svg, at) => {
  const outer = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map(text => {
    const said = [...text.childNodes].filter(each => each.nodeType == 3).map(each => each.data);
    return { text, said: said.join(""), box: text.getBoundingClientRect() };
  });
  texts.forEach(({ text, said, box }, number) => {
    if (box.left < outer.left || box.right > outer.right
        || box.top < outer.top - 2 || box.bottom > outer.bottom + 2)
      found.push(`${at}: "${said}" leaves the picture`);
    const node = text.closest("g[id*=-node]:not([id*=-value]):not([id*=-adjoint])");
    const own = node && node.querySelector("rect").getBoundingClientRect();
    if (own && (box.left < own.left || box.right > own.right
                || box.top < own.top || box.bottom > own.bottom))
      found.push(`${at}: "${said}" leaves its box`);
    for (const other of texts.slice(number + 1))
      if (meets(box, other.box)) found.push(`${at}: "${said}" meets "${other.said}"`);
  });
});
return found;
"""
LENGTHS = """
const [signs, family, weight] = arguments;
const text = document.querySelector("text");
text.setAttribute("style", `font-family:${family};font-weight:${weight};font-size:13px`);
return signs.map(sign => { text.textContent = sign.repeat(20);
  return text.getComputedTextLength() / 20; });
"""


def page(path: Path, pictures: Sequence[str]) -> Path:
    """A page with pictures below each other."""
    inner = "".join(f"<div>{each}</div>" for each in pictures)
    path.write_text(f'<!doctype html><meta charset="utf-8">{inner}', encoding="utf-8")
    return path


@pytest.mark.parametrize("call", CALLS)
def test_no_words_leave_their_box_or_meet_others(
    browser: Browser, run: Run, tmp_path: Path, call: str
) -> None:
    command, *options = call.split()
    chains = [""] if {"--dims", "--vary", MLP} & {*options} else CHAINS
    pictures, refused = [], []
    for chain in chains:
        outcome = run(command, *filter(None, [chain]), *options, "--format", "svg")
        pictures += [outcome.out] if outcome.status == 0 else []
        refused += [outcome.err] if outcome.status else []
    assert len(pictures) >= len(chains) / 2, refused
    browser.open(page(tmp_path / "pictures.html", pictures), 1280, 720)
    assert browser.run(COLLISIONS) == []
    assert (browser.messages(), browser.requests()) == ([], [])


def test_neither_do_names_from_files(browser: Browser, tmp_path: Path) -> None:
    pictures = ["".join(render([hostile_graph()], Display()))]
    browser.open(page(tmp_path / "pictures.html", pictures), 1280, 720, dark=True)
    assert browser.run(COLLISIONS) == []
    assert browser.run("return document.querySelectorAll('script').length") == 0
    assert (browser.messages(), browser.requests()) == ([], [])


@pytest.mark.parametrize(
    "command", ["show", "compare", "order", "graph --values", "jvp -v e1", "vjp -u e2"]
)
def test_nor_do_names_of_layers(
    browser: Browser, run: Run, chain: Callable[[str], str], tmp_path: Path, command: str
) -> None:
    names = ["n" * 300, "a, b (c) <script>", "日本語の名前" * 9, "العربية", "e\u0301t$x$"]
    layers = [{"name": name, "type": "tanh"} for name in names]
    layers.append({"name": "sum", "type": "add", "inputs": [names[0], names[-1]]})
    for listed in (layers, layers[:-1]):  # a graph and a chain
        file = chain(json.dumps({"input": {"size": 3}, "layers": listed}))
        outcome = run(*command.split(), file, "--format", "svg")
        assert (outcome.status, outcome.err) == (0, "")
        browser.open(page(tmp_path / "pictures.html", [outcome.out]), 1280, 720)
        assert browser.run(COLLISIONS) == []
        assert browser.run("return document.querySelectorAll('script').length") == 0


@pytest.mark.parametrize("family", ["DejaVu Sans", "Liberation Sans", "system-ui"])
def test_letters_are_no_wider_than_they_are_taken_to_be(
    browser: Browser, tmp_path: Path, family: str
) -> None:
    signs = [chr(code) for code in range(33, 127)] + [*IN_ASCII] + [*"éüÄßłжЖ日한🙂שع"]
    picture = '<svg class="jaccli" xmlns="http://www.w3.org/2000/svg"><text y="20">x</text></svg>'
    browser.open(page(tmp_path / "letters.html", [picture]))
    words = ["multiply", "cross_entropy", "∂o/∂x1 = [-1.575 0.1758 1e-05]", "The chain of 13.3.1"]
    for weight, bold in (("normal", False), ("600", True)):
        for texts in (signs, words):
            lengths = browser.run(LENGTHS, texts, family, weight)
            wrong = [
                (text, length, width(text, 13, bold=bold))
                for text, length in zip(texts, lengths, strict=True)
                if length > width(text, 13, bold=bold) * (1.25 if bold and len(text) == 1 else 1)
            ]
            assert wrong == []


def test_pictures_are_the_same_whatever_the_order_of_sets() -> None:
    script = (
        "from jaccli.__main__ import main\n"
        "for line in ('graph sample:residual --values', 'vjp sample:figure_13_11 -u e1',\n"
        "             'compare sample:tall', 'show sample:digits', 'order sample:bottleneck'):\n"
        "    main([*line.split(), '--format', 'svg'])\n"
    )
    written = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert written[0].count(b"</svg>") >= 4
    assert written[0] == written[1]
