"""Topics on functions written in NumPy: how they are recorded, and what that is held against."""

from __future__ import annotations

import os
from collections.abc import Iterator

from jaccli.accumulate import pullback
from jaccli.arrays import Array, Inline, np
from jaccli.graph import Graph
from jaccli.reports.check.checks.directions import BANDS
from jaccli.reports.common.derivatives.beside import FEW
from jaccli.reports.common.product.checked import MOST
from jaccli.reports.explain.glossary.material import entry, figure, tape_of, vector
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea
from jaccli.spec import sample_folder

FIGURE = "textbook_functions.py:figure"
MIRROR = "branches.py:mirror"
STEP = 1e-6


@idea(
    "functions",
    "functions written in NumPy: FILE.py:FUNCTION",
    group="files",
    also=(
        "function",
        "FILE.py:FUNCTION",
        "numpy",
        "numpy function",
        "scipy",
        "python function",
        "functions written in numpy",
        "--at",
        "--and-at",
        "--scalars",
    ),
    formula=(
        "values: numbers, vectors, matrices; a Jacobian is by their entries, row by row",
        "recorded: operators, methods of arrays, np but for FFTs, roots and eig, which are complex",
        "recorded in your own modules: math, float and np.float64, however they were imported",
        "recorded of SciPy, where you import it: special functions, distributions, linalg",
        "also: functools.partial and np.vectorize of a function of yours; Class.method",
        "parts of a dict, list, NamedTuple or dataclass: each number or array is an input",
        "parts are called params.W, params['b'], layers[0]; one --at for each",
        "parts are known from a default, the class in the annotation, or a value of its name",
        "memory: shared as NumPy shares it; a view is a view, a copy is a copy",
        "writing: out[i] = …, x[1:] += …, out=, sort() and the like write as NumPy does",
        "import autograd.numpy as np: is NumPy here",
        'attributes: those of NumPy\'s arrays, no others; hasattr(x, "name") is False',
        "names: after the parameters x2, x3, …; those of a chain first, in its order",
        "--and-at VALUES, of trace: a second point; where do the two graphs part?",
        "--scalars, of trace: each operation on single numbers",
    ),
    source="Griewank & Walther 2008, section 2.3, has the tape; how it is recorded is jaccli's own",
    see=("proof", "static and traced", "NaN", "chain-file", "python"),
    tries="jaccli trace sample:textbook_functions.py:figure --at 1 --at 2",
)
def functions() -> Iterator[Item]:
    """FILE.py:FUNCTION stands wherever a CHAIN does. The file is run, with your rights. The
    function is called once with arrays that take notes, one --at for each parameter, and what ran
    is the graph. Parameters that are left out keep their defaults. What the program prints goes
    to standard error. Comparisons see numbers: an `if` takes one branch, a loop unrolls. What
    cannot be recorded is refused at its line, with what to write instead, and no `except:` of the
    program lifts that. What NumPy itself answers may be caught.
    """
    graph = _recorded(FIGURE, 1.0, 2.0)
    yield Words(f"sample:{FIGURE} at 1 and 2, what was recorded:")
    rows = (
        (node.name, node.layer.type, ", ".join(node.inputs), node.expression)
        for node in graph.nodes
    )
    yield Rows(("value", "layer", "reads", "written as"), tuple(rows))
    graph = _recorded(MIRROR, 2.0)
    found = pullback(tape_of(graph), graph.output, vector([1.0])[None], [graph.inputs[0].name])
    value, slope = tape_of(graph)[-1].value[0], found[graph.inputs[0].name][0, 0]
    yield Words(
        "Numbers that the output does not read do no harm. np.where(z >= 0, 3 * z, np.sqrt(-z)) at "
        f"2 has no root, and nobody reads one: the value is {figure(value)}, the slope "
        f"{figure(slope)}. What `where`, a maximum, a mask or a selection does not pass on is cut "
        "off, in both modes. -inf in a mask of logits is a number for exp, max, logaddexp and "
        "softmax: e^-inf = 0, with the slope 0. What is read is never guessed: sqrt(x)² has the "
        "slope 1 at 0, but 0 · inf is not taken for 0. Then the error says what to write instead."
    )


@idea(
    "proof",
    "how a recording is held against the program that it is of",
    group="costs",
    also=("judge", "plain run", "rerun", "--no-rerun", "recorded", "same value", "branch"),
    source="the rule is jaccli's own",
    see=("functions", "differences", "checks", "static and traced"),
    tries="jaccli check sample:textbook_functions.py:figure --at 1 --at 2",
)
def proof() -> Iterator[Item]:
    """After the recording the function is called with plain arrays at the same point. If value,
    shape or dtype are not those of the recording, it is refused, and the error says what differs
    and where the two part. Reasons are a test such as type(x) is np.ndarray, an error that the
    program catches, float16 on the way, random numbers, something kept between calls. Slopes are
    held against differences of the program itself, two calls for each direction. Each call gets
    fresh arrays, and every report says how often it was called.
    """
    from jaccli.trace.program.judge import DRAWS, NEAR

    graph = _recorded(FIGURE, 1.0, 2.0)
    point = np.array([1.0, 2.0])
    tape = tape_of(graph)
    slopes = pullback(tape, graph.output, vector([1.0])[None], ["x1", "x2"])
    rows = [("f", entry(tape[-1].value[0]), entry(_called(graph, point)))]
    for name, e in zip(slopes, np.eye(2), strict=True):
        around = [_called(graph, point + sign * STEP * e) for sign in (1, -1)]
        slope = (around[0] - around[1]) / (2 * STEP)
        rows.append((f"∂f/∂{name}", entry(slopes[name][0, 0]), entry(slope)))
    yield Words(f"sample:{FIGURE} at 1 and 2; the slopes of the program are central differences:")
    yield Rows(("", "recorded", "the program"), tuple(rows))
    yield Words(
        "Equal means: the same shape and dtype, and each entry within "
        f"{NEAR['float64']:g} of the largest ({NEAR['float32']:g} in float32) or within its own "
        f"rounding. A program that draws random numbers is called {DRAWS} times more, one whose "
        "code names a clock or makes a generator once more, and each call has to give the same "
        "value to the last bit."
    )
    yield Words(
        f"Directions: compare, show and grad take one, jvp and vjp at most {FEW}, check a column "
        f"each, at most {MOST}, and {BANDS} across all. A point beside may take another branch, "
        "or turn a loop otherwise. Then a few calls more find out where: the check names the "
        "expression and prints no ✓, and `check` notes it. A program that makes text or "
        "whole numbers of traced ones is called four times beside the point as it is recorded, for "
        "one read again would have lost its derivative. --no-rerun calls the function once, and "
        "the report says what was not proved."
    )


def _called(graph: Graph, x: Array) -> float:
    """What the program itself gives at all inputs side by side, x (n,)."""
    assert graph.program is not None
    found = graph.program(x)
    assert not isinstance(found, str), found
    return float(found[0])


def _recorded(program: str, *at: float) -> Graph:
    from jaccli.trace import trace

    return trace(os.path.join(sample_folder(), program), [Inline([each], ()) for each in at])
