"""A graph with the forms of its edges while its vertices are eliminated, for searches.

Forms are few and edges many, so what a pair of forms gives and costs is looked up once.
"""

from __future__ import annotations

from jaccli.accumulate.elimination.dag import Dag
from jaccli.cost import Cost
from jaccli.linmap import Form, add, compose


class Prices:
    """Products and sums of forms, each known by its number, with what they cost.

    in_flops: else in multiplications, so that sums are free
    """

    def __init__(self, *, in_flops: bool = True) -> None:
        self._in_flops = in_flops
        self._numbers: dict[Form, int] = {}
        self._forms: list[Form] = []
        self._products: dict[tuple[int, int], tuple[int, int]] = {}
        self._sums: dict[tuple[int, int], tuple[int, int]] = {}

    def number(self, form: Form) -> int:
        """Of equal forms the same."""
        found = self._numbers.setdefault(form, len(self._forms))
        if found == len(self._forms):
            self._forms.append(form)
        return found

    def product(self, left: int, right: int) -> tuple[int, int]:
        """Which form it is, and what it costs."""
        found = self._products.get((left, right))
        if found is None:
            made = compose(self._forms[left], self._forms[right])
            found = self._products[left, right] = self._noted(made.form, made.cost)
        return found

    def sum(self, there: int, other: int) -> tuple[int, int]:
        """Which form it is, and what it costs."""
        found = self._sums.get((there, other))
        if found is None:
            made = add(self._forms[there], self._forms[other])
            found = self._sums[there, other] = self._noted(made.form, made.cost)
        return found

    def _noted(self, form: Form, cost: Cost) -> tuple[int, int]:
        return self.number(form), cost.flops if self._in_flops else cost.multiplications


class Formed:
    """before, after: the forms of the edges of each vertex, by its neighbours.

    A copy has the same dictionaries; where one changes, it is another that takes its place.
    """

    __slots__ = ("_inputs", "_outputs", "_prices", "after", "before", "spent")
    settled = False  # a sum of diagonals is one, but not where one of them was made dense before

    def __init__(self, dag: Dag) -> None:
        self._prices = Prices()
        self._inputs, self._outputs = frozenset(dag.inputs), frozenset(dag.outputs)
        self.before: list[dict[int, int]] = [{} for _ in dag.names]
        self.after: list[dict[int, int]] = [{} for _ in dag.names]
        self.spent = 0  # on edges that stand twice
        for edge, (source, target) in enumerate(dag.edges):
            self.spent += self._put(source, target, self._prices.number(dag.form(edge)))

    def copy(self) -> Formed:
        """The same, to go on from."""
        twin = object.__new__(Formed)
        twin._prices, twin.spent = self._prices, self.spent
        twin._inputs, twin._outputs = self._inputs, self._outputs
        twin.before, twin.after = self.before.copy(), self.after.copy()
        return twin

    def price(self, v: int) -> int:
        """The FLOPs of eliminating v now."""
        prices, entering = self._prices, self.before[v].items()
        total = 0
        for target, left in self.after[v].items():
            beside = self.before[target]
            for source, right in entering:
                made, flops = prices.product(left, right)
                total += flops
                if (there := beside.get(source)) is not None:
                    total += prices.sum(there, made)[1]
        return total

    def weighed(self, v: int) -> tuple[int, ...]:
        """What Markowitz's rule compares: the FLOPs, then how many products there are."""
        return self.price(v), len(self.before[v]) * len(self.after[v])

    def eliminate(self, v: int) -> int:
        """The FLOPs that it takes."""
        before, after = self.before[v], self.after[v]
        for u in before:
            self.after[u] = self.after[u].copy()
        for u in after:
            self.before[u] = self.before[u].copy()
        spent = 0
        for target, left in sorted(after.items()):
            for source, right in sorted(before.items()):
                made, flops = self._prices.product(left, right)
                spent += flops + self._put(source, target, made)
        if v not in self._inputs:
            for target in after:
                del self.before[target][v]
            self.after[v] = {}
        if v not in self._outputs:
            for source in before:
                del self.after[source][v]
            self.before[v] = {}
        return spent

    def taken_out(self, v: int) -> set[int]:
        """Eliminate v: the vertices whose price may have changed, those beside its pairs too."""
        before, after = self.before[v], self.after[v]
        self.eliminate(v)
        touched = {*before, *after}
        for source in before:
            for target in after:
                touched |= self.after[source].keys() & self.before[target].keys()
        return touched

    def key(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Of states that nothing tells apart the same."""
        return tuple([tuple(sorted(each.items())) for each in self.before])

    def _put(self, source: int, target: int, made: int) -> int:
        there = self.before[target].get(source)
        made, flops = (made, 0) if there is None else self._prices.sum(there, made)
        self.before[target][source] = self.after[source][target] = made
        return flops
