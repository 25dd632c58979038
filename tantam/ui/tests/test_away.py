"""What pages say and do while the server is away, in a real browser."""

import pytest

pytestmark = pytest.mark.browser


def test_a_page_that_fetches_itself_says_that_the_connection_is_lost_and_recovers(visit):
    page = visit("/away/", allowed="Failed to load resource")
    page.wait_for_function("document.querySelector('[data-says-away]')")
    before = page.locator("#at").inner_text()
    page.wait_for_function("(before) => document.querySelector('#at').textContent !== before", arg=before)
    assert not page.locator("[data-away]").is_visible()
    page.route("**/away/", lambda route: route.fulfill(status=502, body="gone"))
    page.locator("[data-away]").wait_for()
    page.wait_for_timeout(700)
    assert page.locator(".toast").count() == 0  # it is said where it matters, and not once a turn
    page.unroute("**/away/")
    page.locator("[data-away]").wait_for(state="hidden")


def test_what_must_not_be_lost_is_sent_only_when_somebody_answers(visit):
    page = visit("/away/", allowed="Failed to load resource")
    page.route("**/alive/", lambda route: route.fulfill(status=503))
    page.locator("[name=name]").fill("Trần Ánh")
    page.get_by_role("button", name="Chuyển").click()
    page.locator(".toast.tone-error").wait_for()
    assert "Không kết nối được máy chủ" in page.locator(".toast-text").inner_text()
    assert (page.locator("[name=name]").input_value(), page.url.endswith("/away/")) == ("Trần Ánh", True)
    page.unroute("**/alive/")
    page.get_by_role("button", name="Chuyển").click()
    page.wait_for_url("**/form/")
