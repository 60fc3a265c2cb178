"""Arrays of a report made read-only: nobody changes what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])


def frozen(report: T) -> T:
    """The report, its arrays read-only."""
    read_only(report)
    return report


def read_only(found: Any) -> None:
    """Whatever arrays a report holds, in its fields, tuples and mappings, cannot be written to."""
    flags = getattr(found, "flags", None)
    if flags is not None and hasattr(found, "dtype"):
        flags.writeable = False
    elif isinstance(found, tuple):
        for each in found:
            read_only(each)
    elif isinstance(found, Mapping):
        for each in found.values():
            read_only(each)
