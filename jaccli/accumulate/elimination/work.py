"""What an order of elimination takes, from its steps in one pass: operations and memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.cost import Cost

if TYPE_CHECKING:
    from jaccli.accumulate.elimination.dag import Dag
    from jaccli.accumulate.elimination.vertices import Step


class Work(NamedTuple):
    """Of all steps of an order.

    peak: numbers of the largest edge that is made and is no part of J; held: the most numbers of
    edges it made that it holds at once, after each elimination or while its pairs are multiplied;
    added: numbers of the largest sum that is written out; numbers, pairs: that are made in all
    """

    cost: Cost
    peak: int
    held: int
    added: int
    numbers: int
    pairs: int


def work_of(dag: Dag, steps: Sequence[Step]) -> Work:
    """The work of these steps. dag: in the forms that they are priced in"""
    ins = {dag.names[v] for v in dag.inputs}
    outs = {dag.names[v] for v in dag.outputs}
    multiplications = additions = peak = added = numbers = pairs = held = most = 0
    into: dict[str, dict[str, int]] = {}  # numbers of the edges that were made, by their ends
    out_of: dict[str, dict[str, int]] = {}
    for step in steps:
        for pair in step.pairs:
            own = pair.form.own_numbers
            multiplications += pair.multiplying.multiplications + pair.adding.multiplications
            additions += pair.multiplying.additions + pair.adding.additions
            numbers += own
            pairs += 1
            if not (pair.source in ins and pair.target in outs):
                peak = max(peak, own)
            if pair.there is not None and pair.form.structure == "dense":
                added = max(added, pair.form.rows * pair.form.columns)
            before = into.setdefault(pair.target, {})
            held += own - before.get(pair.source, 0)
            before[pair.source] = out_of.setdefault(pair.source, {})[pair.target] = own
        most = max(most, held)
        for here, there in ((into, out_of), (out_of, into)):
            stays = outs if here is into else ins
            if step.vertex not in stays:
                for name, own in here.pop(step.vertex, {}).items():
                    held -= own
                    del there[name][step.vertex]
    return Work(Cost(multiplications, additions), peak, most, added, numbers, pairs)
