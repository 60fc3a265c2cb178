"""Writes the man page into the wheel: hatchling runs this where it builds one."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManPage(BuildHookInterface):
    """share/man/man1/jaccli.1, from the commands themselves."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        try:
            from jaccli.commands.manual import manual
        finally:
            sys.path.remove(self.root)
        self.written = tempfile.TemporaryDirectory()
        page = Path(self.written.name, "jaccli.1")
        page.write_text(manual(), encoding="utf-8", newline="\n")
        build_data["shared_data"][str(page)] = "share/man/man1/jaccli.1"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        self.written.cleanup()
