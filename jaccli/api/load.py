"""Everything that a chain may be in Python, as a graph."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, Union

from jaccli.api.arguments import arrays_only, flag, points, shown, sizes_of, whole, word
from jaccli.errors import Source, Unfit, printable
from jaccli.graph import Graph, stopped
from jaccli.opened import Folder
from jaccli.sources import Reading, file_of, graph_of

if TYPE_CHECKING:
    from jaccli.api.recording import Recording
    from jaccli.arrays import Recipe
    from jaccli.factors import Factors
    from jaccli.shapes import ShapeGraph
    from jaccli.spec.chain import ChainFile

Chain: TypeAlias = Union[
    str, "os.PathLike[str]", Mapping[str, Any], Callable[..., Any], Graph, "Recording"
]
Read: TypeAlias = Callable[[Mapping[str, int], "Sequence[Recipe]"], Graph]
DTYPES = ("float64", "float32")
TEXT = "<text>"  # the name of YAML that lies in no file
FORMS = "a path, sample:NAME, FILE.py:FUNCTION, YAML text, a mapping, a function, or what load gave"


def load(
    chain: Chain,
    at: Any = None,
    *,
    sizes: Mapping[str, int] | None = None,
    rerun: bool = True,
    dtype: Literal["float64", "float32"] | None = None,
    confine: bool = False,
) -> Graph:
    """The graph of a chain file, a sample, a mapping, YAML text, or of a function that is called.

    chain: a path (str or pathlib.Path), "sample:NAME", "FILE.py:FUNCTION", "-" for standard
    input, a mapping with the keys of a chain file, YAML text, or a Python function
    at: the point x: a number, a list, an array; of several inputs a tuple with one for each
    sizes: other values for the sizes that a chain file names, {"n": 64}
    rerun: whether a function may be called again, on plain arrays, to prove its recording
    dtype: in what a function computes, default "float64"; a chain file says it itself
    confine: whether a file and the arrays that it names have to lie in its folder, or below, links
        resolved (text and mappings: the working folder); what strangers wrote is read so, and a
        function is refused

    A function is called once on arrays that take notes. Raises JaccliError; `str(error)` is the
    whole message.

    >>> load({"input": [1.0, 2.0], "layers": ["tanh", "sum"]})
    <jaccli.Graph <mapping>: chain 2 → 2 → 1, float64>
    >>> load(lambda x: x * x, [1.0, 2.0]).nodes[0].layer.type
    'multiply'
    """
    return whole_graph(
        chain, at=at, sizes=sizes, rerun=rerun, dtype=dtype, confine=confine, stop=stopped
    )


def whole_graph(
    chain: Chain,
    *,
    at: Any,
    sizes: Mapping[str, int] | None,
    rerun: bool,
    dtype: str | None = None,
    confine: bool = False,
    stop: Callable[[Graph], Graph] = lambda graph: graph,
) -> Graph:
    """The graph with what a function did after it had found its output, unless `stop` takes it."""
    rerun, confine = flag("rerun", rerun), flag("confine", confine)
    recorded = getattr(chain, "graph", None)
    if isinstance(recorded, Graph):
        chain = _stopping(recorded, stop)
    if isinstance(chain, Graph):
        _refuse_late(chain, dtype, rerun=rerun, confine=confine)
        return _moved(chain, at, sizes)
    read = _reader(chain, dtype, rerun=rerun, confine=confine, stop=stop)
    return _kept(read, sizes_of(sizes), points(at))


def jacobians_in(
    chain: Any,
    *,
    at: Any = None,
    sizes: Mapping[str, int] | None = None,
    rerun: bool = True,
    confine: bool = False,
) -> Factors | Graph | ShapeGraph:
    """The Jacobians of a chain, a graph that is none, what holds shapes alone, or the Jacobians of
    sizes such as (30, 3, 50)."""
    from jaccli.factors import Factors, factors_of_chain, factors_of_sizes
    from jaccli.shapes import ShapeGraph

    rerun, confine = flag("rerun", rerun), flag("confine", confine)
    if isinstance(chain, Factors | ShapeGraph):
        return chain
    loaded = isinstance(getattr(chain, "graph", chain), Graph)
    if not loaded and (isinstance(chain, list | tuple) or hasattr(chain, "__array__")):
        dims = [whole("a size", each) for each in chain]
        if len(dims) < 2:
            raise Unfit("one size is no chain: two are one Jacobian, (30, 3) is 3×30")
        return factors_of_sizes("sizes", dims)
    file = None if loaded else file_in(chain, confine=confine)
    if file is not None and file.holds_shapes:
        if at is not None:
            raise Unfit(f"{printable(file.source.name)} holds shapes alone: at has nothing to move")
        return file.shapes(sizes_of(sizes))
    graph = load(chain, at=at, sizes=sizes, rerun=rerun, confine=confine)
    return factors_of_chain(graph) if graph.is_chain else graph


def chain_of(found: Factors | Graph | ShapeGraph) -> Factors:
    """The Jacobians of a chain, or the pieces of a graph, which stand for them."""
    from jaccli.factors import Factors

    if isinstance(found, Factors):
        return found
    from jaccli.reports.order.elimination.subject import chain_of_pieces

    return chain_of_pieces(found)


def _stopping(graph: Graph, stop: Callable[[Graph], Graph]) -> Graph:
    """The graph of a recording, which `stop` takes wherever it is recorded again."""
    read = graph.anew

    def anew(sizes: Mapping[str, int], at: Sequence[Recipe]) -> Graph:
        assert read is not None
        return _stopping(read(sizes, at), stop)

    return stop(graph)._replace(anew=read and anew)


def _refuse_late(graph: Graph, dtype: str | None, *, rerun: bool, confine: bool) -> None:
    """Raise Unfit for what is settled when a file is read or a function recorded."""
    if confine:
        raise Unfit("confine: this graph was read before: give confine where it is loaded")
    if dtype not in (None, graph.dtype):
        raise Unfit(f"dtype: this graph is of {graph.dtype}: give dtype where it is loaded")
    if not rerun and graph.program is not None and graph.program.rerun:
        raise Unfit("rerun: this graph was loaded with rerun=True: give rerun where it is loaded")


def _moved(graph: Graph, at: Any, sizes: Mapping[str, int] | None) -> Graph:
    """The same graph at another point, or at other sizes."""
    if at is None and not sizes:
        return graph
    if graph.anew is None:
        raise Unfit("this graph cannot be read again: give at and sizes to jaccli.load")
    return graph.anew(sizes_of(sizes), points(at))


class Anew(NamedTuple):
    """Reads a chain file at other sizes than these, and at another point than this."""

    file: ChainFile
    sizes: Mapping[str, int]
    at: Sequence[Recipe]

    def __call__(self, other: Mapping[str, int], moved: Sequence[Recipe]) -> Graph:
        here = self._replace(sizes={**self.sizes, **other}, at=arrays_only(moved or self.at))
        return here.file.graph(here.sizes, here.at)._replace(anew=here)


def _kept(read: Read | Anew, sizes: Mapping[str, int], at: Sequence[Recipe]) -> Graph:
    """A graph that knows how it is read anew."""
    if isinstance(read, Anew):
        return read(sizes, at)

    def anew(other: Mapping[str, int], moved: Sequence[Recipe]) -> Graph:
        return _kept(read, {**sizes, **other}, moved or at)

    return read(sizes, at)._replace(anew=anew)


def _reader(
    chain: Any,
    dtype: str | None,
    *,
    rerun: bool,
    confine: bool,
    stop: Callable[[Graph], Graph],
) -> Read | Anew:
    """Reads the chain at any sizes and point; a file is read and parsed here and not again."""
    of_function = "float64" if dtype is None else word("dtype", dtype, DTYPES)
    named = _named(chain)
    if named is not None and not _is_text(named) and _is_function(named):
        reading = Reading(rerun=rerun, dtype=of_function, confine=confine)

        def recorded(sizes: Mapping[str, int], at: Sequence[Recipe]) -> Graph:
            return stop(graph_of(named, reading._replace(sizes=sizes, at=at), whole=True))

        return recorded
    if (file := file_in(chain, confine=confine)) is not None:
        if dtype is not None:
            raise Unfit("dtype is for functions: a chain file says its own, `dtype: float32`")
        return Anew(file, {}, ())
    if confine:
        raise Unfit("confine is for chain files: a function may read what it likes")
    return lambda sizes, at: stop(_recorded(chain, sizes, at, of_function, rerun=rerun))


def file_in(chain: Any, *, confine: bool = False) -> ChainFile | None:
    """The chain as a file, or what stands in place of one; None of a function."""
    from jaccli.spec.chain import ChainFile
    from jaccli.spec.texts import CONFINED

    folder = Folder("", CONFINED if confine else "")

    if isinstance(chain, Mapping):
        from jaccli.spec.mapping import chain_of_mapping

        return chain_of_mapping(chain, folder)
    named = _named(chain)
    if named is None:
        if not callable(chain) or isinstance(chain, type):
            raise Unfit(f"{printable(shown(chain))} is no chain: expected {FORMS}")
        return None
    if _is_text(named):
        return ChainFile(Source(TEXT, named), folder)
    return None if _is_function(named) else file_of(named, confine=confine)


def is_unread_function(chain: Any) -> bool:
    """Whether this is a function, or names one, that was called at no point yet."""
    named = _named(chain)
    if named is None:
        return callable(chain) and not isinstance(chain, type)
    return not _is_text(named) and _is_function(named)


def _named(chain: Any) -> str | None:
    if isinstance(chain, str):
        return chain
    return os.fsdecode(os.fspath(chain)) if isinstance(chain, os.PathLike) else None


def _is_text(chain: str) -> bool:
    """Whether this is YAML and not the name of a file: several lines, or a mapping in braces."""
    return "\n" in chain or chain.lstrip().startswith("{")


def _is_function(name: str) -> bool:
    from jaccli.trace import names_a_function

    return names_a_function(name)


def _recorded(
    function: Callable[..., Any],
    sizes: Mapping[str, int],
    at: Sequence[Recipe],
    dtype: str,
    *,
    rerun: bool,
) -> Graph:
    from jaccli.trace.program.alive import name_of
    from jaccli.trace.run import trace_callable

    if sizes:
        title = f"{name_of(function)}: a function has no `sizes`, its shapes follow from at"
        raise Unfit(title)
    return trace_callable(function, at, dtype, rerun=rerun)
