"""Programs that Python cannot compile for their depth, and which statement it is.

Python says that a text is too deep and not where. Here it is asked again of less and less text.
"""

from __future__ import annotations

import tokenize
from collections.abc import Iterator
from io import StringIO

from jaccli.errors import Place, Source

TOO_DEEP = RecursionError, MemoryError  # of the compiler, and of the parser before it
_GO_ON = ("elif", "else", "except", "finally")  # these belong to the statement before them
_NOT_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


def deepest(source: Source) -> Place:
    """The line that is too deep by itself, else the statement around it, else the first of all."""
    blocks: list[list[tuple[str, int, str]]] = []
    decorated = False
    for first, number, text in _lines(source):
        begins = text[:1].strip() != "" and first not in _GO_ON and not decorated
        if begins or not blocks:
            blocks.append([])
        blocks[-1].append((first, number, text))
        decorated = first == "@"
    for block in blocks:
        if not _is_too_deep("\n".join(text for *_, text in block)):
            continue
        alone = (number for first, number, text in block if _is_too_deep(_alone(first, text)))
        return _place(source, next(alone, block[0][1]))
    return Place(source, 1, 1)


def _lines(source: Source) -> Iterator[tuple[str, int, str]]:
    """Each logical line: its first word, the number of its first line, and its text."""
    begun: tokenize.TokenInfo | None = None
    text = StringIO("\n".join(source.lines) + "\n")
    try:
        for token in tokenize.generate_tokens(text.readline):
            if token.type == tokenize.NEWLINE and begun is not None:
                first, last = begun.start[0], token.end[0]
                yield begun.string, first, "\n".join(source.lines[first - 1 : last]).rstrip()
                begun = None
            elif begun is None and token.type not in _NOT_CODE:
                begun = token
    except (tokenize.TokenError, SyntaxError):  # what follows is not asked about
        return


def _alone(first: str, text: str) -> str:
    """The line as a statement of its own, in a function."""
    text = text.lstrip().removeprefix("el" if first == "elif" else "")
    if text.endswith(":"):
        text += " pass"
    return f"def _():\n {text}" + ("\n def _(): pass" if first == "@" else "")


def _is_too_deep(text: str) -> bool:
    try:
        compile(text, "", "exec", dont_inherit=True)
    except TOO_DEEP:
        return True
    except (SyntaxError, ValueError):  # not whole
        pass
    return False


def _place(source: Source, number: int) -> Place:
    line = source.lines[number - 1]
    start = len(line) - len(line.lstrip())
    return Place(source, number, start + 1, max(1, len(line.rstrip()) - start))
