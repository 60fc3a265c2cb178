"""A document of shapes alone to Factors: `jacobians:`, or `edges:` that form a chain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from jaccli.cost import Cost
from jaccli.errors import JaccliError, Label, Mistakes, printable
from jaccli.factors import CHAINS_ONLY, Factor, Factors, factor_of
from jaccli.keywords import command
from jaccli.linmap import DenseForm
from jaccli.nearest import did_you_mean
from jaccli.spec import document
from jaccli.spec.declared import JACOBIAN, SHAPES, WORK
from jaccli.spec.reader import Reader
from jaccli.words import count

OR_WITH_EDGES = "or {shape: [4, 6], edges: 48}"
WORK_KEYS = tuple(key for key, each in JACOBIAN.keys.items() if each.holds is WORK)


class ShapeReader(Reader):
    """Reads one file of shapes; mistakes gather in `errors`."""

    def factors(
        self, root: document.Mapping, overrides: Mapping[str, int], option: str
    ) -> Factors | None:
        """The chain, None where there is a mistake. overrides: sizes, given with `option`."""
        keys = [key.value for key, _ in root.pairs if isinstance(key, document.Scalar)]
        kind = next(key for key in SHAPES if key in keys)
        top = self.mapping(root, "a file of shapes", SHAPES[kind].keys)
        name = self.name(top["name"], "name") if "name" in top else ""
        description = self.text(top["description"], "description") if "description" in top else ""
        self.named_sizes(top.get("sizes"), overrides, option)
        factors = self._jacobians(top[kind]) if kind == "jacobians" else self._path(top)
        if self.errors or not factors:
            return None
        return Factors(self.source.name, tuple(factors), name or "", description or "")

    def _jacobians(self, node: document.Node) -> list[Factor]:
        """J_1 first; neighbours have to meet."""
        if not isinstance(node, document.Sequence) or not node.items:
            self.expect(node, "jacobians", "a list of shapes", "such as [[4, 6], [3, 4]]")
            return []
        found: list[Factor] = []
        before: tuple[Factor, document.Node] | None = None
        for k, item in enumerate(node.items, start=1):
            factor = self._jacobian(item, f"J{k}")
            if factor is not None and before is not None:
                self._meet(k, before, (factor, item))
            before = None if factor is None else (factor, item)
            found += [] if factor is None else [factor]
        return found

    def _jacobian(self, node: document.Node, what: str) -> Factor | None:
        """[rows, columns], or {shape: [rows, columns], edges: |E|}."""
        if isinstance(node, document.Sequence):
            form = self._shape(node, what)
            return None if form is None else factor_of(form)
        if not isinstance(node, document.Mapping):
            found = re.findall(r"\d+", node.value)
            help = f"write `[{found[0]}, {found[1]}]`" if len(found) == 2 else OR_WITH_EDGES
            self.expect(node, what, "a shape [rows, columns]", help)
            return None
        given = self.mapping(node, what, JACOBIAN.keys)
        if "shape" not in given:
            self.fail(node, f"{what}: `shape` is missing", "such as {shape: [4, 6], edges: 48}")
            return None
        form = self._shape(given["shape"], f"the shape of {what}")
        work = {
            key: self.integer(given[key], f"{key} of {what}", *WORK)
            for key in WORK_KEYS
            if key in given
        }
        if form is None or None in work.values():
            return None
        edges = work.get("edges", form.rows * form.columns)
        tangent, adjoint = (
            Cost.of_multiply_adds(work.get(key, edges) or 0) for key in WORK_KEYS[1:]
        )
        return Factor(form, tangent, adjoint, edges or 0)

    def _shape(self, node: document.Node, what: str) -> DenseForm | None:
        if not isinstance(node, document.Sequence) or len(node.items) != 2:
            self.expect(node, what, "two sizes, [rows, columns]")
            return None
        rows, columns = (
            self.size(item, f"{name} of {what}")
            for name, item in zip(("the rows", "the columns"), node.items, strict=True)
        )
        return None if rows is None or columns is None else DenseForm(rows, columns)

    def _meet(
        self, k: int, before: tuple[Factor, document.Node], here: tuple[Factor, document.Node]
    ) -> None:
        """J_k takes what J_{k-1} gives."""
        (first, node), (second, other) = before, here
        rows, columns = first.form.rows, second.form.columns
        if rows == columns:
            return
        self.errors.append(
            JaccliError(
                f"J{k} has {count(columns, 'column')}, J{k - 1} has {count(rows, 'row')}: "
                f"J{k}·J{k - 1} does not fit",
                Label(self.place(other), f"{count(columns, 'column')} here"),
                others=[Label(self.place(node), f"{count(rows, 'row')} here")],
                notes=[("help", "J1 comes first, and each shape is [rows, columns]")],
            )
        )

    def _path(self, top: Mapping[str, document.Node]) -> list[Factor]:
        """The Jacobians along `edges`, which have to form a chain."""
        pairs = self._edges(top["edges"])
        given = [key for key in ("inputs", "outputs") if key in top]
        ends = {key: self._names(top[key], key, pairs) for key in given}
        vertices = list(dict.fromkeys(name for pair in pairs for name in pair))
        self._known_sizes(top.get("sizes"), vertices)
        if self.errors or not pairs:
            return []
        path = _path_of(pairs)
        if path is None:
            why, edge = _why_no_path(pairs)
            self._no_path(top["edges"], why, edge, never="cycle" in why)
            return []
        for key, at in (("inputs", 0), ("outputs", -1)):
            if ends.get(key, [path[at]]) != [path[at]]:
                why = f"{printable(path[at])} is the only {key[:-1]} of a chain with these edges"
                self._no_path(top[key], why, None)
                return []
        sizes = [self.sizes.get(name, 1) for name in path]
        return [factor_of(DenseForm(m, n)) for n, m in pairwise(sizes)]

    def _known_sizes(self, node: document.Node | None, vertices: Sequence[str]) -> None:
        """Every name in `sizes` is an end of an edge."""
        pairs = node.pairs if isinstance(node, document.Mapping) else []
        for key, _ in pairs:
            name = key.value if isinstance(key, document.Scalar) else ""
            if vertices and name not in vertices:
                notes = did_you_mean(name, vertices)
                notes.append(("note", f"names in `edges`: {', '.join(map(printable, vertices))}"))
                title = f"sizes: no edge has an end called `{printable(name)}`"
                self.fail(key, title, "not in `edges`", notes)

    def _no_path(
        self, node: document.Node, why: str, edge: int | None, *, never: bool = False
    ) -> None:
        """The edges are a graph. edge: the one to blame, of those listed; never: it is no graph
        that anything could be computed along"""
        if edge is not None and isinstance(node, document.Sequence):
            node = node.items[edge]
        self.fail(
            node,
            why if never else f"{CHAINS_ONLY}: {why}",
            "here it is no chain",
            [
                ("help", "the shapes of a chain can be given as `jacobians: [[4, 6], [3, 4]]`"),
                ("help", "of a graph with layers, " + command("compare") + " prices both modes"),
            ],
        )

    def _edges(self, node: document.Node) -> list[tuple[str, str]]:
        if not isinstance(node, document.Sequence) or not node.items:
            self.expect(node, "edges", "a list of pairs of names", "such as [[x, a], [a, y]]")
            return []
        pairs = []
        for item in node.items:
            if not isinstance(item, document.Sequence) or len(item.items) != 2:
                text = item.value if isinstance(item, document.Scalar) else ""
                ends = re.fullmatch(r"\s*(\w+)\s*(?:-+>|→|,|:|\s)\s*(\w+)\s*", text)
                help = f"write `[{ends[1]}, {ends[2]}]`" if ends else "write `[x, a]`"
                self.expect(item, "an edge", "two names, [from, to]", help)
                continue
            start, stop = (self.name(each, "an end of an edge") for each in item.items)
            if start is not None and stop is not None:
                pairs.append((start, stop))
        return pairs

    def _names(self, node: document.Node, key: str, pairs: Sequence[tuple[str, str]]) -> list[str]:
        """`inputs` or `outputs`: a name or a list of names that edges have."""
        known = {name for pair in pairs for name in pair}
        items = node.items if isinstance(node, document.Sequence) else [node]
        found = []
        for item in items:
            name = self.text(item, key)
            if name is not None and known and name not in known:
                title = f"{key}: no edge has an end called `{printable(name)}`"
                notes = did_you_mean(name, sorted(known))
                notes.append(
                    ("note", f"names in `edges`: {', '.join(sorted(map(printable, known)))}")
                )
                self.fail(item, title, "not in `edges`", notes)
            found += [] if name is None else [name]
        return found


def read_factors(
    reader: ShapeReader, root: document.Node, overrides: Mapping[str, int], option: str
) -> Factors:
    """The chain of a file of shapes. Raises Mistakes with all that can be found."""
    assert isinstance(root, document.Mapping), "only a mapping holds shapes"
    found = reader.factors(root, overrides, option)
    if found is None:
        raise Mistakes(reader.errors, reader.source.name)
    return found


def _path_of(pairs: Sequence[tuple[str, str]]) -> list[str] | None:
    """The names from the first to the last, None where the edges are no chain."""
    after = dict(pairs)
    ends = {stop for _, stop in pairs}
    starts = [start for start in after if start not in ends]
    if len(after) < len(pairs) or len(ends) < len(pairs) or len(starts) != 1:
        return None
    path = starts
    while path[-1] in after:
        path.append(after[path[-1]])
    return path if len(path) == len(pairs) + 1 else None


def _why_no_path(pairs: Sequence[tuple[str, str]]) -> tuple[str, int]:
    """What makes the edges another graph than a chain, and which of them."""
    for at, verb in ((0, "leads to"), (1, "is reached from")):
        others: dict[str, str] = {}
        for edge, pair in enumerate(pairs):
            name, other = pair[at], pair[1 - at]
            if name in others:
                both = f"{printable(others[name])} and {printable(other)}"
                return f"{printable(name)} {verb} {both}", edge
            others[name] = other
    after = dict(pairs)  # from here on every name has one edge out and one in at most
    seen: list[str] = []
    name = pairs[0][0]
    while name in after and name not in seen:
        seen.append(name)
        name = after[name]
    if name in seen:
        cycle = " → ".join(map(printable, [*seen[seen.index(name) :], name]))
        return f"the edges form a cycle, {cycle}", pairs.index((seen[-1], name))
    loose = next(edge for edge, pair in enumerate(pairs) if pair[0] not in seen)
    start = printable(pairs[loose][0])
    return f"the edges do not join into one way: {start} is not on that from {seen[0]}", loose
