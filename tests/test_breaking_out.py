"""No name breaks out of what it stands in: every command, every format, judged by its own parser.

The same chain is written with names that are letters, too. Whatever the names are, a page
has the same elements, a table the same rows, a graph the same vertices, an archive no path out.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from latex import mistakes
from markdown_it import MarkdownIt
from safetensors.numpy import load_file
from test_every_format import VOID, formats_of_command
from test_hostile import as_github_reads, faults

PLAIN = ("name", "a name: of many words, which is as long as those below are")
NAMES = (  # each means something to the reader of one format, or to the shell
    '</script><script>alert(1)</script><img src=x onerror="x">',
    "\"'/><a href=javascript:x>]]>&amp;&#91;<!-- -->",
    "%%{init: {'theme': 'forest'}}%% `**a**` #quot; $$x$$",
    '"];n0 -> n1;click n0 "http://x"|{a|b}|end',
    "\\input{/etc/passwd}\\end{document}$\\write18{x}%^^41_#~",
    "=HYPERLINK('http://x')",
    " +1+cmd|' /C calc'!A0",
    "＠SUM(A1)",
    "| a | `b` [c](http://x) ![d](http://y) <b>",
    "@octocat #1 GH-1 https://example.com www.example.com",
    "- {a: b} # c",
    "../../a/../b\\c",
    "::error file=x::y ##[group]z ##vso[task.x]y",
    "# '\"$(touch x)`touch y`;&|*?~",
)
CALLS = {
    "compare": [],
    "compare --details": [],
    "order": [],
    "order --matrix-free": [],
    "show": [],
    "show --details": [],
    "jvp": ["-v", "e1", "--steps"],
    "vjp": ["-u", "e1", "--steps", "--details"],
    "graph": ["--values"],
    "graph --details": [],
    "grad": ["--steps"],
    "check": ["--details"],
    "trace": ["--at", "1,2"],
    "exercise": [],
    "sweep": [],
    "grade": [],
}
PICTURES = ("png", "pdf")  # letters drawn as letters: nothing reads them
FORMULA = re.compile(r"[\s\"']*[=+\-@\t\r＝＋－＠]")
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def chain_file(name: str) -> str:
    """A chain with the name wherever one may stand."""
    x, n, f, g, h = (json.dumps(name + each) for each in ("", "n", "1", "2", "3"))
    return (
        f"name: {x}\ndescription: {x}\nsizes: {{{n}: 2}}\ninputs: {{{x}: {{size: {n}}}}}\nlayers:\n"
        f"- {{name: {f}, type: linear, size: {n}, inputs: {x}}}\n"
        f"- {{name: {g}, type: tanh, inputs: {f}}}\n- {{name: {h}, type: multiply, inputs: "
        f"[{f}, {g}]}}\n- {{name: {json.dumps(name + '4')}, type: sum, inputs: {h}}}\n"
        "expect: {max_flops: 1}\n"
    )


def arguments(call: str, file: str, name: str) -> list[str]:
    command, *options = call.split()
    more = {"sweep": ["--vary", f"{name}n=1:4"], "grade": ["given.yaml"]}.get(command, [])
    if command == "trace":
        file = f"{file.removesuffix('.yaml')}.py:f"
    return [command, file, *more, *options, *CALLS[call]]


class Page(HTMLParser):
    """The elements of a page in order with their attributes, and its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[tuple[str, ...]] = set()
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open += [] if tag in VOID else [tag]
        self.tags.add((tag, *sorted(name for name, _ in attrs)))
        self.scripts += tag == "script"
        if tag in ("a", "img", "script", "link", "iframe", "object"):
            assert all(name not in ("href", "src", "data") for name, _ in attrs) or tag == "img"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, *sorted(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def of_html(data: bytes) -> Any:
    page = Page()
    page.feed(data.decode())
    page.close()
    assert page.open == []
    return page.tags | {("scripts", str(page.scripts))}


def of_xml(data: bytes) -> Any:
    return {(each.tag, *sorted(each.attrib)) for each in ET.fromstring(data).iter()}


def of_csv(data: bytes) -> Any:
    rows = [*csv.reader(io.StringIO(data.decode(), newline=""), strict=True)]
    for cell in (cell for row in rows for cell in row):
        is_number = re.fullmatch(r"-?\d+(\.\d+)?(e[-+]\d+)?", cell)
        assert is_number or not FORMULA.match(cell.removeprefix("'")) or cell.startswith("'"), cell
    return [len(row) for row in rows]


def of_markdown(data: bytes) -> Any:
    """What is inline is text or of our own making; tables keep their columns."""
    tokens = MARKDOWN.parse(data.decode())
    inner = {each.type for token in tokens for each in token.children or ()}
    assert inner <= {"text", "text_special", "strong_open", "strong_close", "code_inline"}, inner
    assert all(token.type != "html_block" for token in tokens)
    for each in (each for token in tokens for each in token.children or ()):
        if each.type == "text":
            called = re.search(r"(?<!\w)@\w|(?<!\w)#\d|GH-\d|https?://|www\.", each.content)
            assert not called, each.content  # GitHub makes a link of each
    return {token.type for token in tokens}


def of_latex(data: bytes) -> Any:
    assert mistakes(data.decode()) == []


DOT = re.compile(r'"((?:[^"\\]|\\.)*)"|(->)|([A-Za-z_]\w*|\d+)|([{}\[\]=,;])|(\s+)', re.DOTALL)


def of_dot(data: bytes) -> Any:
    """digraph ID { (ID attributes? | ID -> ID attributes? ;)* }, and nothing else."""
    text, at, signs = data.decode(), 0, []
    while at < len(text):
        found = DOT.match(text, at)
        assert found, text[at : at + 40]
        at = found.end()
        if not found[5]:
            signs.append('"' if found[1] is not None else found[0])
    shape = " ".join(signs)
    assert re.fullmatch(
        r'(digraph " \{( [a-z]\w*( -> \w+)? \[ \w+ = [\w"]+( , \w+ = [\w"]+)* \] ;)+ \} ?)+', shape
    )
    return shape


LABEL = r'"(?:[^"<>%$`\\&]|<br/>)*"'
VERTEX = re.compile(rf"  n\d+(\[{LABEL}\]|\(\[{LABEL}\]\)|\[\[{LABEL}\]\])")
EDGE = re.compile(rf"  n\d+ -->(\|{LABEL}\|)? n\d+")


def of_mermaid(data: bytes) -> Any:
    """Vertices and edges; in no text a sign that Mermaid reads, but entities and our own breaks."""
    first, *lines = data.decode().splitlines()
    assert first == "flowchart TD"
    for line in lines:
        assert VERTEX.fullmatch(line) or EDGE.fullmatch(line), line
        assert not re.search(r"#(?!\d+;)", line), line
    return [re.sub(r'".*"', '""', line) for line in lines]


def of_json(data: bytes) -> Any:
    return {*json.loads(data)}


def of_yaml(data: bytes) -> Any:
    assert not [*faults(data.decode())]
    return [*yaml.safe_load(data)]


def of_npz(data: bytes) -> Any:
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    for name in names:
        assert ".." not in re.split(r"[/\\]", name), name
        assert name[0] not in "/\\"
    return len(names)


def of_safetensors(data: bytes) -> Any:
    Path("arrays").write_bytes(data)
    return len(load_file("arrays"))


def of_text(data: bytes) -> Any:
    assert not [*faults(data.decode())]


def of_github(data: bytes) -> Any:
    """The annotations, by kind and place."""
    assert not [*faults(data.decode(), annotated=True)]
    found = [read for line in data.decode().split("\n") if (read := as_github_reads(line))]
    return [(kind, {*where} - {"col"}, where.get("line")) for kind, where, _ in found]


PARSERS: dict[str, Callable[[bytes], Any]] = {
    "html": of_html,
    "svg": of_xml,
    "junit": of_xml,
    "csv": of_csv,
    "markdown": of_markdown,
    "latex": of_latex,
    "dot": of_dot,
    "mermaid": of_mermaid,
    "json": of_json,
    "sheet": of_yaml,
    "npz": of_npz,
    "safetensors": of_safetensors,
    "text": of_text,
    "github": of_github,
}


def skeletons(run, call: str, file: str, name: str) -> Iterator[tuple[str, Any]]:
    """What each format has of it, but for the names: "refused" where it has nothing."""
    for format in formats_of_command(call.split()[0]):
        if format in PICTURES:
            continue
        given = arguments(call, file, name)
        chain = format == "text" and given[0] == "trace"
        done = run(*given, "--format", format, "-o", f"out{'.yaml' if chain else ''}")
        assert done.status in (0, 1, 2), done.err
        assert not [*faults(done.err)]
        found: Any = "refused"
        if done.status < 2:
            path = Path("out.yaml" if chain else "out")
            found = of_yaml(path.read_bytes()) if chain else PARSERS[format](path.read_bytes())
            path.unlink()
        yield format, found


@pytest.fixture
def written(chain) -> Callable[[str], str]:
    """Writes the chain, and answers to it, with the name in it and as the file's; that name."""
    chain("forward_flops: 1\nloss: 2\n", "given.yaml")

    def write(name: str) -> str:
        file = f"./{name.replace('/', '')[:60]}"
        chain(f"def f(x):\n    {name!r}\n    return x * x  # {name}\n", f"{file}.py")
        return chain(chain_file(name), f"{file}.yaml")

    return write


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS)
def test_no_name_breaks_out_of_any_format(call, run, written) -> None:
    known = [dict(skeletons(run, call, written(name), name)) for name in PLAIN]
    assert any(found != "refused" for found in known[0].values())
    for name in NAMES:
        for format, found in skeletons(run, call, written(name), name):
            allowed = [each[format] for each in known]
            if isinstance(found, set):  # elements, wherever they are
                assert found <= set().union(*allowed), (format, name)
            else:
                assert found in allowed, (format, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*PLAIN, *NAMES])
def test_a_sheet_and_its_key_are_read_back_whatever_the_names_are(name, run, written) -> None:
    sheet = ["-o", "sheet.yaml", "--key", "key.yaml"]
    assert run("exercise", written(name), *sheet).status == 0
    graded = run("grade", "sheet.yaml", "key.yaml", "--format", "json")
    assert graded.status == 0, graded.err
    (result,) = json.loads(graded.out)["results"]
    assert result["points"] == result["of"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("format", formats_of_command("graph"))
def test_a_file_whose_name_is_no_text_is_written_in_every_format(format, run, chain) -> None:
    if format in PICTURES:
        pytest.importorskip("matplotlib")
    name = os.fsdecode(b"a\xff\x1b[31m\n::error::x.yaml")
    chain(chain_file("x").replace('name: "x"\n', "", 1), name)
    done = run("graph", name, "--format", format, "-o", "out")
    assert (done.status, [*faults(done.err)]) == (0, [])
    if format in PARSERS:
        PARSERS[format](Path("out").read_bytes())


def test_no_name_breaks_out_of_a_graph_or_a_table(run, written) -> None:
    """The same for a few of all, which is quick."""
    name = "".join(NAMES[:6])
    for call, format in (("graph", "mermaid"), ("graph", "dot"), ("grad", "npz")):
        shapes = []
        for each in (PLAIN[0], name):
            done = run(*arguments(call, written(each), each), "--format", format, "-o", "out")
            assert done.status == 0, done.err
            shapes.append(PARSERS[format](Path("out").read_bytes()))
        assert shapes[0] == shapes[1]
