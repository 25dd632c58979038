"""Before publishing it is said how many tickets stand at steps that the drawing no longer has."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from tantam.process.context import said_of_those_standing
from tantam.process.engine.tests.drawing import Drawing, after
from tantam.process.tests import changing_over as c
from tests import world as w

pytestmark = pytest.mark.django_db


def test_those_at_a_removed_step_are_counted_with_the_version_they_stay_on():
    w.build_world()
    version = c.publish(c.line("a", "b"))
    c.start(2)
    assert said_of_those_standing(c.line("a", "c"), version.process) == []
    with translation.override("en"):
        assert said_of_those_standing(c.line("b"), version.process) == [
            "2 tickets stand at steps that this drawing no longer has: they stay on version 1 until they are moved."
        ]


def test_those_of_every_version_that_may_be_moved_are_counted_whatever_is_in_force(django_assert_num_queries):
    w.build_world()
    first = c.publish(c.line("a", "b"))
    c.start(2)
    c.publish(c.line("b", "a"))
    second = c.publish(c.line("d", "a"))
    c.start(3, first=3)
    c.publish(c.line("b", "d"))
    drawing = c.line("b")
    said_of_those_standing(drawing, first.process)  # compiled
    with translation.override("en"), django_assert_num_queries(2):
        older, newer = said_of_those_standing(drawing, first.process)
    assert older.startswith("2 tickets")
    assert "version 1 " in older
    assert newer.startswith("3 tickets")
    assert f"version {second.number} " in newer


def _with_a_reminder(drawing: Drawing) -> None:
    drawing.path("s", drawing.user("a", name="a"), drawing.end())
    drawing.path(drawing.boundary("nhac", "a", after("PT1H")), drawing.end("e2"))


def test_who_only_awaits_what_is_gone_beside_their_step_stands_at_no_step_that_is_gone():
    w.build_world()
    version = c.publish(c.drawn(_with_a_reminder))
    c.start(1)
    assert said_of_those_standing(c.line("a"), version.process) == []


def test_the_studio_is_told_when_it_asks(client, settings):
    settings.UI_ASSETS_REQUIRED = False
    world = w.build_world()
    version = c.publish(c.line("a", "b"))
    c.start(1)
    asked = w.signed_in(client, world.owner).post(
        reverse("process_check", args=[version.process.key]), c.line("b"), content_type="application/xml"
    )
    assert asked.json()["taking"]["standing"] == [
        "1 phiếu đang ở bước mà sơ đồ này không còn: phiếu giữ phiên bản 1 đến khi được chuyển."
    ]
