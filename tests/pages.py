"""Pages read back by the standard library: html.parser, and hashlib for what a policy names."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
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
        self.within: dict[str, list[str]] = {}  # the words in each element, by its tag
        self.rows: list[list[str]] = []  # of all tables
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in given]
        assert len(names) == len({*names}), f"{tag} has an attribute twice"
        self.elements.append((tag, {name: value or "" for name, value in given}))
        if tag in VOID:
            return
        self.open.append(tag)
        self.within.setdefault(tag, []).append("")
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in given}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another"

    def handle_data(self, data: str) -> None:
        for tag in {*self.open}:
            self.within[tag][-1] += data
        if {"td", "th"} & {*self.open}:
            self.rows[-1][-1] += data

    @property
    def said(self) -> str:
        """All words of it, but for styles and scripts."""
        return re.sub(r"\s+", " ", self.within["main"][0])

    @property
    def policy(self) -> Mapping[str, str]:
        """What its Content-Security-Policy lets in, by kind."""
        (said,) = (
            named["content"]
            for tag, named in self.elements
            if tag == "meta" and named.get("http-equiv") == "Content-Security-Policy"
        )
        return dict(each.split(" ", 1) for each in said.split("; "))


def roots(style: str) -> Iterator[str]:
    """The first class of each selector of a style sheet."""
    style = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^}]*\})*)\s*\}", r"\1", style)
    style = re.sub(r"\([^()]*\)", "", style)  # commas within :is(…) part no selectors
    for rule in re.findall(r"([^{}]+)\{", style):
        for each in rule.split(","):
            yield re.match(r"\s*([^\s:>.]*\.?[\w-]*)", each)[1]


def spread(cases: Iterable[str], *quick: str) -> list[object]:
    """The cases of a test, all but these left to the slow tests."""
    return [each if each in quick else pytest.param(each, marks=pytest.mark.slow) for each in cases]


def hashed(inner: str) -> str:
    """What a policy calls an element with that within."""
    return f"'sha256-{b64encode(sha256(inner.encode()).digest()).decode()}'"
