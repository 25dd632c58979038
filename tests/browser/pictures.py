"""Pictures of the main pages for docs/images/: `make images`. The demo, freshly loaded, wide and on a phone."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.pages import ADMINISTRATOR, HEAD, OWNER, Place, go
from tests.browser.product import ROOT, SWITCHES, Product, find_chromium, running
from tests.browser.shrink import shrink
from tests.browser.visit import PHONE, Visitors

FOLDER = ROOT / "docs" / "images"
WIDE_LIGHT = {
    "uyen": ["today", "case", "heat-map", "reports", "customer", "play", "quick-intake", "processes", "inbox"],
    "nhat": ["studio-step", "versions", "deviations"],
    "quantri": ["settings-mailbox", "settings-people"],
}
WIDE_DARK = {"uyen": ["today", "case", "heat-map", "reports"], "nhat": ["studio-step"]}
WIDE_ENGLISH = {"uyen": ["today", "case", "heat-map", "reports"], "nhat": ["studio-step"]}
ON_PHONE = {"uyen": ["today", "inbox", "case", "heat-map", "reports", "quick-intake", "play"]}
PLACES = {place.name: place for place in [*HEAD, *OWNER, *ADMINISTRATOR]}


def main(arguments: Sequence[str] = ()) -> int:
    """Draw all of them, or those whose file name holds one of the words given."""
    chromium = find_chromium()
    if chromium is None:
        print("no Chromium on this machine", file=sys.stderr)  # noqa: T201 - a command's message
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        _folder() as folder,
        running(folder) as product,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        visitors = Visitors(browser, product.address)
        draw(visitors, product, wanted=arguments)
        browser.close()
    return 0


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tantam-pictures-") as folder:
        Path(folder).chmod(0o711)  # as root, the database runs as somebody else
        yield Path(folder) / "data"


def draw(visitors: Visitors, product: Product, *, wanted: Sequence[str]) -> None:
    """Every set of pictures: its pages, how they look, what is added to their names."""
    take(visitors.anybody(), product, Place("sign-in", "/login/"), "sign-in", wanted)
    sets: list[tuple[dict[str, list[str]], str, dict[str, Any]]] = [
        (WIDE_LIGHT, "", {}),
        (WIDE_DARK, "-dark", {"color_scheme": "dark"}),
        (WIDE_ENGLISH, "-en", {"language": "en"}),
        (ON_PHONE, "-phone", {"size": PHONE, "is_mobile": True, "has_touch": True}),
    ]
    for pages, suffix, look in sets:
        for username, names in pages.items():
            page = visitors.open_as(username, product.password, **look)
            for name in names:
                take(page, product, PLACES[name], f"{name}{suffix}", wanted)


def take(page: Page, product: Product, place: Place, name: str, wanted: Sequence[str]) -> None:
    """One picture, as small as it gets."""
    if wanted and not any(word in name for word in wanted):
        return
    go(page, product.address, place)
    page.wait_for_timeout(400)  # what is drawn by script after loading
    path = FOLDER / f"{name}.png"
    painter = page.context.new_page()
    path.write_bytes(shrink(painter, page.screenshot()))
    painter.close()
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")  # noqa: T201 - a command's progress


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
