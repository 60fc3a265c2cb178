"""Lines that begin where they should not: tabs, and blanks too many or too few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.spec.guess import Guess


def tabs(lines: Sequence[str], at: int) -> Iterator[Guess]:
    """A tab before the line, or within it."""
    line = lines[at]
    blank = len(line) - len(line.lstrip())
    tab = line.find("\t")
    if tab < 0:
        return
    if tab >= blank:
        title = "a tab stands in this line: YAML takes blanks there"
        yield Guess(title, "a tab", at, tab, line.replace("\t", " "))
        return
    for indent in _indents_before(lines, at):
        title = "a tab stands before this line: YAML takes blanks there"
        yield Guess(title, "a tab", at, tab, " " * indent + line.lstrip())
    yield Guess("a tab stands before this line", "a tab", at, tab, "  " + line.lstrip())


def _indents_before(lines: Sequence[str], at: int) -> list[int]:
    """Where lines above begin, and what stands after their dashes; the deepest of them first."""
    found: dict[int, None] = {}
    least = 10**6
    for line in reversed(lines[:at]):
        bare = line.lstrip()
        indent = len(line) - len(bare)
        if not bare or bare.startswith("#") or indent > least:
            continue
        if indent < least and bare.startswith("- "):
            found[indent + 2] = None
        if indent <= least:
            found[indent] = None
        least = min(least, indent)
        if not indent:
            break
    return [*found]


def indents(lines: Sequence[str], at: int) -> Iterator[Guess]:
    """A line that begins where none above it does."""
    line = lines[at]
    bare = line.lstrip(" ")
    indent = len(line) - len(bare)
    around = _indents_before(lines, at)
    if "\t" in line[: indent + 1] or not bare:
        return
    if not indent:  # a key at the margin is right
        yield from _odd_above(lines, at, indent)
    dash = bare.startswith("- ")
    for other in sorted(around, key=lambda each: (abs(each - indent), -each)):
        if other == indent or (dash and not _has_dash(lines[:at], other)):
            continue
        title = f"this line begins {_blanks(indent)} in, the lines it belongs to {_blanks(other)}"
        yield Guess(title, "wrong indentation", at, indent, " " * other + bare, len(bare.rstrip()))
    if indent:
        yield from _odd_above(lines, at, indent)


def _odd_above(lines: Sequence[str], at: int, indent: int) -> Iterator[Guess]:
    """The line above begins where none below it does."""
    written = (k for k in range(at - 1, -1, -1) if lines[k].strip(" ")[:1] not in ("", "#"))
    above = next(written, None)
    if above is None:
        return
    bare = lines[above].lstrip(" ")
    begins = len(lines[above]) - len(bare)
    title = f"this line begins {_blanks(begins)} in, those below it {_blanks(indent)}"
    width = len(bare.rstrip())
    meant = [indent - 2] if bare.startswith("- ") and indent > 1 and ":" in bare else []
    for other in [*meant, indent]:
        yield Guess(title, "wrong indentation", above, begins, " " * other + bare, width)


def _has_dash(lines: Sequence[str], indent: int) -> bool:
    return any(line.startswith(" " * indent + "- ") for line in lines)


def _blanks(count: int) -> str:
    return f"{count} blank{'s' * (count != 1)}"
