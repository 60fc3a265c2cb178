"""A sheet as a YAML file, the empty answer form beside it, and the key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jaccli.arrays import np
from jaccli.errors import inert, printable
from jaccli.graph import load
from jaccli.reports.common.chainfile import PLAIN, chain_lines, quoted, written
from jaccli.reports.common.modes import Rule
from jaccli.reports.common.questions.question import Question
from jaccli.reports.exercise.find import Exercise
from jaccli.words import count, shape


def sheet(found: Exercise) -> str:
    """The sheet, which `grade` reads."""
    return _text(_lines(found))


def _lines(found: Exercise) -> Iterator[str]:
    course = found.course
    of = found.graph.name or found.graph.file
    yield f"# {printable(of)}: {count(len(found.questions), 'question')}, {found.points:g} points."
    yield "# Write your answers into the answer form. Then: jaccli grade SHEET ANSWERS"
    if any(each.kind in ("flops", "mode") for each in found.questions):
        yield f"# FLOPs: {Rule('dense', 'counted').words}."
    seed = "" if found.seed is None else f", seed: {found.seed}"
    starts = f"u: {written(course.u)}, v: {written(course.v)}"
    yield f"exercise: {{of: {quoted(found.graph.file)}{seed}, {starts}}}"
    yield "chain:"
    yield from (f"  {line}" for line, _ in chain_lines(load(course.graph)) if line)
    yield "questions:"
    for each in found.questions:
        yield f"  # {printable(each.asks)}"
        yield f"  {_key(each)}: {each.points:g}"


def form(found: Exercise) -> str:
    """The answer form, nothing filled in."""
    lines = ["# Numbers, lists, fractions such as 1/3, expressions such as exp(-1), or a word."]
    shapes = any(each.kind == "shape" for each in found.questions)
    for each in found.questions:
        lines += [f"# {printable(each.asks)}", f"{_key(each)}:   # {_expected(each, shapes)}"]
    return _text(lines)


def key(found: Exercise) -> str:
    """The answer file that gets full marks."""
    return _text(f"{_key(each)}: {_right(each)}" for each in found.questions)


def _text(lines: Iterable[str]) -> str:
    """The file; YAML reads a sign that is written out in quotes, where names stand."""
    return "".join(f"{inert(line)}\n" for line in lines)


def _key(question: Question) -> str:
    """Its name as YAML reads it back: plain where it is made of words, as f1.weight is."""
    name = question.name
    return name if all(map(PLAIN.fullmatch, name.split("."))) else quoted(name)


def _expected(question: Question, shapes: bool) -> str:
    """What an answer is made of. shapes: whether those of Jacobians are asked for, too"""
    if shapes and question.kind in ("jacobian", "product"):
        return "its rows, [[1, 0], [0, 2]]"
    right = question.right
    if not isinstance(right, np.ndarray):
        return "a word" if isinstance(right, str) else "a number"
    if question.kind == "units":
        return "a list of numbers, [] for none"
    if right.size == 1:
        return "a number"
    return f"{shape(right.shape)} numbers" if right.ndim > 1 else count(right.size, "number")


def _right(question: Question) -> str:
    right = question.right
    if isinstance(right, np.ndarray):
        return written(right)
    return quoted(right) if isinstance(right, str) else str(right)
