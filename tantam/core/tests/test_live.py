"""What is announced in answer to a page carries that page's word; the rest carries none."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse

from config.input import name_what_is_sent
from tantam.core.actions import announce, live, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch, django_capture_on_commit_callbacks):
    """What is told after the commit of a block."""
    heard: list[dict[str, object]] = []
    monkeypatch.setattr(live, "_notify", lambda payloads: heard.extend(json.loads(one) for one in payloads))

    def tell(word: str) -> list[dict[str, object]]:
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True), live.sent_as(word), unit():
            announce("case", id=12)
        return heard

    return tell


def test_the_word_of_the_page_stands_in_what_it_caused(told):
    assert told("0123456789abcdef") == [{"topic": "case", "id": 12, "sent": "0123456789abcdef"}]


def test_without_a_page_there_is_no_word(told):
    assert told("") == [{"topic": "case", "id": 12}]


@pytest.mark.parametrize(("header", "word"), [("0123456789abcdef", "0123456789abcdef"), ('"} evil', ""), ("", "")])
def test_only_a_harmless_word_is_taken_from_a_request(rf, header, word):
    answer = name_what_is_sent(lambda request: HttpResponse(live._sent.get()))
    assert answer(rf.post("/", headers={"X-Sent": header})).content.decode() == word
    assert live._sent.get() == ""
