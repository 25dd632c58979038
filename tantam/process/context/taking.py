"""What publishing and retiring mean for new requests, in words."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tantam.organisation.queries import the_business
from tantam.process.context.reader import language, name_of
from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.graph import Graph
from tantam.process.engine.problem import Unreadable
from tantam.process.models import ArmedStart, Process, Version
from tantam.process.queries import compiled, requests_of, running_at, versions_with_running
from tantam.process.registry import dimension_names
from tantam.ui.values import formatting


def said_of_those_standing(bpmn: str, process: Process) -> list[str]:
    """How many tickets stand at steps that a drawing no longer has, and that they stay where they are: for each version
    that something still runs on, older ones too, as all of them may be moved to the new one."""
    drawn = _drawn(bpmn)
    if drawn is None:
        return []
    there = {node.id for node in drawn.nodes}
    numbers = versions_with_running(process)
    gone = {pk: [node for node in _places(compiled(pk).graph) if node not in there] for pk in numbers}
    counts = running_at(gone)
    return [_stand_at_gone(counts[pk], number) for pk, number in numbers.items() if counts.get(pk)]


def _places(graph: Graph) -> list[str]:
    """Where a ticket stands: not the events that are awaited beside a step, whose loss keeps nobody."""
    return [node.id for node in graph.nodes if node.host < 0 and node.kind != "startEvent"]


def _stand_at_gone(count: int, number: int) -> str:
    words = ngettext(
        "%(count)s ticket stands at a step that this drawing no longer has: it stays on version %(number)s "
        "until it is moved.",
        "%(count)s tickets stand at steps that this drawing no longer has: they stay on version %(number)s "
        "until they are moved.",
        count,
    )
    return words % {"count": formatting.number(count, language=language()), "number": number}


def said_of_publishing(version: Version) -> str:
    """That it is published, and whether new tickets run on it or which process takes them."""
    found = requests_of(version)
    words = {"number": version.number, "key": found.by_settings, "channels": _channels(found.own)}
    if found.takes_all or (found.takes_some and not found.elsewhere):
        said = _("Version %(number)s is published: new tickets run on it, running ones stay on theirs.")
        return said % words
    published = _("Version %(number)s is published.") % words
    begins = ArmedStart.objects.filter(version=version).exists()
    if begins and (found.by_settings or not (found.own or found.elsewhere)):
        return f"{published} {_('It begins by itself; its page says when next and for whom.')}"
    if found.by_settings:
        said = _("New tickets begin with %(process)s, as the settings say; this one runs where another begins it.")
        return f"{published} {said % {'process': _named(found.by_settings)}}"
    if not found.own and not found.elsewhere:
        return f"{published} {_('It names no touchpoint whose requests it takes; it runs where another begins it.')}"
    takes = [_("New tickets from %(channels)s run on it.") % words] if found.own else []
    by_taker: dict[str, list[str]] = defaultdict(list)
    for channel, key in found.elsewhere.items():
        by_taker[key].append(channel)
    takes += [
        _("Those from %(channels)s are taken by %(process)s.")
        % {"channels": _channels(channels), "process": _named(key)}
        for key, channels in by_taker.items()
    ]
    return " ".join([published, *takes])


def said_before_publishing(bpmn: str, *, key: str) -> tuple[str, bool]:
    """Which tickets would run on a drawing as it stands, in words, and whether any request begins with it by itself.

    Said while it is drawn, before anybody publishes and waits in vain for the first ticket.
    """
    business = the_business()
    by_settings = business.intake_process if business else ""
    drawn = _drawn(bpmn)
    takes_in = not by_settings and drawn is not None and any(process.care.takes_in for process in drawn.processes)
    if drawn is None or takes_in or by_settings == key or _begins_by_itself(drawn):
        return _("New tickets run the new version; running tickets stay on theirs."), True
    if by_settings:
        said = _("New tickets begin with %(process)s, as the settings say; this one runs where another begins it.")
        return said % {"process": _named(by_settings)}, False
    return _("It names no touchpoint whose requests it takes; it runs where another begins it."), False


def _drawn(bpmn: str) -> Diagram | None:
    try:
        return read(bpmn.encode())
    except Unreadable:
        return None


def _begins_by_itself(diagram: Diagram) -> bool:
    starts = (node for node in diagram.nodes if node.kind == "startEvent")
    return any(event.kind in {"timer", "conditional"} for start in starts for event in start.events)


def said_of_retiring(version: Version) -> list[str]:
    """For each touchpoint whose requests a process takes, which one takes them when it is retired."""
    found = requests_of(version)
    if found.by_settings or not found.own:
        return []
    after = requests_of(version, without_it=True)
    return [
        _("%(channel)s: taken by %(process)s") % {"channel": _channels([channel]), "process": _named(key)}
        if (key := after.elsewhere.get(channel, ""))
        else _("%(channel)s: by no process. Tickets open without one and stand in their team's queue.")
        % {"channel": _channels([channel])}
        for channel in found.own
    ]


def _channels(channels: list[str]) -> str:
    names = dimension_names("channel")
    return ", ".join(names.get(one, one) for one in channels)


def _named(key: str) -> str:
    process = Process.objects.filter(key=key).first()
    return f"{key} {name_of(process)}" if process else key
