"""What an exception says of itself, also where the program's own words for it fail."""

from __future__ import annotations


def text_of(error: BaseException) -> str:
    """The text of an error, or which error asking for it raises."""
    try:
        return str.strip(str(error))
    except KeyboardInterrupt:
        raise
    except BaseException as inner:  # whatever __str__, or the __repr__ of an argument, raises
        return f"its text raises {type(inner).__name__}"


def said_by(error: BaseException) -> str:
    """Its type, and the first line of its text where it has one."""
    text = text_of(error).partition("\n")[0]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
