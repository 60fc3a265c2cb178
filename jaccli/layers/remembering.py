"""What follows from the sizes of a layer's inputs, found out once for all who ask."""

from __future__ import annotations

from typing import Any


class Remembering:
    """Room for what follows from the sizes of the inputs, which is asked for again and again."""

    __slots__ = ("_known",)
    _known: dict[tuple[str, tuple[int, ...]], Any]

    def known(self, method: str, sizes: tuple[int, ...]) -> Any:
        """What this method says of inputs of these sizes, found out once."""
        try:
            return self._known[method, sizes]
        except AttributeError:
            object.__setattr__(self, "_known", {})
        except KeyError:
            pass
        found = self._known[method, sizes] = getattr(self, method)(*sizes)
        return found
