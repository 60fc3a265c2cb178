"""jaccli explain: the glossary, each entry with an example computed on the spot."""

from __future__ import annotations

import click

from jaccli.commands.options import Common, common


@click.command()
@common(chains=False)
@click.argument("words", metavar="[TOPIC]", nargs=-1)
def command(words: tuple[str, ...], common: Common) -> None:
    """What a word or a rule on the screen means, with an example computed on the spot. Without a
    TOPIC the list of all; TOPIC may have several words.

    \b
    jaccli explain jvp
    jaccli explain chain rule
    jaccli explain layers
    """
    from jaccli.commands.output import deliver, display
    from jaccli.reports.explain.find import explain

    found = explain(" ".join(words))
    if common.format == "json":
        from jaccli.reports.common.data import document
        from jaccli.reports.explain.data import explanation

        text = document("explain", explanation(found))
    else:
        from jaccli.reports.explain.page import report

        text = report(found, display(common))
    deliver(text, common)
