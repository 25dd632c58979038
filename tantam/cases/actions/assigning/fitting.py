"""Who of a team fits a ticket: by the skill it needs, or by the customer's territory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tantam.cases.actions.assigning.candidates import Candidate
from tantam.cases.actions.assigning.rules import Wanted

NO_SKILL, ELSEWHERE = "no-skill", "elsewhere"


@dataclass(frozen=True, kw_only=True)
class Fit:
    """The people who fit, and what was asked of them: `said` names it for the line in the stream, `lacking` is why
    somebody else does not. Nothing asked: everybody fits."""

    people: Sequence[Candidate]
    is_asked: bool = False
    lacking: str = ""
    said: dict[str, str] = field(default_factory=dict)

    def given_up(self, members: Sequence[Candidate]) -> Fit:
        """Nobody who fits is free, so it is not asked any more; the line says so."""
        return Fit(people=members, said={f"without_{key}": name for key, name in self.said.items()})


def fit_of(members: Sequence[Candidate], how: Wanted) -> Fit:
    """Who of the members fits."""
    if how.skill is not None:
        said = {"skill": how.skill.name, "skill_en": how.skill.name_en}
        able = [one for one in members if how.skill.pk in one.skills]
        return Fit(people=able, is_asked=True, lacking=NO_SKILL, said=said)
    if how.territory is not None:
        said = {"territory": how.territory.name, "territory_en": how.territory.name_en}
        there = [one for one in members if how.territory.pk in one.territories]
        # A territory that names only a team is looked after by all of it.
        people = there or (members if how.territory.team_id else [])
        return Fit(people=people, is_asked=True, lacking=ELSEWHERE, said=said)
    return Fit(people=members)
