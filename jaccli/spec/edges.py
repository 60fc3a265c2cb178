"""`edges:` of a document of shapes alone: to ShapeGraph, or to Factors where they form a chain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice, pairwise

from jaccli.errors import JaccliError, Label, Note, printable
from jaccli.factors import Factors, factors_of_sizes
from jaccli.nearest import did_you_mean
from jaccli.shapes import Pair, ShapeGraph, in_turn
from jaccli.spec import document
from jaccli.spec.reader import Reader

ENDS = ("inputs", "outputs")
MOST_NAMED = 12  # names that a message lists


class EdgesReader(Reader):
    """Reads the values and edges of a graph; mistakes gather in `errors`."""

    def edges(self, top: Mapping[str, document.Node]) -> Factors | ShapeGraph | None:
        """A chain where the edges form one from its input to its output; None of a mistake."""
        pairs = self._pairs(top["edges"])
        names = dict.fromkeys(name for pair in pairs for name in pair)
        given = {key: self._ends(top[key], key, names) for key in ENDS if key in top}
        self._known_sizes(top.get("sizes"), names)
        order = in_turn(pairs)
        if len(order) < len(names):
            self._cycle(pairs, {*names} - {*order})
            return None
        targets, sources = {v for _, v in pairs}, {u for u, _ in pairs}
        inputs = [*given.get("inputs", [name for name in order if name not in targets])]
        outputs = [*given.get("outputs", [name for name in order if name not in sources])]
        self._begin(given.get("inputs", {}), pairs)
        self._apart(given.get("outputs", {}), {*inputs})
        if self.errors:
            return None
        sizes = {name: self.sizes.get(name, 1) for name in order}
        if {*pairwise(order)} == {*pairs} and (inputs, outputs) == (order[:1], order[-1:]):
            return factors_of_sizes(self.source.name, [*sizes.values()])
        return ShapeGraph(self.source.name, sizes, (*pairs,), (*inputs,), (*outputs,))

    def _pairs(self, node: document.Node) -> dict[Pair, document.Node]:
        """The edges, each once, and where they stand."""
        if not isinstance(node, document.Sequence) or not node.items:
            self.expect(node, "edges", "a list of pairs of names", "such as [[x, a], [a, y]]")
            return {}
        found: dict[Pair, document.Node] = {}
        for item in node.items:
            pair = self._pair(item)
            if pair is None:
                continue
            if pair in found:
                self._again(item, found[pair], pair)
            else:
                found[pair] = item
        return found

    def _pair(self, item: document.Node) -> Pair | None:
        """[from, to]"""
        if not isinstance(item, document.Sequence) or len(item.items) != 2:
            text = item.value if isinstance(item, document.Scalar) else ""
            self.expect(item, "an edge", "two names, [from, to]", partial(_pair_meant, text))
            return None
        start, stop = (self.name(each, "an end of an edge") for each in item.items)
        return None if start is None or stop is None else (start, stop)

    def _again(self, item: document.Node, first: document.Node, pair: Pair) -> None:
        self.errors.append(
            JaccliError(
                f"edges: {_arrow(pair)} is there twice",
                Label(self.place(item), "again here"),
                others=[Label(self.place(first), "first here")],
                notes=[("help", "leave one out: two Jacobians between two values are one, added")],
            )
        )

    def _ends(
        self, node: document.Node, key: str, names: Collection[str]
    ) -> dict[str, document.Node]:
        """`inputs` or `outputs`: a name or a list of names of edges, and where they stand."""
        items = node.items if isinstance(node, document.Sequence) else [node]
        if not items:
            self.expect(node, key, "a name or a list of names", f"write one, or leave `{key}` out")
        found: dict[str, document.Node] = {}
        for item in items:
            name = self.text(item, key)
            if name is None:
                continue
            if names and name not in names:
                title = f"{key}: no edge has an end called `{printable(name)}`"
                self._unknown(item, title, name, names)
            if name in found:
                self.fail(item, f"{key}: `{printable(name)}` is named twice", "again here")
            found[name] = item
        return found

    def _known_sizes(self, node: document.Node | None, names: Collection[str]) -> None:
        """Every name in `sizes` is an end of an edge."""
        pairs = node.pairs if isinstance(node, document.Mapping) else []
        for key, _ in pairs:
            name = key.value if isinstance(key, document.Scalar) else ""
            if names and name not in names:
                title = f"sizes: no edge has an end called `{printable(name)}`"
                self._unknown(key, title, name, names)

    def _unknown(self, node: document.Node, title: str, name: str, names: Collection[str]) -> None:
        def notes() -> Iterator[Note]:
            yield from did_you_mean(name, names)
            known = [printable(each) for each in islice(names, MOST_NAMED)]
            if len(names) > MOST_NAMED:
                known.append("…")
            yield "note", f"names in `edges`: {', '.join(known)}"

        self.fail(node, title, "not in `edges`", notes)

    def _cycle(self, pairs: Mapping[Pair, document.Node], turning: Collection[str]) -> None:
        """Name a cycle, and blame its last edge in the file. turning: those on one, or after one"""
        before = {v: u for u, v in pairs if u in turning and v in turning}
        name = next(iter(before))
        walked: dict[str, None] = {}
        while name not in walked:
            walked[name] = None
            name = before[name]
        names = [*walked]
        names = names[names.index(name) :][::-1]
        around = {*pairwise([*names, names[0]])}
        last = [pair for pair in pairs if pair in around][-1]
        at = names.index(last[1])
        self.fail(
            pairs[last],
            f"the edges form a cycle, {_path([*names[at:], *names[:at], last[1]])}",
            "this edge closes it",
            [("help", "no value may depend on itself: leave an edge of the cycle out")],
        )

    def _begin(self, inputs: Mapping[str, document.Node], pairs: Iterable[Pair]) -> None:
        """No edge leads to an input."""
        into = {pair[1]: pair for pair in pairs}
        for name, node in inputs.items():
            if name in into:
                title = f"inputs: the edge {_arrow(into[name])} leads to `{printable(name)}`"
                help = "nothing is before an input: leave the name out here, or the edge there"
                self.fail(node, title, "an edge leads to it", [("help", help)])

    def _apart(self, outputs: Mapping[str, document.Node], inputs: Collection[str]) -> None:
        """No output is an input."""
        for name, node in outputs.items():
            if name in inputs:
                title = f"outputs: `{printable(name)}` is an input"
                self.fail(node, title, "no edge leads to it")


def _pair_meant(text: str) -> str:
    """What to write for an edge as a text, x -> a."""
    words = " ".join(text.split())  # one blank, where a pattern would try every part of many
    ends = re.fullmatch(r"(\w+) ?(?:-+>|→|,|:| ) ?(\w+)", words)
    return f"write `[{ends[1]}, {ends[2]}]`" if ends else "write `[x, a]`"


def _arrow(pair: Pair) -> str:
    """[x, a]"""
    return f"[{printable(pair[0])}, {printable(pair[1])}]"


def _path(names: Sequence[str]) -> str:
    """x → a → y, a long one without its middle."""
    said = [printable(name) for name in names]
    return " → ".join(said if len(said) <= MOST_NAMED else [*said[:6], "…", *said[-3:]])
