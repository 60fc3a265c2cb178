"""A sheet asked question by question: answer, or ask for a hint, then see what is right."""

from __future__ import annotations

from collections.abc import Sequence

from jaccli.arrays import np
from jaccli.document.blocks import Answer, Blank, Block, Finding, Line, Next, Paragraph, vectors
from jaccli.errors import JaccliError, Mistakes
from jaccli.reports.common.ask import Dialogue
from jaccli.reports.common.heading import opening
from jaccli.reports.common.names import command
from jaccli.reports.common.questions.question import Question
from jaccli.reports.exercise.find import Exercise
from jaccli.reports.exercise.page import given_numbers
from jaccli.reports.grade import say
from jaccli.reports.grade.find import Mark, grade
from jaccli.spec.answers import Answers, Given, answer_of

HINT, SHOW, SKIP = "?", "=", ""
HOW = "Type an answer: 3, [1, 0, 2], 1/3, exp(-1) or a word.  ? hint  = solution  Enter: next one"


def dialogue(found: Exercise) -> Dialogue:
    """Gives what is shown, takes what is typed, until every question has been asked."""
    given: dict[str, Given] = {}
    shown: list[Block] = [*opening(found.graph), *given_numbers(found), Blank, Line(HOW, "quiet")]
    marks: list[Mark] = []
    for at, question in enumerate(found.questions, start=1):
        title = f"{at} of {len(found.questions)}   {question.name}: {question.asks}"
        typed = (yield [*shown, Paragraph(title, style="title")]).strip()
        shown = []
        while typed == HINT:
            typed = (yield [Paragraph(_hint(question), indent=2)]).strip()
        if typed in (SHOW, SKIP):
            shown = [_right(question)] if typed == SHOW else []
            continue
        try:
            given[question.name] = Given(answer_of(typed, question.name), None)
        except Mistakes as mistakes:
            shown = [Line(line) for error in mistakes.errors for line in _told(error)]
            continue
        answers = Answers("", given, dict.fromkeys(given), ())
        mark = grade(found.course, answers).marks[-1]
        marks.append(mark)
        shown = [*_marked(mark)]
    return [*shown, _total(found, marks)]


def _told(error: JaccliError) -> Sequence[str]:
    return [error.title, *(f"  {text}" for _, text in error.notes)]


def _marked(mark: Mark) -> Sequence[Block]:
    """Right, or what went wrong, and then the solution."""
    if mark.status in ("right", "followed"):
        return [Finding("headline", f"✓ {say.status(mark)}", indent=2)]
    return [Finding("why", say.said(mark)), _right(mark.question)]


def _right(question: Question) -> Block:
    right = question.right
    if isinstance(right, np.ndarray):
        if right.size == 1:
            return Paragraph(f"{question.name} = {right.item():.7g}", indent=2)
        return vectors(question.name, right.reshape(-1, right.shape[-1]))
    return Paragraph(f"{question.name} = {right}", indent=2)


def _hint(question: Question) -> str:
    """What it follows from, and the rule of the layer; no number."""
    step = question.step
    rule = (
        f" The Jacobian of {step.node.layer.type} is {step.node.layer.jacobian_rule}."
        if (step is not None and question.kind in ("jacobian", "tangent", "adjoint"))
        else ""
    )
    reads = [name for name in question.reads if name[0] in "uv"] or list(question.reads)
    start = f"It follows from {' and '.join(reads)}." if reads else "It follows from shapes alone."
    return start + rule


def _total(found: Exercise, marks: Sequence[Mark]) -> Answer:
    points = sum(mark.points for mark in marks)
    text = f"{points:.4g} of {found.points:g} points."
    seed = 0 if found.seed is None else found.seed + 1
    following = Next(command("exercise", found.graph.file, f"--seed {seed}"), "other numbers")
    return Answer([Finding("headline", text)], following)
