"""Steppers and races in a real browser: keys, touches and clicks, on a projector and on a phone."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest

from jaccli.spec import samples

pytestmark = pytest.mark.slow

SIZES = {"projector": (1280, 720), "phone": (390, 844)}
# what is wrong with the step that is shown: nothing of it may be cut off or stand beside the page
FAULTS = """
const box = document.querySelector(".jr-stepper, .jr-race"), wrong = [];
const wide = document.documentElement.scrollWidth;
if (wide > innerWidth) wrong.push(`the page is ${wide} wide`);
const parts = ".jr-frame.is-now, .jr-frame.is-now *, .jr-lane, .jr-keys *";
for (const part of box.querySelectorAll(parts)) {
  if (innerWidth < 1000 && part.parentElement.closest(".jr-term")) continue; // it scrolls there
  const { left, right } = part.getBoundingClientRect();
  const name = part.className || part.tagName;
  if (left < -1 || right > innerWidth + 1) wrong.push(`${name} ends at ${right}`);
}
for (const node of box.querySelectorAll(".jr-walk .is-node")) {
  const room = node.querySelector("rect").getBBox();
  for (const text of node.querySelectorAll("text")) {
    const { x, width } = text.getBBox();
    const out = x < room.x || x + width > room.x + room.width;
    if (out) wrong.push(`${text.textContent} is wider than its box`);
  }
}
const keys = box.querySelector(".jr-keys").getBoundingClientRect();
if (keys.bottom > innerHeight + 1) wrong.push(`the keys end at ${keys.bottom}`);
const frames = box.querySelector(".jr-frames");
const below = innerWidth > 1000 && frames ? frames.scrollHeight - frames.clientHeight : 0;
if (below > 1) wrong.push(`${below} pixels of the step are below what is seen`);
return wrong;
"""
SHOWN = """
const box = document.querySelector(".jr-stepper");
const said = (each) => each.textContent.replace(/\\s+/g, " ");
const of = (part) => [...box.querySelectorAll(part)].map(said);
return {
  frames: [...box.querySelectorAll(".jr-frame")].filter(
    (each) => each.offsetHeight).length,
  title: of(".jr-frame.is-now h3")[0],
  nodes: of(".is-node.is-now"),
  edges: of(".is-edge.is-now"),
  paid: of(".jr-paid")[0],
  told: of(".jr-told")[0],
};
"""


SWIPE = """
const frames = document.querySelector(".jr-frames");
const touch = { pointerType: "touch", bubbles: true, clientY: 9 };
frames.dispatchEvent(new PointerEvent("pointerdown", { ...touch, clientX: 300 }));
frames.dispatchEvent(new PointerEvent("pointerup", { ...touch, clientX: 100 }));
"""


@pytest.fixture
def page(run, tmp_path):
    """The page of a command as a file."""

    def made(*call: str) -> Path:
        path = tmp_path / "page.html"
        assert run(*call, "-o", path).status == 0
        return path

    return made


def is_silent(browser) -> bool:
    """Whether nothing was complained of and nothing asked for."""
    return browser.messages() == [] and browser.requests() == []


def test_keys_walk_through_every_step_and_light_what_is_at_work(browser, page, run) -> None:
    call = ("vjp", "sample:mlp_cross_entropy", "-u", "e1")
    browser.open(page(*call), still=True)
    walked = []
    for _ in range(11):
        walked.append(browser.run(SHOWN))
        browser.press("ArrowRight")
    places = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1]
    assert [each["frames"] for each in walked] == [1] * 11
    for step, k in zip(walked, places, strict=False):
        (node,) = step["nodes"]
        assert f"x{k} = " in node
    assert walked[0]["edges"] == walked[5]["edges"] == []
    lit = [each["edges"][0] for each in (*walked[1:5], *walked[6:10])]
    for text, k in zip(lit, [1, 2, 3, 4, 4, 3, 2, 1], strict=True):
        assert f"f{k} " in text
    paid = [each["paid"] for each in walked[6:]]
    assert [text.split()[0] for text in paid] == ["6", "30", "62", "110", "110"]
    assert walked[-1]["title"] == "The end"
    assert walked[7]["told"].startswith("Step 8 of 10. f3 linear. u3 = u4·W₂. +24 FLOPs")
    for key, title in (("Home", "start"), ("End", "The end"), ("ArrowLeft", "f1 linear")):
        browser.press(key)
        assert browser.run(SHOWN)["title"] == title
    assert is_silent(browser)


def test_buttons_and_the_slider_walk_too(browser, page) -> None:
    browser.open(page("jvp", "sample:figure_13_11", "-v", "e1"), still=True)
    for key, title in (("next", "x2 input"), ("last", "The end"), ("back", "x7 multiply")):
        browser.click(f"[data-key={key}]")
        assert browser.run(SHOWN)["title"] == title
    browser.run(
        "const slider = document.querySelector('.jr-stepper input'); slider.value = 3;"
        "slider.dispatchEvent(new Event('input'))"
    )
    assert browser.run(SHOWN)["title"] == "x4 multiply"
    browser.click("[data-key=play]")
    assert browser.run(SHOWN)["title"] == "x5 add"
    browser.run(SWIPE)
    assert browser.run(SHOWN)["title"] == "x6 sqrt"
    assert is_silent(browser)


def test_a_node_that_is_clicked_says_what_it_is_and_who_reads_it(browser, page) -> None:
    browser.open(page("vjp", "sample:figure_13_11", "-u", "e1"), still=True)
    asked = "return document.querySelector('.jr-spot.is-now')?.innerText"
    browser.click("[data-name=node3]")
    said = browser.run(asked)
    for part in ("x4 = x2·x3", "∂x4/∂x2 = diag(x3)", "x5 add", "x7 multiply"):
        assert part in said
    browser.press("Escape")
    assert browser.run(asked) is None
    browser.press("Enter")  # the node has the focus again
    assert browser.run(asked) == said
    browser.press("ArrowRight")
    assert browser.run(asked) is None
    assert is_silent(browser)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sample", samples())
def test_no_step_is_cut_off(size, sample, browser, page) -> None:
    browser.open(page("vjp", f"sample:{sample}", "-u", "e1"), *SIZES[size], still=True)
    last = int(browser.run("return document.querySelector('.jr-stepper input').max"))
    for _ in range(last + 1):
        assert browser.run(FAULTS) == []
        browser.press("ArrowRight")
    assert browser.run(SHOWN)["title"] == "The end"
    assert is_silent(browser)


@pytest.mark.parametrize("sample", samples())
def test_the_counters_of_a_race_end_at_the_totals_of_json(sample, browser, page, run) -> None:
    call = ("compare", f"sample:{sample}")
    (found,) = json.loads(run(*call, "--format", "json").out)["results"]
    totals = [f"{mode['cost']['dense']['flops']:,} FLOPs" for mode in found["modes"].values()]
    paid = "return [...document.querySelectorAll('.jr-paid')].map((each) => each.textContent)"
    made = page(*call)
    for size in SIZES.values():
        browser.open(made, *size, still=True)
        assert browser.run(paid) == totals  # whoever wants no motion sees the end
        assert browser.run(FAULTS) == []
    assert is_silent(browser)


def test_a_race_runs_pass_by_pass_and_shows_who_is_cheaper_at_the_end(browser, page) -> None:
    browser.open(page("compare", "sample:mlp_cross_entropy"))
    state = "return [...document.querySelectorAll('.jr-pass, .jr-paid')].map((e) => e.textContent)"
    over = "return getComputedStyle(document.querySelector('.jr-end')).visibility"
    assert browser.run(state) == ["pass 1 of 6", "0 FLOPs", "pass 1 of 1", "0 FLOPs"]
    assert browser.run(over) == "hidden"
    browser.run("document.querySelector('select').value = '16'")
    browser.press("ArrowRight")
    once = ["110 FLOPs", "done: 1 of 1 pass", "110 FLOPs"]
    browser.until(state, ["pass 2 of 6", *once])
    browser.press("Space")
    browser.until(state, ["done: 6 of 6 passes", "660 FLOPs", *once[1:]])
    browser.until(over, "visible")
    told = browser.run("return document.querySelector('.jr-told').textContent")
    assert "Forward costs 6.00 × as much (660)" in told
    assert is_silent(browser)


def test_keys_move_what_has_the_focus_where_several_walks_stand(browser, page) -> None:
    browser.open(page("vjp", "sample:baydin", "sample:residual", "-u", "e1"), still=True)
    phases = (
        "return [...document.querySelectorAll('.jr-phase')].map((e) => e.innerText.slice(0, 6))"
    )
    browser.press("ArrowRight")
    assert browser.run(phases) == ["Step 1", "Step 1"]
    browser.run("document.querySelectorAll('[data-key=next]')[1].focus()")
    browser.press("ArrowRight")
    assert browser.run(phases) == ["Step 1", "Step 2"]


def test_on_paper_all_steps_stand_in_their_list(browser, page) -> None:
    browser.open(page("grad", "sample:mlp_squared_error"), printed=True)
    browser.run("dispatchEvent(new Event('beforeprint'))")
    shown = browser.run("return document.querySelector('.jr-stepper').innerText")
    for k in range(1, 5):
        assert f"u{k} = " in shown
    assert "Play" not in shown
    assert browser.run("return document.querySelector('.jr-frames').offsetHeight") == 0


STILL = Path(__file__).parents[1] / ".github" / "step.png"


def test_the_readme_shows_a_step_of_this_page(browser, page, pytestconfig) -> None:
    """--update-golden takes the picture anew; its letters are those of the machine."""
    browser.open(page("vjp", "sample:mlp_cross_entropy", "-u", "e1"), 1000, 600, still=True)
    browser.press(*["ArrowRight"] * 7)
    assert browser.run(SHOWN)["told"].startswith("Step 8 of 10. f3 linear. u3 = u4·W₂.")
    if pytestconfig.getoption("--update-golden"):
        clip = {"x": 0, "y": 0, "width": 1000, "height": 590, "scale": 1.25}
        taken = browser.driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip})
        STILL.write_bytes(b64decode(taken["data"]))
    found = STILL.read_bytes()
    assert found.startswith(b"\x89PNG")
    assert len(found) < 100_000
    assert "](.github/step.png)" in STILL.parents[1].joinpath("README.md").read_text("utf-8")
