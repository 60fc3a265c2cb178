"""The documents of the project, and the fenced blocks that stand in them."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
OF_THE_CODE = ROOT / "jaccli" / "README.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "PYTHONIOENCODING": "utf-8",
}


def blocks(kind: str, document: Path = README) -> list[str]:
    """The texts of the fenced blocks of one kind."""
    return [text for found, text in every_block(document) if found == kind]


def every_block(document: Path) -> list[tuple[str, str]]:
    """Each fenced block: its kind, as `sh`, and its text."""
    return BLOCK.findall(document.read_text(encoding="utf-8"))
