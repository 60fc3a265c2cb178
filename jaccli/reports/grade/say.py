"""What an answer file came to, in words: never a right value of what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from jaccli.document.blocks import Finding
from jaccli.keywords import option
from jaccli.reports.common.questions.question import Question
from jaccli.spec.declared import CHEAPER
from jaccli.words import conjoined, count, listed

if TYPE_CHECKING:
    from jaccli.reports.grade.find import Graded, Mark
    from jaccli.reports.grade.mistakes import Mistake


UNREAD = "it cannot be read"


class Remark(NamedTuple):
    """What is said of an answer that is not right. learn: a command, "" for none"""

    name: str
    text: str
    learn: str


def title(found: Graded) -> str:
    """answers.yaml   answers for net.yaml: 5.75 of 7 points"""
    said = f"{found.file}   answers for {found.graph.file}: {_points(found)}"
    return f"{said}, {UNREAD}" if found.unread else said


def in_a_line(found: Graded) -> str:
    """answers.yaml: 5.75 of 7 points"""
    return f"{found.file}: {_points(found)}{f', {UNREAD}' if found.unread else ''}"


def headline(found: Graded, *, solutions: bool = False) -> Finding:
    """How many points, and where the right values are. solutions: they are shown already"""
    text = f"{_points(found)}."
    if found.unread:
        text = f"{_points(found)}, {UNREAD}."
    elif not found.ok and not solutions:
        text += " The right values are shown with " + option("--answers") + "."
    elif found.ok and any(mark.followed for mark in found.marks):
        text += " Every answer is right, or right from an earlier one."
    elif found.ok:
        text += " Every answer is right."
    return Finding("headline", text)


def of_a_class(results: Sequence[Graded]) -> Finding:
    """How a class did, and the question that went wrong most often."""
    whole = sum(found.ok for found in results)
    text = f"{count(len(results), 'answer file')}, {whole:,} all right."
    unread = sum(found.unread is not None for found in results)
    if unread:
        text += f" {unread:,} cannot be read."
    wrong = Counter(
        mark.question.name for found in results for mark in found.marks if not mark.is_right
    )
    if wrong:
        name, times = wrong.most_common(1)[0]
        text += f" {name} is most often not right: in {times:,} of {len(results) - unread:,}."
    return Finding("headline", text)


def status(mark: Mark) -> str:
    """right; right, from your u2; see below; entries 1, 3 of 4 are not right"""
    if mark.status == "followed":
        return f"right, from your {conjoined(mark.followed)}" if mark.followed else "right"
    if mark.status in ("right", "missing"):
        return mark.status
    return "see below" if mark.cause else where(mark)


def remarks(found: Graded) -> Iterator[Remark]:
    """The rule that was broken, of each answer for which it is known."""
    for mark in found.marks:
        if mark.cause is not None:
            yield Remark(mark.question.name, _rule(mark, mark.cause), _learn(mark, mark.cause))


def said(mark: Mark) -> str:
    """What is to be said of an answer, on a line."""
    if mark.cause is None:
        return "no answer is given" if mark.status == "missing" else status(mark)
    learn = _learn(mark, mark.cause)
    return _rule(mark, mark.cause) + (f" Learn more: {learn}" if learn else "")


def _learn(mark: Mark, cause: Mistake) -> str:
    return cause.learn and f"jaccli explain {cause.learn.format(**_parts(mark.question))}"


def _rule(mark: Mark, cause: Mistake) -> str:
    section = f" (Murphy 2022, {cause.section})" if cause.section else ""
    return cause.says.format(**_parts(mark.question)) + section


def where(mark: Mark) -> str:
    """The first place where an answer departs from what is right, as far as that tells nothing."""
    value = mark.given.value if mark.given else ""
    right = mark.question.right
    if mark.question.name == "cheaper" and str(value).lower() not in CHEAPER.choices:
        return f"expected {', '.join(CHEAPER.choices[:-1])} or {CHEAPER.choices[-1]}"
    if isinstance(value, str) or isinstance(right, (int, str, Fraction)):
        return "not right"
    if value.size != right.size:
        return _of_another_size(mark.question, value.size)
    if value.size == 1 or mark.question.kind == "units":
        return "not right"
    if len(mark.wrong) == value.size:
        return "no entry is right"
    places = listed([_place(at, right.shape) for at in mark.wrong], 3)
    are = "entry {} is" if len(mark.wrong) == 1 else "entries {} are"
    return f"{are.format(places)} not right"


def _of_another_size(question: Question, size: int) -> str:
    """How many numbers are asked for, where that is no answer by itself."""
    if question.kind in ("units", "jacobian", "product"):
        return "not right" if question.kind == "units" else f"{count(size, 'number')} do not fit"
    assert not isinstance(question.right, (int, str, Fraction))
    return f"{count(size, 'number')}, not {question.right.size:,}"


def _place(at: int, axes: Sequence[int]) -> str:
    """3, and (1, 3) in a matrix; from 1."""
    if len(axes) < 2 or 1 in axes:
        return str(at + 1)
    return f"({at // axes[1] + 1}, {at % axes[1] + 1})"


def _parts(question: Question) -> dict[str, object]:
    """What a sentence calls the parts of a step."""
    step, moved = question.step, question.reads[0] if question.reads else ""
    layer = step.node.layer if step else None
    label = getattr(layer, "label", None) or 0
    values = [name for name in question.reads if name.startswith("x")]
    if question.kind == "adjoint" or not values:
        values = [f"x{question.name[1:]}"]
    return {
        "made": question.name,
        "moved": moved,
        "x": values[0],
        "layer": layer.type if layer else "",
        "label": label,
        "entry": label + 1,
        "formula": f"{moved}·W" if question.kind == "adjoint" else f"W·{moved}",
    }


def _points(found: Graded) -> str:
    return f"{found.points:.4g} of {found.of:g} points"
