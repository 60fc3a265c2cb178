"""A topic on what `compare` runs and what it prices only."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.accumulate.price import MODES
from jaccli.document.cells import Cell
from jaccli.reports.common.agreement import PAIRS
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.parts import ARRAYS
from jaccli.reports.compare.find import compare
from jaccli.reports.compare.running import AFFORDED
from jaccli.reports.explain.glossary.material import sample
from jaccli.reports.explain.glossary.topic import Item, Rows, Words, idea
from jaccli.words import in_bytes

RUNS = Rule("structured", "counted")  # the price of what runs
CHAINS: tuple[tuple[str, int | None], ...] = (
    ("mlp_cross_entropy", None),
    ("digits", None),
    ("textbook", 640),
)


@idea(
    "what runs",
    "what compare runs, and what it prices only",
    group="costs",
    also=("--run", "run", "priced only", "priced", "not run", "products", "max-memory", "large"),
    formula=(
        f"both modes: where the dearer one costs less than {AFFORDED:,} FLOPs",
        f"and its arrays take at most {in_bytes(ARRAYS)}",
    ),
    source="the rule is jaccli's own; no clock is asked, so reports agree on all machines",
    see=("structured", "agreement", "memory", "verdict"),
    tries="jaccli compare sample:textbook --set n=1000000 --run none -q",
)
def what_runs() -> Iterator[Item]:
    """Both modes are priced from shapes. The prices decide what is built, by what runs: each
    Jacobian in its own form, the start counted. The cheaper mode builds J, in chunks of rows or
    columns where its arrays are large. The other one builds J too where it is cheap. Otherwise it
    is priced only, and a few random products stand for the check that both agree. A price never
    fails for size: what does not fit the memory is priced, and where not even the weights fit no
    array is made.
    """
    rows: list[tuple[Cell | int, ...]] = []
    for name, size in CHAINS:
        found = compare(sample(name, None if size is None else {"n": size}))
        prices = [each.costs[RUNS].flops for each in (found.forward, found.reverse)]
        built = " and ".join(mode for mode in MODES if mode in found.running.at_once)
        rows.append((name if size is None else f"{name}, n = {size}", *prices, built))
    yield Rows(("sample", "forward", "reverse", "builds J"), tuple(rows))
    yield Words(
        f"Where one mode is priced only, {PAIRS} random pairs are compared: u·(J·v) by forward "
        "mode beside (u·J)·v by reverse mode. --run forward, reverse or both asks for modes, which "
        "is an error where they do not fit; --run none asks for prices alone. --max-memory is half "
        "of the machine's memory unless it is given."
    )
