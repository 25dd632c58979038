"""Forms of a rehearsal: one case walked through, or many against the clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tantam.process.rehearsal.answering import Chance
from tantam.process.rehearsal.asking import Wanted
from tantam.ui.forms import DayField, MomentField, MoneyField
from tantam.ui.values.formatting import number

YES, NO = "yes", "no"
MINUTE, HOUR, DAY = 60, 3600, 8 * 3600
UNITS = [(MINUTE, _("minutes")), (HOUR, _("working hours")), (DAY, _("working days of 8 hours"))]


class WantedForm(forms.Form):
    """Fields made from what a drawing asks for; values come out as conditions see them."""

    def __init__(self, *args: Any, wanted: Sequence[Wanted], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        for one in wanted:
            self.fields[f"v-{one.name}"] = _field_for(one)

    @property
    def values(self) -> dict[str, object]:
        """What was filled in, by name; what was left empty is not named."""
        said = {one.name: _value_of(self.cleaned_data.get(f"v-{one.name}"), one.kind) for one in self.wanted}
        return {name: value for name, value in said.items() if value is not None}


class BeginWalkForm(WantedForm):
    """When a walk begins, by what, and what is known of its case."""

    start = MomentField(label=_("It begins at"))
    node = forms.ChoiceField(label=_("It begins with"), required=False)
    subject = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, starts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(starts) > 1:
            self.fields["node"].choices = starts  # type: ignore[attr-defined]
        else:
            del self.fields["node"]


class TakenForm(forms.Form):
    """How much working time something takes."""

    amount = forms.FloatField(min_value=0, max_value=100_000, required=False, localize=True)
    unit = forms.TypedChoiceField(
        coerce=int,
        choices=UNITS,
        required=False,
    )

    @property
    def seconds(self) -> int:
        """In seconds; nothing said, or nothing that makes sense, takes no time."""
        self.is_valid()
        return round((self.cleaned_data.get("amount") or 0) * (self.cleaned_data.get("unit") or MINUTE))


def _field_for(wanted: Wanted) -> forms.Field:
    label, required = wanted.label, wanted.is_required
    match wanted.kind:
        case "boolean":
            choices = [("", _("nothing yet")), (YES, _("yes")), (NO, _("no"))]
            return forms.ChoiceField(label=label, required=False, choices=choices)
        case "number":
            return forms.FloatField(label=label, required=required, localize=True)
        case "money":
            return MoneyField(label=label, required=required, max_length=40)
        case "date":
            return DayField(label=label, required=required)
        case "list":
            ticks = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(label=label, required=False, choices=wanted.options, widget=ticks)
        case _ if wanted.options:
            empty = [("", str(_("nothing yet")))]
            return forms.ChoiceField(label=label, required=required, choices=[*empty, *wanted.options])
    rows = forms.Textarea(attrs={"rows": 3}) if wanted.kind == "long" else forms.TextInput()
    return forms.CharField(label=label, required=required, max_length=1_500, widget=rows)


def _value_of(value: Any, kind: str) -> object:
    if kind == "boolean":
        return {YES: True, NO: False}.get(value)
    if kind == "list":
        return list(value or [])
    if value in (None, ""):
        return None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return int(value) if isinstance(value, float) and value.is_integer() else value


class CrewOffer(Protocol):
    """A crew whose people may be counted otherwise."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def people(self) -> int: ...


class StepOffer(Protocol):
    """A step whose hands-on time may be another one."""

    @property
    def node(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def minutes(self) -> int: ...

    @property
    def is_measured(self) -> bool: ...


class AnswerOffer(Protocol):
    """An answer that decides a way; where the past says too little, how it comes out may be said."""

    @property
    def key(self) -> str: ...

    @property
    def chance(self) -> Chance: ...

    @property
    def options(self) -> Sequence[tuple[object, str, int]]: ...

    @property
    def is_asked(self) -> bool: ...


PAST, INVENTED = "past", "invented"
_COUNTS_FOR: Final = {"days": PAST, "per_day": INVENTED, "length": INVENTED}


class LoadForm(forms.Form):
    """Who comes, who works, and how long the hands-on work of each step takes."""

    source = forms.ChoiceField(
        label=_("Which tickets come"),
        choices=[(PAST, _("Those of the past, once more")), (INVENTED, _("Invented ones, so many a day"))],
        widget=forms.RadioSelect,
        initial=PAST,
    )
    days = forms.IntegerField(label=_("How many days back"), min_value=1, max_value=366, initial=30)
    per_day = forms.IntegerField(label=_("Tickets a working day"), min_value=1, max_value=2_000, initial=60)
    length = forms.IntegerField(label=_("For so many working days"), min_value=1, max_value=250, initial=10)
    beside = forms.TypedChoiceField(label=_("Beside it"), coerce=int, required=False)
    seed = forms.IntegerField(
        label=_("Random draw no."),
        help_text=_(
            "Some things are left to chance. Keep the number to compare two runs fairly; change it to see what else may"
            " happen."
        ),
        min_value=0,
        max_value=999_999,
        initial=1,
    )

    def __init__(
        self,
        *args: Any,
        crews: Sequence[CrewOffer],
        steps: Sequence[StepOffer],
        others: Sequence[tuple[int, object]],
        answers: Sequence[AnswerOffer] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._crews, self._steps, self._answers = crews, steps, answers
        if others:
            named = [(number, _("Version %(number)s, in force") % {"number": number}) for number, _one in others]
            self.fields["beside"].choices = [("", _("nothing else")), *named]  # type: ignore[attr-defined]
            self.fields["beside"].initial = others[0][0]
        else:
            del self.fields["beside"]
        for crew in crews:
            self.fields[f"p-{crew.key}"] = forms.IntegerField(
                label=crew.name, min_value=1, max_value=500, initial=crew.people
            )
        for step in steps:
            self.fields[f"m-{step.node}"] = forms.FloatField(
                label=step.name, min_value=0, max_value=10_000, initial=step.minutes, localize=True
            )
        for answer in answers:
            if answer.is_asked:
                self.fields |= _fields_of(answer)

    @property
    def general(self) -> list[tuple[BoundField, str]]:
        """The fields about who comes, and for which source each counts ("": for every one)."""
        names = ("source", "days", "per_day", "length", "beside", "seed")
        return [(self[name], _COUNTS_FOR.get(name, "")) for name in names if name in self.fields]

    @property
    def people(self) -> list[BoundField]:
        """The fields about who works."""
        return [self[f"p-{crew.key}"] for crew in self._crews]

    @property
    def minutes(self) -> list[tuple[BoundField, bool]]:
        """The fields about how long it takes, and whether the past says so."""
        return [(self[f"m-{step.node}"], step.is_measured) for step in self._steps]

    @property
    def answers(self) -> list[tuple[AnswerOffer, list[BoundField]]]:
        """The answers that decide ways, each with its fields; without any where the past says enough."""
        return [(one, [self[name] for name in _fields_of(one)] if one.is_asked else []) for one in self._answers]

    def clean(self) -> dict[str, Any]:
        """Of several shares one has to be more than nothing, and a range goes upwards."""
        said = super().clean() or {}
        for answer, fields in self.answers:
            values = [value for field in fields if (value := said.get(field.name)) is not None]
            if not fields or len(values) != len(fields):
                continue
            if not answer.options:
                if values[0] > values[1]:
                    self.add_error(fields[1].name, _("This is less than where it begins."))
            elif not any(values) and not _is_yes_or_no(answer):
                self.add_error(fields[0].name, _("At least one of these has to be more than 0."))
        return said

    @property
    def spec(self) -> dict[str, Any]:
        """What was asked for, as it is kept."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("source", "days", "per_day", "length", "seed")},
            "people": {crew.key: said[f"p-{crew.key}"] for crew in self._crews},
            "minutes": {step.node: said[f"m-{step.node}"] for step in self._steps},
            "answers": {
                one.key: _said_of(one, [said[field.name] for field in fields]) for one, fields in self.answers if fields
            },
        }


def _fields_of(answer: AnswerOffer) -> dict[str, forms.Field]:
    """The fields in which is said how an answer comes out: a share of yes, a share each, or from and to."""
    if _is_yes_or_no(answer):
        share = next(share for value, _label, share in answer.options if value is True)
        return {f"a-{answer.key}": _share(_("Yes, in % of the tickets"), share)}
    if answer.options:
        return {
            f"a-{answer.key}-{place}": _share(_("%(option)s, in %%") % {"option": label}, share)
            for place, (_value, label, share) in enumerate(answer.options)
        }
    return {
        f"a-{answer.key}-{place}": _bound(answer.chance.kind, label, initial)
        for place, (label, initial) in enumerate(_ends(answer.chance))
    }


def _ends(chance: Chance) -> tuple[tuple[Any, float | None], ...]:
    return (pgettext_lazy("of_a_range", "From"), chance.low), (pgettext_lazy("of_a_range", "To"), chance.high)


def _is_yes_or_no(answer: AnswerOffer) -> bool:
    return answer.chance.kind == "boolean"


def _share(label: Any, initial: int) -> forms.Field:
    return forms.IntegerField(label=label, min_value=0, max_value=100, initial=initial)


def _bound(kind: str, label: Any, initial: float | None) -> forms.Field:
    whole = int(initial or 0)
    if kind == "money":
        return MoneyField(
            label=_("%(bound)s, in đồng") % {"bound": label},
            max_length=40,
            initial=number(whole, language=get_language() or "vi"),
        )
    if kind == "date":
        label = _("%(bound)s, in days from then") % {"bound": label}
        return forms.IntegerField(label=label, min_value=-366, max_value=3_660, initial=whole)
    return forms.FloatField(label=label, initial=whole if initial == whole else initial, localize=True)


def _said_of(answer: AnswerOffer, values: Sequence[Any]) -> dict[str, Any]:
    """What was said, as it is kept."""
    said: dict[str, Any] = {"kind": answer.chance.kind, "shares": [], "low": None, "high": None}
    if _is_yes_or_no(answer):
        said["shares"] = [[True, values[0] / 100], [False, 1 - values[0] / 100]]
    elif answer.options:
        said["shares"] = [[value, share] for (value, _label, _share), share in zip(answer.options, values, strict=True)]
    else:
        said["low"], said["high"] = float(values[0]), float(values[1])
    return said
