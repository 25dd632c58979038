"""One step: who, by when, what to say, what to fill in, and where it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tantam.process.engine.diagram import Diagram, FormField, Node, Texts, Times
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.engine.ways import in_order
from tantam.process.procedure.document import Block, Bullets, Heading, Paragraph, Table
from tantam.process.procedure.going_on import Onward
from tantam.process.procedure.hands import hands_of
from tantam.process.procedure.subject import Decided, Subject
from tantam.process.procedure.waiting import awaited, thrown, working_length
from tantam.process.procedure.words import Wording

_BLANK = "……"
_GAP = re.compile(r"\{([^{}\n]{1,80})\}")


def steps_of(diagram: Diagram) -> list[Node]:
    """The steps in the order in which a ticket comes to them."""
    return [node for node in in_order(diagram) if node.kind not in GATEWAYS | EVENTS]


def said(texts: Texts, language: str) -> str:
    """In `language`, else in Vietnamese, else in any."""
    first = texts.pairs[0][1] if texts.pairs else ""
    return texts.in_language(language, default=texts.in_language("vi", default=first))


def readable(text: str, gaps: Mapping[str, str]) -> str:
    """A script whose places say what is filled in: "[tên nhân viên]" for {nv}, as `gaps` names them; one that nobody
    explains is a blank to fill in by hand, with its name."""

    def named(found: re.Match[str]) -> str:
        key = found[1]
        small = key[:1].lower() + key[1:]
        label = gaps.get(key) or gaps.get(small)
        if not label:
            return f"{_BLANK} ({key.replace('_', ' ')})"
        return f"[{label[:1].upper() + label[1:] if key[:1].isupper() else label}]"

    return _GAP.sub(named, text)


def tell(node: Node, *, subject: Subject, word: Wording, onward: Onward) -> Iterator[Block]:
    """Everything about one step."""
    care, language = node.care, word.language
    yield Heading(text=word("step_n", number=onward.numbers[node.id], name=onward.name(node)), level=2)
    yield Table(rows=tuple(_facts(node, subject=subject, word=word, onward=onward)), widths=(26, 100))
    if guide := said(care.guide, language):
        yield Paragraph(text=guide, label=word("guide"))
    if script := said(care.scripts, language):
        yield Paragraph(text=readable(script, onward.gaps), tone="quote", label=word("script"))
    if care.checklist:
        items = tuple(said(item.texts, language) or item.key for item in care.checklist)
        yield Bullets(items=items, is_ticked=True, label=word("checklist"))
    if care.help:
        yield Paragraph(text=f"{care.help.label(language)} ({care.help.address})", label=word("help"))
    for key in care.policies:
        title, words = subject.policies.get(key, (key, ""))
        yield Paragraph(text=words or title, label=word("policy", name=title))
    if care.form:
        yield _form(care.form, subject=subject, word=word)
    yield from _table(node, subject=subject, word=word)


def _facts(node: Node, *, subject: Subject, word: Wording, onward: Onward) -> Iterator[tuple[str, str]]:
    care = node.care
    yield word("who"), _who(node, subject=subject, word=word)
    for part, named in (("consulted", subject.consulted), ("informed", subject.informed)):
        if names := named.get(node.id):
            yield word(part), ", ".join(names)
    if care.stage:
        yield word("stage"), stage_name(care.stage, subject=subject, word=word)
    if waiting := onward.before(node):
        yield word("starts_when"), "\n".join(waiting)
    if care.times and (limit := _limit(care.times, word)):
        yield word("within"), limit
    if care.done or node.kind == "userTask":
        yield word("completed_by"), word.named("done", care.done or "button")
    yield from _acts(node, subject=subject, word=word, onward=onward)
    if node.loop is not None:
        yield word("repeats"), word.named("repeats", node.loop.kind)
    ways = onward.after(node)
    if ways:
        yield word("goes_on"), "\n".join(ways)
    beside = [
        _at_the_edge(event, subject=subject, word=word, onward=onward)
        for event in subject.diagram.nodes
        if event.attached_to == node.id
    ]
    if beside:
        yield word("meanwhile"), "\n".join(one[0].upper() + one[1:] for one in beside)


def _who(node: Node, *, subject: Subject, word: Wording) -> str:
    """Who does a step; of what the software does also who answers for it."""
    doer, accountable = hands_of(node, subject=subject, word=word)
    if accountable and accountable != doer:
        return word("who_answers", doer=doer, accountable=accountable)
    return doer or word("nobody")


def _at_the_edge(event: Node, *, subject: Subject, word: Wording, onward: Onward) -> str:
    """When an event at a step happens and what then; of a clock that runs out, that the step is not done by then."""
    when = awaited(event, subject=subject, word=word, conditions=onward.conditions) or onward.name(event)
    is_once = any(one.kind == "timer" and one.timer != "timeCycle" for one in event.events)
    said_when = word("not_done", when=when) if is_once else when
    return f"{said_when}: {what_then(event, word=word, onward=onward)}"


def what_then(event: Node, *, word: Wording, onward: Onward) -> str:
    """What an event does to the step it stands at, and what comes then."""
    rest = onward.after_in_short(event) or word("the_end")
    if not event.attached_to:
        return rest[0].upper() + rest[1:]
    return word("stops" if event.is_interrupting else "goes_beside", rest=rest)


def _acts(node: Node, *, subject: Subject, word: Wording, onward: Onward) -> Iterator[tuple[str, str]]:
    acting = subject.actions.get(node.id)
    if acting is not None:
        settings = [
            word("setting", label=label, value=readable(value, onward.gaps)) for label, value in acting.settings
        ]
        yield word("acts"), "\n".join([acting.label, *settings])
    if node.called:
        yield word("calls"), node.called
    if node.kind == "sendTask" and node.message and node.care.action is None:
        yield word("acts"), thrown(node, subject=subject, word=word, conditions=onward.conditions)
    if node.kind == "receiveTask" and node.message:
        yield word("waits"), subject.messages.get(node.message, node.message)


def _limit(times: Times, word: Wording) -> str:
    parts = []
    if times.response is not None:
        parts.append(word("respond_within", length=working_length(times.response, word.language)))
    if times.resolution is not None:
        parts.append(word("done_within", length=working_length(times.resolution, word.language)))
    if not parts:
        return ""
    pauses = f"; {word('pauses')}" if times.waits_for_customer else ""
    return f"{', '.join(parts)} ({word('working_hours')}){pauses}"


def stage_name(key: str, *, subject: Subject, word: Wording) -> str:
    """What the process calls a stage, else what everybody calls it."""
    for process in subject.diagram.processes:
        if label := said(dict(process.care.stage_labels).get(key, Texts()), word.language):
            return label
    return word.named("stage", key)


def _form(fields: tuple[FormField, ...], *, subject: Subject, word: Wording) -> Table:
    rows = tuple(
        (
            said(one.labels, word.language) or one.key,
            _kind(one, subject=subject, word=word),
            word("yes" if one.is_required else "no"),
        )
        for one in fields
    )
    heads = (word("field"), word("field_kind"), word("required"))
    return Table(heads=heads, rows=rows, widths=(45, 60, 20), caption=word("form"))


def _kind(one: FormField, *, subject: Subject, word: Wording) -> str:
    if one.kind != "choice":
        return word.named("field", one.kind)
    names = subject.values.get(one.key, {})
    options = (one.option_label(option, language=word.language) for option in one.options)
    return word("field.choice", options=", ".join(names.get(option, option) for option in options))


def _table(node: Node, *, subject: Subject, word: Wording) -> Iterator[Block]:
    if node.care.decision is None:
        return
    decided = subject.tables.get(node.id)
    if decided is None:
        yield Paragraph(text=word("table_unread"), tone="muted", label=word("table"))
        return
    yield Table(
        heads=decided.heads,
        rows=decided.rows,
        widths=widths_of(decided),
        caption=" · ".join(filter(None, (word("table"), decided.policy))),
    )


#: How many letters stand beside each other on the narrowest paper, in the size of a table with many columns.
_LETTERS = 104
#: What a cell needs around its words, in letters.
_AROUND = 4


def widths_of(decided: Decided) -> tuple[int, ...]:
    """Of the columns of a decision table, in letters, the row's number first.

    No word is broken as long as there is room; what is left goes to long texts.
    """
    columns = list(zip(*(decided.heads, *decided.rows), strict=False))[1:]
    least = [max(len(word) for cell in cells for word in [*cell.split(), ""]) + _AROUND for cells in columns]
    wanted = [max(0, min(46, max(map(len, cells))) - need) for cells, need in zip(columns, least, strict=True)]
    spare = max(0, _LETTERS - sum(least)) / max(1, sum(wanted))
    others = [need + round(more * min(1, spare)) for need, more in zip(least, wanted, strict=True)]
    return (max(5, sum(others) // 20), *others)
