"""Vietnamese text: one normal form, folding, a sort key and the terms a search index stores.

Words of Vietnamese have several syllables written apart, so an index of single syllables finds far too much.
The terms of a text are therefore its folded syllables *and* its adjacent pairs (`hoa`, `don`, `hoa_don`),
beside codes, phone numbers and e-mail addresses as whole terms. Made for `array_to_tsvector`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

MAX_TERM = 48
"""Longest term in characters; a longer one is cut, in the index and in the question alike."""
MAX_TERMS = 4000
"""Most terms kept of one text."""
MAX_TEXT = 200_000
"""Characters of a text that are read for terms."""

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_SORTED = {letter: chr(ord("A") + rank) for rank, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_HATS = {("a", "\u0306"): "ă", ("a", "\u0302"): "â", ("e", "\u0302"): "ê", ("o", "\u0302"): "ô", ("o", "\u031b"): "ơ"}
_HATS[("u", "\u031b")] = "ư"

_COMBINING = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9.-]{0,60}[a-z0-9]")
_PHONE = re.compile(r"(?<![\w+])(?:\+|\(?0|84|1[89]00)[\d .()\-]{4,18}\d(?!\w)")
# From the beginning of a word only: looked for from each of its letters, a word of 100,000 takes minutes.
_CODE = re.compile(r"(?<![^\W_])[^\W_]+(?:[-./][^\W_]+)+")


def nfc(text: str) -> str:
    """The text in Unicode's composed form, in which we store and compare everything."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text in lower case without diacritics; đ becomes d. `fold("Hoá ĐƠN") == "hoa don"`."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return _COMBINING.sub("", unicodedata.normalize("NFD", lowered)).replace("đ", "d")


def sort_key(text: str) -> str:
    """A key that sorts Vietnamese by code point: letters without tone first, then the tones of the syllables.

    Order of letters a ă â b c d đ e ê …; of tones: level, huyền, hỏi, ngã, sắc, nặng. Letter case and punctuation
    do not count. The key is ASCII wherever the text is Vietnamese, so `COLLATE "C"` sorts it.
    """
    letters: list[str] = []
    tones: list[str] = []
    for word in _WORD.findall(nfc(text)):
        bare, tone = _without_tone(word.lower())
        letters.append("".join(_SORTED.get(letter, letter) for letter in bare))
        tones.append(tone)
    return f"{' '.join(letters)}\t{''.join(tones)}"


def _without_tone(word: str) -> tuple[str, str]:
    """A syllable in lower case as its letters without tone and its tone as a digit, `0` for level."""
    tone = "0"
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        elif letters and (letters[-1], char) in _HATS:
            letters[-1] = _HATS[(letters[-1], char)]
        elif not _COMBINING.match(char):
            letters.append(char)
    return "".join(letters), tone


def canonical_syllable(word: str) -> str:
    """One form for the ways a syllable is spelt: tone mark placed anywhere (`hòa`, `hoà`), letter case, composition.

    Letters without tone, then the tone as a digit where there is one: `canonical_syllable("HÒA") == "hoa1"`.
    """
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    letters, tone = _without_tone(lowered)
    return letters if tone == "0" else letters + tone


def search_terms(text: str, *, limit: int = MAX_TERMS) -> list[str]:
    """The distinct terms to store for a text, in order of appearance, at most `limit`.

    Every term is 1 to MAX_TERM characters of letters, digits and `_`, or an e-mail address with its `@.+-`;
    never a quote, a space or a backslash.
    """
    folded = fold(nfc(text[:MAX_TEXT]))
    terms: dict[str, None] = {}
    for term in _all_terms(folded):
        terms.setdefault(term[:MAX_TERM])
        if len(terms) >= limit:
            break
    return list(terms)


def _all_terms(folded: str) -> Iterator[str]:
    for _, _, whole in _wholes(folded):
        yield whole
    previous = ""
    for word in _WORD.findall(folded):
        yield word
        if previous:
            yield f"{previous}_{word}"
        previous = word


def query_terms(text: str, *, limit: int = 32) -> list[str]:
    """The terms that all have to be present for a text to hold what was asked for.

    Neighbouring words ask for their pairs (`hóa đơn đỏ` → `hoa_don`, `don_do`), a lone word for itself,
    a code, phone number or e-mail address for itself as a whole.
    """
    folded = fold(nfc(text[:1000]))
    terms: dict[str, None] = {}
    end_of_last = 0
    for start, end, whole in sorted(_wholes(folded)):
        terms.update(dict.fromkeys(_phrase(folded[end_of_last:start])))
        terms[whole[:MAX_TERM]] = None
        end_of_last = end
    terms.update(dict.fromkeys(_phrase(folded[end_of_last:])))
    return list(terms)[:limit]


def _phrase(folded: str) -> Iterable[str]:
    words = _WORD.findall(folded)
    if len(words) == 1:
        return [words[0][:MAX_TERM]]
    return [f"{first}_{second}"[:MAX_TERM] for first, second in pairwise(words)]


def query_words(text: str) -> list[str]:
    """The single folded words of a question, for a second, wider search when the phrase found nothing."""
    return list(dict.fromkeys(word[:MAX_TERM] for word in _WORD.findall(fold(nfc(text[:1000])))))[:32]


def all_of(terms: Iterable[str]) -> str:
    """The terms as text for `::tsquery`, each quoted, joined by "and": `'hoa_don' & 'tl10482'`."""
    return " & ".join("'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in terms)


def _wholes(folded: str) -> list[tuple[int, int, str]]:
    """E-mail addresses, phone numbers and codes of a folded text as (start, end, term), without overlaps."""
    found: list[tuple[int, int, str]] = []
    taken: list[tuple[int, int]] = []
    for pattern, term in ((_EMAIL, _as_typed), (_PHONE, _phone_term), (_CODE, _code_term)):
        for match in pattern.finditer(folded):
            whole = term(match.group())
            if whole and not any(start < match.end() and match.start() < end for start, end in taken):
                found.append((match.start(), match.end(), whole))
        taken = [(start, end) for start, end, _ in found]
    return found


def _as_typed(email: str) -> str:
    return email


def _phone_term(typed: str) -> str:
    """The digits of a number as dialled at home, `""` where it is no phone number."""
    digits = "".join(char for char in typed if char.isdigit())
    if typed.startswith("+84") or (digits.startswith("84") and len(digits) >= 11):
        digits = "0" + digits[2:]
    return digits if 8 <= len(digits) <= 15 else ""


def _code_term(typed: str) -> str:
    """The characters of a code such as `TL-10482` without its separators, `""` for mere words."""
    return "".join(_WORD.findall(typed)) if any(char.isdigit() for char in typed) else ""
