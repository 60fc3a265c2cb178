"""A lower bound for every order of elimination, in multiplications: groups that are tried out.

It starts with each vertex alone. Where the best order known spends more on a group than the group
has to cost, the group takes in those that decide what its cuts cost, if that raises the sum. The
bound holds whatever the order is that guides it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from jaccli.accumulate.elimination.bits import bits, mask_of
from jaccli.accumulate.elimination.cuts import least_cut
from jaccli.accumulate.elimination.relaxed import Relaxed, TimeUp

LARGEST = 14  # vertices of a group: all its subsets are in memory
EFFORT = 20_000  # cuts for one group
NEAR = 100  # vertices that are asked what they do to one


class Group(NamedTuple):
    """Vertices that are tried out together, and what they cost at least."""

    vertices: tuple[int, ...]
    least: int


class Bound:
    """Groups without a common vertex that hold all vertices; they change as the bound rises."""

    def __init__(self, relaxed: Relaxed, stop: Callable[[], bool]) -> None:
        self.relaxed = relaxed
        self._of: dict[int, Group] = {}
        for v in relaxed.inner:  # where the time is up: one number before it and one after it
            least = relaxed.state.sizes[v] if stop() else relaxed.alone(v)
            self._of[v] = Group((v,), least)
        self._compete: dict[int, tuple[int, ...]] = {}

    @property
    def groups(self) -> tuple[Group, ...]:
        """Each once, in the order of their first vertices."""
        return tuple(dict.fromkeys(self._of.values()))

    @property
    def multiplications(self) -> int:
        """The bound."""
        return sum(group.least for group in self.groups)

    def rise(self, spent: Mapping[int, int], work: int, stop: Callable[[], bool]) -> None:
        """Let groups grow where an order spends more than they have to cost.

        Small groups first, for what competes is mostly few, and every set of a group is tried. At
        last they also take in what raises nothing yet, for it may take several to do so.
        spent: multiplications of each vertex in that order; work: after how much work of `Relaxed`
        it ends
        """
        last = self.relaxed.work + work

        def enough() -> bool:
            return self.relaxed.work >= last or stop()

        for stage in range(2, LARGEST + 2):
            waiting = list(self.groups)
            while waiting and not enough():
                group = waiting.pop(0)
                if self._of[group.vertices[0]] != group or not self._slack(group, spent):
                    continue
                try:
                    grown = self._grown(group, spent, stage, enough)
                except TimeUp:  # what it has is a bound
                    return
                if grown is not None:
                    for v in grown.vertices:
                        self._of[v] = grown
                    waiting.append(grown)

    def _slack(self, group: Group, spent: Mapping[int, int]) -> int:
        return sum(spent[v] for v in group.vertices) - group.least

    def _grown(
        self, group: Group, spent: Mapping[int, int], stage: int, enough: Callable[[], bool]
    ) -> Group | None:
        """The group with those that raise the bound most for each that it takes in, if any do."""
        best, most = None, (0.0, 0.0)
        largest = min(stage, LARGEST)
        if len(group.vertices) == largest:
            return None
        patient = stage > LARGEST and len(group.vertices) > 1
        for each in self._unions(group, largest, enough):
            gain = self._gain(each) / (len(each) - len(group.vertices))
            slack = 0.0
            if patient:
                slack = sum(self._slack(part, spent) for part in self._parts(each)) / len(each)
            if (gain, slack) > most:
                best, most = each, (gain, slack)
        if best is None:
            return None
        return Group(best, self.relaxed.least(best).multiplications)

    def _unions(
        self, group: Group, largest: int, enough: Callable[[], bool]
    ) -> Iterator[tuple[int, ...]]:
        seen = {group.vertices}
        for each in self._additions(group):
            if enough():
                return
            union = self._union((*group.vertices, *each))
            if union not in seen and len(union) <= largest:
                seen.add(union)
                if self.relaxed.effort(union) <= EFFORT:
                    yield union

    def _union(self, vertices: Sequence[int]) -> tuple[int, ...]:
        return tuple(sorted({u for v in vertices for u in self._of[v].vertices}))

    def _gain(self, union: Sequence[int]) -> int:
        parts = sum(part.least for part in self._parts(union))
        return self.relaxed.least(union).multiplications - parts

    def _parts(self, union: Sequence[int]) -> tuple[Group, ...]:
        """The groups that it is made of."""
        return tuple(dict.fromkeys(self._of[v] for v in union))

    def _additions(self, group: Group) -> Iterator[tuple[int, ...]]:
        """Vertices that compete with one of the group, and those that its cuts may consist of."""
        for v in group.vertices:
            for u in self._competing(v):
                yield (u,)
        order = self.relaxed.least(group.vertices).order
        for place, v in enumerate(order):
            before, after = mask_of(order[:place]), mask_of(order[place + 1 :])
            for side in (0, 1):
                yield from self._cuttable(v, side, before, after)

    def _competing(self, v: int) -> tuple[int, ...]:
        """The vertices that cost more together with v than both alone, whichever comes first."""
        if v not in self._compete:
            towards, away = (side.reached[v] for side in self.relaxed.sides)
            around = _near(v, [u for u in self.relaxed.inner if (towards | away) >> u & 1])
            self._compete[v] = tuple([u for u in around if self._together(u, v)])
        return self._compete[v]

    def _together(self, u: int, v: int) -> bool:
        alone = self.relaxed.alone
        least = alone(u) + alone(v)
        first, second = 1 << u, 1 << v
        return (
            alone(u, after=second) + alone(v, before=first) > least
            and alone(v, after=first) + alone(u, before=second) > least
        )

    def _cuttable(self, v: int, side: int, before: int, after: int) -> Iterator[tuple[int, ...]]:
        """The vertices that are in a least cut of v, those that hang together as one."""
        own = self.relaxed.sides[side]
        reached = own.reached[v]
        before, after = before & reached, after & reached
        ends = own.ends & ~(1 << v) | after
        least = self.relaxed.cut(v, side, before, after)
        sizes = list(self.relaxed.state.sizes)
        found = []
        for u in _near(v, bits(reached & ~before & ~ends)):
            kept, sizes[u] = sizes[u], 0
            if least_cut(own.nexts[v], own.nexts, ends, sizes, before) == least - kept:
                found.append(u)
            sizes[u] = kept
        yield from self._hanging_together(found)

    def _hanging_together(self, vertices: Sequence[int]) -> Iterator[tuple[int, ...]]:
        left = mask_of(vertices)
        state = self.relaxed.state
        while left:
            part = fresh = left & -left
            while fresh:
                around = 0
                for v in bits(fresh):
                    around |= state.before[v] | state.after[v]
                fresh = around & left & ~part
                part |= fresh
            left &= ~part
            yield tuple(bits(part))


def _near(v: int, vertices: Iterable[int]) -> list[int]:
    """Those nearest to v in topological order, in that order."""
    return sorted(sorted(vertices, key=lambda u: abs(u - v))[:NEAR])
