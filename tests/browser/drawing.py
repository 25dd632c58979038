"""The studio opened and an element chosen, for the tests that draw."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[..., Page]


def choose(page: Page, element: str) -> None:
    """Click an element of the drawing; its properties are open then."""
    page.locator(f"[data-element-id={element}]").first.click()
    expect(page.locator("[data-field=id]")).to_have_value(element)
