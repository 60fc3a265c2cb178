"""The program itself: the user's function, called on plain arrays at any point."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.errors import Place
from jaccli.program import TooLong
from jaccli.trace.arrays.value import Traced
from jaccli.trace.program.load import imports_beside
from jaccli.trace.program.result import described, layout, leaves, numbers
from jaccli.trace.program.ways import ENDLESS, Endless, bounded, followed, parting
from jaccli.trace.source.alone import ALONE
from jaccli.trace.source.places import Program, Spot
from jaccli.trace.source.raised import said_by


class Returned(NamedTuple):
    """What came of one plain call. trouble: in words, why there is no value; "" where there is."""

    value: Array | None  # (m,), all that was returned side by side
    shapes: tuple[Shape, ...]
    floats: tuple[str, ...]  # the dtypes among what was returned, Python's own numbers left out
    trouble: str = ""
    spot: Spot | None = None  # where it was raised
    given_up: bool = False  # for its length

    @property
    def shape(self) -> str:
        """The shape in words, or those of several arrays."""
        return " and ".join(map(str, self.shapes))


class Plain:
    """A program's function on fresh arrays of some shapes. What it prints is not heard.

    shapes: of its arguments; rerun: whether the user lets it be called again; parts: the names
    and sizes of the leaves of its result, where they have names
    """

    def __init__(
        self,
        function: Callable[..., Any],
        name: str,
        program: Program,
        shapes: Sequence[Shape],
        expected: tuple[Shape, ...],
        *,
        rerun: bool,
        parts: tuple[tuple[str, int], ...] = (),
    ) -> None:
        self.function = function
        self.name = name  # as the user wrote it
        self.program = program
        self.rerun = rerun
        self.parts = parts
        self.again = 0  # how often it was called at the point where it was recorded
        self.beside = 0  # and beside it, to see whether it moves as its recording does
        self._shapes = tuple(shapes)
        self._expected = expected
        # as the program set it; what NumPy would only warn of is not heard either
        self._strict: Any = {
            kind: "raise" if how == "raise" else "ignore" for kind, how in np.geterr().items()
        }

    def __call__(self, x: Array) -> Array | str:
        """f(x) (m,) at all inputs side by side, x (n,); or, in words, why nothing comes of it."""
        with ALONE, bounded(self.program):
            found = self.returned(x)
        if found.value is None:
            said = f"it {found.trouble}"
            return TooLong(said) if found.given_up else said
        if found.shapes != self._expected:
            return f"it returns the shape {found.shape}"
        return found.value.astype(x.dtype)

    def parting(self, x: Array, other: Array) -> Place | None:
        """Where its ways at two points part: the expression that decides. Calls it twice."""
        with ALONE:
            with followed(self.program, to_the_end=False) as way:
                self.returned(x)
            with followed(self.program, to_the_end=False) as other_way:
                self.returned(other)
        return parting(way, other_way, self.program)

    def returned(self, x: Array) -> Returned:
        """What comes back at all inputs side by side, in their dtype."""
        try:
            self.program.calling.done += 1
            with imports_beside(self.program), _unheard(), np.errstate(**self._strict):
                result = self.function(*self._arguments(x))
            return self._seen(result)
        except (KeyboardInterrupt, MemoryError):  # of --max-memory: no answer, and no fault
            raise
        except Endless:
            said = f"has not returned after {ENDLESS:,} lines"
            return Returned(None, (), (), said, given_up=True)
        except BaseException as error:  # whatever the program raises, it is no answer
            said = f"raises {said_by(error)}"
            return Returned(None, (), (), said, self.program.innermost(error.__traceback__))

    def _arguments(self, x: Array) -> Iterator[Any]:
        """Fresh arrays; of a number, NumPy's number, as the recording shows it."""
        at = 0
        for shape in self._shapes:
            size = int(np.prod(shape))
            part = x[at : at + size].reshape(shape)
            at += size
            yield part.copy() if shape else part[()]  # a copy owns its memory, as the user's own

    def _seen(self, result: Any) -> Returned:
        found = list(leaves(result))
        arrays = []
        for each in found:
            if isinstance(each, Traced):
                return Returned(None, (), (), "returns an array of its recording, which it kept")
            array = numbers(each)
            if array is None:
                return Returned(None, (), (), f"returns {described(each)}")
            arrays.append(array)
        floats = [
            str(each.dtype)
            for each in found
            if isinstance(each, np.ndarray | np.generic) and each.dtype.kind == "f"
        ]
        value = np.concatenate([np.ravel(each) for each in arrays]) if arrays else np.zeros(0)
        return Returned(value, layout(result), tuple(dict.fromkeys(floats)))


@contextmanager
def _unheard() -> Iterator[None]:
    """Nothing that is printed in here is seen, by child processes neither; nothing is read."""
    with contextlib.ExitStack() as stack:
        null = stack.enter_context(open(os.devnull, "w", encoding="utf-8"))
        stack.enter_context(contextlib.redirect_stdout(null))
        stack.enter_context(contextlib.redirect_stderr(null))
        for number in (1, 2):
            stack.enter_context(_redirected(number, null.fileno()))
        stdin, sys.stdin = sys.stdin, io.StringIO()
        stack.callback(setattr, sys, "stdin", stdin)
        yield


@contextmanager
def _redirected(number: int, target: int) -> Iterator[None]:
    """The file descriptor means another file in here."""
    kept = -1
    with contextlib.suppress(OSError):
        kept = os.dup(number)
        os.dup2(target, number)
    try:
        yield
    finally:
        if kept >= 0:
            with contextlib.suppress(OSError):
                os.dup2(kept, number)
            os.close(kept)
