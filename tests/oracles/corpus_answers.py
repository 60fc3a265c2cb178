"""The answers to the functions of corpus/, written to corpus/answers.json.

    python tests/oracles/corpus_answers.py [FILE.py …]

For an environment with autograd and JAX, run by hand. Values are plain NumPy's. A Jacobian is
that of the first of these which agrees with differences: the complex step, HIPS autograd, JAX.
Where none does, it is Richardson's extrapolation of central differences, and "by" says so.
"""

import contextlib
import copy
import io
import json
import sys
import types
import warnings
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent / "corpus")]

from corpus import CORPUS, flattened, strangers  # noqa: E402
from stepped import BUILTINS, complex_modules  # noqa: E402

STEP = 1e-25
LOOSE = 2e-6  # how near differences have to be, of the largest entry of a row
LIBRARIES = ("scipy", "scipy.special", "scipy.stats", "scipy.linalg", "scipy.optimize")


# --- running the file of a function ------------------------------------------------------------


def namespace(file, modules=(), text=None):
    """What the file defines, with these modules in the place of those of their names."""
    source = text or (CORPUS / file).read_text(encoding="utf-8")
    names = {"__name__": "stranger", "__file__": file}
    module = types.ModuleType("stranger")
    module.__dict__.update(names)
    sys.modules["stranger"] = module  # dataclasses look their module up
    if modules:
        names |= BUILTINS
        module.__dict__.update(names)
    kept = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    beside = {each.stem for each in CORPUS.glob("*.py")}
    for each in beside & set(sys.modules):
        del sys.modules[each]
    try:
        exec(compile(source, file, "exec"), module.__dict__)
    finally:
        sys.modules.update({name: each for name, each in kept.items() if each is not None})
    return module.__dict__


def function_of(stranger, names):
    """The function, or the method of an object; of a class, of a new one."""
    found, *rest = stranger.name.split(".")
    found = names[found]
    for each in rest:
        found = getattr(found() if isinstance(found, type) else found, each)
    return found


def flat(result, dtype):
    return np.concatenate([np.ravel(np.asarray(each, dtype)) for each in flattened(result)])


def leaves(value):
    """The numbers of a point, in their order."""
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    return [float(each) for each in np.ravel(value)]


def filled(value, numbers):
    """A value of this structure out of the iterator's numbers: arrays, numbers, dicts."""
    if isinstance(value, dict):
        return {name: filled(each, numbers) for name, each in value.items()}
    if np.ndim(value) == 0:
        return next(numbers)
    shape = np.shape(value)
    return np.array([next(numbers) for _ in range(int(np.prod(shape)))]).reshape(shape)


def called(stranger, x, dtype, modules=(), text=None):
    """The flat output at the flat point x (n,), the file run anew."""
    names = namespace(stranger.file, modules, text)
    numbers = iter([dtype(each) for each in x])
    arguments = [filled(each, numbers) for each in stranger.point]
    return flat(function_of(stranger, names)(*arguments), dtype)


# --- the Jacobians -----------------------------------------------------------------------------


def differences(stranger, x):
    """The Jacobian (m, n) by Richardson's extrapolation of central differences in float64."""
    columns = []
    for j in range(len(x)):
        unit = np.eye(len(x))[j]

        def central(h, unit=unit):
            plus, minus = (called(stranger, x + sign * h * unit, np.float64) for sign in (1, -1))
            return (plus - minus) / (2 * h)

        h = 2e-3 * min(abs(x[j]), np.sqrt(abs(x[j]))) if x[j] else 1e-3
        best, off = None, np.inf
        table = [central(h)]
        for _ in range(6):
            h /= 2
            row = [central(h)]
            for k, before in enumerate(table, 1):
                row.append(row[-1] + (row[-1] - before) / (4**k - 1))
            found = max(np.abs(row[-1] - row[-2]).max(), np.abs(row[-1] - table[-1]).max())
            if found < off:
                best, off = row[-1], found
            table = row
        columns.append(best)
    return np.stack(columns, axis=1)


def complex_step(stranger, x):
    modules = complex_modules()
    columns = [
        called(stranger, x + 1j * STEP * np.eye(len(x))[j], np.complex128, modules).imag / STEP
        for j in range(len(x))
    ]
    return np.stack(columns, axis=1)


def by_autograd(stranger, x):
    import autograd
    import autograd.numpy as anp

    names = namespace(stranger.file, {"numpy": anp, "numpy.linalg": anp.linalg})

    def whole(z):
        numbers, start = [], 0
        for each in stranger.point:
            stop = start + len(leaves(each))
            numbers.append(anp.reshape(z[start:stop], np.shape(each)))
            start = stop
        result = flattened(function_of(stranger, names)(*numbers))
        return anp.concatenate([anp.ravel(each) for each in result])

    return np.asarray(autograd.jacobian(whole)(x))


def by_jax(stranger, x):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    text = (CORPUS / stranger.file).read_text(encoding="utf-8")
    text = text.replace("import numpy as np", "import jax.numpy as np")
    names = namespace(stranger.file, text=text)

    def whole(z):
        parts, start = [], 0
        for each in stranger.point:
            stop = start + len(leaves(each))
            parts.append(jnp.reshape(z[start:stop], np.shape(each)))
            start = stop
        result = flattened(function_of(stranger, names)(*parts))
        return jnp.concatenate([jnp.ravel(jnp.asarray(each, float)) for each in result])

    return np.asarray(jax.jacrev(whole)(jnp.asarray(x)))


ORACLES = {"complex step": complex_step, "HIPS autograd": by_autograd, "JAX": by_jax}


def off(found, wanted):
    """How far two Jacobians are apart, of the largest entry of the row."""
    if found.shape != wanted.shape or not np.isfinite(found).all():
        return np.inf
    scale = np.maximum(np.abs(wanted).max(axis=1, keepdims=True), 1e-3)
    return float((np.abs(found - wanted) / scale).max(initial=0))


def answer(stranger):
    x = np.array([leaf for each in stranger.point for leaf in leaves(each)])
    output = called(stranger, x, np.float64)
    by, jacobian = "differences", differences(stranger, x)
    tried = []
    for name, oracle in ORACLES.items():
        try:
            found = oracle(copy.deepcopy(stranger), x)
        except Exception as error:
            tried.append(f"{name}: {type(error).__name__} {str(error)[:60]}")
            continue
        if off(found, jacobian) <= LOOSE:
            by, jacobian = name, found
            break
        tried.append(f"{name} is off by {off(found, jacobian):.1e}")
    if not (np.isfinite(output).all() and np.isfinite(jacobian).all()):
        print(f"{stranger.key}: not finite", file=sys.stderr)
    if by == "differences":
        print(f"{stranger.key}: differences alone; {'; '.join(tried)}", file=sys.stderr)
    return {"by": by, "output": output.tolist(), "jacobian": jacobian.tolist()}


def main(files):
    """Write answers.json; with files, those of these files alone."""
    import importlib

    for each in LIBRARIES:
        importlib.import_module(each)
    path = CORPUS / "answers.json"
    known = json.loads(path.read_text("utf-8"))["answers"] if path.exists() and files else {}
    found = {}
    for each in strangers():
        if files and each.file not in files:
            if each.key in known:
                found[each.key] = known[each.key]
            continue
        said = contextlib.redirect_stdout(io.StringIO())
        with warnings.catch_warnings(), said:
            warnings.simplefilter("error")
            try:
                found[each.key] = answer(each)
            except Exception as error:
                print(f"{each.key}: {type(error).__name__}: {error}", file=sys.stderr)
    lines = [f"  {json.dumps(key)}: {json.dumps(each)}" for key, each in found.items()]
    path.write_text('{"answers": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    print(len(found), "functions")


if __name__ == "__main__":
    main(sys.argv[1:])
