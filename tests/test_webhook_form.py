"""Which facts a program is told of, as they are offered."""

from __future__ import annotations

import pytest
from django.utils import translation

from tantam.core.facts import told_outside
from tantam.organisation.forms import WebhookForm
from tantam.organisation.forms.webhooks import OTHER, grouped


def test_every_fact_told_outside_stands_once_under_what_it_is_about():
    groups = grouped(told_outside().items())
    names = [name for _group, choices in groups for name, _label in choices]
    assert sorted(names) == sorted(told_outside())
    assert OTHER not in [group for group, _choices in groups]  # a new kind of fact needs its line in the table
    assert max(len(choices) for _group, choices in groups) <= 20


def test_groups_are_called_as_people_call_them():
    with translation.override("vi"):
        names = [str(group) for group, _choices in grouped(told_outside().items())]
    assert names[:4] == ["Phiếu", "Hạn và lời hẹn", "Khách hàng", "Tin nhắn"]


def test_a_fact_of_an_unknown_kind_is_offered_too():
    assert [(str(group), [name for name, _ in choices]) for group, choices in grouped([("x.done", "X")])] == [
        ("Khác", ["x.done"])
    ]


def test_what_is_chosen_in_any_group_is_taken_and_anything_else_refused():
    form = WebhookForm({"url": "https://a.example", "facts": ["case.opened", "version.published"]})
    assert form.is_valid()
    assert form.cleaned_data["facts"] == ["case.opened", "version.published"]
    assert not WebhookForm({"url": "https://a.example", "facts": ["agent.left"]}).is_valid()


@pytest.mark.parametrize("ticked", ["case.opened", "version.published"])
def test_what_was_ticked_stands_ticked_when_the_form_comes_back(ticked: str):
    shown = str(WebhookForm({"url": "", "facts": [ticked]}))
    assert f'value="{ticked}"' in shown
    assert shown.count("checked") == 1
