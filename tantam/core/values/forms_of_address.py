"""Forms of address: what the customer is called and what the agent calls themself, always as a pair.

Vietnamese has no neutral "you" and "I". Bác goes with cháu, chị with em; a wrong pair offends. The pair is data of
the customer; where it is unknown, `anh/chị` and `em` are polite to nearly everyone.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from tantam.core.values.names import given_name
from tantam.core.values.text import nfc

Language = Literal["vi", "en"]


@dataclass(frozen=True)
class FormOfAddress:
    """A pair: `customer` (bác) and the agent's own word `us` (cháu).

    `is_named` where the given name follows (bác Thược); `english` is the title in English, `""` where none is sure.
    """

    customer: str
    us: str
    is_named: bool = True
    english: str = ""

    @property
    def key(self) -> str:
        """How it is stored and chosen: `bác/cháu`."""
        return f"{self.customer}/{self.us}"


UNKNOWN = FormOfAddress("anh/chị", "em")
FORMS = (
    FormOfAddress("anh", "em", english="Mr"),
    FormOfAddress("chị", "em", english="Ms"),
    FormOfAddress("bác", "cháu"),
    FormOfAddress("cô", "cháu", english="Ms"),
    FormOfAddress("chú", "cháu", english="Mr"),
    FormOfAddress("ông", "cháu", english="Mr"),
    FormOfAddress("bà", "cháu", english="Ms"),
    FormOfAddress("em", "anh"),
    FormOfAddress("em", "chị"),
    FormOfAddress("bạn", "mình"),
    FormOfAddress("quý khách", "chúng tôi", is_named=False),
    FormOfAddress("Quý Công ty", "chúng tôi", is_named=False),
    UNKNOWN,
)
"""The pairs offered on a customer's page, the commonest first."""


def form_of_address(typed: str) -> FormOfAddress:
    """The pair written as `bác/cháu`, `bác / cháu` or `bác – cháu`; a pair of one's own is taken as written.

    Anything that is no pair (`""` included) gives `UNKNOWN`.
    """
    text = " ".join(nfc(typed).replace("–", "/").replace("|", "/").split())
    parts = [part.strip() for part in text.rsplit("/", maxsplit=1)]
    if len(parts) != 2 or not all(parts) or text.lower() == UNKNOWN.customer:
        return UNKNOWN
    known = (form for form in FORMS if [form.customer.lower(), form.us.lower()] == [part.lower() for part in parts])
    return next(known, FormOfAddress(parts[0], parts[1]))


def address(form: FormOfAddress, *, name: str, language: Language = "vi") -> str:
    """How the customer is spoken to: `chị Hoà`, `bác`, `quý khách`; in English `Ms Hoà`, or the given name alone."""
    called = _sayable(given_name(name))
    if language == "en":
        return f"{form.english} {called}".strip() if called and form.is_named else "you"
    return f"{form.customer} {called}" if form.is_named and called else form.customer


def _sayable(name: str) -> str:
    """The name where a Vietnamese sentence can hold it: one in Hebrew, Thai or Chinese letters is left out, as nobody
    here would know which part of it to say, and letters that run from the right would turn the sentence around."""
    letters = [char for char in name if char.isalpha()]
    return name if letters and all(unicodedata.name(char, "").startswith("LATIN") for char in letters) else ""


def capitalised(words: str) -> str:
    """The words with a capital at the beginning, as at the start of a sentence."""
    return words[:1].upper() + words[1:]
