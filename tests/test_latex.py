"""LaTeX: notation becomes mathematics, names stay names, numbers are those of JSON; and pdflatex
compiles all of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from latex import mistakes
from test_reports import CALLS, arguments, details, ended_well

from jaccli.document.latex.notation import maths
from jaccli.document.latex.sentences import prose
from jaccli.spec import samples

MLP = "sample:mlp_cross_entropy"
PDFLATEX = shutil.which("pdflatex")
NAMES = (
    r"\input{/etc/passwd}",
    "%$#&_{}~^\\",
    "^^5cinput x",
    "]]\\item$$",
    "naïve Œ ∂ ∂/∂ 层 🙂",
    "x_{\\foo}",
    "√(\\a^{}) x^y^z'′²²",
    "--``''?`<<>>",
)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("x4", "x_{4}"),
        ("u3 ⊙ φ′(x2)", r"u_{3} \odot \varphi '(x_{2})"),
        ("u5 (p - y)ᵀ", r"u_{5} (p - y)^{\top }"),
        ("∂o/∂x4·x6", r"\frac{\partial o}{\partial x_{4}}\cdot x_{6}"),
        ("∂L/∂f1.weight", r"\frac{\partial L}{\partial \text{f1.weight}}"),
        ("∂(u·o)/∂x[1]", r"\frac{\partial (u\cdot o)}{\partial x[1]}"),
        ("∇o[1]ᵀ", r"\nabla o[1]^{\top }"),
        ("W₂ᵀ", r"W_{2}^{\top }"),
        ("x_{k+1} = f_k(x_k)", "x_{k+1} = f_{k}(x_{k})"),
        ("(J4·J3)·J1", r"(J_{4}\cdot J_{3})\cdot J_{1}"),
        ("dx4", r"\mathrm{d}x_{4}"),
        (
            "[1 0 -1 … 2]",
            r"[1\;\allowbreak 0\;\allowbreak {-1}\;\allowbreak \dots \;\allowbreak 2]",
        ),
        ("x² + x^2.5", "x^{2} + x^{2.5}"),
        ("√(x1 + 1)", r"\sqrt{x_{1} + 1}"),
        ("−Σ y_c log p_c", r"-\sum y_{c} \log p_{c}"),
        ("softmax(x)", r"\operatorname{softmax}(x)"),
        ("diag(1 where x2 > 0)", r"\operatorname{diag}(1 \text{ where } x_{2} > 0)"),
        ("1,234 ≤ 3.5e-10", r"1{,}234 \le 3.5 \cdot 10^{-10}"),
        ("Θ σ 𝓛", r"\Theta \sigma \mathcal{L}"),
        ("x²ᵀ′", r"x^{2\top }{}'"),  # TeX refuses two scripts in a row
        ("layer_1", r"\text{layer\_1}"),
    ],
)
@pytest.mark.whole
def test_our_notation_is_mathematics(ours: str, theirs: str) -> None:
    assert maths(ours) == theirs


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Forward needs n = 6, reverse m = 1.", "Forward needs $n = 6$, reverse $m = 1$."),
        ("a pass, A chain, I.", "a pass, A chain, I."),
        ("1 multiply-add = 2 FLOPs", "1 multiply-add = 2 FLOPs"),
        ("the book's u_2", "the book's $u_{2}$"),
        ("agree ✓ (3.5e-10)", r"agree $\surd$ ($3.5 \cdot 10^{-10}$)"),
        ("J3·J2 is only 3×3: it", r"$J_{3}\cdot J_{2}$ is only $3\times 3$: it"),
        ("x1 (1) → a graph", r"$x_{1}$ (1) $\to$ a graph"),
        ("6 → relu", r"6 $\to$ relu"),
        ("costs 3.42 × as much", r"costs 3.42 $\times$ as much"),
        ("the adjoint u_k = ∂o/∂x_k.", r"the adjoint $u_{k} = \partial o/\partial x_{k}$."),
        ("`compare` counts", r"\texttt{compare} counts"),
        ("sample:figure_13_11   A graph", r"\texttt{sample:figure\_13\_11}: A graph"),
        ("100 % of my_layer #1", r"100 \% of my\_layer \#1"),
        ("naïve 层", r"na\"{i}ve \texttt{U+5C42}"),
    ],
)
def test_formulas_in_sentences_are_found_and_words_left_alone(ours: str, theirs: str) -> None:
    assert prose(ours) == theirs


@settings(max_examples=40)
@drawn(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_breaks_out(text: str) -> None:
    assert mistakes(prose(text)) == []
    assert mistakes(f"${maths(text)}$") == []


@settings(max_examples=60)
@drawn(st.text(alphabet="\\{}$%#&_^~ []xX4′²ᵀ₁√∂/·ab-'`(", max_size=40))
def test_no_signs_of_ours_or_of_tex_break_out(text: str) -> None:
    assert mistakes(prose(text)) == []
    assert mistakes(f"${maths(text)}$") == []
    assert not re.search(r"\^\{[^{}]*\}('|\^)|_\{[^{}]*\}_", maths(text)), "two scripts in a row"


@pytest.mark.parametrize("call", CALLS)
def test_every_report_is_ascii_and_closes_what_it_opens(call: str, run) -> None:
    done = run(*arguments(call), "--format", "latex")
    assert ended_well(call, done)
    assert mistakes(done.out) == []
    assert done.out.startswith("% needs \\usepackage{amsmath,booktabs}\n")


def test_standalone_is_the_same_in_a_document(run) -> None:
    part = run("show", MLP, "--format", "latex").out
    whole = run("show", MLP, "--format", "latex", "--standalone").out
    assert "\n".join(part.splitlines()[1:]) in whole
    assert whole.startswith("\\documentclass")
    assert whole.endswith("\\end{document}\n")


def test_standalone_is_of_latex_alone(run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for given in ([], ["--format", "json"], ["-o", "a.md"]):
        done = run("show", MLP, "--standalone", *given)
        assert (done.status, done.out) == (2, "")
        assert "--standalone is an option of latex" in done.err
    assert run("show", MLP, "--standalone", "-o", "a.tex", "-o", "a.json").status == 0
    assert Path("a.tex").read_text("utf-8").startswith("\\documentclass")


@pytest.mark.parametrize("call", ["jvp -v e3", "vjp -u e1", "grad"])
def test_the_steps_are_always_there(call: str, run) -> None:
    """As they are with --steps, whose numbers JSON has."""
    command, *vectors = call.split()
    text = run(command, MLP, *vectors, "--format", "latex").out
    told = json.loads(run(command, MLP, *vectors, "--steps", "--format", "json").out)
    steps = told["results"][0]["steps"]
    sweep, _, _ = text.partition("\\end{align*}")
    rows = re.findall(r"= \\begin\{bmatrix\} ([^\\]*) \\end\{bmatrix\}", sweep)
    key = {"jvp": "tangents", "vjp": "cotangents", "grad": "adjoint"}[command]
    values = [step for step in steps if step.get("type") != "parameter"]
    # a step of grad has the adjoint that comes to a layer, the others what leaves it
    expected = [step[key][0] for step in values][command == "grad" :]
    found = [[float(each) for each in row.split("&")] for row in rows]
    assert len(found) > 2
    for ours, theirs in zip(found, expected, strict=False):
        assert ours == pytest.approx(theirs, rel=5e-4, abs=5e-4)
    paid = re.findall(r"\\text\{([\d,]+) FLOPs?\}", sweep)
    assert sum(int(each.replace(",", "")) for each in paid) == sum(step["flops"] for step in steps)


def test_sums_stand_at_the_vertices_of_a_graph(run) -> None:
    text = run("vjp", "sample:figure_13_11", "-u", "e1", "--format", "latex").out
    o = r"\frac{\partial o}{\partial x_{%d}}".__mod__
    edge = r"\frac{\partial x_{%d}}{\partial x_{%d}}".__mod__
    assert f"{o(4)} &= {o(5)}\\cdot {edge((5, 4))} + {o(7)}\\cdot {edge((7, 4))}" in text


def test_numbers_stand_at_the_right_and_large_matrices_have_dots(run) -> None:
    table = run("compare", "sample:digits", "--format", "latex").out
    assert r"\begin{tabular}{@{}lllrrr@{}}" in table
    assert r"J_{1} & linear & $32\times 64$ & 4,096 & 262,144 & 4,096 \\" in table.replace(
        "$J_{1}$", "J_{1}"
    )
    large = run("vjp", "sample:digits", "-u", "e1", "--format", "latex").out
    assert re.search(r"\\cdots & [^&]* \\end\{bmatrix\}_\{1\\times 64\}", large)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.costly
def test_no_name_is_a_command(name: str, run, chain) -> None:
    for call, text in hostile(name, run, chain):
        assert mistakes(text) == [], call


def hostile(name: str, run, chain):
    """Reports of a chain in which everything that has a name is called so."""
    layers = [
        {"name": name, "type": "sin"},
        {"name": f"{name}2", "type": "linear", "size": 2},
        "sum",
    ]
    file = chain(json.dumps({"name": name, "input": [1, -2], "layers": layers}))
    for call in ("show", "compare", "grad", "graph --values", "vjp -u e1", "jvp -v e1 --details"):
        done = run(*call.split(), file, "--format", "latex")
        assert done.status == 0, done.err
        yield call, done.out


@pytest.mark.slow
@pytest.mark.skipif(not PDFLATEX, reason="pdflatex is not installed")
def test_pdflatex_compiles_every_report_of_every_sample(run, chain, tmp_path) -> None:
    """All in one document, one after the other, and hostile names among them."""
    parts = [text for name in NAMES for _, text in hostile(name, run, chain)]
    for call in CALLS:
        parts += [
            run(*given, "--format", "latex").out for given in (arguments(call), details(call))
        ]
    for name in samples():
        for command in OF_SAMPLES if not name.endswith(".py") else ():
            done = run(*command.split(), f"sample:{name}", "--format", "latex")
            if done.status == 0:  # grad of a vector is refused
                parts.append(done.out)
    assert len(parts) > 120
    whole = run("show", MLP, "--format", "latex", "--standalone").out
    begin, _, _ = whole.partition("\\begin{document}")
    body = "\n\\clearpage\n".join(parts)
    compiled(f"{begin}\\begin{{document}}\n{body}\n\\end{{document}}\n", tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(not PDFLATEX, reason="pdflatex is not installed")
@pytest.mark.parametrize("call", ["vjp -u e1", "grad", "show --details --values"])
def test_pdflatex_compiles_what_is_standalone(call: str, run, tmp_path) -> None:
    compiled(run(*call.split(), MLP, "--format", "latex", "--standalone").out, tmp_path)


@pytest.mark.parametrize("call", ["vjp -u e1", "jvp -v e1", "grad"])
def test_no_name_of_a_value_is_read_as_mathematics(call: str, run, chain) -> None:
    names = ["fc-1", "block.0", "a+b", "pixel values"]
    layers = [f"{{type: tanh, name: {each}}}" for each in names]
    layers += ["{type: multiply, name: x*y, inputs: [fc-1, pixel values]}", "sum"]
    command, *options = call.split()
    file = chain(f"input: [1, 2]\nlayers: [{', '.join(layers)}]\n")
    text = run(command, file, *options, "--steps", "--format", "latex").out
    steps = text[text.index("align*") : text.rindex("Total")]
    for name in (*names, "x*y"):
        assert re.search(rf"(\\partial |mathrm{{d}}|\\text{{d)[^&]*{re.escape(name)}}}", steps), (
            name
        )
    assert not re.search(r"text\{(d?fc|d?block|d?a|d?pixel)\}", steps)


@pytest.mark.parametrize("command", ["graph --values", "show --details", "vjp -u e1 --details"])
def test_no_name_below_a_derivative_is_read_as_mathematics(command: str, run, chain) -> None:
    layers = "{name: fc-1, type: tanh}, {name: block.0, type: add, inputs: [fc-1, fc-1]}, sum"
    file = chain(f"input: [1, 2]\nlayers: [{layers}]\n")
    name, *options = command.split()
    text = run(name, file, *options, "--format", "latex").out
    assert re.search(r"\\partial \\text\{(fc-1|block\.0)\}", text)
    assert not re.search(r"partial \\text\{(fc|block)\}", text)
    assert not re.search(r"^\\text\{(fc|block)\}", text, re.MULTILINE)  # what is equal to numbers


@pytest.mark.slow
@pytest.mark.skipif(not PDFLATEX, reason="pdflatex is not installed")
@pytest.mark.parametrize("call", ["vjp -u e1", "jvp -v e1", "grad"])
def test_words_for_names_and_many_readers_leave_no_column(call, run, chain, tmp_path) -> None:
    names = [f"branch{at}" for at in range(9)]
    layers = [*(f"{{type: tanh, name: {each}, inputs: features}}" for each in names)]
    layers += [f"{{type: add, name: skip_connection, inputs: [{', '.join(names)}]}}"]
    layers += ["{type: add, name: residual, inputs: [skip_connection, features]}", "sum"]
    file = chain(f"inputs: {{features: [1, 0.5, 2]}}\nlayers: [{', '.join(layers)}]\n")
    command, *options = call.split()
    text = run(command, file, *options, "--steps", "--format", "latex", "--standalone").out
    compiled(text, tmp_path, most=10)


OF_SAMPLES = (
    *("show", "show --details", "compare", "compare --details", "order", "graph --values"),
    *("vjp -u e1", "jvp -v e1", "vjp -u all", "grad", "check", "grad --steps --details"),
)


def compiled(text: str, folder: Path, *, most: float = 60) -> None:
    """Let pdflatex make a PDF of it, without a mistake or a sign that no font has.

    most: points by which a line may leave its column
    """
    (folder / "a.tex").write_text(text, encoding="ascii")
    command = [str(PDFLATEX), "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
    done = subprocess.run(
        [*command, "a.tex"],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, re.findall(r"^!.*(?:\n.*){4}", done.stdout, re.MULTILINE)
    assert "Missing character" not in (folder / "a.log").read_text("latin-1")
    assert (folder / "a.pdf").read_bytes().startswith(b"%PDF")
    wide = [float(each) for each in re.findall(r"Overfull \\hbox \(([\d.]+)pt", done.stdout)]
    assert not [each for each in wide if each > most], "something stands beside the page"
