"""What the JSON of `compare` is, declared."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from jaccli.accumulate.price import CostModel, Seeds
from jaccli.reports.common.entries import (
    AgreementEntry,
    CheckEntry,
    Costs,
    Declared,
    Head,
    LayerEntry,
    Matrix,
    OrderEntry,
    PrimalEntry,
    Vector,
)
from jaccli.reports.common.verdict import Cheaper
from jaccli.reports.compare.comparison import Wrt


class MemoryEntry(TypedDict):
    """What a sweep holds."""

    stored: Annotated[int, "numbers kept for the way back"]
    carried: Annotated[int, "the most numbers that are carried at once"]
    bytes: Annotated[int, "of both"]


class ModeStepEntry(TypedDict):
    """What a mode spends on one edge, with the start counted."""

    layer: str
    input: str
    dense_flops: int
    structured_flops: int


class ModeEntry(TypedDict):
    """What one mode costs."""

    passes: Annotated[int, "how many vectors it carries"]
    cost: Costs
    seeds_free: Costs
    memory: MemoryEntry
    steps: Annotated[list[ModeStepEntry], "one an edge, in the order of the sweep"]
    meeting_additions: Annotated[int, "where several edges meet"]
    seconds: Annotated[float | None, "with --time: the median of the sweep alone"]
    run: Annotated[bool, "or priced only"]
    why: Annotated[str | None, "why it was not run, where that was decided"]


class ModesEntry(TypedDict):
    """What each mode costs."""

    forward: ModeEntry
    reverse: ModeEntry


class AgreedEntry(AgreementEntry):
    """How far the results of both modes are apart."""

    by: Annotated[Literal["jacobians", "products"], "what was compared"]


class SavingEntry(TypedDict):
    """FLOPs for one vector through J_k, as it is and as a full matrix."""

    k: int
    structured: int
    dense: int


class TimingEntry(TypedDict):
    """How the times were taken."""

    runs: int
    note: Annotated[str, "why the clock and the count differ"]


class FlipEntry(TypedDict):
    """A rule of counting, and the verdict under it."""

    cost: CostModel
    seeds: Seeds
    cheaper: Cheaper


class VerdictEntry(TypedDict):
    """Which mode is cheaper, by the ratio numerator / denominator, and by which rule."""

    cheaper: Cheaper
    numerator: int
    denominator: int
    reason: str
    cost: CostModel
    seeds: Seeds
    flips: Annotated[list[FlipEntry], "the rules of counting with another verdict"]


class NamedOrderEntry(OrderEntry):
    """A further order that has a name."""

    executed: bool
    max_abs_difference: Annotated[float | None, "of J to that of both modes; null: not finite"]


class OrdersEntry(TypedDict):
    """What the chain's orders of multiplication come to."""

    best: Annotated[OrderEntry | None, "null on graphs (see `order`) and by parameters"]
    orders: NotRequired[
        Annotated[
            list[NamedOrderEntry],
            "each: name, bracketing, elimination or plan, cost, rank",
        ]
    ]


class ComparisonEntry(Head, OrdersEntry):
    """The result of `compare`."""

    wrt: Wrt
    layers: list[LayerEntry]
    output: Annotated[Vector | None, "null where J was not built, or is large"]
    jacobian: Annotated[
        Matrix | None, "null where it was not built, or has more than 4,096 entries"
    ]
    primal: PrimalEntry
    modes: Annotated[ModesEntry, "forward and reverse: run, passes, cost, memory, steps, seconds"]
    agreement: Annotated[
        AgreedEntry | None, "how far both are apart; by: jacobians, products or null"
    ]
    check: Annotated[CheckEntry | None, "what differences say: status, ok, and whose they are: of"]
    saving: Annotated[SavingEntry | None, "the layer whose form saves most"]
    timing: TimingEntry | None
    verdict: VerdictEntry


DECLARED = Declared((ComparisonEntry,))
