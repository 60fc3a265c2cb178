"""What a CHAIN stands for: a chain file, standard input, a sample, a function of a Python file.

Nothing here knows a command line. Only FILE.py:FUNCTION runs a file's code, and whoever has
something to protect is told before it does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaccli.errors import JaccliError, Mistakes, printable, raise_all
from jaccli.keywords import Worded, option
from jaccli.nothing import NOTHING
from jaccli.opened import Folder
from jaccli.progress import SILENT, Progress

if TYPE_CHECKING:
    from jaccli.arrays import Recipe
    from jaccli.factors import Factors
    from jaccli.graph import Graph
    from jaccli.shapes import ShapeGraph
    from jaccli.spec.chain import ChainFile

ELSE = Worded(": jaccli compare shows its cost", ": jaccli.compare shows its cost")


class Reading(NamedTuple):
    """How a chain is to be read, whatever it stands for."""

    sizes: Mapping[str, int] = NOTHING  # override those of a file
    at: Sequence[Recipe] = ()  # another point: one array for each input, or one for all
    rerun: bool = True  # whether a function may be called again, to judge its recording
    guard: Callable[[str], object] = str  # gets the path of a program before its code runs
    progress: Progress = SILENT  # of a recording
    dtype: str = "float64"  # in which a function computes; a file says it itself
    confine: bool = False  # whether a file, and all that it names, has to lie in its own folder


class Expanded(NamedTuple):
    """Chains written out one by one, and the YAML files beside them that are none."""

    chains: tuple[str, ...]
    skipped: tuple[str, ...]


def graph_of(chain: str, reading: Reading, *, whole: bool = False) -> Graph:
    """The graph of a chain file, or the one that a Python function leaves when it is called.

    chain: a path, "-" for standard input, sample:NAME, FILE.py:FUNCTION or, of a program that
    ships with jaccli, sample:FILE.py:FUNCTION; whole: with what a function did after it had found
    its output. Raises Mistakes with all that can be found.
    """
    from jaccli.spec.source import read
    from jaccli.trace import names_a_function

    if names_a_function(chain):
        return _recorded(chain, reading, whole=whole)
    with reading.progress.stage("reading"):
        return read(chain, sizes=reading.sizes, at=reading.at, confine=reading.confine)


def jacobians_of(chain: str, reading: Reading) -> Factors | Graph | ShapeGraph:
    """The Jacobians of a chain, a graph that is none, or what a file of shapes alone holds.

    Raises Mistakes.
    """
    from jaccli.factors import factors_of_chain
    from jaccli.spec.source import open_chain
    from jaccli.trace import names_a_function

    if names_a_function(chain):
        graph = graph_of(chain, reading)
        return factors_of_chain(graph) if graph.is_chain else graph
    with reading.progress.stage("reading"):
        file = open_chain(chain, confine=reading.confine)
    if not file.holds_shapes:
        graph = file.graph(reading.sizes, reading.at)
        return factors_of_chain(graph) if graph.is_chain else graph
    if reading.at:
        title = f"{printable(chain)}: this file holds shapes alone, "
        title += option("--at") + " has no point to move"
        raise Mistakes([JaccliError(title)], chain)
    return file.shapes(reading.sizes)


def file_of(chain: str, *, confine: bool = False) -> ChainFile:
    """The file that gives graphs at several sizes, parsed once. Raises Mistakes for a function."""
    from jaccli.spec.source import open_chain
    from jaccli.trace import names_a_function

    if names_a_function(chain):
        title = f"{printable(chain)}: " + option("--vary") + " is for the `sizes` of a chain file"
        help = "a function has none, its shapes follow from " + option("--at") + ELSE
        raise Mistakes([JaccliError(title, notes=[("help", help)])], chain)
    return open_chain(chain, confine=confine)


def expanded(chains: Sequence[str], *, confine: bool = False) -> Expanded:
    """Folders and patterns such as sample:* written out, each chain once.

    confine: as in Reading. Raises Mistakes: folders without a chain file, all of them at once.
    """
    from jaccli.spec.folder import chains_below

    paths: list[str] = []
    skipped: list[str] = []
    mistakes: list[Mistakes] = []
    for chain in chains:
        if not os.path.isdir(chain):
            paths += _samples(chain)
            continue
        try:
            found = chains_below(chain, confine=confine)
        except Mistakes as mistake:
            mistakes.append(mistake)
            continue
        paths += found.chains
        skipped += found.others
    if mistakes:
        raise_all(mistakes)
    once: dict[str, str] = {}  # a.yaml and ./a.yaml are one chain; "-" twice is a mistake
    for at, path in enumerate(paths):
        once.setdefault(f"- {at}" if path == "-" else os.path.normpath(path), path)
    return Expanded(tuple(once.values()), tuple(dict.fromkeys(skipped)))


def _samples(chain: str) -> list[str]:
    """The samples that a pattern such as sample:* means; another name is left as it is."""
    from fnmatch import fnmatchcase

    from jaccli.spec import SAMPLE, samples

    if not chain.startswith(SAMPLE) or "*" not in chain:
        return [chain]
    found = [SAMPLE + name for name in samples() if fnmatchcase(SAMPLE + name, chain)]
    return found or [chain]


def _recorded(chain: str, reading: Reading, *, whole: bool) -> Graph:
    """The graph of FILE.py:FUNCTION, called at the point that is given."""
    from jaccli.spec import SAMPLE
    from jaccli.spec.texts import NO_PROGRAM

    ships = chain.startswith(SAMPLE) and os.sep not in chain
    if reading.confine and not ships:
        title = f"cannot read {printable(chain)}: this is a Python program"
        raise Mistakes([JaccliError(title, notes=[("help", NO_PROGRAM)])], chain)
    if reading.sizes:
        title = f"{printable(chain)}: " + option("--set") + " is for the `sizes` of a chain file"
        help = "the shapes of a function follow from its " + option("--at") + " values"
        raise Mistakes([JaccliError(title, notes=[("help", help)])], chain)
    from jaccli.graph import stopped
    from jaccli.spec import sample_folder
    from jaccli.trace import file_and_function, trace

    file = chain
    if chain.startswith(SAMPLE):
        file = os.path.join(sample_folder(), chain.removeprefix(SAMPLE))
    reading.guard(file_and_function(file)[0])
    recorded = trace(
        file, reading.at, reading.dtype, rerun=reading.rerun, progress=reading.progress
    )._replace(file=chain)
    return recorded if whole else stopped(recorded)


def array_of(text: str, *, axes: int | None = None, what: str = "") -> Recipe:
    """A number, numbers between commas, nested lists, or @FILE with an array.

    axes: how many it has to have, None for any number; what: the option, for messages.
    Raises Mistakes.
    """
    what = what or printable(text[:40])
    from jaccli.spec.missing import ARCHIVES
    from jaccli.spec.weights import open_array

    if text.startswith("@"):
        file, colon, key = text[1:].rpartition(":")
        if not colon or not file.lower().endswith(ARCHIVES):
            file, key = text[1:], ""  # a colon of the path, as in C:/x.npy
        try:
            return open_array(Folder(), file, key or None, axes, what, None)
        except JaccliError as error:
            raise Mistakes([error]) from None
    from jaccli.spec.literal import literal_array

    found = literal_array(text, what)
    if axes == 1 and not found.shape:
        return literal_array(f"[{text}]", what)
    if axes is not None and len(found.shape) != axes:
        nouns = {1: "a vector, 1,2,3", 2: "a matrix, [[1,2],[3,4]]"}
        raise Mistakes([JaccliError(f"{what}: expected {nouns[axes]}")])
    return found
