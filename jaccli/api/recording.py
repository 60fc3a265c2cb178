"""What a function left when it was recorded: a graph, and the chain file that says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jaccli.graph import Graph

if TYPE_CHECKING:
    from os import PathLike

    from jaccli.document.blocks import Finding


class Recording(NamedTuple):
    """What a function did. `print` shows it as a chain file."""

    graph: Graph  # with what ran after the output was found

    def __repr__(self) -> str:
        from jaccli.errors import printable
        from jaccli.words import count

        ran = count(len(self.graph.nodes), "operation")
        file = printable(self.graph.file)
        return f"<jaccli.trace {file}: {ran}; print it, or give it to jaccli.compare>"

    def save(self, file: str | PathLike[str], format: str | None = None) -> None:
        """Write it to a file, in the format of its ending or in another: "a.yaml", "a.svg".

        Raises Mistakes as printing it does.
        """
        from jaccli.graph import load
        from jaccli.reports.common.saving import save
        from jaccli.reports.trace.find import recorded

        save(recorded(load(self.graph), ""), "trace", file, format)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from jaccli.graph import load
        from jaccli.reports.common.saving import shown
        from jaccli.reports.trace.find import recorded

        return shown(recorded(load(self.graph), ""), "trace")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What `trace` says of it in words, in its order. Raises Mistakes as printing it does."""
        from jaccli.graph import load
        from jaccli.reports.common.names import findings_on
        from jaccli.reports.trace.find import recorded
        from jaccli.reports.trace.page import recorded as page

        return findings_on(page(recorded(load(self.graph), "", file=False)))

    def __str__(self) -> str:
        """The chain file. Raises Mistakes for a constant that is not finite: no file holds it."""
        from jaccli.graph import load

        return chain_file(load(self.graph))


def chain_file(graph: Graph) -> str:
    """The text of a file that says the same. Graph and Mistakes as in `chain_lines`."""
    from jaccli.document.blocks import Code
    from jaccli.document.display import Display
    from jaccli.document.formats.text import render
    from jaccli.keywords import in_python
    from jaccli.reports.common.chainfile import chain_lines

    lines = [(line, in_python(comment)) for line, comment in chain_lines(graph)]
    return "".join(render([Code(lines, "yaml")], Display()))
