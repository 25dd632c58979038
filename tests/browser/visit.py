"""Somebody in front of a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from tests.browser.words import word

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
DOORS = {"chi", "uyen", "nhat"}
PATIENCE = 15_000
NOTE_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP ${event.violatedDirective} refused ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@dataclass
class Visitors:
    """Opens pages as a person of the sample business and writes down whatever the browser complains about."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    #: Answers that a test brings about itself, beside how forms are refused.
    forgiven: set[int] = field(default_factory=lambda: {409, 422})
    _contexts: list[BrowserContext] = field(default_factory=list)

    def anybody(self, *, language: str = "vi", size: dict[str, int] | None = None, **look: Any) -> Page:
        """A page of somebody who has not signed in and chose a language."""
        # Without script the picture is still: nothing is caught in the middle of a transition.
        context = self.browser.new_context(
            viewport=size or WIDE,  # type: ignore[arg-type]
            locale="vi-VN" if language == "vi" else "en-GB",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            **look,
        )
        context.add_cookies([{"name": "language", "value": language, "url": self.address}])
        context.add_init_script(NOTE_VIOLATIONS)
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self._note(page, said))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", lambda answer: self._judge(answer))
        return page

    def sign_in(self, username: str, *, language: str = "vi", size: dict[str, int] | None = None, **look: Any) -> Page:
        """Sign in by the one click that the sample business offers."""
        page = self.anybody(language=language, size=size, **look)
        page.goto(f"{self.address}/login/")
        page.locator(f"[data-demo={username}]").click()
        page.wait_for_load_state()
        expect(page.locator("html")).to_have_attribute("lang", language)
        return page

    def come_in(self, username: str, *, language: str = "vi", size: dict[str, int] | None = None, **look: Any) -> Page:
        """Come in by the same door without having the pages on the way drawn, for those who go straight on."""
        page = self.anybody(language=language, size=size, **look)
        page.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": self.address}])
        self.send(page, f"/login/demo/{username}/")
        return page

    def send(self, page: Page, path: str) -> None:
        """Send an empty form as this person, as a button does, and do not go where the answer leads."""
        token = next(one["value"] for one in page.context.cookies(self.address) if one["name"] == "csrftoken")
        answer = page.context.request.post(f"{self.address}{path}", headers={"X-CSRFToken": token}, max_redirects=0)
        assert answer.status == 302, (path, answer.status)

    def sign_in_with_password(self, username: str, password: str, *, language: str = "vi", **look: Any) -> Page:
        """Sign in by name and password."""
        page = self.anybody(language=language, **look)
        page.goto(f"{self.address}/login/")
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(password)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        if page.locator("html").get_attribute("lang") != language:
            page.locator(".topbar details.pop > summary").last.click()
            page.locator(f".topbar [name=language][value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        return page

    def open_as(self, username: str, password: str, **look: Any) -> Page:
        """Come in by the door, or with the password that the console printed for those without one."""
        if username in DOORS:
            return self.come_in(username, **look)
        return self.sign_in_with_password(username, password, **look)

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _note(self, page: Page, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"} and "Failed to load resource" not in said.text:
            self.complaints.append(f"{page.url}: {said.text}")

    def _judge(self, answer: Response) -> None:
        # 422 is how a form is refused; a test that wants it looks at it.
        if answer.status >= 400 and answer.status not in self.forgiven:
            self.complaints.append(f"{answer.status} {answer.request.method} {answer.url}")


def composer_of(page: Page) -> Locator:
    """What one writes an answer into: the textarea, until the editor has taken its place."""
    return page.locator("form.composer").locator(".ProseMirror, textarea[name=text]").locator("visible=true")


def press(page: Page, english: str, *, language: str = "vi", role: Any = "button", exact: bool = True) -> None:
    """Press what is called so in the page's language."""
    page.get_by_role(role, name=word(english, language=language), exact=exact).first.click()
