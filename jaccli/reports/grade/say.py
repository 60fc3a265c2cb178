"""What an answer file came to, in words: never a right value of what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jaccli.document.blocks import Finding
from jaccli.keywords import option
from jaccli.reports.common.questions.question import Question
from jaccli.words import conjoined, count, listed

if TYPE_CHECKING:
    from jaccli.reports.grade.find import Graded, Mark


def in_a_line(found: Graded) -> str:
    """answers.yaml: 5.75 of 7 points"""
    return f"{found.file}: {_points(found)}"


def headline(found: Graded) -> Finding:
    """How many points, and where the right values are."""
    text = f"{found.file}: {_points(found)} for {found.graph.file}."
    if found.points < found.of:
        text += " The right values are shown with " + option("--answers") + "."
    return Finding("headline", text)


def of_a_class(results: Sequence[Graded]) -> Finding:
    """How a class did, and the question that went wrong most often."""
    whole = sum(found.points >= found.of for found in results)
    text = f"{whole:,} of {count(len(results), 'file')} are all right."
    wrong = Counter(
        mark.question.name
        for found in results
        for mark in found.marks
        if mark.status not in ("right", "followed")
    )
    if wrong:
        name, times = wrong.most_common(1)[0]
        text += f" {name} is most often not right: {times:,} of {len(results):,}."
    return Finding("headline", text)


def status(mark: Mark) -> str:
    """right; right, from your u2; see below"""
    if mark.status == "followed":
        return f"right, from your {conjoined(mark.followed)}"
    return mark.status if mark.status in ("right", "missing") else "see below"


def remarks(found: Graded) -> Iterator[Finding]:
    """What went wrong, of each answer that is not right: the rule, or where it departs."""
    for mark in found.marks:
        if mark.status in ("partly", "wrong"):
            yield Finding("why", said(mark), f"{mark.question.name}:", indent=0)


def said(mark: Mark) -> str:
    """What went wrong with an answer, or that there is none."""
    if mark.status == "missing":
        return "no answer is given"
    if mark.cause is not None:
        text = mark.cause.says.format(**_parts(mark.question))
        section = f" (Murphy 2022, {mark.cause.section})" if mark.cause.section else ""
        learn = f" Learn more: jaccli explain {mark.cause.learn}" if mark.cause.learn else ""
        return f"{text}{section}{learn}"
    value = mark.given.value if mark.given else ""
    if mark.wrong and not isinstance(value, str) and value.size > 1:
        if len(mark.wrong) == value.size:
            return "no entry is right."
        places = listed([at + 1 for at in mark.wrong], 3)
        are = "entry {} of {:,} is" if len(mark.wrong) == 1 else "entries {} of {:,} are"
        return f"{are.format(places, value.size)} not right."
    return "this is not what comes out."


def _parts(question: Question) -> dict[str, object]:
    """What a sentence calls the parts of a step."""
    step, moved = question.step, question.reads[0] if question.reads else ""
    layer = step.node.layer if step else None
    label = getattr(layer, "label", None) or 0
    k = question.name.removeprefix(question.name[0])
    return {
        "made": question.name,
        "moved": moved,
        "x": moved if question.kind in ("value", "tangent") else f"x{k}",
        "layer": layer.type if layer else "",
        "label": label,
        "entry": label + 1,
        "times": len(question.reads),
        "formula": f"{moved}·W" if question.kind == "adjoint" else f"W·{moved}",
    }


def _points(found: Graded) -> str:
    return f"{found.points:.4g} of {found.of:g} points"
