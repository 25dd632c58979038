"""How each team gives its work out, and where customers belong; read once for a batch of mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tantam.cases.actions.assigning.candidates import candidates, one_person
from tantam.cases.models import AssignmentRule, Case, Mode
from tantam.core.values.memory import remembered
from tantam.organisation.models import Skill, Team, Territory, TerritoryBranch
from tantam.organisation.values.places import place_of

TEAMS_OWN = "team"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the process is to do with one case: by which mode, whether the customer's own agent comes first, which
    skill is needed, and whether it waits where nobody fits."""

    mode: str = Mode.LEAST_LOADED
    owner_first: bool = True
    skill: Skill | None = None
    territory: Territory | None = None
    waits: bool = False


def wanted(case: Case, team: Team | None, *, mode: str, skill: str, now: datetime) -> Wanted:
    """What holds for the case in a team: the team's own rule, but the mode and skill that the drawing names."""
    rule = _rule_of(case, team, now=now) if team is not None else AssignmentRule()
    chosen = rule.mode if mode in {"", TEAMS_OWN} else mode
    is_by_skill, is_by_territory = chosen == Mode.BY_SKILL, chosen == Mode.BY_TERRITORY
    return Wanted(
        mode=chosen,
        owner_first=rule.owner_first or chosen == Mode.ACCOUNT_OWNER,
        skill=_skill(skill, rule.needs.get(case.kind)) if is_by_skill else None,
        territory=territory_of(case) if is_by_territory else None,
        waits=rule.waits,
    )


def _rule_of(case: Case, team: Team, *, now: datetime) -> AssignmentRule:
    """It comes with whoever is asked about first, so that it costs no question of its own."""
    owner_id = case.customer.owner_id
    owner = one_person(owner_id, team, now=now) if owner_id is not None else None
    asked = [owner] if owner is not None else candidates(team, now=now)
    return asked[0].rule if asked else AssignmentRule()


def _skill(key: str, pk: int | None) -> Skill | None:
    """The skill that the drawing names, else the one that this kind of ticket needs; None where there is none."""
    every = remembered("cases.skills", lambda: list(Skill.objects.all()))
    named = (one for one in every if one.key == key) if key else (one for one in every if one.pk == pk)
    return next(named, None)


def territory_of(case: Case) -> Territory | None:
    """The territory of the ticket's branch, else of its customer's, else of the customer's address."""
    territories, branches = remembered("cases.territories", _territories)
    for branch_id in (case.branch_id, case.customer.branch_id):
        if branch_id in branches:
            return territories[branches[branch_id]]
    found = place_of(case.customer.address, {pk: one.provinces for pk, one in territories.items()})
    return territories[found] if found is not None else None


def _territories() -> tuple[dict[int, Territory], dict[int, int]]:
    every = {one.pk: one for one in Territory.objects.select_related("team").order_by("id")}
    return every, dict(TerritoryBranch.objects.values_list("branch", "territory"))
