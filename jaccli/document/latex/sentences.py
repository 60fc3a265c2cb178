"""Sentences in LaTeX: formulas in them are found by what only formulas have, the rest is text.

n = 6, u3 ⊙ φ′(x2) and 3.5e-10 ≤ 1.9e-07 are formulas; `jaccli compare`, sample:tall and --set n=64
are typed; and "a", "A" and "I" alone are words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jaccli.document.latex.notation import KNOWN, MARKED, SINGLE, TOKEN, kind_of, maths, number
from jaccli.document.latex.signs import IN_MATHS, escaped
from jaccli.document.prose import punctuated
from jaccli.errors import printable

TYPED = re.compile(
    r"`(?P<quoted>[^`]*)`"
    r"|(?<!\S)(?P<option>-{1,2}[A-Za-z][\w-]*)"
    r"|(?!d/d)[^\s(∂,;]*(?:\w\w[:/\\@]\w|\w[:/\\@]\w\w)(?:[^\s,;)∂]*[^\s,;:.)∂])?"
)
WORDS = frozenset("aAIis")  # single letters that may be words or units
LONGEST = 200  # signs and words of a formula
JOINING = frozenset("=+-−·×⊙⊗∘/<>≤≥≠→←±*")
STRONG = frozenset("·×⊙⊗∘≤≥≠→←±")  # that stand in no sentence
LEADING = frozenset("−-+∇Σ∂‖")
OPENING, CLOSING = frozenset("(["), frozenset(")]")
Token = re.Match[str]


def prose(sentence: str) -> str:
    """A sentence: its formulas in dollars, what is typed in a typewriter's letters."""
    text = punctuated(printable(sentence))
    found, at = [], 0
    for typed in TYPED.finditer(text):
        found.append(_said(text[at : typed.start()]))
        found.append(code(typed.group() if typed["quoted"] is None else typed["quoted"]))
        at = typed.end()
    return "".join((*found, _said(text[at:])))


def code(typed: str) -> str:
    """What is typed, as it is."""
    return rf"\texttt{{{escaped(typed, typed=True)}}}"


def _said(text: str) -> str:
    tokens = [*TOKEN.finditer(text)]
    found, at = [], 0
    while at < len(tokens):
        end = formula_at(tokens, at)
        if end > at:
            formula = text[tokens[at].start() : tokens[end - 1].end()]
            found.append(f"${maths(formula, flat=formula.count('/∂') == 1)}$")
            at = end
            continue
        token = tokens[at]
        piece = token.group()
        if token["number"] is not None and ("e" in piece or piece.startswith("-")):
            piece = f"${number(piece)}$"
        else:
            piece = escaped(piece)
        found.append(piece)
        at += 1
    return "".join(found)


def formula_at(tokens: Sequence[Token], start: int) -> int:
    """Where the formula ends that begins at a token; that token itself where none does."""
    depth, strong, wants, end = 0, False, True, start
    at = start
    while at < min(len(tokens), start + LONGEST):
        token = tokens[at]
        kind, text = kind_of(token), token.group()
        if wants and (text in OPENING or text in LEADING):
            depth += text in OPENING
            strong |= text in "∇Σ∂"
        elif wants and kind == "space" and (depth or at > start):
            pass
        elif wants and (value := _value(tokens, at, within=depth > 0)) is not None:
            strong, wants = strong or value, False
        elif wants:
            break
        elif kind in ("raised", "lowered", "prime", "power"):
            strong = True
        elif text in CLOSING and depth:
            depth -= 1
        elif text in JOINING:
            strong, wants = strong or text in STRONG, True
        elif text in OPENING or (text in ",;:" and depth):
            depth, wants = depth + (text in OPENING), True
        elif kind == "space" and _goes_on(tokens, at, within=depth > 0):
            wants = not _joins(tokens, at + 1)
        elif kind != "space" and _value(tokens, at, within=depth > 0) is not None:
            pass  # 2x
        else:
            break
        at += 1
        if not depth and not wants and kind != "space" and strong:
            end = at
    return end


def _value(tokens: Sequence[Token], at: int, *, within: bool) -> bool | None:
    """Whether a token that may be a value is one of formulas alone; None where it is none."""
    kind, text = kind_of(tokens[at]), tokens[at].group()
    following = tokens[at + 1].group() if at + 1 < len(tokens) else ""
    if kind in ("derivative", "braced", "root"):
        return True
    if kind == "number" or text.isdigit() or (within and text in "…?"):
        return False
    if kind != "word":
        return None
    marked = bool(following) and kind_of(tokens[at + 1]) in ("raised", "lowered", "prime")
    if marked or SINGLE.match(text) or MARKED.match(text) or text in IN_MATHS:
        return True
    if len(text) == 1 and text in WORDS:
        before = tokens[at - 1].group() if at else ""
        joined = before in JOINING or (before != "'" and _is_joined(tokens, at + 1))  # book's
        return False if within or joined else None
    if len(text) == 1:
        return text.isascii()
    if text in KNOWN and following.isspace():  # log p_c
        argument = tokens[at + 2].group() if at + 2 < len(tokens) else ""
        return True if SINGLE.match(argument) or MARKED.match(argument) else None
    if following == "(":
        return _is_called(tokens, at + 1)
    return False if within else None


def _is_called(tokens: Sequence[Token], at: int) -> bool | None:
    """Whether what stands in the brackets from here on is of a formula; None where it is not."""
    inner = tokens[at + 1].group() if at + 1 < len(tokens) else ")"
    if inner == ")" or kind_of(tokens[at + 1]) == "space":
        return None
    return True if _value(tokens, at + 1, within=True) or inner in OPENING else None


def _goes_on(tokens: Sequence[Token], at: int, *, within: bool) -> bool:
    """Whether a formula goes on behind a blank: with a sign between two, or another value."""
    if at + 1 >= len(tokens):
        return False
    if _joins(tokens, at + 1) or within:
        return True
    before, after = tokens[at - 1], tokens[at + 1]
    if after.group() == "(":  # u5 (p - y)ᵀ, and no remark
        closed = next(
            (k for k in range(at + 1, len(tokens)) if tokens[k].group() == ")"), len(tokens)
        )
        return closed + 1 < len(tokens) and kind_of(tokens[closed + 1]) == "raised"
    in_a_row = bool(_value(tokens, at + 1, within=False)) and before["number"] is None
    return in_a_row and before.group() not in JOINING


def _is_joined(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign joins what ends there and what comes, with a blank before it or none."""
    at += at < len(tokens) and tokens[at]["space"] is not None
    return at < len(tokens) and tokens[at].group() in JOINING and _joins(tokens, at)


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign joins what is before and after it: it has a blank on both sides, or none."""
    if tokens[at].group() not in JOINING:
        return False
    return at + 1 < len(tokens) and tokens[at + 1]["space"] is not None
