"""`{% asset "app.css" %}`: links to what the front-end build wrote, read from its manifest; fails loudly."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

BUILT = Path(__file__).resolve().parent.parent / "static" / "ui" / "built"
_SOURCES = {
    "app.css": "src/app.css",
    "diagram.css": "../tantam/process/drawing/diagram.css",
    "process.css": "src/process.css",
    "app.js": "src/app.js",
    "studio.js": "src/studio/index.js",
    "viewer.js": "src/viewer/index.js",
}


class AssetMissing(ImproperlyConfigured):
    """The front end is not built, or has no such entry."""


@register.simple_tag
def asset(name: str) -> SafeString:
    """The tags that load one entry of the build.

    Args:
        name: an entry of the build: a style sheet ("app.css", "diagram.css", "process.css"), or a module with the style
            sheets it brings ("app.js", "studio.js", "viewer.js").

    Raises:
        AssetMissing: not built (run `npm ci && npm run build` in `frontend/`), or unknown. The setting
            `UI_ASSETS_REQUIRED = False` leaves the tags out instead, for tests of pages without a browser.
    """
    if not _manifest_file().exists() and not getattr(settings, "UI_ASSETS_REQUIRED", True):
        return mark_safe("")
    return _tags(name, _built())


@lru_cache(maxsize=8)
def _tags(name: str, built: tuple[Path, int]) -> SafeString:
    entry = _entry(name)
    if name.endswith(".css"):
        return format_html('<link rel="stylesheet" href="{}">', _url(entry["file"]))
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', ((_url(css),) for css in entry.get("css", ())))
    preloads = format_html_join("", '<link rel="modulepreload" href="{}">', ((_url(file),) for file in _imports(entry)))
    return format_html('{}{}<script type="module" src="{}"></script>', styles, preloads, _url(entry["file"]))


@register.simple_tag
def preload_fonts() -> SafeString:
    """Preload links of the regular weight, so that the first paint already has its letters."""
    return _font_tags(_built())


@lru_cache(maxsize=2)
def _font_tags(built: tuple[Path, int]) -> SafeString:
    files = [_url(file) for file in _manifest_fonts() if "-400-" in file]
    link = '<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">'
    return format_html_join("", link, ((file,) for file in files))


def _manifest_file() -> Path:
    return BUILT / "manifest.json"


def _built() -> tuple[Path, int]:
    """Which build there is: its manifest and when it was written (ns), 0 if it was not."""
    file = _manifest_file()
    try:
        return file, file.stat().st_mtime_ns
    except OSError:
        return file, 0


def _manifest() -> dict[str, Any]:
    file = _manifest_file()
    if not file.exists():
        raise AssetMissing("The front end is not built: run `npm ci && npm run build` in frontend/ (make does it).")
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(file: Path, changed_ns: int) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def _manifest_fonts() -> list[str]:
    if not _manifest_file().exists():
        return []
    return list(_manifest().get("src/app.css", {}).get("assets", ()))


def _entry(name: str) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = _manifest()[_SOURCES[name]]
    except KeyError as missing:
        raise AssetMissing(f"The front-end build has no entry {name!r}.") from missing
    return entry


def _imports(entry: dict[str, Any]) -> list[str]:
    return [_manifest()[key]["file"] for key in entry.get("imports", ())]


def _url(file: str) -> str:
    return static(f"ui/built/{file}")
