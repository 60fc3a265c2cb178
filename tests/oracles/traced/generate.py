"""JAX's answers to functions.py at points.py, written to answers.json; for an environment with JAX.

    python tests/oracles/traced/generate.py

The same source runs twice. With `jax.numpy` in place of `numpy` it gives outputs and Jacobians,
one `jax.jvp` a column: `jax.jacfwd` maps over the columns, and `if x > 0` fails under its map.
As it stands, in NumPy, it is held against differences, and those that disagree are printed.
"""

import inspect
import json
import runpy
import sys
import warnings
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
REWRITES = [  # what becomes of NumPy's source under JAX
    ("import numpy as np", "import jax.numpy as np"),
    (".item()", ".reshape(())"),  # JAX's item() leaves the derivative behind
]


def namespace_under_jax():
    """The functions of functions.py, by name, with jax.numpy as their np."""
    source = (HERE / "functions.py").read_text(encoding="utf-8")
    for numpys, jaxs in REWRITES:
        assert numpys in source, numpys
        source = source.replace(numpys, jaxs)
    namespace = {"__name__": "functions_under_jax"}
    exec(compile(source, "functions.py under JAX", "exec"), namespace)
    return namespace


def arrays_in(result):
    """The arrays of a result: itself, or the entries of a tuple or list."""
    return list(result) if isinstance(result, tuple | list) else [result]


def jax_answer(function, point):
    """Shape, flat output (m,) and Jacobian (m, n) by one jvp for each of the n inputs."""
    import jax
    import jax.numpy as jnp

    def flat(*inputs):
        entries = [jnp.ravel(jnp.asarray(a, dtype=float)) for a in arrays_in(function(*inputs))]
        return jnp.concatenate(entries)

    inputs = [jnp.asarray(p, dtype=float) for p in point]
    result = function(*inputs)
    output = flat(*inputs)
    shape = output.shape if isinstance(result, tuple | list) else jnp.shape(result)
    columns = []
    for i, j in positions(point):
        tangents = [np.zeros(a.shape) for a in inputs]
        tangents[i].flat[j] = 1.0
        columns.append(jax.jvp(flat, tuple(inputs), tuple(map(jnp.asarray, tangents)))[1])
    return shape, np.asarray(output), np.stack(columns, axis=1)


def positions(point):
    """Every input as (parameter, place in its flattened array), in the order of the columns."""
    return [(i, j) for i, p in enumerate(point) for j in range(np.size(p))]


def flat_in_numpy(function, inputs):
    """The flat output (m,)."""
    return np.concatenate([np.ravel(a) for a in arrays_in(function(*inputs))]).astype(float)


def differences(function, point, step=2e-5):
    """The Jacobian (m, n) by five-point central differences in NumPy; the error is of order h⁴."""
    columns = []
    for i, j in positions(point):
        values = {}
        for k in (-2, -1, 1, 2):
            inputs = [np.array(p, dtype=float) for p in point]
            inputs[i].flat[j] += k * step
            values[k] = flat_in_numpy(function, inputs)
        columns.append((values[-2] - values[2] + 8 * (values[1] - values[-1])) / (12 * step))
    return np.stack(columns, axis=1)


def public_functions(namespace):
    """The names of the functions that are to be traced, in the order of the source."""
    return [
        name
        for name, value in namespace.items()
        if inspect.isfunction(value) and not name.startswith("_")
    ]


def entry(function_in_jax, function_in_numpy, point):
    """What answers.json holds of one function, and what its differences object to."""
    shape, output, jacobian = jax_answer(function_in_jax, point)
    by_differences = differences(function_in_numpy, point)
    in_numpy = flat_in_numpy(function_in_numpy, [np.array(p, dtype=float) for p in point])
    objections = []
    if not (np.isfinite(output).all() and np.isfinite(jacobian).all()):
        objections.append("not finite")
    if not np.allclose(in_numpy, output, rtol=1e-12, atol=1e-13):
        objections.append(f"output differs by {np.abs(in_numpy - output).max():.1e}")
    if not np.allclose(by_differences, jacobian, rtol=1e-7, atol=1e-8):
        objections.append(f"differences are off by {np.abs(by_differences - jacobian).max():.1e}")
    return {
        "at": point,
        "shapes": [list(np.shape(p)) for p in point],
        "output_shape": list(shape),
        "output": output.tolist(),
        "jacobian": jacobian.tolist(),
    }, objections


def text(answers):
    """JSON with a line for each function, so that a change of one shows as one."""
    lines = [f"  {json.dumps(name)}: {json.dumps(answers[name])}" for name in answers]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    """Write answers.json; exit status 1 where differences disagree."""
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    warnings.simplefilter("error")  # nothing may overflow or divide by zero on the way
    in_jax, in_numpy = namespace_under_jax(), runpy.run_path(str(HERE / "functions.py"))
    points = runpy.run_path(str(HERE / "points.py"))["POINTS"]
    assert list(points) == public_functions(in_numpy), set(points) ^ set(public_functions(in_numpy))
    answers = {
        "_source": {
            "computed_by": f"JAX {jax.__version__} in float64, jax.jvp column by column",
            "checked_by": f"five-point differences in NumPy {np.__version__}, rtol 1e-7",
            "columns": "the flattened parameters, side by side",
            "rows": "the flattened output; the entries of a tuple or list follow one another",
        }
    }
    disagreeing = 0
    for name, point in points.items():
        answers[name], objections = entry(in_jax[name], in_numpy[name], point)
        disagreeing += bool(objections)
        for objection in objections:
            print(f"{name}: {objection}")
    (HERE / "answers.json").write_text(text(answers), encoding="utf-8")
    print(f"{len(points)} functions, {disagreeing} disagree with their differences")
    return 1 if disagreeing else 0


if __name__ == "__main__":
    sys.exit(main())
