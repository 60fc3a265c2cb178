"""The program is the judge: its value on plain arrays against the value of its recording.

A recording is right where it does what the program does. What asks for the type of its arrays,
catches a refusal, computes in another dtype or keeps something between its calls does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from jaccli.arrays import Array, Shape
from jaccli.errors import Label, Mistakes, Place
from jaccli.evaluate import rounding, value
from jaccli.graph import Graph, load
from jaccli.keywords import option
from jaccli.trace.program.chance import chance_of
from jaccli.trace.program.load import mistake
from jaccli.trace.program.nearby import STEPS, parted
from jaccli.trace.program.plain import Plain, Returned
from jaccli.trace.program.ways import followed, parting
from jaccli.trace.source.places import Program
from jaccli.words import told_apart

NEAR = {"float64": 1e-9, "float32": 1e-5}  # of the largest entry: how close both values are
SAFETY = 16  # times the rounding that was tried
DRAWS = 5  # further calls of a program that draws random numbers: two equal values prove little
FLOATS = re.compile(r"\b(float16|half|float32|single|longdouble|float128)\b")
ASKED = (
    "probably a test that sees a recording array (type(x) is np.ndarray, hasattr), or an error "
    "that the program catches: let both kinds of array go the same way"
)
LOST = (
    "probably compiled code reads the memory of an array that was written into, as that of scipy "
    "does: write what it computes with np"
)
KEPT = (
    "something changes and is kept between calls: a global, a cache, an attribute, a default. Make "
    "it a parameter, or set it anew in each call"
)
READ = (
    "probably a number is read from a text of a traced one, or from a cache that was filled before "
    "the call, and has no derivative: hand on the traced number itself"
)
RAISED = (
    "probably its first call left something behind, or a test sees a recording array. If it has "
    "effects, " + option("--no-rerun") + " calls it once and proves nothing of it"
)
DRAWN = (
    "it reads random numbers, the time or something that it keeps. Draw with "
    "np.random.default_rng(0) inside the function, or make what changes a parameter; "
    + option("--no-rerun")
    + " takes what one call gives"
)


class Recorded(NamedTuple):
    """One call that was recorded, and what it came to."""

    value: Array  # (m,)
    shapes: tuple[Shape, ...]


def judge(
    plain: Plain,
    graph: Graph,
    shapes: tuple[Shape, ...],
    again: Callable[[], Recorded | None],
    defined: Place,
    *,
    told: bool,
) -> None:
    """Call the program once on plain arrays. Raises Mistakes where it is not what was recorded.

    shapes: of what the recording returned; again: records it once more, None where that fails;
    defined: where the function stands; told: whether it made text or whole numbers of traced
    ones, which may have come back without their derivative
    """
    point = {each.name: each.point.load(graph.dtype) for each in graph.inputs}
    x = np.concatenate(list(point.values()))
    chance = chance_of(plain.function, plain.program)
    before = chance.states
    found = plain.returned(x)
    further = DRAWS if chance.states != before else int(chance.unseeded)
    finding = found.trouble
    if found.value is not None:
        # the value of the graph, not that of the call: what it was given may have been changed
        finding = _difference(found, Recorded(value(load(graph), point), shapes), graph)
    for _ in range(further or bool(finding)):
        second = plain.returned(x)
        if not _same(found, second, 0.0 if further else NEAR[graph.dtype]):
            raise _unsteady(plain, found, second, defined)
    if not finding:
        plain.again = 1 + further
        if told and found.value is not None:
            plain.beside = len(STEPS)
            _moves_alike(plain, graph, x, found.value, defined)
        return
    with followed(plain.program, to_the_end=True) as way:
        later = again()
    with followed(plain.program, to_the_end=True) as plain_way:
        plain.returned(x)
    cause = _Cause(
        found,
        parting(way, plain_way, plain.program),
        later is None or not _difference(found, later, graph),
        _is_lost(found, value(load(graph), point)),
    )
    title = f"`{plain.name}` is not what was recorded: on plain arrays it {finding}"
    label, help_ = cause.told(plain.program, defined, graph.dtype)
    raise mistake(plain.program.name, title, label, [("help", help_)])


def _moves_alike(plain: Plain, graph: Graph, x: Array, found: Array, defined: Place) -> None:
    slope = parted(plain, graph, x, found)
    if slope is None:
        return
    one, other = told_apart(slope.program, slope.recorded)
    where = f" at entry {slope.entry}" if found.size > 1 else ""
    title = f"`{plain.name}` is not what was recorded: beside the point"
    title += f" it rises by {one}{where}, its recording by {other}"
    label = Label(defined, "called beside the point")
    raise mistake(plain.program.name, title, label, [("help", READ)])


class _Cause(NamedTuple):
    """What may have made a recording another one than the program.

    apart: where their ways part; settled: whether a second recording fails, or gives the value of
    the program; lost: whether the recording has no number where the program has one
    """

    found: Returned
    apart: Place | None
    settled: bool
    lost: bool

    def told(self, program: Program, defined: Place, dtype: str) -> tuple[Label, str]:
        """The place to look at, and what to do."""
        other = _other_float(program, defined, anywhere=any(x != dtype for x in self.found.floats))
        if self.found.spot is not None:
            place = program.place(self.found.spot)
            return Label(place, "raised here, not while it was recorded"), RAISED
        if self.settled or "which it kept" in self.found.trouble:
            return Label(defined, "its first call leaves something behind"), KEPT
        if self.lost:
            return Label(defined, "called on plain arrays"), LOST
        if self.apart is not None:
            return Label(self.apart, "here the two go different ways"), ASKED
        if any(np.dtype(each).itemsize > np.dtype(dtype).itemsize for each in self.found.floats):
            help_ = f"cast what is wider, as a constant np.array([…]) is: W.astype(np.{dtype})"
            return Label(defined, f"a constant makes more than {dtype} of it"), help_
        if other is not None:
            help_ = (
                f"compute in {dtype}: without a dtype of its own, the function follows its input"
            )
            return Label(other, "another type of numbers"), help_
        return Label(defined, "called on plain arrays"), ASKED


def _is_lost(found: Returned, recorded: Array) -> bool:
    if found.value is None or found.value.shape != recorded.shape:
        return False
    return bool((np.isnan(recorded) & ~np.isnan(found.value)).any())


def _difference(found: Returned, recorded: Recorded, graph: Graph) -> str:
    """What the program does otherwise, in words; "" where it does what was recorded."""
    if found.value is None:
        return found.trouble
    if found.shapes != recorded.shapes:
        shapes = " and ".join(map(str, recorded.shapes))
        return f"returns the shape {found.shape}, its recording {shapes}"
    others = [each for each in found.floats if each != graph.dtype]
    if others:
        return f"returns numbers of {others[0]}, its recording of {graph.dtype}"
    apart = _apart(found.value, recorded.value)
    beyond = apart > NEAR[graph.dtype] * _largest(found.value, recorded.value)
    if beyond.any():
        beyond &= apart > SAFETY * _rounding(graph)
    if not beyond.any():
        return ""
    entry = int(np.where(beyond, apart, 0.0).argmax())
    gives = f"gives {found.value[entry]:.10g}, its recording {recorded.value[entry]:.10g}"
    return gives if apart.size == 1 else f"{gives} at entry {entry + 1}"


def _apart(first: Array, second: Array) -> Array:
    """How far two values are apart, entry by entry; infinitely where one is not a number."""
    with np.errstate(all="ignore"):
        apart = np.abs(np.asarray(first, float) - second)
    equal = (first == second) | ((first != first) & (second != second))
    return np.where(equal, 0.0, np.where(np.isfinite(apart), apart, np.inf))


def _largest(first: Array, second: Array) -> float:
    both = np.abs(np.concatenate([first, second]))
    return float(np.max(both, where=np.isfinite(both), initial=0.0))


def _rounding(graph: Graph) -> Array:
    """How far other rounding on the way, as of sums in another order, may move each entry (m,)."""
    point = {each.name: each.point.load(graph.dtype) for each in graph.inputs}
    return rounding(load(graph), point)


def _same(first: Returned, second: Returned, near: float) -> bool:
    """Whether two calls came to the same. near: of the largest entry, how far each may be off"""
    if first.value is None or second.value is None or first.shapes != second.shapes:
        return first.trouble == second.trouble and first.shapes == second.shapes
    apart = _apart(first.value, second.value).max(initial=0.0)
    return bool(apart <= near * _largest(first.value, second.value))


def _unsteady(plain: Plain, found: Returned, second: Returned, defined: Place) -> Mistakes:
    title = f"`{plain.name}` gives another value every time it is called"
    if found.value is not None and second.value is not None and found.shapes == second.shapes:
        entry = int(_apart(found.value, second.value).argmax())
        where = "" if found.value.size == 1 else f" at entry {entry + 1}"
        one, other = told_apart(float(found.value[entry]), float(second.value[entry]))
        title += f": {one}, then {other}{where}"
    label = Label(defined, "called twice with the same numbers")
    return mistake(plain.program.name, title, label, [("help", DRAWN)])


def _other_float(program: Program, defined: Place, *, anywhere: bool) -> Place | None:
    """Where another float type is named: in the function, or elsewhere in its file."""
    if defined.source is not program.source:
        return None
    lines = program.source.lines
    depth = defined.column  # what is indented further belongs to the function
    inside = [defined.line]
    for number in range(defined.line + 1, len(lines) + 1):
        text = lines[number - 1]
        if text.strip() and len(text) - len(text.lstrip()) < depth:
            break
        inside.append(number)
    for number in (*inside, *(range(1, len(lines) + 1) if anywhere else ())):
        found = FLOATS.search(lines[number - 1])
        if found is not None:
            return Place(program.source, number, found.start() + 1, len(found.group()))
    return None
