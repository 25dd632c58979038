"""Which changes of one drawing a later one still carries: asked before a version on trial makes way for a draft."""

from __future__ import annotations

from tantam.process.engine.comparing import Difference, compare
from tantam.process.engine.diagram import Diagram


def carried(before: Diagram, tried: Diagram, draft: Diagram, *, language: str) -> tuple[list[Difference], list[str]]:
    """What `tried` changed of `before`, and the elements of these that do not stand in `draft` as `tried` has them.

    What `tried` added and the draft drew on is carried; what it changed and the draft has otherwise is not. Arrows
    that only lead elsewhere follow the steps at their ends: they count where nothing else differs.
    """
    found = compare(before, tried, language=language)
    changes = [one for one in found if one.family != "flow" or _says_more_than_its_way(one)] or found
    since = {(one.family, one.element): one for one in compare(tried, draft, language=language)}
    lost = [one.element for one in changes if _is_lost(one, since.get((one.family, one.element)))]
    return changes, lost


def _is_lost(change: Difference, later: Difference | None) -> bool:
    if later is None:
        return False
    if change.what != "changed" or later.what != "changed":
        return not (change.what == "added" and later.what == "changed")
    return bool({one.name for one in change.aspects} & {one.name for one in later.aspects})


def _says_more_than_its_way(flow: Difference) -> bool:
    return flow.what == "changed" and any(one.name != "way" for one in flow.aspects)
