"""What the apps above offer to the frame of every page: rooms of the rail, and panels at named places.

An app registers in its `panels.py`, imported by its `AppConfig.ready()`:

    add_room("cases", order=10, build=inbox_room)          # (request) -> Room, or None where the person has no right
    add_panel("case.side", order=20, build=customer_card)  # (request, subject) -> safe HTML, or None
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString


@dataclass(frozen=True, kw_only=True)
class Room:
    """One entry of the left rail.

    Attributes:
        key: also the letter pressed after `g` in the keyboard map, by its first letter, unless `letter` is given.
        icon: a file of `templates/ui/icons` without its ending.
        count: what waits there; None or 0 shows nothing.
    """

    key: str
    label: str | Promise
    icon: str
    url: str
    count: int | None = None
    active: bool = False
    letter: str = ""

    @property
    def shortcut(self) -> str:
        """The letter pressed after g."""
        return self.letter or self.key[:1]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the top bar and account menu lead to; an empty address leaves its part out.

    Attributes:
        intake_url: the quick-intake form, shown in a drawer (and a page of its own without script).
        play_url: "Giả làm khách", only in the demo business.
        sample_url: what the sample business is, and the way to one's own data; only in the demo.
        notices_url: what this person is told of; `unseen` is how much of it is new, as the bell shows it.
        away_url: where this person says that they are away or back; `is_away` which of them holds.
        stream_url: the server-sent events of this person.
    """

    person_name: str = ""
    person_note: str | Promise = ""
    profile_url: str = ""
    away_url: str = ""
    is_away: bool = False
    sign_out_url: str = ""
    search_url: str = ""
    intake_url: str = ""
    play_url: str = ""
    stream_url: str = ""
    notices_url: str = ""
    unseen: str = ""
    is_demo: bool = False
    sample_url: str = ""


BuildFrame = Callable[[HttpRequest], Frame]
BuildRoom = Callable[[HttpRequest], Room | None]
BuildPanel = Callable[[HttpRequest, object], SafeString | None]

_frames: list[BuildFrame] = []
_rooms: dict[str, tuple[int, BuildRoom]] = {}
_panels: dict[str, dict[str, tuple[int, BuildPanel]]] = {}


def set_frame(build: BuildFrame) -> None:
    """Say what the frame shows; the one app that knows the signed-in person does, the last one said counts."""
    _frames[:] = [build]


def frame_for(request: HttpRequest) -> Frame:
    """The frame of this request's page; an empty one where nobody offers it."""
    return _frames[0](request) if _frames else Frame()


def add_room(key: str, *, order: int, build: BuildRoom) -> None:
    """Offer a room; the same key again replaces it."""
    _rooms[key] = (order, build)


def rooms_for(request: HttpRequest) -> list[Room]:
    """The rooms this person may use, in order."""
    built = (build(request) for _, build in sorted(_rooms.values(), key=lambda offer: offer[0]))
    return [room for room in built if room is not None]


def add_panel(place: str, *, order: int, build: BuildPanel) -> None:
    """Offer a piece of a page for a named place; known again by its function."""
    _panels.setdefault(place, {})[f"{build.__module__}.{build.__qualname__}"] = (order, build)


def panels_for(place: str, *, request: HttpRequest, subject: object) -> list[SafeString]:
    """The pieces shown at a place for a subject, in order."""
    offers = sorted(_panels.get(place, {}).values(), key=lambda offer: offer[0])
    built = (build(request, subject) for _, build in offers)
    return [piece for piece in built if piece is not None]
