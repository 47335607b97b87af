"""What is done about a complaint: one address a step."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.decide_plan import decide_plan
from kb.acts.hand_complaint import hand_complaint
from kb.acts.plan_complaint import plan_complaint
from kb.acts.tell_complainant import tell_result, tell_why_invalid
from kb.complaints.handling import carry_out
from kb.complaints.judging import judge_complaint, open_slip
from kb.complaints.returning import call_back, close_complaint, withdraw
from kb.complaints.sight import find_visible
from kb.complaints.steps import Satisfaction
from kb.errors import CourtsideError
from kb.people.person import Person
from kb.people.rights import Right
from webapp.complaints.forms import read_call_back, read_department, read_due, read_verdict
from webapp.complaints.room import complaints
from webapp.complaints.routes import COMPLAINT, complaint_page
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.services import services


def _again(session: Session, by: Person, error: CourtsideError, number: int) -> ResponseReturnValue:
    form = request.path.rpartition("/")[2]
    return complaint_page(session, by, number, error, do=form), status_of(error)


@complaints.post(f"{COMPLAINT}/judgement")
@needs(Right.WORK_TICKETS, again=_again)
def post_judgement(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found, verdict = find_visible(session, number, by), read_verdict()
    judge_complaint(session, found, verdict, typed("reason"), by=by.id, now=clock.now())
    return _done(number, f"已判为{verdict.label}。")


@complaints.post(f"{COMPLAINT}/handing")
@needs(Right.WORK_TICKETS, again=_again)
def post_handing(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found, department = find_visible(session, number, by), read_department()
    meaning = services().assistant.meaning
    called = hand_complaint(
        session, found, department, typed("note"), meaning=meaning, by=by.id, now=clock.now()
    )
    repeats = "同样的投诉不止这一件，已有纠正措施跟进。" if called else ""
    return _done(number, f"已转{department.label}。{repeats}")


@complaints.post(f"{COMPLAINT}/plan")
@needs(Right.ANSWER_REFERRED, again=_again)
def post_plan(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    plan_complaint(session, found, typed("text"), read_due(), by=by.id, now=clock.now())
    return _done(number, "方案已提交，等经理审批。")


@complaints.post(f"{COMPLAINT}/decision")
@needs(Right.DECIDE_PLANS, again=_again)
def post_decision(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found, approved = find_visible(session, number, by), typed("do") == "approve"
    decide_plan(session, found, approved, typed("reason"), by=by.id, now=clock.now())
    return _done(number, "方案已批准。" if approved else "方案已退回。")


@complaints.post(f"{COMPLAINT}/execution")
@needs(Right.ANSWER_REFERRED, again=_again)
def post_execution(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    carry_out(session, found, typed("text"), by=by.id, now=clock.now())
    return _done(number, "已登记执行，由客服回复会员。")


@complaints.post(f"{COMPLAINT}/result")
@needs(Right.WORK_TICKETS, again=_again)
def post_result(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    tell_result(session, found, typed("text"), by=by.id, now=clock.now())
    return _done(number, "已登记结果，请按期回访。")


@complaints.post(f"{COMPLAINT}/call-back")
@needs(Right.WORK_TICKETS, again=_again)
def post_call_back(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found, said = find_visible(session, number, by), read_call_back()
    call_back(session, found, said.way, said.satisfaction, said.words, by=by.id, now=clock.now())
    again = said.satisfaction is Satisfaction.DISSATISFIED
    told = "请再转部门处理，或再次回访。" if again else "可以关闭了。"
    return _done(number, f"已登记回访：{said.satisfaction.label}。{told}")


@complaints.post(f"{COMPLAINT}/slip")
@needs(Right.WORK_TICKETS, again=_again)
def post_slip(session: Session, by: Person, number: int) -> ResponseReturnValue:
    given = {each: typed(each) for each in ("name", "phone", "address", "note")}
    open_slip(session, find_visible(session, number, by), **given, by=by.id, now=clock.now())
    return _done(number, "转交单已开，请向会员说明。")


@complaints.post(f"{COMPLAINT}/explanation")
@needs(Right.WORK_TICKETS, again=_again)
def post_explanation(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    tell_why_invalid(session, found, typed("text"), by=by.id, now=clock.now())
    return _done(number, "已登记说明。")


@complaints.post(f"{COMPLAINT}/closure")
@needs(Right.WORK_TICKETS, again=_again)
def post_complaint_closure(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    close_complaint(session, found, typed("reason"), by=by.id, now=clock.now())
    return _done(number, "投诉已关闭。")


@complaints.post(f"{COMPLAINT}/withdrawal")
@needs(Right.WORK_TICKETS, again=_again)
def post_withdrawal(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    withdraw(session, found, typed("reason"), by=by.id, now=clock.now())
    return _done(number, "已登记撤回。")


def _done(number: int, told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(url_for("complaints.complaint", number=number), code=303)
