"""The browser of the tests sees what a page does."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Browser

PAGE = """<!doctype html><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><p id="said"></p><script>
document.onkeydown = e => said.textContent += e.key + " ";
fetch("https://jaccli.invalid/x").catch(() => said.dataset.failed = "");
console.error("told");
</script>"""


@pytest.mark.slow
def test_the_console_the_network_and_the_keys_of_a_page_are_seen(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "loud.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "quiet.html").write_text("<!doctype html><p>quiet", encoding="utf-8")
    browser.open(tmp_path / "loud.html", 390, 844, dark=True)
    browser.press("ArrowRight", "a")
    assert browser.run("return said.textContent") == "ArrowRight a "
    assert browser.run("return [innerWidth, innerHeight]") == [390, 844]
    assert browser.run("return matchMedia('(prefers-color-scheme: dark)').matches")
    browser.until("return 'failed' in said.dataset", True)  # no more of it comes later
    assert any("told" in each for each in browser.messages())
    assert "https://jaccli.invalid/x" in browser.requests()
    browser.open(tmp_path / "quiet.html", still=True)
    assert browser.run("return [innerWidth, innerHeight]") == [1280, 720]
    assert browser.run("return matchMedia('(prefers-reduced-motion)').matches")
    assert (browser.messages(), browser.requests()) == ([], [])
