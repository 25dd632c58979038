"""What a newcomer does, in a real browser against the real product: from a mail to an answered, measured case."""

from __future__ import annotations

import re
import time
from email.message import EmailMessage

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser import post
from tests.browser.product import Product
from tests.browser.visit import Visitors, press
from tests.browser.words import word

pytestmark = [pytest.mark.browser]

# What the issue asks for, and what is allowed on a machine that does other things besides.
WISHED_SECONDS, ALLOWED_SECONDS = 2.0, 10.0
CUSTOMER = "Đỗ Thị Ngân <ngan.do@khach.example>"


def note(words: str) -> None:
    """Say a measured figure (seen with -s, or after a failure)."""
    print(f"\n  {words}")  # noqa: T201 - a measurement


def row_of(page: Page, text: str):
    return page.locator("#rows .case-row", has_text=text).first


def number_in(page: Page) -> str:
    found = re.search(r"/cases/([^/]+)/", page.url)
    assert found, page.url
    return found[1]


def open_inbox(page: Page, product: Product, view: str = "all") -> None:
    page.goto(f"{product.address}/inbox/?view={view}")
    expect(page.locator("#rows .case-row").first).to_be_visible()


def wait_for_row(page: Page, text: str, *, since: float, what: str) -> None:
    expect(row_of(page, text)).to_be_visible(timeout=ALLOWED_SECONDS * 1000)
    took = time.monotonic() - since
    note(f"{what}: {took:.2f} s ({'within' if took <= WISHED_SECONDS else 'NOT within'} {WISHED_SECONDS:.0f} s)")


def let_time_pass(product: Product, case: str) -> None:
    """Make every timer of this case due now, in the test's own database: nobody wants to wait 26 hours here.

    The worker's pulse then fires them the same way as ever.
    """
    with psycopg.connect(product.database_url) as database:
        moved = database.execute(
            "UPDATE process_token SET due_at = now() FROM process_instance i, cases_case c"
            " WHERE i.id = instance_id AND i.subject = 'case:' || c.id AND c.number = %s AND due_at > now()",
            [case],
        )
        assert moved.rowcount, f"{case} waits for no timer"


def is_acknowledgement(mail: EmailMessage) -> bool:
    return bool(re.search(r"TT-\d\d-\d{6}", post.text_of(mail))) and "auto" in str(mail["Auto-Submitted"])


def test_the_heads_first_page_shows_how_the_day_stands(product: Product, visitors: Visitors):
    page = visitors.sign_in("uyen")
    assert page.url == f"{product.address}/today/"
    shown = {
        tile.locator(".stat-label").inner_text(): tile.locator(".stat-value").inner_text()
        for tile in page.locator(".stat").all()
    }
    assert shown[word("Open tickets", language="vi")] == "37"
    assert shown[word("Overdue", language="vi")] == "4"
    assert shown[word("Due within 30 minutes", language="vi")] == "3"
    assert shown[word("Waiting for your approval", language="vi")] == "2"
    body = page.locator("#today").inner_text()
    assert body.count(word("Missed call", language="vi")) == 1
    assert body.count(word("Birthday", language="vi")) == 1
    assert body.count(word("Founding day", language="vi")) == 1
    assert "Đoàn Gia Phát" in body
    page.locator(".stat", has_text=word("Overdue", language="vi")).click()
    expect(page.locator("#rows .case-row")).to_have_count(4)


def test_an_agent_reads_a_case_its_customer_and_its_step(product: Product, visitors: Visitors):
    page = visitors.sign_in("chi")
    assert "/inbox/" in page.url
    open_inbox(page, product)
    row_of(page, "Nghiêm Thị Hoà").click()
    expect(page.locator("#case-stream")).to_contain_text("đặt mũ 3/4 màu kem")
    side = page.locator("#case-side")
    expect(side).to_contain_text("Nghiêm Thị Hoà")
    card = side.locator(".step-card").first
    expect(card.locator(".diagram-frame svg")).to_be_visible()
    expect(card.locator(".script blockquote")).not_to_be_empty()
    assert "{" not in card.locator(".script blockquote").inner_text()
    expect(card.locator("[data-due]").first).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/inbox/\?view=all$"))


def test_a_mail_is_answered_closed_and_rated(product: Product, visitors: Visitors):
    """The whole walk, and the figures on the way."""
    page = visitors.sign_in("chi")
    open_inbox(page, product)
    before = page.evaluate("performance.timeOrigin")
    begun = time.monotonic()
    asked = post.send(
        product.smtp, sender=CUSTOMER, subject="Hỏi đơn TL-10519", text="Shop ơi bao giờ giao hàng cho mình ạ?\n\nNgân"
    )
    wait_for_row(page, "Đỗ Thị Ngân", since=begun, what="mail in → row in the open inbox")
    assert page.evaluate("performance.timeOrigin") == before, "the page was loaded again"

    told = product.sink.wait_for(lambda mail: mail["In-Reply-To"] == asked and is_acknowledgement(mail))
    note(f"mail in → acknowledgement with the customer's server: {time.monotonic() - begun:.2f} s")
    assert "ngan.do@khach.example" in str(told["To"])
    assert "{" not in post.text_of(told)

    row_of(page, "Đỗ Thị Ngân").click()
    expect(page.locator("#case-head")).to_contain_text(word("Delivery", language="vi"))
    expect(page.locator("#case-head")).to_contain_text("Tổ Hỗ trợ")
    number = number_in(page)
    assert number in post.text_of(told)
    card = page.locator("#case-side .step-card").first
    expect(card).to_contain_text("Trả lời lần đầu")

    box = page.locator("#composer textarea[name=text]")
    box.fill("Dạ đơn TL-10519 chiều nay giao ạ. Chị giữ máy giúp em nhé.")
    press(page, "Send")
    expect(page.locator("#case-stream")).to_contain_text("chiều nay giao ạ")
    answer = product.sink.wait_for(lambda mail: "chiều nay giao ạ" in post.text_of(mail))
    assert answer["In-Reply-To"] == asked
    assert asked in str(answer["References"])
    assert number in str(answer["Subject"])
    expect(card).to_contain_text("Báo kết quả")
    expect(page.locator("#case-stream .sending").last).to_be_visible()

    begun = time.monotonic()
    post.send(product.smtp, sender=CUSTOMER, subject=f"Re: {answer['Subject']}", text="Ok em, cảm ơn em nhiều nhé!", answers=answer)
    expect(page.locator("#case-stream")).to_contain_text("cảm ơn em nhiều nhé", timeout=ALLOWED_SECONDS * 1000)
    note(f"customer's answer → in the open case: {time.monotonic() - begun:.2f} s")
    assert number_in(page) == number
    expect(page.locator("#case-stream .entry:not(.entry-out)")).to_have_count(2)
    expect(card).to_contain_text("Trả lời lần đầu")  # the drawing says so: a new word wakes the answer

    page.locator("#case-head a[data-key=e]").first.click()
    sheet = page.locator("#side")
    sheet.get_by_text(word("Resolved", language="vi"), exact=True).click()
    press(page, "Close the ticket")
    expect(page.locator("#case-head")).to_contain_text(word("Closed", language="vi"))

    let_time_pass(product, number)
    question = product.sink.wait_for(lambda mail: "/s/" in post.text_of(mail) and "ngan.do" in str(mail["To"]))
    link = re.search(r"^5: (\S+)$", post.text_of(question), re.MULTILINE)
    assert link, post.text_of(question)
    rating = visitors.anybody()
    rating.goto(link[1])
    expect(rating.locator("h1")).to_contain_text(word("Thank you", language="vi"))
    expect(rating.locator("main")).to_contain_text("5")
    expect(page.locator("#case-stream")).to_contain_text("5/5")

    head = visitors.sign_in("uyen")
    head.goto(f"{product.address}/reports/cases/csat/?days=7")
    expect(head.locator("tbody")).to_contain_text(number)


def test_words_without_marks_and_in_teen_spelling_are_understood(product: Product, visitors: Visitors):
    page = visitors.sign_in("uyen")
    open_inbox(page, product)
    begun = time.monotonic()
    post.send(product.smtp, sender="Bùi Sạc <sac.bui@khach.example>", subject="alo shop", text="xe em ko sạc dc")
    wait_for_row(page, "Bùi Sạc", since=begun, what="mail in → row in the head's inbox")
    row_of(page, "Bùi Sạc").click()
    expect(page.locator("#case-head")).to_contain_text(word("Warranty or repair", language="vi"))
    expect(page.locator("#case-side .step-card").first).to_contain_text("QT-03")
