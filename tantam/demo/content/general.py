"""QT-01, the general process: what people ask, buy, wait for and return, under version 2 and version 3."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from tantam.demo.content.customers import Customer
from tantam.demo.content.history import History, Path, at, calendar, flags, score, spread
from tantam.demo.content.volume import SALE_DAY, Opening, day_offset, openings
from tantam.demo.content.words import ANSWERED, said

VERSION_3_SINCE = -40
FIRST_CONTACT = {2: 0.61, 3: 0.70}
"""Share of cases solved at first contact, by version."""
THU_LEFT = -24
HANDED_OVER = 7

_USUAL = ((0, 60), (0.25, 240), (0.5, 540), (0.8, 1140), (0.935, 1790), (0.97, 4000), (1, 10800))
_SALE = ((0, 180), (0.25, 1200), (0.42, 1795), (0.6, 3900), (0.85, 9000), (1, 18000))
_AFTER = ((0, 120), (0.4, 900), (0.68, 1795), (0.9, 5400), (1, 12600))
_ANSWER = {SALE_DAY: _SALE, SALE_DAY + 1: _AFTER}
"""Working seconds to the first answer: 93.5 % within half an hour as a rule, 42 % on the sale day, 68 % after it."""

_KINDS = (("question", 34), ("advice", 26), ("delivery", 26), ("return", 14))
_OUTCOMES = (("resolved", 88), ("partly", 7), ("unresolved", 3), ("withdrawn", 2))


@dataclass(frozen=True)
class _Sketch:
    """What is settled about a case before its way is drawn."""

    opening: Opening
    wait: float
    version: int
    is_first: bool
    is_handed_over: bool


def general_cases(
    count: int,
    *,
    now: datetime,
    taken: Counter[date],
    still_open: Sequence[History],
    people: Sequence[Customer],
    random: Random,
) -> Iterator[History]:
    """`count` closed cases of QT-01. `taken` counts the cases of other processes by day of opening."""
    open_channels = Counter(one.channel for one in still_open)
    chis_open = sum(one.channel == "zalo" and one.answered_by == "chi" for one in still_open)
    made = openings(count, now=now, taken=taken, still_open=open_channels, chis_open=chis_open, random=random)
    for sketch in _sketches(made, now=now, random=random):
        yield _case(sketch, now=now, people=people, random=random)


def _sketches(made: Sequence[Opening], *, now: datetime, random: Random) -> Iterator[_Sketch]:
    waits = _waits(made, now=now, random=random)
    since = at(now.date() + timedelta(days=VERSION_3_SINCE), 9 * 3600)
    last_days = (THU_LEFT - 2, THU_LEFT - 1)
    thus = [place for place, one in enumerate(made) if day_offset(one.at, now=now) in last_days and not one.is_chis]
    handed_over = set(thus[-HANDED_OVER:])
    for version in (2, 3):
        places = [place for place, one in enumerate(made) if (one.at >= since) is (version == 3)]
        must = {place for place in places if day_offset(made[place].at, now=now) >= -3}
        rest = [place for place in places if place not in must]
        wanted = round(len(places) * FIRST_CONTACT[version]) - len(must)
        firsts = dict(zip(rest, flags(len(rest), true=wanted, random=random), strict=True))
        for place in places:
            is_first = firsts.get(place, True)
            wait = min(waits[place], 1790) if place in must else waits[place]
            yield _Sketch(made[place], wait, version, is_first, is_handed_over=place in handed_over)


def _waits(made: Sequence[Opening], *, now: datetime, random: Random) -> list[float]:
    """Working seconds to the first answer of each case."""
    groups: dict[int, list[int]] = {}
    for place, one in enumerate(made):
        day = day_offset(one.at, now=now)
        groups.setdefault(day if day in _ANSWER else 0, []).append(place)
    waits: dict[int, float] = {}
    for day, places in groups.items():
        curve = _ANSWER.get(day, _USUAL)
        waits |= dict(zip(places, spread(len(places), curve=curve, random=random), strict=True))
    return [waits[place] for place in range(len(made))]


def _case(sketch: _Sketch, *, now: datetime, people: Sequence[Customer], random: Random) -> History:
    opening = sketch.opening
    kind = random.choices([kind for kind, _ in _KINDS], [share for _, share in _KINDS])[0]
    customer = _customer(kind, people=people, random=random)
    agent = "chi" if opening.is_chis else _agent(kind, customer, opening.at, now=now, random=random)
    agent = "thu" if sketch.is_handed_over else agent
    path = Path(opening.at, calendar=calendar("cskh"))
    begin(path, version=sketch.version)
    answer(path, seconds=sketch.wait, who=agent, version=sketch.version, random=random)
    first_responded_at = next(visit.left_at for visit in path.visits if visit.step == "tra_loi_lan_dau")
    closer = "khoi" if sketch.is_handed_over else agent
    if sketch.is_handed_over:
        taken_over_at = at(now.date() + timedelta(days=THU_LEFT), 9.5 * 3600)
        path.until("hoi_chuyen_mon", max(path.at, taken_over_at), who=closer)
    conclude(path, who=closer, is_first=sketch.is_first, version=sketch.version, random=random)
    closed_at = path.at
    csat = _survey(path, is_first=sketch.is_first, who=closer, random=random)
    rated_at = next((visit.left_at for visit in path.visits if visit.step == "khach_cham_diem"), None)
    is_rated = rated_at is not None and rated_at <= now
    return History(
        number=0,
        opened_at=opening.at,
        channel=opening.channel,
        customer=customer.index,
        kind=kind,
        urgency="normal",
        process="QT-01",
        version=sketch.version,
        visits=path.seen_at(now),
        assignee=closer,
        words=said(kind, random=random),
        reply=ANSWERED[kind],
        answered_by=agent,
        first_responded_at=first_responded_at,
        closed_at=closed_at,
        outcome=random.choices([name for name, _ in _OUTCOMES], [share for _, share in _OUTCOMES])[0],
        csat=csat if is_rated else None,
        rated_at=rated_at if is_rated else None,
        was_handed_over=sketch.is_handed_over,
    )


def _customer(kind: str, *, people: Sequence[Customer], random: Random) -> Customer:
    """Somebody of a segment that asks such things; the lapsed are silent."""
    asks = {
        "advice": {"prospect", "new", "wholesale", "regular"},
        "question": {"regular", "loyal", "new", "internal", "vip"},
    }
    segments = asks.get(kind, {"new", "regular", "loyal", "vip", "wholesale", "unhappy"})
    while True:
        customer = random.choice(people)
        if customer.segment in segments and customer.conversation is None:
            return customer


def _agent(kind: str, customer: Customer, when: datetime, *, now: datetime, random: Random) -> str:
    if customer.segment in {"vip", "wholesale"}:
        return "quynh"
    if kind == "return":
        return "vinh"
    if kind == "advice" and random.random() < 0.45:
        return "tai"
    is_thus = day_offset(when, now=now) < THU_LEFT - 2 and random.random() < 0.4
    return "thu" if is_thus else "khoi"


def begin(path: Path, *, version: int) -> None:
    """From the start to the first question to a person, as the system goes it."""
    path.pass_by("bat_dau")
    path.run("phan_loai_bang", "ap_dung_phan_loai", "xac_nhan_da_nhan", "phan_cong")
    path.pass_by("quy_trinh_nao", "du_thong_tin")


def answer(path: Path, *, seconds: float, who: str, version: int, random: Random) -> None:
    """The first answer, and what is needed before the result can be told."""
    path.work("tra_loi_lan_dau", seconds=seconds, who=who)
    if version == 3:
        path.pass_by("da_ro_cau_tra_loi")
        if random.random() < 0.22:
            path.work("hen_tra_loi", seconds=random.randrange(60, 300), who=who)
    path.pass_by("can_hoi")


def conclude(path: Path, *, who: str, is_first: bool, version: int, random: Random) -> None:
    """From the question for a specialist to the closed case, with another round where one was not enough."""
    asked = any(visit.step == "hoi_chuyen_mon" for visit in path.visits)
    if is_first and not asked and random.random() < 0.12:
        path.work("hoi_chuyen_mon", seconds=random.randrange(900, 6600), who="tai")
    path.work("bao_ket_qua", seconds=on_scale(random, low=120, high=1500), who=who)
    path.pass_by("cho_khach")
    if not is_first:
        path.wait("khach_nhan_them", seconds=random.randrange(600, 36000))
        answer(path, seconds=random.randrange(120, 2400), who=who, version=version, random=random)
        path.work("bao_ket_qua", seconds=on_scale(random, low=120, high=3000), who=who)
        path.pass_by("cho_khach")
    path.wait("het_24_gio", seconds=24 * 3600)
    path.run("dong_phieu")


def on_scale(random: Random, *, low: int, high: int) -> float:
    """A number between two, small ones likelier."""
    return low + (high - low) * random.random() ** 2


def _survey(path: Path, *, is_first: bool, who: str, random: Random) -> int | None:
    """The question how it was, two hours later by day; the score, `None` where nobody answered."""
    asked_at = path.at + timedelta(hours=2)
    if asked_at.hour >= 20 or asked_at.hour < 8:
        asked_at = at(asked_at.date() + timedelta(days=asked_at.hour >= 20), 8 * 3600)
    path.until("sau_2_gio", asked_at)
    path.run("hoi_hai_long")
    path.pass_by("cho_cham_diem")
    if random.random() > 0.4:
        path.wait("het_7_ngay", seconds=7 * 86400)
        path.pass_by("khong_cham_diem")
        return None
    path.wait("khach_cham_diem", seconds=on_scale(random, low=60, high=40000))
    path.pass_by("diem_may")
    csat = score((1, 2, 6, 22, 69) if is_first else (4, 7, 17, 32, 40), random=random)
    if csat >= 4:
        path.run("cam_on")
        path.pass_by("khach_hai_long")
    elif csat <= 2:
        path.work("goi_lai_xin_loi", seconds=random.randrange(1200, 12000), who="nhat")
        path.pass_by("da_goi_lai")
    else:
        path.pass_by("xong")
    return csat
