"""Several chains and graphs in one table: the best order of each, and what the modes cost beside
it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from jaccli.accumulate.price import MODES, Mode
from jaccli.document.blocks import Blank, Block, Column, Finding, Next
from jaccli.document.cells import Cell, Number, Ratio
from jaccli.reports.common.chains import a_line_each, answer_of_all, most_first
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.names import command
from jaccli.reports.common.orders import short
from jaccli.reports.common.ranking import BEST
from jaccli.reports.order.elimination.find import Eliminating
from jaccli.reports.order.elimination.priced import parts
from jaccli.reports.order.elimination.ranked import begins
from jaccli.words import conjoined, count, times

if TYPE_CHECKING:
    from jaccli.reports.order.find import Ordering


class Compared(NamedTuple):
    """One of them: its file, its Jacobians, what the best order is called, and FLOPs."""

    file: str
    jacobians: int
    called: str
    best: int
    modes: Mapping[Mode, int]

    @property
    def gain(self) -> Fraction:
        """How many times the best order the cheaper mode costs."""
        return Fraction(min(self.modes.values()), max(1, self.best))


def compared(found: Ordering | Eliminating) -> Compared:
    """The line of a chain or of a graph."""
    modes = {mode: found.flops(mode) for mode in MODES}
    if isinstance(found, Eliminating):
        subject, best = found.subject, found.best.costs[found.model].flops
        called = _modes(modes, best) if found.between else ""
        called = called or begins(parts(found.best.order))
        return Compared(subject.file, len(subject.dag.edges), called, best, modes)
    best = found.flops(BEST)
    if found.depth < 3:
        called = "" if found.depth == 1 else found.best.bracketing
    else:
        called = _modes(modes, best) or short(found.best)
    return Compared(found.chain.file, found.depth, called, best, modes)


def _modes(modes: Mapping[Mode, int], best: int) -> str:
    """The modes that cost as little as the best order, "" where neither does."""
    same: list[str] = [mode for mode in MODES if modes[mode] == best]
    return conjoined(same) if same else ""


def side_by_side(
    results: Sequence[Ordering | Eliminating], *, again: Sequence[str] = ()
) -> Iterator[Block]:
    """A line each, and where another order beats both modes."""
    columns = [
        Column("K", right=True, priority=2),
        Column("best order", priority=1),
        Column("FLOPs", right=True),
        *(Column((mode, "× best"), right=True, style=mode) for mode in MODES),
    ]
    lines = [compared(found) for found in results]
    rows: list[list[Cell]] = [
        [
            Number(each.jacobians),
            each.called,
            Number(each.best),
            *(Ratio(each.modes[mode], each.best) for mode in MODES),
        ]
        for each in lines
    ]
    order = most_first([each.gain for each in lines])
    yield a_line_each([each.file for each in lines], columns, rows, order=order)
    yield Blank
    rule = Finding("rule", f"{Rule(results[0].model, 'free').words}.", "Rule:")
    what = "chain" if not any(isinstance(each, Eliminating) for each in results) else "file"
    following = Next(command("order", lines[order[0]].file, *again))
    yield answer_of_all([_headline(lines, what), rule], following)


def _headline(lines: Sequence[Compared], what: str) -> Finding:
    """For how many another order beats both modes, and by how much."""
    all_of_them, won = count(len(lines), what), [each for each in lines if each.gain > 1]
    if not won:
        text = f"Forward or reverse is a best order for each of {all_of_them}."
        return Finding("headline", text)
    most = max(won, key=lambda each: each.gain)
    ratio = times(min(most.modes.values()), max(1, most.best))
    which = f"each of {all_of_them}" if len(won) == len(lines) else f"{len(won):,} of {all_of_them}"
    text = f"For {which} another order costs less than both modes. "
    text += f"The cheaper mode costs {ratio} × as much for {most.file}."
    return Finding("headline", text)
