"""One running product for all browser tests of a worker, one browser a file; pages that forgive no error."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.drawing import Open
from tests.browser.product import SWITCHES, Product, find_chromium, running
from tests.browser.visit import PATIENCE, Visitors

expect.set_options(timeout=PATIENCE)  # what is there at once is seen at once; a busy machine only takes longer


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The sample business, just loaded."""
    if find_chromium() is None:
        pytest.fail("no Chromium: install it or set TANTAM_CHROMIUM, or leave these out with -m 'not browser'")
    folder = Path(os.environ["TANTAM_TEST_FOLDER"]) / f"browser-{os.getpid()}"
    with running(folder) as started:
        print(f"\nproduct with the demo started in {started.started_in:.1f} s")  # noqa: T201 - a measurement
        yield started


@pytest.fixture(scope="module")
def browser(product: Product) -> Iterator[Browser]:
    # Not longer than the module: while it is open, this thread has a running event loop, which Django refuses.
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find_chromium(), args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def visitors(product: Product, browser: Browser) -> Iterator[Visitors]:
    """Opens pages as this or that person; at the end no page may have complained."""
    opened = Visitors(browser, product.address)
    yield opened
    complaints = opened.complaints
    opened.close()
    assert complaints == []


@pytest.fixture
def draw(visitors: Visitors, product: Product) -> Iterator[Open]:
    """Opens the studio on QT-02; throws away what was drawn in the end."""

    def draw(key: str = "QT-02", *, who: str = "nhat", **look: str) -> Page:
        page = visitors.open_as(who, product.password, **look)
        page.goto(f"{product.address}/processes/{key}/edit/")
        page.wait_for_selector("[data-studio][data-ready]")
        return page

    yield draw
    if "draft" in product.states_of("QT-02"):
        visitors.send(visitors.open_as("nhat", product.password), "/processes/QT-02/edit/discard/")
