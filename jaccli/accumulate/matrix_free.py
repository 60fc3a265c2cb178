"""Matrix-free chains: Jacobians that are not given, only what a tangent or an adjoint through
each f_k costs (Naumann, Matrix-Free Jacobian Chaining, 2024, arXiv:2406.11862).

F(j←i) is J_j ⋯ J_{i+1}, the derivative of x_j by x_i; the values are numbered from x_0, the input.
It comes to be in four ways:

    accumulate      F(j←j-1) by n_j tangents, or by m_j adjoints, of f_j
    eliminate       F(j←i) from F(k←i), its n_i columns pushed on as tangents of f_{k+1} … f_j,
                    or from F(j←k), its m_j rows pulled on as adjoints of f_k … f_{i+1}
    multiply        F(j←i) = F(j←k)·F(k←i), matrices both

An adjoint keeps |E_k| numbers of f_k on a tape, and a segment of adjoints all of theirs; with a
memory limit M only adjoints over segments of Σ|E| ≤ M can be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from jaccli.accumulate.segments import Segments, exact_array, windows
from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.factors import Factor
from jaccli.linmap import Dense, DenseForm, LinearMap, compose, product

Operation = Literal["accumulate", "eliminate", "multiply"]
Way = Literal["tangent", "adjoint"]


class Step(NamedTuple):
    """One operation of a plan: F(to←from), by way of x_via where it is put together."""

    operation: Operation
    mode: Way | None  # None of a product of matrices
    start: int
    via: int | None
    to: int
    vectors: int  # tangents or adjoints; 0 of a product of matrices
    cost: Cost


Plan = tuple[Step, ...]  # in the order of execution


class Optimum(NamedTuple):
    """The cheapest plan, and the multiply-adds of every segment."""

    plan: Plan
    costs: Segments

    @property
    def multiplications(self) -> int:
        """Of the whole plan."""
        return sum(step.cost.multiplications for step in self.plan)


def cheapest_plan(factors: Sequence[Factor], limit: int | None = None) -> Optimum:
    """The plan of fewest multiply-adds, the research tools' fma.

    C(j,j) = min(n_j T_j, m_j A_j), and C(j,i) is the least of
    C(j,k+1) + C(k,i) + m_j m_k n_i, C(k,i) + n_i Σ T and C(j,k+1) + m_j Σ A over k.

    An elimination over a segment costs what its factors cost one after the other, and of these
    each asks for less memory: so it is enough to try one factor at a time. Hence, too, the
    optimum changes with M at the |E_k| alone.

    factors: J_1 … J_K; limit: M, the numbers a tape may hold, None for any number.
    """
    table = _Table(factors, limit)
    for length in range(2, len(factors) + 1):
        table.fill(length)
    plan = tuple(table.plan())
    found = Optimum(plan, table.costs)
    assert found.multiplications == table.costs.of(len(factors), 1), "a plan costs what was found"
    return found


def tangent_plan(factors: Sequence[Factor]) -> Plan:
    """Forward mode: the n columns of I_n through the whole chain."""
    return _one_way(factors, "tangent")


def adjoint_plan(factors: Sequence[Factor]) -> Plan:
    """Reverse mode: the m rows of I_m through the whole chain, last factor first."""
    return _one_way(factors, "adjoint")


def preaccumulation(factors: Sequence[Factor], limit: int | None = None) -> Plan:
    """Every Jacobian by itself, the cheaper way, then their product in the cheapest order."""
    from jaccli.accumulate.optimal import cheapest

    ways = [_accumulation(k, factor, limit) for k, factor in enumerate(factors, start=1)]
    forms = [DenseForm(*factor.form.shape) for factor in factors]
    products = [
        _product(forms, each.column - 1, each.split, each.row) for each in cheapest(forms).order
    ]
    return (*ways, *products)


def plan_price(plan: Plan, factors: Sequence[Factor]) -> Cost:
    """What a plan costs where tangents and adjoints cost what these factors say."""
    total = Cost()
    for step in plan:
        match step.mode:
            case "tangent":
                through = factors[step.start if step.via is None else step.via : step.to]
                total += sum((f.tangent for f in through), Cost()).times(step.vectors)
            case "adjoint":
                through = factors[step.start : step.via or step.to]
                total += sum((f.adjoint for f in through), Cost()).times(step.vectors)
            case None:
                total += step.cost
    return total


def adjoint_memory(plan: Plan, factors: Sequence[Factor]) -> int:
    """The longest tape that a plan needs, in numbers."""
    spans = [
        sum(factor.edges for factor in factors[step.start : step.via or step.to])
        for step in plan
        if step.mode == "adjoint"
    ]
    return max(spans, default=0)


def curve(factors: Sequence[Factor]) -> list[tuple[int, int]]:
    """Where the optimum changes with the memory limit: (M, multiply-adds from there on).

    It starts at M = 0, and each further M is one of the |E_k|.
    """
    limits = sorted({0, *(factor.edges for factor in factors)})
    found: dict[int, int] = {}

    def cost(at: int) -> int:
        if at not in found:
            found[at] = cheapest_plan(factors, limits[at]).multiplications
        return found[at]

    def explore(low: int, high: int) -> None:
        if cost(low) != cost(high) and high - low > 1:
            middle = (low + high) // 2
            explore(low, middle)
            explore(middle, high)

    explore(0, len(limits) - 1)
    steps: list[tuple[int, int]] = []
    for at in sorted(found):
        if not steps or found[at] < steps[-1][1]:
            steps.append((limits[at], found[at]))
    return steps


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


TANGENT, ADJOINT = -2, -1  # how a segment ends; 0 and more: it is a product, split there


class _Table:
    """The segments filled so far. Factors are numbered from 0, each by the value that it reads."""

    def __init__(self, factors: Sequence[Factor], limit: int | None) -> None:
        self.factors = factors
        self.forms = [DenseForm(*factor.form.shape) for factor in factors]
        self.limit = limit
        sizes = [factors[0].form.columns, *(factor.form.rows for factor in factors)]
        tangents = [factor.tangent.multiplications for factor in factors]
        adjoints = [factor.adjoint.multiplications for factor in factors]
        vectors = sum(tangents) + sum(adjoints)
        self.most = 2 * max(sizes) * vectors + len(factors) * max(sizes) ** 3 + 1
        self.sizes = exact_array(sizes, self.most)  # (K + 1,)
        self.tangents = exact_array(tangents, self.most)
        self.adjoints = exact_array(adjoints, self.most)
        self.kept = np.array([limit is None or factor.edges <= limit for factor in factors])
        singles = [
            _accumulation(k, factor, limit).cost.multiplications
            for k, factor in enumerate(factors, start=1)
        ]
        self.costs = Segments(exact_array(singles, self.most))
        self.ends = Segments(np.zeros(len(factors), np.int32))

    def fill(self, length: int) -> None:
        """All segments of this length, from the shorter ones."""
        columns, rows = self.sizes[: len(self.sizes) - length], self.sizes[length:]
        left, right = self.costs.left(length), self.costs.right(length)
        pushed = right[:, -1] + columns * self.tangents[length - 1 :]
        first = slice(0, len(columns))  # the factor that is eliminated by adjoints
        pulled = np.where(self.kept[first], left[:, 0] + rows * self.adjoints[first], self.most)
        multiplied = windows(self.sizes, length) * (columns * rows)[:, None]
        multiplied += left
        multiplied += right
        split = multiplied.argmin(axis=1)
        matrices = multiplied[np.arange(len(split)), split]
        vectors = np.minimum(pushed, pulled)
        ends = np.where(pushed <= pulled, TANGENT, ADJOINT)  # at a tie no tape is needed
        self.costs.put(length, np.minimum(vectors, matrices))
        self.ends.put(length, np.where(vectors <= matrices, ends, split))

    def plan(self) -> list[Step]:
        """The operations that the ends of the segments tell, in the order of execution."""
        found: list[Step] = []
        waiting = [(0, len(self.factors))]
        while waiting:
            start, to = waiting.pop()
            if to - start == 1:
                found.append(_accumulation(to, self.factors[start], self.limit))
                continue
            end = self.ends.of(to, start + 1)
            if end == TANGENT:
                found.append(self._pushed(start, to - 1, to))
                waiting.append((start, to - 1))
            elif end == ADJOINT:
                found.append(self._pulled(start, start + 1, to))
                waiting.append((start + 1, to))
            else:
                via = start + 1 + end
                found.append(_product(self.forms, start, via, to))
                waiting += [(via, to), (start, via)]
        return list(self._merged(reversed(found)))

    def _merged(self, steps: Iterator[Step]) -> Iterator[Step]:
        """Eliminations that follow one another as one, as far as the tape holds them."""
        last = next(steps)
        for step in steps:
            via = last.via
            if last[:2] == step[:2] and via is not None:
                if step.mode == "tangent" and (step.start, step.via) == (last.start, last.to):
                    last = self._pushed(last.start, via, step.to)
                    continue
                if step.mode == "adjoint" and (step.to, step.via) == (last.to, last.start):
                    tape = sum(factor.edges for factor in self.factors[step.start : via])
                    if self.limit is None or tape <= self.limit:
                        last = self._pulled(step.start, via, last.to)
                        continue
            yield last
            last = step
        yield last

    def _pushed(self, start: int, via: int, to: int) -> Step:
        return _elimination(self.factors, "tangent", start, via, to)

    def _pulled(self, start: int, via: int, to: int) -> Step:
        return _elimination(self.factors, "adjoint", start, via, to)


def _accumulation(k: int, factor: Factor, limit: int | None) -> Step:
    """J_k by itself, by tangents or by adjoints, whichever costs less and has its memory."""
    pushed = factor.tangent.times(factor.form.columns)
    pulled = factor.adjoint.times(factor.form.rows)
    allowed = limit is None or factor.edges <= limit
    if allowed and pulled.multiplications < pushed.multiplications:
        return Step("accumulate", "adjoint", k - 1, None, k, factor.form.rows, pulled)
    return Step("accumulate", "tangent", k - 1, None, k, factor.form.columns, pushed)


def _elimination(factors: Sequence[Factor], mode: Way, start: int, via: int, to: int) -> Step:
    """x_via eliminated: the columns of F(via←start) pushed on, or the rows of F(to←via) pulled."""
    if mode == "tangent":
        vectors, each = factors[start].form.columns, [f.tangent for f in factors[via:to]]
    else:
        vectors, each = factors[to - 1].form.rows, [f.adjoint for f in factors[start:via]]
    cost = sum(each, Cost()).times(vectors)
    return Step("eliminate", mode, start, via, to, vectors, cost)


def _product(forms: Sequence[DenseForm], start: int, via: int, to: int) -> Step:
    """F(to←via)·F(via←start), full matrices."""
    left = DenseForm(forms[to - 1].rows, forms[via].columns)
    right = DenseForm(forms[via - 1].rows, forms[start].columns)
    return Step("multiply", None, start, via, to, 0, compose(left, right)[1])


def _one_way(factors: Sequence[Factor], mode: Way) -> Plan:
    """One accumulation, and one elimination over all the rest."""
    depth = len(factors)
    if mode == "tangent":
        factor = factors[0]
        cost, vectors = factor.tangent.times(factor.form.columns), factor.form.columns
        first = Step("accumulate", mode, 0, None, 1, vectors, cost)
        further = [_elimination(factors, mode, 0, 1, depth)]
    else:
        factor = factors[-1]
        cost, vectors = factor.adjoint.times(factor.form.rows), factor.form.rows
        first = Step("accumulate", mode, depth - 1, None, depth, vectors, cost)
        further = [_elimination(factors, mode, 0, depth - 1, depth)]
    return (first, *further[: depth - 1])
