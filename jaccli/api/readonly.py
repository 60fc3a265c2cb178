"""Arrays of a report made read-only: nobody changes what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from jaccli.api.spoken import spoken
from jaccli.linmap import LinearMap

T = TypeVar("T", bound=tuple[Any, ...])


def frozen(report: T) -> T:
    """The report as Python gets it: its arrays read-only, its reasons in the words of Python."""
    read_only(report)
    return spoken(report)


def read_only(found: Any) -> None:
    """Arrays in the fields, tuples, mappings and maps of a report cannot be written to."""
    flags = getattr(found, "flags", None)
    if flags is not None and hasattr(found, "dtype"):
        flags.writeable = False
    elif isinstance(found, tuple):
        for each in found:
            read_only(each)
    elif isinstance(found, LinearMap):
        read_only(found.arrays)
    elif isinstance(found, Mapping):
        for each in found.values():
            read_only(each)
