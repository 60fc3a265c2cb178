"""A document of shapes alone: `jacobians:` to Factors, `edges:` of a graph to ShapeGraph."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jaccli.cost import Cost
from jaccli.errors import JaccliError, Label, Mistakes
from jaccli.factors import Factor, Factors, factor_of
from jaccli.linmap import DenseForm
from jaccli.shapes import ShapeGraph
from jaccli.spec import document
from jaccli.spec.declared import JACOBIAN, SHAPES, WORK
from jaccli.spec.edges import EdgesReader
from jaccli.words import count

OR_WITH_EDGES = "or {shape: [4, 6], edges: 48}"
WORK_KEYS = tuple(key for key, each in JACOBIAN.keys.items() if each.holds is WORK)


class ShapeReader(EdgesReader):
    """Reads one file of shapes; mistakes gather in `errors`."""

    def shapes(
        self, root: document.Mapping, overrides: Mapping[str, int], option: str
    ) -> Factors | ShapeGraph | None:
        """A chain or a graph, None where there is a mistake.

        overrides: sizes, given with `option`
        """
        keys = [key.value for key, _ in root.pairs if isinstance(key, document.Scalar)]
        kind = next(key for key in SHAPES if key in keys)
        top = self.mapping(root, "a file of shapes", SHAPES[kind].keys)
        name = self.name(top["name"], "name") if "name" in top else ""
        description = self.text(top["description"], "description") if "description" in top else ""
        self.named_sizes(top.get("sizes"), overrides, option)
        found = self.edges(top) if kind == "edges" else self._chain(top[kind])
        if self.errors or found is None:
            return None
        return found._replace(name=name or "", description=description or "")

    def _chain(self, node: document.Node) -> Factors | None:
        factors = self._jacobians(node)
        return Factors(self.source.name, tuple(factors)) if factors else None

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


def read_shapes(
    reader: ShapeReader, root: document.Node, overrides: Mapping[str, int], option: str
) -> Factors | ShapeGraph:
    """What a file of shapes holds. Raises Mistakes with all that can be found."""
    assert isinstance(root, document.Mapping), "only a mapping holds shapes"
    found = reader.shapes(root, overrides, option)
    if found is None:
        raise Mistakes(reader.errors, reader.source.name)
    return found
