"""What the director finds about the sample business."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils import timezone

from tantam.demo.load import load
from tantam.organisation.models import Agent
from tantam.organisation.queries import forget_calendars
from tantam.process.queries import Filters, bottleneck
from tantam.process.queries.stays import forget_stays

pytestmark = pytest.mark.django_db

#: Tuesday 24 November 2026, 10:40 in Hà Nội.
NOW = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        forget_calendars()
        forget_stays()
        assert load(now=NOW) is True
        yield
        transaction.set_rollback(True)
    forget_calendars()
    forget_stays()


@pytest.fixture
def director(sample, client, monkeypatch, settings):
    settings.UI_ASSETS_REQUIRED = False
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.force_login(Agent.objects.get(username="binh"))
    return client


def test_the_quotation_is_the_bottleneck_of_all_processes(sample):
    found = bottleneck(filters=Filters(), now=NOW)
    assert found is not None
    assert (found.version.process.key, found.step.node.id) == ("QT-03", "bao_gia")
    assert 0.1 < found.share < 0.6
    assert 200 * 3600 < found.lost < 400 * 3600  # working time: nights and Sundays are not lost


def test_six_figures_three_matters_one_proposal(director):
    page = director.get("/reports/director/").content.decode()
    assert page.count('class="paper-figure"') == 6
    assert page.count("tuần trước ") == 6
    assert page.count("<blockquote") == 3
    assert "VD-03 · " in page
    assert ">14 phiếu<" in page
    assert "Sạc mới mua 9 ngày nóng rẫy suýt cháy nhà" in page
    assert "Cho tự động nhắc khách ở bước “Báo giá và chờ khách duyệt”?" in page
    assert re.search(r"Chờ lâu nhất: 2\sngày 3\sgiờ, chị Khả Hân", page)


def test_every_number_opens_as_many_cases_as_it_says(director):
    page = director.get("/reports/director/").content.decode()
    main = page[page.index('<article class="paper"') : page.index("</article>")].replace("&amp;", "&")
    links = re.findall(r'href="(/[^"]+)"', main)
    assert len(links) == 12 + 1 + 3 + 2 + 1
    assert {director.get(link).status_code for link in links} == {200}
    volume = re.search(r'href="(/reports/cases/volume/[^"]+)">([\d.]+)<', main)
    assert volume
    listed, link = 0, volume[1]
    while link:
        answer = director.get(link)
        listed += len(answer.context["page"].rows)
        link = answer.context["more"]
    assert listed == int(volume[2].replace(".", ""))


def test_the_page_costs_a_counted_number_of_questions(director, django_assert_max_num_queries):
    director.get("/reports/director/")
    with django_assert_max_num_queries(36):
        answer = director.get("/reports/director/")
    assert (answer.status_code, len(answer.context["figures"])) == (200, 6)


def test_it_speaks_english(director):
    Agent.objects.filter(username="binh").update(language="en")
    page = director.get("/reports/director/").content.decode()
    assert "Remind customers automatically at the step “Quote and wait for approval”?" in page
    assert "tuần" not in re.sub(r'lang="vi"[^<]*<', "", page)
