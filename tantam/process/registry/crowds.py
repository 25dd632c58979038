"""What begins by itself needs a subject: the apps above open one of its own, or one for each member of a list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tantam.process.registry.settings import Setting, Text

#: More digits than any number in a drawing needs; Python refuses to read thousands of them.
_MOST_DIGITS = 9


def is_short_number(text: str) -> bool:
    """Whether a setting is a whole number that can be meant."""
    return text.isdecimal() and len(text) <= _MOST_DIGITS


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What begins by itself: which process, at which time, by which start event.

    `due_at` is the time at which it was to begin, `now` may be later. `channels` are where the process runs, `team`
    the key of the team that has its first step ("" where the drawing does not say). `settings` choose the list;
    `since` is the time before this one at which it began, None the first time.
    """

    process_key: str
    name: str
    name_en: str
    start: str
    start_en: str
    due_at: datetime
    now: datetime
    since: datetime | None = None
    channels: Sequence[str] = ()
    team: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A subject that was opened: its key, the labels of its instance, and variables to begin with."""

    subject: str
    labels: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """A list of whom a process may begin for, one after the other. None of these asks once a member.

    `selecting` gives the ids of at most `limit` members behind `after`, in order of id; `counting` how many are behind
    it; `data` what conditions may see of each; `opening` opens a subject for each, in the caller's transaction.
    `settings` are what narrows the list, as attributes of `tantam:each`; a `fault` of one keeps it from running.
    `names` are those that `data` gives.
    """

    label: Text
    hint: Text = ""
    settings: Sequence[Setting] = ()
    selecting: Callable[[Beginning, int, int], Sequence[int]]
    counting: Callable[[Beginning, int], int]
    names: Collection[str] = ()
    data: Callable[[Sequence[int], datetime], Mapping[int, Mapping[str, object]]]
    opening: Callable[[Sequence[int], Beginning], Mapping[int, Opened]]
    in_words: Callable[[Mapping[str, str]], Text]
    lines: Callable[[Collection[int]], Mapping[int, tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Watch:
    """How subjects of a kind are followed where a process begins by a condition over them: each change of one is then
    told by `look_soon`. `labels` are those of an instance for one.

    `all_behind` has at most so many behind an id followed and returns the last (None: no more); `new_ones` has those
    followed that came since, and returns them; `those_open` are those of some that are still there and not over.
    """

    all_behind: Callable[[int, int], int | None]
    new_ones: Callable[[datetime], Sequence[int]]
    labels: Callable[[int], Mapping[str, str]]
    those_open: Callable[[Collection[int]], Collection[int]]


_crowds: dict[str, Crowd] = {}
_own: list[Callable[[Beginning], Opened]] = []
_watches: dict[str, Watch] = {}


def offer_crowd(of: str, *, crowd: Crowd) -> None:
    """Offer a list to starts by time and by condition, under the kind of its members."""
    _crowds[of] = crowd


def crowds() -> Mapping[str, Crowd]:
    """All lists on offer, by the kind of their members."""
    return _crowds


def own_subject(opener: Callable[[Beginning], Opened]) -> Callable[[Beginning], Opened]:
    """Open the subject of what begins by itself and for nobody in particular."""
    _own[:] = [opener]
    return opener


def open_own(beginning: Beginning) -> Opened:
    """A subject of its own. Raises LookupError where no app offers any."""
    if not _own:
        raise LookupError("no app opens subjects")
    return _own[0](beginning)


def watch_subjects(kind: str, *, watch: Watch) -> None:
    """Offer to follow the subjects of a kind."""
    _watches[kind] = watch


def watches() -> Mapping[str, Watch]:
    """All kinds of subjects that can be followed."""
    return _watches


def labels_of(subject_key: str) -> Mapping[str, str]:
    """The labels of an instance for a subject; none for a kind that nobody follows."""
    kind, _, subject_id = subject_key.partition(":")
    return _watches[kind].labels(int(subject_id)) if kind in _watches else {}
