"""What follows from the sizes of a layer's inputs, found out once for all who ask."""

from __future__ import annotations

from typing import Any


class Remembering:
    """Room for what follows from the sizes of the inputs, which is asked for again and again."""

    __slots__ = ("_known", "_last")
    _known: dict[tuple[int, ...], dict[str, Any]]  # by the sizes, and the method
    _last: tuple[tuple[int, ...], dict[str, Any]]  # the same of those that were asked for last

    def known(self, method: str, sizes: tuple[int, ...]) -> Any:
        """What this method says of inputs of these sizes, found out once."""
        try:
            last, said = self._last
        except AttributeError:
            last, said = None, {}
            object.__setattr__(self, "_known", {})
        if last is not sizes:  # of thousands, sizes are not to be hashed whenever one is asked for
            said = self._known.setdefault(sizes, {})
            object.__setattr__(self, "_last", (sizes, said))
        if method not in said:
            said[method] = getattr(self, method)(*sizes)
        return said[method]
