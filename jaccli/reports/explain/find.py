"""Explanations on demand: the list of topics, and the pages of those that are asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from jaccli.errors import JaccliError, Mistakes, printable
from jaccli.nearest import did_you_mean
from jaccli.reports.explain.glossary import GROUPS, Group, Page, Topic, topics
from jaccli.reports.schema.find import commands

IDLE = frozenset(["a", "an", "the", "of", "is", "are", "what", "why", "how", "does", "do", "mode"])
GROUP_WORDS: dict[str, Group] = {  # words that ask for a part of the list
    "questions": "questions",
    "ideas": "ideas",
    "costs": "costs",
    "rules": "costs",
    "costs and rules": "costs",
    "files": "files",
    "files and formats": "files",
    "chapter": "chapter",
    "section": "chapter",
    "13 3": "chapter",
    "section 13 3": "chapter",
    "forms": "forms",
    "forms of jacobians": "forms",
    "layers": "layers",
    "layer types": "layers",
    "layer": "layers",
}


class Explanation(NamedTuple):
    """The pages asked for, or where none was the topics to choose from."""

    pages: tuple[Page, ...]
    listed: tuple[Topic, ...]


def explain(words: str) -> Explanation:
    """The page of a topic, or of both where a word has two meanings; without words the list.

    Raises Mistakes for a word that is no topic, with the nearest one.
    """
    known = topics()
    if not words.strip():
        return Explanation((), tuple(known))
    if group := GROUP_WORDS.get(key(words)):
        return Explanation((), tuple(topic for topic in known if topic.group == group))
    sign = words.strip()  # ∇ and @ are words too
    found = found_by(words, known) if _key(words) else [t for t in known if sign in t.also]
    if not found:
        raise Mistakes([_unknown(words, known)])
    return Explanation(tuple(topic.page() for topic in found), ())


def found_by(words: str, known: Sequence[Topic]) -> list[Topic]:
    """The topics of that name, otherwise those that are also called so."""
    # as it is written, without words that ask, and as a letter alone: u4 and x[3] are u and x
    for spelt in (_key, key, _letter):
        wanted = spelt(words)
        if named := [topic for topic in known if spelt(topic.name) == wanted]:
            return named
        if also := [topic for topic in known if wanted in map(spelt, topic.also)]:
            return also
    return []


@cache  # those of all topics are asked for with each word
def key(words: str) -> str:
    """The words that matter, in small letters: dashes, signs and questions do not count.

    >>> key("What does diag(·)·W do?"), key("order-of-growth"), key("O(n²)")
    ('diag w', 'order growth', 'o n2')
    """
    plain = _key(words)
    kept = [word for word in plain.split() if word not in IDLE]
    return " ".join(kept) or plain


@cache
def _letter(words: str) -> str:
    """The letter of a name with an index, u of u4 and x of x3[2]; else the words that matter."""
    found = re.fullmatch(r"([^\W\d_])_?\d*(\[[\d,\s]+\])?ᵀ?", words.strip())
    return found[1].casefold() if found else key(words)


@cache
def _key(words: str) -> str:
    """Letters and digits in small letters, a blank for everything between them."""
    folded = unicodedata.normalize("NFKC", words.replace("^", "")).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def group_topics(listed: Iterable[Topic]) -> list[tuple[str, list[Topic]]]:
    """The topics under the title of their group."""
    listed = list(listed)
    grouped = [
        (title, [topic for topic in listed if topic.group == group])
        for group, title in GROUPS.items()
    ]
    return [(title, members) for title, members in grouped if members]


def _unknown(words: str, known: Sequence[Topic]) -> JaccliError:
    """No such topic, and the nearest."""
    also = {_key(each).replace(" ", "_"): topic.name for topic in known for each in topic.also}
    also |= {each.replace(" ", "_"): each for each in GROUP_WORDS}
    if words.strip() in commands():
        help = f"write `jaccli {words.strip()} --help`: it is a command"
        return JaccliError(f"no topic is called `{printable(words)}`", notes=[("help", help)])
    if re.fullmatch(r"13\.3[\d.]*", words.strip()):
        help = "write `jaccli explain chapter` for the sections that there are"
        return JaccliError(f"no topic is called `{printable(words)}`", notes=[("help", help)])
    notes = did_you_mean(key(words), [topic.name for topic in known], also)
    notes.append(("note", "`jaccli explain` lists all topics"))
    return JaccliError(f"no topic is called `{printable(words)}`", notes=notes)
