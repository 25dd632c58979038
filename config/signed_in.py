"""Who is asking: session, person and positions, known at every request by two kept questions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.db.models.expressions import RawSQL
from django.utils import timezone

from tantam.core.queries import Kept
from tantam.organisation.models import Agent, Appointment
from tantam.organisation.queries import UNSEEN
from tantam.organisation.queries.working import IS_AWAY

_session: Kept[Session] = Kept(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_positions: Kept[Appointment] = Kept(
    lambda agent, now: (
        Appointment.objects.filter(agent=agent, until=None)
        .select_related("agent", "team")
        .annotate(unseen=RawSQL(UNSEEN, [agent]), away=RawSQL(IS_AWAY, [now, agent]))  # noqa: S611 - constants of ours
    )
)
_person: Kept[Agent] = Kept(lambda agent: Agent.objects.filter(pk=agent))


class SessionStore(DatabaseSessionStore):
    """Sessions in the database, so that they can be ended; only how they are looked up differs from Django's."""

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(key=self.session_key or "", now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class Backend(ModelBackend):
    """Django's own, but the person comes with the positions they hold, which every request needs."""

    def get_user(self, user_id: Any) -> Agent | None:
        """The person, None for one who is not there or may not come in."""
        positions = _positions(agent=int(user_id), now=timezone.now())
        agent = positions[0].agent if positions else _person.first(agent=int(user_id))
        if agent is None or not self.user_can_authenticate(agent):
            return None
        agent.__dict__["current_appointments"] = positions
        agent.unseen_notices = positions[0].__dict__["unseen"] if positions else 0
        agent.is_away = bool(positions and positions[0].__dict__["away"])
        return agent
