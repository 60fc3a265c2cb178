"""The exit statuses, and what each means."""

from __future__ import annotations

from collections.abc import Mapping

STATUSES: Mapping[str, str] = {
    "0": "all well",
    "1": "a check failed, an expectation too: `compare --expect`, a file's `expect:`, a baseline",
    "2": "bad input or usage: nothing was checked, and standard output is empty",
    "70": "an internal error; --debug shows its traceback",
    "129, 130, 143": "ended by SIGHUP, Ctrl-C, SIGTERM; no temporary file is left",
}
