"""What customers of the sample find in their mailboxes can be read by whoever tries the product."""

from __future__ import annotations

import pytest

from tantam.cases import actions as desk
from tantam.cases.models import Case
from tantam.demo.tests.conftest import NOW
from tantam.organisation.models import Agent, Business

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_a_demo", "sample")]


def test_an_answer_is_read_as_the_customer_reads_it(client, django_assert_max_num_queries):
    assert client.post("/login/demo/chi/").status_code == 302
    case = Case.objects.filter(state=Case.State.OPEN, channel_kind="email")[0]
    desk.reply(
        case,
        answer=desk.Answer(text="Dạ xem ở https://thuanlo.example/don <b>ạ"),
        by=Agent.objects.get(username="chi"),
        now=NOW,
    )
    with django_assert_max_num_queries(12):
        page = client.get("/sample/mail/").content.decode()
    assert '<a href="https://thuanlo.example/don" rel="nofollow">' in page
    assert "&lt;b&gt;ạ" in page
    assert "/sample/mail/" in client.get("/sample/").content.decode()


def test_where_there_is_no_sample_nobody_reads_mails_there(client):
    assert client.post("/login/demo/chi/").status_code == 302
    Business.objects.update(is_demo=False)
    assert client.get("/sample/mail/").status_code == 404
