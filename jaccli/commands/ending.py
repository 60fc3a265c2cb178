"""What has to be known wherever a run ends: a reader who is gone."""

from __future__ import annotations


class ReaderGone(Exception):
    """Whoever read the standard output has closed it, as `| head` does."""
