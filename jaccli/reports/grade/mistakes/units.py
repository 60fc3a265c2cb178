"""Mistakes in which units block: counted from 0, those that pass."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.arrays import Array, np
from jaccli.reports.grade.mistakes import At, mistake


@mistake(
    "units from 0",
    "units",
    says="units count from 1, as all printed indices do.",
    section="13.3.3.2",
    learn="relu",
)
def from_zero(at: At) -> Iterator[Array]:
    """One less each."""
    if at.right.size:
        yield at.right - 1


@mistake(
    "units that pass",
    "units",
    says="these are the units that pass: a unit blocks where its slope is 0, which is where "
    "{layer} is given no positive number.",
    section="13.3.3.2",
    learn="relu",
)
def that_pass(at: At) -> Iterator[Array]:
    """All the others."""
    yield np.setdiff1d(np.arange(1.0, at.x.size + 1), at.right)
