"""Plans of matrix-free chains as data: what their operations are, cost and keep, and running them.

F(j←i) is J_j ⋯ J_{i+1}, the derivative of x_j by x_i; the values are numbered from x_0, the input.
It comes to be in four ways (Naumann 2024, arXiv:2406.11862):

    accumulate      F(j←j-1) by n_j tangents, or by m_j adjoints, of f_j
    eliminate       F(j←i) from F(k←i), its n_i columns pushed on as tangents of f_{k+1} … f_j,
                    or from F(j←k), its m_j rows pulled on as adjoints of f_k … f_{i+1}
    multiply        F(j←i) = F(j←k)·F(k←i), matrices both

An adjoint keeps |E_k| numbers of f_k on a tape, one over several factors all of theirs.
Nothing here chooses a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from jaccli.arrays import Array
from jaccli.cost import Cost
from jaccli.factors import Factor, Way
from jaccli.linmap import Dense, DenseForm, LinearMap, compose, product

Operation = Literal["accumulate", "eliminate", "multiply"]


class Step(NamedTuple):
    """One operation of a plan: F(to←from), by way of x_via where it is put together."""

    operation: Operation
    mode: Way | None  # None of a product of matrices
    start: int
    via: int | None
    to: int
    vectors: int  # tangents or adjoints; 0 of a product of matrices
    cost: Cost

    @property
    def passed(self) -> range:
        """The factors that its vectors pass, numbered from 0 by the value that each reads."""
        if self.mode is None:
            return range(0)
        if self.via is None:
            return range(self.start, self.to)
        return range(self.via, self.to) if self.mode == "tangent" else range(self.start, self.via)


Plan = tuple[Step, ...]  # in the order of execution


def pass_of(factors: Sequence[Factor], mode: Way, start: int, via: int | None, to: int) -> Step:
    """The vectors of one kind through all factors between: an elimination of x_via, or without
    one an accumulation from I. factors: J_1 … J_K"""
    form = factors[start].form if mode == "tangent" else factors[to - 1].form
    vectors = form.columns if mode == "tangent" else form.rows
    step = Step("accumulate" if via is None else "eliminate", mode, start, via, to, vectors, Cost())
    return step._replace(cost=price_of(step, factors))


def matrix_product(factors: Sequence[Factor], start: int, via: int, to: int) -> Step:
    """F(to←via)·F(via←start), full matrices."""
    left = DenseForm(factors[to - 1].form.rows, factors[via].form.columns)
    right = DenseForm(factors[via - 1].form.rows, factors[start].form.columns)
    return Step("multiply", None, start, via, to, 0, compose(left, right).cost)


def price_of(step: Step, factors: Sequence[Factor]) -> Cost:
    """What an operation costs where vectors cost what these factors say."""
    if step.mode is None:
        return step.cost
    each = (factors[k].price(step.mode) for k in step.passed)
    return sum(each, Cost()).times(step.vectors)


def plan_price(plan: Plan, factors: Sequence[Factor]) -> Cost:
    """What a plan costs where vectors cost what these factors say."""
    return sum((price_of(step, factors) for step in plan), Cost())


def longest_tape(plan: Plan, factors: Sequence[Factor]) -> int:
    """The most numbers that one of its adjoints keeps, as the operations are listed."""
    spans = [sum(factors[k].edges for k in step.passed) for step in plan if step.mode == "adjoint"]
    return max(spans, default=0)


def vectors_through(plan: Plan) -> dict[int, Step]:
    """By factor, from 0, the operation whose vectors pass it. Every plan passes each once."""
    return {k: step for step in plan for k in step.passed}


def execute(plan: Plan, maps: Sequence[LinearMap], identity: Callable[[int], Array]) -> Array:
    """J (m, n) by the operations of a plan.

    maps: J_1 … J_K, of which only products with vectors are asked; identity: the vectors that an
    accumulation starts from, (n, n)
    """
    live: dict[tuple[int, int], Array] = {}
    for step in plan:
        match step:
            case Step("accumulate", "tangent", start, _, to):
                found = _pushed(identity(maps[start].form.columns), maps[start:to])
            case Step("accumulate", "adjoint", start, _, to):
                found = _pulled(identity(maps[to - 1].form.rows), maps[start:to])
            case Step("eliminate", "tangent", start, int(via), to):
                found = _pushed(live.pop((via, start)), maps[via:to])
            case Step("eliminate", "adjoint", start, int(via), to):
                found = _pulled(live.pop((to, via)), maps[start:via])
            case Step("multiply", None, start, int(via), to):
                left, right = Dense(live.pop((to, via))), Dense(live.pop((via, start)))
                found = product(left, right).dense()
            case _:
                raise ValueError(f"no such operation: {step}")
        live[step.to, step.start] = found
    (whole,) = live.values()
    return whole


def _pushed(columns: Array, maps: Sequence[LinearMap]) -> Array:
    """The columns as tangents through f after f."""
    for each in maps:
        columns = each.on_columns(columns)
    return columns


def _pulled(rows: Array, maps: Sequence[LinearMap]) -> Array:
    """The rows as adjoints through f after f, the last first."""
    for each in reversed(maps):
        rows = each.on_rows(rows)
    return rows
