"""Where GitHub Actions has checked the repository out, as its runner says."""

from __future__ import annotations

import os
from contextlib import suppress

from jaccli.reports.common.workflow import Checkout


def checkout() -> Checkout:
    """The root of the repository and the working folder; nothing where no runner says it."""
    root = os.environ.get("GITHUB_WORKSPACE", "")
    with suppress(OSError, ValueError):  # the working folder has been removed
        if root:
            return Checkout(os.path.realpath(root), os.path.realpath(os.getcwd()))
    return Checkout()
