"""A process owner's day, piece by piece: what one does with a drawing from its first problem to its printed page."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.drawing import choose
from tests.browser.product import Product
from tests.browser.visit import Visitors, press
from tests.browser.words import word

READY = "[data-studio][data-ready]"
CLEAN = ".studio-summary[data-state=ok]:not([data-checking])"
STATE = ".studio-state"
#: What is worked out behind the page may wait for its turn on a busy machine.
WORKED_OUT_MS = 40_000


@dataclass(frozen=True)
class Day:
    """Whose day it is: the owner's page, the process and the language in which all of it happens."""

    product: Product
    visitors: Visitors
    page: Page
    key: str
    language: str

    def word(self, english: str) -> str:
        """The interface's words in the language of the day."""
        return word(english, language=self.language)

    def says(self, vietnamese: str, english: str) -> str:
        """What the owner types."""
        return vietnamese if self.language == "vi" else english

    def go(self, path: str, *, page: Page | None = None) -> None:
        """Open a page of the process."""
        (page or self.page).goto(f"{self.product.address}/processes/{self.key}/{path}")

    def press(self, english: str, *, page: Page | None = None, role: str = "button") -> None:
        """Press what is called so."""
        press(page or self.page, english, language=self.language, role=role)

    def click(self, vietnamese: str, english: str) -> None:
        """Press a button of the studio's own scripts."""
        self.page.get_by_role("button", name=self.says(vietnamese, english), exact=True).first.click()

    def draw(self) -> None:
        """Open the studio."""
        self.go("edit/")
        self.page.wait_for_selector(READY)
        expect(self.page.locator(".studio-summary:not([data-checking])[data-state]")).to_be_visible()

    def as_(self, who: str) -> Page:
        """Somebody else of the house, in the same language."""
        return self.visitors.open_as(who, self.product.password, language=self.language)


def begin(
    product: Product, visitors: Visitors, *, language: str, name: str = "", file: tuple[str, str] | None = None
) -> Day:
    """From the list of processes to the open studio, with nothing or with a file of another tool."""
    page = visitors.come_in("nhat", language=language)
    page.goto(f"{product.address}/processes/")
    press(page, "New process", language=language, role="link")
    form = page.locator("#from-nothing form")
    form.locator("[name=name]").fill(name)  # a free code is proposed
    if file is not None:
        sent: FilePayload = {"name": file[0], "mimeType": "application/xml", "buffer": file[1].encode()}
        form.locator("[name=file]").set_input_files(sent)
    form.locator(".btn-primary").click()
    return opened(product, visitors, page, language=language)


def opened(product: Product, visitors: Visitors, page: Page, *, language: str) -> Day:
    """The day goes on in the studio of the process that was just begun."""
    page.wait_for_selector(READY)
    found = re.search(r"/processes/([^/]+)/edit/", page.url)
    assert found, page.url
    return Day(product=product, visitors=visitors, page=page, key=found[1], language=language)


def field(page: Page, key: str) -> Locator:
    """A field of the panel."""
    return page.locator(f".studio-panel [data-field={key}]")


def write(page: Page, key: str, text: str) -> None:
    """Type into a field of the panel and leave it, which is when the drawing gets it."""
    field(page, key).fill(text)
    field(page, key).blur()


def describe(day: Day, *, vietnamese: str, english: str, doer: str) -> None:
    """Say of the chosen step what it is called, who does it, in which words, until when, and what is asked there."""
    page = day.page
    write(page, "name", vietnamese)
    write(page, "label-en", english)
    field(page, "doer").select_option(doer)
    write(page, "Script-vi", "Dạ {toi} gửi lại hoá đơn cho {kh} ngay ạ.")
    write(page, "Script-en", "We are sending you the invoice again.")
    write(page, "time-response", "20")
    day.click("Thêm trường", "Add a field")
    write(page, "field-0-vi", "Mã số thuế")
    write(page, "field-0-en", "Tax number")


def save(day: Day) -> None:
    day.page.keyboard.press("Control+s")
    expect(day.page.locator(STATE)).to_have_text(day.says("Đã lưu", "Saved"))


def try_one(day: Day, *, steps: list[str], kept_as: str, answers: dict[str, str] | None = None) -> None:
    """Walk one ticket through the draft, as the button beside the drawing offers it; keep the walk as an example."""
    with day.page.expect_popup() as opening:
        day.press("Try it", role="link")
    page = opening.value
    day.press("Begin", page=page)
    for step in steps:
        place = page.locator(".walk-place").first
        expect(place.locator("h3")).to_have_text(step)
        for name, value in (answers or {}).items():
            if place.locator(f"[name$={name}]").count():
                place.locator(f"[name$={name}]").fill(value)
        place.locator(".btn-primary").first.click()
    expect(page.locator(".walk-title").first).to_have_text(day.word("It is over"))
    page.locator("details.walk-more", has_text=day.word("Keep it as an example")).locator("summary").click()
    page.locator("[name=label]").fill(kept_as)
    day.press("Keep it", page=page)
    expect(page.locator(".toast")).to_contain_text(day.says("mỗi lần kiểm tra", "every check"))
    page.close()
    day.draw()
    card = day.page.locator(".example-card", has_text=kept_as)
    expect(card.locator(".example-sign")).to_have_attribute("data-state", "passed")


def try_many(day: Day, *, team: str) -> None:
    """A few days of invented tickets against the clock."""
    page = day.page
    day.go("versions/1/rehearsal/")
    page.locator("main .tabs-line a, main .tabs a").last.click()
    page.locator("[name=source][value=invented]").check()
    day.press("Try it with many")
    expect(page.locator(".load-figures")).to_be_visible(timeout=WORKED_OUT_MS)
    expect(page.locator("#load .grid-table").first).to_contain_text(team)


def review(day: Day, *, about: str, remark: str) -> None:
    """The head is asked, says what she thinks on the drawing and approves; the owner deals with it."""
    page = day.page
    day.draw()
    page.locator(".studio-head .pop > summary").click()
    day.press("Ask for a review", role="link")
    page.locator(".review-people label", has_text="Trịnh Thu Uyên").locator("input").check()
    page.locator("#reviews form .btn-primary").click()
    head = day.as_("uyen")
    day.go("versions/1/", page=head)
    head.locator("#remark-node").select_option(label=about)
    head.locator("#remark-text").fill(remark)
    day.press("Add the remark", page=head)
    head.locator("#review-note").fill(remark)
    day.press("Approve", page=head)
    expect(head.locator("#reviews li", has_text="Trịnh Thu Uyên")).to_contain_text(day.says("Đã duyệt", "Approved"))
    day.draw()
    expect(page.locator(".studio-mark.is-remark")).to_have_count(1)
    page.locator("[data-opens=remarks]").first.click()
    said = page.locator("#remarks article", has_text=remark)
    said.get_by_role("button", name=day.word("Dealt with")).click()
    expect(page.locator(".studio-mark.is-remark")).to_have_count(0)
    page.keyboard.press("Escape")


def publish(day: Day, *, reason: str, share: int = 0) -> None:
    """Publish with a reason; to a share of new tickets where it is to be tried."""
    page = day.page
    expect(page.locator(CLEAN)).to_be_visible()
    page.locator(".studio-bar > .btn-primary").click()
    dialog = page.locator("dialog[open]")
    if share:
        dialog.locator("#studio-share").fill(str(share))
    dialog.locator("#studio-reason").fill(reason)
    dialog.locator(".btn-primary").click()
    page.wait_for_url(re.compile(rf"/processes/{day.key}/(?!edit)"))
    day.go("versions/")
    expect(page.locator("tbody[data-list] tr").first).to_contain_text(reason)
    expect(page.locator("tbody[data-list] tr").first).to_contain_text("Tạ Minh Nhật")


@contextmanager
def taking_all_requests(day: Day) -> Iterator[None]:
    """The administrator lets new requests begin with this process, and afterwards with the general one again."""
    admin = day.as_("quantri")

    def choose(key: str) -> None:
        admin.goto(f"{day.product.address}/settings/business/")
        admin.locator("[name=intake_process]").select_option(key)
        admin.locator("main form:has([name=intake_process]) .btn-primary").click()
        expect(admin.locator("[name=intake_process]")).to_have_value(key)

    choose(day.key)
    try:
        yield
    finally:
        choose("QT-01")


def ring(day: Day, desk: Page, *, name: str, phone: str, text: str) -> str:
    """A customer rings; the call is noted in a few strokes. Returns the number of the ticket."""
    desk.goto(f"{day.product.address}/inbox/")
    desk.keyboard.press("n")
    sheet = desk.locator("#side")
    sheet.locator("[name=phone]").fill(phone)
    sheet.locator("[name=name]").fill(name)
    sheet.locator("[name=text]").fill(text)
    desk.keyboard.press("Control+Enter")
    link = sheet.get_by_role("link", name=re.compile(r"TT-\d\d-\d{6}"))
    number = str(link.inner_text())
    link.click()
    expect(desk.locator("#case-side .step-card").first).to_contain_text(day.key)
    found = re.search(r"TT-\d\d-\d{6}", number)
    assert found, number
    return found[0]


def change(day: Day, *, step: str) -> None:
    """Another time and other words for a step: the second version."""
    day.draw()
    choose(day.page, step)
    field(day.page, "time-response-unit").select_option(index=0)
    write(day.page, "time-response", "45")
    write(day.page, "Script-vi", "Dạ {toi} xin xử lý ngay ạ.")
    write(day.page, "Script-en", "We are on it.")


def compare(day: Day, *, step: str) -> None:
    """The draft beside the version in force: coloured on both drawings, and what changed in words."""
    page = day.page
    day.go("versions/")
    page.locator("tbody[data-list] tr").first.locator("a[href*=compare]").click()
    expect(page.locator(".compare-canvas svg")).to_have_count(2)
    row = page.locator(".compare-row", has_text=step)
    expect(row.locator("ins").first).to_be_visible()
    expect(row).to_contain_text(day.says("45 phút", "45 min"))
    expect(row).to_contain_text(day.says("xử lý ngay", "We are on it"))


def retire(day: Day) -> None:
    """The process is put away, so that nobody else of this sample meets it."""
    day.go("retire/")
    day.page.locator("main form [name=reason]").fill("Xong một ngày")
    day.press("Retire it")
    expect(day.page.locator("main")).to_contain_text("Xong một ngày")


def printed(day: Day, number: int) -> tuple[str, str]:
    """The written procedure as it is fetched in the language of the day: the words of the PDF and of the Word file."""
    address = f"{day.product.address}/processes/{day.key}/versions/{number}/document/{day.language}"
    files = {kind: day.page.request.get(f"{address}.{kind}").body() for kind in ("pdf", "docx")}
    pdf = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as parts:
        marked = parts.read("word/document.xml").decode()
    return " ".join(pdf.split()), " ".join(re.sub(r"<[^>]+>", " ", marked).split())


def work_through(desk: Page, steps: list[str], *, answers: dict[str, str] | None = None) -> None:
    """The agent does the steps of the open ticket one after the other, until none is left."""
    card = desk.locator("#case-side .step-card").first
    for step in steps:
        expect(card.locator("strong").first).to_have_text(step)  # its picture names the next step as well
        for name, value in (answers or {}).items():
            if card.locator(f"[name=step-{name}]").count():
                card.locator(f"[name=step-{name}]").fill(value)
        card.locator(".btn-primary").first.click()
    expect(card).to_have_count(0)


def as_drawn(day: Day) -> None:
    """The finished ticket beside the drawing: it went exactly as drawn."""
    day.go("done/")
    day.press("Compute now")
    expect(day.page.locator(".done-tiles")).to_contain_text("100", timeout=WORKED_OUT_MS)
