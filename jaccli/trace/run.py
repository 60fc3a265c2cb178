"""Running a program's function once on traced arrays, and what goes wrong on the way."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import numpy as np

# each puts its functions into the tables
import jaccli.trace.arrays.array
import jaccli.trace.arrays.floats
import jaccli.trace.arrays.moves
import jaccli.trace.libraries.math
import jaccli.trace.libraries.scipy_distance
import jaccli.trace.libraries.scipy_exponentials
import jaccli.trace.libraries.scipy_linalg
import jaccli.trace.libraries.scipy_matrices
import jaccli.trace.libraries.scipy_normal
import jaccli.trace.libraries.scipy_sparse
import jaccli.trace.libraries.scipy_special
import jaccli.trace.libraries.scipy_stats
import jaccli.trace.numpy.calculus
import jaccli.trace.numpy.contract
import jaccli.trace.numpy.einsum
import jaccli.trace.numpy.folds
import jaccli.trace.numpy.functions
import jaccli.trace.numpy.leftover
import jaccli.trace.numpy.linalg
import jaccli.trace.numpy.lists
import jaccli.trace.numpy.matrix_products
import jaccli.trace.numpy.nans
import jaccli.trace.numpy.ordering
import jaccli.trace.numpy.padding
import jaccli.trace.numpy.polynomials
import jaccli.trace.numpy.reductions
import jaccli.trace.numpy.rows
import jaccli.trace.numpy.running
import jaccli.trace.numpy.spread
import jaccli.trace.numpy.statistics
import jaccli.trace.numpy.ufuncs  # noqa: F401
from jaccli.arrays import Recipe
from jaccli.errors import Mistakes
from jaccli.graph import Graph, Input
from jaccli.progress import SILENT, Progress
from jaccli.trace.arrays.record import Recorder
from jaccli.trace.arrays.value import Traced, of
from jaccli.trace.numbering import numbered
from jaccli.trace.numpy.lists import plain_arrays_times_traced, take_lists
from jaccli.trace.numpy.makers import arrays_of_traced_numbers
from jaccli.trace.numpy.vectorized import recordable
from jaccli.trace.program.alive import program_of
from jaccli.trace.program.arguments import Parameter, argument, inputs_of, signature_of
from jaccli.trace.program.failures import failure, followed
from jaccli.trace.program.foreign import now_running
from jaccli.trace.program.judge import Recorded, judge
from jaccli.trace.program.load import function_in, imports_beside, read_program, run_program
from jaccli.trace.program.plain import Plain
from jaccli.trace.program.result import layout, output_of, sizes
from jaccli.trace.program.standins import stand_ins
from jaccli.trace.source.alone import ALONE
from jaccli.trace.source.names import file_and_function
from jaccli.trace.source.places import Program, inside
from jaccli.trace.source.refusal import Refusal, heard

take_lists()


def trace(
    name: str,
    at: Sequence[Recipe | Any],
    dtype: str = "float64",
    *,
    rerun: bool = True,
    progress: Progress = SILENT,
) -> Graph:
    """The graph of what runs when FILE.py:FUNCTION is called at a point.

    name: FILE.py:FUNCTION; at: a recipe (`jaccli.arrays`) or an array for each parameter, in
    their order; those left out keep their defaults. The file's code is run. rerun: whether the
    function is called once more, on plain arrays, to prove that it is what was recorded.
    Raises Mistakes with the place in the user's file.
    """
    file, wanted = file_and_function(name)
    program = read_program(file)
    program.wanted = wanted
    program.recording = progress.stage("recording", unit="operations")
    program.calling = progress.stage("calling it again", unit="calls")

    def found() -> Callable[..., Any]:
        with progress.stage("loading"):
            return function_in(run_program(program), program, wanted)

    with ALONE:
        return _traced(found, program, name, at, dtype, rerun=rerun)


def trace_callable(
    function: Callable[..., Any], at: Sequence[Recipe | Any], dtype: str, *, rerun: bool = True
) -> Graph:
    """The graph of what runs when a function that is alive already is called at a point.

    at, dtype, rerun: as in `trace`. Raises Mistakes with the place in its source, where Python
    knows that.
    """
    program = program_of(function)
    named = program.wanted
    with ALONE:
        return _traced(lambda: recordable(function), program, named, at, dtype, rerun=rerun)


def _traced(
    find: Callable[[], Callable[..., Any]],
    program: Program,
    file: str,
    at: Sequence[Recipe | Any],
    dtype: str,
    *,
    rerun: bool,
) -> Graph:
    """Finds a function and calls it. file: what the graph is called"""
    wanted = program.wanted
    with _user_code(program):
        function = find()
        defined = program.definition(function)
        with followed(f"a parameter of `{wanted}`", program, defined):
            given = signature_of(function, wanted, program.name, defined).given(function, at)
        call = given.call
        inputs = inputs_of(given.names, given.values, dtype, defined)
        shapes = [(each.size,) if each.shape is None else each.shape for each in inputs]
        if rerun:
            point = np.concatenate([each.point.load(dtype) for each in inputs])
            program.alone = lambda: Plain(call, wanted, program, shapes, (), rerun=True)(point)
        result, recorder = _record(call, program, inputs, dtype)
        returned = program.only_return(function) or defined
        with followed(f"what `{wanted}` returned", program, returned):
            expected = layout(result)
            output = output_of(result, recorder, wanted, returned)
            leaves = sizes(result)
        plain = Plain(call, wanted, program, shapes, expected, rerun=rerun, parts=leaves)
    recorded = Graph(
        inputs=tuple(inputs),
        nodes=recorder.nodes(returned, of(output).name),
        output=of(output).name,
        file=file,
        name=_called(function, wanted),
        description=(inspect.getdoc(inside(function)) or "").partition("\n")[0],
        dtype=dtype,
        program=plain,
    )
    graph = numbered(recorded)

    def again() -> Recorded | None:
        with suppress(Exception), _user_code(program):
            result, recorder = _record(call, program, inputs, dtype)
            output = output_of(result, recorder, wanted, returned)
            return Recorded(of(output).flat, layout(result))
        return None

    if rerun:
        with program.calling:
            judge(plain, graph, expected, again, defined, told=recorder.is_told)
    return graph


def _called(function: Callable[..., Any], wanted: str) -> str:
    """The name of a function; of one that has none, the name that was asked for."""
    name = getattr(function, "__name__", "<lambda>")
    return wanted if name == "<lambda>" else name


def _record(
    function: Callable[..., Any], program: Program, inputs: Sequence[Input], dtype: str
) -> tuple[Any, Recorder]:
    """What the function returns for recording arrays, and who took down what ran."""
    recorder = Recorder(program, [each.name for each in inputs], dtype)
    program.boundary, program.called = _call.__code__, function
    with program.recording, stand_ins(function, program), plain_arrays_times_traced():
        result = _call(function, [argument(each, recorder) for each in inputs])
    if program.refused:
        raise program.refused[0]  # somebody caught it, and went on without the derivative
    program.boundary = program.called = None
    return result, recorder


def parameters_of(name: str) -> tuple[Parameter, ...]:
    """The parameters of FILE.py:FUNCTION that values may be given for. Runs the file's code."""
    file, wanted = file_and_function(name)
    program = read_program(file)
    with ALONE, _user_code(program):
        function = function_in(run_program(program), program, wanted)
        defined = program.definition(function)
        with followed(f"a parameter of `{wanted}`", program, defined):
            slots = signature_of(function, wanted, file, defined).positional
        return tuple(Parameter(each.name, each.optional) for each in slots)


def _call(function: Callable[..., Any], arguments: list[Traced]) -> Any:
    with np.errstate(all="ignore"):  # what is not finite is reported with its place, later
        return function(*arguments)


@contextmanager
def _user_code(program: Program) -> Iterator[None]:
    """Runs the user's code in its surroundings; what it raises becomes a mistake at its place."""
    try:
        # what the program says of overflows holds for the program alone
        with (
            imports_beside(program),
            arrays_of_traced_numbers(program),
            np.errstate(),
            heard(partial(_remember, program)),
        ):
            yield
    except (Mistakes, KeyboardInterrupt):
        raise
    except BaseException as error:
        found = failure(error, program, program.called)
        if found is None:
            raise
        raise found from None


def _remember(program: Program, refusal: Refusal) -> None:
    """Takes a refusal down, and where in the program it was made, whatever becomes of it."""
    if program.boundary is not None and (spot := program.here()) is not None:
        refusal.place = program.place(spot)
        refusal.call = refusal.call or now_running(program)
    program.refused.append(refusal)
