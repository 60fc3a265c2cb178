"""Markdown, read by the parser of another project (markdown-it, which rich needs)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from test_reports import CALLS, OF_THE_TEXT, TOLD, details, ended_well, findings_of, words

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HARMLESS = {"text", "strong_open", "strong_close", "code_inline", "softbreak"}
HOSTILE = "a|b*c_d`e`<b>[x](y)#~~$1$&amp;"


def plain(inline) -> str:
    """What a reader sees of a line."""
    return "".join(each.content for each in inline.children)


def inlines(text: str) -> Iterator:
    return (token for token in PARSER.parse(text) if token.type == "inline")


def seen(text: str) -> str:
    """All that a reader sees, on one line."""
    kinds = ("inline", "fence")
    parts = (
        plain(each) if each.children else each.content
        for each in PARSER.parse(text)
        if each.type in kinds
    )
    return words(" ".join(parts))


@pytest.mark.parametrize("call", CALLS)
def test_it_says_what_the_json_says_and_is_read_as_it_was_meant(call: str, run) -> None:
    done = run(*details(call), "--format", "markdown")
    assert ended_well(call, done)
    kinds = {each.type for inline in inlines(done.out) for each in inline.children}
    assert kinds <= HARMLESS, "a name or a sentence is read as a link, emphasis or HTML"
    assert all(len(set(widths)) == 1 for widths in tables(done.out))
    said = seen(done.out)
    for each in findings_of(call, run) if call not in OF_THE_TEXT else ():
        assert words(each["text"]) in said or call in TOLD


def tables(text: str) -> Iterator[list[int]]:
    """How many cells each row of each table has, as they are written."""
    lines: list[int] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("| "):
            lines.append(len(re.findall(r"(?<!\\)\|", line)))
        elif lines:
            yield lines
            lines = []


def test_no_name_is_read_as_anything_else(run, chain) -> None:
    layer = json.dumps({"name": HOSTILE, "type": "relu"})
    name = chain(f"name: {json.dumps(HOSTILE)}\ninput: [1, -2]\nlayers:\n- {layer}\n- sum\n")
    for command in ("show", "vjp -u e1 --steps", "grad --steps", "graph --values", "compare"):
        done = run(*command.split(), name, "--details", "--format", "markdown")
        assert done.status == 0
        kinds = {each.type for inline in inlines(done.out) for each in inline.children}
        assert kinds <= HARMLESS, command
        assert HOSTILE in seen(done.out), command
        assert all(len(set(widths)) == 1 for widths in tables(done.out)), command


def test_what_is_drawn_in_a_row_stands_in_one_fence(run) -> None:
    text = run("grad", "sample:mlp_cross_entropy", "--format", "markdown").out
    (fence,) = (token for token in PARSER.parse(text) if token.type == "fence")
    assert fence.content.count("∂L/∂") == 5


def test_a_graph_is_a_flowchart_of_mermaid_with_a_line_for_each_node_and_edge(run) -> None:
    text = run("graph", "sample:figure_13_11", "--format", "markdown").out
    (fence,) = (token for token in PARSER.parse(text) if token.info == "mermaid")
    first, *lines = fence.content.splitlines()
    assert first == "flowchart TD"
    assert sum("-->" in line for line in lines) == 8
    assert len(lines) == 8 + 7
