"""Proposing honours from closed months, and what a person decides on them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from kb.appraisals.honour import (
    Honour,
    HonourDecision,
    HonourKind,
    HonourVerdict,
    Nominee,
    Told,
    decide,
    propose,
)
from kb.appraisals.restatement import all_standing
from kb.errors import Conflict
from kb.kpi.honours import Outstanding, outstanding
from kb.kpi.month import read_result
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person, colleagues, person
from kb.people.rights import Right, holders
from kb.period import Period, months_of, read_any
from kb.reports.month import policies_of
from kb.reports.serious_cases import reported_in_time
from kb.terms import Department

PATH = "/manage/honours"


def propose_honours(session: Session, period: Period, *, now: datetime) -> list[Honour]:
    """Of a month or a year; those that were not proposed before. Who decides is told."""
    known = all_standing(session)
    is_year = period.key.isdecimal()
    keys = [each.key for each in months_of(period)] if is_year else [period.key]
    if now < period.end or not any(key in known for key in keys):
        raise Conflict(
            f"{period.label}还没有结账。", code="month_open", mend="结账以后才能按规则提名。"
        )
    results = [read_result(known[key].document) for key in keys if key in known]
    policy = policies_of(session, period, until=period.end).honours
    cases = [] if is_year else reported_in_time(session, period)
    found = outstanding(results, policy, cases)
    made = propose(session, period.key, map(_nominee, found), now=now)
    if made:
        _tell_deciders(session, period, made, now)
    return made


def propose_after_closing(session: Session, month: Period, *, now: datetime) -> None:
    """The month's honours, and with December the year's."""
    propose_honours(session, month, now=now)
    if month.key.endswith("-12"):
        propose_honours(session, read_any(month.key[:4]), now=now)


def decide_honour(
    session: Session, honour: Honour, verdict: HonourVerdict, reason: str, *, by: int, now: datetime
) -> HonourDecision:
    """What is granted all colleagues are told."""
    made = decide(session, honour, verdict, reason, by=by, now=now)
    if verdict is HonourVerdict.CONFIRMED:
        text = f"{winner(session, honour)}获得{read_any(honour.period).label}{honour.kind.label}。"
        for each in colleagues(session):
            if each.active:
                notify(
                    session, each.id, NoticeKind.NEWS, text, about=("honour", honour.id),
                    path=PATH, key=f"honour:{honour.id}", now=now,
                )  # fmt: skip
    return made


def winner(session: Session, honour: Honour) -> str:
    if honour.person_id is not None:
        return person(session, honour.person_id).name
    return Department(honour.department or "").label


def _nominee(found: Outstanding) -> Nominee:
    who, figure = found.who, found.why
    return Nominee(
        kind=HonourKind(found.honour),
        person=None if isinstance(who, Department) else who,
        department=who if isinstance(who, Department) else None,
        why=(Told(figure.measure, str(figure.value), figure.count, figure.sources),),
    )


def _tell_deciders(session: Session, period: Period, made: Iterable[Honour], now: datetime) -> None:
    text = f"{period.label}有 {len(list(made))} 项荣誉提名，请确认。"
    deciding: dict[int, Person] = {
        each.id: each
        for right in (Right.LEAD_SERVICE, Right.SET_POLICY)
        for each in holders(session, right)
    }
    for each in deciding.values():
        notify(
            session, each.id, NoticeKind.DECISION, text, about=("honours", period.key),
            path=PATH, key=f"honours:{period.key}", now=now,
        )  # fmt: skip
