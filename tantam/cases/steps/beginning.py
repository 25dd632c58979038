"""What a process may begin by itself for: each customer of a crowd, the house, what becomes true of a case."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tantam.cases import queries
from tantam.cases.actions.at_hand import at_hand
from tantam.cases.actions.caring import follow_behind, follow_new, open_for, open_for_the_house
from tantam.cases.queries.caring import (
    DATA_NAMES,
    MOST_AHEAD,
    OCCASIONS,
    called_of,
    count_behind,
    data_of_customers,
    keys_of,
    members_behind,
)
from tantam.cases.steps.meanings import segment_names
from tantam.customers.models import Segment
from tantam.process.registry import Setting, Text
from tantam.process.registry.crowds import Crowd, Watch, is_short_number, offer_crowd, own_subject, watch_subjects


def _customer_segments() -> list[tuple[str, str]]:
    return list(segment_names().items())


def _segment_fault(value: str) -> Text:
    keys = keys_of(value)
    known = set(Segment.objects.filter(key__in=keys).values_list("key", flat=True))
    unknown = [key for key in keys if key not in known]
    return format_lazy(_("There is no segment “{key}”."), key=unknown[0][:80]) if unknown else ""


def _occasion_fault(value: str) -> Text:
    return "" if value in OCCASIONS else format_lazy(_("There is no occasion “{said}”."), said=value[:80])


def _ahead_fault(value: str) -> Text:
    is_good = is_short_number(value) and int(value) <= MOST_AHEAD
    return "" if is_good else format_lazy(_("Days ahead are a whole number from 0 to {most}."), most=MOST_AHEAD)


def _customers_in_words(settings: Mapping[str, str]) -> str:
    """Whom a start chooses: each customer of these segments with this occasion."""
    names = segment_names()
    segments = ", ".join(names.get(key, key) for key in keys_of(settings.get("segment", "")))
    whom = gettext("each customer of %(segments)s") % {"segments": segments} if segments else gettext("each customer")
    if not settings.get("occasion"):
        return whom
    days = settings.get("ahead", "")
    ahead = int(days) if is_short_number(days) else 0
    if settings["occasion"] == "founding":
        said = ngettext(
            "whose anniversary is %(days)s day later", "whose anniversary is %(days)s days later", ahead
        ) if ahead else gettext("whose anniversary it is")  # fmt: skip
    else:
        said = ngettext(
            "whose birthday is %(days)s day later", "whose birthday is %(days)s days later", ahead
        ) if ahead else gettext("whose birthday it is")  # fmt: skip
    return f"{whom} {said % {'days': ahead} if ahead else said}"


own_subject(open_for_the_house)
offer_crowd(
    "customer",
    crowd=Crowd(
        label=_("Each customer"),
        hint=_("A ticket for each, opened by us: it counts neither as a request nor in response times."),
        settings=[
            Setting(
                name="segment", label=_("Of the segments"), kind="several", choices=_customer_segments,
                fault=_segment_fault, hint=_("None chosen: all customers"),
            ),
            Setting(
                name="occasion", label=_("Occasion"), kind="choice", fault=_occasion_fault,
                choices=[("birthday", _("Birthday")), ("founding", _("Founding of the company"))],
            ),
            Setting(
                name="ahead", label=_("Days before the occasion"), kind="number", fault=_ahead_fault,
                hint=_("Empty: on the day itself. Days between two times are not left out."),
            ),
        ],
        selecting=members_behind,
        names=DATA_NAMES,
        counting=count_behind,
        data=data_of_customers,
        opening=open_for,
        in_words=_customers_in_words,
        lines=called_of,
    ),
)  # fmt: skip


def _labels_of_case(case_id: int) -> Mapping[str, str]:
    return queries.labels_of(at_hand(case_id))


watch_subjects(
    "case",
    watch=Watch(
        all_behind=follow_behind, new_ones=follow_new, labels=_labels_of_case, those_open=queries.those_open
    ),
)  # fmt: skip
