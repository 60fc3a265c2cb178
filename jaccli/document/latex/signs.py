"""Signs in LaTeX: what comes out is ASCII, and no sign of a name is a command.

Needs amsmath and nothing else. Whatever has no command of its own is written as its number.
"""

from __future__ import annotations

import unicodedata

from jaccli.errors import printable

IN_TEXT = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "`": r"\textasciigrave{}",
    "[": "{[}",  # \\ and \item would read it
    "]": "{]}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "…": r"\dots{}",
    "•": r"\textbullet{}",
}
IN_MATHS = {
    "\\": r"\backslash ",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\sim ",
    "^": r"\wedge ",
    '"': r"\text{''}",
    "'": r"\text{'}",
    "`": r"\text{\textasciigrave}",
    "·": r"\cdot ",
    "∂": r"\partial ",
    "×": r"\times ",
    "−": "-",
    "–": "-",
    "→": r"\to ",
    "←": r"\leftarrow ",
    "⊙": r"\odot ",
    "⊗": r"\otimes ",
    "∘": r"\circ ",
    "±": r"\pm ",
    "≤": r"\le ",
    "≥": r"\ge ",
    "≠": r"\ne ",
    "∞": r"\infty ",
    "∈": r"\in ",
    "∇": r"\nabla ",
    "Σ": r"\sum ",
    "Π": r"\prod ",
    "√": r"\surd ",
    "∛": r"\sqrt[3]{\,}",
    "½": r"\tfrac{1}{2}",
    "‖": r"\Vert ",
    "│": r"\vert ",
    "…": r"\dots ",
    "⋯": r"\cdots ",
    "✓": r"\surd ",  # the sign of a root, which has the look of a tick
    "✗": r"\times ",
    "◆": r"\diamond ",
    "▲": r"\triangle ",
    "▼": r"\nabla ",
    "𝓛": r"\mathcal{L}",
    "ℓ": r"\ell ",
    "α": r"\alpha ",
    "β": r"\beta ",
    "γ": r"\gamma ",
    "Γ": r"\Gamma ",
    "δ": r"\delta ",
    "ε": r"\varepsilon ",
    "θ": r"\theta ",
    "Θ": r"\Theta ",
    "κ": r"\kappa ",
    "λ": r"\lambda ",
    "Λ": r"\Lambda ",
    "µ": r"\mu ",
    "μ": r"\mu ",
    "π": r"\pi ",
    "σ": r"\sigma ",
    "φ": r"\varphi ",
    "Φ": r"\Phi ",
    "ψ": r"\psi ",
}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀˣᵖᵏ", [*"0123456789+-", r"\top ", "x", "p", "k"], strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
ACCENTS = {
    "\u0300": "\\`",
    "\u0301": "\\'",
    "\u0302": "\\^",
    "\u0303": "\\~",
    "\u0304": "\\=",
    "\u0306": "\\u",
    "\u0307": "\\.",
    "\u0308": '\\"',
    "\u030a": "\\r",
    "\u030b": "\\H",
    "\u030c": "\\v",
    "\u0327": "\\c",
}


def escaped(text: str, *, typed: bool = False) -> str:
    """A text that says what it says, whatever stands in it; no formula is looked for.

    typed: in a typewriter's letters, which have a sign for each quotation mark
    """
    said = "".join(map(_in_text, unicodedata.normalize("NFC", printable(text))))
    if typed:
        said = said.replace(IN_TEXT['"'], '"')
    return said.replace("--", "-{}-").replace("--", "-{}-")  # two of them stay two


def _in_text(sign: str) -> str:
    if sign in IN_TEXT:
        return IN_TEXT[sign]
    if sign.isascii():
        return sign
    for table, around in ((IN_MATHS, "${}$"), (RAISED, "$^{{{}}}$"), (LOWERED, "$_{{{}}}$")):
        if sign in table:
            return around.format(table[sign].rstrip())
    if sign == "′":
        return "$'$"
    letter, *marks = tuple(unicodedata.normalize("NFD", sign))
    if letter.isascii() and letter.isalpha() and len(marks) == 1 and marks[0] in ACCENTS:
        return f"{ACCENTS[marks[0]]}{{{letter}}}"
    return rf"\texttt{{U+{ord(sign):04X}}}"
