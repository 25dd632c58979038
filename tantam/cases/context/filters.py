"""The bar above a list: its filter as text and as chips, what of it is wrong, its order, and the view it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.cases import queries
from tantam.cases.models import SavedView
from tantam.cases.queries import SORTS, Sort
from tantam.cases.registry import field_named, fields_offered
from tantam.core.values.filter_text import Fault, Gap, Piece, Reading, gap_at, write_values
from tantam.core.values.filters import EVERYTHING, MOST_LETTERS, Filter, Not, Option, Test, Word, narrowed
from tantam.core.values.text import fold, nfc
from tantam.organisation.models import Agent

MOST_OFFERED = 12
SORT_ICONS = {"newest": "clock", "due": "alarm-clock", "waiting": "hourglass", "priority": "flag"}
#: What is offered for an instant before anything is typed: tokens as in `filter_days`, behind or ahead of us.
_MOMENTS = {
    False: ("is:today", "is:yesterday", "is:this-week", "is:last-week", "is:this-month", ">=:-7d", "<:-30d"),
    True: ("<:now", "is:today", "<=:tomorrow", "is:this-week", "is:+2h", "is:none"),
}


def tongue() -> str:
    """The reader's language, as filters are written in it."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


@dataclass(frozen=True, kw_only=True)
class Current:
    """A view as the list shows it: ready or saved."""

    key: str
    label: str | Promise
    icon: str


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One part of the filter: where it stands in the text, how it reads, and the list without it."""

    start: int
    end: int
    label: str
    says: str
    icon: str
    is_negative: bool
    without: str


class Bar:
    """What the address says of a list: `view`, `f` (the filter as typed) and `sort`.

    What is typed beside a ready view narrows it; what is typed beside a saved one takes the place of its filter, so
    that a saved view is opened, changed and saved as the text it is.
    """

    def __init__(self, given: Any, *, current: Current, saved: SavedView | None, agent: Agent, now: datetime) -> None:
        self.current, self.saved, self.agent, self.now = current, saved, agent, now
        self.words: list[Word] = queries.words()
        self.language = tongue()
        typed = given.get("f")
        self.typed: str | None = None if typed is None else nfc(typed[: MOST_LETTERS + 1])
        usual: Sort = saved.sort if saved and saved.sort in SORTS else "newest"
        self.usual_sort = usual
        self.sort: Sort = given["sort"] if given.get("sort") in SORTS else usual

    @cached_property
    def text(self) -> str:
        """The filter as it stands in the bar."""
        if self.typed is not None:
            return self.typed
        return queries.write_filter(self.kept, known=self.words, language=self.language) if self.saved else ""

    @cached_property
    def kept(self) -> Filter:
        """What the view itself is narrowed to."""
        if self.saved is not None:
            return queries.filter_of(self.saved)
        return queries.READY_FILTERS.get(self.current.key, EVERYTHING)

    @cached_property
    def reading(self) -> Reading:
        return queries.read_filter(self.text, known=self.words, now=self.now, language=self.language)

    @cached_property
    def filter(self) -> Filter:
        """All that the list is narrowed to."""
        if self.saved is not None:
            return self.kept if self.typed is None else self.reading.filter
        return narrowed(self.kept, self.reading.filter) if self.text else self.kept

    @property
    def is_plain(self) -> bool:
        """A ready view as it is: its list is a kept question."""
        return self.saved is None and not (self.typed or "").strip() and self.sort == "newest"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text.strip())

    @property
    def is_changed(self) -> bool:
        """Whether what is shown differs from what the view would show."""
        if self.saved is None:
            return self.is_narrowed or self.sort != "newest"
        known = self.words
        says = queries.write_filter(self.filter, known=known, language="en")
        return self.sort != self.usual_sort or says != queries.write_filter(self.kept, known=known, language="en")

    @cached_property
    def query(self) -> str:
        """The part of an address that keeps all of it."""
        return self.address(text=self.typed, sort=self.sort)

    def address(self, *, text: str | None, sort: Sort) -> str:
        said = {"view": self.current.key}
        if text is not None and (text or self.saved):
            said["f"] = text
        if sort != self.usual_sort:
            said["sort"] = sort
        return f"?{urlencode(said)}"

    @cached_property
    def faults(self) -> list[dict[str, Any]]:
        """What of the text could not be read, in words, each with its place."""
        said = [{"start": one.start, "end": one.end, "words": told(one)} for one in self.reading.faults[:5]]
        gone = queries.gone_from(self.kept, known=self.words) if self.saved is not None and self.typed is None else []
        return [*said, *({"start": 0, "end": 0, "words": self._gone(test)} for test in gone)]

    def _gone(self, test: Test) -> str:
        field = field_named(test.field)
        what = field.label if field else test.field
        return _("%(field)s: what this view names is not there any more, so that part finds nothing.") % {"field": what}

    @cached_property
    def chips(self) -> list[Chip]:
        return [self._chip(piece) for piece in self.reading.pieces]

    def _chip(self, piece: Piece) -> Chip:
        part, negative = (piece.part.part, True) if isinstance(piece.part, Not) else (piece.part, False)
        rest = f"{self.text[: piece.start].rstrip()} {self.text[piece.end :].lstrip()}".strip()
        field = field_named(part.field) if isinstance(part, Test) else None
        label, says = "", self.text[piece.start : piece.end]
        if isinstance(part, Test) and field is not None and field.key != "text":
            word = next(word for word in self.words if word.key == field.key)
            label, says = str(field.label), _readable(write_values(part, word, language=self.language))
        elif negative:
            says = says.removeprefix("-")
        without = f"{reverse('inbox')}{self.address(text=rest, sort=self.sort)}"
        return Chip(
            start=piece.start, end=piece.end, label=label, says=says, icon=field.icon if field else "list-checks",
            is_negative=negative, without=without,
        )  # fmt: skip

    @property
    def cleared(self) -> str:
        return f"{reverse('inbox')}{self.address(text='', sort=self.sort)}"

    @property
    def sorts(self) -> list[dict[str, Any]]:
        inbox = reverse("inbox")
        return [
            {"label": label, "icon": SORT_ICONS[key], "is_current": key == self.sort,
             "url": f"{inbox}{self.address(text=self.typed, sort=key)}"}
            for key, label in SORTS.items()
        ]  # fmt: skip

    @property
    def sort_label(self) -> str | Promise:
        return SORTS[self.sort]

    @property
    def may_change(self) -> bool:
        return self.saved is not None and queries.may_change_view(self.saved, agent=self.agent)


def _readable(written: str) -> str:
    """What stands behind a field's name, as a chip shows it: `<=hôm-nay` reads ≤ hôm nay."""
    said = written.replace('"', "").replace("<=", "≤").replace(">=", "≥").replace(",", ", ").replace("..", " – ")
    said = re.sub(r"(?<=[^\W\d]{2})-(?=[^\W\d])", " ", said)
    said = re.sub(r"([<>≤≥])", r"\1 ", said)
    return re.sub(r"(?<![\w-])-?(?=\d+[^\W\d])", lambda sign: "−" if sign.group() else "", said)


def told(fault: Fault) -> str:
    """A fault in words."""
    near = _("Perhaps %(near)s?") % {"near": ", ".join(f"“{one}”" for one in fault.near)} if fault.near else ""
    said = {
        "field": _("There is no field “%(what)s”."),
        "value": _("Nothing is called “%(what)s” here."),
        "several": _("“%(what)s” may be several."),
        "no-value": _("A value is missing behind the colon."),
        "day": _("“%(what)s” is no day or time: write 24/11, <24/11, 1/11..5/11, today or 7d."),
        "too-many": _("More than 50 conditions: from “%(what)s” on they are left out."),
        "too-deep": _("Brackets stand in each other more than five deep: that part is left out."),
        "too-long": _("Only the first %(what)s letters are read."),
        "bracket": _("A bracket is closed that was not opened."),
    }[fault.code]
    return f"{said % {'what': fault.what[:40]}} {near}".strip()


def completions(text: str, caret: int, *, language: str) -> list[dict[str, Any]]:
    """What could stand at the caret: fields, or the values of the field that is being written."""
    known = queries.words()
    gap = gap_at(text[:3000], max(0, min(caret, len(text), 3000)), known)
    found = _values(gap, language) if gap.word is not None else _names(gap, known, language)
    return [{"start": gap.start, "end": gap.end, **one} for one in found]


def _names(gap: Gap, known: Sequence[Word], language: str) -> list[dict[str, Any]]:
    typed = fold(gap.typed.lstrip("-"))
    fields = {field.key: field for field in fields_offered()}
    found = []
    for word in known:
        if word.key == "text":
            continue
        field = fields[word.key]
        called = [fold(str(field.label)), *(fold(name) for names in word.names.values() for name in names)]
        if not typed or any(name.startswith(typed) or f"-{typed}" in name or f" {typed}" in name for name in called):
            found.append({"insert": f"{word.name(language)}:", "label": str(field.label), "note": word.name(language)})
    return found if not typed else found[:MOST_OFFERED]


def _values(gap: Gap, language: str) -> list[dict[str, Any]]:
    word = gap.word
    if word is None or word.kind == "text":
        return []
    if word.kind == "moment":
        tests = (one.partition(":") for one in _MOMENTS[word.is_ahead])
        texts = [write_values(Test(word.key, op, (token,)), word, language=language) for op, _colon, token in tests]  # type: ignore[arg-type]
        return [{"insert": one, "label": _readable(one), "note": ""} for one in texts if fold(gap.typed) in fold(one)]
    options = [one for one in word.options() if not one.is_gone and _begins(one, fold(gap.typed))]
    return [
        {"insert": write_values(Test(word.key, "is", (one.value,)), word, language=language),
         "label": _readable(one.name(language)), "note": one.names["vi"][1] if len(one.names) == 1 else ""}
        for one in options[:MOST_OFFERED]
    ]  # fmt: skip


def _begins(option: Option, typed: str) -> bool:
    names = [fold(name) for names in option.names.values() for name in names]
    return not typed or any(name.startswith(typed) or f" {typed}" in name or f"-{typed}" in name for name in names)
