"""A document to a Graph: the keys of a chain file (the README lists them)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jaccli.arrays import Recipe
from jaccli.errors import JaccliError, Label, Mistakes, Place, Source, count, printable
from jaccli.graph import Candidate, Graph, Input, Node, check_fit
from jaccli.spec import document
from jaccli.spec.array import ArrayReader
from jaccli.spec.layer import Draft, read_layer
from jaccli.spec.nearest import did_you_mean

DTYPES = ("float64", "float32")
TOP_KEYS = (
    "name",
    "description",
    "dtype",
    "seed",
    "sizes",
    "input",
    "inputs",
    "layers",
    "output",
    "expect",
)
SHAPE_KEYS = ("jacobians", "edges")  # of files that hold shapes alone
EXPECT_KEYS = (
    "cheaper",
    "forward_flops",
    "reverse_flops",
    "max_flops",
    "output",
    "jacobian",
    "tolerance",
)


def read_chain(
    source: Source, folder: Path, sizes: Mapping[str, int], at: Recipe | None = None
) -> Graph:
    """The graph that a chain file describes.

    folder: what file names in it are relative to; sizes: override those of the file; at: another
    point than the file's. Raises Mistakes with every mistake that can be found.
    """
    try:
        root = document.parse(source)
    except JaccliError as error:
        raise Mistakes([error], source.name) from None
    chain = _ChainReader(source, folder, sizes, at)
    graph = chain.graph(root)
    if chain.errors or graph is None:
        assert chain.errors, "a chain is refused for a reason"
        raise Mistakes(sorted(chain.errors, key=_position), source.name)
    return graph


def _position(error: JaccliError) -> tuple[int, int]:
    """Where in the file a mistake stands, for reading them from the top."""
    return (error.place.line, error.place.column) if error.place else (0, 0)


class _ChainReader(ArrayReader):
    def __init__(
        self, source: Source, folder: Path, overrides: Mapping[str, int], at: Recipe | None
    ) -> None:
        super().__init__(source, folder)
        self.overrides = overrides
        self.at = at
        self.values: list[Input | Node] = []  # what the next layer follows on
        self.current: int | None = None  # what the last of them gives, if known
        self.names: dict[str, Place | None] = {}
        self.layer_names: list[str] = []

    def graph(self, root: document.Node | None) -> Graph | None:
        if root is None:
            self.errors.append(
                JaccliError(
                    "the file is empty",
                    notes=[("help", "a chain file has `input:` and `layers:`")],
                )
            )
            return None
        keys: tuple[str, ...] = TOP_KEYS
        if isinstance(root, document.Mapping):
            keys += SHAPE_KEYS
        top = self.mapping(root, "a chain file", keys)
        if not isinstance(root, document.Mapping):
            return None
        for key in SHAPE_KEYS:
            if key in top and "layers" not in top:
                self.fail(
                    top[key],
                    f"this file holds shapes alone (`{key}`): there is nothing to differentiate",
                    "shapes without layers",
                    [("help", "a chain file has `input:` and `layers:`")],
                )
                return None
        name = self.text(top["name"], "name") if "name" in top else ""
        description = self.text(top["description"], "description") if "description" in top else ""
        dtype = self.choice(top["dtype"], "dtype", DTYPES) if "dtype" in top else DTYPES[0]
        if "seed" in top:
            self.seed = self.integer(top["seed"], "seed", 0, 2**32 - 1) or 0
        self._sizes(top.get("sizes"))
        entry = self._input(root, top)
        nodes = self._layers(root, top)
        self._check_parameter_names(nodes)
        output = self._output(top, nodes)
        if "expect" in top:
            self._expect(top["expect"])
        if self.errors or entry is None or output is None:
            return None
        last = next(i for i, node in enumerate(nodes) if node.name == output)
        return Graph(
            inputs=(entry,),
            nodes=tuple(nodes[: last + 1]),
            output=output,
            file=self.source.name,
            name=name or "",
            description=description or "",
            dtype=dtype or DTYPES[0],
        )

    def _sizes(self, node: document.Node | None) -> None:
        given = {} if node is None else self.mapping(node, "`sizes`", None)
        for key, value in given.items():
            size = self.integer(value, f"sizes: {printable(key)}", 1)
            self.sizes[key] = size or 1  # a mistake was noted; the name itself is known
        for key, size in self.overrides.items():
            if key not in given:
                notes = did_you_mean(key, given)
                notes.append(("note", f"names in `sizes`: {', '.join(given) or 'none'}"))
                self.errors.append(
                    JaccliError(f"--set {printable(key)}: the file names no such size", notes=notes)
                )
            if size < 1:
                self.errors.append(JaccliError(f"--set {key}={size}: a size is at least 1"))
            self.sizes[key] = size

    def _input(self, root: document.Node, top: dict[str, document.Node]) -> Input | None:
        if "input" in top and "inputs" in top:
            self.fail(top["inputs"], "`input` and `inputs` are both given", "leave one of them out")
        if "input" in top:
            name, node = "x", top["input"]
        elif "inputs" in top:
            given = self.mapping(top["inputs"], "`inputs`", None)
            if len(given) > 1:
                self._refuse_graph(top["inputs"], "several inputs")
            if not given:
                if isinstance(top["inputs"], document.Mapping) and not top["inputs"].pairs:
                    self.fail(top["inputs"], "`inputs`: expected one input", "none is named")
                return None
            name, node = next(iter(given.items()))
            if not name.strip() or not name.isprintable():
                self.fail(top["inputs"], "`inputs`: expected a name that can be printed")
        else:
            self.fail(
                root,
                "`input` is missing",
                "the point x belongs in this mapping",
                [("help", "add `input: [1.0, 2.0]`, or `input: {size: 2}` for a random point")],
            )
            return None
        self.names[name] = self.place(node)
        what = "input" if "input" in top else f"input {name}"
        point = self.array(node, what, (None,), (self.seed, 0, 0), default="normal")
        if self.at is not None and point is not None:
            if self.at.shape != point.shape:
                self.errors.append(
                    JaccliError(
                        f"--at gives {count(self.at.shape[0], 'number')}, "
                        f"the input has {point.shape[0]:,}",
                        Label(self.place(node), f"{count(point.shape[0], 'number')} here"),
                    )
                )
            else:
                point = self.at
        if point is None:
            return None
        entry = Input(name, point, self.place(node))
        self.values, self.current = [entry], entry.size
        return entry

    def _layers(self, root: document.Node, top: dict[str, document.Node]) -> list[Node]:
        if "layers" not in top:
            self.fail(
                root,
                "`layers` is missing",
                "the list of layers belongs in this mapping",
                [("help", "add `layers:` with one layer a line, such as `- {type: tanh}`")],
            )
            return []
        listed = top["layers"]
        if not isinstance(listed, document.Sequence):
            self.expect(listed, "layers", "a list of layers")
            return []
        if not listed.items:
            self.fail(listed, "layers: expected at least one layer", "this list is empty")
        nodes = []
        for index, item in enumerate(listed.items):
            draft = read_layer(self, item, index + 1, self.current)
            self._take_name(draft)
            self.layer_names.append(draft.name)
            if draft.inputs is not None:
                self._inputs(draft.inputs, draft.name)
            node = self._node(draft, index + 1)
            if node is None:
                self.values = []
            else:
                nodes.append(node)
                self.values.append(node)
        return nodes

    def _node(self, draft: Draft, position: int) -> Node | None:
        """The layer at its place; `current` becomes its size, as far as that is known."""
        size, self.current = self.current, draft.size_after(self.current)
        if draft.layer is None:
            return None
        candidate = Candidate(draft.name, draft.layer, draft.place, draft.places)
        size, errors = check_fit(candidate, self.values, position, size)
        self.errors += errors
        self.current = draft.size_after(size)
        if size is None or self.current is None:
            return None
        reads = (self.values[-1].name if self.values else "",)
        return Node(draft.name, draft.layer, reads, (size,), draft.place, draft.places)

    def _take_name(self, draft: Draft) -> None:
        if draft.name not in self.names:
            self.names[draft.name] = draft.name_place
            return
        by_position = draft.name_place is draft.place
        self.errors.append(
            JaccliError(
                f"the name `{printable(draft.name)}` is taken",
                Label(
                    draft.name_place,
                    "this layer is called so by its position" if by_position else "used again",
                ),
                others=[Label(self.names[draft.name], "first used here")],
                notes=[("help", "names are unique, and the input has one too")],
            )
        )

    def _check_parameter_names(self, nodes: list[Node]) -> None:
        """f1.weight is the weight of f1, so that no value can be called so."""
        for node in nodes:
            for name in node.parameter_sizes:
                if name in self.names:
                    self.errors.append(
                        JaccliError(
                            f"the name `{name}` is taken: a parameter of {node.name} has it",
                            Label(self.names[name], "choose another name"),
                        )
                    )

    def _inputs(self, node: document.Node, name: str) -> None:
        """`inputs` of a layer: in a chain it can only name the value before."""
        items = node.items if isinstance(node, document.Sequence) else [node]
        if not items:
            self.fail(node, f"inputs of {name}: expected a name", "this list is empty")
        known = [each for each in self.names if each != name]
        for item in items:
            text = self.text(item, f"inputs of {name}")
            if text is not None and text not in known:
                notes = did_you_mean(text, known)
                notes.append(("note", f"values so far: {', '.join(map(printable, known))}"))
                self.fail(
                    item,
                    f"{name} reads `{printable(text)}`, which is not there yet",
                    "layers read values that come before them",
                    notes,
                )
                return
            if text is not None and (len(items) > 1 or text != known[-1]):
                self._refuse_graph(node, f"{name} reads more than the value before it")
                return

    def _refuse_graph(self, node: document.Node, found: str) -> None:
        self.fail(
            node,
            "this file is a graph; jaccli reads chains so far",
            found,
            [("help", "a chain has one input, and each layer reads the one before")],
        )

    def _output(self, top: dict[str, document.Node], nodes: list[Node]) -> str | None:
        if "output" not in top:
            return nodes[-1].name if nodes else None
        name = self.text(top["output"], "output")
        names = self.layer_names
        if name is not None and name not in names:
            notes = did_you_mean(name, names)
            notes.append(("note", f"layers: {', '.join(map(printable, names))}"))
            self.fail(top["output"], f"output: no layer is called `{printable(name)}`", "", notes)
            return None
        return name

    def _expect(self, node: document.Node) -> None:
        """`expect:` is for the command `check`; its mistakes are mistakes of the file."""
        given = self.mapping(node, "`expect`", EXPECT_KEYS)
        for key, value in given.items():
            match key:
                case "cheaper":
                    self.choice(value, "cheaper", ("forward", "reverse", "tie"))
                case "output":
                    self.array(value, "expected output", (None,), ())
                case "jacobian":
                    self.array(value, "expected jacobian", (None, None), ())
                case "tolerance":
                    tolerance = self.number(value, "tolerance")
                    if tolerance is not None and tolerance < 0:
                        self.fail(value, "tolerance: expected a number of at least 0", "negative")
                case _:
                    self.integer(value, key, 0, maximum=10**18)
