"""Words on the command line that are no chains but parts of something else: `--at 1, 2, 3`.

The shell parts words at blanks, so that values with blanks in them arrive as files that are not
there. Said here as one mistake, with the words to write.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from jaccli.errors import JaccliError, Mistakes, printable

VALUES = {"at": "--at", "vectors": "--vector"}  # options that take numbers between commas


def refuse_strays(
    chains: Sequence[str],
    given: Mapping[str, Sequence[str]],
    vector: str = "--vector",
    known: Collection[str] = (),
) -> None:
    """Raise Mistakes for chains that are none.

    given: the values of the options that take numbers, by what they are called in the code;
    vector: what the option of vectors is called; known: all options of the command
    """
    from jaccli.spec.missing import SAMPLE

    strays = [
        chain
        for chain in chains
        if chain != "-" and not chain.startswith(SAMPLE) and not os.path.exists(chain)
    ]
    if not strays:
        return
    _refuse_parted_numbers(strays, given, {**VALUES, "vectors": vector})
    _refuse_late_options(strays, chains, known)
    _refuse_two_for_one(chains)


def _refuse_parted_numbers(
    strays: Sequence[str], given: Mapping[str, Sequence[str]], called: Mapping[str, str]
) -> None:
    """--at 1, 2, 3: the rest of the numbers arrives as chains."""
    options = [(name, values[-1]) for name, values in given.items() if values]
    options.sort(key=lambda each: not each[1].endswith(","))
    if not options:
        return
    from jaccli.spec.numerals import numbers_meant

    rest = [chain for chain in strays if numbers_meant(f"({chain})")]
    if not rest:
        return
    name, begun = options[0]
    whole = numbers_meant(f"({' '.join([begun, *rest])})")
    if not whole:
        return
    option = called[name]
    raise _mistake(
        f"{option}: a blank ends its value, `{printable(rest[0])}` is read as a file",
        f"write `{option} {','.join(whole)}`",
    )


def _refuse_late_options(
    strays: Sequence[str], chains: Sequence[str], known: Collection[str]
) -> None:
    """-- net.yaml --format json: whatever follows `--` is a file."""
    late = [chain for chain in strays if chain.partition("=")[0] in known]
    if late:
        at = chains.index(late[0])
        options, files = chains[at:], chains[:at]
        words = " ".join(map(printable, [*options, "--", *files]))
        raise _mistake(
            f"after `--` every word is a file, `{printable(late[0])}` too", f"write `{words}`"
        )


def _refuse_two_for_one(chains: Sequence[str]) -> None:
    """sample digits, f.py loss: two words where a colon belongs between."""
    from jaccli.spec import samples

    for first, second in pairwise(chains):
        if os.path.exists(second):
            continue
        sample = first in ("sample", "samples") and second in samples()
        function = first.endswith(".py") and second.isidentifier()
        if sample or function:
            whole = f"sample:{second}" if sample else f"{first}:{second}"
            title = (
                f"`{printable(first)} {printable(second)}` are two chains: a colon makes them one"
            )
            raise _mistake(title, f"write `{printable(whole)}`")


def _mistake(title: str, help: str) -> Mistakes:
    return Mistakes([JaccliError(title, notes=[("help", help)])])
