"""A topic on the JSON: which keys the results of each command have, beside those of all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from jaccli.reports.common.modes import Rule
from jaccli.reports.explain.glossary.material import flops_of, sample
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea

HEAD = (  # of a result that speaks of a chain or a graph
    "file",
    "name",
    "description",
    "dtype",
    "input_size",
    "output_size",
    "inputs",
    "output_name",
    "after_output",
    "idle_inputs",
    "unused",
    "chain",
    "depth",
    "edges",
    "parameters",
    "program",
)
RESULTS: Mapping[str, tuple[str, ...]] = {  # the keys of a result, beside those and `findings`
    "compare": (
        *("layers", "output", "jacobian", "primal", "modes", "agreement", "verdict", "best"),
        *("check", "flips", "saving", "timing", "wrt"),
    ),
    "show": ("layers", "input", "output", "jacobian", "formula", "check"),
    "jvp": ("vectors", "primal", "tangents", "steps", "cost", "check"),
    "vjp": ("vectors", "primal", "cotangents", "steps", "cost", "check"),
    "grad": ("loss", "gradients", "input_gradients", "cost", "steps", "check"),
    "order": (
        *("orders", "steps", "number_of_orders", "eliminated", "decisive_value", "unique"),
        *("complete", "agreement", "timing", "not_timed", "jacobians", "cost", "seeds"),
        *("seeds_counted", "matrix_free", "memory_limit", "curve", "factors", "not_executed"),
    ),
    "graph": ("nodes", "edges", "weights"),
    "trace": ("nodes", "weights", "recordings", "blocks", "changed", "common_prefix", "same"),
    "sweep": (
        *("points", "slopes", "fits", "crossover", "crossover_between", "crossover_from"),
        *("crossover_to", "further_crossovers", "best", "timing", "vary", "cost", "seeds"),
        "textbook_shapes",
    ),
    "check": ("ok", "checks"),
}

MEANINGS: Mapping[str, str] = {  # of keys whose name does not say it
    "after_output": "layers after the output, which are not run",
    "unused": "layers that the output does not depend on; idle_inputs too",
    "program": "of a recorded function: how often it was called",
    "check": "what differences say: status, ok, and whose they are: of",
    "modes": "forward and reverse: run, passes, cost, memory, steps, seconds",
    "agreement": "how far both are apart; by: jacobians, products or null",
    "flips": "the rules of counting with another verdict",
    "saving": "the layer whose form saves most",
    "best": "the best order; null on graphs and by parameters",
    "orders": "each: name, bracketing, elimination or plan, cost, rank",
    "eliminated": "what each order pays for each size; x_2 is J_1's rows",
    "tangents": "of jvp, cotangents of vjp: one list for each vector",
    "gradients": "by layer and name, {f1: {weight: ...}}; input_gradients too",
    "steps": "one a layer, in the order of the sweep; with --steps",
    "slopes": "of the last pair of sizes; fits: over the last decade too",
    "crossover": "the size at which the cheaper mode changes, or null",
    "checks": "name, status (ok, failed or noted), measured, limit, line",
}


@idea(
    "json",
    "what --format json prints, for programs: the keys",
    group="files",
    also=("--format json", "findings", "output format", "schema", "machine readable"),
    formula=tuple(f"{command}: {', '.join(keys)}" for command, keys in RESULTS.items()),
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
    prints it all the same.
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
    yield Words(f"What speaks of a chain or a graph has also: {', '.join(HEAD)}.")
    yield Rows(("key", "holds"), tuple(MEANINGS.items()))
    yield Words(
        "Orders are called optimal, forward and reverse, which may be one bracketing, the others "
        "mixed, by rank; with --matrix-free optimal, tangent, adjoint and preaccumulation, whose "
        "`plan` numbers the values from 0, the input."
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
        "shows figures, the headline says in words what they are."
    )
