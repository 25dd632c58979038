"""What every template knows of the frame: theme and rooms."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tantam.ui.registry import frame_for, rooms_for

THEME_COOKIE = "tantam_theme"
_THEMES = {"light": "tantam", "dark": "tantam-dark"}


def look(request: HttpRequest) -> dict[str, object]:
    """What templates read: `theme` for `<html data-theme>` ("" follows the system), `theme_choice`, `rooms`, `frame`,
    and `here`, the address of the page.

    Rooms and frame are built only where a template asks for them.
    """
    choice = request.COOKIES.get(THEME_COOKIE, "")
    theme = _THEMES.get(choice, "")
    return {
        "theme": theme,
        "theme_choice": choice if theme else "system",
        "rooms": SimpleLazyObject(lambda: rooms_for(request)),
        "here": request.get_full_path(),
        "frame": SimpleLazyObject(lambda: frame_for(request)),
    }
