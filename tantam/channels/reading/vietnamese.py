"""Vietnamese before Unicode: TCVN3 (ABC), VISCII and VNI, and telling Vietnamese from gibberish.

Sources of the tables: TCVN 5712:1993, RFC 1456 (VISCII), the VNI character set for Windows.
"""

import re
import unicodedata
from itertools import chain

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
CIRCUMFLEX, BREVE = "\u0302", "\u0306"
TONES = str.maketrans("", "", GRAVE + ACUTE + TILDE + HOOK + DOT)


def _table(start: int, letters: str) -> dict[int, str]:
    return {start + offset: letter for offset, letter in enumerate(letters) if letter != "."}


TCVN3 = {
    **_table(0x80, "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"),
    **_table(0xA1, "ĂÂÊÔƠƯĐăâêôơưđẰ"),
    **_table(0xB5, "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"),
}
VISCII = {
    0x02: "Ẳ",
    0x05: "Ẵ",
    0x06: "Ẫ",
    0x14: "Ỷ",
    0x19: "Ỹ",
    0x1E: "Ỵ",
    **_table(0x80, "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"),
    **_table(0xC0, "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"),
}


def _vni_pairs() -> dict[str, str]:
    tones = {"ù": ACUTE, "ø": GRAVE, "û": HOOK, "õ": TILDE, "ï": DOT}
    circumflex = {"â": "", "á": ACUTE, "à": GRAVE, "å": HOOK, "ã": TILDE, "ä": DOT}
    breve = {"ê": "", "é": ACUTE, "è": GRAVE, "ú": HOOK, "ü": TILDE, "ë": DOT}
    pairs = {base + mark: _compose(base + tone) for base in "aeouy" for mark, tone in tones.items()}
    pairs |= {old + mark: _compose(new + tone) for old, new in ("ôơ", "öư") for mark, tone in tones.items()}
    pairs |= {base + mark: _compose(base + CIRCUMFLEX + tone) for base in "aeo" for mark, tone in circumflex.items()}
    pairs |= {"a" + mark: _compose("a" + BREVE + tone) for mark, tone in breve.items()}
    pairs |= {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    shapes = ((old, new) for old, new in pairs.items())
    return dict(chain.from_iterable(_cases(old, new) for old, new in shapes))


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _cases(old: str, new: str) -> list[tuple[str, str]]:
    head, tail = old[0], old[1:]
    upper = [(head.upper() + mark, new.upper()) for mark in {tail, tail.upper()}]
    return [(old, new), (head + tail.upper(), new), *upper]


VNI = _vni_pairs()
VNI_LETTERS = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))


def decode_tcvn3(data: bytes) -> str:
    """Text in TCVN 5712-1 or its ABC fonts."""
    return data.decode("latin-1").translate(TCVN3)


def decode_viscii(data: bytes) -> str:
    """Text in VISCII (RFC 1456)."""
    return data.decode("latin-1").translate(VISCII)


def decode_vni(data: bytes) -> str:
    """Text typed with VNI fonts for Windows: a vowel followed by its mark."""
    text = data.decode("cp1252", "replace")
    return VNI_LETTERS.sub(lambda match: VNI[match[0]], text)


ONSET = "(?:ngh?|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang "
    "oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt "
    "ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych "
    "uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu"
)
SYLLABLE = re.compile(ONSET + "(?:" + "|".join(sorted(RHYMES.split(), key=len, reverse=True)) + r")\Z")
WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 2000  # characters: enough to judge by, little enough to be quick


def vietnamese_share(text: str) -> tuple[int, int]:
    """How many of the words with marked letters can be Vietnamese syllables, and how many such words there are."""
    words = [word for word in WORD.findall(text[:SAMPLE]) if not word.isascii()]
    return sum(map(_is_syllable, words)), len(words)


def _is_syllable(word: str) -> bool:
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    spread = unicodedata.normalize("NFD", word.lower())
    bare = spread.translate(TONES)
    return len(spread) - len(bare) <= 1 and SYLLABLE.match(unicodedata.normalize("NFC", bare)) is not None
