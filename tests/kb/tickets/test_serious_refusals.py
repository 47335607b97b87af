"""What the verbs of level 3 refuse, and what they say then."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, CourtsideError, NotFound
from kb.tickets.meeting import Minutes, Step, hold_meeting
from kb.tickets.task_force import (
    acknowledge_seat,
    add_seat,
    change_leader,
    dissolve_task_force,
    release_seat,
)
from serious import LATE, SOON, Case, serious_case, verbs
from world import AFTERNOON


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def case(session: Session) -> Case:
    return serious_case(session)


Act = Callable[[Session, Case], object]
LONG = "长" * 4001


def met(**wrong: object) -> Act:
    def act(session: Session, case: Case) -> object:
        usual = {"held_at": SOON, "place": "会议室", "decisions": "先道歉。"}
        usual["present"] = [case.zhao]
        minutes = Minutes(**(usual | wrong))  # type: ignore[arg-type]
        return hold_meeting(session, case.ticket, minutes, by=case.li, now=LATE)

    return act


def released(why: str) -> Act:
    return lambda session, case: release_seat(
        session, case.ticket, case.zhao, why, by=case.li, now=LATE
    )


REFUSED: dict[str, tuple[Act, type[CourtsideError], str]] = {
    "no decisions": (met(decisions=" \u200b"), BadInput, "还没有写会议决定"),
    "a place too long": (met(place="馆" * 101), BadInput, "地点超过 100 字"),
    "decisions too long": (met(decisions=LONG), BadInput, "会议决定超过 4000 字"),
    "nobody present": (met(present=[]), BadInput, "还没有选参会的人"),
    "a stranger present": (met(present=[1, 99]), BadInput, "不在小组里"),
    "before the question": (met(held_at=AFTERNOON - timedelta(hours=1)), BadInput, "开会时间"),
    "in the future": (met(held_at=LATE + timedelta(minutes=1)), BadInput, "开会时间"),
    "a step in the past": (
        met(steps=[Step("换管子", 1, date(2026, 11, 17))]), BadInput, "日期在开会以前",
    ),
    "a step for nobody": (met(steps=[Step("换管子", 99, date(2026, 11, 20))]), NotFound, "账号"),
    "an empty step": (met(steps=[Step("", 1, date(2026, 11, 20))]), BadInput, "后续事项"),
    "too many steps": (
        met(steps=[Step("换管子", 1, date(2026, 11, 20))] * 21), BadInput, "最多 20 项",
    ),
    "released for no reason": (released(""), BadInput, "还没有写原因"),
    "the leader leaves": (
        lambda session, case: release_seat(
            session, case.ticket, case.li, "累了", by=case.li, now=LATE
        ),
        Conflict, "请先换一位组长",
    ),
    "led by the leader": (
        lambda session, case: change_leader(
            session, case.ticket, case.li, "还是他", by=case.li, now=LATE
        ),
        Conflict, "已经是组长",
    ),
    "led by an outsider": (
        lambda session, case: change_leader(
            session, case.ticket, case.staff.wang.id, "换人", by=case.li, now=LATE
        ),
        Conflict, "小王不在这个专项小组里",
    ),
    "seated twice": (
        lambda session, case: add_seat(
            session, case.ticket, case.zhao, "", by=case.li, now=LATE
        ),
        Conflict, "已经在小组里",
    ),
    "acknowledged by an outsider": (
        lambda session, case: acknowledge_seat(
            session, case.ticket, by=case.staff.wang.id, now=LATE
        ),
        Conflict, "不在这个专项小组里",
    ),
    "dissolved for no reason": (
        lambda session, case: dissolve_task_force(
            session, case.ticket, "", by=case.li, now=LATE
        ),
        BadInput, "还没有写解散的原因",
    ),
    "a role too long": (
        lambda session, case: add_seat(
            session, case.ticket, case.staff.wang.id, "管" * 101, by=case.li, now=LATE
        ),
        BadInput, "分工超过 100 字",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_with_what_to_do(session: Session, case: Case, what: str) -> None:
    act, error, told = REFUSED[what]
    before = verbs(session, case.ticket)
    with pytest.raises(error, match=told):
        act(session, case)
    assert verbs(session, case.ticket) == before
