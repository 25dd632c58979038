"""What differs between the examples kept with two drawings, in words: what each is expected to come to, and begins
with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tantam.process.engine.diagram import Diagram, Example
from tantam.process.engine.examples import Expected, read_expected
from tantam.process.engine.plan import BadPlan

Names = Callable[[str], str]
_OUTCOMES: Final[Mapping[str, Promise]] = {
    "waiting": gettext_lazy("it still waits in the end"),
    "cancelled": gettext_lazy("it is cancelled"),
    "failed": gettext_lazy("it fails"),
}
_ANSWERS: Final = ("tasks", "actions")


def example_changes(
    before: Diagram, after: Diagram, *, language: str, then: Names, now: Names
) -> list[tuple[str, str]]:
    """Each example that came, went or changed: what it is called, and what is otherwise.

    `then` and `now` name the elements of the two drawings.
    """
    old, new = _examples(before), _examples(after)
    rows = []
    for key in new | old:
        said = _said(old.get(key), new.get(key), then, now)
        if said:
            name = (new.get(key) or old[key]).label(language)
            rows.append((_("Example “%(name)s”") % {"name": name}, said[:1].upper() + said[1:]))
    return rows


def _examples(diagram: Diagram) -> dict[str, Example]:
    return {one.key: one for one in diagram.processes[0].care.examples} if diagram.processes else {}


def _said(old: Example | None, new: Example | None, then: Names, now: Names) -> str:
    if new is None:
        return _("removed")
    if old is None:
        expected = "; ".join(_expected(new, now))
        return _("added: expects that %(what)s") % {"what": expected} if expected else _("added")
    return "; ".join(_changed(old, new, then, now))


def _changed(old: Example, new: Example, then: Names, now: Names) -> Iterator[str]:
    was, is_now = _expected(old, then), _expected(new, now)
    lost, gained = _without(was, is_now), _without(is_now, was)
    if gained:
        yield _("now expects that %(what)s") % {"what": "; ".join(gained)}
    if lost:
        yield _("no longer expects that %(what)s") % {"what": "; ".join(lost)}
    if was != is_now and not lost and not gained:
        yield _("now expects the steps in another order")
    yield from _given(old, new, now)
    if old.label("vi") != new.label("vi") or old.label("en") != new.label("en"):
        yield _("called “%(name)s” before") % {"name": old.label("vi")}


def _without(some: Iterable[str], others: Iterable[str]) -> list[str]:
    known = set(others)
    return [one for one in some if one not in known]


# What is expected


def _expected(example: Example, names: Names) -> list[str]:
    """Each thing that must come of it."""
    try:
        return list(_phrases(read_expected(example.expected), names))
    except BadPlan:
        return []


def _phrases(expected: Expected, names: Names) -> Iterator[str]:
    for nodes, words in (
        (expected.through, _("it passes “%(name)s”")),
        (expected.ends, _("it ends at “%(name)s”")),
        (expected.never, _("it does not pass “%(name)s”")),
        (expected.standing or (), _("it still stands at “%(name)s”")),
    ):
        yield from (words % {"name": names(node)} for node in nodes)
    for node, many in expected.times.items():
        words = ngettext("it comes to “%(name)s” once", "it comes to “%(name)s” %(count)s times", many)
        yield words % {"name": names(node), "count": many}
    for name, value in expected.variables.items():
        yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
    if expected.outcome in _OUTCOMES and not expected.standing:
        yield str(_OUTCOMES[expected.outcome])


# What it begins with


def _given(old: Example, new: Example, names: Names) -> Iterator[str]:
    """Where other answers are given, and that the rest of what is given is otherwise; never its JSON."""
    was, is_now = _plan(old), _plan(new)
    if was == is_now:
        return
    steps = [names(node) for part in _ANSWERS for node in _unlike(was.get(part), is_now.get(part)) if node != "*"]
    if steps:
        yield _("other answers at %(steps)s") % {"steps": ", ".join(f"“{one}”" for one in dict.fromkeys(steps))}
    if _unlike(was.get("case"), is_now.get("case")) or _unlike(was.get("variables"), is_now.get("variables")):
        yield _("it begins with other data")
    elif not steps:
        yield _("it begins at another time, or with other working hours or messages")


def _plan(example: Example) -> dict[str, object]:
    try:
        found = json.loads(example.given or "{}")
    except (ValueError, RecursionError):
        return {"": example.given}
    return found if isinstance(found, dict) else {"": example.given}


def _unlike(was: object, is_now: object) -> list[str]:
    """The keys whose values differ."""
    then, now = (one if isinstance(one, dict) else {} for one in (was, is_now))
    return [key for key in now | then if then.get(key) != now.get(key)]
