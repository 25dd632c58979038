"""A gallery server and a browser for the tests of what people see."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tantam.ui.templatetags.assets import BUILT

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """The address of the gallery, served by a process of its own."""
    if not (BUILT / "manifest.json").exists():
        pytest.fail("the front end is not built: run `npm ci && npm run build` in frontend/")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    settings = {"DJANGO_SETTINGS_MODULE": "tantam.ui.tests.gallery.settings", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/login/")
        yield address
        server.terminate()


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium, the system's where there is one; one a file, as two at once cannot be held in a thread."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM or None, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, gallery) -> Iterator[Callable[..., Any]]:
    """Opens a page of the gallery; afterwards nothing may stand in the console (a refused style or script would)."""
    complaints: list[str] = []
    contexts = []

    def open_page(
        path: str,
        *,
        language: str = "vi",
        theme: str = "light",
        width: int = 1440,
        height: int = 900,
        allowed: str = "-",
    ):
        """`allowed`: how complaints begin that are what the test is about."""
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        contexts.append(context)
        cookies = {"django_language": language, "tantam_theme": theme}
        context.add_cookies([{"name": name, "value": value, "url": gallery} for name, value in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type == "error" and not said.text.startswith(allowed) else None
            ),
        )
        page.goto(gallery + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
