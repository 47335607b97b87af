"""No verb of level 3, of rating or of following up leaves half an act behind."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from faults import fail_at_each_write
from kb.acts.alert_supervisors import alert_supervisors
from kb.acts.write_case_study import write_case_study
from kb.db import Database
from kb.tickets import Ticket, find_ticket
from kb.tickets.acknowledgement import acknowledge
from kb.tickets.final_report import ReportPart
from kb.tickets.follow_up import ContactResult, FollowUp, open_follow_up_of
from kb.tickets.following import contact, end_follow_up, feed_back
from kb.tickets.liaison import name_liaison
from kb.tickets.meeting import Minutes, Step, hold_meeting
from kb.tickets.rating import Rated, Satisfaction, rate
from kb.tickets.reporting import assess, read_report, submit_report, write_part
from kb.tickets.task_force import (
    acknowledge_seat,
    add_seat,
    change_leader,
    dissolve_task_force,
    form_task_force,
    release_seat,
)
from serious import LATE, SOON, close_case, serious_case, write_report
from world import NEXT_DAY, NIGHT

WANG, LI, CHEN, ZHAO, LIU = 1, 2, 3, 5, 6
BAD, GOOD = Rated(Satisfaction.DISSATISFIED), Rated(Satisfaction.SATISFIED)
Act = Callable[[Session, Ticket], object]


def ready(session: Session, stage: str) -> None:
    case = serious_case(session, with_task_force=stage != "bare")
    if stage in ("written", "submitted"):
        write_report(session, case)
    if stage == "submitted":
        submit_report(session, case.ticket, by=LI, now=LATE)
    if stage in ("closed", "rated"):
        close_case(session, case)
    if stage == "rated":
        rate(session, case.ticket.conversation_id, 1001, BAD, now=NIGHT)


def going_on(session: Session, ticket: Ticket) -> FollowUp:
    found = open_follow_up_of(session, ticket)
    assert found is not None
    return found


STEPS = [Step("换管子", ZHAO, date(2026, 11, 20)), Step("道歉", LI, date(2026, 11, 19))]
MINUTES = Minutes(SOON, "会议室", [LI, ZHAO], "先垫付。", STEPS)
ACTS: dict[str, tuple[str, Act]] = {
    "alert": ("bare", lambda s, t: alert_supervisors(s, t, by=None, now=SOON)),
    "acknowledge": ("bare", lambda s, t: acknowledge(s, t, by=LI, now=SOON)),
    "form": ("bare", lambda s, t: form_task_force(s, t, LI, {ZHAO: "场地"}, by=LI, now=SOON)),
    "acknowledge seat": ("formed", lambda s, t: acknowledge_seat(s, t, by=ZHAO, now=SOON)),
    "add": ("formed", lambda s, t: add_seat(s, t, WANG, "电话", by=LI, now=SOON)),
    "release": ("formed", lambda s, t: release_seat(s, t, ZHAO, "换班", by=LI, now=SOON)),
    "change leader": ("formed", lambda s, t: change_leader(s, t, ZHAO, "他熟", by=LI, now=SOON)),
    "dissolve": ("formed", lambda s, t: dissolve_task_force(s, t, "完成", by=LI, now=LATE)),
    "meet": ("formed", lambda s, t: hold_meeting(s, t, MINUTES, by=LI, now=LATE)),
    "liaison": ("formed", lambda s, t: name_liaison(s, t, WANG, by=LI, now=SOON)),
    "write": (
        "formed",
        lambda s, t: write_part(s, t, ReportPart.CAUSE, "漏水", seen=0, by=LI, now=LATE),
    ),
    "assess": ("formed", lambda s, t: assess(s, t, ZHAO, "批评", by=LI, now=LATE)),
    "submit": ("written", lambda s, t: submit_report(s, t, by=LI, now=LATE)),
    "read": ("submitted", lambda s, t: read_report(s, t, by=LIU, now=LATE)),
    "case study": ("submitted", lambda s, _: write_case_study(s, 1001, by=LI, now=LATE)),
    "rate": ("closed", lambda s, t: rate(s, t.conversation_id, 1001, BAD, now=NIGHT)),
    "rate anew": ("rated", lambda s, t: rate(s, t.conversation_id, 1001, GOOD, now=NIGHT)),
    "feed back": (
        "rated", lambda s, t: feed_back(s, going_on(s, t), "再补偿", by=ZHAO, now=NIGHT),
    ),
    "contact": (
        "rated",
        lambda s, t: contact(
            s, going_on(s, t), ContactResult.SATISFIED, "好了", by=LI, now=NEXT_DAY
        ),
    ),
    "end": ("rated", lambda s, t: end_follow_up(s, going_on(s, t), "无理", by=LI, now=NIGHT)),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_a_fault_at_any_write_leaves_nothing_behind(sqlite: Database, name: str) -> None:
    stage, act = ACTS[name]
    with sqlite.writing() as session:
        ready(session, stage)
    writes = fail_at_each_write(sqlite, lambda session: act(session, find_ticket(session, 1001)))
    assert writes >= 1
