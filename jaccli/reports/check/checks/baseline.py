"""Costs beside those of an earlier run, which `jaccli compare --format json` wrote."""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from jaccli.errors import JaccliError, Mistakes, reason_of
from jaccli.graph import Graph
from jaccli.opened import Folder
from jaccli.reports.common.derivatives.outcome import Outcome
from jaccli.reports.common.modes import RULES, Rule
from jaccli.reports.compare.find import Comparison
from jaccli.words import count

SCHEMA = "jaccli.compare/1"
WRITE = "write one: jaccli compare CHAIN… --format json -o FILE"
Costs = Mapping[Rule, int]


class Extent(NamedTuple):
    """How large a chain was: costs of other sizes say nothing of each other."""

    n: int
    m: int
    depth: int

    def others(self, now: Extent) -> str:
        """n 400, now 4; "" where all are the same."""
        pairs = zip(("n", "m", "layers"), self, now, strict=True)
        return ", ".join(f"{word} {a:,}, now {b:,}" for word, a, b in pairs if a != b)


class Saved(NamedTuple):
    """The FLOPs of one chain in an earlier run, by mode and rule."""

    file: str
    name: str
    extent: Extent
    modes: Mapping[str, Costs]


class Baseline(NamedTuple):
    """An earlier run. file: where it was saved"""

    file: str
    saved: tuple[Saved, ...]

    def of(self, file: str, name: str) -> Saved | None:
        """The chain of that file, or of that file as seen from the baseline's folder, or else the
        only one of that name."""
        folder = os.path.dirname(self.file)
        for below in ("", folder):
            for each in self.saved:
                if _same_file(os.path.join(below, each.file), file):
                    return each
        named = [each for each in self.saved if name and each.name == name]
        return named[0] if len(named) == 1 else None

    def refuse_strangers(self, graphs: Sequence[Graph]) -> None:
        """Raise Mistakes if it holds no chain of a run: then it would hold nothing back."""
        if any(self.of(graph.file, graph.name) for graph in graphs):
            return
        raise _no_baseline(self.file, "no chain of this run is in it")


def _same_file(first: str, second: str) -> bool:
    # both from the working folder, which is not asked for
    return os.path.normpath(first) == os.path.normpath(second)


def read_baseline(path: str) -> Baseline:
    """The costs in a file that `compare` wrote. Raises Mistakes where it is no such file."""
    try:
        document = json.loads(Folder().read(path).decode("utf-8"))
    except FileNotFoundError:
        raise _no_baseline(path, "no such file") from None
    except UnicodeDecodeError:
        raise _no_baseline(path, "it is not text in UTF-8") from None
    except OSError as error:
        raise _no_baseline(path, reason_of(error)) from None
    except (ValueError, RecursionError):
        raise _no_baseline(path, "this is not JSON") from None
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        found = "no schema" if schema is None else f"the schema {json.dumps(schema)}"
        raise _no_baseline(path, f"expected the schema {SCHEMA}, found {found}")
    try:
        saved = tuple(_saved(document["results"]))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise _no_baseline(path, "its costs are not where compare writes them") from None
    if not saved:
        raise _no_baseline(path, "it holds no costs of a chain, by its input")
    return Baseline(path, saved)


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
        extent = Extent(*(_integer(result[key]) for key in ("input_size", "output_size", "depth")))
        yield Saved(str(result["file"]), str(result.get("name", "")), extent, modes)


def _integer(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(number)
    return number


def baseline_checks(compared: Comparison, baseline: Baseline) -> list[Outcome]:
    """No cost may have grown: one check a mode, over every rule."""
    saved = baseline.of(compared.graph.file, compared.graph.name)
    if saved is None:
        why = f"no chain of this file or name in {baseline.file}"
        return [Outcome("costs ≤ baseline", "noted", why)]
    graph = compared.graph
    others = saved.extent.others(Extent(graph.n, graph.m, graph.depth))
    if others:
        # failed, not noted: else a chain that has grown is a chain that is no longer watched
        finding = f"other sizes than the baseline's ({others})"
        notes = (("help", "write the baseline again at these sizes, or check at its own"),)
        return [Outcome("costs ≤ baseline", "failed", finding, notes=notes)]
    return [
        _no_growth(mode.mode, {rule: cost.flops for rule, cost in mode.costs.items()}, saved)
        for mode in (compared.forward, compared.reverse)
    ]


def _no_growth(mode: str, costs: Costs, saved: Saved) -> Outcome:
    name = f"{mode} ≤ baseline"
    before = saved.modes[mode]
    brief = {
        f"{rule.model}, seeds {rule.seeds}": rule.brief for rule in RULES
    }  # by its key in JSON
    measured = dict(zip(brief, (costs[rule] for rule in RULES), strict=True))
    limit = dict(zip(brief, (before[rule] for rule in RULES), strict=True))
    grown = [rule for rule in measured if measured[rule] > limit[rule]]
    if grown:
        said = "; ".join(
            f"{brief[rule]}: {measured[rule]:,} > {limit[rule]:,} FLOPs" for rule in grown
        )
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
    title = f"--baseline {path}: {reason}"
    return Mistakes([JaccliError(title, notes=[("help", WRITE)])], path)
