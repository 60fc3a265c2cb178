"""Did you mean: the nearest valid word to one that is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def nearest(word: str, words: Iterable[str], also_called: Mapping[str, str] | None = None) -> str:
    """The word that was probably meant, or "". `also_called` maps names used elsewhere to ours.

    >>> nearest("cross_entorpy", ["cross_entropy", "relu"])
    'cross_entropy'
    >>> nearest("mse", ["squared_error"], {"mse": "squared_error"})
    'squared_error'
    """
    from difflib import SequenceMatcher, get_close_matches

    known = {each.lower().replace("-", "_"): each for each in words}
    known |= {alias: meant for alias, meant in (also_called or {}).items() if alias not in known}
    plain = word[:100].lower().replace("-", "_").replace(" ", "_")
    if plain in known:
        return known[plain]
    squeezed = {each.replace("_", ""): meant for each, meant in known.items()}
    if plain.replace("_", "") in squeezed:
        return squeezed[plain.replace("_", "")]
    near = [each for each in known if len(plain) > 3 or _near_in_length(plain, each)]
    cutoff = 0.5 if len(plain) < 4 else 0.6  # one letter of two is half of the word

    def distance(each: str) -> tuple[float, bool]:
        # of two that are equally near the one that begins alike: jpv is jvp, not vjp
        return -SequenceMatcher(None, each, plain).ratio(), each[0] != plain[0]

    found = get_close_matches(plain, near, n=3, cutoff=cutoff)
    return known[min(found, key=distance)] if found else ""


def _near_in_length(short: str, word: str) -> bool:
    """Two letters are in half of all words: a short one has to begin it, or be about as long."""
    return word.startswith(short) or abs(len(word) - len(short)) <= 1


def did_you_mean(
    word: str, words: Iterable[str], also_called: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """The note that suggests the nearest word, none if nothing is near."""
    found = nearest(word, words, also_called)
    return [("help", f"did you mean `{found}`?")] if found else []
