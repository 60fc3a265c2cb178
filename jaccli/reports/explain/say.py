"""What a page of the glossary finds: what the word means, why it is so, what to try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaccli.document.blocks import Finding, Next
from jaccli.reports.explain.glossary import Page

WHY = "Why:"
INDENT = 2


def headline(page: Page) -> Finding:
    """What the word means; a question's is the sentence that answers it."""
    if page.group != "questions":
        return Finding("headline", page.summary)
    answer, end, _ = page.text.partition(". ")
    return Finding("headline", answer + end.rstrip())


def why(page: Page) -> Iterator[Finding]:
    """How a layer's Jacobian is derived."""
    for at, text in enumerate(page.derivation):
        first = Finding("why", text, WHY, INDENT)
        below = Finding("why", text, indent=INDENT + len(WHY) + 1)  # hangs under the first
        yield below if at else first


def to_try(page: Page) -> Next:
    """A command that shows it; what is piped into it stands apart."""
    fed, _, command = page.tries.rpartition(" | ")
    return Next(command, fed=fed, label="Try:", indent=INDENT)


def to_choose(names: Sequence[str]) -> Finding:
    """How one of the topics is asked for."""
    name = "chain rule" if "chain rule" in names else names[0]
    text = f"jaccli explain TOPIC, as in: jaccli explain {name}"
    return Finding("next", text, "Next:", indent=0)
