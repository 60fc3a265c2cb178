"""A topic on `import jaccli`: its functions, their keywords, and a program that uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jaccli.reports.explain.glossary.topic import Item, Lines, Words, idea

FUNCTIONS: Mapping[str, str] = {  # each with the keywords that are its own
    "load(chain, at)": "dtype. Read or recorded once, for several reports",
    "compare(chain, at)": "wrt, cost, seeds, run, max_memory, timed",
    "jvp(chain, x, v)": "cost, seed, max_memory. x may be left out where the chain has it",
    "vjp(chain, x, u)": "cost, seed, max_memory",
    "grad(chain, at)": "max_memory",
    "order(chain, at)": "cost, order, eliminate, scalars, budget, seed, max_memory, timed",
    "plans(chain, at)": "cost, memory_limit, max_memory. What order --matrix-free asks",
    "sweep(chain, vary)": "cost, seeds, max_memory, timed",
    "check(chain, at)": "against, max_memory",
    "show(chain, at)": "max_memory",
    "exercise(chain, ask)": "seed, max_memory. A sheet of questions",
    "grade(sheet, answers)": "tolerance, max_memory. Marks; answers: a file or a mapping",
    "trace(chain, at)": "scalars",
}
PROGRAM = """\
import numpy as np
import jaccli

W = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]])

def f(x, b):
    return np.tanh(W @ x + b)

x, b = np.array([0.5, -1.0, 2.0]), np.zeros(2)
found = jaccli.compare(f, (x, b))      # the point of each input
assert found.jacobian.shape == (2, 5)  # by x and b, side by side
assert found.verdict.cheaper == "reverse"
print(*[each.text for each in found.findings if each.kind == "headline"])

loss = jaccli.load(lambda x: np.sum(f(x, b) ** 2), x)
assert jaccli.jvp(loss, "e1").tangents.shape == (1, 1)
assert jaccli.grad(loss).input_gradients["x"].shape == (3,)
assert jaccli.check(loss).ok
print(jaccli.trace(loss))              # as a chain file

wide = {"input": [1.0], "layers": [{"type": "linear", "size": 9}]}
assert jaccli.compare(wide).verdict.cheaper == "forward"
assert jaccli.order((30, 3, 50, 3, 30)).best.costs["dense"].flops == 6840
assert jaccli.sweep("sample:textbook", {"n": [16, 64]}).crossover is None
try:
    jaccli.show({"input": [1.0], "layers": ["rleu"]})
except jaccli.JaccliError as error:
    print(error)                       # all mistakes, with their places
"""


@idea(
    "python",
    "import jaccli: each command as a function",
    group="files",
    also=("import jaccli", "api", "library", "module", "in python", "jupyter", "notebook"),
    formula=tuple(f"{call}: {words}" for call, words in FUNCTIONS.items()),
    source="help(jaccli.compare) and so on have the keywords one by one",
    see=("functions", "json", "options", "chain-file"),
    tries="jaccli trace sample:textbook_functions.py:figure --at 1 --at 2",
)
def python() -> Iterator[Item]:
    """Each function gives its report: a plain value with NumPy arrays, read-only, whose `findings`
    are the sentences of the command. A chain is whatever a CHAIN is on the command line, a
    pathlib.Path, YAML text, a mapping with the keys of a chain file, a Python function, or what
    `load` made of one of these. `at` is the point, which a function needs and a file has: a number,
    a list, an array, of several inputs a tuple; an argument may have parts, ({"W": W, "b": b}, x).
    A notebook shows a report as a page, and report.save("a.html") writes it in any format that its
    command has. Below are the keywords of each.
    """
    yield Lines((*PROGRAM.splitlines(), ""))
    yield Words(
        "Keywords of all are sizes={'n': 64} in place of --set n=64, rerun=False in place of "
        "--no-rerun, and confine=True; the options of a command are keywords of its function, "
        "max_memory in bytes. A function computes in float64, or in the dtype that `load` is told. "
        "A vector may be 'e1', "
        "'all', 'random', or a tuple with a part for each input; tangents and cotangents have a "
        "row for each vector. Several threads may call jaccli at once; functions are recorded one "
        "after the other."
    )
