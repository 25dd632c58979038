"""What a signed-in person hears live: announcements within their reach, ids and enums only."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tantam.organisation.models import Agent, Reach
from tantam.organisation.rights import signed_in

HEADER = "X-Tantam-Stream"


@signed_in
@require_safe
def stream(request: HttpRequest) -> HttpResponse:
    """Ask the server in front of us to hold this answer open as server-sent events, with this person's filter.

    A plain WSGI server ends the answer at once; pages then go on without live changes.
    """
    agent = request.user
    assert isinstance(agent, Agent)  # noqa: S101 - the right of the view guarantees it
    response = HttpResponse(content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers[HEADER] = json.dumps({"any": within_reach_of(agent), "agent": agent.pk})
    return response


def within_reach_of(agent: Agent) -> list[dict[str, int]]:
    """Values one set of which an announcement must carry to concern this person; empty: all concern them.

    The same rule as `visible_to`: own, team, branch or all.
    """
    if agent.reach == Reach.ALL:
        return []
    wanted = [{"assignee": agent.pk}, {"agent": agent.pk}]
    if agent.reach in {Reach.TEAM, Reach.BRANCH}:
        wanted += [{"team": team} for team in sorted(agent.team_ids)]
    if agent.reach == Reach.BRANCH:
        wanted += [{"branch": branch} for branch in sorted(agent.branch_ids)]
    return wanted
