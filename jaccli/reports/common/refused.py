"""A run that ended with mistakes, in the formats of CI: the same that are drawn for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from jaccli.errors import MOST_ERRORS, JaccliError, Mistakes
from jaccli.reports.common.junit import Case, Suite, Told
from jaccli.reports.common.junit import junit as written
from jaccli.reports.common.workflow import Checkout, annotation, of_mistake, plain


class Refused(NamedTuple):
    """What there is to say of such a run.

    name: the command as it is typed; errors: with the file that each is in, "" for none; more: how
    many there are beyond these; counted: the line that counts them; type: whose mistakes they are
    """

    name: str
    errors: Sequence[tuple[str, JaccliError]]
    counted: str
    more: int = 0
    type: str = "mistake"

    @property
    def beyond(self) -> str:
        """What is said of those that are not told."""
        return f"and {self.more:,} more"


def told(mistakes: Mistakes, name: str, counted: str = "") -> Refused:
    """The first of the mistakes, as many as are drawn, and how many more there are."""
    errors = [*zip(mistakes.files, mistakes.errors, strict=True)][:MOST_ERRORS]
    return Refused(name, errors, counted, len(mistakes.errors) - len(errors))


def github(run: Refused, checkout: Checkout) -> str:
    """An annotation for each at its place, and how many there are."""
    lines = placed(run, checkout)
    return "".join(f"{line}\n" for line in (*lines, plain(run.counted)))


def placed(run: Refused, checkout: Checkout) -> Sequence[str]:
    """Those of the mistakes, a line each."""
    lines = [of_mistake(error, file, run.name, checkout) for file, error in run.errors]
    more = [annotation("error", "", None, run.name, [run.beyond], checkout)] if run.more else []
    return [*lines, *more]


def junit(run: Refused) -> str:
    """One suite, in which each is a case in error: nothing was computed, so no other is there."""
    return written([Suite(run.name, in_error(run))])


def in_error(run: Refused) -> list[Case]:
    """A case in error for each of the mistakes."""
    cases = [
        Case(file or run.name, error.title, _told(run, error), error.place)
        for file, error in run.errors
    ]
    if run.more:
        cases.append(Case(run.name, run.beyond, Told("error", run.counted, run.type)))
    return cases


def _told(run: Refused, error: JaccliError) -> Told:
    return Told("error", error.title, run.type, "\n".join(error.drawn()))


FORMATS: Mapping[str, Callable[[Refused, Checkout], str]] = {
    "github": github,
    "junit": lambda run, _: junit(run),
}
