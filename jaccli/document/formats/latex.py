"""LaTeX: what is handed in, as a part of a paper or, with --standalone, as a paper of its own.

Matrices are bmatrix, steps align*, tables have the rules of booktabs. The text is ASCII, and no
name in a file is a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from jaccli.document.blocks import (
    Answer,
    Beside,
    Block,
    Choice,
    Code,
    Column,
    Curves,
    Either,
    Finding,
    Gap,
    Ledger,
    Legend,
    Line,
    Listing,
    Matrix,
    Next,
    Paragraph,
    Screen,
    Table,
    Verified,
)
from jaccli.document.cells import Cell
from jaccli.document.display import Display
from jaccli.document.graphics import Diagram, Product
from jaccli.document.latex.matrices import equations, product
from jaccli.document.latex.sentences import code, prose
from jaccli.document.latex.signs import escaped
from jaccli.document.latex.steps import align
from jaccli.document.latex.tables import tabular
from jaccli.document.ledger import in_a_row

PACKAGES = "amsmath,booktabs"
NEEDS = rf"% needs \usepackage{{{PACKAGES}}}"
BEGIN = rf"""\documentclass[11pt,a4paper]{{article}}
\usepackage[margin=2.2cm]{{geometry}}
\usepackage{{{PACKAGES}}}
\setlength{{\parindent}}{{0pt}}
\setlength{{\parskip}}{{5pt plus 2pt}}
\sloppy
\begin{{document}}"""
END = r"\end{document}"
COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)  # what a CI runner would take for one


def render(blocks: Iterable[Block], display: Display) -> Iterator[str]:
    """The blocks, an empty line between two; with what compiles them alone where that is asked."""
    yield f"{BEGIN}\n\n" if display.standalone else f"{NEEDS}\n"
    for at, part in enumerate(Writer().parts(blocks)):
        yield ("\n\n" if at else "") + COMMAND.sub(r"\1{:}", part)
    yield f"\n\n{END}\n" if display.standalone else "\n"


class Writer:
    """Writes blocks; it remembers whether a title was written."""

    def __init__(self) -> None:
        self.titled = False

    def parts(self, blocks: Iterable[Block]) -> Iterator[str]:
        """What becomes of each block; matrices in a row are lines of one formula."""
        for matrices, group in groupby(filter(_is_said, blocks), _is_matrix):
            if matrices:
                yield from equations([each for each in group if isinstance(each, Matrix)])
            else:
                yield from (part for block in group for part in self._block(block) if part)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Finding(drawn=[*drawn]) if drawn:
                yield from self.parts(drawn)
            case Finding():
                yield _found(block)
            case Next():
                yield _next(block)
            case Answer(findings, following):
                yield from self._answer(findings, following)
            case Beside(left, right):
                yield from self.parts((left, right))
            case Screen(inner) | Choice([inner, *_]) | Either(inner, _):
                yield from self.parts(inner)
            case Paragraph(text, label, _, style):
                yield self._heading(text) if style == "title" else _labelled(label, text)
            case Line(text):
                yield prose(text)
            case Verified():
                yield _verified(block)
            case Code(lines, _):
                yield _typed([f"{text}  # {said}" if said else text for text, said in lines])
            case Table():
                yield from tabular(block)
            case Ledger():
                yield from align(block)
            case Listing(groups):
                for title, members in groups:
                    yield from _listed(title, members)
            case Diagram():
                yield from tabular(_values(block))
            case Product():
                yield from product(block)
            case Curves():
                yield "% curves: the same command with -o NAME.pdf draws them"
            case _:
                plain = getattr(block, "plain", None)  # of what only pictures draw
                if plain is None:
                    raise TypeError(f"no LaTeX for {block!r}")
                yield from self.parts(plain)

    def _heading(self, text: str) -> str:
        level = "subsubsection" if self.titled else "subsection"
        self.titled = True
        return rf"\{level}*{{{prose(text)}}}"

    def _answer(self, findings: Sequence[Finding], following: Next | None) -> Iterator[str]:
        first, *others = findings
        yield from self.parts([first])
        if others:
            items = "\n".join(_item(each.label, each.text) for each in others)
            yield f"\\begin{{description}}\n{items}\n\\end{{description}}"
        if following:
            yield _next(following)


def _is_said(block: Block) -> bool:
    return not isinstance(block, Gap | Legend)


def _is_matrix(block: Block) -> bool:
    return isinstance(block, Matrix)


def _found(finding: Finding) -> str:
    if finding.kind == "headline":
        return rf"\textbf{{{prose(finding.said)}}}"
    return _labelled(finding.label, finding.text)


def _labelled(label: str, text: str) -> str:
    bold = rf"\textbf{{{prose(label.strip())}}} " if label.strip() else ""
    return bold + prose(text)


def _item(label: str, text: str) -> str:
    return rf"\item[{{{prose(label.strip())}}}] {prose(text)}"


def _next(following: Next) -> str:
    typed = f"{following.fed} | {following.command}" if following.fed else following.command
    why = f" ({prose(following.question)})" if following.question else ""
    return rf"\textbf{{{prose(following.label)}}} {code(typed)}{why}"


def _verified(check: Verified) -> str:
    remark = f" ({prose(check.remark)})" if check.remark else ""
    said = rf"\textbf{{{check.status}}} {prose(check.name)}: {prose(check.text)}{remark}"
    if check.mistake is None:
        return said
    return f"{said}\n\n{_typed(check.mistake.drawn())}"


def _listed(title: str, members: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield rf"\textbf{{{prose(title)}}}" if title else ""
    items = "\n".join(rf"\item[{{{code(name)}}}] {prose(text)}" for name, text in members)
    yield f"\\begin{{description}}\n{items}\n\\end{{description}}" if members else ""


def _typed(lines: Iterable[str]) -> str:
    """Lines as they are, with their blanks."""
    said = (escaped(line, typed=True).replace(" ", r"\ ") or r"\ " for line in lines)
    return "\\begin{flushleft}\\ttfamily\\small\n" + " \\\\\n".join(said) + "\n\\end{flushleft}"


def _values(diagram: Diagram) -> Table:
    """A row a value: what it reads, and its numbers where they were asked for."""
    reads: dict[str, list[str]] = {}
    called = {node.name: node.called or node.name for node in diagram.nodes}
    for edge in diagram.edges:
        reads.setdefault(edge.reader, []).append(called[edge.source])
    asked = any(node.value is not None for node in diagram.nodes)
    rows: list[list[Cell]] = []
    for node in diagram.nodes:
        numbers = ("-" if of is None else in_a_row(of, 40) for of in (node.value, node.adjoint))
        rows.append([node.title, ", ".join(reads.get(node.name, ())), *(numbers if asked else ())])
    columns = [Column("value"), Column("reads")]
    columns += [Column("is", right=True), Column("adjoint", right=True)] if asked else []
    return Table(columns, rows)
