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
from typing import Literal, NamedTuple, TypedDict, cast

from jaccli.arrays import Array, np
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
    numbers: int  # of F(to←from)

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """What F(to←from) is put together from, as (to, from)."""
        if self.via is None:
            return ()
        left, right = (self.to, self.via), (self.via, self.start)
        if self.mode is None:
            return left, right
        return (right,) if self.mode == "tangent" else (left,)

    @property
    def passed(self) -> range:
        """The factors that its vectors pass, numbered from 0 by the value that each reads."""
        if self.mode is None:
            return range(0)
        if self.via is None:
            return range(self.start, self.to)
        return range(self.via, self.to) if self.mode == "tangent" else range(self.start, self.via)


class ByVectors(NamedTuple):
    """A chain whose factors are asked for vectors alone. limit: numbers that a tape may hold"""

    factors: Sequence[Factor]  # J_1 … J_K
    limit: int | None = None


PlanStep = TypedDict(
    "PlanStep",
    {
        "operation": Operation,
        "mode": Way | None,
        "from": int,
        "via": int | None,
        "to": int,
        "vectors": int,
        "multiplications": int,
    },
)


class PlanEntry(TypedDict):
    """How JSON spells a plan; values are numbered from 0, the input."""

    plan: list[PlanStep]


class Plan(tuple[Step, ...]):
    """The operations in the order of execution."""

    __slots__ = ()

    @property
    def spelt(self) -> str:
        """What comes to be, one after the other: accumulate 1←0, eliminate 2←0."""
        return ", ".join(f"{step.operation} {step.to}←{step.start}" for step in self)

    @property
    def entry(self) -> PlanEntry:
        """How JSON spells it; values are numbered from 0, the input."""
        return {
            "plan": [
                {
                    "operation": step.operation,
                    "mode": step.mode,
                    "from": step.start,
                    "via": step.via,
                    "to": step.to,
                    "vectors": step.vectors,
                    "multiplications": step.cost.multiplications,
                }
                for step in self
            ]
        }

    @property
    def multiply_adds(self) -> int:
        """Of all operations, as they were priced first: what plans are chosen by."""
        return sum(step.cost.multiplications for step in self)

    @property
    def through(self) -> dict[int, Step]:
        """By factor, from 0, the operation whose vectors pass it. Every plan passes each once."""
        return {k: step for step in self for k in step.passed}

    def steps(self, chain: ByVectors) -> tuple[Step, ...]:
        """The operations, priced where vectors cost what this chain says."""
        return tuple(step._replace(cost=price_of(step, chain.factors)) for step in self)

    def price(self, chain: ByVectors) -> Cost:
        """What all of them cost there."""
        return sum((price_of(step, chain.factors) for step in self), Cost())

    def tape(self, chain: ByVectors) -> int:
        """The most numbers that one of its adjoints keeps, as the operations are listed."""
        edges = [factor.edges for factor in chain.factors]
        spans = [sum(edges[k] for k in step.passed) for step in self if step.mode == "adjoint"]
        return max(spans, default=0)

    def peak(self, _: ByVectors) -> int:
        """How many numbers the largest matrix has that is not J itself; 0 where there is none."""
        return max((step.numbers for step in self[:-1]), default=0)

    def held(self, _: ByVectors) -> int:
        """The most numbers of matrices that are held at once; tapes not among them."""
        live: dict[tuple[int, int], int] = {}
        held = most = 0
        for step in self:
            held += step.numbers
            most = max(most, held)
            held -= sum(live.pop(part) for part in step.parts)
            live[step.to, step.start] = step.numbers
        return most

    def execute(self, maps: Sequence[LinearMap]) -> LinearMap:
        """J (m, n). maps: J_1 … J_K, of which only products with vectors are asked"""
        numbers = [array.dtype for each in maps for array in each.arrays]
        dtype = np.result_type(*numbers) if numbers else np.dtype("float64")
        return Dense(self.executed(maps, lambda size: np.eye(size, dtype=dtype)))

    def counted(self, maps: Sequence[LinearMap]) -> Cost:
        """Its operations, counted one by one by running it on numbers that only count."""
        from jaccli.linmap.tally import Counted, Tally  # few ask

        tally = Tally()
        counting = cast("list[LinearMap]", [Counted(each, tally) for each in maps])
        self.executed(counting, lambda size: tally.array((size, size)))
        return tally.cost

    def executed(self, maps: Sequence[LinearMap], identity: Callable[[int], Array]) -> Array:
        """J (m, n) as an array. identity: the vectors that an accumulation starts from, (n, n)"""
        live: dict[tuple[int, int], Array] = {}
        for step in self:
            parts = [live.pop(part) for part in step.parts]
            live[step.to, step.start] = _performed(step, parts, maps, identity)
        (whole,) = live.values()
        return whole


def pass_of(factors: Sequence[Factor], mode: Way, start: int, via: int | None, to: int) -> Step:
    """The vectors of one kind through all factors between: an elimination of x_via, or without
    one an accumulation from I. factors: J_1 … J_K"""
    rows, columns = factors[to - 1].form.rows, factors[start].form.columns
    vectors = columns if mode == "tangent" else rows
    operation: Operation = "accumulate" if via is None else "eliminate"
    step = Step(operation, mode, start, via, to, vectors, Cost(), rows * columns)
    return step._replace(cost=price_of(step, factors))


def matrix_product(factors: Sequence[Factor], start: int, via: int, to: int) -> Step:
    """F(to←via)·F(via←start), full matrices."""
    left = DenseForm(factors[to - 1].form.rows, factors[via].form.columns)
    right = DenseForm(factors[via - 1].form.rows, factors[start].form.columns)
    numbers = left.rows * right.columns
    return Step("multiply", None, start, via, to, 0, compose(left, right).cost, numbers)


def price_of(step: Step, factors: Sequence[Factor]) -> Cost:
    """What an operation costs where vectors cost what these factors say."""
    if step.mode is None:
        return step.cost
    each = (factors[k].price(step.mode) for k in step.passed)
    return sum(each, Cost()).times(step.vectors)


def _performed(
    step: Step,
    parts: Sequence[Array],
    maps: Sequence[LinearMap],
    identity: Callable[[int], Array],
) -> Array:
    """F(to←from) by an operation, from its parts."""
    match step:
        case Step("accumulate", "tangent", start, _, to):
            return _pushed(identity(maps[start].form.columns), maps[start:to])
        case Step("accumulate", "adjoint", start, _, to):
            return _pulled(identity(maps[to - 1].form.rows), maps[start:to])
        case Step("eliminate", "tangent", _, int(via), to):
            return _pushed(parts[0], maps[via:to])
        case Step("eliminate", "adjoint", start, int(via), _):
            return _pulled(parts[0], maps[start:via])
        case Step("multiply", None, _, int(via), _):
            left, right = parts
            return product(Dense(left), Dense(right)).dense()
        case _:
            raise ValueError(f"no such operation: {step}")


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
