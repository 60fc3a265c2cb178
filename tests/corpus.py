"""The functions of oracles/corpus as strangers write them, the point of each, and its answers.

A comment of a file, `# at: VALUES`, holds the point of the function below it, one value for each
parameter; `# at NAME: VALUES` that of a method of an object of the file.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

CORPUS = Path(__file__).parent / "oracles" / "corpus"
AT = re.compile(
    r"^# at(?: (?P<named>[\w.]+))?: (?P<point>.*)(?:\n(?:@.*|#.*))*\n(?:def (?P<below>\w+))?", re.M
)


class Stranger(NamedTuple):
    """A function of the corpus and where it is evaluated, one entry for each parameter."""

    file: str
    name: str
    point: tuple[Any, ...]

    @property
    def key(self) -> str:
        return f"{self.file}:{self.name}"


def strangers() -> Iterator[Stranger]:
    """Every function of the corpus, in the order of the files."""
    for path in sorted(CORPUS.glob("*.py")):
        found = AT.finditer(path.read_text(encoding="utf-8"))
        for each in found:
            name = each["named"] or each["below"]
            yield Stranger(path.name, name, ast.literal_eval(f"({each['point']},)"))


def answers() -> dict[str, Any]:
    """What the oracles say of each, by FILE:FUNCTION."""
    return dict(json.loads((CORPUS / "answers.json").read_text(encoding="utf-8"))["answers"])


def flattened(result: Any) -> list[Any]:
    """The numbers and arrays in what a function returned: a dict's values, a dataclass's fields."""
    if hasattr(result, "__dataclass_fields__"):
        result = [getattr(result, name) for name in result.__dataclass_fields__]
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, tuple | list):
        return [leaf for each in result for leaf in flattened(each)]
    return [result]
