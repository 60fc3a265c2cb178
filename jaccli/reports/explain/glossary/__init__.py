"""The glossary: ideas, costs and questions are here, layers and forms speak for themselves."""

from jaccli.reports.explain.glossary import (
    chapter,
    checks,
    ci,
    costs,
    derivatives,
    elimination,
    exercises,
    files,
    formats,
    functions,
    graphs,
    modes,
    options,
    orders,
    outputs,
    pieces,
    python,
    questions,
    running,
    terms,
)
from jaccli.reports.explain.glossary.forms import form_topics
from jaccli.reports.explain.glossary.layers import layer_topics
from jaccli.reports.explain.glossary.topic import (
    GROUPS,
    IDEAS,
    Group,
    Item,
    Lines,
    Numbers,
    Page,
    Rows,
    Said,
    Topic,
    Words,
)

__all__ = [
    "GROUPS",
    "Group",
    "Item",
    "Lines",
    "Numbers",
    "Page",
    "Rows",
    "Said",
    "Topic",
    "Words",
    "chapter",
    "checks",
    "ci",
    "costs",
    "derivatives",
    "elimination",
    "exercises",
    "files",
    "formats",
    "functions",
    "graphs",
    "modes",
    "options",
    "orders",
    "outputs",
    "pieces",
    "python",
    "questions",
    "running",
    "terms",
    "topics",
]


def topics() -> list[Topic]:
    """Every topic, group by group."""
    modules = (
        questions,
        derivatives,
        costs,
        modes,
        orders,
        elimination,
        pieces,
        graphs,
        terms,
        checks,
        running,
        functions,
        exercises,
        files,
        formats,
        outputs,
        options,
        python,
        ci,
        chapter,
    )  # the order of the list
    ideas = [topic for module in modules for topic in IDEAS[module.__name__]]
    found = [*ideas, *form_topics(), *layer_topics()]
    return [topic for group in GROUPS for topic in found if topic.group == group]
