"""A function for each block, which gives its HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from jaccli.document.blocks import (
    Answer,
    Bars,
    Beside,
    Block,
    Choice,
    Code,
    Curves,
    Either,
    Finding,
    Frames,
    Gap,
    Ledger,
    Legend,
    Line,
    Listing,
    Matrix,
    Moving,
    Next,
    Paragraph,
    Screen,
    Table,
    Tree,
    Verified,
)
from jaccli.document.drawing.diagram import undrawn
from jaccli.document.graphics import Diagram, Product
from jaccli.document.html.arrays import in_figures, matrix
from jaccli.document.html.pen import Pen, element, prose, text
from jaccli.document.html.raster import legend
from jaccli.document.html.tables import ledger, table
from jaccli.document.pictures import drawn

ASIDE = "   "
LONGEST_HEAD = 40  # letters before a colon that announces something
SAID = {"ok": "✓ ok", "failed": "✗ failed", "noted": "• note"}
STYLED = {"winner": "jr-best", "forward": "jr-forward", "reverse": "jr-reverse"}


def written(blocks: Iterable[Block], pen: Pen) -> str:
    """The blocks one after the other; what belongs together, lines and checks, in one element."""
    parts = []
    for kind, group in groupby(blocks, key=type):
        listed = [*group]
        if kind is Line:
            parts.append(_lines(listed))
        elif kind is Verified:
            parts.append(_checks(listed))
        else:
            parts += [_block(each, pen) for each in listed]
    return "".join(parts)


def _block(block: Block, pen: Pen) -> str:
    match block:
        case Gap():
            return ""
        case Paragraph():
            return _paragraph(block, pen)
        case Finding(drawn=blocks) if blocks:
            return written(blocks, pen)
        case Finding():
            return _finding(block, pen)
        case Next():
            return _next(block)
        case Answer():
            return answer(block)
        case Code():
            return _code(block)
        case Table():
            return table(block, pen)
        case Ledger():
            return ledger(block, pen)
        case Listing():
            return _listing(block, pen)
        case Matrix():
            return matrix(block, pen)
        case Legend():
            was, pen.drawn = pen.drawn, False
            return legend(pen) if was else ""
        case Moving():
            from jaccli.document.html.moving import moving  # few reports have steps

            return moving(block, pen)
        case Bars() | Tree() | Frames() | Curves() | Product() | Diagram():
            return _picture(block, pen)
        case Either(wide, narrow):
            return written(_better(wide, narrow), pen)
        case Beside(left, right):
            sides = (element("div", written([side], pen)) for side in (left, right))
            return element("div", "".join(sides), class_="jr-beside")
        case Screen(blocks) | Choice([blocks, *_]):
            return written(blocks, pen)
    raise TypeError(f"no HTML for {block!r}")


def answer(block: Answer) -> str:
    """The headline large, below it why and by which rule, and the command to run next.

    Hints are left out: they speak of a text.
    """
    headline, *others = block.findings
    parts = [element("p", titled(headline.text), class_="jr-headline")]
    rows = [_told(each.label, prose(each.text), each.kind) for each in others]
    if block.following is not None:
        rows.append(_told(block.following.label, _typed(block.following)))
    parts.append(element("dl", "".join(rows)) if rows else "")
    kind = "jr-answer" if headline.style == "winner" else "jr-answer jr-even"
    return element("section", "".join(parts), class_=kind, aria_label="Answer")


def _told(label: str, said: str, kind: str = "") -> str:
    look = "jr-warning" if kind == "warning" else ""
    named = element("dt", text(label.strip().removesuffix(":") or "Note"))
    return element("div", named + element("dd", said), class_=look)


def _typed(block: Next) -> str:
    """The command as it is typed, and what it answers."""
    typed = f"{block.fed} | {block.command}" if block.fed else block.command
    asked = element("span", prose(block.question), class_="jr-quiet") if block.question else ""
    return f"{element('code', text(typed))} {asked}".rstrip()


def _next(block: Next) -> str:
    return element("p", f"{element('b', text(block.label))} {_typed(block)}", class_="jr-note")


def _finding(block: Finding, pen: Pen) -> str:
    if block.style == "title":
        return heading(block.text, pen.level)
    look = {"headline": "jr-said", "warning": "jr-warning"}.get(block.kind, "jr-note")
    if block.style in ("warning", "quiet"):
        look = f"jr-{block.style}"
    label = f"{element('b', text(block.label.strip()))} " if block.label else ""
    return element("p", label + prose(block.text), class_=look)


def _paragraph(block: Paragraph, pen: Pen) -> str:
    if block.style == "title":
        return heading(block.text, pen.level)
    look = STYLED.get(block.style, f"jr-{block.style}" if block.style else "")
    label = f"{element('b', text(block.label))} " if block.label else ""
    inset = "jr-inset" if block.indent > 2 else ""
    return element("p", label + prose(block.text), class_=f"{look} {inset}".strip())


def heading(said: str, level: int) -> str:
    """A heading of that level."""
    sign = ASIDE if ASIDE in said else ": "
    short = said.index(sign) <= LONGEST_HEAD if sign in said else False
    return element(f"h{level}", titled(said, sign) if short else prose(said))


def titled(said: str, sign: str = ASIDE) -> str:
    """What stands behind the sign is said of what stands before it, smaller."""
    head, _, rest = said.partition(sign)
    if not rest:
        return prose(said)
    return f"{prose(head + sign.rstrip())} {element('small', prose(rest.strip()))}"


def _lines(blocks: Iterable[Block]) -> str:
    said = "\n".join(text(each.text) for each in blocks if isinstance(each, Line))
    return f'<pre class="jr-lines">{said}</pre>'


def _checks(blocks: Iterable[Block]) -> str:
    return element(
        "ul",
        "".join(_check(each) for each in blocks if isinstance(each, Verified)),
        class_="jr-checks",
    )


def _check(block: Verified) -> str:
    parts = [element("span", SAID[block.status], class_="jr-status")]
    parts.append(element("b", text(block.name)))
    remark = element("span", text(block.remark), class_="jr-quiet") if block.remark else ""
    parts.append(element("span", f"{prose(block.text)} {remark}".rstrip()))
    if block.mistake is not None:
        lines = "\n".join(map(text, block.mistake.drawn()))
        parts.append(f'<pre class="jr-lines">{lines}</pre>')
    return element("li", "".join(parts), class_=f"jr-{block.status}")


def _code(block: Code) -> str:
    lines = []
    for said, comment in block.lines:
        note = element("span", text(f"# {comment}"), class_="jr-quiet") if comment else ""
        lines.append(text(said) + ("  " if said and note else "") + note)
    code = element("code", "\n".join(lines))
    return f'<pre class="jr-lines">{code}</pre>'


def _listing(block: Listing, pen: Pen) -> str:
    parts = []
    for title, group in block.groups:
        rows = (
            element("div", element("dt", text(name)) + element("dd", prose(said)))
            for name, said in group
        )
        parts.append(heading(title, pen.level) + element("dl", "".join(rows), class_="jr-listing"))
    return "".join(parts)


def _better(wide: Sequence[Block], narrow: Sequence[Block]) -> Sequence[Block]:
    """Tables scroll and have room; figures come before pictures of the whole."""
    pictured = any(isinstance(each, Matrix) and not in_figures(each.entries) for each in wide)
    shown = [each for each in narrow if isinstance(each, Matrix)]
    return narrow if pictured and shown and all(in_figures(e.entries) for e in shown) else wide


def _picture(block: Bars | Tree | Frames | Curves | Product | Diagram, pen: Pen) -> str:
    """The picture, and what it says in words and figures where there is none."""
    scene = drawn(block)
    if scene is not None:
        return pen.figure(scene)
    match block:
        case Bars(plain=blocks) | Tree(plain=blocks) | Frames(plain=blocks):
            return written(blocks, pen)
        case Diagram():
            return written(undrawn(block), pen)
        case Product(factors, result):
            named = (*factors, result)
            shown = (Matrix(e.name, e.entries, False, 0, e.rows, e.columns) for e in named)
            return written(shown, pen)
    return ""
