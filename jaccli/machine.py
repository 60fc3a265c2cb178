"""What the machine that this runs on has: how much memory arrays may take if nobody says so."""

from __future__ import annotations

import os

ASSUMED = 8 << 30  # bytes, where the system does not tell how much it has


def half_the_memory() -> int:
    """Half the machine's memory in bytes, or half of what its container may use."""
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        total = ASSUMED
    try:
        with open("/sys/fs/cgroup/memory.max", "rb") as stream:
            limit = stream.read().strip()
        if limit.isdigit():
            total = min(total, int(limit))
    except OSError:
        pass
    return total // 2
