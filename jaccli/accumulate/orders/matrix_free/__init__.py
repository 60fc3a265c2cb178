"""Orders of a chain whose factors are asked for vectors alone: plans of operations."""

from __future__ import annotations

from jaccli.accumulate.orders import Answer as Answer
from jaccli.accumulate.orders import Orders
from jaccli.accumulate.plans import ByVectors as ByVectors
from jaccli.accumulate.plans import Plan as Plan

MATRIX_FREE: Orders[ByVectors, Plan] = Orders()
MATRIX_FREE.gather(__name__, __path__)
