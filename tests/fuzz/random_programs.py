"""Random programs that write into arrays: aliases, views, masks, loops, swaps, `out=`, `add.at`.

A program grows statement by statement. Each is drawn for the arrays that are there, and kept if
plain NumPy runs it and all stays finite and small. Nothing here knows jaccli.
"""

from __future__ import annotations

import re
import types
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from fuzz.statements import NAMES, Array, statement
from stepped import BUILTINS, complex_modules

STEP = 1e-25
LARGE = 1e3
MADE = re.compile(r"^(a\d+) = ", re.M)
HEAD = """import numpy as np


def halve(z):
    z *= 0.5
    z[0] = z[-1] + 0.1


def fill(out, values):
    for i in range(len(out)):
        out[i] = np.sin(values[i])
    return out


def shifted(z):
    kept = z.copy()
    z[1:] = kept[:-1]
    return kept


"""


class Program(NamedTuple):
    """A function f(x, M) of lines; it returns all that it has, flattened and side by side."""

    lines: tuple[str, ...]
    point: tuple[Array, Array]

    @property
    def source(self) -> str:
        body = "".join(f"    {line}\n" for each in self.lines for line in each.split("\n"))
        return f"{HEAD}def f(x, M):\n{body}    return {self.returned}\n"

    @property
    def returned(self) -> str:
        found = MADE.findall("\n".join(self.lines))
        names = ["x", "M", *dict.fromkeys(found)]
        return f"np.concatenate([np.ravel(z) for z in ({', '.join(names)})])"


def run(program: Program, point: Any, np_: Any = np, **names: Any) -> dict[str, Any]:
    """What the names stand for when f has run at the point, `returned` with them."""
    text = program.source.replace("import numpy as np\n", "", 1)
    text = text.replace(f"return {program.returned}", f"return {program.returned}, locals()")
    namespace = {"np": np_, **names}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(compile(text, "program.py", "exec"), namespace)
        result, local = namespace["f"](*[each.copy() for each in point])
    return {**local, "returned": result}


def value_and_jacobian(program: Program) -> tuple[Array, Array]:
    """The value by plain NumPy, and J by the complex step."""
    shim: types.ModuleType = complex_modules()["numpy"]
    x, matrix = program.point
    flat = np.concatenate([x, matrix.ravel()])
    columns = []
    for unit in np.eye(flat.size):
        moved = flat + 1j * STEP * unit
        at = moved[: x.size], moved[x.size :].reshape(matrix.shape)
        columns.append(
            run(program, at, shim, **BUILTINS | {"float": complex})["returned"].imag / STEP
        )
    return run(program, program.point)["returned"], np.stack(columns, axis=1)


def differences(program: Program, step: float = 1e-5) -> Array:
    """J by central differences, to see whether the complex step may be believed."""
    x, matrix = program.point
    flat = np.concatenate([x, matrix.ravel()])

    def value(moved: Array) -> Array:
        at = moved[: x.size], moved[x.size :].reshape(matrix.shape)
        return run(program, at)["returned"]

    units = step * np.eye(flat.size)
    return np.stack([(value(flat + u) - value(flat - u)) / (2 * step) for u in units], axis=1)


def random_program(seed: int) -> Program:
    """The program of that seed."""
    rng = np.random.default_rng(seed)
    shape = [(2, 3), (3, 2), (3, 3)][rng.integers(3)]
    x = rng.uniform(-1.5, 1.5, rng.integers(3, 6)).round(4)
    program = Program((), (x, rng.uniform(-1.5, 1.5, shape).round(4)))
    wanted = int(rng.integers(4, 12))
    for _ in range(12 * wanted):
        if len(program.lines) == wanted:
            break
        drawn = statement(rng, run(program, program.point), len(program.lines))
        longer = program._replace(lines=(*program.lines, *drawn))
        if _runs(longer):
            program = longer
    return program


def shrunk(program: Program, fails: Callable[[Program], bool]) -> Program:
    """The program without the statements that it fails without as well."""
    smaller = True
    while smaller:
        smaller = False
        for k in range(len(program.lines)):
            fewer = program._replace(lines=program.lines[:k] + program.lines[k + 1 :])
            if _runs(fewer) and fails(fewer):
                program, smaller = fewer, True
                break
    return program


def _runs(program: Program) -> bool:
    try:
        left = run(program, program.point)
    except Exception:
        return False
    returned = left["returned"]
    sizes = [each for name, each in left.items() if NAMES.fullmatch(name)]
    return bool(
        np.isfinite(returned).all()
        and np.abs(returned).max() < LARGE
        and all(isinstance(each, np.ndarray | float) and np.size(each) for each in sizes)
        and all(np.asarray(each).dtype == float for each in sizes)
        and len(returned) < 80
    )
