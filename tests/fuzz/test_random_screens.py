"""Screens of random chains under random options: no crash, no line too long, one screen, and sums.

What stands in the text is read, not the blocks it is drawn of. Values are held against the
reference in test_random_graphs.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fuzz.random_chains import random_file
from fuzz.test_random_graphs import ended

from jaccli.errors import cells

Run = Callable[..., Any]
FEW, ALL = (3, 17, 42, 206), range(150)
LINES = 23  # of a terminal of 24, whose last one is the prompt
OPTIONS = {  # of each command, with how often they are given
    "show": {},
    "compare": {
        "--cost structured": 0.3,
        "--seeds free": 0.3,
        "--wrt all": 0.2,
        "--run none": 0.1,
    },
    "jvp": {"-v e1": 0.5, "-v all": 0.4, "-v random": 0.4, "--steps": 0.5},
    "vjp": {"-u e1": 0.5, "-u all": 0.4, "-u random": 0.4, "--steps": 0.5},
    "grad": {"--steps": 0.4},
    "order": {"--cost structured": 0.3, "--matrix-free": 0.2},
    "check": {},
    "graph": {"-u e1": 0.2},
}
SHOWN = (*[[]] * 6, ["--details"], ["--details"], ["--values"], ["--picture"])
WIDTHS = (*[80] * 6, 40, 41, 60, 72, 120, 200)
# lines at most: several vectors in steps, warnings, names that are lines of their own
MORE = 36
WARNED = re.compile(r"Kink:|Unused:|Not run:|does not depend|is at exactly 0|x{60}|\.norm\d|logits")
RULE = re.compile(r" *[─-]{8,} *")
INDIVISIBLE = 8  # columns that are left beside the longest word of a line that is too long


@pytest.mark.parametrize("seed", FEW)
def test_screens_of_a_random_chain_are_sound(seed, run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    verify(seed, run, share=0.4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_screens_of_each_of_150_random_chains_are_sound(seed, run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    verify(seed, run, share=1)


def verify(seed: int, run: Run, share: float) -> None:
    """A call of each command, of a share of them."""
    text = yaml.safe_dump(random_file(seed), sort_keys=False, allow_unicode=True)
    Path("chain.yaml").write_text(text, encoding="utf-8")
    rng = random.Random(seed)
    for command, options in OPTIONS.items():
        given = [each for each, often in options.items() if rng.random() < often]
        if command in ("jvp", "vjp") and not any(" " in each for each in given):
            given.append("-v e1" if command == "jvp" else "-u e1")
        shown, width = rng.choice(SHOWN), rng.choice(WIDTHS)
        ascii_only = ["--ascii"] if rng.random() < 0.15 else []
        line = [command, *" ".join(given).split(), *shown, *ascii_only, "--width", str(width)]
        if rng.random() > share:
            continue
        found = ended(run, *line)
        fits(found.out, width, line)
        if found.status < 2:
            adds_up(found.out, line)
        if found.status < 2 and not shown and width == 80 and command != "graph":
            several = command in ("jvp", "vjp") and "--steps" in line
            more = several or WARNED.search(found.out)
            assert len(found.out.splitlines()) <= (MORE if more else LINES), line
        if found.status == 0 and command == "compare":
            says_one_verdict(run, line, found.out)


def fits(text: str, width: int, line: list[str]) -> None:
    """No line is longer than the width, but for a word or a formula that has no place to break."""
    for each in text.splitlines():
        if cells(each) > width:
            assert max(map(cells, each.split())) > width - INDIVISIBLE, (line, each)
        assert "--ascii" not in line or each.isascii() or not each.strip(), (line, each)


def adds_up(text: str, line: list[str]) -> None:
    """Each amount of a total is the sum of the amounts above it that end in its column: of those
    with a plus in a ledger, of those without one where edges meet, or of all."""
    lines = text.splitlines()
    for total, rows in totals(lines):
        for amount in re.finditer(r"(?<![\w.,/])\d{1,3}(?:,\d{3})*(?![\w.,/])", total):
            if re.search(r"[=×x*] *$", total[: amount.start()]) or "--matrix-free" in line:
                continue
            above = [found for row in rows if (found := ending(row, amount.end()))]
            numbers = [int(each.replace(",", "")) for each in above]
            added = [at for at, each in enumerate(above) if each.startswith("+")]
            both = sum(numbers), sum(numbers[at] for at in added)
            sums = {both[0], both[1], both[0] - both[1]}
            assert not above or int(amount[0].replace(",", "")) in sums, (line, total, rows)


def totals(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each line that is a total of a table, and the rows between the rules before it."""
    for at, line in enumerate(lines):
        if re.match(r" +total\b", line) and RULE.fullmatch(lines[at - 1]):
            first = next((k for k in range(at - 2, -1, -1) if RULE.fullmatch(lines[k])), -1)
            parts = [k for k in range(first, at) if not lines[k].strip()]
            yield line, lines[max([first, *parts]) + 1 : at - 1]


def ending(row: str, end: int) -> str:
    """The amount that ends in a column of the row; "" where none does."""
    found = re.search(r"(?<![^ ])\+?\d{1,3}(?:,\d{3})*$", row[:end])
    return found[0] if found and found.end() == end and row[end : end + 1] in ("", " ") else ""


def says_one_verdict(run: Run, line: list[str], text: str) -> None:
    """The screen's headline is the one of --details, and its mode the one of JSON."""
    plain = [each for each in line if each not in ("--details", "--values", "--picture")]
    (found,) = json.loads(run(*plain, "chain.yaml", "--format", "json").out)["results"]
    (headline,) = (each["text"] for each in found["findings"] if each["kind"] == "headline")
    words = " ".join(text.split())
    assert "--ascii" in line or headline in words, line
    cheaper = found["verdict"]["cheaper"]
    assert f"{cheaper} is cheaper" in words.lower() or (cheaper == "tie" and "tie" in words), line
