"""Which program is told of what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tantam.core.facts import told_outside
from tantam.ui.forms import GroupedChecks

#: What a fact is about, by the first word of its name, in the order in which people look for it.
_GROUPS: Final[tuple[tuple[str | Promise, tuple[str, ...]], ...]] = (
    (pgettext_lazy("what facts are about", "Tickets"), ("case", "path")),
    (_("Times and promises"), ("clock", "promise", "escalation", "levels")),
    (_("Customers"), ("customer",)),
    (pgettext_lazy("what facts are about", "Messages"), ("message",)),
    (_("Surveys"), ("survey",)),
    (_("Approvals"), ("approval",)),
    (_("Running processes"), ("instance", "step", "decision", "incidents", "values")),
    (
        _("Drawings and their versions"),
        ("process", "version", "review", "trial", "changeover", "publishing-rule"),
    ),
    (_("Connections to other systems"), ("connection",)),
)
OTHER: Final = _("Other")

Choices = list[tuple[str | Promise, list[tuple[str, str]]]]


class WebhookForm(forms.Form):
    """An address and the facts it is told of."""

    url = forms.CharField(label=_("Address"), max_length=500, widget=forms.URLInput(attrs={"placeholder": "https://"}))
    facts = forms.MultipleChoiceField(
        label=_("Tell it when"),
        widget=GroupedChecks,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facts"].choices = grouped(told_outside().items())  # type: ignore[attr-defined]


def grouped(facts: Iterable[tuple[str, str | Promise]]) -> Choices:
    """Facts (name, what happened in words) under the names of what they are about; groups without any are left out."""
    names = {prefix: group for group, prefixes in _GROUPS for prefix in prefixes}
    found: dict[str | Promise, list[tuple[str, str]]] = {group: [] for group, _prefixes in _GROUPS}
    found[OTHER] = []
    for name, label in facts:
        shown = format_html('<span>{} <code class="muted text-xs">{}</code></span>', label, name)
        found[names.get(name.partition(".")[0], OTHER)].append((name, shown))
    return [(group, choices) for group, choices in found.items() if choices]
