"""The worker's jobs and pulses: what a crash between commit and wake-up left behind is found."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from tantam.channels import jobs
from tantam.channels.actions import send_message, store_arrival
from tantam.channels.models import Arrival, Channel, Dispatch, SunkMail
from tantam.channels.queries import reason_in_words
from tantam.channels.tests.world import NOW, a_mail, a_mailbox
from tantam.channels.values import Recipients
from tantam.core.registry import companions, pulses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_a_demo(settings) -> None:
    settings.DEMO, settings.SMTP_OUT = True, ""


def waiting() -> set[tuple[str, str]]:
    return set(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", "queueing_lock"))


def write(mailbox: Channel) -> Dispatch:
    to = Recipients(to=[("", "hoa@khach.example")])
    return send_message(mailbox, customer=None, recipients=to, subject="x", text="x", now=NOW).dispatch


def test_a_commit_wakes_the_job_once(django_capture_on_commit_callbacks):
    mailbox = a_mailbox()
    with django_capture_on_commit_callbacks(execute=True):
        store_arrival(mailbox, raw=a_mail(), now=NOW)
        write(mailbox), write(mailbox)
    assert waiting() == {("channels.read", "channels.read"), ("channels.send", f"channels.send:{mailbox.pk}")}
    assert ProcrastinateJob.objects.count() == 2


def test_the_pulse_wakes_for_what_was_left_behind_and_for_nothing_else(django_capture_on_commit_callbacks):
    mailbox = a_mailbox()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.sweep(NOW)
    assert waiting() == set()
    store_arrival(mailbox, raw=a_mail(), now=NOW)
    write(mailbox)
    connection.run_on_commit.clear()  # the process dies before it can wake anybody
    with django_capture_on_commit_callbacks(execute=True):
        jobs.sweep(NOW - timedelta(seconds=1))
    assert waiting() == set(), "its time has not come"
    with django_capture_on_commit_callbacks(execute=True):
        jobs.sweep(NOW)
    assert waiting() == {("channels.read", "channels.read"), ("channels.send", f"channels.send:{mailbox.pk}")}


def test_the_jobs_do_all_that_waits():
    mailbox = a_mailbox()
    for number in range(60):
        store_arrival(mailbox, raw=a_mail(f"{number}"), now=NOW)
    write(mailbox), write(mailbox)
    with patch.object(timezone, "now", return_value=NOW):
        jobs.read()
        jobs.send(mailbox.pk)
        jobs.fetch(mailbox.pk)
    assert set(Arrival.objects.values_list("state", flat=True)) == {"read"}
    assert SunkMail.objects.count() == 2


def test_the_pulses_are_registered():
    assert {(pulse.function.__name__, pulse.seconds) for pulse in pulses()} >= {("sweep", 2)}
    assert jobs.watch in companions()


def test_reasons_are_told_in_words():
    with translation.override("en"):
        assert reason_in_words("own-mail") == "Our own mail came back"
        assert reason_in_words("bad-address: x@@y") == "Mail cannot be sent to this address: x@@y"
        assert reason_in_words("550 no such user") == "550 no such user"
