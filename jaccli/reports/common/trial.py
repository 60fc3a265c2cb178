"""Running what was priced: whether it fits, is finite, gives the same J and costs its price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jaccli.accumulate.optimal import MOST_TABLED
from jaccli.accumulate.price import CostModel
from jaccli.accumulate.segments import EXACT, largest_product
from jaccli.arrays import Array, np, size_in_bytes
from jaccli.cost import Cost
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.factors import Factors
from jaccli.finite import not_finite, overflows
from jaccli.keywords import option
from jaccli.linmap import Form
from jaccli.reports.common.agreement import TOLERANCE
from jaccli.reports.common.budget import Planned
from jaccli.reports.common.ranking import MOST_BESIDE
from jaccli.words import in_bytes

LONG = 2.0  # seconds that what is run unasked may take
LONG_TIMED = 60.0  # and what is timed
RATE = 2e10  # FLOP/s of large products
MOVED = 2e8  # numbers that smaller work reads and writes in a second
CELL, CELL_OF_PYTHON = 80, 200  # bytes of a table for each pair of Jacobians, by its integers
MOST_COUNTED = 12_000_000  # operations that are counted one by one unasked
COUNTS = 12  # bytes of a number that only counts, in arrays and in products of them
MOST_ON_CURVE = 100  # Jacobians of a chain whose cost over memory is found unasked


class Run(NamedTuple):
    """What running a way to J showed.

    difference: max |J − J of another way|, None where it came to no finite J; counted: its
    operations, None where not counted
    """

    difference: float | None
    tolerance: float
    counted: Cost | None

    @property
    def ok(self) -> bool:
        """Whether both are one J, but for rounding."""
        return self.difference is not None and self.difference <= self.tolerance


def seconds(flops: int, numbers: int) -> float:
    """How long work of so many FLOPs that gives so many numbers takes, very roughly."""
    return flops / RATE + numbers / MOVED


def compared(found: Array, reference: Array, dtype: str, counted: Cost | None) -> Run:
    """A run whose J is held against a reference, (m, n) both, finite unless no J is."""
    if not np.isfinite(found).all():
        return Run(None, 0.0, counted)
    # of single numbers J has no columns where no output depends on an input
    tolerance = TOLERANCE[dtype] * float(np.abs(reference).max(initial=1.0))
    return Run(float(np.abs(found - reference).max(initial=0.0)), tolerance, counted)


def beyond_memory(planned: Iterable[Planned], max_memory: int | None) -> str:
    """Why the arrays are not made, "" where they fit. max_memory: bytes, None for any number"""
    total = sum(array.total for array in planned)
    if max_memory is None or total <= max_memory:
        return ""
    return (
        f"this takes {in_bytes(total)}, more than "
        + option("--max-memory")
        + f" {in_bytes(max_memory)}"
    )


def of_full(forms: Iterable[Form], dtype: str) -> Iterator[Planned]:
    """Jacobians that become full matrices for the dense model."""
    for form in forms:
        if form.structure != "dense":
            yield Planned("a full matrix", form.shape, size_in_bytes(form.shape, dtype))


def of_counting(forms: Iterable[Form], model: CostModel) -> Iterator[Planned]:
    """What counting the operations one by one takes, on matrices of numbers that only count."""
    for form in forms:
        numbers = form.rows * form.columns if model == "dense" else form.own_numbers
        yield Planned("numbers that count", form.shape, COUNTS * numbers)


def refuse_long(chain: Factors, max_memory: int | None, *, full: bool) -> None:
    """Raise Mistakes if the table of the dynamic programme does not fit the memory, in bytes, or
    the seconds that it takes are too many. full: it is asked for full matrices, and no plan"""
    depth = len(chain.factors)
    if depth <= MOST_BESIDE or (full and depth > MOST_TABLED):
        return  # a few megabytes, or no table
    if depth > MOST_TABLED:
        title = f"the best order of {depth:,} Jacobians takes too long to find"
        why = f"its time grows like K³; where not every J is full the most is {MOST_TABLED:,}"
        help = option("--cost", "dense") + " without " + option("--matrix-free") + " orders them"
        notes = [("why", why), ("help", help)]
        raise Mistakes([JaccliError(f"{printable(chain.file)}: {title}", notes=notes)], chain.file)
    machine = 2 * depth * largest_product(chain.sizes) < EXACT
    cell = CELL if machine else CELL_OF_PYTHON
    why = beyond_memory([Planned("the table", (depth, depth), cell * depth * depth)], max_memory)
    if why:
        title = f"{printable(chain.file)}: the table of {depth:,} Jacobians does not fit: {why}"
        raise Mistakes([JaccliError(title)], chain.file)


def finite(found: Array, chain: Factors, way: str) -> Array:
    """The J that a way came to. Raises Mistakes if it is not finite. way: its name"""
    if np.isfinite(found).all():
        return found
    raise Mistakes([not_finite(overflows(way, chain.dtype))], chain.file)
