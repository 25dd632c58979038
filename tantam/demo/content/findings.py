"""The 2,000 cases of the last ninety days, with eight findings planted that measuring brings to light.

1. The quotation of QT-03 is the bottleneck: median 3 h 10 min, 90th percentile 26 h, piled up on Saturdays after 12:00.
2. 22 % of complaints skip the call, and 19 % of those customers complain again, against 5 %.
3. Fourteen cases have one cause, chargers of lot 08 (problem VD-03).
4. The sale 21 days ago: three times the cases, slow first answers, then recovery; Chi's evenings carry 61 % of Zalo.
5. 68 lapsed customers, most of them for long waits at the workshop (in `customers`).
6. Version 3 of QT-01 (40 days ago): solved at first contact 61 % → 70 %.
7. Channels: Zalo 38, phone 24, Facebook 15, counter 10, web and chat 8, e-mail 5 %.
8. Now: 37 open, 4 overdue, 3 due within half an hour, a promise for 16:00, 2 to approve, a missed call.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from tantam.demo.content import ZONE
from tantam.demo.content.complaints import closed_complaints
from tantam.demo.content.conversations import conversation_histories
from tantam.demo.content.customers import SEED, Customer, customers
from tantam.demo.content.general import general_cases
from tantam.demo.content.history import History
from tantam.demo.content.straying import strayed
from tantam.demo.content.today import open_cases
from tantam.demo.content.workshop import closed_workshop_cases

TOTAL = 2000
DAYS = 90


def histories(*, now: datetime, people: Sequence[Customer] | None = None, seed: int = SEED) -> list[History]:
    """All cases in order of opening, numbered from 1, as they stand `now` (aware). Same now and seed, same cases."""
    here = now.astimezone(ZONE).replace(microsecond=0)
    random = Random(seed)  # noqa: S311 (invented data)
    known = people or customers(today=here.date())
    standing = [*conversation_histories(now=here), *open_cases(now=here, people=known, random=random)]
    generated = [one for one in standing if one.conversation is None]
    complaints = [one for one in generated if one.process == "QT-02"]
    vehicles = [one for one in generated if one.process == "QT-03"]
    chains = list(closed_complaints(now=here, people=known, left_out=complaints, random=random))
    made = [*standing, *(one for chain in chains for one in chain)]
    made += closed_workshop_cases(now=here, people=known, left_out=vehicles, random=random)
    made += general_cases(
        TOTAL - len(made),
        now=here,
        taken=Counter(one.opened_at.date() for one in made),
        still_open=[one for one in generated if one.process == "QT-01"],
        people=known,
        random=random,
    )
    return strayed(_numbered(made, chains=chains))


def _numbered(made: Sequence[History], *, chains: Sequence[Sequence[History]]) -> list[History]:
    """The cases in order with their numbers, and the second complaints tied to the first."""
    ordered = sorted(made, key=lambda one: one.opened_at)
    numbers = {id(one): place for place, one in enumerate(ordered, start=1)}
    firsts = {id(chain[1]): numbers[id(chain[0])] for chain in chains if len(chain) == 2}
    again = {id(chain[0]) for chain in chains if len(chain) == 2}
    return [
        replace(one, number=numbers[id(one)], was_complained_again=id(one) in again, repeats=firsts.get(id(one)))
        for one in ordered
    ]
