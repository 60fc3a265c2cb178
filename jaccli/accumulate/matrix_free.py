"""The cheapest plan of a matrix-free chain, by dynamic programming over its segments
(Naumann, Matrix-Free Jacobian Chaining, 2024, arXiv:2406.11862)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd

from jaccli.accumulate.optimal import cheapest
from jaccli.accumulate.plans import Plan, Step, matrix_product, pass_of
from jaccli.accumulate.segments import (
    Segments,
    exact_array,
    first_least,
    largest_product,
    windows,
)
from jaccli.arrays import Array, np
from jaccli.cost import Cost
from jaccli.factors import Factor
from jaccli.linmap import DenseForm

TANGENT, ADJOINT = -2, -1  # how a segment ends; 0 and more: it is a product, split there


def cheapest_plan(
    factors: Sequence[Factor], limit: int | None = None, alone: Sequence[int] | None = None
) -> Plan:
    """The plan of fewest multiply-adds, the research tools' fma.

    C(j,j) = min(n_j T_j, m_j A_j), and C(j,i) is the least of
    C(j,k+1) + C(k,i) + m_j m_k n_i, C(k,i) + n_i Σ T and C(j,k+1) + m_j Σ A over k,
    the last only where Σ|E| ≤ M.

    It is enough to eliminate one factor at a time. Such an elimination is among those above, so
    nothing cheaper is found; and nothing is lost, for the costs of vectors add up:
    C(k+1,i) ≤ C(k,i) + n_i T_{k+1}, and so on by induction up to j, likewise backwards for
    adjoints, where |E_k| ≤ Σ|E| ≤ M, as |E| ≥ 0. Every condition that is left reads |E_k| ≤ M:
    the optimum changes with M at the |E_k| alone.

    factors: J_1 … J_K; limit: M, the numbers a tape may hold, None for any number; alone: the
    multiply-adds of each J_k by itself, where these are others than C(j,j).
    """
    table = _Table(factors, limit, alone)
    for length in range(2, len(factors) + 1):
        table.fill(length)
    plan = Plan(table.plan())
    whole = table.scale * table.costs.of(len(factors), 1)
    assert plan.multiply_adds == whole, "a plan costs what was found"
    return plan


def tangent_plan(factors: Sequence[Factor]) -> Plan:
    """Forward mode: the n columns of I_n through the whole chain."""
    return Plan([pass_of(factors, "tangent", 0, None, len(factors))])


def adjoint_plan(factors: Sequence[Factor]) -> Plan:
    """Reverse mode: the m rows of I_m through the whole chain, with all of it on the tape."""
    return Plan([pass_of(factors, "adjoint", 0, None, len(factors))])


def preaccumulation(factors: Sequence[Factor], limit: int | None = None) -> Plan:
    """Every Jacobian by itself, the cheaper way, then their product in the cheapest order."""
    forms = [DenseForm(*factor.form.shape) for factor in factors]
    order = cheapest(forms).order
    alone = [_accumulation(factors, k, limit) for k in range(len(factors))]
    products = [matrix_product(factors, each.column - 1, each.split, each.row) for each in order]
    return Plan([*alone, *products])


def curve(factors: Sequence[Factor]) -> list[tuple[int, int]]:
    """Where the optimum changes with the memory limit: (M, multiply-adds from there on).

    It starts at M = 0, and each further M is one of the |E_k|.
    """
    limits = sorted({0, *(factor.edges for factor in factors)})
    found: dict[int, int] = {}

    def cost(at: int) -> int:
        if at not in found:
            found[at] = cheapest_plan(factors, limits[at]).multiply_adds
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


class _Table:
    """The segments filled so far. Factors are numbered from 0, each by the value that it reads."""

    def __init__(
        self, factors: Sequence[Factor], limit: int | None, alone: Sequence[int] | None
    ) -> None:
        self.factors = factors
        self.limit = limit
        self.alone = alone
        sizes = [factors[0].form.columns, *(factor.form.rows for factor in factors)]
        tangents = [factor.tangent.multiplications for factor in factors]
        adjoints = [factor.adjoint.multiplications for factor in factors]
        # costs are counted in what all of them are multiples of
        shared, alike = gcd(*sizes), gcd(*tangents, *adjoints)
        shared = shared if alone is None else 1  # those need not be
        common = gcd(alike, shared**2)
        self.scale, self.weight = shared * common, shared**2 // common  # of products of matrices
        sizes = [size // shared for size in sizes]
        tangents = [price // common for price in tangents]
        adjoints = [price // common for price in adjoints]
        vectors = sum(tangents) + sum(adjoints)
        matrices = len(factors) * self.weight * largest_product(sizes)
        self.most = 2 * max(sizes) * vectors + matrices + sum(alone or ()) + 1
        self.sizes = exact_array(sizes, self.most)  # (K + 1,)
        self.tangents = exact_array(tangents, self.most)
        self.adjoints = exact_array(adjoints, self.most)
        self.kept = np.array([limit is None or factor.edges <= limit for factor in factors])
        singles = [self._single(k).cost.multiplications // self.scale for k in range(len(factors))]
        self.costs = Segments(exact_array(singles, self.most))
        self.ends = Segments(np.zeros(len(factors), np.int32))

    def fill(self, length: int) -> None:
        """All segments of this length, from the shorter ones."""
        columns, rows = self.sizes[: len(self.sizes) - length], self.sizes[length:]
        left, right = self.costs.left(length), self.costs.right(length)
        pushed = right[:, -1] + columns * self.tangents[length - 1 :]
        first = slice(0, len(columns))  # the factor that is eliminated by adjoints
        pulled = np.where(self.kept[first], left[:, 0] + rows * self.adjoints[first], self.most)
        ends = columns * rows * self.weight

        def exactly(row: int) -> Array:
            inner = self.sizes[row + 1 : row + length]
            found: Array = left[row] + right[row] + inner * ends[row]
            return found

        split = first_least(self._multiplied(length), exactly)
        at = np.arange(len(split))
        matrices = ends * self.sizes[at + split + 1]
        matrices = matrices + left[at, split] + right[at, split]
        vectors = np.minimum(pushed, pulled)
        cheaper = np.where(pushed <= pulled, TANGENT, ADJOINT)  # at a tie no tape is needed
        self.costs.put(length, np.minimum(vectors, matrices))
        self.ends.put(length, np.where(vectors <= matrices, cheaper, split))

    def _multiplied(self, length: int) -> Array:
        """What products of matrices cost, (segments, splits), as fast as it comes."""
        sizes = self.sizes if self.sizes.dtype != object else self.sizes.astype(float)
        costs = self.costs.screen
        found = windows(sizes, length) * (sizes[:-length] * sizes[length:] * self.weight)[:, None]
        found += costs.left(length)
        found += costs.right(length)
        return found

    def plan(self) -> list[Step]:
        """The operations that the ends of the segments tell, in the order of execution."""
        found: list[Step] = []
        waiting = [(0, len(self.factors))]
        while waiting:
            start, to = waiting.pop()
            if to - start == 1:
                found.append(self._single(start))
                continue
            end = self.ends.of(to, start + 1)
            if end == TANGENT:
                found.append(pass_of(self.factors, "tangent", start, to - 1, to))
                waiting.append((start, to - 1))
            elif end == ADJOINT:
                found.append(pass_of(self.factors, "adjoint", start, start + 1, to))
                waiting.append((start + 1, to))
            else:
                via = start + 1 + end
                found.append(matrix_product(self.factors, start, via, to))
                waiting += [(via, to), (start, via)]
        return list(self._merged(reversed(found)))

    def _single(self, k: int) -> Step:
        step = _accumulation(self.factors, k, self.limit)
        return step if self.alone is None else step._replace(cost=Cost(self.alone[k]))

    def _merged(self, steps: Iterator[Step]) -> Iterator[Step]:
        """Eliminations that follow one another as one, as far as the tape holds them."""
        last = next(steps)
        for step in steps:
            joined = self._joined(last, step)
            if joined is None:
                yield last
            last = joined or step
        yield last

    def _joined(self, last: Step, step: Step) -> Step | None:
        """Two eliminations as one, None where they are not parts of one.

        Of one kind, the second goes on where the first ended: another segment would have begun
        with an accumulation.
        """
        if last.operation != "eliminate" or last[:2] != step[:2]:
            return None
        if step.mode == "tangent":
            return pass_of(self.factors, "tangent", last.start, last.via, step.to)
        both = pass_of(self.factors, "adjoint", step.start, last.via, last.to)
        tape = sum(self.factors[k].edges for k in both.passed)
        return both if self.limit is None or tape <= self.limit else None


def _accumulation(factors: Sequence[Factor], k: int, limit: int | None) -> Step:
    """One factor by itself, by tangents or by adjoints, whichever costs less and has its memory."""
    pushed = pass_of(factors, "tangent", k, None, k + 1)
    pulled = pass_of(factors, "adjoint", k, None, k + 1)
    allowed = limit is None or factors[k].edges <= limit
    cheaper = pulled.cost.multiplications < pushed.cost.multiplications
    return pulled if allowed and cheaper else pushed
