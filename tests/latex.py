"""What is asked of LaTeX without running it: which commands stand in it, and whether all closes."""

from __future__ import annotations

import re

GREEK = (
    "alpha beta gamma Gamma delta varepsilon theta Theta kappa lambda Lambda mu pi sigma varphi "
    "Phi psi"
)
LETTERS = "partial nabla sum prod infty ell"
RELATIONS = "cdot times to leftarrow odot otimes circ pm le ge ne in sim wedge backslash"
SHAPES = "surd diamond triangle Vert vert dots cdots vdots ddots top"
FUNCTIONS = (
    "log exp sin cos tan sinh cosh tanh max min det arg lim sup inf ker dim arctan operatorname"
)
MAKERS = "frac tfrac sqrt text mathrm mathcal textbf textit texttt shortstack item intertext"
OUTER = (
    "begin end toprule midrule bottomrule subsection subsubsection small footnotesize ttfamily "
    "allowdisplaybreaks allowbreak newline linewidth quad"
)
SIGNS = (
    "textbackslash textasciitilde textasciicircum textless textgreater textbar textasciigrave "
    "textbullet textendash textemdash u r H v c"
)
COMMANDS = {*f"{GREEK} {LETTERS} {RELATIONS} {SHAPES} {FUNCTIONS} {MAKERS} {OUTER} {SIGNS}".split()}
ENVIRONMENTS = {"align*", "bmatrix", "center", "tabular", "description", "flushleft"}


def mistakes(text: str) -> list[str]:
    """What would not be the text that was meant: a sign of TeX's, a command, a brace too many."""
    found = [f"not ASCII: {sign!r}" for sign in sorted({*text}) if not sign.isascii()]
    body = "\n".join(line for line in text.splitlines() if not line.startswith("% "))
    used = {*re.findall(r"\\([A-Za-z]+)", body.replace("\\\\", ""))}
    found += [f"command: \\{each}" for each in sorted(used - COMMANDS)]
    opened = re.findall(r"\\(begin|end)\{([^}]*)\}", body)
    found += [f"environment: {name}" for _, name in opened if name not in ENVIRONMENTS]
    found += nesting(opened)
    plain = re.sub(r"\\[^A-Za-z]", "", body.replace("\\\\", ""))
    if re.search(r"[%#~]|\^\^", plain):
        found.append("a sign of TeX's")
    depth = 0
    for sign in plain:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            break
    if depth:
        found.append("braces do not close")
    if plain.count("$") % 2:
        found.append("a formula does not close")
    return found


def nesting(opened: list[tuple[str, str]]) -> list[str]:
    """Which environments do not close as they were opened."""
    stack: list[str] = []
    for what, name in opened:
        if what == "begin":
            stack.append(name)
        elif not stack or stack.pop() != name:
            return [f"ends what was not begun: {name}"]
    return [f"does not end: {name}" for name in stack]
