"""What a name says: whether it means a function in a Python file. Nothing here imports numpy."""

from __future__ import annotations


def names_a_function(name: str) -> bool:
    """Whether the name is FILE.py:FUNCTION.

    >>> names_a_function("models.py:loss"), names_a_function("C:/models.py:Net.loss")
    (True, True)
    >>> names_a_function("chain.yaml"), names_a_function("sample:mlp")
    (False, False)
    """
    return name.rpartition(":")[0].lower().endswith(".py")


def file_and_function(name: str) -> tuple[str, str]:
    """The two parts of FILE.py:FUNCTION; a path may hold colons as well.

    >>> file_and_function("C:/models.py:loss")
    ('C:/models.py', 'loss')
    """
    file, _, function = name.rpartition(":")
    return file, function
