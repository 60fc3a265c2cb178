"""What stands on a page: each chain, what they say together, and how it was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from jaccli.document.blocks import (
    Answer,
    Block,
    Curves,
    Diagram,
    Finding,
    Gap,
    Imprint,
    Matrix,
    Moving,
    Paragraph,
    Part,
    Product,
)
from jaccli.document.html.blocks import answer, heading
from jaccli.document.html.pen import Pen, element, prose, text
from jaccli.words import count

MOST_OPEN = 8  # sections of matrices; of more each is folded
PICTURES = (Curves, Diagram, Product)  # that are not drawn twice


def body(blocks: Iterable[Block], pen: Pen) -> tuple[str, str]:
    """What a page is called, and what stands on it."""
    listed = [*blocks]
    imprint = next((each for each in listed if isinstance(each, Imprint)), None)
    parts = [each for each in listed if isinstance(each, Part)]
    others = [each for each in listed if not isinstance(each, Part | Imprint)]
    name = f"jaccli {imprint.name}" if imprint else "jaccli"
    if len(parts) > 1:
        said = count(len(parts), "chain")
        inner = _several(parts, others, f"{name}: {said}", pen)
    else:
        part = parts[0] if parts else Part((), others)
        said, inner = title_of(part), _one(part, name, pen)
    ends = _made(imprint, _rule(parts)) if imprint else ""
    return f"{name}: {said}" if said else name, inner + ends


def title_of(part: Part) -> str:
    """What a chain or a page is called, "" where nothing says so."""
    if part.title:
        return part.title
    match part.blocks:
        case [Paragraph(text=said, style="title"), *_]:
            return said.split("   ")[0].strip()
    return ""


def _several(parts: Sequence[Part], others: Sequence[Block], said: str, pen: Pen) -> str:
    """What the chains say together, a table of contents, and each. said: above all"""
    links = "".join(
        element("li", element("a", text(title_of(part)), href=f"#chain{at}"))
        for at, part in enumerate(parts, start=1)
    )
    pen.level = 2
    found = [each for each in others if isinstance(each, Answer)]
    left = [each for each in others if not isinstance(each, Answer)]
    together = "".join(map(answer, found)) + (_section(left, pen) if left else "")
    contents = element("nav", element("ol", links), aria_label="Chains", class_="jr-contents")
    each = (_one(part, said, pen, f"chain{at}") for at, part in enumerate(parts, start=1))
    return heading(said, 1) + together + contents + "".join(each)


def _one(part: Part, name: str, pen: Pen, place: str = "") -> str:
    """A chain: what it is, the answer, what moves or is drawn, its sections.

    name: what it is called where it does not say so; place: its id
    """
    level = pen.level = 2 if place else 1
    opening = [*takewhile(lambda each: isinstance(each, Finding | Paragraph), part.blocks)]
    if title_of(part) and not part.title:
        title, *more = (pen.blocks([each]) for each in opening)
    else:
        called = f"{name}: {part.title}" if part.title else name
        opening, title, more = [], heading(called, level), []
    pen.level = level + 1
    rest = part.blocks[len(opening) :]
    answers = [answer(each) for each in rest if isinstance(each, Answer)]
    shown = [element("section", pen.blocks([each]), class_="jr-stage") for each in part.drawn]
    if any(isinstance(each, Moving) for each in part.drawn):  # it has to be seen without scrolling
        parts = [element("header", title), *shown, element("header", "".join(more)), *answers]
    else:
        parts = [element("header", "".join([title, *more])), *answers, *shown]
    sections = [*_sections(_left(part, rest))]
    folded = sum(map(_is_of_numbers, sections)) > MOST_OPEN
    for each in sections:
        parts.append(_section(each, pen, folded=folded and _is_of_numbers(each)))
    return element("article", "".join(parts), id=place) if place else "".join(parts)


def _section(blocks: Sequence[Block], pen: Pen, *, folded: bool = False) -> str:
    """The blocks, those between two gaps in an element of their own. folded: its title alone is
    seen at first"""
    title = element("summary", pen.blocks(blocks[:1])) if folded else ""
    groups = [[*group] for gap, group in groupby(blocks[folded:], _is_gap) if not gap]
    parts = [pen.blocks(each) for each in groups]
    inner = "".join(element("div", part) for part in parts) if len(parts) > 1 else "".join(parts)
    return element("section", element("details", title + inner) if folded else inner)


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
        if _is_title(each):
            yield from [] if all(map(_is_gap, section)) else [section]
            section = []
        section.append(each)
    yield from [] if all(map(_is_gap, section)) else [section]


def _is_of_numbers(section: Sequence[Block]) -> bool:
    """Whether it has a title, and below it matrices."""
    return _is_title(section[0]) and any(isinstance(each, Matrix) for each in section)


def _is_title(block: Block) -> bool:
    return isinstance(block, Paragraph | Finding) and block.style == "title"


def _is_gap(block: Block) -> bool:
    return isinstance(block, Gap)


def _rule(parts: Iterable[Part]) -> str:
    """By which rule the answers count, "" where none does."""
    answers = (each for part in parts for each in part.blocks if isinstance(each, Answer))
    rules = (each for one in answers for each in one.findings if each.kind == "rule")
    return next((each.text for each in rules), "")


def _made(imprint: Imprint, rule: str) -> str:
    """The command once more, what ran it, and how it counts."""
    typed = f'<pre class="jr-lines"><code>{text(imprint.command)}</code></pre>'
    again = f"<p>The command that made this page:</p>{typed}" if imprint.command else ""
    maker = f"{imprint.maker}. {rule}" if rule else imprint.maker
    return element("footer", again + element("p", prose(maker), class_="jr-quiet"))
