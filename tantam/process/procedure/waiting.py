"""What is waited for, in words: times, messages, conditions."""

from __future__ import annotations

from collections.abc import Iterator

from tantam.core.values.durations import parse_seconds
from tantam.process.engine.carrying import CARRYING, THROWING
from tantam.process.engine.diagram import EventDefinition, Node
from tantam.process.procedure.coming_round import in_words
from tantam.process.procedure.conditions import Conditions
from tantam.process.procedure.subject import Subject
from tantam.process.procedure.words import Wording

_SIZES = ((86_400, ("ngày", "day", "days")), (3_600, ("giờ", "hour", "hours")), (60, ("phút", "minute", "minutes")))

#: Lengths that are one of something: one day *has* passed.
_ONE = frozenset({1, *(size for size, _names in _SIZES)})


def length(seconds: int, language: str) -> str:
    """A length of time in full words: "2 giờ 30 phút", "2 hours 30 minutes"."""
    parts, rest = [], abs(seconds)
    for size, (vietnamese, one, many) in _SIZES:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {vietnamese if language == 'vi' else one if count == 1 else many}")
    if rest or not parts:
        parts.append(f"{rest} {'giây' if language == 'vi' else 'second' if rest == 1 else 'seconds'}")
    return " ".join(parts).replace(" ", "\u00a0") if len(parts) == 1 else " ".join(parts)


def working_length(seconds: int, language: str) -> str:
    """A length of working time in full words, never in days, since no working day has 24 hours: "120 giờ"."""
    hours, rest = divmod(abs(seconds), 3_600)
    if hours < 24:
        return length(seconds, language)
    figure = f"{hours:,}".replace(",", "." if language == "vi" else ",")
    whole = f"{figure}\u00a0{'giờ' if language == 'vi' else 'hours'}"
    return f"{whole} {length(rest, language)}" if rest else whole


def awaited(node: Node, *, subject: Subject, word: Wording, conditions: Conditions) -> str:
    """What has to happen at an event; for one that begins the process and says nothing, that there is a request."""
    if throws(node):
        return thrown(node, subject=subject, word=word, conditions=conditions)
    said = [_definition(one, subject=subject, word=word, conditions=conditions) for one in node.events]
    if not said:
        return word("event.any") if node.kind == "startEvent" else ""
    joined = word("and" if node.is_parallel_multiple else "or").join(said)
    whom = subject.each.get(node.id)
    return word("event.each", event=joined, whom=whom) if whom else joined


def throws(node: Node) -> bool:
    """Whether an event sends something out rather than waits for it."""
    return node.kind in THROWING and any(one.kind in CARRYING for one in node.events)


def thrown(node: Node, *, subject: Subject, word: Wording, conditions: Conditions) -> str:
    """What an event or a step sends out, and what goes along with it."""
    said = [word(f"sends.{kind}", name=name) for kind, name in _sent(node, subject)]
    along = [conditions.labels.get(one.name) or one.name.replace("_", " ") for one in node.care.carries]
    return word("and").join(said) + (word("along", names=", ".join(along)) if along and said else "")


def _sent(node: Node, subject: Subject) -> Iterator[tuple[str, str]]:
    if node.kind == "sendTask" and node.message:
        yield "message", subject.messages.get(node.message, node.message)
    for one in node.events:
        if one.kind in CARRYING:
            yield one.kind, subject.messages.get(one.name, one.name) or one.code or one.ref or "–"


def _definition(one: EventDefinition, *, subject: Subject, word: Wording, conditions: Conditions) -> str:
    if one.kind == "timer":
        return _timer(one, word)
    if one.kind == "conditional":
        return word("event.conditional", condition=conditions(one.expression.text) if one.expression else "–")
    name = subject.messages.get(one.name, one.name) or one.code or one.ref or "–"
    return word(f"event.{one.kind}", name=name) if word.has("event", one.kind) else name


def _timer(one: EventDefinition, word: Wording) -> str:
    if one.at or one.on:
        return word("timer.days", days=in_words(one.at, one.on, language=word.language) or f"{one.at} {one.on}")
    text = one.expression.text.strip() if one.expression else ""
    seconds = parse_seconds(text) if one.timer == "timeDuration" else None
    said = length(seconds, word.language) if seconds is not None else text
    kind = one.timer if one.timer in ("timeDuration", "timeDate", "timeCycle") else ""
    is_one = seconds in _ONE
    words = word(f"timer.{kind}{'.one' if is_one else ''}", length=said, moment=said)
    if seconds is not None:
        words = word("timer.business" if one.time == "business" else "timer.calendar", words=words)
    return word("timer.between", words=words, between=one.between.replace("-", "–")) if one.between else words
