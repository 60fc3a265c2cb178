"""The schemas by name: of chain files, and of what each command prints as JSON."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jaccli.reports
from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.nearest import did_you_mean

if TYPE_CHECKING:
    from jaccli.reports.common.entries import Declared

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CHAIN = "chain"
FILE = "chain.schema.json"  # what it is called beside a chain file
ALSO = {"chain-file": CHAIN, "chain.schema.json": CHAIN, "yaml": CHAIN, "file": CHAIN}


class Named(NamedTuple):
    """A schema; `of` says what it describes."""

    name: str
    of: str

    @property
    def asked(self) -> str:
        """The command that prints it."""
        return f"jaccli schema {self.name}"


class Schemas(NamedTuple):
    """The schemas that were asked for. text: of the one that was; "" of a list"""

    listed: tuple[Named, ...]
    text: str = ""


def schemas(name: str) -> Schemas:
    """The schema of that name; with "" the list of all. Raises Mistakes where there is none."""
    if not name:
        return Schemas(tuple(map(_named, names())))
    known = names()
    if name not in known:
        notes = did_you_mean(name, known, ALSO)
        notes.append(("note", f"schemas: {', '.join(known)}"))
        raise Mistakes([JaccliError(f"no schema is called `{printable(name)}`", notes=notes)])
    return Schemas((_named(name),), text_of(name))


def names() -> list[str]:
    """That of chain files, then a name for each command."""
    return [CHAIN, *commands()]


def commands() -> list[str]:
    """The commands that there are, by their folders."""
    folders = map(Path, jaccli.reports.__path__)
    return sorted(path.parent.name for each in folders for path in each.glob("*/command.py"))


def declared_by(command: str) -> Declared:
    """What the JSON of a command is made of."""
    return import_module(f"jaccli.reports.{command}.command").COMMAND.declares()


def text_of(name: str) -> str:
    """The schema as JSON."""
    whole = {"$schema": DIALECT, "$id": f"urn:jaccli:{name}:1", "title": _named(name).of}
    return json.dumps({**whole, **_schema(name)}, indent=1, ensure_ascii=False) + "\n"


def is_for_chains(held: bytes) -> bool:
    """Whether a file is the schema of chain files, of this version or another."""
    try:
        found = json.loads(held)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and str(found.get("$id")).startswith(f"urn:jaccli:{CHAIN}:")


def _named(name: str) -> Named:
    return Named(name, "a chain file" if name == CHAIN else f"what jaccli {name} prints as JSON")


def _schema(name: str) -> dict[str, Any]:
    if name == CHAIN:
        from jaccli.reports.schema.chains import chain_schema

        return chain_schema()
    from jaccli.reports.schema.outputs import output_schema

    return output_schema(name, declared_by(name))
