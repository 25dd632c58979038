"""What the first look at the desk costs somebody who was never here: all that comes over the line until it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.visit import Visitors

pytestmark = pytest.mark.browser

BUDGET_BYTES = 150_000
CAME = """
() => Object.fromEntries(
  [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter((one) => !one.name.includes("/live/"))
    .map((one) => [one.name.replace(location.origin, ""), [one.transferSize, one.decodedBodySize]]))
"""


def _came(page: Page) -> dict[str, list[int]]:
    page.evaluate("document.fonts.ready.then(() => true)")
    came: dict[str, list[int]] = page.evaluate(CAME)
    return came


def test_the_first_view_of_the_desk_comes_in_150_kilobytes(product: Product, visitors: Visitors) -> None:
    page = visitors.sign_in("chi")
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.goto(f"{product.address}/inbox/")
    expect(page.locator("#rows .case-row").first).to_be_visible()
    came = _came(page)
    total = sum(over_the_line for over_the_line, _ in came.values())
    print(f"\n  {total:,} bytes in {len(came)} answers: {came}")  # noqa: T201 - a measurement
    assert all(over_the_line for over_the_line, _ in came.values())  # nothing came from the cache
    assert total <= BUDGET_BYTES, came
    over_the_line, whole = came["/inbox/"]
    assert over_the_line < whole / 2  # pages come compressed
