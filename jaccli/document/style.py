"""How words may look: what they are, whatever colour a format gives them."""

from __future__ import annotations

from typing import Literal

Style = Literal["", "title", "winner", "forward", "reverse", "quiet", "warning"]
