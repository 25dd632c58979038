"""What the apps above offer to diagrams: actions a step may call, data a condition may see, and who follows a subject.

The engine knows none of them; they register here from their `steps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tantam.core.values.mentions import mentions
from tantam.organisation.models import Agent
from tantam.process.engine.diagram import Node
from tantam.process.engine.formulas import Language
from tantam.process.registry.measures import Measure, measures, offer_measures, people_behind, people_selects
from tantam.process.registry.settings import PATIENCE, Offer, Setting, Text

__all__ = [
    "PATIENCE",
    "Measure",
    "Offer",
    "Setting",
    "Text",
    "measures",
    "offer_measures",
    "people_behind",
    "people_selects",
]


class StepFailed(Exception):
    """A step's action could not be done. `code` stays the same in every language, `message` is for the reader.

    `passing`: the fault lies outside and may be over soon, so the step is tried again by itself.
    """

    def __init__(self, code: str, message: Text = "", *, passing: bool = False) -> None:
        self.code = code
        self.message = message or code
        self.passing = passing
        super().__init__(f"{code}: {self.message}")


@dataclass(frozen=True, kw_only=True)
class StepRun:
    """One call of an action by a step: for which subject, with which settings, at which node."""

    subject_id: int
    settings: Mapping[str, str]
    node: Node
    variables: Mapping[str, Any]
    instance_id: int
    token_id: int
    version_id: int
    now: datetime
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class AskOutside:
    """What an action gives back that has still to reach outside: its `outside` half is called by a worker, which
    holds no lock, and what that returns become variables.

    `request` is kept as JSON until then, so it holds all that is needed and nothing more. Few of one `lane` (a server)
    are called at once, so that a slow one holds up only its own. `is_repeatable`: the other side knows a key it has
    had, so what broke off is asked again by itself; else a person decides.
    """

    request: Mapping[str, Any]
    lane: str = ""
    is_repeatable: bool = False


@dataclass(frozen=True, kw_only=True)
class OutsideRun:
    """One call outside: `key` stays the same at every repetition of the same request, `attempt` counts from 1."""

    request: Mapping[str, Any]
    key: str
    attempt: int


class EndUnknown(Exception):
    """The call broke off: nobody can say whether it was done. The words say why, for people."""

    def __init__(self, message: Text = "") -> None:
        self.message = message
        super().__init__(str(message))


@dataclass(frozen=True, kw_only=True)
class Move:
    """Something that a step of the engine did, told to the follower of its subject.

    `what` is one of: work-offered, work-done, work-withdrawn, waiting (for a message or a time), incident, finished,
    outside-done, outside-late (an answer came after the step was stopped), message-lost (one thrown with a key that
    nothing waits for), values-mended (`details`: names_vi, names_en, reason, by), path-left (a failed step was left out
    by hand: reason, by), conditions (whether any are awaited that the subject's data decide: then its changes are to be
    followed by `look_soon`).

    `due_at` is by when work is to be done, `promised_seconds` the working time until then. Times are instants;
    `role_kind` and `role_ref` come from the step or its lane.
    """

    what: str
    node: Node | None = None
    token_id: int | None = None
    role_kind: str = ""
    role_ref: str = ""
    due_at: datetime | None = None
    promised_seconds: int | None = None
    wait_key: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


#: Functions that conditions and tables may call beside those of the standard.
LANGUAGE = Language(functions={"mentions": mentions})

Step = Callable[[StepRun], Mapping[str, object] | AskOutside | None]
#: Raises StepFailed, or EndUnknown; any other error counts as one whose end nobody knows. It ends within a minute.
Outside = Callable[[OutsideRun], Mapping[str, object] | None]
Follower = Callable[[int, Sequence[Move], datetime], None]
Data = Callable[[int], Mapping[str, object]]

_steps: dict[str, Step] = {}
_outside: dict[str, Outside] = {}
_followers: dict[str, Follower] = {}
_subjects: dict[str, Data] = {}


_offers: dict[str, Offer] = {}


def step(
    name: str,
    *,
    label: Text = "",
    hint: Text = "",
    settings: Sequence[Setting] = (),
    doubt: Callable[[Mapping[str, str]], Text] | None = None,
    fault: Callable[[Mapping[str, str]], Text] | None = None,
    sends_script: bool = False,
    outside: Outside | None = None,
    reads: Callable[[Mapping[str, str]], Iterable[str]] | None = None,
    tells: str = "",
) -> Callable[[Step], Step]:
    """Offer an action to diagrams, under `label` in the studio. What it returns become variables of the instance.

    `reads` gives the formulas (or names of variables) that it works out, by its settings: what a person may change when
    it has failed. It runs inside the step's transaction and touches only the database; what has to reach further
    returns `AskOutside` and has an `outside` half, called later, without any lock.
    """

    def register(function: Step) -> Step:
        _steps[name] = function
        if outside is not None:
            _outside[name] = outside
        _offers[name] = Offer(
            name=name,
            label=label or name,
            hint=hint,
            settings=settings,
            sends_script=sends_script,
            doubt=doubt,
            fault=fault,
            reads=reads,
            tells=tells,
        )
        return function

    return register


def offers() -> list[Offer]:
    """The catalogue of actions, by name."""
    return [_offers[name] for name in sorted(_offers)]


def offer_named(name: str) -> Offer | None:
    """One action of the catalogue."""
    return _offers.get(name)


_messages: dict[str, Text] = {}
_openings: set[str] = set()


def message(name: str, *, label: Text) -> None:
    """Offer a message that diagrams may wait for."""
    _messages[name] = label


def opening_message(name: str, *, label: Text) -> None:
    """Offer a message with which subjects come about: a process that begins with it begins for a new subject."""
    _messages[name] = label
    _openings.add(name)


def opens_subjects(name: str) -> bool:
    return name in _openings


def messages() -> Mapping[str, Text]:
    """All messages on offer: name → label."""
    return _messages


def subject(kind: str) -> Callable[[Data], Data]:
    """Offer the data that conditions about this kind of subject may see."""

    def register(function: Data) -> Data:
        _subjects[kind] = function
        return function

    return register


ManyData = Callable[[Sequence[int]], Mapping[int, Mapping[str, object]]]
_many_data: dict[str, ManyData] = {}


def many_subjects(kind: str) -> Callable[[ManyData], ManyData]:
    """Offer the data of many subjects at once, in as many questions whatever their number."""

    def register(function: ManyData) -> ManyData:
        _many_data[kind] = function
        return function

    return register


def data_of_many(subject_keys: Collection[str]) -> dict[str, Mapping[str, object]]:
    """The data of those subjects whose kind offers them all at once."""
    found: dict[str, Mapping[str, object]] = {}
    for kind, read in _many_data.items():
        ids = [int(key) for of, _, key in (subject.partition(":") for subject in subject_keys) if of == kind]
        found |= {f"{kind}:{key}": data for key, data in read(ids).items()} if ids else {}
    return found


def follower(kind: str) -> Callable[[Follower], Follower]:
    """Be told, in the same transaction, what each step did to subjects of this kind."""

    def register(function: Follower) -> Follower:
        _followers[kind] = function
        return function

    return register


def known_actions() -> list[str]:
    """Names of all actions on offer."""
    return sorted(_steps)


def action_named(name: str) -> Step:
    """Find an action. Raises StepFailed when no app offers it."""
    try:
        return _steps[name]
    except KeyError:
        raise StepFailed("unknown-action", name) from None


def is_outside(name: str) -> bool:
    """Whether an action has a half that is called outside of any step."""
    return name in _outside


def outside_named(name: str) -> Outside:
    """The outer half of an action. Raises StepFailed when no app offers it."""
    try:
        return _outside[name]
    except KeyError:
        raise StepFailed("unknown-action", name) from None


def data_of(subject_key: str) -> Mapping[str, object]:
    """The data of a subject such as `case:12`; nothing for a kind nobody registered."""
    kind, _, subject_id = subject_key.partition(":")
    return _subjects[kind](int(subject_id)) if kind in _subjects else {}


_onlookers: dict[str, Data] = {}


def onlooker(kind: str) -> Callable[[Data], Data]:
    """Offer the same data to who only looks: without the subject's lock, outside of a transaction."""

    def register(function: Data) -> Data:
        _onlookers[kind] = function
        return function

    return register


def data_seen_of(subject_key: str) -> Mapping[str, object]:
    """The data of a subject for a reader; nothing for a kind nobody registered."""
    kind, _, subject_id = subject_key.partition(":")
    return _onlookers[kind](int(subject_id)) if kind in _onlookers else {}


def tell_follower(subject_key: str, moves: Sequence[Move], *, now: datetime) -> None:
    """Tell the follower of the subject's kind, if there is one."""
    kind, _, subject_id = subject_key.partition(":")
    if moves and kind in _followers:
        _followers[kind](int(subject_id), moves, now)


Person = Callable[[int], str]
_persons: dict[str, Person] = {}


def person_of(kind: str) -> Callable[[Person], Person]:
    """Say whose the subjects of a kind are (`customer:7`): what must be the same for one person is chosen by it."""

    def register(function: Person) -> Person:
        _persons[kind] = function
        return function

    return register


def person_behind(subject_key: str) -> str:
    """Whose a subject is; the subject itself where nobody says."""
    kind, _, subject_id = subject_key.partition(":")
    return _persons[kind](int(subject_id)) if kind in _persons else subject_key


Locker = Callable[[int], None]
_lockers: dict[str, Locker] = {}


def locker(kind: str) -> Callable[[Locker], Locker]:
    """Offer the lock of a kind of subject. It is taken before its instances are, in every verb."""

    def register(function: Locker) -> Locker:
        _lockers[kind] = function
        return function

    return register


def lock_subject(subject_key: str) -> None:
    """Take the subject's lock for this transaction: that of its kind, else one by its name."""
    kind, _, subject_id = subject_key.partition(":")
    if kind in _lockers:
        _lockers[kind](int(subject_id))
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject_key])


ManyLocker = Callable[[Sequence[int]], Collection[int]]
_many_lockers: dict[str, ManyLocker] = {}


def many_locker(kind: str) -> Callable[[ManyLocker], ManyLocker]:
    """Offer the lock of many subjects of a kind at once: those that nobody holds, which are returned."""

    def register(function: ManyLocker) -> ManyLocker:
        _many_lockers[kind] = function
        return function

    return register


CalendarOf = Callable[[int], int]
_calendars: dict[str, CalendarOf] = {}


def calendar(kind: str) -> Callable[[CalendarOf], CalendarOf]:
    """Say on which calendar (its id) business time runs for a subject of this kind at this moment."""

    def register(function: CalendarOf) -> CalendarOf:
        _calendars[kind] = function
        return function

    return register


def lock_free_subjects(subject_keys: Collection[str]) -> set[str]:
    """Take the locks of those subjects that nobody holds; a kind that has no lock is always free."""
    asked: dict[str, list[int]] = {}
    for key in subject_keys:
        kind, _, subject_id = key.partition(":")
        asked.setdefault(kind, []).append(int(subject_id))
    free: set[str] = set()
    for kind, ids in asked.items():
        found = _many_lockers[kind](sorted(ids)) if kind in _many_lockers else ids
        free.update(f"{kind}:{subject_id}" for subject_id in found)
    return free


@dataclass(frozen=True, kw_only=True)
class ChangedOver:
    """Many subjects on another version. `look_soon` is for those `awaiting` (None: neither version has conditions)."""

    process: str
    old: int
    new: int
    is_taken_back: bool
    awaiting: frozenset[str] | None = None


CrowdFollower = Callable[[Sequence[int], ChangedOver, datetime], None]
_crowd_followers: dict[str, CrowdFollower] = {}


def crowd_follower(kind: str) -> Callable[[CrowdFollower], CrowdFollower]:
    """Be told, in the same transaction, that many subjects of this kind were brought to another version."""

    def register(function: CrowdFollower) -> CrowdFollower:
        _crowd_followers[kind] = function
        return function

    return register


def tell_crowd_followers(subject_keys: Collection[str], what: ChangedOver, *, now: datetime) -> None:
    """Tell the followers of the kinds of these subjects."""
    for kind, follow in _crowd_followers.items():
        if ids := [int(key.partition(":")[2]) for key in subject_keys if key.startswith(f"{kind}:")]:
            follow(ids, what, now)


def calendar_of(subject_key: str) -> int | None:
    """The calendar of a subject, None for a kind that has none of its own."""
    kind, _, subject_id = subject_key.partition(":")
    return _calendars[kind](int(subject_id)) if kind in _calendars else None


@dataclass(frozen=True, kw_only=True)
class SubjectLine:
    """What a list of the process room says about a subject: its title and note, who it is about, where it is opened."""

    title: str
    note: str = ""
    person: str = ""
    holder: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Lister:
    """How an app above shows its subjects in lists of the process room, within the reader's reach.

    `visible` gives the ids an agent may see as a question for a condition, None for all but those that `hidden` asks
    for; `lines` describes those of the given ids that the agent may see.
    """

    visible: Callable[[Agent], QuerySet[Any, int] | None]
    hidden: Callable[[Agent], QuerySet[Any, int]]
    lines: Callable[[Sequence[int], Agent], Mapping[int, SubjectLine]]


_listers: dict[str, Lister] = {}


def list_subjects(kind: str, *, lister: Lister) -> None:
    """Offer lists of a kind of subject to the pictures of processes."""
    _listers[kind] = lister


def listers() -> Mapping[str, Lister]:
    """All kinds of subjects that can be listed."""
    return _listers


Names = Callable[[], Mapping[str, str]]
_names: dict[str, Names] = {}


def names_of(dimension: str) -> Callable[[Names], Names]:
    """Offer the names of a dimension that instances are labelled with: key → name in the reader's language."""

    def register(function: Names) -> Names:
        _names[dimension] = function
        return function

    return register


def dimension_names(dimension: str) -> Mapping[str, str]:
    """The names of a dimension (channel, segment, team); nothing where nobody offers it."""
    return _names[dimension]() if dimension in _names else {}
