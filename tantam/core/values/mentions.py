"""Does a customer's text mention one of some keywords: with or without diacritics, in teencode or spelt out?

Whole words only. A syllable typed with marks must match with its marks (`nó` is not `nổ`). One typed without is
compared folded where the text is typed without diacritics, or where it is part of a phrase; a few grave words that
folded mean something common (`chay`, `no`) need a telling neighbour besides. Words of several syllables hide the
short keywords in them (`xin lỗi` is no `lỗi`). Neighbour tables live in `ambiguity`, short spellings in `teencode`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from tantam.core.values.ambiguity import COMPOUNDS, EVIDENCE
from tantam.core.values.teencode import MEANT, NEEDS_NEIGHBOURS, spelled_out
from tantam.core.values.text import canonical_syllable, fold, nfc

MAX_TEXT = 20_000
"""Characters of a text that are read."""
MARKED_SHARE = 0.25
"""A sentence with at most this share of syllables bearing marks counts as typed without diacritics."""

_Slot = tuple[str, str]
"""A syllable of a text: canonical form, and `~` with the folded form where it was typed without marks, else `""`."""

_SHORT = "~"
"""In place of a folded form: a short spelling says nothing about diacritics and matches only what it stands for."""

_TOKEN = re.compile(r"[^\W_]+|[.!?;…]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_SENTENCE_ENDS = frozenset(".!?;…")


def mentions(text: str | None, keywords: str | Iterable[str]) -> bool:
    """Whether the text mentions at least one of the keywords (a list, or one string with commas between).

    No text, or none known yet (None: a formula's null), mentions nothing.
    """
    if text is None:
        return False
    return _has_hit(_read(text), _compiled(keywords if isinstance(keywords, str) else tuple(keywords)))


def mentioned(text: str, keywords: str | Iterable[str]) -> list[str]:
    """The keywords that the text mentions, as given, in the order given."""
    read = _read(text)
    names = _split(keywords) if isinstance(keywords, str) else keywords
    return [name for name in names if _has_hit(read, _compiled((name,)))]


class _Chunks(dict[str, tuple[_Slot, ...]]):
    """Slots of what stands between two spaces, in lower case, remembered; forgets all when it has grown large."""

    def __missing__(self, chunk: str) -> tuple[_Slot, ...]:
        slots = tuple(chain.from_iterable(map(_slots, _TOKEN.findall(chunk))))
        if len(self) > 50_000:
            self.clear()
        if len(chunk) < 64:
            self[chunk] = slots
        return slots


_KNOWN = _Chunks()


def _slots(token: str) -> tuple[_Slot, ...]:
    squeezed = _STRETCHED.sub(r"\1", token)
    if squeezed not in MEANT or squeezed in NEEDS_NEIGHBOURS:
        return (_slot(squeezed),)
    as_typed = "~" + squeezed if squeezed in EVIDENCE else _SHORT
    return tuple((_same_i(canonical_syllable(syllable)), as_typed) for syllable in MEANT[squeezed])


def _slot(syllable: str) -> _Slot:
    folded = fold(syllable)
    return _same_i(canonical_syllable(syllable)), ("~" + folded if folded == syllable else "")


def _same_i(canonical: str) -> str:
    """`kỹ` and `kĩ` are one word: a final lone y after h, k, l, m, s, t is i."""
    return canonical[0] + "i" + canonical[2:] if _LONE_Y.fullmatch(canonical) else canonical


_LONE_Y = re.compile(r"[hklmst]y[1-5]?")


class _Text:
    """A text as a row of syllables, with the set of all their forms for quick refusals."""

    __slots__ = ("forms", "slots")

    def __init__(self, text: str) -> None:
        lowered = nfc(text[:MAX_TEXT]).lower().replace("\n", " . ")
        self.slots = list(chain.from_iterable(map(_KNOWN.__getitem__, lowered.split())))
        self.forms = set(chain.from_iterable(self.slots))
        if not NEEDS_NEIGHBOURS.isdisjoint(self.forms):
            self.slots = list(chain.from_iterable(_in_context(_TOKEN.findall(lowered))))
            self.forms = set(chain.from_iterable(self.slots))

    def is_unmarked_around(self, position: int) -> bool:
        """Whether the sentence around a position is typed without diacritics."""
        start = end = position
        while start > 0 and self.slots[start - 1][0] not in _SENTENCE_ENDS:
            start -= 1
        while end < len(self.slots) and self.slots[end][0] not in _SENTENCE_ENDS:
            end += 1
        sentence = self.slots[start:end]
        marked = sum(1 for _, folded in sentence if not folded)
        return marked <= MARKED_SHARE * len(sentence)

    def has_evidence(self, position: int) -> bool:
        """Whether an ambiguous syllable typed without marks stands alone or beside a word that makes it clear."""
        before, after = EVIDENCE[self.slots[position][1][1:]]
        left = self.slots[position - 1][1][1:] if position else ""
        right = self.slots[position + 1][1][1:] if position + 1 < len(self.slots) else ""
        words = [slot for slot in self.slots if slot[0] not in _SENTENCE_ENDS]
        return left in before or right in after or len(words) == 1


def _in_context(tokens: Sequence[str]) -> Iterator[tuple[_Slot, ...]]:
    for position, token in enumerate(tokens):
        if token in NEEDS_NEIGHBOURS:
            yield tuple((canonical_syllable(word), _SHORT) for word in spelled_out(tokens, position))
        else:
            yield _slots(token)


class _Phrase:
    """A keyword as a row of (canonical, `~`folded) syllables."""

    __slots__ = ("slots",)

    def __init__(self, keyword: str) -> None:
        tokens = _TOKEN.findall(nfc(keyword).lower())
        syllables = chain.from_iterable(spelled_out(tokens, place) for place in range(len(tokens)))
        self.slots = tuple((_same_i(canonical_syllable(word)), "~" + fold(word)) for word in syllables)

    def is_at(self, start: int, *, of: _Text) -> bool:
        """Whether the phrase stands at a position, each syllable equal with its marks or typed without any."""
        if start < 0 or start + len(self.slots) > len(of.slots):
            return False
        return all(
            mine[0] == theirs[0] or mine[1] == theirs[1]
            for mine, theirs in zip(self.slots, of.slots[start:], strict=False)
        )

    def is_in(self, text: _Text) -> bool:
        """Whether the phrase is mentioned: not hidden in a longer word, and not a mere look-alike."""
        canonical, folded = self.slots[0]
        starts = [place for place, slot in enumerate(text.slots) if slot[0] == canonical or slot[1] == folded]
        if len(self.slots) == 1:
            return any(self._is_meant(text, start) and not self._is_hidden(text, start) for start in starts)
        return any(self.is_at(start, of=text) and not self._is_hidden(text, start) for start in starts)

    def _is_hidden(self, text: _Text, start: int) -> bool:
        """Whether a longer word covers the phrase where it stands."""
        return any(
            len(word.slots) > len(self.slots) and word.is_at(start - offset, of=text)
            for word, offset in _words_around().get(self.slots[0][1], ())
        )

    def _is_meant(self, text: _Text, position: int) -> bool:
        canonical, folded = self.slots[0]
        if text.slots[position][0] == canonical:
            return True
        if folded[1:] in EVIDENCE:
            return text.has_evidence(position)
        return text.is_unmarked_around(position)


class _Keywords:
    """A list of keywords, ready to be looked for in many texts."""

    __slots__ = ("_by_first", "firsts")

    def __init__(self, keywords: Iterable[str]) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        for phrase in map(_Phrase, keywords):
            for form in phrase.slots[0] if phrase.slots else ():
                self._by_first.setdefault(form, []).append(phrase)
        self.firsts = frozenset(self._by_first)

    def candidates(self, forms: set[str]) -> Iterator[_Phrase]:
        """The keywords whose every syllable occurs somewhere in the text."""
        for first in self.firsts & forms:
            for phrase in self._by_first[first]:
                if all(not forms.isdisjoint(slot) for slot in phrase.slots):
                    yield phrase


def _has_hit(text: _Text, keywords: _Keywords) -> bool:
    if keywords.firsts.isdisjoint(text.forms):
        return False
    return any(phrase.is_in(text) for phrase in keywords.candidates(text.forms))


def _split(keywords: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in keywords.split(",") if word.strip())


@lru_cache(maxsize=64)
def _read(text: str) -> _Text:
    return _Text(text)


@lru_cache(maxsize=4096)
def _compiled(keywords: str | tuple[str, ...]) -> _Keywords:
    return _Keywords(_split(keywords) if isinstance(keywords, str) else keywords)


@lru_cache(maxsize=1)
def _words_around() -> dict[str, list[tuple[_Phrase, int]]]:
    """`~`folded syllable → the longer words that hold it, and at which place."""
    around: dict[str, list[tuple[_Phrase, int]]] = {}
    for word in map(_Phrase, _split(COMPOUNDS.replace("\n", " "))):
        for offset, (_, folded) in enumerate(word.slots):
            around.setdefault(folded, []).append((word, offset))
    return around
