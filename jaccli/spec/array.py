"""Nodes of a document to arrays: lists, rows, `{file: …}`, `{init: …}`; numbers stay recipes."""

from __future__ import annotations

import math
from array import array as numbers_array

from jaccli.arrays import Inline, Random, Recipe
from jaccli.errors import JaccliError, Label, Source
from jaccli.opened import Folder
from jaccli.spec import document
from jaccli.spec.declared import RECIPE, SEED
from jaccli.spec.distribution import Distribution, distribution_fault
from jaccli.spec.document import Node, Scalar
from jaccli.spec.elsewhere import INITS_ELSEWHERE
from jaccli.spec.mended import described
from jaccli.spec.numerals import NULLS, number_meant, numbers_meant
from jaccli.spec.reader import Reader
from jaccli.spec.recipes import array_meant, flattened, in_braces, listed, rows_meant, with_size
from jaccli.words import count

NOT_DECIMAL = str.maketrans("", "", "0123456789+-.eE")
SHOWN = 100  # mistakes shown of one array
WRITTEN = 12  # numbers that a help still writes out
ONE_LENGTH = "all rows of a matrix have one length"


class ArrayReader(Reader):
    """Converts arrays as well. They exist only from `load` on."""

    def __init__(self, source: Source, folder: Folder) -> None:
        super().__init__(source, folder)
        self.wrong: dict[int, tuple[Node, int]] = {}  # mistakes in lists, by the id of the node

    def array(
        self,
        node: Node,
        what: str,
        shape: tuple[int | None, ...],
        seeds: tuple[int, ...],
        *,
        default: str | None = None,
        distribution: bool = False,
        spread: bool = False,
    ) -> Recipe | None:
        """An array as a list, one number, `{file: …}` or `{init: …}`.

        shape: the sizes that follow from the layer, None where they do not; default: the init
        of `{size: n}` alone; spread: one number stands for every entry, its shape is ().
        """
        recipe: Recipe | None
        if isinstance(node, document.Mapping):
            recipe = self._recipe(node, what, shape, seeds, default)
        elif isinstance(node, document.Given):
            recipe = self._given(node, what, len(shape))
        elif spread and isinstance(node, Scalar):
            number = self.number(node, what)
            recipe = None if number is None else Inline((number,), (), self.place(node))
        elif isinstance(node, Scalar) and (meant := array_meant(node, shape)):
            self.expect(node, what, "a list of numbers", f"write `{meant}`")
            return None
        else:
            recipe = self._inline(node, what, len(shape))
        if recipe is None or not distribution:
            return recipe
        if isinstance(recipe, Inline) and (fault := distribution_fault(recipe.numbers)):
            self.fail(node, f"{what}: expected entries of at least 0 that sum to 1", fault)
            return None
        return Distribution(recipe, what)

    def _recipe(
        self,
        node: Node,
        what: str,
        shape: tuple[int | None, ...],
        seeds: int | tuple[int, ...],
        default: str | None,
    ) -> Recipe | None:
        before = len(self.errors)
        if isinstance(node, document.Mapping) and (meant := in_braces(node)):
            self.expect(node, what, "a list of numbers", f"write `{listed(meant, len(shape))}`")
            return None
        given = self.mapping(node, what, RECIPE.keys)
        if "file" in given:
            for key in given.keys() - {"file", "key"}:
                self.fail(given[key], f"{what}: `{key}` does not go with `file`")
            file = self.text(given["file"], f"file of {what}")
            key_text = self.text(given["key"], f"key of {what}") if "key" in given else None
            if file is None or len(self.errors) > before:
                return None
            from jaccli.spec.weights import open_array  # few chains name files

            try:
                return open_array(
                    self.folder, file, key_text, len(shape), what, self.place(given["file"])
                )
            except JaccliError as error:
                error.__context__ = None  # its frames hold all that was read of the file
                self.errors.append(error.with_traceback(None))
                return None
        if "key" in given:
            self.fail(given["key"], f"{what}: `key` needs `file`")
        init: str | None = default
        if "init" in given:
            init = self.choice(given["init"], f"init of {what}", Random.INITS, INITS_ELSEWHERE)
        elif default is None and len(self.errors) == before:
            self.fail(node, f"{what}: expected `file` or `init` in this mapping", "neither is here")
        if "seed" in given:
            seed = self.integer(given["seed"], f"seed of {what}", *SEED)
            seeds = seed or 0
        scale = self.number(given["scale"], f"scale of {what}") if "scale" in given else 1.0
        size = self.size(given["size"], f"size of {what}") if "size" in given else None
        unknown = "size" in given and size is None
        if init is None or scale is None or unknown or len(self.errors) > before:
            return None
        if init == "identity" and len(shape) < 2:
            self.fail(given["init"], f"{what}: `identity` needs a matrix, this is a vector")
            return None
        full: list[int] = []
        for axis in shape:
            if axis is None and size is None:
                help = [("help", f"write `{with_size(node)}`")]
                self.fail(node, f"{what}: its size is not known", "`size` is missing", help)
                return None
            full.append(axis if axis is not None else size or 1)
        if size is not None and shape[0] is not None and shape[0] != size:
            self.fail(
                given["size"], f"{what}: size {size} does not fit, {shape[0]} are needed here"
            )
            return None
        return Random(init, tuple(full), seeds, scale, self.place(node))

    def _given(self, node: document.Given, what: str, axes: int) -> Inline | None:
        """An array that is there already, copied: its owner may change it later."""
        given = node.array
        if given.ndim != axes:
            nouns = {0: "a number", 1: "a vector", 2: "a matrix"}
            self.expect(node, what, nouns.get(axes, f"an array of {axes} axes"))
            return None
        if not given.size:
            self.fail(node, f"{what}: expected at least one number", "this array is empty")
            return None
        return Inline(given.astype("float64").ravel(), given.shape, self.place(node))

    def _inline(self, node: Node, what: str, axes: int) -> Inline | None:
        """A list of numbers, a list of rows, or one number where size 1 is meant."""
        if isinstance(node, Scalar):
            if not number_meant(node.value) and (several := numbers_meant(node.value)):
                help = f"write `{listed(several, axes)}`"
                self.expect(node, what, "a list of numbers", help)
                return None
            if node.implicit[0] and node.value in NULLS:
                help = f"write `{listed(['1', '2'], axes)}`, numbers of your own"
                self.expect(node, what, "a list of numbers", help)
                return None
            number = self.number(node, what)
            shape = (1,) * axes
            return None if number is None else Inline((number,), shape, self.place(node))
        assert isinstance(node, document.Sequence)
        if not node.items:
            self.fail(node, f"{what}: expected at least one number", "this list is empty")
            return None
        numbers = numbers_array("d")
        if axes == 1:
            if all(isinstance(item, document.Sequence) for item in node.items):
                meant = [item.value for item in flattened(node)]
                help = f"write `{listed(meant)}`: " if 0 < len(meant) <= WRITTEN else ""
                self.fail(
                    node,
                    f"{what}: expected a vector, found {described(node)}",
                    "a list of lists",
                    [("help", f"{help}a vector is one list of numbers")],
                )
                return None
            left = self._row(node, what, numbers, SHOWN)
            if left < SHOWN:
                self._further(node, what, left)
                return None
            return Inline(numbers, (len(numbers),), self.place(node))
        return self._matrix(node, what, numbers)

    def _matrix(
        self, node: document.Sequence, what: str, numbers: numbers_array[float]
    ) -> Inline | None:
        left = SHOWN
        first = node.items[0]
        if all(isinstance(item, Scalar) for item in node.items):
            only = [item.value for item in flattened(node)]
            if rows := rows_meant(node):
                self.expect(node, what, "a list of rows", f"write `{rows}`")
                return None
            help = f"write `{listed(only, 2)}`, which is one row: " if len(only) <= WRITTEN else ""
            self.fail(
                node,
                f"{what}: expected a matrix, found {described(node)}",
                "a list of numbers, not of rows",
                [("help", f"{help}a matrix is a list of rows, [[1, 2], [3, 4]]")],
            )
            return None
        for index, row in enumerate(node.items):
            if not isinstance(row, document.Sequence) or not row.items:
                if left > 0:
                    self.expect(row, f"{what}, row {index + 1}", "a list of numbers")
                left -= 1
                continue
            columns = len(first.items) if isinstance(first, document.Sequence) else len(row.items)
            if len(row.items) != columns:
                if left > 0:
                    self.errors.append(
                        JaccliError(
                            f"{what}: row {index + 1} has "
                            f"{count(len(row.items), 'entry', 'entries')}, row 1 has {columns:,}",
                            Label(self.place(row), f"{len(row.items):,} here"),
                            others=[Label(self.place(first), f"{columns:,} here")],
                            notes=[("help", f"write {columns:,} here: {ONE_LENGTH}")],
                        )
                    )
                left -= 1
                continue
            left = self._row(row, f"{what}, row {index + 1}", numbers, left)
        if left < SHOWN:
            self._further(node, what, left)
            return None
        return Inline(numbers, (len(node.items), len(numbers) // len(node.items)), self.place(node))

    def _further(self, node: Node, what: str, left: int) -> None:
        """Say how many mistakes of an array were not listed."""
        if left < 0:
            last = node.items[-1] if isinstance(node, document.Sequence) else node
            title = f"{what}: {count(-left, 'further mistake')} in this array"
            self.fail(last, title, "up to here, not listed")

    def _row(
        self, node: document.Sequence, what: str, numbers: numbers_array[float], left: int
    ) -> int:
        """Append the numbers of one list; how many mistakes may still be shown after it."""
        if id(node) in self.wrong:  # an alias repeats it: its mistakes are said, and counted again
            return left - self.wrong[id(node)][1]
        row = plain_numbers(node.items)
        if row is not None:
            numbers.extend(row)
            return left
        at_first = left
        for index, item in enumerate(node.items):
            before = len(self.errors)
            number = self.number(item, f"{what}, entry {index + 1}")
            if number is not None:
                numbers.append(number)
                continue
            if left <= 0:
                del self.errors[before:]
            left -= 1
        if left < at_first:
            self.wrong[id(node)] = node, at_first - left
        return left


def plain_numbers(items: list[Node]) -> list[float] | None:
    """The items as finite decimal numbers all at once; None if any is something else."""
    texts = []
    for item in items:
        if type(item) is not Scalar or not item.implicit[0]:
            return None
        texts.append(item.value)
    if "".join(texts).translate(NOT_DECIMAL):
        return None  # float() would take 1_000, nan and digits of other scripts
    try:
        numbers = list(map(float, texts))
    except ValueError:
        return None
    return numbers if -math.inf < min(numbers) and max(numbers) < math.inf else None
