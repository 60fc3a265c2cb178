"""A screen that is seen at once: elastic tables give way until its lines are few enough; where
these are too many still, the empty ones go, and at last what can be spared."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from jaccli.document.blocks import Answer, Beside, Block, Choice, Either, Gap, Ledger, Matrix, Table
from jaccli.document.graphics import Diagram

MOST_LINES = 23  # of a terminal of 24, whose last one is the prompt
MOST_LAID_OUT = 1_000  # rows of a table to see how many lines it takes: of more, too many
LEAST_ROWS = 3  # that a table keeps, the one that stands for those in the middle among them
LEAST_STEPS = 2  # of a ledger, each of which takes two lines or more


def fitted(blocks: Sequence[Block], height: Callable[[Sequence[Block]], int]) -> Sequence[Block]:
    """The blocks with what there is room for: a lesser choice first, then fewer rows, then fewer
    empty lines, then without the tables that can be spared, if it has room for the rest.

    height: how many lines blocks take
    """
    if not any(isinstance(each, Choice) for each in blocks) and not any(_elastic(blocks)):
        tall = any(isinstance(each, Matrix | Diagram) for each in blocks)
        if tall or not isinstance(blocks[-1], Answer):  # as tall as it needs, or text alone
            return blocks  # nothing is laid out twice
        return _close(blocks, height)
    found = _close(_with_fewer_rows(blocks, height), height)
    needed = [*_needed(blocks)]
    if len(needed) == len(blocks) or height(found) <= MOST_LINES:
        return found
    shorter = fitted(needed, height)
    return shorter if height(shorter) <= MOST_LINES else found


def _needed(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks but for the tables that can be spared, and the empty line after each."""
    spared = False
    for block in blocks:
        if spared and isinstance(block, Gap):
            spared = False
            continue
        spared = isinstance(block, Table) and block.elastic is not None and block.elastic.spare
        if not spared:
            yield block


def _close(blocks: Sequence[Block], height: Callable[[Sequence[Block]], int]) -> Sequence[Block]:
    """The blocks without the first empty lines between them, where that makes them few enough."""
    gaps = [at for at, each in enumerate(blocks) if isinstance(each, Gap) and not each.waits]
    over = height(blocks) - MOST_LINES if gaps else 0
    left_out = gaps[:over] if 0 < over <= len(gaps) else []
    return [each for at, each in enumerate(blocks) if at not in left_out]


def _with_fewer_rows(
    blocks: Sequence[Block], height: Callable[[Sequence[Block]], int]
) -> Sequence[Block]:
    for chosen in _chosen(blocks):
        if _longest(chosen) <= MOST_LAID_OUT and height(chosen) <= MOST_LINES:
            return chosen
    blocks = chosen
    longest = _longest(blocks)
    if longest <= LEAST_STEPS:
        return blocks
    least = max(MOST_LINES, height(_folded(blocks, LEAST_STEPS)))
    tried = range(LEAST_STEPS + 1, min(longest, least) + 1)  # no table has more rows than lines
    fitting = bisect_right(tried, least, key=lambda most: height(_folded(blocks, most)))
    return _folded(blocks, LEAST_STEPS + fitting)


def _longest(blocks: Sequence[Block]) -> int:
    """The rows of the longest table that gives way."""
    return max((len(table.rows) for table in _elastic(blocks)), default=0)


def _chosen(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """The blocks with the first of each choice, with the second, and so on; the last stays."""
    most = max((len(each.choices) for each in blocks if isinstance(each, Choice)), default=1)
    for at in range(most):
        found: list[Block] = []
        for block in blocks:
            if isinstance(block, Choice):
                found += block.choices[min(at, len(block.choices) - 1)]
            else:
                found.append(block)
        yield found


def _elastic(blocks: Iterable[Block]) -> Iterable[Table | Ledger]:
    for block in blocks:
        match block:
            case Table(elastic=elastic) if elastic is not None:
                yield block
            case Ledger():
                yield block
            case Either(wide, narrow):
                yield from _elastic(wide)
                yield from _elastic(narrow)
            case Beside(left, right):
                yield from _elastic((left, right))


def _folded(blocks: Iterable[Block], most: int) -> list[Block]:
    """The blocks, with at most so many rows in each table that may give way."""
    found: list[Block] = []
    for block in blocks:
        match block:
            case Table():
                found.append(block.folded(max(most, LEAST_ROWS)))
            case Ledger():
                found.append(block.folded(most))
            case Either(wide, narrow):
                found.append(Either(_folded(wide, most), _folded(narrow, most)))
            case Beside(left, right):
                left, right = _folded((left, right), most)
                found.append(block._replace(left=left, right=right))
            case _:
                found.append(block)
    return found
