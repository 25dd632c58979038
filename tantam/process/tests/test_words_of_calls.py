"""What a failed call to another system says: people's words first, the machines' on a line of their own."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from tantam.core.actions.post import Posted
from tantam.organisation.models import Reach, Role
from tantam.process.actions.wording_calls import SHOWN, excerpt, said_status
from tantam.process.models import Incident
from tantam.process.tests.test_other_systems import Carrier, begin, carrier
from tests import world as w

__all__ = ["carrier"]


@pytest.mark.parametrize(
    "status", [302, 307, 400, 401, 403, 404, 405, 408, 409, 410, 413, 418, 422, 429, 500, 502, 503, 599, 700]
)
def test_every_status_has_words_in_both_languages(status: int) -> None:
    told = {}
    for language in ("vi", "en"):
        with translation.override(language):
            told[language] = str(said_status(Posted(status, "no"))).split("\n")
    assert told["vi"][0] != told["en"][0]
    assert str(status) not in told["vi"][0] + told["en"][0]
    assert told["vi"][1] == told["en"][1] == f"HTTP {status} no"


def test_where_a_redirect_points_stands_in_the_detail() -> None:
    said = str(said_status(Posted(302, "", location="https://khac.example/dang-nhap")))
    assert said.split("\n")[1] == "HTTP 302 https://khac.example/dang-nhap"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!doctype html><style>p{}</style><h1>Bad\n gateway</h1><script>alert(1)</script>", "Bad gateway"),
        ('{"error": "thiếu <ma_don>"}', '{"error": "thiếu <ma_don>"}'),
        ("a\u202eb\x1b[31m\u2028c", "a b [31m c"),
        ("x" * 500, "x" * (SHOWN - 1) + "…"),
        ("<" * 300, "<" * (SHOWN - 1) + "…"),
    ],
)
def test_of_what_a_stranger_wrote_only_a_plain_beginning_is_kept(text: str, shown: str) -> None:
    assert excerpt(text) == shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("vi", "Hệ thống kia từ chối dữ liệu gửi đi. Hãy xem lại bước này gửi gì."),
        ("en", "The other system refused what was sent. Look at what the step sends."),
    ],
)
def test_the_page_of_incidents_shows_the_sentence_and_below_it_what_the_machines_said(
    carrier: Carrier, client, language: str, first: str
) -> None:
    carrier.status, carrier.body = 422, b'{"sai": "<b>ma_don</b>"}'
    begin(carrier)
    head = w.person("truong", "Trưởng", role=Role.HEAD, team=None, reach=Reach.ALL)
    head.language = language
    head.save()
    client.force_login(head)
    key = Incident.objects.get().version.process.key
    page = client.get(reverse("process_incidents", args=[key])).content.decode()
    assert f">{first}</div>" in page
    assert "<code" in page
    assert "HTTP 422 {&quot;sai&quot;: &quot;&lt;b&gt;ma_don&lt;/b&gt;&quot;}</code>" in page
