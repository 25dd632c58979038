"""Put words on tickets and take them off; a word that is not known yet is made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.deeds import Earlier, Reversible, Values, kept, offer_way_back
from tantam.cases.actions.refused import TagUnreadable, TooManyTags
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseTagged
from tantam.cases.models import LONGEST_TAG, MOST_TAGS, Case, Deed, Entry, Tag
from tantam.cases.queries import names_of_tags
from tantam.core.actions.rows import insert_late, update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.text import fold, nfc
from tantam.organisation.models import Agent

NO_NAMES: Mapping[int, str] = MappingProxyType({})


@unit()
def tag(case: Case, *, add: Sequence[str] = (), remove: Collection[int] = (), by: Agent, now: datetime) -> Deed | None:
    """Put tags on a case by name, take others off by key; return the deed, None where nothing changed.

    Others' tags stay, so two people tagging at once lose nothing. Raises TagUnreadable, TooManyTags.
    """
    case = take_up(case)
    added = [one.pk for one in known_tags(add, by=by, now=now)]
    after = tags_after(case, add=added, remove=remove)
    if len(after) > MOST_TAGS:
        raise TooManyTags
    with kept(Deed.Kind.TAG, case, by=by, now=now) as doing:
        put_tags(case, after, by=Actor.agent(by.pk), now=now)
    return doing.deed


def put_tags(
    case: Case, tag_ids: Sequence[int], *, by: Actor, now: datetime, names: Mapping[int, str] = NO_NAMES
) -> None:
    """Have exactly these tags on a case at hand; the stream says what came and went, by their `names`, which are asked
    where they are not at hand."""
    before, case.tag_ids = case.tag_ids, list(dict.fromkeys(tag_ids))
    if case.tag_ids == before:
        return
    update(case, "tag_ids")
    names = names or names_of_tags({*before, *case.tag_ids})
    added = [names[key] for key in case.tag_ids if key not in before and key in names]
    removed = [names[key] for key in before if key not in case.tag_ids and key in names]
    data = {"what": "tagged", "by": by.kind, "added": added, "removed": removed}
    author_id = by.id if by.kind == "agent" else None
    insert_late(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data=data))
    tell(case, CaseTagged, by=by, now=now, added=added, removed=removed)


def tags_after(case: Case, *, add: Collection[int], remove: Collection[int]) -> list[int]:
    """The tags of a case when some come and others go."""
    return [*(key for key in case.tag_ids if key not in remove), *(key for key in add if key not in case.tag_ids)]


def known_tags(names: Sequence[str], *, by: Agent, now: datetime) -> list[Tag]:
    """The tags of these names, in their order; those that there are not are made."""
    wanted = {fold(name): name for name in map(_name, names)}
    new = [Tag(name=name, folded=folded, by=by, at=now) for folded, name in wanted.items()]
    Tag.objects.bulk_create(new, ignore_conflicts=True)  # two people may make the same at once
    found = {one.folded: one for one in Tag.objects.filter(folded__in=wanted)}
    return [found[folded] for folded in wanted]


def _name(typed: str) -> str:
    name = " ".join(nfc(typed).split())
    if not any(map(str.isalnum, name)) or len(name) > LONGEST_TAG or set(name) & set(',"“”'):
        raise TagUnreadable
    return name


def _tags(case: Case) -> Values:
    return {"tags": case.tag_ids}


def _put_back(earlier: Sequence[Earlier], by: Actor, now: datetime) -> Collection[int]:
    keys = {key for case, before in earlier for key in (*case.tag_ids, *before["tags"])}
    names = names_of_tags(keys)
    for case, before in earlier:
        put_tags(case, before["tags"], by=by, now=now, names=names)
    return ()


offer_way_back(Deed.Kind.TAG, Reversible(read=_tags, restore=_put_back))
