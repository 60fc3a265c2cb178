"""What one check came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from jaccli.arrays import np
from jaccli.errors import JaccliError, Label, Place
from jaccli.reports.common.apart import Apart

Status = Literal["ok", "failed", "noted"]
Figure: TypeAlias = float | int | str | Mapping[str, int] | None
Notes: TypeAlias = tuple[tuple[str, str], ...]


class Outcome(NamedTuple):
    """One check. noted: it could not tell, or not everywhere, and says why.

    finding: what was found, in words; remark: how it was tested; place and found: where it is to
    be mended and the words beside the carets; topic: what is tested, a word for several checks;
    brief: the finding on a screen, "" where it is short enough.
    """

    name: str
    status: Status
    finding: str
    remark: str = ""
    measured: Figure = None
    limit: Figure = None
    place: Place | None = None
    found: str = ""
    notes: Notes = ()
    topic: str = ""
    brief: str = ""

    @classmethod
    def of(cls, name: str, apart: Apart, remark: str = "") -> Outcome:
        """A check of how far two results are apart; failed where they are too far."""
        return cls(name, "ok" if apart.within else "failed", apart.words, remark, *apart)

    @property
    def mistake(self) -> JaccliError:
        """The same as something that can be drawn with its source line."""
        title = f"{self.name}: {self.finding}"
        return JaccliError(title, Label(self.place, self.found), notes=self.notes)


def spread(size: int, most: int) -> list[int]:
    """At most so many of the indices below `size`, evenly spread."""
    return sorted({round(at) for at in np.linspace(0, size - 1, min(size, most)).tolist()})
