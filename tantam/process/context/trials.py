"""A trial in words: what may be concluded today, what not yet, and how all measures stand side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, isfinite

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tantam.process.context.reader import language
from tantam.process.drawing import draw_interval
from tantam.process.models import Trial
from tantam.process.queries import TrialFigures, TrialMeasure, TrialSide
from tantam.process.registry import Measure, measures
from tantam.process.values.sequential import LEAST, UNEVEN_BELOW, Compared, seen_later
from tantam.ui.values.formatting import duration, number, percent

#: How many weeks ahead it is told what could be seen then.
WEEKS_AHEAD = 4

_Words = Mapping[tuple[str, str], str | Promise]
_PHRASES: _Words = {
    ("seconds", "below"): gettext_lazy("%(amount)s quicker"), ("seconds", "above"): gettext_lazy("%(amount)s slower"),
    ("share", "below"): gettext_lazy("%(amount)s lower"), ("share", "above"): gettext_lazy("%(amount)s higher"),
    ("points", "below"): gettext_lazy("%(amount)s lower"), ("points", "above"): gettext_lazy("%(amount)s higher"),
    ("times", "below"): gettext_lazy("%(amount)s fewer"), ("times", "above"): gettext_lazy("%(amount)s more"),
}  # fmt: skip
_AMOUNTS: Mapping[str, str | Promise] = {
    "seconds": gettext_lazy("%(size)s%%"), "share": gettext_lazy("%(size)s percentage points"),
    "points": gettext_lazy("%(size)s points"), "times": gettext_lazy("%(size)s per ticket"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MeasureRow:
    """One measure of both versions: values, the interval's picture, and the sentence that says what it means.

    `tone` is `good`, `bad` or `open`.
    """

    label: str
    hint: str
    part: str
    published: str
    tried: str
    people: tuple[int, int]
    drawing: SafeString
    said: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What may be concluded: `tone` of the notice, headline, and sentences beside it."""

    tone: str
    headline: str
    lines: list[str]


def trial_page(trial: Trial, figures: TrialFigures) -> dict[str, object]:
    """What the pages of a trial show."""
    rows = [row for one in figures.measures if (row := _row(one))]
    return {
        "trial": trial,
        "figures": figures,
        "sides": [_side(figures.tried, trial, figures), _side(figures.published, trial, figures)],
        "verdict": verdict_of(trial, figures),
        "deciding": [row for row in rows if row.part == "deciding"],
        "guards": [row for row in rows if row.part == "guard"],
        "others": [row for row in rows if row.part == "also" and (any(row.people) or not trial.is_over)],
        "is_uneven": is_uneven(figures),
        "has_one_share": len(trial.shares) == 1,
    }


@dataclass(frozen=True, kw_only=True)
class SideRow:
    """One version of a trial: its number, the share meant for it now, and how many came."""

    number: int
    share: int
    side: TrialSide


def _side(side: TrialSide, trial: Trial, figures: TrialFigures) -> SideRow:
    share = figures.split[-1][0]
    if side.version_id == trial.version_id:
        return SideRow(number=trial.version.number, share=share, side=side)
    return SideRow(number=trial.control.number, share=100 - share, side=side)


def is_uneven(figures: TrialFigures) -> bool:
    """Whether customers were split otherwise than meant, beyond what chance does."""
    return figures.chance < UNEVEN_BELOW


def verdict_of(trial: Trial, figures: TrialFigures) -> Verdict:
    """The one answer of a trial: a wrong split goes before everything, then the measure that decides, then guards."""
    if is_uneven(figures):
        return Verdict(
            tone="error", headline=_("Nothing can be concluded: the split is wrong"), lines=_unevenness(figures)
        )
    deciding = figures.part("deciding")
    if not deciding or deciding[0].key not in measures():
        said = _("No measure was named before the trial began. The figures below are for information.")
        return Verdict(tone="info", headline=_("Nothing is concluded"), lines=[said])
    measure, found = measures()[deciding[0].key], deciding[0].found
    worse = [measures()[one.key] for one in figures.part("guard") if one.key in measures() and _tone(one) == "bad"]
    lines = [_guard_line(worse)] if worse else []
    tone = _tone(deciding[0])
    if tone == "open":
        more = _power_line(measure, found, figures) if found.state == "open" and not trial.is_over else ""
        return Verdict(
            tone="error" if worse else "info",
            headline=_("Not enough yet to conclude"),
            lines=[f"{measure.label}: {_said(measure, deciding[0])}", *lines, *filter(None, [more])],
        )
    headline = f"{measure.label}: {_said(measure, deciding[0])}"
    if tone == "bad":
        return Verdict(
            tone="error", headline=headline, lines=[*lines, _("The tried version is worse at what decides.")]
        )
    if not worse:
        lines = [
            _("The tried version is better at what decides, and no guard got worse for certain.")
            if figures.part("guard")
            else _("The tried version is better at what decides. No guard was named before the trial began.")
        ]
    return Verdict(tone="warning" if worse else "success", headline=headline, lines=lines)


def _unevenness(figures: TrialFigures) -> list[str]:
    stretches = "; ".join(
        _("%(percent)s%% meant, %(came)s came (%(tried)s of %(all)s customers)")
        % {
            "percent": percent_meant,
            "came": percent(tried / (tried + rest), language=language(), places=1),
            "tried": number(tried, language=language()),
            "all": number(tried + rest, language=language()),
        }
        for percent_meant, tried, rest in figures.split
        if tried + rest
    )
    return [
        _("Customers on the tried version: %(stretches)s. Chance alone does this less than once in 1,000 trials.")
        % {"stretches": stretches},
        _(
            "Likely causes: tickets of one version fail to begin or are merged away; tickets were moved or begun by "
            "hand or by an import; customers were merged. Find the cause, end this trial and begin a new one."
        ),
    ]


def _guard_line(worse: Sequence[Measure]) -> str:
    return _("Got worse, though it must not: %(names)s.") % {"names": ", ".join(str(one.label) for one in worse)}


def _power_line(measure: Measure, found: Compared, figures: TrialFigures) -> str:
    """What difference could be seen now, and in some weeks with as many tickets a day as until now."""
    if not isfinite(found.seen_from) or figures.days < 1:
        return ""
    later = seen_later(found, times=(figures.days + 7 * WEEKS_AHEAD) / figures.days)
    words = {"now": _size(measure, found.seen_from), "weeks": WEEKS_AHEAD, "later": _size(measure, later)}
    return (
        _("So far, 8 of 10 trials would see a difference of %(now)s or more; in %(weeks)s weeks one of %(later)s.")
        % words
    )


def _row(one: TrialMeasure) -> MeasureRow | None:
    measure = measures().get(one.key)
    if measure is None:
        return None
    found, tone = one.found, _tone(one)
    flip = -1 if measure.good == "down" else 1
    low, high = sorted((found.low * flip, found.high * flip))
    if found.state == "few":
        low, high = float("-inf"), float("inf")
    return MeasureRow(
        label=str(measure.label),
        hint=str(measure.hint),
        part=one.part,
        published=_value(measure, found.published) if found.people[0] else "–",
        tried=_value(measure, found.tried) if found.people[1] else "–",
        people=found.people,
        drawing=mark_safe(draw_interval(low, high, found.estimate * flip, tone=tone)),  # noqa: S308 - numbers only
        said=_said(measure, one),
        tone=tone,
    )


def _tone(one: TrialMeasure) -> str:
    if one.found.state not in ("above", "below"):
        return "open"
    return "good" if (one.found.state == "above") == (measures()[one.key].good == "up") else "bad"


def _said(measure: Measure, one: TrialMeasure) -> str:
    """What is known of the difference, never as a bare probability."""
    found = one.found
    if not any(found.people):
        return _("no figures yet")
    if found.state == "few":
        published, tried = (number(side, language=language()) for side in found.people)
        words = {"published": published, "tried": tried, "least": LEAST}
        said = _("too few customers yet: %(tried)s and %(published)s, at least %(least)s on each side are needed")
        return said % words
    if not isfinite(found.low) or not isfinite(found.high):
        return _("all alike so far")
    if found.state == "open":
        words_of = {"low": _phrase(measure, found.low), "high": _phrase(measure, found.high)}
        return _("anything from %(low)s to %(high)s is still possible") % words_of
    near, far = sorted((abs(_scaled(measure, found.low)), abs(_scaled(measure, found.high))))
    amount = _amount(measure, near, far)
    phrase = str(_PHRASES[measure.unit, found.state]) % {"amount": amount}
    sure = number((1 - one.alpha) * 100, language=language(), places=0 if one.alpha == 0.05 else 1)
    return _("the tried version is %(phrase)s, %(sure)s%% certain") % {"phrase": phrase, "sure": sure}


def _phrase(measure: Measure, value: float) -> str:
    """One end of an interval: “5% quicker”."""
    side = "above" if value > 0 else "below"
    size = abs(_scaled(measure, value))
    return str(_PHRASES[measure.unit, side]) % {"amount": _amount(measure, size, size)}


def _size(measure: Measure, value: float) -> str:
    """How large a difference is, towards the better side."""
    size = abs(_scaled(measure, -value if measure.good == "down" else value))
    return _amount(measure, size, size)


def _scaled(measure: Measure, value: float) -> float:
    """A difference as people read it: percent of a time, points of a share."""
    if measure.unit == "seconds":
        return (exp(min(value, 10)) - 1) * 100
    return value * 100 if measure.unit == "share" else value


def _amount(measure: Measure, near: float, far: float) -> str:
    """“12–30%”; with as many decimals as tell both ends apart."""
    places = 0 if measure.unit == "seconds" and near >= 1 else 1 if measure.unit in ("seconds", "share") else 2
    ends = [number(end, language=language(), places=places) for end in (near, far)]
    return str(_AMOUNTS[measure.unit]) % {"size": "–".join(dict.fromkeys(ends))}


def _value(measure: Measure, value: float) -> str:
    if measure.unit == "seconds":
        return duration(exp(min(value, 30)), language=language())
    if measure.unit == "share":
        return percent(value, language=language(), places=int(value not in (0, 1)))
    return number(value, language=language(), places=2)
