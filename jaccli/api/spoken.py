"""The reasons in a report in the words of Python, where --max-memory is max_memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from jaccli.keywords import in_python

T = TypeVar("T")
REASONS = ("finding", "not_timed", "remark", "why", "why_not")  # fields with sentences of ours
MANY = ("flow", "layers", "steps")  # of layers, whose reasons name no option: a program has many


def spoken(found: T) -> T:
    """The same report, wherever no reason names an option the same value."""
    if not isinstance(found, tuple):
        return found
    fields = getattr(found, "_fields", None)
    if fields is None:
        parts: Any = tuple([spoken(each) for each in found])
        same = all(new is old for new, old in zip(parts, found, strict=True))
        return found if same else parts
    changed = {}
    for name, value in zip(fields, found, strict=True):
        if name in MANY:
            continue
        said = _said(value) if name in REASONS else spoken(value)
        if said is not value:
            changed[name] = said
    return found._replace(**changed) if changed else found  # type: ignore[attr-defined]  # a NamedTuple


def _said(reason: Any) -> Any:
    if isinstance(reason, Mapping):
        return {key: _said(each) for key, each in reason.items()}
    return in_python(reason) if isinstance(reason, str) else spoken(reason)
