"""What has to be known wherever a run ends: files half written, a reader who is gone."""

from __future__ import annotations

TEMPORARIES: set[str] = set()  # files half written; none is left behind, however the run ends


class ReaderGone(Exception):
    """Whoever read the standard output has closed it, as `| head` does."""
