"""Writing, submitting and reading the final report of a level-3 case."""

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.write_case_study import write_case_study
from kb.errors import NotFound
from kb.people.person import Person
from kb.people.rights import Right
from kb.tickets.final_report import ReportPart
from kb.tickets.reporting import (
    assess,
    hold_nobody_responsible,
    read_report,
    submit_report,
    take_back_report,
    write_part,
)
from webapp.fields import number as read_number
from webapp.fields import typed
from webapp.guard import needs
from webapp.supervise.case import case_again, handled_ticket, seen_ticket, to_case
from webapp.supervise.forms import read_person
from webapp.supervise.room import CASE, supervise

REPORT = f"{CASE}/report"


@supervise.post(f"{REPORT}/parts/<part>")
@needs(None, again=case_again)
def post_part(session: Session, by: Person, number: int, part: str) -> ResponseReturnValue:
    if part not in set(ReportPart):
        raise NotFound("报告里没有这一部分。")
    written, seen = ReportPart(part), read_number(typed("seen"), field=part)
    ticket, now = handled_ticket(session, number, by), clock.now()
    write_part(session, ticket, written, typed(part), seen=seen, by=by.id, now=now)
    flash(f"“{written.label}”已保存。")
    return to_case(number)


@supervise.post(f"{REPORT}/assessments")
@needs(None, again=case_again)
def post_assessment(session: Session, by: Person, number: int) -> ResponseReturnValue:
    ticket, whom = handled_ticket(session, number, by), read_person("responsible")
    assess(session, ticket, whom, typed("assessment"), by=by.id, now=clock.now())
    flash("责任人和评价已保存。")
    return to_case(number)


@supervise.post(f"{REPORT}/nobody")
@needs(None, again=case_again)
def post_nobody(session: Session, by: Person, number: int) -> ResponseReturnValue:
    ticket = handled_ticket(session, number, by)
    hold_nobody_responsible(session, ticket, typed("nobody_why"), by=by.id, now=clock.now())
    flash("已写明没有责任人。")
    return to_case(number)


@supervise.post(f"{REPORT}/submission")
@needs(None, again=case_again)
def post_submission(session: Session, by: Person, number: int) -> ResponseReturnValue:
    submit_report(session, handled_ticket(session, number, by), by=by.id, now=clock.now())
    flash("报告已提交，经理会收到提醒。")
    return to_case(number)


@supervise.post(f"{REPORT}/recall")
@needs(None, again=case_again)
def post_recall(session: Session, by: Person, number: int) -> ResponseReturnValue:
    ticket = handled_ticket(session, number, by)
    take_back_report(session, ticket, typed("why"), by=by.id, now=clock.now())
    flash("报告已撤回，可以修改。")
    return to_case(number)


@supervise.post(f"{REPORT}/reading")
@needs(Right.DECIDE_PLANS, again=case_again)
def post_reading(session: Session, by: Person, number: int) -> ResponseReturnValue:
    read_report(session, seen_ticket(session, number, by)[0], by=by.id, now=clock.now())
    flash("已阅。")
    return to_case(number)


@supervise.post(f"{REPORT}/case-study")
@needs(None, again=case_again)
def post_case_study(session: Session, by: Person, number: int) -> ResponseReturnValue:
    handled_ticket(session, number, by)
    entry = write_case_study(session, number, by=by.id, now=clock.now())
    flash(f"已整理成案例 {entry.id}，等待审核。")
    return to_case(number)
