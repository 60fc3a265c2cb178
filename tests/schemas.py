"""The schemas as validators, and a YAML file as an editor reads it. jsonschema is the judge."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from jaccli.reports.schema.find import text_of

INTEGER = r"[-+]?[0-9]+"
FLOAT = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@functools.cache
def validator(name: str) -> Draft202012Validator:
    """The schema of that name as it is printed."""
    return Draft202012Validator(json.loads(text_of(name)))


@functools.cache
def strict(name: str) -> Draft202012Validator:
    """The same without leave for keys that are not declared."""
    return Draft202012Validator(closed(json.loads(text_of(name))))


def closed(schema: Any) -> Any:
    """Every mapping with its keys and no others."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(each) for key, each in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        inner["properties"] = {key: closed(each) for key, each in schema["properties"].items()}
        inner.setdefault("additionalProperties", False)
    return inner


def undeclared(name: str, text: str) -> list[str]:
    """What of an output is not as its schema declares it."""
    return [
        f"{each.json_path}: {each.message[:300]}"
        for each in strict(name).iter_errors(json.loads(text))
    ]


def as_an_editor_reads(text: str) -> Any:
    """The file by the core schema of YAML 1.2; every key is a text. Raises yaml.YAMLError."""
    node = yaml.compose(text)
    return None if node is None else _value(node)


def _value(node: yaml.Node) -> Any:
    match node:
        case yaml.MappingNode():
            return {str(key.value): _value(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [_value(each) for each in node.value]
    text = node.value
    if node.style is not None:
        return text
    if text in WORDS:
        return WORDS[text]
    if re.fullmatch(INTEGER, text):
        return int(text)
    return float(text) if re.fullmatch(FLOAT, text) else text
