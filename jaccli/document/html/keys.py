"""The keys of what moves on a page, which a script shows and listens to."""

from __future__ import annotations

from collections.abc import Iterable

from jaccli.document.html.pen import element

Key = tuple[str, str, str]  # what it does, what stands on it, what it is told to be
OF_STEPS: tuple[Key, ...] = (
    ("first", "First", "to the first step (Home)"),
    ("back", "Back", "a step back (←)"),
    ("play", "Play", "play or pause (space)"),
    ("next", "Next", "a step on (→)"),
    ("last", "Last", "to the end (End)"),
)
OF_PASSES: tuple[Key, ...] = (
    ("first", "Start", "to the start (Home)"),
    ("play", "Play", "play or pause (space)"),
    ("next", "One pass", "to the end of the next pass (→)"),
    ("last", "End", "to the end (End)"),
)


def keys(buttons: Iterable[Key], beside: str) -> str:
    """Buttons in a row, and what stands beside them."""
    made = (
        element("button", said, type="button", data_key=does, title=title)
        for does, said, title in buttons
    )
    inner = "".join(made) + beside
    return element("div", inner, class_="jr-keys", role="group", aria_label="keys")
