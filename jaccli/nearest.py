"""Did you mean: the nearest valid word to one that is not, and none where nothing is near."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LONGEST = 100  # letters that are looked at


def nearest(word: str, words: Iterable[str], also_called: Mapping[str, str] | None = None) -> str:
    """The word that was probably meant, or "". `also_called` maps names used elsewhere to ours.

    Near in meaning are other names and shared words; near in spelling is one slip of the finger,
    and two in long words.

    >>> nearest("cross_entorpy", ["cross_entropy", "relu"]), nearest("hessian", ["sin"])
    ('cross_entropy', '')
    >>> nearest("mse", ["squared_error"], {"mse": "squared_error"})
    'squared_error'
    """
    known = {_plain(each): each for each in words}
    aliases = {_plain(alias): meant for alias, meant in (also_called or {}).items()}
    known = aliases | known
    known.pop("", None)  # a sign such as @, which is in every word
    plain = _plain(word[:LONGEST])
    if plain in known:
        return known[plain]
    squeezed = {each.replace("_", ""): meant for each, meant in known.items()}
    if plain.replace("_", "") in squeezed:
        return squeezed[plain.replace("_", "")]
    # of another name more than half: new is not the begin of newton
    if begun := [
        each
        for each in known
        if len(plain) > 2
        and each.startswith(plain)
        and (each not in aliases or 2 * len(plain) > len(each))
    ]:
        return known[min(begun, key=len)]
    return known.get(_slipped(plain, known), "") or _sharing(plain, known)


def _plain(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")


def _slipped(word: str, known: Iterable[str]) -> str:
    """The word with one letter wrong, missing, too many or out of its place, two in a long word: of
    several the most alike, and of those the one that begins alike, jpv is jvp, not vjp."""
    from difflib import SequenceMatcher  # only a mistake needs it

    if len(word) < 2:
        return ""  # one letter for another
    allowed = 1 + len(word) // 10
    near = []
    for each in known:
        if abs(len(each) - len(word)) > allowed:
            continue
        matcher = SequenceMatcher(None, word, each, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        slips, begins = max(len(word), len(each)) - same, word[:1] == each[:1]
        # in a word of three letters another letter is another word
        if slips <= allowed and (begins or len(word) > 3):
            near.append((matcher.ratio(), begins, each))
    return max(near, key=lambda found: found[:2])[2] if near else ""


def _sharing(word: str, known: Mapping[str, str]) -> str:
    """What alone has the word as a part, or what is the larger part of it."""
    parts = set(word.split("_"))
    within = {meant for each, meant in known.items() if parts <= set(each.split("_"))}
    if len(within) == 1 and len(word) > 3:
        return within.pop()
    longest = max((each for each in known if parts >= set(each.split("_"))), key=len, default="")
    return known[longest] if len(longest) > 3 and 2 * len(longest) >= len(word) else ""


def did_you_mean(
    word: str, words: Iterable[str], also_called: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """The note that suggests the nearest word, none if nothing is near."""
    found = nearest(word, words, also_called)
    return [("help", f"did you mean `{found}`?")] if found else []
