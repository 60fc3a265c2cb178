"""Our notation as mathematics in LaTeX: x4, u3 ⊙ φ′(x2), (p - y)ᵀ, ∂o/∂x4, W₂, x_{k+1}, 1e-06.

A formula is read sign by sign; what no rule knows is escaped as text. So whatever a name in it
holds, it stays a name.
"""

from __future__ import annotations

import re
from functools import cache

from jaccli.document.latex.signs import IN_MATHS, LOWERED, RAISED, escaped
from jaccli.errors import printable

UP, DOWN = "".join(RAISED), "".join(LOWERED)
LETTER = rf"[^\W\d_{UP}{DOWN}]"
PART = rf"[^\W{UP}{DOWN}]"  # of a word: letters, digits, underscores
NAME = rf"(?:{LETTER}|_){PART}*(?:\.{LETTER}{PART}*)*"
INDEXED = rf"{NAME}[{DOWN}]*(?:\[[^\[\]\s]*\])?"  # x4, W₁, x[1], f1.weight
# by what is differentiated: our own signs of a sum have blanks around them, so fc-1 is one name
TIGHT = re.compile(rf"{LETTER}{PART}*(?:[-+*.:@]{PART}+)+")
SHORT = 3  # signs that are a formula where they stand alone: k+1


@cache
def tokens_of(names: tuple[str, ...] = ()) -> re.Pattern[str]:
    """How a formula is read in which these names stand for values, whatever signs they hold, and
    after a d for their tangents."""
    longest = sorted(names, key=len, reverse=True)
    given = "".join(rf"(?<!\w)d?{re.escape(each)}(?!\w)|" for each in longest)
    value = rf"(?:{given}𝓛|{INDEXED})"
    by = rf"(?:{given}{TIGHT.pattern}(?![\[{DOWN}])|𝓛|{INDEXED})"
    return re.compile(
        rf"(?P<derivative>∂(?P<of>\([^()∂/]*\)|{by})/∂(?P<by>{by}))"
        rf"|(?P<given>{given}(?!))"
        rf"|(?P<braced>[A-Za-z])_\{{(?P<within>[^{{}}]*)\}}"
        r"|(?P<number>(?:(?<=[\s\[(=])-)?(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?(?![^\W_]))"
        rf"|(?P<root>√(?P<under>\([^()]*\)|{value}))"
        rf"|(?P<power>\^(?P<exponent>\([^()]*\)|\{{[^{{}}]*\}}|-?{PART}+(?:\.\d+)?))"
        rf"|(?P<raised>[{UP}]+)|(?P<lowered>[{DOWN}]+)|(?P<prime>′+)"
        rf"|(?P<word>{NAME})|(?P<space>\s+)|(?P<sign>.)",
        re.DOTALL,
    )


TOKEN = tokens_of()
KNOWN = frozenset(
    [
        "log",
        "exp",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "max",
        "min",
        "det",
        "arg",
        "lim",
        "sup",
        "inf",
        "ker",
        "dim",
        "arctan",
    ]
)
SINGLE = re.compile(rf"({LETTER})(\d+)$")  # x4
TANGENT = re.compile(rf"d({LETTER}\d+)$")  # dx4
MARKED = re.compile(rf"({LETTER})_({PART}{{1,4}})$")  # x_k, J_best
KINDS = (
    *("derivative", "given", "braced", "number", "root", "power", "raised", "lowered", "prime"),
    *("word", "space", "sign"),
)
SCRIPTS = {"raised": "^", "power": "^", "prime": "^", "lowered": "_"}


def maths(formula: str, *, flat: bool = False, names: tuple[str, ...] = ()) -> str:
    r"""A formula, for math mode. flat: derivatives on one line, as in a sentence; names: of values
    that a formula cannot tell from its own signs

    >>> print(maths("∂o/∂fc-1", names=("fc-1",)))
    \frac{\partial o}{\partial \text{fc-1}}

    >>> print(maths("u3 ⊙ φ′(x2)"), maths("W₂ᵀ"), maths("∂o/∂x4"))
    u_{3} \odot \varphi '(x_{2}) W_{2}^{\top } \frac{\partial o}{\partial x_{4}}
    """
    if len(formula) > SHORT and TIGHT.fullmatch(formula) and not re.fullmatch(INDEXED, formula):
        names = (formula,)
    tokens = [*tokens_of(names).finditer(printable(formula))]
    found: list[str] = []
    open_scripts = ""  # those that the last piece has already: TeX takes one of a kind
    for at, token in enumerate(tokens):
        kind = kind_of(token)
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        piece = _piece(kind, token, before, after, flat=flat, names=names)
        script = SCRIPTS.get(kind, "")
        if script and script in open_scripts:
            piece, open_scripts = "{}" + piece, ""
        found.append(piece)
        marked = kind in ("braced", "word") and piece.endswith("}") and "_{" in piece
        open_scripts = open_scripts + script if script else "_" * marked
    return re.sub(r"(?<!\\) +", " ", "".join(found))


def kind_of(token: re.Match[str]) -> str:
    """Which of KINDS it is."""
    return next(name for name in KINDS if token[name] is not None)


def _piece(
    kind: str,
    token: re.Match[str],
    before: re.Match[str] | None,
    after: re.Match[str] | None,
    *,
    flat: bool,
    names: tuple[str, ...],
) -> str:
    text = token.group()
    match kind:
        case "derivative":
            of, by = (rf"\partial {_value(token[each], names)}" for each in ("of", "by"))
            return f"{of}/{by}" if flat else rf"\frac{{{of}}}{{{by}}}"
        case "given":
            name = text.removeprefix("d")  # a tangent, or a value that is called so
            tangent = name != text and name in names
            return (
                rf"\mathrm{{d}}\text{{{escaped(name)}}}"
                if tangent
                else rf"\text{{{escaped(text)}}}"
            )
        case "braced":
            return f"{token['braced']}_{{{maths(token['within'])}}}"
        case "number":
            return number(text)
        case "root":
            return rf"\sqrt{{{maths(_bare(token['under']))}}}"
        case "power":
            return f"^{{{maths(_bare(token['exponent']))}}}"
        case "raised":
            return f"^{{{''.join(map(RAISED.__getitem__, text))}}}"
        case "lowered":
            return f"_{{{''.join(map(LOWERED.__getitem__, text))}}}"
        case "prime":
            return "'" * len(text)
        case "word":
            return _word(text, before, after)
        case "space":
            return r"\;\allowbreak " if before and after and _are_entries(before, after) else " "
    return _sign(text)


def _value(text: str, names: tuple[str, ...]) -> str:
    """What is differentiated, or by what: (fc-1) in round brackets is a formula."""
    plain = re.fullmatch(INDEXED, text) or not TIGHT.fullmatch(text)
    return maths(text, names=names) if plain else rf"\text{{{escaped(text)}}}"


def number(text: str) -> str:
    """1{,}234, {-1} and 3.5 \\cdot 10^{-10}"""
    figures, _, exponent = text.replace(",", "{,}").partition("e")
    said = rf"{figures} \cdot 10^{{{int(exponent)}}}" if exponent else figures
    return f"{{{said}}}" if said.startswith("-") else said


def _word(text: str, before: re.Match[str] | None, after: re.Match[str] | None) -> str:
    """x_{4}, x_{k}, \\log, \\operatorname{softmax} where it is called, else the word itself."""
    if found := SINGLE.match(text):
        return f"{_sign(found[1]).strip()}_{{{found[2]}}}"
    if found := MARKED.match(text):
        return f"{_sign(found[1]).strip()}_{{{maths(found[2])}}}"
    if found := TANGENT.match(text):
        return rf"\mathrm{{d}}{_word(found[1], None, None)}"
    if len(text) == 1:
        return _sign(text)
    if text in KNOWN:
        return rf"\{text} "
    if after and after.group() == "(" and text.isascii():
        return rf"\operatorname{{{escaped(text)}}}"
    left, right = (" " if each and each["space"] else "" for each in (before, after))
    return rf"\text{{{left}{escaped(text)}{right}}}"


def _sign(sign: str) -> str:
    if sign in IN_MATHS or sign.isascii():
        return IN_MATHS.get(sign, sign)
    return rf"\text{{{escaped(sign)}}}"


def _bare(text: str) -> str:
    """Without the brackets that only hold it together."""
    return text[1:-1] if text[:1] in "({" else text


def _are_entries(before: re.Match[str], after: re.Match[str]) -> bool:
    """Whether what stands on both sides of a blank are entries of a vector."""
    return all(each["number"] is not None or each.group() in "…?" for each in (before, after))
