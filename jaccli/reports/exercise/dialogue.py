"""A sheet asked question by question: answer, or ask for a hint, then see what is right."""

from __future__ import annotations

from collections.abc import Generator, Sequence

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
HOW = (
    Line("Type an answer: 3, [1, 0, 2], 1/3, exp(-1) or a word. ? is for a hint, = for", "quiet"),
    Line("the solution, Enter alone for the next question, Ctrl-D for the end.", "quiet"),
)


def dialogue(found: Exercise) -> Dialogue:
    """Gives what is shown, takes what is typed, until every question has been asked or no more is
    typed (EOFError)."""
    shown: Sequence[Block] = [*opening(found.graph), *given_numbers(found), Blank, *HOW]
    marks: list[Mark] = []
    given: dict[str, Given] = {}
    try:
        for at, question in enumerate(found.questions, start=1):
            title = f"{at} of {len(found.questions)}   {question.name}: {question.asks}"
            shown = [*shown, Blank, Paragraph(title, style="title")]
            typed = yield from _answered(question, shown)
            if isinstance(typed, str):
                shown = [_right(question)] if typed == SHOW else []
                continue
            given[question.name] = typed
            answers = Answers("", given, dict.fromkeys(given), ())
            marks.append(grade(found.course, answers).marks[-1])
            shown = _marked(marks[-1])
    except EOFError:
        shown = [Blank]
    return [*shown, Blank, _total(found, marks)]


def _answered(
    question: Question, shown: Sequence[Block]
) -> Generator[Sequence[Block], str, Given | str]:
    """Asks until there is an answer, or what stands for one; gives a hint where it is asked for."""
    typed = (yield shown).strip()
    while typed not in (SHOW, SKIP):
        if typed == HINT:
            told: Sequence[Block] = [Paragraph(_hint(question), indent=2)]
        else:
            try:
                return Given(answer_of(typed, question.name), None)
            except Mistakes as mistakes:
                told = [Line(line) for error in mistakes.errors for line in _told(error)]
        typed = (yield told).strip()
    return typed


def _told(error: JaccliError) -> Sequence[str]:
    return [error.title, *(f"  {text}" for _, text in error.notes)]


def _marked(mark: Mark) -> Sequence[Block]:
    """Right, or what went wrong, and then the solution."""
    if mark.is_right:
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
