"""What of a comparison is run and what is priced only: decided by prices and sizes alone.

No clock is asked, so the same chain gives the same report on every machine whose memory holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from jaccli.accumulate.price import MODES, Mode
from jaccli.arrays import size_in_bytes
from jaccli.graph import Graph
from jaccli.keywords import Worded, option
from jaccli.nothing import NOTHING
from jaccli.reports.common.agreement import pairs_at_once
from jaccli.reports.common.budget import (
    Planned,
    fits,
    of_a_sweep,
    of_a_text,
    of_the_tape,
    refuse_beyond,
)
from jaccli.reports.common.modes import ModeFacts, Rule
from jaccli.reports.common.parts import ARRAYS, at_once, bytes_of, least, of_vectors
from jaccli.reports.common.trial import seconds
from jaccli.words import count, in_bytes, shape

Run = Literal["forward", "reverse", "both", "none"]
AFFORDED = 10**9  # FLOPs: a dearer mode runs beside the cheaper one where it costs less than this
LONG = 2.0  # seconds: and where it takes no longer, roughly
PATIENCE = 20.0  # seconds that the cheaper mode may take unasked
VISIT = 2e-5  # seconds for an edge, however small its arrays are


class Running(NamedTuple):
    """at_once: how many vectors each mode that runs carries together, the one that builds J first.

    linearised: whether values and local Jacobians are made; products: whether random products are
    compared; why: for each mode that is priced only, the reason.
    """

    at_once: Mapping[Mode, int] = NOTHING
    linearised: bool = True
    products: bool = False
    why: Mapping[Mode, str] = NOTHING

    @property
    def builds(self) -> Mode | None:
        """The mode that J is from; None where it is not built."""
        return next(iter(self.at_once), None)


@dataclass(frozen=True, eq=False)
class Asked:
    """What is to be decided on. written: whether J will be written out, which takes memory too"""

    graph: Graph
    sources: Mapping[str, int]
    ahead: ModeFacts
    back: ModeFacts
    max_memory: int | None  # bytes
    written: bool

    @property
    def shape(self) -> tuple[int, int]:
        """(m, Σ sources) of J."""
        return self.graph.output_size, sum(self.sources.values())

    @property
    def jacobian(self) -> Planned:
        """J itself."""
        return Planned("the full Jacobian", self.shape, size_in_bytes(self.shape, self.graph.dtype))

    @cached_property
    def base(self) -> list[Planned]:
        """What every run makes, with any number of vectors."""
        text = [of_a_text("the full Jacobian", self.shape)] if self.written else []
        return [*of_the_tape(self.graph), *text]

    @property
    def room(self) -> int | None:
        """Bytes that are left beside what every run makes and J; None for any number."""
        if self.max_memory is None:
            return None
        return max(0, self.max_memory - bytes_of([*self.base, self.jacobian]))

    @cached_property
    def _of_one_vector(self) -> Mapping[Mode, list[Planned]]:
        return {mode: list(of_a_sweep(self.graph, mode, 1, self.sources)) for mode in MODES}

    def price(self, mode: ModeFacts) -> int:
        """FLOPs of what would run: each Jacobian in its own form, on so many full vectors.

        Seeds that are free are none in chunks, and which mode runs goes by the chain alone.
        """
        return mode.costs[Rule("structured", "counted")].flops

    def seconds(self, mode: ModeFacts) -> float:
        """How long building J takes, very roughly: products, numbers that are moved, edges."""
        numbers = mode.passes * sum(node.size for node in self.graph.nodes)
        chunks = -(-mode.passes // max(1, self.at_once(mode)))
        return seconds(self.price(mode), numbers) + VISIT * chunks * len(mode.steps)

    def sweep(self, mode: ModeFacts, vectors: int) -> list[Planned]:
        """The arrays of a sweep with so many vectors."""
        return of_vectors(self._of_one_vector[mode.mode], vectors)

    def least(self, mode: ModeFacts, *held: Planned) -> list[Planned]:
        """The arrays of a run that builds J vector by vector, beside what is held."""
        one = self._of_one_vector[mode.mode]
        own = one if held else least(one, mode.passes, self.jacobian)
        return [*self.base, *held, *own]

    def at_once(self, mode: ModeFacts, *held: Planned) -> int:
        """How many vectors of a mode that builds J fit together; 0 if not even one.

        held: a J that it is compared with.
        """
        one = self._of_one_vector[mode.mode]
        return at_once(one, mode.passes, self.jacobian, self.max_memory, self.base, held)


def decide(asked: Asked, run: Run | None, patience: float = PATIENCE) -> Running:
    """What runs: what was asked for, or else the cheaper mode, and the dearer where it is cheap.

    patience: seconds that the cheaper one may take where it was not asked for

    Raises Mistakes where a mode was asked for, or every entry of J, and its arrays do not fit.
    """
    ahead, back = asked.ahead, asked.back
    match run:
        case "none":
            return _nothing(option("--run", "none"))
        case "both":
            _refuse(asked, asked.least(back))
            _refuse(asked, asked.least(ahead, asked.jacobian))
            return _both(asked)
        case "forward" | "reverse":
            mode, other = (ahead, back) if run == "forward" else (back, ahead)
            _refuse(asked, asked.least(mode))
            return _one(asked, mode, other, option("--run", run))
    # a tie goes to reverse mode, whose J is shown where both are built, unless it waits for that
    by_price = asked.price(ahead), max(LONG, asked.seconds(ahead))
    is_ahead = by_price < (asked.price(back), max(LONG, asked.seconds(back)))
    cheaper, dearer = (ahead, back) if is_ahead else (back, ahead)
    if not asked.at_once(cheaper):
        if asked.written:
            _refuse(asked, asked.least(cheaper))
        return _too_large(asked, cheaper)
    if not asked.written and asked.seconds(cheaper) > patience:
        return _too_long(asked, cheaper)
    why = _why_not_beside(asked, dearer)
    return _one(asked, cheaper, dearer, why) if why else _both(asked)


def _both(asked: Asked) -> Running:
    ahead, back = asked.ahead, asked.back
    at_once = {back.mode: asked.at_once(back), ahead.mode: asked.at_once(ahead, asked.jacobian)}
    return Running(at_once)


def _one(asked: Asked, mode: ModeFacts, other: ModeFacts, why: str) -> Running:
    products = fits(asked.max_memory, asked.base, [asked.jacobian, _pairs(asked)])
    return Running({mode.mode: asked.at_once(mode)}, products=products, why={other.mode: why})


def _nothing(why: str) -> Running:
    return Running(linearised=False, why=dict.fromkeys(MODES, why))


def _too_large(asked: Asked, cheaper: ModeFacts) -> Running:
    """J is not built; where the values and local Jacobians fit, a few products are compared."""
    assert asked.max_memory is not None  # where there is no bound everything fits
    bound = option("--max-memory") + f" {in_bytes(asked.max_memory)}"
    needed = bytes_of([*asked.base, _pairs(asked)])
    if needed > asked.max_memory:
        most = in_bytes(needed)
        return _nothing(f"parameters, values and local Jacobians take {most}, more than " + bound)
    most = in_bytes(bytes_of(asked.least(cheaper)))
    why = (
        f"J ({shape(asked.shape)}) is too large to build, it and a sweep take {most}, more than "
        + bound
    )
    return Running(products=True, why=dict.fromkeys(MODES, why))


def _too_long(asked: Asked, cheaper: ModeFacts) -> Running:
    """J is not built, for the time it takes; a few products are compared."""
    products = fits(asked.max_memory, asked.base, [_pairs(asked)])
    why = f"J ({shape(asked.shape)}) takes long to build, {_work(asked, cheaper)}; "
    why += option("--run", cheaper.mode) + " does it"
    return Running(products=products, why=dict.fromkeys(MODES, why))


def _work(asked: Asked, mode: ModeFacts) -> str:
    """What takes the time: 3,000 vectors through 20 edges, about 50 s."""
    vectors, edges = count(mode.passes, "vector"), count(len(mode.steps), "edge")
    return f"{vectors} through {edges}, about {asked.seconds(mode):,.0f} s"


def _why_not_beside(asked: Asked, dearer: ModeFacts) -> str:
    """Why the dearer mode does not run beside the cheaper one, "" where it does."""
    price, arrays = asked.price(dearer), bytes_of(asked.sweep(dearer, dearer.passes))
    if price >= AFFORDED:
        return f"it costs {price:,} FLOPs, each J in its own form; the limit is {AFFORDED:,}"
    if asked.seconds(dearer) > LONG:
        return f"it takes too long: {_work(asked, dearer)}"
    if arrays > ARRAYS:
        return f"its arrays take {in_bytes(arrays)}, more than {in_bytes(ARRAYS)}"
    if asked.at_once(dearer, asked.jacobian) < dearer.passes:
        assert asked.max_memory is not None  # where there is no bound everything fits
        return (
            "its arrays do not fit "
            + option("--max-memory")
            + f" {in_bytes(asked.max_memory)} as well"
        )
    return ""


def _pairs(asked: Asked) -> Planned:
    """What comparing a few random products takes: each keeps its vectors at every value.

    Both ends of a pair, their product and its size are there together.
    """
    n = asked.shape[1]
    inner = sum(node.size for node in asked.graph.nodes)
    numbers = pairs_at_once(n) * (4 * n + 2 * inner)
    size = size_in_bytes((numbers,), asked.graph.dtype)
    return Planned("the random products", (numbers,), size)


def _refuse(asked: Asked, least: list[Planned]) -> None:
    """Raise Mistakes if not even one vector of a mode that has to run fits."""
    help = Worded("leave out --run and --values", "leave out run") + ": prices need no memory"
    refuse_beyond(asked.graph, asked.max_memory, least, help=help)
