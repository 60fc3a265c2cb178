"""Running a program's function once on traced arrays, and what goes wrong on the way."""

from __future__ import annotations

import difflib
import inspect
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

# each puts its functions into the tables
import jaccli.trace.contract
import jaccli.trace.einsum
import jaccli.trace.functions
import jaccli.trace.moves
import jaccli.trace.nans
import jaccli.trace.reductions
import jaccli.trace.running
import jaccli.trace.ufuncs  # noqa: F401
from jaccli.arrays import Recipe
from jaccli.errors import JaccliError, Label, Mistakes, Place
from jaccli.graph import Graph, Input
from jaccli.trace.arguments import Parameter, argument, inputs_of, signature_of
from jaccli.trace.array import Traced
from jaccli.trace.judge import Recorded, judge
from jaccli.trace.load import function_in, imports_beside, mistake, read_program, run_program
from jaccli.trace.names import file_and_function
from jaccli.trace.places import Program
from jaccli.trace.plain import Plain
from jaccli.trace.record import Recorder
from jaccli.trace.refusal import Refusal
from jaccli.trace.result import layout, output_of
from jaccli.trace.stacking import arrays_of_traced_numbers
from jaccli.trace.table import ANSWERABLE, supported


def trace(
    name: str, at: Sequence[Recipe | Any], dtype: str = "float64", *, rerun: bool = True
) -> Graph:
    """The graph of what runs when FILE.py:FUNCTION is called at a point.

    name: FILE.py:FUNCTION; at: a recipe (`jaccli.arrays`) or an array for each parameter, in
    their order; those left out keep their defaults. The file's code is run. rerun: whether the
    function is called once more, on plain arrays, to prove that it is what was recorded.
    Raises Mistakes with the place in the user's file.
    """
    file, wanted = file_and_function(name)
    program = read_program(file)
    with _user_code(program):
        function = function_in(run_program(program), program, wanted)
        defined = program.definition(function)
        names = signature_of(function, wanted, file, defined).names_for(len(at))
        inputs = inputs_of(names, at, dtype, defined)
        shapes = [(each.size,) if each.shape is None else each.shape for each in inputs]
        result, recorder = _record(function, program, inputs, dtype)
        returned = program.only_return(function) or defined
        expected = layout(result)
        output = output_of(result, recorder, wanted, returned)
        plain = Plain(function, wanted, program, shapes, expected, rerun=rerun)
    graph = Graph(
        inputs=tuple(inputs),
        nodes=recorder.nodes(returned),
        output=output.name,
        file=name,
        name=getattr(function, "__name__", wanted),
        description=(inspect.getdoc(function) or "").partition("\n")[0],
        dtype=dtype,
        program=plain,
    )

    def again() -> Recorded | None:
        with suppress(Exception), _user_code(program):
            result, recorder = _record(function, program, inputs, dtype)
            output = output_of(result, recorder, wanted, returned)
            return Recorded(output.flat_value, layout(result))
        return None

    if rerun:
        judge(plain, graph, expected, again, defined)
    return graph


def _record(
    function: Callable[..., Any], program: Program, inputs: Sequence[Input], dtype: str
) -> tuple[Any, Recorder]:
    """What the function returns for recording arrays, and who took down what ran."""
    recorder = Recorder(program, [each.name for each in inputs], dtype)
    program.boundary = _call.__code__
    result = _call(function, [argument(each, recorder) for each in inputs])
    if program.refused:
        raise program.refused[0]  # somebody caught it, and went on without the derivative
    program.boundary = None
    return result, recorder


def parameters_of(name: str) -> tuple[Parameter, ...]:
    """The parameters of FILE.py:FUNCTION that values may be given for. Runs the file's code."""
    file, wanted = file_and_function(name)
    program = read_program(file)
    with _user_code(program):
        function = function_in(run_program(program), program, wanted)
        return signature_of(function, wanted, file, program.definition(function)).positional


def _call(function: Callable[..., Any], arguments: list[Traced]) -> Any:
    with np.errstate(all="ignore"):  # what is not finite is reported with its place, later
        return function(*arguments)


@contextmanager
def _user_code(program: Program) -> Iterator[None]:
    """Runs the user's code in its surroundings; what it raises becomes a mistake at its place."""
    try:
        # what the program says of overflows holds for the program alone
        with imports_beside(program), arrays_of_traced_numbers(), np.errstate():
            yield
    except (Mistakes, KeyboardInterrupt):
        raise
    except BaseException as error:
        spot = program.innermost(error.__traceback__)
        place = program.place(spot) if spot else None
        if (refusal := _refusal_behind(error)) is not None:
            raise _refused(refusal, place, program) from None
        if isinstance(error, JaccliError):
            raise Mistakes([error], program.name) from None
        if place is None or _is_ours(error):
            raise
        raise _raised(error, place, program) from None


def _refusal_behind(error: BaseException | None) -> Refusal | None:
    """The refusal that NumPy made another error of, where that is what happened."""
    while error is not None and not isinstance(error, Refusal):
        error = error.__cause__ or error.__context__
    return error


def _refused(refusal: Refusal, place: Place | None, program: Program) -> Mistakes:
    notes = [("help", each) for each in refusal.helps]
    label = Label(refusal.place or place, refusal.label)
    return mistake(program.name, refusal.title, label, notes)


def _is_ours(error: BaseException) -> bool:
    """Whether tracing itself failed, in a way that NumPy has no name for."""
    if isinstance(error, (*ANSWERABLE, RecursionError, MemoryError)):
        return False
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code if traceback else None
    own = os.path.dirname(__file__)
    return code is not None and code.co_filename.startswith(own) and code.co_name != "__getattr__"


def _raised(error: BaseException, place: Place, program: Program) -> Mistakes:
    kind = type(error).__name__
    text = str(error).strip().replace("Traced", "numpy.ndarray")
    title = f"{kind}: {text}" if text else kind
    if isinstance(error, SystemExit):
        title = f"the program leaves by itself: SystemExit({text})"
    notes = [("help", each) for each in _helps(error, text)]
    return mistake(program.name, title, Label(place, "raised here"), notes)


def _helps(error: BaseException, text: str) -> Iterator[str]:
    if isinstance(error, ModuleNotFoundError):
        yield "the file's own folder is searched first; is the package installed?"
    if isinstance(error, ValueError) and "ambiguous" in text:
        yield "np.where(condition, a, b) decides entry by entry"
    if isinstance(error, TypeError) and "unhashable" in text:
        yield "take an index or a string as the key"
    if isinstance(error, AttributeError) and any(error.obj is each for each in (np, np.linalg)):
        wanted = f"linalg.{error.name}" if error.obj is np.linalg else str(error.name)
        near = difflib.get_close_matches(wanted, supported(), n=1)
        yield from (f"did you mean np.{each}?" for each in near)
