"""Arrays of a report made read-only: nobody changes what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from jaccli.api.spoken import spoken
from jaccli.linmap import LinearMap

_ATOMS = frozenset({int, float, str, bool, type(None)})  # most of what a report holds
T = TypeVar("T", bound=tuple[Any, ...])


def frozen(report: T) -> T:
    """The report as Python gets it: its arrays read-only, its reasons in the words of Python."""
    read_only(report)
    return spoken(report)


def read_only(found: Any, seen: dict[int, Any] | None = None) -> None:
    """Arrays in the fields, tuples, mappings and maps of a report cannot be written to.

    seen: what has been gone through, by its id; a graph holds a value in many places
    """
    seen = {} if seen is None else seen
    if id(found) in seen:
        return
    flags = getattr(found, "flags", None)
    if flags is not None and hasattr(found, "dtype"):
        flags.writeable = False
        return
    within: Any = ()
    if isinstance(found, tuple):
        within = found
    elif isinstance(found, LinearMap):
        within = found.arrays
    elif isinstance(found, Mapping):
        within = found.values()
    if within:
        seen[id(found)] = found  # kept, so that its id is nobody else's
    for each in within:
        if type(each) not in _ATOMS:
            read_only(each, seen)
