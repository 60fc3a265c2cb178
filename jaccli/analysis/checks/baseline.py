"""Costs beside those of an earlier run, which `jaccli compare --format json` wrote."""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from jaccli.analysis.checks.outcome import Outcome
from jaccli.analysis.compare import Comparison
from jaccli.analysis.modes import RULES, Rule
from jaccli.errors import JaccliError, Mistakes, count, printable

SCHEMA = "jaccli.compare/1"
WRITE = "write one: jaccli compare CHAIN… --format json -o FILE"
Costs = Mapping[Rule, int]


class Saved(NamedTuple):
    """The FLOPs of one chain in an earlier run, by mode and rule."""

    file: str
    name: str
    modes: Mapping[str, Costs]


class Baseline(NamedTuple):
    """An earlier run. file: where it was saved"""

    file: str
    saved: tuple[Saved, ...]

    def of(self, file: str, name: str) -> Saved | None:
        """The chain of that file, or else the only one of that name."""
        same = os.path.normpath(file)
        for each in self.saved:
            if os.path.normpath(each.file) == same:
                return each
        named = [each for each in self.saved if name and each.name == name]
        return named[0] if len(named) == 1 else None


def read_baseline(path: str) -> Baseline:
    """The costs in a file that `compare` wrote. Raises Mistakes where it is no such file."""
    try:
        data = Path(path).read_text(encoding="utf-8")
        document = json.loads(data)
    except FileNotFoundError:
        raise _no_baseline(path, "no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise _no_baseline(path, reason.lower()) from None
    except (ValueError, RecursionError):
        raise _no_baseline(path, "this is not JSON") from None
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        found = "no schema" if schema is None else f"the schema {json.dumps(schema)}"
        raise _no_baseline(path, f"expected the schema {SCHEMA}, found {found}")
    try:
        return Baseline(path, tuple(_saved(document["results"])))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise _no_baseline(path, "its costs are not where compare writes them") from None


def _saved(results: Iterable[Mapping[str, Any]]) -> Iterable[Saved]:
    for result in results:
        if result.get("wrt", "input") != "input":
            continue  # other costs than those of the Jacobian by the input
        modes = {}
        for mode in ("forward", "reverse"):
            costs = result["modes"][mode]
            modes[mode] = {
                rule: _integer(
                    costs["cost" if rule.seeds == "counted" else "seeds_free"][rule.model]["flops"]
                )
                for rule in RULES
            }
        yield Saved(str(result["file"]), str(result.get("name", "")), modes)


def _integer(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(number)
    return number


def baseline_checks(compared: Comparison, baseline: Baseline) -> list[Outcome]:
    """No cost may have grown: one check a mode, over every rule."""
    saved = baseline.of(compared.graph.file, compared.graph.name)
    if saved is None:
        why = f"no chain of this file or name in {printable(baseline.file)}"
        return [Outcome("costs ≤ baseline", "noted", why)]
    return [
        _no_growth(mode.mode, {rule: cost.flops for rule, cost in mode.costs.items()}, saved)
        for mode in (compared.forward, compared.reverse)
    ]


def _no_growth(mode: str, costs: Costs, saved: Saved) -> Outcome:
    name = f"{mode} ≤ baseline"
    before = saved.modes[mode]
    measured = {f"{rule.model}, seeds {rule.seeds}": costs[rule] for rule in RULES}
    limit = {f"{rule.model}, seeds {rule.seeds}": before[rule] for rule in RULES}
    grown = [rule for rule in measured if measured[rule] > limit[rule]]
    if grown:
        said = "; ".join(f"{rule}: {measured[rule]:,} > {limit[rule]:,} FLOPs" for rule in grown)
        notes = (("help", "accept the new costs by writing the baseline again"),)
        return Outcome(name, "failed", said, "", measured, limit, notes=notes)
    shrunk = sum(measured[rule] < limit[rule] for rule in measured)
    headline = "dense, seeds counted"
    relation = "=" if measured[headline] == limit[headline] else "<"
    finding = f"{measured[headline]:,} {relation} {limit[headline]:,}"
    less = f", {count(shrunk, 'is', 'are')} less" if shrunk else ""
    remark = f"none of {len(RULES)} rules has grown{less}"
    return Outcome(name, "ok", finding, remark, measured, limit)


def _no_baseline(path: str, reason: str) -> Mistakes:
    title = f"--baseline {printable(path)}: {reason}"
    return Mistakes([JaccliError(title, notes=[("help", WRITE)])])
