"""Pages in a real browser: quiet, alone, within the window, readable, sorted, printed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jaccli.spec import sample_folder

pytestmark = pytest.mark.slow

# the texts with too little contrast to what lies under them (WCAG 2.2, 1.4.3), one each
PALE = """
const luminance = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
const under = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const found = numbers(getComputedStyle(each).backgroundColor);
    if (found.length === 3 || found[3] === 1) return found;
  }
  return [255, 255, 255];
};
const pale = [];
for (const each of document.querySelectorAll("main *")) {
  const own = [...each.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own || each.closest("svg, script, style, :disabled") || !each.checkVisibility()) continue;
  const [one, other] = [numbers(getComputedStyle(each).color), under(each)].map(luminance);
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  if (ratio < 4.5) pale.push(`${each.tagName} ${each.className} ${ratio.toFixed(2)}`);
}
return pale;
"""
WIDTH = "return document.documentElement.scrollWidth"
COLUMN = """
const rows = document.querySelectorAll("table.jr-table")[arguments[0]].tBodies[0].rows;
return [...rows].map((row) => row.cells[arguments[1]].textContent.trim());
"""
SORTED = """
return [...document.querySelectorAll("table.jr-table")[arguments[0]].tHead.rows[0].cells]
  .map((head) => head.getAttribute("aria-sort"));
"""
NAMES = sorted(path.stem for path in Path(sample_folder()).glob("*.yaml"))
COMMANDS = {
    "compare": (),
    "grad": (),
    "graph": ("--values",),
    "show": (),
    "order": (),
    "check": (),
    "jvp": ("-v", "e1"),
    "vjp": ("-u", "e1"),
}
OTHERS = {
    "order": ("order", "sample:digits", "--matrix-free"),
    "sweep": ("sweep", "sample:tall", "--vary", "n=1:100"),
    "several": ("compare", "sample:digits", "sample:tall", "sample:square"),
    "explain": ("explain", "diag"),
    "topics": ("explain",),
    "samples": ("samples",),
    "schema": ("schema",),
    "new": ("new", "mlp", "4", "3", "2"),
    "trace": ("trace", "sample:branches.py:relaxation", "--at", "1", "--and-at", "3"),
    "values": ("show", "sample:mlp_cross_entropy", "--values"),
}


@pytest.fixture
def page(run, tmp_path: Path) -> Callable[..., Path]:
    """Writes the page of a call; its file."""

    def write(*call: str) -> Path:
        file = tmp_path / f"{abs(hash(call))}.html"
        done = run(*call, "--format", "html")
        assert done.status == 0, done.err
        file.write_text(done.out, encoding="utf-8")
        return file

    return write


def assert_quiet(browser: Any, file: Path) -> None:
    """On a phone and on a projector, by day and by night."""
    for width, height, dark in ((390, 844, False), (1280, 720, True)):
        browser.open(file, width, height, dark=dark)
        assert browser.run(WIDTH) <= width, "the page scrolls to the right"
        assert browser.run(PALE) == []
        assert browser.messages() == []
        assert browser.requests() == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_pages_of_a_command_are_quiet_for_every_sample(
    command: str, page, run, browser
) -> None:
    for name in NAMES:
        call = (command, f"sample:{name}", *COMMANDS[command])
        if run(*call, "-q").status != 2:  # it has no loss, or is no chain
            assert_quiet(browser, page(*call))


@pytest.mark.parametrize("call", OTHERS.values(), ids=OTHERS)
def test_the_other_pages_are_quiet(call: tuple[str, ...], page, browser) -> None:
    assert_quiet(browser, page(*call))


def test_no_name_however_long_makes_a_page_wider_than_the_window(page, chain, browser) -> None:
    x, y, z, loss = (each * 80 for each in "xyzl")
    graph = chain(
        f"name: {x}{y}\ndescription: {z}\ninputs: {{{x}: [1, 0.5, 2]}}\nlayers:\n"
        f"- {{name: {y}, type: tanh}}\n- {{name: {z}, type: multiply, inputs: [{y}, {x}]}}\n"
        f"- {{name: {loss}, type: sum}}\n"
    )
    for command, options in COMMANDS.items():
        file = page(command, graph, *options)
        for width, height in ((390, 844), (1280, 720)):
            browser.open(file, width, height)
            browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
            assert browser.run(WIDTH) <= width, command


def test_a_click_on_a_head_sorts_numbers_as_numbers(page, browser) -> None:
    browser.open(page("sweep", "sample:tall", "--vary", "n=1:1000"))
    numbers = [int(each.replace(",", "")) for each in browser.run(COLUMN, 0, 0)]
    ratios = [float(each.replace(",", "")) for each in browser.run(COLUMN, 0, 4)]
    fifth = ".jr-table thead th:nth-child(5) button"
    for order, expected in (
        ("ascending", sorted(ratios)),
        ("descending", sorted(ratios, reverse=True)),
        ("none", ratios),
    ):
        browser.click(fifth)
        assert browser.run(SORTED, 0)[4] == order
        assert [float(each.replace(",", "")) for each in browser.run(COLUMN, 0, 4)] == expected
    assert (
        numbers == sorted(numbers) == [int(e.replace(",", "")) for e in browser.run(COLUMN, 0, 0)]
    )


def test_the_keyboard_alone_sorts_and_a_total_stays_below(page, browser) -> None:
    browser.open(page("show", "sample:digits"))
    while browser.run("return document.activeElement.textContent") != "parameters":
        browser.press("Tab")
    browser.press("Enter")
    sizes = browser.run(COLUMN, 0, 3)
    assert browser.run(SORTED, 0)[3] == "ascending"
    assert [each for each in sizes if each] == ["170", "528", "2,080"]
    browser.press("Space")
    assert [each for each in browser.run(COLUMN, 0, 3) if each] == ["2,080", "528", "170"]
    assert browser.run("return document.querySelector('tfoot').innerText").startswith("all")


def test_a_printed_page_is_black_on_white_with_all_that_was_folded(page, chain, browser) -> None:
    layers = ", ".join(["tanh"] * 9)
    browser.open(
        page("show", chain(f"input: [1, 2]\nlayers: [{layers}]\n")), dark=True, printed=True
    )
    for found, what in (("main", "color"), ("svg text", "fill")):
        colour = f"return getComputedStyle(document.querySelector('{found}')).{what}"
        assert browser.run(colour) == "rgb(26, 26, 26)"
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.run("return document.querySelectorAll('details:not([open])').length") == 0
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert browser.run("return document.querySelectorAll('details[open]').length") == 0
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
    assert base64.b64decode(printed["data"]).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("theme", "dark", "words"),
    [
        ('data-jp-theme-light="true"', True, "rgb(26, 26, 26)"),
        ('class="vscode-dark"', False, "rgb(240, 240, 240)"),
        ("", True, "rgb(240, 240, 240)"),
    ],
)
def test_a_report_has_the_theme_of_its_notebook(theme, dark, words, tmp_path, browser) -> None:
    import jaccli

    file = tmp_path / "notebook.html"
    shown = jaccli.show("sample:mlp_cross_entropy")._repr_html_()
    file.write_text(f"<!doctype html><meta charset='utf-8'><body {theme}>{shown}</body>")
    browser.open(file, dark=dark)
    for found, what in ((".jaccli-report", "color"), ("svg text.title", "fill")):
        colour = f"return getComputedStyle(document.querySelector('{found}')).{what}"
        assert browser.run(colour) == words


def test_a_report_that_a_notebook_shows_twice_works_twice(tmp_path: Path, browser) -> None:
    import jaccli

    shown = jaccli.compare("sample:tall")._repr_html_()
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'><body>{shown}<p>x</p>{shown}</body>")
    browser.open(file)
    assert browser.messages() == []
    tables = browser.run("return document.querySelectorAll('.jr-table').length")
    for each in (0, tables // 2):
        browser.run(
            f"document.querySelectorAll('.jr-table')[{each}].querySelector('button').click()"
        )
        assert "ascending" in browser.run(SORTED, each)
    assert browser.run("return getComputedStyle(document.querySelector('body > p')).color") == (
        "rgb(0, 0, 0)"
    )
