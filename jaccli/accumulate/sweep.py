"""The textbook's loops (Murphy 2022, algorithms 5 to 7), and the same sweeps edge by edge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from jaccli.arrays import Array, np
from jaccli.linearise import Step
from jaccli.linmap import LinearMap, Selection, product
from jaccli.progress import SILENT, Progress


def forward(steps: Iterable[Step], tangents: LinearMap, progress: Progress = SILENT) -> LinearMap:
    """J V, right to left: algorithm 5 for a collection of tangents.

    tangents: V (n, c), one column a tangent; `steps` may be a stream, nothing is kept.
    """
    for step in progress.over("forward mode", steps, unit="layers"):
        tangents = product(step.jacobian, tangents)
    return tangents


def reverse(steps: Iterable[Step], adjoints: LinearMap, progress: Progress = SILENT) -> LinearMap:
    """U J, left to right: algorithm 6 for a collection of adjoints.

    adjoints: U (r, m), one row an adjoint; the list of the steps is the tape.
    """
    tape = list(steps)
    for step in progress.over("reverse mode", reversed(tape), len(tape), "layers"):
        adjoints = product(adjoints, step.jacobian)
    return adjoints


def pushforward(
    steps: Sequence[Step],
    output: str,
    tangents: Mapping[str, Array],
    progress: Progress = SILENT,
) -> Array:
    """The tangents (m, c) of the output, from those of some inputs or parameters.

    A value that depends on several of them adds up what each contributes; a tangent is let go
    after its last reader. An output that depends on none of them does not move: zeros. What is
    given is asked for where it is read, so that it need not be there before.
    """
    last = {name: step for step in steps for name, _ in step.edges}
    live: dict[str, Array] = {}
    moved: Array | None = None
    for step in progress.over("forward mode", steps, unit="layers"):
        moving = [edge for edge in step.edges if edge[0] in live or edge[0] in tangents]
        if moving:
            live[step.node.name] = sum_of_moved(
                (live[name] if name in live else tangents[name], each) for name, each in moving
            )
        for name, _ in step.edges:
            if last[name] is step:
                live.pop(name, None)
        if step.node.name == output:
            moved = live.get(output)
            if moved is None:
                first = next(iter(tangents.values()))
                return np.zeros((len(step.value), first.shape[1]), first.dtype)
    assert moved is not None, f"no step is called {output}"
    return moved


def sum_of_moved(moving: Iterable[tuple[Array, LinearMap]]) -> Array:
    """Σ J V (m, c) over the tangents V of what a layer reads, and its Jacobians."""
    others = iter(moving)
    first, jacobian = next(others)
    total = jacobian.on_columns(first)
    for at, (tangents, each) in enumerate(others):
        # the first sum is an array of its own, which the others are added to in place
        if at and isinstance(each, Selection):  # of many inputs each moves a few entries
            total = each.added_to(total, tangents)
        else:
            total = total + each.on_columns(tangents)
    return total


def pullback(
    tape: Iterable[Step],
    output: str,
    adjoints: Array,
    wanted: Collection[str],
    progress: Progress = SILENT,
) -> dict[str, Array]:
    """Backpropagation, algorithm 7: the adjoints (r, size) of what is wanted, from those of the
    output, (r, m).

    wanted: names of inputs, parameters and values. A value read twice collects twice; one that
    nothing wanted depends on is not pulled back to; one that is not wanted is let go. What the
    output does not depend on is missing from what comes back: its adjoint is 0.
    """
    steps = list(tape)
    live = set(wanted)
    for step in steps:
        if any(name in live for name, _ in step.edges):
            live.add(step.node.name)
    collected = {output: adjoints}
    for step in progress.over("reverse mode", reversed(steps), len(steps), "layers"):
        value = step.node.name
        if value not in collected:
            continue  # the output does not depend on it
        u = collected[value]
        if value not in wanted:
            del collected[value]
        for name, jacobian in step.edges:
            if name in live:
                _meet(collected, name, jacobian.on_rows(u))
    return collected


def side_by_side(adjoints: Mapping[str, Array], sources: Mapping[str, int], like: Array) -> Array:
    """The adjoints of all sources as one array (r, Σ sizes); 0 where the output does not depend.

    adjoints: what `pullback` found; sources: name and size; like: an array (r, …) of the dtype
    """
    parts = [
        adjoints[name] if name in adjoints else np.zeros((len(like), size), like.dtype)
        for name, size in sources.items()
    ]
    return np.concatenate(parts, axis=1)


def _meet(collected: dict[str, Array], name: str, contribution: Array) -> None:
    """Add a contribution to what has been collected for a value."""
    there = collected.get(name)
    collected[name] = contribution if there is None else there + contribution
