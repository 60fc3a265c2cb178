"""Markdown from typed blocks: a format in one file, as another program would add it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from jaccli.arrays import Array
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
    findings_in,
)
from jaccli.document.cells import Cell, written
from jaccli.document.display import Display
from jaccli.document.graphics import Diagram, Product
from jaccli.errors import printable

MOST = 8  # rows and columns of an array that are written out


def render(blocks: Iterable[Block], display: Display) -> str:
    """The blocks, a blank line between two; as wide as they are."""
    parts = ("\n".join(_block(block)) for block in blocks)
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Finding(kind, text, label):
            sign = {"headline": "**{}**", "warning": "> {}"}.get(kind, "{}")
            yield sign.format(" ".join(filter(None, (_bold(label), _text(text)))))
        case Next():
            yield from _block(block.finding)
        case Answer():
            yield from (line for each in findings_in([block]) for line in (*_block(each), ""))
        case Beside(left, right):
            yield from (line for each in (left, right) for line in (*_block(each), ""))
        case Screen(blocks) | Choice([blocks, *_]):
            yield render(blocks, Display())
        case Paragraph(text, label, _, style):
            yield f"## {_text(text)}" if style == "title" else f"{_bold(label)} {_text(text)}"
        case Line(text):
            yield _text(text)
        case Verified(status, name, text, _, mistake):
            yield f"- {status}: {_text(name)}: {_text(text)}"
            if mistake is not None:
                yield from _fenced(mistake.drawn())
        case Code(lines, language):
            said = (f"{text}  # {comment}" if comment else text for text, comment in lines)
            yield from _fenced(said, language)
        case Table():
            yield from _table(block.columns, [*block.rows, *block.footer])
        case Ledger(title, unit):
            yield from _table([*map(Column, (title, "", "", unit))], block.texts)
        case Listing(groups):
            for title, members in groups:
                yield f"**{_text(title)}**\n"
                yield from (f"- `{name}`: {_text(text)}" for name, text in members)
                yield ""
        case Matrix(name, entries):
            yield from _array(name, entries)
        case Product(factors, result):
            yield f"{' · '.join(_text(each.name) for each in factors)} = {_text(result.name)}"
        case Curves(curves, across, up):
            yield from _table(
                [Column(across), *(Column(f"{up}: {each.name}") for each in curves)],
                _by_place([[*each.points] for each in curves]),
            )
        case Diagram(nodes, edges):
            yield from _fenced([*(node.title for node in nodes), *map(" -> ".join, edges)])
        case Either(wide, _):
            yield render(wide, Display()).rstrip()
        case Gap() | Legend():
            return
        case _:
            raise TypeError(f"no Markdown for {block!r}")


def _by_place(curves: Sequence[Sequence[tuple[float, float]]]) -> list[list[Cell]]:
    """A row for every place on the axis."""
    columns = [dict(points) for points in curves]
    places = sorted({x for column in columns for x in column})
    return [[f"{x:g}", *(f"{column.get(x, '')}" for column in columns)] for x in places]


def _table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    heads = [
        column.header if isinstance(column.header, str) else " ".join(column.header)
        for column in columns
    ]
    yield _row(heads)
    yield _row(["---:" if column.right else "---" for column in columns], escaped=False)
    yield from (_row([written(cell) for cell in row]) for row in rows)


def _row(cells: Sequence[str], *, escaped: bool = True) -> str:
    return f"| {' | '.join(map(_text, cells) if escaped else cells)} |"


def _array(name: str, entries: Array) -> Iterator[str]:
    shown = [[f"{entry:.4g}" for entry in row[:MOST]] for row in entries[:MOST].tolist()]
    yield f"{_text(name)} = {'×'.join(map(str, entries.shape))}\n"
    yield from _fenced(["  ".join(row) for row in shown])


def _fenced(lines: Iterable[str], language: str = "") -> Iterator[str]:
    yield f"```{language}"
    yield from (printable(line).replace("```", "'''") for line in lines)
    yield "```"


def _bold(label: str) -> str:
    return f"**{_text(label)}**" if label else ""


def _text(text: str) -> str:
    """The text with what Markdown would read in it written out."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", printable(text))
