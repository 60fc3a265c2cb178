"""A topic on the JSON: which keys the results of each command have, beside those of all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import get_type_hints

from jaccli.reports.common.entries import FindingEntry, Head
from jaccli.reports.common.modes import Rule
from jaccli.reports.explain.glossary.material import flops_of, sample
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea
from jaccli.reports.schema.find import commands, declared_by
from jaccli.reports.schema.outputs import meanings

TOLD = (  # keys whose name does not say it
    *("after_output", "unused", "program", "check", "modes", "agreement", "flips", "saving"),
    *("best", "orders", "eliminated", "tangents", "gradients", "steps", "slopes", "crossover"),
    "checks",
)


def head() -> tuple[str, ...]:
    """The keys of a result that speaks of a chain or a graph."""
    return tuple(meanings(Head))


def results() -> dict[str, tuple[str, ...]]:
    """The keys of a result of each command, beside those and `findings`."""
    shared = {**get_type_hints(Head), "findings": list[FindingEntry]}
    return {
        name: tuple(
            dict.fromkeys(
                key
                for each in declared_by(name).results
                for key, hint in get_type_hints(each).items()
                if shared.get(key) != hint
            )
        )
        for name in commands()
    }


def told() -> dict[str, str]:
    """What stands at the keys of TOLD: of results, else of what is in them."""
    declared = [each for name in commands() for each in declared_by(name).results]
    found: dict[str, str] = {}
    for within in (False, True):
        for each in declared:
            found = {**meanings(each, within=within), **found}
    return {key: found[key] for key in TOLD}


def _formula() -> tuple[str, ...]:
    return tuple(f"{command}: {', '.join(keys)}" for command, keys in results().items())


@idea(
    "json",
    "what --format json prints, for programs: the keys",
    group="files",
    also=("--format json", "findings", "output format", "schema", "machine readable"),
    formula=_formula,
    source="the outputs themselves: the tests compare these keys with those of real calls",
    see=("chain-file", "options", "verdict"),
    tries="jaccli compare sample:mlp_cross_entropy --format json",
)
def json_output() -> Iterator[Item]:
    """--format json prints one object. `results` has one entry a chain, in order. Integers stay
    integers, arrays are nested lists in full precision, and null stands for what was not found.
    Each result has `findings`, the sentences of the report, each with a `kind` and a `text`.
    Below are the further keys of each command. Keys are only added while the number after the
    name of the schema stays the same. J is null if it has more than 4,096 entries; --values
    prints it all the same. `jaccli schema NAME` has the whole shape of each.
    """
    name = "mlp_cross_entropy"
    graph = sample(name)
    ahead, back = flops_of(graph, "forward"), flops_of(graph, "reverse")
    modes = {
        mode: {"cost": {"dense": {"flops": flops}}}
        for mode, flops in (("forward", ahead), ("reverse", back))
    }
    cheaper = "tie" if ahead == back else "forward" if ahead < back else "reverse"
    result = {"file": f"sample:{name}", "modes": modes, "verdict": {"cheaper": cheaper}}
    yield Words(f"Part of what compare says of sample:{name} ({Rule().words}):")
    yield Words(json.dumps({"schema": "jaccli.compare/1", "results": [result]}))
    yield Words(f"What speaks of a chain or a graph has also: {', '.join(head())}.")
    yield Rows(("key", "holds"), tuple(told().items()))
    yield Words(
        "Orders are called optimal, forward and reverse, which may be one bracketing, the others "
        "mixed, by rank; with --matrix-free optimal, tangent, adjoint and preaccumulation, whose "
        "`plan` numbers the values from 0, the input. Those of a graph are best, forward, reverse, "
        "markowitz, markowitz-last and others, each with its `elimination`, `optimal` and "
        "`lower_bound`; `given` is that of --order."
    )
    yield Words(
        "`of` in `check` is program, recording (with --no-rerun) or function (of a chain file). "
        "Its `status` is branch where the program leaves its recording, as `finding` says, and "
        "coarse where each layer by itself confirms what differences of the whole deny. `ok` is "
        "null where differences cannot tell, and where they agree with a recording alone."
    )
    yield Words(
        "An `agreement` that is not ok leaves the exit status as it is. What no mode built is null "
        "in `jacobian`. Beside `results`, check has `skipped`, the files that it passed over."
    )
    yield Words(
        "The kinds of findings are headline, why, rule, note, warning and next. Where a report "
        "shows figures, the headline says in words what they are. `check` and `trace` lay out what "
        "they say in another way as text."
    )
