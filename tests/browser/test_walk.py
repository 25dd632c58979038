"""What a newcomer does, in a real browser against the real product: from a mail to an answered, measured case."""

from __future__ import annotations

import re
import time
from email.message import EmailMessage

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import post
from tests.browser.product import Product
from tests.browser.visit import Visitors, composer_of, press
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
            " WHERE i.id = process_token.instance_id AND i.subject = 'case:' || c.id AND c.number = %s"
            " AND process_token.due_at > now()",
            [case],
        )
        assert moved.rowcount, f"{case} waits for no timer"


def as_it_stands(product: Product) -> tuple[int, int, int]:
    """How many tickets are open, how many of them overdue, and how many come due within 30 minutes."""
    with psycopg.connect(product.database_url) as database:
        counted = database.execute(
            "SELECT count(*), count(*) FILTER (WHERE due_at <= now()),"
            " count(*) FILTER (WHERE due_at > now() AND due_at <= now() + interval '30 minutes')"
            " FROM cases_case WHERE state IN ('open', 'waiting')"
        ).fetchone()
    assert counted
    return counted


def is_acknowledgement(mail: EmailMessage) -> bool:
    return bool(re.search(r"TT-\d\d-\d{6}", post.text_of(mail))) and "auto" in str(mail["Auto-Submitted"])


def test_the_heads_first_page_shows_how_the_day_stands(product: Product, visitors: Visitors):
    page = visitors.sign_in("uyen")
    assert page.url == f"{product.address}/today/"
    shown = {
        tile.locator(".stat-label").inner_text(): tile.locator(".stat-value").inner_text()
        for tile in page.locator(".stat").all()
    }
    opened, overdue, soon = as_it_stands(product)
    assert opened >= 37  # of the story; tests before this one write more
    assert shown[word("Open tickets", language="vi")] == str(opened)
    assert overdue >= 4  # of the story; more come due while a slow machine runs the tests before this one
    assert shown[word("Overdue tickets", language="vi")] == str(overdue)
    assert shown[word("Under 30 min left", language="vi")] == str(soon)
    assert shown[word("Your approvals", language="vi")] == "2"
    body = page.locator("#today").inner_text()
    assert body.count(word("Missed call", language="vi")) == 1
    assert body.count(word("Birthday", language="vi")) == 1
    assert body.count(word("Founding day", language="vi")) == 1
    assert "Đoàn Gia Phát" in body
    page.locator(".stat", has_text=word("Overdue tickets", language="vi")).click()
    expect(page.locator("#rows .case-row")).to_have_count(overdue)


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
    page = visitors.come_in("chi")
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

    composer_of(page).fill("Dạ đơn TL-10519 chiều nay giao ạ. Chị giữ máy giúp em nhé.")
    press(page, "Send")
    expect(page.locator("#case-stream")).to_contain_text("chiều nay giao ạ")
    answer = product.sink.wait_for(lambda mail: "chiều nay giao ạ" in post.text_of(mail))
    assert answer["In-Reply-To"] == asked
    assert asked in str(answer["References"])
    assert number in str(answer["Subject"])
    expect(card).to_contain_text("Báo kết quả")
    expect(page.locator("#case-stream .sending").last).to_be_visible()

    begun = time.monotonic()
    post.send(
        product.smtp,
        sender=CUSTOMER,
        subject=f"Re: {answer['Subject']}",
        text="Ok em, cảm ơn em nhiều nhé!",
        answers=answer,
    )
    expect(page.locator("#case-stream")).to_contain_text("cảm ơn em nhiều nhé", timeout=ALLOWED_SECONDS * 1000)
    note(f"customer's answer → in the open case: {time.monotonic() - begun:.2f} s")
    assert number_in(page) == number
    expect(page.locator("#case-stream .entry:not(.entry-out)")).to_have_count(2)
    expect(card).to_contain_text("Trả lời lần đầu")  # the drawing says so: a new word wakes the answer

    page.locator("#case-head a[data-key=e]").first.click()
    sheet = page.locator("#side")
    sheet.get_by_text(word("Solved", language="vi"), exact=True).click()
    press(page, "Close the ticket")
    expect(page.locator("#case-head")).to_contain_text(word("Closed", language="vi"))

    let_time_pass(product, number)
    question = product.sink.wait_for(lambda mail: "/s/" in post.text_of(mail) and "ngan.do" in str(mail["To"]))
    link = re.search(r"^\s*5\s+(\S+)\s*$", post.text_of(question), re.MULTILINE)
    assert link, post.text_of(question)
    rating = visitors.anybody()
    rating.goto(link[1])
    expect(rating.locator("h1")).to_contain_text(word("Thank you", language="vi"))
    expect(rating.locator("main")).to_contain_text("5")
    expect(page.locator("#case-stream")).to_contain_text("5 ★")

    head = visitors.come_in("uyen")
    head.goto(f"{product.address}/reports/cases/csat/?days=7")
    expect(head.locator("tbody")).to_contain_text(number)


def test_words_without_marks_and_in_teen_spelling_are_understood(product: Product, visitors: Visitors):
    page = visitors.come_in("uyen")
    open_inbox(page, product)
    begun = time.monotonic()
    post.send(product.smtp, sender="Bùi Sạc <sac.bui@khach.example>", subject="alo shop", text="xe em ko sạc dc")
    wait_for_row(page, "Bùi Sạc", since=begun, what="mail in → row in the head's inbox")
    row_of(page, "Bùi Sạc").click()
    expect(page.locator("#case-head")).to_contain_text(word("Warranty or repair", language="vi"))
    expect(page.locator("#case-side .step-card").first).to_contain_text("QT-03")


def test_a_call_is_noted_in_a_few_strokes(product: Product, visitors: Visitors):
    page = visitors.come_in("chi")
    open_inbox(page, product)
    page.keyboard.press("n")
    sheet = page.locator("#side")
    sheet.locator("[name=phone]").press_sequentially("0912345678", delay=20)
    expect(sheet.locator("#intake-customer")).to_contain_text("0912 345 678")
    sheet.locator("[name=name]").fill("Cao Văn Gọi")
    sheet.locator("[name=text]").fill("Khách hỏi mũ 3/4 màu kem còn size L không")
    page.keyboard.press("Control+Enter")
    expect(sheet.get_by_role("link", name=re.compile(r"TT-\d\d-\d{6}"))).to_be_visible()
    sheet.get_by_role("link", name=re.compile(r"TT-\d\d-\d{6}")).click()
    expect(page.locator("#case-stream")).to_contain_text("màu kem còn size L")
    expect(page.locator("#case-side")).to_contain_text("0912 345 678")
    expect(page.locator("#case-side .step-card").first).to_be_visible()


@pytest.mark.parametrize("way", ["email", "phone", "chat"])
def test_one_may_play_a_customer_and_watch_it_move(product: Product, visitors: Visitors, way: str):
    page = visitors.sign_in("uyen")
    press(page, "Play a customer", role="link")
    phone = page.locator("#side .phone")
    phone.locator(f"input[value={way}]").check(force=True)
    phone.locator("textarea").fill("xe em ko sạc dc")
    begun = time.monotonic()
    press(page, "Send")
    card = phone.locator(".phone-card")
    expect(card).to_contain_text(word("Warranty or repair", language="vi"), timeout=ALLOWED_SECONDS * 1000)
    note(f"played by {way} → classified on the phone: {time.monotonic() - begun:.2f} s")
    expect(card.locator("svg").last).to_be_visible()


def test_the_process_is_seen_changed_and_published(product: Product, visitors: Visitors):
    """The bottleneck and who waits there; then a step more, which the next mail meets and the earlier case does not."""
    page = visitors.sign_in("nhat")
    assert page.url == f"{product.address}/processes/"
    page.get_by_role("link", name="Khách đem xe vào xưởng").click()
    expect(page.locator(".heat-sentence")).to_contain_text("Báo giá và chờ khách duyệt")
    page.locator("#heat svg a.dg-link[href*=khach_duyet], #heat svg a.dg-link[href*=bao_gia]").first.click()
    expect(page.locator("#side-body .stander")).to_have_count(9)

    early = mail_in(page, product, name="Mai Trước", text="Bao giờ giao đơn TL-10520 vậy shop?")
    draw_a_step(page, product)
    late = mail_in(page, product, name="Mai Sau", text="Bao giờ giao đơn TL-10521 vậy shop?")
    assert version_of(page, product, early) == 3
    assert version_of(page, product, late) == 4

    answer(page, "Dạ chiều nay giao ạ.")
    card = page.locator("#case-side .step-card").first
    expect(card).to_contain_text("Báo kết quả")
    card.locator("[name=step-ket_qua]").select_option("resolved")
    card.locator(".step-form .btn-primary").click()
    expect(card).to_contain_text("Tặng mẹo giữ pin")
    expect(card.locator(".script")).to_contain_text("sạc pin dưới 80%")
    expect(card.locator("[data-due]")).to_be_visible()


def mail_in(page: Page, product: Product, *, name: str, text: str) -> str:
    """Send a mail as this customer and find its case; returns the number."""
    open_inbox(page, product)
    sender = f"{name} <{name.split()[-1].lower()}.{len(name)}@khach.example>".encode("ascii", "ignore").decode()
    post.send(product.smtp, sender=f"{name} {sender[sender.index('<') :]}", subject="Hỏi đơn", text=text)
    wait_for_row(page, name, since=time.monotonic(), what="mail in → row")
    row_of(page, name).click()
    expect(page.locator("#case-head")).to_contain_text("TT-")
    return number_in(page)


def version_of(page: Page, product: Product, number: str) -> int:
    page.goto(f"{product.address}/cases/{number}/")
    said = page.locator("#case-side .step-card h2").first.inner_text()
    found = re.search(r"QT-01 · \D*(\d+)", said)
    assert found, said
    return int(found[1])


def answer(page: Page, text: str) -> None:
    composer_of(page).fill(text)
    press(page, "Send")
    expect(page.locator("#case-stream")).to_contain_text(text)


def draw_a_step(page: Page, product: Product) -> None:
    """Put a step for a person into the line behind the report of the result, and publish."""
    page.goto(f"{product.address}/processes/QT-01/edit/")
    expect(
        page.locator("[data-studio][data-ready] .studio-summary[data-state]:not([data-state=checking])")
    ).to_be_visible()
    page.get_by_role("button", name="Vừa khung").click()
    drop_a_step(page, line=page.locator("[data-element-id=bao_ket_qua__cho_khach] .djs-visual > path").first)
    panel = page.locator(".studio-panel")
    fill(panel.locator("[data-field=name]"), "Tặng mẹo giữ pin")
    fill(panel.locator("[data-field=label-en]"), "Give a battery tip")
    fill(panel.locator("[data-field=Script-vi]"), "{Kh} nhớ sạc pin dưới 80% để pin bền hơn ạ.")
    fill(panel.locator("[data-field=time-response]"), "20")
    page.locator(".studio-bar .btn-primary").click()
    page.locator("#studio-reason").fill("Khách hay hỏi lại về pin")
    page.locator("dialog[open] .btn-primary").click()
    page.wait_for_url(re.compile(r"/processes/QT-01/(?!edit)"))
    expect(page.locator("main")).to_contain_text("4")


def drop_a_step(page: Page, *, line: Locator) -> None:
    """Carry a new step from the palette onto a line."""
    # The line goes right and then far up: its upright part has room for a step.
    at = line.evaluate(
        "path => { const at = path.getPointAtLength(path.getTotalLength() * 0.55).matrixTransform(path.getScreenCTM());"
        " return { x: at.x, y: at.y } }"
    )
    page.locator("[data-action='create.task']").click()
    page.mouse.move(at["x"] - 40, at["y"] - 20)
    page.mouse.move(at["x"], at["y"], steps=8)
    expect(page.locator("svg.ground-djs-drag-active")).to_be_attached()
    page.mouse.click(at["x"], at["y"])
    expect(page.locator("svg.ground-djs-drag-active")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".studio-panel-head")).to_contain_text("Bước có người làm")


def fill(field: Locator, text: str) -> None:
    """Type and leave the field, which is when the panel writes it."""
    field.fill(text)
    field.blur()


def test_every_number_of_the_report_opens_its_cases(product: Product, visitors: Visitors):
    page = visitors.come_in("uyen")
    page.goto(f"{product.address}/reports/?days=30")
    tile = page.locator(".stat", has_text=word("Tickets", language="vi"))
    volume = int(re.sub(r"\D", "", tile.locator(".stat-value").inner_text()))
    assert volume > 500
    tile.click()
    expect(page.locator("tbody tr")).to_have_count(50)
    page.locator("tbody tr a").first.click()
    expect(page.locator("#case-head")).to_be_visible()


def test_the_same_in_english(product: Product, visitors: Visitors):
    page = visitors.come_in("chi", language="en")
    open_inbox(page, product)
    begun = time.monotonic()
    asked = post.send(
        product.smtp,
        sender="Emma Hill <emma@khach.example>",
        subject="Order TL-10530",
        text="Bao giờ giao hàng vậy shop?",
    )
    wait_for_row(page, "Emma Hill", since=begun, what="mail in → row in the open English inbox")
    row_of(page, "Emma Hill").click()
    expect(page.locator("#case-head")).to_contain_text("Delivery")
    expect(page.locator("#case-side .step-card").first).to_contain_text("First answer")
    composer_of(page).fill("Chiều nay giao tới ạ.")
    press(page, "Send", language="en")
    answer = product.sink.wait_for(lambda mail: "Chiều nay giao tới" in post.text_of(mail))
    assert answer["In-Reply-To"] == asked
    expect(page.locator("#case-side .step-card").first).to_contain_text("Report the result")
    page.goto(f"{product.address}/processes/QT-01/")
    expect(page.locator("#heat .heat-canvas svg.dg")).to_contain_text("First")
