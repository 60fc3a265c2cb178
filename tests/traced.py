"""The functions of oracles/traced, with JAX's answers, each recorded once for all who read it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from jaccli.arrays import Inline
from jaccli.graph import Graph
from jaccli.trace import trace

TRACED = Path(__file__).parent / "oracles" / "traced"
ANSWERS = {
    name: answer
    for name, answer in json.loads((TRACED / "answers.json").read_text("utf-8")).items()
    if not name.startswith("_")
}


@cache
def traced(name: str) -> Graph:
    """The graph of a function of functions.py at its point."""
    return trace(f"{TRACED / 'functions.py'}:{name}", recipes(ANSWERS[name]["at"]))


def recipes(point: list[Any]) -> list[Inline]:
    return [Inline(np.ravel(each).tolist(), np.shape(each)) for each in point]
