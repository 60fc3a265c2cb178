"""What stands on a page: each chain, what they say together, and how it was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jaccli.document.blocks import (
    Answer,
    Block,
    Curves,
    Diagram,
    Finding,
    Gap,
    Imprint,
    Paragraph,
    Part,
    Product,
)
from jaccli.document.html.blocks import answer, heading
from jaccli.document.html.pen import Pen, element, text
from jaccli.words import count

PICTURES = (Curves, Diagram, Product)  # that are not drawn twice


def body(blocks: Iterable[Block], pen: Pen) -> tuple[str, str]:
    """What a page is called, and what stands on it."""
    listed = [*blocks]
    imprint = next((each for each in listed if isinstance(each, Imprint)), None)
    parts = [each for each in listed if isinstance(each, Part)]
    others = [each for each in listed if not isinstance(each, Part | Imprint)]
    if len(parts) > 1:
        title, inner = count(len(parts), "chain"), _several(parts, others, pen)
    else:
        part = parts[0] if parts else Part((), others)
        title, inner = title_of(part), _one(part, pen)
    if imprint is not None:
        title = f"{imprint.name}: {title}" if title else imprint.name
        inner += _made(imprint)
    return title, inner


def title_of(part: Part) -> str:
    """What a chain or a page is called, "" where nothing says so."""
    match part.blocks:
        case [Paragraph(text=said, style="title"), *_]:
            return said.split("   ")[0].strip()
    return ""


def _several(parts: Sequence[Part], others: Sequence[Block], pen: Pen) -> str:
    """What the chains say together, a table of contents, and each."""
    said = heading(count(len(parts), "chain"), 1)
    links = "".join(
        element("li", element("a", text(title_of(part)), href=f"#chain{at}"))
        for at, part in enumerate(parts, start=1)
    )
    pen.level = 2
    together = pen.blocks(others)
    whole = element("section", together) if together else ""
    contents = element("nav", element("ol", links), aria_label="Chains", class_="jr-contents")
    each = "".join(_one(part, pen, f"chain{at}") for at, part in enumerate(parts, start=1))
    return said + whole + contents + each


def _one(part: Part, pen: Pen, place: str = "") -> str:
    """A chain: what it is, the answer, what moves or is drawn, its sections. place: its id"""
    blocks, pen.level = [*part.blocks], 2 if place else 1
    first = next((at for at, each in enumerate(blocks) if isinstance(each, Gap)), 0)
    opening = pen.blocks(blocks[:first])
    pen.level += 1
    found = [each for each in blocks[first:] if isinstance(each, Answer)]
    said = "".join(map(answer, found))
    shown = "".join(
        element("section", pen.blocks([each]), class_="jr-stage") for each in part.drawn
    )
    sections = "".join(
        element("section", pen.blocks(each)) for each in _sections(_left(part, blocks[first:]))
    )
    inner = element("header", opening) + said + shown + sections
    return element("article", inner, id=place) if place else inner


def _left(part: Part, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks that are not shown already, in the answer or as a picture."""
    said = {each.findings[0].text for each in blocks if isinstance(each, Answer)}
    seen = {type(each) for each in part.drawn}
    for each in blocks:
        again = isinstance(each, Finding) and each.kind == "headline" and each.text in said
        if not (
            again or isinstance(each, Answer) or (isinstance(each, PICTURES) and type(each) in seen)
        ):
            yield each


def _sections(blocks: Iterable[Block]) -> Iterator[Sequence[Block]]:
    """The blocks from one title to the next."""
    section: list[Block] = []
    for each in blocks:
        if isinstance(each, Paragraph | Finding) and each.style == "title":
            yield from [section] if any(not isinstance(e, Gap) for e in section) else []
            section = []
        section.append(each)
    yield from [section] if any(not isinstance(e, Gap) for e in section) else []


def _made(imprint: Imprint) -> str:
    """The command once more, and what ran it."""
    typed = f'<pre class="jr-lines" tabindex="0"><code>{text(imprint.command)}</code></pre>'
    again = f"<p>The same again:</p>{typed}" if imprint.command else ""
    return element("footer", again + element("p", text(imprint.maker), class_="jr-quiet"))
