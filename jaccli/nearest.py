"""Did you mean: the nearest valid word to one that is not, and none where nothing is near."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import takewhile
from sys import maxsize

LONGEST = 100  # letters that are looked at
KEPT = 1000  # answers, for one word is asked for again and again where a file repeats it
ONES = bytes(each.bit_count() for each in range(256))


def nearest(word: str, words: Iterable[str], also_called: Mapping[str, str] | None = None) -> str:
    """The word that was probably meant, or "". `also_called` maps names used elsewhere to ours.

    Near in meaning are other names and shared words; near in spelling is one slip of the finger,
    and two in long words.

    >>> nearest("cross_entorpy", ["cross_entropy", "relu"]), nearest("hessian", ["sin"])
    ('cross_entropy', '')
    >>> nearest("mse", ["squared_error"], {"mse": "squared_error"})
    'squared_error'
    """
    return _vocabulary(tuple(words), tuple((also_called or {}).items())).nearest(word)


def did_you_mean(
    word: str, words: Iterable[str], also_called: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """The note that suggests the nearest word, none if nothing is near."""
    return _suggested(nearest(word, words, also_called))


class Vocabulary:
    """Words in which the nearest one is looked up again and again; as `nearest` takes them."""

    def __init__(self, words: Iterable[str], also_called: Mapping[str, str] | None = None) -> None:
        words = tuple(words)
        self.size = len(words)
        meant: dict[str, str] = {}
        first: dict[str, int] = {}  # how many words stand before it: none before another name
        for alias, each in (also_called or {}).items():
            meant[_plain(alias)] = each
        self.aliases = {*meant}
        for at, each in enumerate(words):
            plain = _plain(each)
            meant[plain] = each
            first.setdefault(plain, at)
        meant.pop("", None)  # a sign such as @, which is in every word
        self.meant, self.first = meant, first
        self._answers: dict[tuple[str, int], str] = {}

    def did_you_mean(self, word: str, among: int = maxsize) -> list[tuple[str, str]]:
        """The note that suggests the nearest of the first `among` words, none if none is near."""
        return _suggested(self.nearest(word, among))

    def nearest(self, word: str, among: int = maxsize) -> str:
        """The nearest of the first `among` words, or ""."""
        asked = _plain(word[:LONGEST]), among
        if asked not in self._answers:
            if len(self._answers) >= KEPT:
                self._answers.clear()
            self._answers[asked] = self._searched(*asked)
        return self._answers[asked]

    def _searched(self, plain: str, among: int) -> str:
        for known in (plain, self._squeezed.get(plain.replace("_", ""), "")):
            if known in self.meant and self._before(known, among):
                return self.meant[known]
        found = self._begun(plain, among) if len(plain) > 2 else ""
        found = found or self._slipped(plain, among) or self._sharing(plain, among)
        return self.meant.get(found, "")

    def _before(self, known: str, among: int) -> bool:
        return self.first.get(known, -1) < among

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        return {each.replace("_", ""): each for each in self.meant}

    def _begun(self, plain: str, among: int) -> str:
        """The shortest that begins with it; of another name more than half: new is not the begin
        of newton."""
        ordered = self._ordered
        begun = takewhile(
            lambda each: each.startswith(plain),
            (ordered[at] for at in range(bisect_left(ordered, plain), len(ordered))),
        )
        whole = (
            each
            for each in begun
            if (each not in self.aliases or 2 * len(plain) > len(each))
            and self._before(each, among)
        )
        return min(whole, key=lambda each: (len(each), self._place[each]), default="")

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self.meant)

    def _slipped(self, word: str, among: int) -> str:
        """The word with one letter wrong, missing, too many or out of its place, two in a long one:
        of several the most alike, and of those the one that begins alike, jpv is jvp, not vjp."""
        if len(word) < 2:
            return ""  # one letter for another
        allowed = 1 + len(word) // 10
        near = []
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            if length not in self._alike:
                continue
            alike, longer = self._alike[length], max(length, len(word))
            for each, same in alike.common(word, longer - allowed):
                begins = word[:1] == each[:1]
                # in a word of three letters another letter is another word
                if (begins or len(word) > 3) and self._before(each, among):
                    at = self._place[each]
                    near.append((same / (length + len(word)), begins, -at, each))
        return max(near)[-1] if near else ""

    @cached_property
    def _place(self) -> dict[str, int]:
        return {each: at for at, each in enumerate(self.meant)}

    @cached_property
    def _alike(self) -> dict[int, _OneLength]:
        lengths: dict[int, list[str]] = {}
        for each in self.meant:
            lengths.setdefault(len(each), []).append(each)
        return {length: _OneLength(words, length) for length, words in lengths.items()}

    def _sharing(self, word: str, among: int) -> str:
        """What alone has the word as a part, or what is the larger part of it."""
        parts = {*word.split("_")}
        rarest = min((self._parts.get(part, {}) for part in parts), key=len)
        whole = {
            self.meant[each]: each
            for each, others in rarest.items()
            if parts <= others and self._before(each, among)
        }
        if len(whole) == 1 and len(word) > 3:
            return next(iter(whole.values()))
        within = (
            each
            for part in parts
            for each, others in self._parts.get(part, {}).items()
            if parts >= others and self._before(each, among)
        )
        longest = max(within, key=lambda each: (len(each), -self._place[each]), default="")
        return longest if len(longest) > 3 and 2 * len(longest) >= len(word) else ""

    @cached_property
    def _parts(self) -> dict[str, dict[str, set[str]]]:
        """The words that have a part, with all their parts."""
        found: dict[str, dict[str, set[str]]] = {}
        for each in self.meant:
            parts = {*each.split("_")}
            for part in parts:
                found.setdefault(part, {})[each] = parts
        return found


class _OneLength:
    """Words of one length, looked through all at once: a row of bits holds a block for each of
    them, and in it a bit for each letter (Hyyrö 2004, after Allison & Dix 1986)."""

    def __init__(self, words: list[str], length: int) -> None:
        self.words = words
        self.length = length
        self.bytes = length // 8 + 1  # of a block: one bit more than letters, for what is carried
        blank = "\0" * (8 * self.bytes - length)
        self.letters = "".join(blank + word[::-1] for word in reversed(words))
        self.all = self._ones("1" * length)
        self.where: dict[str, int] = {}

    def common(self, word: str, least: int) -> Iterator[tuple[str, int]]:
        """The words that have `least` letters or more in common with this one, in its order, and
        how many."""
        left = self.all  # where no letter is matched yet
        for letter in word:
            if letter not in self.where:
                self.where[letter] = self._places(letter)
            matched = left & self.where[letter]
            left = ((left + matched) | (left - matched)) & self.all
        blocks = left.to_bytes(self.bytes * len(self.words), "little").translate(ONES)
        rows = [blocks[at :: self.bytes] for at in range(self.bytes)]
        most = self.length - least
        for at, unmatched in enumerate(map(sum, zip(*rows, strict=True))):
            if unmatched <= most:
                yield self.words[at], self.length - unmatched

    def _places(self, letter: str) -> int:
        if letter == "\0":
            return 0  # stands between the words
        return int("1".join("0" * len(part) for part in self.letters.split(letter)) or "0", 2)

    def _ones(self, block: str) -> int:
        return int(("0" * (8 * self.bytes - self.length) + block) * len(self.words), 2)


@lru_cache(256)  # the same few lists of keys and types, for each mistake in a file
def _vocabulary(words: tuple[str, ...], also_called: tuple[tuple[str, str], ...]) -> Vocabulary:
    return Vocabulary(words, dict(also_called))


def _suggested(found: str) -> list[tuple[str, str]]:
    return [("help", f"did you mean `{found}`?")] if found else []


def _plain(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")
