"""What a CHAIN stands for: a chain file, a sample, a Python function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from jaccli.errors import JaccliError, Mistakes, printable

if TYPE_CHECKING:
    from jaccli.arrays import Recipe
    from jaccli.graph import Graph


def graph_of(
    chain: str,
    *,
    sizes: Mapping[str, int] | None = None,
    at: Sequence[Recipe] = (),
    rerun: bool = True,
    guard: Callable[[str], None] = lambda _: None,
    whole: bool = False,
) -> Graph:
    """The graph of a chain file, or the one that a Python function leaves when it is called.

    Only FILE.py:FUNCTION runs a file, and sample:FILE.py:FUNCTION one that ships with jaccli.
    guard: is called with the name of a file before its code runs; whole: with what the function
    did after it had found its output
    """
    from jaccli.graph import stopped
    from jaccli.spec import SAMPLE, read, sample_folder
    from jaccli.trace import names_a_function

    if not names_a_function(chain):
        return read(chain, sizes=sizes, at=at)
    if sizes:
        title = f"{printable(chain)}: --set is for the `sizes` of a chain file"
        help = "the shapes of a function follow from its --at values"
        raise Mistakes([JaccliError(title, notes=[("help", help)])])
    from jaccli.trace import file_and_function, trace

    file = chain
    if chain.startswith(SAMPLE):
        file = str(sample_folder() / chain.removeprefix(SAMPLE))
    guard(file_and_function(file)[0])
    recorded = trace(file, at, rerun=rerun)._replace(file=chain)
    return recorded if whole else stopped(recorded)
