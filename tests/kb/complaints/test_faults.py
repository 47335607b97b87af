"""No verb about complaints leaves half an act behind, whichever of its writes fails."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from complaining import LIGHTS, Desk, S, hire_team
from faults import fail_at_each_write
from house import ROOT
from kb.acts.decide_plan import decide_plan
from kb.acts.hand_complaint import hand_complaint
from kb.acts.plan_complaint import plan_complaint
from kb.acts.tell_complainant import send_apology, tell_result, tell_why_invalid
from kb.complaints.complaint import Complaint
from kb.complaints.correcting import (
    dismiss_action,
    join_action,
    open_action,
    report_done,
    set_measure,
    verify_action,
)
from kb.complaints.corrective import CorrectiveAction
from kb.complaints.handling import carry_out
from kb.complaints.judging import judge_complaint, open_slip
from kb.complaints.letter_version import SentBy
from kb.complaints.letters import draft_letter, hand_in_template, keep_letter
from kb.complaints.registering import look_at_contact, register
from kb.complaints.returning import call_back, close_complaint, withdraw
from kb.complaints.steps import CallBackWay, Satisfaction, Verdict
from kb.db import Database
from kb.people.person import person
from kb.policy import adopt, read_policies
from kb.terms import Department
from world import AFTERNOON, MORNING

SHIPPED = read_policies(ROOT / "corpus" / "policy")
TEMPLATE = (ROOT / "corpus" / "letters" / "apology.docx").read_bytes()
LATER = AFTERNOON + timedelta(hours=1)
WANG, LI, ZHAO, LIU = 1, 2, 5, 6
AGENT, VENUE, MANAGER, LEAD = ({"by": each, "now": LATER} for each in (WANG, ZHAO, LIU, LI))
RUDE = "不可能"
Act = Callable[[Session, Complaint], object]


def write(session: Session, complaint: Complaint) -> int:
    parts = draft_letter(session, complaint, "场边不可能", now=LATER)
    return keep_letter(session, complaint, parts, seen=0, **AGENT).version


ACTS: dict[str, tuple[S, Act]] = {
    "register": (S.REGISTERED, lambda s, _: register(s, LIGHTS, **AGENT)),
    "judge": (S.REGISTERED, lambda s, c: judge_complaint(s, c, Verdict.VALID, "属实", **AGENT)),
    "judge anew": (S.HANDED, lambda s, c: judge_complaint(s, c, Verdict.INVALID, "否", **AGENT)),
    "hand": (
        S.VALID, lambda s, c: hand_complaint(s, c, Department.VENUE, "", meaning=None, **AGENT)
    ),
    "hand on": (
        S.HANDED, lambda s, c: hand_complaint(s, c, Department.SHOP, "", meaning=None, **AGENT)
    ),
    "plan": (
        S.HANDED, lambda s, c: plan_complaint(s, c, "换灯", LATER + timedelta(hours=1), **VENUE)
    ),
    "approve": (S.PLANNED, lambda s, c: decide_plan(s, c, True, "", **MANAGER)),
    "return": (S.PLANNED, lambda s, c: decide_plan(s, c, False, "写清楚", **MANAGER)),
    "carry out": (S.DECIDED, lambda s, c: carry_out(s, c, "换了", **VENUE)),
    "tell the result": (S.CARRIED_OUT, lambda s, c: tell_result(s, c, RUDE, **AGENT)),
    "call back": (S.RESULT_GIVEN, lambda s, c: call_back(
        s, c, CallBackWay.VISIT, Satisfaction.SATISFIED, "好", **AGENT)),
    "call back in vain": (S.RESULT_GIVEN, lambda s, c: call_back(
        s, c, CallBackWay.VISIT, Satisfaction.DISSATISFIED, "还闪", **AGENT)),
    "close": (S.CALLED_BACK, lambda s, c: close_complaint(s, c, "满意", **AGENT)),
    "withdraw": (S.PLANNED, lambda s, c: withdraw(s, c, "不追究了", **AGENT)),
    "open a slip": (S.INVALID, lambda s, c: open_slip(
        s, c, name="物业", phone="02165430000", address="98号", **AGENT)),
    "tell why": (S.SLIPPED, lambda s, c: tell_why_invalid(s, c, RUDE, **AGENT)),
    "look": (
        S.REGISTERED, lambda s, c: look_at_contact(s, c, person(s, WANG), now=LATER)
    ),
    "write": (S.RESULT_GIVEN, write),
    "write and send": (S.RESULT_GIVEN, lambda s, c: send_apology(
        s, c, write(s, c), SentBy.POST, "", **AGENT)),
    "hand in a template": (
        S.REGISTERED, lambda s, _: hand_in_template(s, "信.docx", TEMPLATE, **LEAD)
    ),
}  # fmt: skip


@pytest.fixture
def desk(sqlite: Database) -> Desk:
    with sqlite.writing() as session:
        team = hire_team(session)
        adopt(session, SHIPPED, by=None, now=MORNING)
        return Desk(session, team)


@pytest.mark.parametrize("name", ACTS)
def test_nothing_half_done_is_left(sqlite: Database, desk: Desk, name: str) -> None:
    state, act = ACTS[name]
    with sqlite.writing() as session:
        desk.session = session
        number = desk.at(state).number
    fail_at_each_write(sqlite, lambda session: act(session, session.get_one(Complaint, number)))


Mend = Callable[[Session, CorrectiveAction], object]


def set_it(session: Session, action: CorrectiveAction) -> None:
    set_measure(
        session, action, cause="旧了", measure="全换", responsible_id=ZHAO,
        due_on=date(2026, 12, 1), **LEAD,
    )  # fmt: skip


MENDS: dict[str, tuple[int, Mend]] = {
    "set a measure": (0, set_it),
    "dismiss": (0, lambda s, a: dismiss_action(s, a, "两回事", **LEAD)),
    "report": (1, lambda s, a: report_done(s, a, "换完了", **VENUE)),
    "verify": (2, lambda s, a: verify_action(s, a, True, "看过了", **LEAD)),
    "send back": (2, lambda s, a: verify_action(s, a, False, "还闪", **LEAD)),
    "join": (0, lambda s, a: join_action(
        s, a, register(s, LIGHTS, by=WANG, now=LATER), by=None, now=LATER)),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDS)
def test_no_corrective_action_is_half_taken(sqlite: Database, desk: Desk, name: str) -> None:
    steps, act = MENDS[name]
    with sqlite.writing() as session:
        desk.session = session
        action = open_action(session, [desk.at(S.HANDED)], by=None, now=LATER)
        for step in (set_it, MENDS["report"][1])[:steps]:
            step(session, action)
        number = action.id
    fail_at_each_write(
        sqlite, lambda session: act(session, session.get_one(CorrectiveAction, number))
    )
