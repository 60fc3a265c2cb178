"""Random compositions of NumPy's functions: NumPy's value and the slopes of differences."""

from __future__ import annotations

import types
import warnings
from pathlib import Path

import numpy as np
import pytest
from expressions import by_forward, by_reverse, output, steps_of
from oracles import central_differences
from traced import recipes

from jaccli.trace import trace

# of two arrays a and b; what plain NumPy does not take is not drawn
EXPRESSIONS = """
a+b
a * b
a-b * 0.5
np.sin(a)
np.tanh(a)
a[::-1]
a.T
np.sort(a,axis=None)
np.sort(a,axis=-1)
np.cumsum(a)
np.cumsum(a,axis=-1)
np.roll(a,1)
np.roll(a,(1,),axis=-1)
np.where(a>0.1,a,b)
np.maximum(a,0.05)
np.clip(a,-0.8,0.9)
np.concatenate([np.ravel(a),np.ravel(b)])[:6]
np.outer(a,b)[:3,:3]
np.stack([np.ravel(a)[:3],np.ravel(b)[:3]])
np.pad(np.ravel(a)[:3],(1,2),mode='reflect')
np.convolve(np.ravel(a)[:4],np.ravel(b)[:3],'same')
np.gradient(np.ravel(a)[:4])
np.diff(np.ravel(a),prepend=0.2)
np.interp(np.ravel(a)[:3],[-2,-0.5,0.5,2],np.ravel(b)[:4])
np.quantile(a,[0.2,0.6])
np.median(a,axis=0) * np.ones(3)
np.linalg.norm(a) * np.ones(2)
np.einsum('i,j->ij',np.ravel(a)[:3],np.ravel(b)[:2])
np.insert(np.ravel(a),1,0.3)[:5]
np.delete(np.ravel(a),0)
np.tile(np.ravel(a)[:2],2)
np.repeat(np.ravel(a)[:2],[2,1])
np.array([v * 0.5 for v in np.ravel(a)])
np.array(sorted(np.ravel(a)))
np.max(a) * np.ones(3)
np.var(a) * np.ones(2)+a.mean()
np.reshape(np.ravel(a)[:4],(2,2))
np.prod(np.ravel(a)[:3]) * np.ones(3)
np.add.reduceat(np.ravel(a),[0,2,1])
np.subtract.outer(np.ravel(a)[:2],np.ravel(b)[:3])
np.logaddexp(np.ravel(a)[:3],0.2)
np.hypot(a,1.0)
np.arctan2(a,1.5)
np.take(a,[1,0,-1])
np.partition(np.ravel(a),1)
np.triu(np.outer(np.ravel(a)[:3],np.ravel(b)[:3]))
np.linalg.solve(np.eye(3) * 3+np.outer(np.ravel(a)[:3],np.ravel(b)[:3]) * 0.3,np.ravel(a)[:3])
np.linalg.inv(np.eye(2) * 2+np.outer(np.ravel(a)[:2],np.ravel(b)[:2]) * 0.3)
np.linalg.eigvalsh(np.diag([1.,3.])+np.outer(np.ravel(a)[:2],np.ravel(a)[:2]) * 0.3)
np.linalg.svd(np.diag([1.,3.])+np.outer(np.ravel(a)[:2],np.ravel(b)[:2]) * 0.3)[1]
np.kron(np.ravel(a)[:2],np.ravel(b)[:2])
np.trapezoid(np.ravel(a)) * np.ones(2)
np.cov(np.stack([np.ravel(a)[:3],np.ravel(b)[:3]]))
np.take_along_axis(a,np.argsort(a,axis=-1),axis=-1)
np.nan_to_num(np.where(a>0,a,np.nan),nan=0.3)
np.sum(a,where=a>0) * np.ones(3)
np.max(a,initial=0.4) * np.ones(3)
np.average(np.ravel(a),weights=1+np.ravel(a) ** 2) * np.ones(2)
np.unwrap(np.ravel(a) * 5)
np.polyval(np.ravel(a)[:3],0.7) * np.ones(3)
np.vander(np.ravel(a)[:2],3)
np.fmod(a,0.7)
np.ptp(a) * np.ones(2)
np.cross(np.ravel(a)[:3],np.ravel(b)[:3])
np.block([[np.ravel(a)[:2],np.ravel(b)[:2]]])
np.lib.stride_tricks.sliding_window_view(np.ravel(a)[:4],2)
"""
WRITES = """
y = np.zeros(a.shape); y[...] = a; y.flat[0] = np.ravel(b)[0]; return y
y = a.copy(); y[y > 0.2] *= 0.5; y += 0.01; return y
y = a.copy(); np.add.at(y.reshape(-1), [0, -1, 0], np.ravel(b)[0]); return y
y = a.copy(); w = y.ravel()[::-1]; w[:1] = 0.3 * w[-1:] + 0.2; return y
y = np.empty_like(a); np.multiply(a, 0.7, out=y); y[..., 0] -= 0.1; return y
y = a * 1.0; y.sort(axis=-1); y[..., 0] += 0.3; return y
y = list(np.ravel(a)[:3]); y[0] = y[-1] * y[0]; return np.array(y)
"""
BODIES = [
    *(f"return {each}" for each in EXPRESSIONS.strip().splitlines()),
    *WRITES.strip().splitlines(),
]


def composition(seed: int) -> tuple[str, list[np.ndarray]]:
    """A program of a few steps that plain NumPy runs, and its point."""
    rng = np.random.default_rng(seed)
    point = [rng.uniform(-1, 1, 4), rng.uniform(-1, 1, (2, 3))]
    text, names = "import numpy as np\n", ["x", "M"]
    calls: list[str] = []
    for k in range(40):
        a, b = rng.choice(names[-3:]), rng.choice(names)
        step = f"def s{k}(a, b):\n    {rng.choice(BODIES)}\n\n\n"
        call = f"    y{k} = s{k}({a}, {b})\n"
        drawn = [*names, f"y{k}"]
        last = ", ".join(f"np.ravel({each})" for each in drawn[-3:])
        program = f"def f(x, M):\n{''.join(calls)}{call}    return np.concatenate([{last}])\n"
        if _runs(text + step + program, point):
            text, names = text + step, drawn
            calls.append(call)
            found = text + program
        if len(calls) == 6:
            break
    return found, point


def _runs(text: str, point: list[np.ndarray]) -> bool:
    try:
        value = _plain(text)(*[each.copy() for each in point])
    except (ValueError, IndexError, TypeError, np.linalg.LinAlgError):
        return False
    return bool(np.isfinite(value).all() and np.abs(value).max() < 1e3)


def _plain(text: str) -> types.FunctionType:
    names: dict[str, types.FunctionType] = {}
    exec(text, names)
    return names["f"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_a_random_composition_is_recorded_as_numpy_runs_it(seed: int, tmp_path: Path) -> None:
    warnings.simplefilter("ignore")
    text, point = composition(seed)
    path = tmp_path / "program.py"
    path.write_text(text, encoding="utf-8")
    graph = trace(f"{path}:f", recipes([each.tolist() for each in point]), rerun=False)
    f = _plain(text)
    steps = steps_of(graph)
    assert output(graph, steps) == pytest.approx(f(*[each.copy() for each in point]), rel=1e-9)

    def at(x: np.ndarray) -> np.ndarray:
        return f(x[:4].copy(), x[4:].reshape(2, 3).copy())

    x = np.concatenate([each.ravel() for each in point])
    slopes = central_differences(at, x)
    near = 1e-5 * max(1.0, np.abs(slopes).max())
    for given in (by_forward, by_reverse):
        assert given(graph, steps) == pytest.approx(slopes, abs=near), text
