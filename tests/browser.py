"""A real browser that opens what jaccli writes: Chromium without a window, through selenium.

`browser` is one for the whole session, and a skip with its reason where a program is missing. It
tells what the console said and what was asked of a network, so that a test can say: nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
)
LOCAL = ("file:", "data:", "about:", "blob:", "chrome:", "devtools:")
KEYS = {"ArrowRight": "\ue014", "ArrowLeft": "\ue012", "Home": "\ue011", "End": "\ue010"}
KEYS |= {"ArrowUp": "\ue013", "ArrowDown": "\ue015", "Enter": "\ue007", "Tab": "\ue004"}
KEYS |= {"Escape": "\ue00c", "Space": " "}
PATIENCE = 120.0  # seconds; a busy machine takes its time, and nothing that passes waits for it


class Browser:
    """Chromium with one page."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(
        self,
        page: Path,
        width: int = 1280,
        height: int = 720,
        *,
        dark: bool = False,
        still: bool = False,
        printed: bool = False,
    ) -> None:
        """Open a file in a window of that size. still: prefers-reduced-motion; printed: as paper"""
        self.messages(), self.requests()  # those of the page before are gone
        phone = width < 600
        self._tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )
        features = {
            "prefers-color-scheme": "dark" if dark else "light",
            "prefers-reduced-motion": "reduce" if still else "no-preference",
        }
        named = [{"name": name, "value": value} for name, value in features.items()]
        self._tell("Emulation.setEmulatedMedia", media="print" * printed, features=named)
        self.driver.get(page.resolve().as_uri())

    def run(self, script: str, *arguments: object) -> Any:
        """What the body of a function of JavaScript returns; `arguments` are its own."""
        return self.driver.execute_script(script, *arguments)

    def until(self, script: str, expected: object) -> None:
        """Asks again until a script returns that: what moves comes to its end, late or early."""
        end = time.monotonic() + PATIENCE
        while (found := self.run(script)) != expected and time.monotonic() < end:
            time.sleep(0.05)
        assert found == expected

    def press(self, *keys: str) -> None:
        """Press keys one after the other: ArrowRight, Home, Space, or a letter."""
        from selenium.webdriver import ActionChains

        for key in keys:
            ActionChains(self.driver).send_keys(KEYS.get(key, key)).perform()

    def click(self, selector: str) -> None:
        """Click what a CSS selector finds first."""
        self.driver.find_element("css selector", selector).click()

    def messages(self) -> list[str]:
        """What the console said since this was asked last: errors, refusals, warnings."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """The addresses beyond this machine that were asked for since this was asked last."""
        events = [
            json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")
        ]
        sent = [each for each in events if each["method"] == "Network.requestWillBeSent"]
        urls = [each["params"]["request"]["url"] for each in sent]
        return [url for url in urls if not url.startswith(LOCAL)]

    def picture(self, path: Path) -> None:
        """Write what is seen as PNG."""
        self.driver.save_screenshot(str(path))

    def _tell(self, command: str, **values: object) -> None:
        self.driver.execute_cdp_cmd(command, values)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for all tests, closed at the end."""
    pytest.importorskip("selenium", reason="selenium is missing: pip install -e '.[browser]'")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    chromedriver = shutil.which("chromedriver")
    if not chromium or not chromedriver:
        missing = "chromedriver" if chromium else "Chromium"
        pytest.skip(f"{missing} is missing: Debian has it as chromium and chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('chromium')}")
    if hasattr(os, "getuid") and os.getuid() == 0:
        options.add_argument("--no-sandbox")  # which root cannot have
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    driver.set_script_timeout(PATIENCE)
    try:
        yield Browser(driver)
    finally:
        driver.quit()
