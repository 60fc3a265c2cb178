"""Reports as JSON, a file for each group of commands."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jaccli.views.json.costs import comparison as comparison
    from jaccli.views.json.costs import sweep as sweep
    from jaccli.views.json.graphs import picture as picture
    from jaccli.views.json.graphs import recordings as recordings
    from jaccli.views.json.orders import matrix_free as matrix_free
    from jaccli.views.json.orders import order_entry as order_entry
    from jaccli.views.json.orders import ordering as ordering
    from jaccli.views.json.pages import check as check
    from jaccli.views.json.pages import explanation as explanation
    from jaccli.views.json.products import gradients as gradients
    from jaccli.views.json.products import product as product
    from jaccli.views.json.products import showing as showing
    from jaccli.views.json.shared import document as document
    from jaccli.views.json.shared import listed as listed

_HOMES = {
    "comparison": "costs",
    "sweep": "costs",
    "picture": "graphs",
    "recordings": "graphs",
    "matrix_free": "orders",
    "order_entry": "orders",
    "ordering": "orders",
    "check": "pages",
    "explanation": "pages",
    "gradients": "products",
    "product": "products",
    "showing": "products",
    "document": "shared",
    "listed": "shared",
}


def __getattr__(name: str) -> Any:
    # At first use: one command needs one of the files
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"jaccli.views.json.{_HOMES[name]}"), name)
