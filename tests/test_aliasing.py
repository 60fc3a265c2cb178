"""Whose memory an array sees: whatever NumPy does to one array when another is changed."""

from __future__ import annotations

import random
import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jaccli.errors import Mistakes
from jaccli.graph import Graph, load
from jaccli.linearise import linearise
from jaccli.trace import trace
from jaccli.trace.arrays.methods import METHODS
from jaccli.trace.arrays.table import FUNCTIONS, SHARING
from jaccli.trace.source.refusal import numpy_name

# what may be a view or the array itself, and what is new; x (4,), A (2, 3), F (3, 2) by columns,
# T (2, 2, 2), s a number, z an array without axes
EXPRESSIONS = """
x | A | F | T | x[:] | x[1:] | x[::2] | x[::-1] | x[...] | x[()] | x[[0, 1]] | x[x > 0] | x[None]
x[1:][1:] | A[0] | A[:, 0] | A[:, ::2] | A[0, 1:] | A[[0]] | A[..., None] | A[:, :][0] | T[0] | T[0, 1]
T[:, 0][1] | A[A > 0] | A[np.ix_([0], [1])] | z[()] | z[...] | z | s | x[0] | x[0, ...] | x[:0]
np.diagonal(T) | np.diag(A) | np.diag(x) | np.diagflat(x) | np.linalg.diagonal(T) | A.diagonal()
np.einsum('ij->ji', A) | np.einsum('ii->i', A[:, :2]) | np.einsum('ij->', A) | np.einsum('ij,j->i', A, A[0])
np.einsum('ij->ij', A) | np.einsum('...i->i...', A) | np.einsum('ij->j', A)
x.reshape(2, 2) | A.reshape(-1) | F.reshape(-1) | A.T.reshape(-1) | np.reshape(A, (3, 2)) | A.T.reshape(2, 3)
np.reshape(A, (3, 2), order='F') | x.reshape(4) | A.reshape(3, 2).T | np.reshape(s, (1, 1)) | x[:1].reshape(())
np.reshape(A, (6,), copy=True) | np.reshape(A.T, (6,), copy=False)
x.ravel() | A.ravel() | F.ravel() | A.T.ravel() | F.ravel('K') | F.ravel('A') | A.ravel('F') | np.ravel(A)
np.ravel(F) | np.ravel(x[::2]) | np.ravel(A[:, :1]) | (2 * F).ravel() | (F + F).ravel('F') | (A.T * 2).ravel('F')
np.add(A, A, order='F').ravel('K') | np.sin(A, order='F').ravel('A') | np.add.accumulate(F, axis=1).ravel('K')
np.add.outer(A.T, x[:2]).ravel('K')
np.sin(F).ravel('F') | np.ravel(F > 0) | np.zeros_like(F).ravel() | np.sum(T.T, 0).ravel('F') | (F @ A).ravel()
A.flatten() | x.flatten() | x.copy() | F.copy() | np.copy(F).ravel('F') | F.copy('K').ravel('F') | np.copy(x)
np.copy(A, order='F').ravel() | F.copy().ravel() | np.concatenate([F, F]).ravel('F') | np.where(F > 0, F, 0).ravel('F')
np.asarray(x) | np.asarray(A) | np.asarray(F) | np.asanyarray(A) | np.array(x) | np.array(x, copy=False) | np.array(x, copy=None)
np.array(x, copy=True) | np.array(x, copy=np._CopyMode.IF_NEEDED) | np.array(x, copy=np._CopyMode.NEVER) | np.array(A, ndmin=3)
np.array(A, copy=False, ndmin=3) | np.array(A, order='F', copy=None) | np.array(F, order='F', copy=None) | np.asarray(A, order='F')
np.array(F, order='C', copy=False) | np.asarray(A, dtype=float) | np.asarray(x, float, 'C') | np.ascontiguousarray(A)
np.ascontiguousarray(F) | np.ascontiguousarray(z) | np.ascontiguousarray(A[:, :1]) | np.asfortranarray(F) | np.asfortranarray(A)
np.require(A, None, 'F') | np.require(A, float, ['C', 'W']) | np.require(x[::2], requirements='C') | np.require(F, None, 'F')
np.asarray_chkfinite(x) | np.asarray(x, copy=True) | np.asarray(x, copy=False) | np.array([x]) | np.array([x, x]) | np.array(s)
np.array([x[0], x[1]]) | np.array([x], copy=False) | np.asarray(s) | np.array(list(A)) | np.asarray(x.flat) | np.broadcast_to(x[::-1], (2, 4)).ravel('K') | x[::-1].ravel('K') | np.array(z)
np.atleast_1d(x) | np.atleast_1d(s) | np.atleast_2d(x) | np.atleast_2d(A) | np.atleast_3d(A) | np.atleast_3d(T) | np.atleast_1d(z)
np.atleast_1d(x, A)[1] | np.atleast_1d(x, A)[0]
x.real | np.real(x) | x.imag | np.imag(x) | np.real_if_close(x) | x.conj() | x.conjugate() | np.conj(x) | np.conjugate(A) | +x | np.positive(x)
A.T | A.mT | x.T | A.transpose() | np.transpose(A) | A.transpose(1, 0) | np.matrix_transpose(A) | np.linalg.matrix_transpose(A) | A.T.T
np.swapaxes(A, 0, 1) | A.swapaxes(0, 0) | np.moveaxis(T, 0, 1) | np.moveaxis(T, 0, 0) | np.rollaxis(T, 2) | np.rollaxis(T, 0)
np.permute_dims(T, (2, 0, 1)) | np.expand_dims(x, 0) | np.expand_dims(A, (0, 3)) | x.squeeze() | x[None].squeeze() | np.squeeze(A[:1])
x[:1].squeeze() | np.squeeze(x[None], 0) | np.squeeze(s)
np.broadcast_to(x, (2, 4)) | np.broadcast_to(x, (4,)) | np.broadcast_to(s, (3,)) | np.broadcast_to(x, (2, 4))[0] | np.broadcast_to(x, (2, 4)).copy()
np.broadcast_arrays(x, x)[0] | np.broadcast_arrays(x, A[:, :1])[1] | np.broadcast_arrays(A, 1.0)[0] | np.broadcast_arrays(x[:3], A)[1]
np.meshgrid(x, copy=False)[0] | np.meshgrid(x, x, copy=False)[0] | np.meshgrid(x, A[0])[0] | np.meshgrid(x, sparse=True, copy=False)[0]
np.meshgrid(x, A[0], sparse=True, copy=False)[1] | np.meshgrid(x, A[0], copy=False, indexing='ij')[0] | np.meshgrid(x)[0]
np.nan_to_num(x) | np.nan_to_num(x, copy=False) | np.nan_to_num(A, False) | np.nan_to_num(s, copy=False) | np.nan_to_num(A)
np.flip(x) | np.flip(A, 0) | np.fliplr(A) | np.flipud(A) | np.rot90(A) | np.rot90(A, 0) | np.rot90(A, 2) | np.roll(x, 1) | np.roll(x, 0)
np.split(x, 2)[0] | np.array_split(x, 3)[1] | np.hsplit(A, 3)[1] | np.vsplit(A, 2)[0] | np.dsplit(T, 2)[0] | np.unstack(A)[0]
np.take(x, [0, 1]) | x.take(0) | np.take(A, 0, 1) | np.take_along_axis(A, np.array([[0], [1]]), 1) | np.compress([True, True], x) | x.compress([1, 0])
np.extract(x > 0, x) | np.repeat(x, 1) | x.repeat(2) | np.tile(x, 1) | np.tile(A, (1, 1)) | np.tile(x, ()) | np.resize(x, 4) | np.resize(x, (2, 2))
np.delete(x, []) | np.delete(A, 0, 1) | np.insert(x, 1, 2.0) | np.append(x, []) | np.append(x, x) | np.concatenate([x]) | np.stack([x]) | np.vstack([x])
np.hstack([x]) | np.dstack([A]) | np.column_stack([x, x]) | np.concat([x, x]) | np.block([x]) | np.block([[A], [A]]) | np.pad(x, 0) | np.pad(x, 1)
np.pad(A, 0, mode='edge') | np.sort(x) | np.sort(A, 0) | np.sort(A, None) | np.triu(A) | np.tril(A, 5) | np.full_like(A, s) | np.full(3, s) | np.full_like(x, A[0, 0])
np.clip(x, None, None) | np.clip(x, -9, 9) | x.clip(0) | x.clip(-np.inf, np.inf) | np.maximum(x, -np.inf) | np.minimum(A, 0) | np.where(True, x, x) | np.select([x > 0], [x], 0.0)
x.astype(float) | x.astype(float, copy=False) | A.astype(float, 'F', copy=False) | F.astype(float, 'F', 'safe', True, False) | s.astype(float) | x.astype(np.float64, subok=False, copy=False)
F.astype(float).ravel('F') | A.astype(float, order='C', copy=False) | x.view() | A.view(np.ndarray) | F.view().ravel() | x.view(float) | x.to_device('cpu')
x.flat[:] | x.flat[0] | x.flat.copy() | A.flat[1:3] | F.flat[:] | np.ravel(A.flat) | x.item(0) | A.tolist() | np.diff(x, 0) | np.diff(x) | np.diff(A, 1, 0)
np.sum(x[None], 0) | np.sum(A, ()) | np.mean(A, 1, keepdims=True) | np.prod(x[None], axis=0) | np.max(x[:, None], 1) | A.max(0) | np.min(A) | np.amax(x[None], 0) | np.amin(A, 1)
np.cumsum(x) | np.cumsum(s, 0) | np.cumsum(x[:, None], 1) | x[:1].cumsum() | np.cumprod(x) | np.cumulative_sum(x) | np.cumulative_prod(x) | np.std(A, 0) | np.var(A, 0) | np.ptp(A, 0) | np.average(A, 0) | np.average(x[None], 0)
np.median(A, 0) | np.median(x[None], 0) | np.median(x) | np.nansum(x[None], 0) | np.nanmax(A, 0) | np.nanmin(A, 0) | np.nanmean(A, 0) | np.nanprod(A, 0) | np.nanstd(A, 0) | np.nanvar(A, 0) | np.nanmedian(A, 0)
np.dot(A, A.T) | np.dot(s, x) | A @ A.T | np.vdot(x, x) | np.inner(x, x) | np.outer(x, x) | np.linalg.outer(x, x) | np.kron(x, x) | np.tensordot(A, A.T, 1) | np.linalg.tensordot(A, A.T, axes=1) | np.linalg.matmul(A, A.T)
np.linalg.matrix_power(A[:, :2], 1) | np.linalg.matrix_power(A[:, :2], 2) | np.linalg.multi_dot([A, A.T]) | np.linalg.norm(A, axis=0) | np.linalg.vector_norm(A, axis=0) | np.linalg.matrix_norm(A) | np.trace(A)
np.linalg.inv(A[:, :2]) | np.linalg.inv(F[:2].T).ravel('K') | np.linalg.det(A[:, :2]) | np.linalg.slogdet(A[:, :2])[1] | np.linalg.solve(A[:, :2], A) | np.linalg.solve(A[:, :2], A[:, 0]) | np.linalg.cholesky(A @ A.T)
np.linalg.eigvalsh(A[:, :2]) | np.linalg.eigh(A[:, :2])[1] | np.linalg.eigh(A[:, :2])[0] | np.linalg.svd(A)[1] | np.linalg.svd(A)[0] | np.linalg.svdvals(A) | np.linalg.pinv(A) | np.linalg.pinv(F).ravel('K') | np.linalg.lstsq(F, x[:3])[0]
np.linalg.tensorsolve(A[:, :2], A[:, 0]) | np.linalg.tensorinv(A[:, :2], 1) | np.linalg.cond(A) | np.linalg.qr(F)[0] | np.linalg.qr(F, 'r') | np.linalg.matrix_power(A[:, :2], -1) | np.linalg.matrix_power(A[:, :2], 0) | np.linalg.trace(A) | np.linalg.vecdot(A, A) | np.linalg.norm(A, 2)
np.convolve(x, [1.0]) | np.correlate(x, [1.0]) | np.cov(A) | np.cross(A[0], A[1]) | np.linalg.cross(A[0], A[1]) | np.gradient(x) | np.polyval(x, x) | np.polyval(x[:1], x) | np.trapezoid(A, axis=0) | np.linspace(x[0], x[1], 3) | np.linspace(x, x, 1)[0]
np.sinc(x) | np.abs(x) | np.sqrt(np.abs(F)).ravel('F') | x * 1 | 1 * x | x + 0 | x ** 1 | -x | abs(x) | x // 1 | np.round(x) | x.round() | np.add(x, 0) | np.multiply.outer(x, x) | np.add.reduce(A)
np.add.accumulate(x) | np.maximum.reduce(x[None]) | np.logaddexp.reduce(x[None]) | x[list(range(4))] | (A.T + 1)[0] | (A.T + 1).T | (F * F).T.ravel() | [*A][1] | next(iter(A)) | A[1:] | A[-1][::-1][1:]
(x.fill(2.0), x)[1] | (x.put([0], s), x)[1] | (x.sort(), x)[1] | (A.sort(0), A[1])[1] | (np.put(A, 5, s), A)[1] | (np.place(x, x > 0, s), x)[1] | (np.putmask(x, x > 0, A), x)[1]
(np.copyto(A, x[:3]), A)[1] | (np.copyto(x, s, where=x > 0), x)[1] | (np.fill_diagonal(F, s), F)[1] | (np.put_along_axis(A, np.array([[0], [1]]), s, 1), A)[1] | (np.copyto(F, A), F)[1]
x.dot(A[0, 0]) | x.prod(0) | x.min() | x.mean() | x.var() | x.std() | x.sum() | x.trace() | A.trace() | x.cumprod() | x.max() | A.nonzero() | x.argsort() | x.any() | x.all() | x.argmax() | x.argmin() | x.argpartition(0) | x.searchsorted(1.0) | s.is_integer() | (x.setflags(), x)[1]
np.apply_along_axis(np.sort, 0, A) | np.apply_along_axis(lambda r: r, 1, A) | np.apply_over_axes(np.sum, A, 0) | np.piecewise(x, [x > 0], [np.sin, 1]) | np.choose([0, 0, 0, 0], [x, x])
np.partition(x, 0) | np.partition(A, 0, axis=None) | np.ix_(x)[0] | np.ix_(x, x)[1] | np.trim_zeros(x) | np.unique(x) | np.unique(A, axis=0) | np.unique_values(x) | np.unique_all(x)[0] | np.unique_counts(x)[0]
np.unique_inverse(x)[0] | np.union1d(x, x) | np.intersect1d(x, x) | np.setdiff1d(x, [9.0]) | np.setxor1d(x, [9.0]) | np.ediff1d(x) | np.logspace(0, x[:1], 3)[0] | np.geomspace(x[3], 2 * x[3], 3) | np.astype(x, float) | np.astype(x, float, copy=False)
np.interp(x, [0.0, 1.0], [2.0, 3.0]) | np.unwrap(x) | np.corrcoef(A) | np.quantile(x[None], 0.5, axis=0) | np.percentile(x, 50) | np.nanquantile(A, 0.0, axis=0) | np.nanpercentile(A, 10, axis=1) | np.histogram(x, 3)[1] | np.bincount([0, 1, 2, 3], x)
np.polyadd(x, x) | np.polysub(x, 0) | np.polymul(x, 1) | np.polydiv(x, 1)[0] | np.polyder(x) | np.polyder(x, 0) | np.polyint(x) | np.poly(x) | np.vander(x) | np.vander(x, 2) | np.polyfit([0, 1, 2, 3], x, 1) | np.nancumsum(x) | np.nancumprod(x)
np.fft.fftshift(x) | np.fft.ifftshift(x[:1]) | np.lib.stride_tricks.sliding_window_view(x, 2) | np.lib.stride_tricks.sliding_window_view(x, 4)[0] | np.r_[x] | np.c_[x] | np.vectorize(lambda v: v)(x)
np.lib.scimath.sqrt(x**2) | np.lib.scimath.log(x**2) | np.lib.scimath.log2(x**2) | np.lib.scimath.log10(x**2) | np.lib.scimath.power(x**2, 2) | np.lib.scimath.arccos(x / 9) | np.lib.scimath.arcsin(x / 9) | np.lib.scimath.arctanh(x / 9) | np.lib.scimath.logn(2, x**2)
np.histogram_bin_edges(x, 3) | np.histogram2d(x, x, 3)[1] | np.histogramdd(A, 2)[1][0] | np.add.reduceat(x, [0]) | np.subtract.reduce(x[None]) | np.sum(x[None], axis=0, where=[[True, False, True, True]]) | np.max(A, 0, initial=-9) | np.pad(A, ((0, 0), (0, 0)), 'mean')
"""  # noqa: E501
BODY = """
import numpy as np
def f(x, A, B, T, s):
    F, z, raised = B.T, x[:1].squeeze(), 0.0
    y = {expression}
    same = [1.0 * (y is each) for each in (x, A, F, T, z)]
    if isinstance(y, np.ndarray):
        same += [1.0 * np.shares_memory(y, each) for each in (x, A, F, T)]
    try:
        y += 1.5
    except (TypeError, ValueError):
        raised = 1.0
    first = x * 1, A * 1, F * 1, T * 1, z * 1
    for each in (x, A, F, T):
        each *= 2 - x[3]
    return first, x, A, F, T, z, y, same, raised
"""
POINT = [
    np.array([0.5, -1.5, 2.0, 3.5]),
    np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]]),
    np.array([[0.5, 1.5, 2.5], [-3.5, 4.5, 5.5]]),
    np.arange(8.0).reshape(2, 2, 2) + 0.25,
    np.float64(0.75),
]


def split(table: str) -> list[str]:
    return [each.strip() for line in table.splitlines() for each in line.split(" | ") if each]


ALL = split(EXPRESSIONS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("aliasing")


def flat(result: Any) -> np.ndarray[Any, Any]:
    if isinstance(result, tuple | list):
        return np.concatenate([flat(each) for each in result] or [np.zeros(0)])
    return np.ravel(np.asarray(result, float))


def value_of(graph: Graph) -> np.ndarray[Any, Any]:
    point = {each.name: each.point.load(graph.dtype) for each in graph.inputs}
    steps = linearise(load(graph), point)
    return next(step.value for step in steps if step.node.name == graph.output)


@pytest.mark.filterwarnings("ignore:.*broadcast_array")
@pytest.mark.parametrize("expression", ALL)
def test_a_change_is_seen_where_numpy_shows_it_or_refused(folder: Path, expression: str) -> None:
    path = folder / f"{ALL.index(expression)}.py"
    path.write_text(BODY.format(expression=expression), encoding="utf-8")
    plain = runpy.run_path(str(path))
    try:
        wanted = flat(plain["f"](*[np.array(each)[()] for each in POINT]))
    except Exception as error:
        wanted = error
    try:
        graph = trace(f"{path}:f", POINT, rerun=False)
    except Mistakes as mistakes:
        said = str(mistakes)
    else:
        assert not isinstance(wanted, Exception), f"NumPy raises {wanted!r}"
        assert value_of(graph) == pytest.approx(wanted, 1e-12)
        return
    numpys = str(wanted).split("\n")[0] if isinstance(wanted, Exception) else "\0"
    assert "traced" in said or numpys in said


VIEWS = """
{a}[1:] | {a}[::-1] | {a}[...] | {a}.T | {a}.ravel() | {a}.reshape(-1) | {a}.copy() | {a}.ravel('K')
np.atleast_2d({a}) | {a}[None] | {a}.squeeze() | {a}[::2] | np.asarray({a}) | {a} * 1 | {a} + {a}
{a}.flatten() | np.swapaxes(np.atleast_2d({a}), 0, 1) | np.ascontiguousarray({a}) | np.flip({a})
{a}.astype(float, copy=False) | np.array({a}, order='F', copy=None) | {a}[0] | {a}.conj()
np.sin({a}) | np.broadcast_to({a}, (2, *{a}.shape)) | np.diagonal(np.atleast_2d({a}))
np.expand_dims({a}, -1) | np.asfortranarray({a}) | {a}.view() | {a}.real
{a}.reshape({a}.shape[::-1], order='F') | {a}.flat[:] | np.rot90(np.atleast_2d({a}))
np.concatenate([{a}, {a}]) | np.moveaxis({a}, 0, -1)
np.sort({a}) | np.array({a}, ndmin=3, copy=False)
np.where({a} > 0, {a}, 0.5) | np.split({a}, [1])[0]
"""
OPERATIONS = """
{a} += 1 | {a} *= 2 | {a} += {a}.sum() | {a} -= {b} | {a} *= {b} | {a} /= 4 | {a} += {a}[::-1]
for r in {a}: r += 1
"""
STEP = """    try:
        {line}
    except (ValueError, TypeError, IndexError, AttributeError, NameError):
        pass
"""


def some_program(rng: random.Random) -> str:
    """A function of a vector and a matrix: views, copies and changes in place at random."""
    names, steps = ["x", "A"], []
    for number in range(rng.randint(4, 10)):
        if rng.random() < 0.6:
            line = f"v{number} = " + rng.choice(split(VIEWS)).format(a=rng.choice(names))
            names.append(f"v{number}")
        else:
            operation = rng.choice(split(OPERATIONS))
            line = operation.format(a=rng.choice(names), b=rng.choice(names))
        steps.append(STEP.format(line=line))
    end = f"    known = locals()\n    return [known[n] * 1 for n in {names} if n in known]\n"
    return "import numpy as np\ndef f(x, A):\n" + "".join(steps) + end


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_a_random_program_is_recorded_as_it_runs_near_the_point_as_well(
    folder: Path, seed: int
) -> None:
    path = folder / f"random{seed}.py"
    path.write_text(some_program(random.Random(seed)), encoding="utf-8")
    point = [np.array([0.3, -0.5, 0.7, 1.1]), np.array([[0.2, 0.4, -0.6], [0.8, 1.0, 1.2]])]
    near = [x + 1e-3 * np.arange(1, x.size + 1).reshape(x.shape) for x in point]
    wanted = flat(runpy.run_path(str(path))["f"](*[x.copy() for x in near]))
    graph = trace(f"{path}:f", point, rerun=False)
    given = {each.name: x.ravel() for each, x in zip(graph.inputs, near, strict=True)}
    steps = linearise(load(graph), given)
    found = next(step.value for step in steps if step.node.name == graph.output)
    assert found == pytest.approx(wanted, 1e-9, 1e-12)


def test_every_recorded_function_and_method_is_tried() -> None:
    tried = set(re.findall(r"np\.([\w.]+)\(", EXPRESSIONS))
    functions = {numpy_name(each) for each in FUNCTIONS}
    assert functions - tried - {"shares_memory", "may_share_memory"} == set()
    methods = {each for each in METHODS if not each.startswith("__")}
    assert methods - set(re.findall(r"\.(\w+)\(", EXPRESSIONS)) - {"hex"} == set()
    assert set(FUNCTIONS) >= SHARING
