"""Pages: well-formed, alone with what they need, the numbers of JSON, names that do no harm.

The oracles are the standard library's: html.parser reads a page, hashlib finds what its policy
names.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

VOID = {"meta", "br", "link", "img", "input", "hr", "wbr"}


class Page(HTMLParser):
    """What stands on a page; fails where an element is not closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.within: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in given]
        assert len(names) == len({*names}), f"{tag} has an attribute twice"
        self.elements.append((tag, {name: value or "" for name, value in given}))
        if tag not in VOID:
            self.open.append(tag)
            self.within.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in given}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in {*self.open}:
            self.within[tag][-1] += data

    @property
    def said(self) -> str:
        """All words of it, but for styles and scripts."""
        return re.sub(r"\s+", " ", self.within["main"][0])


def hashed(inner: str) -> str:
    """What a policy calls it."""
    return f"'sha256-{b64encode(sha256(inner.encode()).digest()).decode()}'"


CALLS = [
    ("compare", "sample:digits"),
    ("show", "sample:mlp_cross_entropy"),
    ("explain", "diag"),
    ("check", "sample:figure_13_11"),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_a_page_is_well_formed_and_its_policy_lets_in_what_it_holds_alone(call, run) -> None:
    page = Page(run(*call, "--format", "html").out)
    policy = next(
        named["content"]
        for tag, named in page.elements
        if named.get("http-equiv") == "Content-Security-Policy"
    )
    said = dict(each.split(" ", 1) for each in policy.split("; "))
    assert said["default-src"] == "'none'"
    (style,), (*_, script) = page.within["style"], page.within["script"]  # data stand before it
    assert (said["style-src"], said["script-src"]) == (hashed(style), hashed(script))
    for tag, named in page.elements:
        assert "style" not in named, tag
        assert not [name for name in named if name.startswith("on")], tag
        for name in ("src", "href"):
            assert named.get(name, "#").startswith("#"), tag
