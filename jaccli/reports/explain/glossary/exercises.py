"""A topic on exercises: a homework from file to marks, in a shell, a classroom, a notebook."""

from __future__ import annotations

from collections.abc import Iterator

from jaccli.reports.exercise.sets import SETS
from jaccli.reports.explain.glossary.topic import Item, Lines, Rows, Words, idea

SHELL = """\
# one sheet a student, and a key that stays with you
for student in 1001 1002 1003; do
    mkdir -p "$student"
    jaccli exercise mlp.yaml --ask backprop --seed "$student" \\
        -o "$student/sheet.yaml" --key "$student.key.yaml"
done
# the students fill in answers.yaml beside their sheets; then a line each
for student in 1001 1002 1003; do
    jaccli grade "$student/sheet.yaml" "$student/answers.yaml" --confine -q
done
"""
CLASSROOM = """\
# .github/workflows/grade.yml of a GitHub Classroom assignment
on: [push]
jobs:
  grade:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - run: pip install jaccli
      - run: |
          jaccli grade sheet.yaml answers.yaml --format github \\
              --confine --max-memory 1G
"""
NOTEBOOK = """\
import jaccli

sheet = jaccli.exercise("sample:mlp_cross_entropy", "backprop", seed=1001)
marks = jaccli.grade(sheet, {"u4": [1.0, 2.0, 3.0], "x5": 0.5})
assert marks.points < marks.of and not marks.ok  # for nbgrader and otter
print([(mark.question.name, mark.status) for mark in marks.marks][:2])
"""


@idea(
    "exercise",
    "exercises that grade themselves: sheets, answers, marks",
    group="files",
    also=(
        "exercises",
        "homework",
        "grade",
        "grading",
        "answers",
        "answer file",
        "sheet",
        "autograder",
        "nbgrader",
        "--ask",
        "--key",
    ),
    formula=("u4: [1, -2, 1/3]", "g1.bias: {file: g.npy}", "cheaper: reverse"),
    source="the questions and mistakes of section 13.3",
    see=("adjoint", "relu", "ci", "confine"),
    tries="jaccli exercise sample:mlp_cross_entropy --ask mode --seed 7",
)
def exercise() -> Iterator[Item]:
    """`exercise` asks about a chain, with other small whole numbers for each --seed; an answer form
    lies beside the sheet. `grade` gives points for answers: what is right, what is right from the
    student's own earlier answer, part of the points where part of an array is right. A wrong array
    is held against what people do wrong, and the rule that was broken is named where it gives
    these very numbers, never the solution.
    """
    rows = tuple((name, ", ".join(kinds)) for name, kinds in SETS.items())
    yield Words("--ask takes a question, all, or one of these sets; without it the sheet is short:")
    yield Rows(("set", "kinds of questions"), rows)
    yield Words(
        "An answer is a number, a list, a fraction 1/3, an expression exp(-1)*2, a word such as "
        "reverse, or {file: u.npy}; a whole file may be .npz, an array for each name. Counts are "
        "exact, other numbers right to four digits, or as --tolerance says. Names: x3 u2 v2 are "
        "values, adjoints and tangents (x.a u.a v.a on a graph), J2 and J, g1.weight, "
        "forward_flops, passes.reverse, cheaper, factor, best_order, shape.J1, which, "
        "blocked.f2. A file that cannot be read, or holds far more than all answers, costs no "
        "other its marks: it has no points, and its mistakes are told at their places. The exit "
        "status is 1 then as for any wrong answer, 2 where no file can be read."
    )
    yield Lines((*SHELL.splitlines(), "", *CLASSROOM.splitlines(), "", *NOTEBOOK.splitlines(), ""))
    yield Words(
        "The right values are shown with --answers alone. In `expect:` a file may say its loss, "
        "values, adjoints, gradients and best_order for `check`; --no-solutions keeps what is "
        "right from who reads a failure, --tolerance caps what a file allows itself, and --strict "
        "fails a file that expects nothing."
    )
