"""The front door counts wrong passwords exactly, however many try at the same moment and in which process."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tantam.core.models import FactRow
from tantam.organisation.actions import forget_attempts
from tantam.organisation.actions.signing_in import (
    FAILURES_ALLOWED_PER_ADDRESS,
    count_attempt,
    forgive_attempts,
)
from tantam.organisation.models import Agent, SignInAttempts
from tantam.organisation.models.signing_in import FAILURES_ALLOWED, WINDOW
from tests import world as w

PASSWORD = "mot-mat-khau-dai"


@pytest.fixture
def agent(db) -> Agent:
    agent = w.build_world().agent
    agent.set_password(PASSWORD)
    agent.save()
    return agent


def _try(client: Client, password: str, *, username: str = "khoi", address: str = "10.0.0.7", **headers: str) -> int:
    typed = {"username": username, "password": password}
    return client.post(reverse("login"), typed, REMOTE_ADDR=address, headers=headers).status_code


@pytest.mark.django_db
def test_after_so_many_wrong_ones_the_right_one_waits_too(agent):
    client = Client()
    assert [_try(client, "sai") for _ in range(FAILURES_ALLOWED)] == [422] * FAILURES_ALLOWED
    assert _try(client, PASSWORD) == 422
    refused = FactRow.objects.filter(name="agent.sign-in-refused").order_by("id")
    assert [row.data["because"] for row in refused] == ["wrong-password"] * FAILURES_ALLOWED + ["too-many"]


@pytest.mark.django_db
def test_the_last_try_may_be_right_and_begins_anew(agent):
    for _ in range(FAILURES_ALLOWED - 1):
        _try(Client(), "sai")
    assert _try(Client(), PASSWORD) == 302
    assert SignInAttempts.objects.filter(key="name:khoi").count() == 0
    assert len(SignInAttempts.objects.get(key="address:10.0.0.7").at) == FAILURES_ALLOWED - 1


@pytest.mark.django_db
def test_an_attempt_counts_for_a_quarter_of_an_hour_and_no_longer():
    for minute in range(FAILURES_ALLOWED):
        assert count_attempt("khoi", address=None, now=w.NOW + timedelta(minutes=minute))
    assert not count_attempt("khoi", address=None, now=w.NOW + WINDOW - timedelta(seconds=1))
    assert count_attempt("khoi", address=None, now=w.NOW + WINDOW)
    assert not count_attempt("khoi", address=None, now=w.NOW + WINDOW + timedelta(seconds=59))


@pytest.mark.django_db
def test_an_address_that_has_had_its_share_locks_nobody_elses_name():
    for number in range(FAILURES_ALLOWED_PER_ADDRESS):
        assert count_attempt(f"ten{number}", address="10.0.0.7", now=w.NOW)
    assert not count_attempt("khoi", address="10.0.0.7", now=w.NOW)
    assert SignInAttempts.objects.filter(key="name:khoi").count() == 0
    assert count_attempt("khoi", address="10.0.0.8", now=w.NOW)


@pytest.mark.django_db
def test_a_network_of_ipv6_is_one_address_and_a_mapped_one_is_what_it_maps():
    for number in range(FAILURES_ALLOWED_PER_ADDRESS):
        assert count_attempt(f"ten{number}", address=f"2001:db8:1:2::{number:x}", now=w.NOW)
    assert not count_attempt("khoi", address="2001:db8:1:2:ffff::1", now=w.NOW)
    assert count_attempt("khoi", address="2001:db8:1:3::1", now=w.NOW)
    assert count_attempt("khoi", address="::ffff:10.0.0.9", now=w.NOW)
    assert SignInAttempts.objects.filter(key="address:10.0.0.9").count() == 1


@pytest.mark.django_db
def test_what_is_too_old_to_count_is_thrown_away():
    count_attempt("khoi", address="10.0.0.7", now=w.NOW)
    assert forget_attempts(now=w.NOW + WINDOW - timedelta(seconds=1)) == 0
    assert forget_attempts(now=w.NOW + WINDOW) == 2


@pytest.mark.django_db
def test_ones_own_password_is_guessed_no_more_often_at_a_screen_left_open(agent):
    client = Client()
    client.force_login(agent)
    typed = {"old_password": "sai", "new_password": "mat-khau-moi-day", "again": "mat-khau-moi-day"}
    for _ in range(FAILURES_ALLOWED):
        client.post(reverse("profile_password"), typed)
    answer = client.post(reverse("profile_password"), {**typed, "old_password": PASSWORD})
    assert answer.status_code == 422
    assert Agent.objects.get(pk=agent.pk).check_password(PASSWORD)


@pytest.mark.django_db
def test_only_our_proxies_are_believed_about_who_asks(agent, settings):
    """Else whoever writes another address into a header each time is never counted."""
    for number in range(3):
        _try(Client(), "sai", **{"X-Forwarded-For": f"10.9.9.{number}"})
    assert len(SignInAttempts.objects.get(key="address:10.0.0.7").at) == 3
    settings.PROXIES = ["10.0.0.7"]
    for number in range(3):
        _try(Client(), "sai", **{"X-Forwarded-For": f"10.9.9.{number}, 192.0.2.4"})
    assert len(SignInAttempts.objects.get(key="address:192.0.2.4").at) == 3
    assert SignInAttempts.objects.filter(key__startswith="address:10.9").count() == 0


@pytest.mark.django_db(transaction=True)
def test_who_tries_all_at_once_gets_no_more_than_one_after_the_other():
    count, let = 32, []
    together = threading.Barrier(count)

    def guess() -> None:
        together.wait(10)
        let.append(count_attempt("khoi", address="10.0.0.7", now=w.NOW))
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(let) == [False] * (count - FAILURES_ALLOWED) + [True] * FAILURES_ALLOWED
    assert len(SignInAttempts.objects.get(key="name:khoi").at) == FAILURES_ALLOWED


@pytest.mark.django_db(transaction=True)
def test_many_names_from_many_addresses_never_wait_for_each_other():
    """Right and wrong passwords crosswise, without a deadlock."""
    failed: list[BaseException] = []

    def go(number: int) -> None:
        try:
            for turn in range(12):
                name, address = f"ten{(number + turn) % 3}", f"10.0.0.{turn % 2}"
                if count_attempt(name, address=address, now=w.NOW + timedelta(minutes=20 * turn)) and turn % 3 == 0:
                    forgive_attempts(name, address=address, now=w.NOW + timedelta(minutes=20 * turn))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
