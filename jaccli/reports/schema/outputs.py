"""The schemas of outputs, from the annotations of what the functions that write them return.

They allow further keys everywhere: these are only ever added while the number stays the same.
"""

from __future__ import annotations

import types
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from jaccli.reports.common.entries import Declared, FindingEntry, NoKeys, Whole

Schema = dict[str, Any]
Defs = dict[type, Schema]  # of the mappings that have a name
PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def output_schema(command: str, declared: Declared) -> Schema:
    """What a command prints with --format json."""
    defs: Defs = {}
    results = [_result(each, defs) for each in declared.results]
    whole = _object(Whole, defs)
    beside = _object(declared.beside or NoKeys, defs)
    name = {"const": f"jaccli.{command}/1"}
    items = results[0] if len(results) == 1 else {"anyOf": results}
    return {
        "type": "object",
        "properties": {
            **whole["properties"],
            "schema": name,
            "results": {
                "description": "one entry a chain, in order",
                "type": "array",
                "items": items,
            },
            **beside["properties"],
        },
        "required": [*whole["required"], "results", *beside["required"]],
        "$defs": _by_name(defs),
    }


def _by_name(defs: Defs) -> dict[str, Schema]:
    """The mappings that are referred to. Raises TypeError where two have one name."""
    named = {declared.__name__: schema for declared, schema in defs.items()}
    if len(named) < len(defs):
        raise TypeError(f"a name stands for two of {sorted(each.__name__ for each in defs)}")
    return dict(sorted(named.items()))


def meanings(declared: type, *, within: bool = False) -> dict[str, str]:
    """The keys of a TypedDict, each with what it means, "" where its name says it.

    within: those of the mappings in it too, where they mean something
    """
    defs: Defs = {}
    own = _object(declared, defs)["properties"]
    found = {key: each.get("description", "") for key, each in own.items()}
    deeper = [each.get("properties", {}) for each in defs.values()] if within else []
    for properties in deeper:
        for key, each in properties.items():
            if "description" in each:
                found.setdefault(key, each["description"])
    return found


def _result(declared: type, defs: Defs) -> Schema:
    """A result; every one has its findings, whoever puts them there."""
    whole = _object(declared, defs)
    findings = {"findings": _of(list[FindingEntry], defs)}
    required = [*whole["required"], *(key for key in findings if key not in whole["properties"])]
    return {**whole, "properties": whole["properties"] | findings, "required": required}


def _object(declared: type, defs: Defs) -> Schema:
    """A mapping with the keys of a TypedDict."""
    hints = get_type_hints(declared, include_extras=True)
    return {
        "description": " ".join((declared.__doc__ or "").split()),
        "type": "object",
        "properties": {key: _of(hint, defs) for key, hint in hints.items()},
        "required": [key for key, hint in hints.items() if get_origin(hint) is not NotRequired],
    }


def _of(hint: Any, defs: Defs) -> Schema:
    """What a type says of the JSON value. defs: takes the mappings that have a name"""
    if hint in PLAIN:
        return {"type": PLAIN[hint]}
    if hint is Any:
        return {}
    if is_typeddict(hint):
        if hint not in defs:
            defs[hint] = {}  # it may hold itself
            defs[hint] = _object(hint, defs)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    arguments = get_args(hint)
    match get_origin(hint):
        case origin if origin is Annotated:
            return {**_of(arguments[0], defs), "description": arguments[1]}
        case origin if origin is NotRequired:
            return _of(arguments[0], defs)
        case origin if origin is Literal:
            return {"enum": list(arguments)}
        case origin if origin in (Union, types.UnionType):
            return {"anyOf": [_of(each, defs) for each in arguments]}
        case origin if origin is list:
            return {"type": "array", "items": _of(arguments[0], defs)}
        case origin if origin is dict:
            return _table(arguments[0], _of(arguments[1], defs))
    raise TypeError(f"no JSON is declared by {hint}")


def _table(key: Any, of: Schema) -> Schema:
    """A mapping of names to values of one kind; of words that are known, or of any."""
    if get_origin(key) is Literal:
        return {"type": "object", "properties": dict.fromkeys(get_args(key), of)}
    return {"type": "object", "additionalProperties": of}
