"""Saved views: made, changed, deleted and brought back, pinned beside one's list in an order of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from tantam.cases.actions.refused import Refused
from tantam.cases.models import Pinned, SavedView
from tantam.core.actions.unit import unit
from tantam.core.values.filters import Filter, to_json
from tantam.organisation.models import Agent, Team

#: So long a deleted view can be brought back.
KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class ViewPlan:
    """What a view is to be: `team` or `for_all`, else its maker's own. Without a filter it keeps the one it has."""

    name: str
    team: Team | None = None
    for_all: bool = False
    filter: Filter | None = None
    sort: str = ""


class ViewChanged(Refused):
    """Somebody else has changed it since it was opened."""

    def __init__(self, view: SavedView) -> None:
        who = view.changed_by.full_name if view.changed_by else _("Somebody")
        said = _(
            "%(who)s has changed this view meanwhile: it is called “%(name)s” now. Look at it again before saving."
        )
        self.message = said % {"who": who, "name": view.name}


@unit()
def save_view(plan: ViewPlan, *, by: Agent, now: datetime) -> SavedView:
    """Make a view; whoever makes one has it beside their list."""
    view = SavedView(made_by=by)
    _lay_down(view, plan, by=by, now=now)
    view.save()
    pin_view(view, agent=by)
    return view


@unit()
def change_view(view: SavedView, plan: ViewPlan, *, revision: int, by: Agent, now: datetime) -> SavedView:
    """Change a view that was opened as it stood at `revision`. Raises ViewChanged."""
    held = SavedView.objects.select_for_update(of=("self",)).select_related("changed_by").get(pk=view.pk)
    if held.revision != revision:
        raise ViewChanged(held)
    _lay_down(held, plan, by=by, now=now)
    held.revision += 1
    held.save()
    return held


def _lay_down(view: SavedView, plan: ViewPlan, *, by: Agent, now: datetime) -> None:
    view.name, view.team = plan.name, plan.team
    view.owner = None if plan.team or plan.for_all else (view.owner or by)
    if plan.filter is not None:
        view.filter = to_json(plan.filter)
    view.sort = plan.sort or view.sort
    view.changed_by, view.changed_at = by, now


def delete_view(view: SavedView, *, now: datetime) -> None:
    """Put it away; for a while it can be brought back, with everybody's pins."""
    SavedView.objects.filter(pk=view.pk, deleted_at=None).update(deleted_at=now)


def restore_view(view: SavedView) -> None:
    """Bring a deleted one back."""
    SavedView.objects.filter(pk=view.pk).update(deleted_at=None)


def forget_views(now: datetime) -> int:
    """Take away those that were deleted long ago."""
    return SavedView.objects.filter(deleted_at__lt=now - KEPT).delete()[0]


def pin_view(view: SavedView, *, agent: Agent) -> None:
    """Beside the list, behind those that stand there."""
    last = Pinned.objects.filter(agent=agent).order_by("-rank").values_list("rank", flat=True).first()
    Pinned.objects.get_or_create(agent=agent, view=view, defaults={"rank": (last or 0) + 1})


def unpin_view(view: SavedView, *, agent: Agent) -> None:
    """No longer beside the list; it stays among all views."""
    Pinned.objects.filter(agent=agent, view=view).delete()


@unit()
def move_view(view: SavedView, *, agent: Agent, way: Literal["up", "down"]) -> None:
    """One place up or down among those pinned."""
    pins = list(Pinned.objects.select_for_update().filter(agent=agent, view__deleted_at=None).order_by("rank", "id"))
    at = next((at for at, pin in enumerate(pins) if pin.view_id == view.pk), None)
    to = None if at is None else at + (1 if way == "down" else -1)
    if at is None or to is None or not 0 <= to < len(pins):
        return
    pins[at], pins[to] = pins[to], pins[at]
    for rank, pin in enumerate(pins, start=1):
        pin.rank = rank
    Pinned.objects.bulk_update(pins, ["rank"])
