"""Layers of linear algebra: values by NumPy, Jacobians by differences and the complex step."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from oracles import Array, central_differences, complex_step

from jaccli.layers import TYPES, Layer
from jaccli.linmap import product
from jaccli.linmap.dense import Dense
from jaccli.linmap.tally import Counted, Tally


def some(*shape: int, seed: int = 0) -> Array:
    """Matrices that are far from singular, with distinct singular values and eigenvalues."""
    rng = np.random.default_rng([seed, *shape])
    return rng.uniform(-1, 1, shape) + 2 * np.eye(*shape[-2:]) * np.arange(1, shape[-1] + 1)


def definite(*shape: int) -> Array:
    factor = some(*shape)
    return factor @ factor.swapaxes(-1, -2)


class Case(NamedTuple):
    """A layer, its inputs as arrays, and NumPy's function of these."""

    kind: str
    fields: dict[str, Any]
    inputs: tuple[Array, ...]
    numpys: Callable[..., Array]


def squares(
    kind: str, numpys: Callable[..., Array], make: Callable[..., Array] = some
) -> list[Case]:
    shapes = [(1, 2, 2), (1, 4, 4), (2, 3, 3), (3, 4, 4)]
    return [Case(kind, {"batch": shape[0]}, (make(*shape),), numpys) for shape in shapes]


def rectangles(kind: str, numpys: Callable[..., Array]) -> list[Case]:
    shapes = [(1, 3, 3), (1, 4, 2), (2, 2, 4), (2, 5, 3), (1, 1, 4)]
    return [Case(kind, {"shape": shape}, (some(*shape),), numpys) for shape in shapes]


def lower(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """The function of the symmetric matrices that have these lower halves."""
    return lambda a: function(np.tril(a) + np.tril(a, -1).swapaxes(-1, -2))


A2, A4, C3 = some(2, 3, 3), some(1, 4, 4), some(3, 3, seed=1)
CASES = [
    *squares("inv", np.linalg.inv),
    *squares("det", np.linalg.det),
    *squares("slogdet", lambda a: np.linalg.slogdet(a).logabsdet),
    *squares("cholesky", lower(np.linalg.cholesky), definite),
    *squares("eigvalsh", lower(np.linalg.eigvalsh), definite),
    *squares("eigh", lower(lambda a: np.linalg.eigh(a)[1]), definite),
    *rectangles("svdvals", lambda a: np.linalg.svd(a, compute_uv=False)),
    *rectangles("svd_u", lambda a: np.linalg.svd(a, full_matrices=False)[0]),
    *rectangles("svd_vh", lambda a: np.linalg.svd(a, full_matrices=False)[2]),
    *rectangles("nuclear_norm", lambda a: np.linalg.norm(a, "nuc", axis=(1, 2))),
    *rectangles("pinv", np.linalg.pinv),
    Case("solve", {"batch": 2}, (A2, some(2, 3, 2, seed=2)), np.linalg.solve),
    Case("solve", {}, (A4, some(1, 4, 1, seed=2)), np.linalg.solve),
    Case("solve", {"matrix": C3, "batch": 2}, (some(2, 3, 2),), lambda b: np.linalg.solve(C3, b)),
    Case("solve", {"right": C3[:, :2], "batch": 2}, (A2,), lambda a: np.linalg.solve(a, C3[:, :2])),
    Case("lstsq", {"rows": 4}, (some(4, 2), some(4, 3)), lambda *ab: np.linalg.lstsq(*ab)[0]),
    Case("lstsq", {"rows": 2}, (some(2, 5), some(2, 2)), lambda *ab: np.linalg.lstsq(*ab)[0]),
    Case("lstsq", {"rows": 3}, (C3, some(3, 1)), lambda *ab: np.linalg.lstsq(*ab)[0]),
    Case("lstsq", {"matrix": C3[:, :2]}, (C3,), lambda b: np.linalg.lstsq(C3[:, :2], b)[0]),
    Case("lstsq", {"right": C3}, (C3[:, :2],), lambda a: np.linalg.lstsq(a, C3)[0]),
]


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.kind}-{[each.shape for each in case.inputs]}"
)
class TestEveryCase:
    def test_the_value_is_numpys(self, case: Case) -> None:
        layer, flat = built(case)
        assert layer.objection(*map(len, flat)) is None
        expected = np.ravel(case.numpys(*case.inputs))
        assert np.allclose(layer.forward(*flat), expected, rtol=1e-13, atol=1e-15)
        assert layer.output_size(*map(len, flat)) == expected.size

    def test_jacobians_are_those_of_differences_and_of_the_complex_step(self, case: Case) -> None:
        layer, flat = built(case)
        for at, jacobian in enumerate(layer.jacobians(*flat)):

            def alone(moved: Array, at: int = at) -> Array:
                return layer.forward(*flat[:at], moved, *flat[at + 1 :])

            found, size = jacobian.dense(), max(1e-3, np.abs(jacobian.dense()).max())
            assert np.abs(found - central_differences(alone, flat[at])).max() <= 1e-8 * size
            if layer.complex_safe:
                assert np.abs(found - complex_step(alone, flat[at])).max() <= 1e-13 * size

    def test_forms_are_known_from_shapes_and_priced_as_they_run(self, case: Case) -> None:
        layer, flat = built(case)
        sizes = tuple(map(len, flat))
        recipes = {name: SimpleNamespace(shape=a.shape) for name, a in layer.arrays.items()}
        forms = layer.with_arrays(recipes).forms(*sizes)
        jacobians = layer.jacobians(*flat)
        assert tuple(each.form for each in jacobians) == forms
        for jacobian in jacobians:
            counted = Counted(jacobian, tally := Tally())
            counted.on_columns(tally.array((jacobian.shape[1], 2)))
            assert counted.spent == jacobian.form.per_column.times(2)
            counted.on_rows(tally.array((2, jacobian.shape[0])))
            assert counted.spent == jacobian.form.per_row.times(2)
            u = np.random.default_rng(0).standard_normal((2, jacobian.shape[0]))
            written = product(Dense(u), jacobian).dense()
            assert np.allclose(written, u @ jacobian.dense(), rtol=1e-10, atol=1e-12)


def built(case: Case) -> tuple[Layer, tuple[Array, ...]]:
    """The layer, and its inputs flat."""
    return TYPES[case.kind](**case.fields), tuple(each.ravel() for each in case.inputs)
