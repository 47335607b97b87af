"""What colleagues do with suggestions: note, classify, judge, thank, sum."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.suggest import note_suggestion, thank_giver
from kb.deadlines.signal import Matter, Subject
from kb.errors import CourtsideError, NotAllowed
from kb.knowledge import usual_department
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.suggestions import (
    Course,
    Suggestion,
    SuggestionState,
    adopt,
    classify,
    course_of,
    decline,
    find_visible,
    list_suggestions,
    may_judge,
    sum_month,
)
from kb.text.masking import mask
from webapp.desk.timeline import timeline
from webapp.errors import status_of
from webapp.fields import read_page, typed
from webapp.guard import needs, signed_in_only
from webapp.mistakes import mistakes
from webapp.paths import link_to_page_here
from webapp.suggestions.forms import (
    read_channel,
    read_classification,
    read_given,
    read_judged,
    read_month,
    read_sought,
)
from webapp.suggestions.room import suggestions

ONE = "/suggestions/<int(max=2147483647):number>"


@suggestions.get("/suggestions")
@signed_in_only
def room(session: Session, by: Person) -> ResponseReturnValue:
    _require_some_sight(by)
    return _room_page(session, by)


def _room_again(session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _room_page(session, by, error), status_of(error)


@suggestions.post("/suggestions")
@needs(Right.WORK_TICKETS, again=_room_again)
def post_note(session: Session, by: Person) -> ResponseReturnValue:
    given, channel = read_given(), read_channel()
    made = note_suggestion(
        session, given.text, channel=channel, category=given.category, giver=given.giver,
        contact=given.contact, by=by.id, now=clock.now(),
    )  # fmt: skip
    flash(f"已记下，建议编号 {made.number}，请告诉会员。")
    return redirect(url_for("suggestions.suggestion", number=made.number), code=303)


@suggestions.get("/suggestions/month")
@signed_in_only
def month(session: Session, by: Person) -> ResponseReturnValue:
    if not any(may(by, each) for each in (Right.WORK_TICKETS, Right.SEE_REPORTS)):
        raise NotAllowed("您的账号没有查看汇总的权限。", mend="需要时请联系系统管理员。")
    first = read_month()
    return render_template(
        "suggestions/month.html",
        sums=sum_month(session, first),
        before=first - timedelta(days=1),
        after=(first + timedelta(days=31)).replace(day=1),
    )


@suggestions.get(ONE)
@signed_in_only
def suggestion(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return _page(session, by, number)


def _again(session: Session, by: Person, error: CourtsideError, number: int) -> ResponseReturnValue:
    return _page(session, by, number, error), status_of(error)


@suggestions.post(f"{ONE}/classification")
@needs(Right.WORK_TICKETS, again=_again)
def post_classification(session: Session, by: Person, number: int) -> ResponseReturnValue:
    category, department = read_classification()
    found = find_visible(session, number, by)
    classify(session, found, category, department, by=by.id, now=clock.now())
    flash(f"已交给{department.label}判断。")
    return redirect(url_for("suggestions.suggestion", number=number), code=303)


@suggestions.post(f"{ONE}/judgement")
@needs(None, again=_again)
def post_judgement(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found, said = find_visible(session, number, by), read_judged()
    if said.adopted:
        adopt(session, found, said.reason, said.plan, by=by, now=clock.now())
    else:
        decline(session, found, said.reason, by=by, now=clock.now())
    flash("已采纳，请客服答谢会员。" if said.adopted else "未采纳，请客服向会员说明。")
    return redirect(url_for("suggestions.suggestion", number=number), code=303)


@suggestions.post(f"{ONE}/thanks")
@needs(Right.WORK_TICKETS, again=_again)
def post_thanks(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    reached = found.conversation_id is not None or typed("reached") != "no"
    channel = read_channel() if reached and not found.conversation_id else found.channel
    thank_giver(session, found, typed("text"), channel, reached=reached, by=by.id, now=clock.now())
    flash("已答谢会员。" if reached else "已记下：没有留下联系方式，无法告知。")
    return redirect(url_for("suggestions.suggestion", number=number), code=303)


def _require_some_sight(by: Person) -> None:
    if not any(may(by, each) for each in (Right.WORK_TICKETS, Right.ANSWER_REFERRED)):
        raise NotAllowed("您的账号没有查看建议的权限。", mend="需要时请联系系统管理员。")


def _room_page(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    sought = read_sought()
    return render_template(
        "suggestions/room.html",
        found=list_suggestions(session, by, sought, read_page()),
        sought=sought,
        states=SuggestionState,
        works=may(by, Right.WORK_TICKETS),
        link=link_to_page_here,
        now=clock.now(),
        typed=request.form,
        errors=mistakes(error, "text"),
    )


def _page(session: Session, by: Person, number: int, error: CourtsideError | None = None) -> str:
    _require_some_sight(by)
    found = find_visible(session, number, by)
    course = course_of(session, found)
    return render_template(
        "suggestions/suggestion.html",
        suggestion=found,
        course=course,
        masked_words=mask,
        names=_names(session, found, course),
        proposed=found.department or usual_department(found.category),
        clocks=timeline(session, Subject(Matter.SUGGESTION, number), by),
        judges=may_judge(found, by),
        works=may(by, Right.WORK_TICKETS),
        now=clock.now(),
        typed=request.form,
        errors=mistakes(error, "text"),
    )


def _names(session: Session, found: Suggestion, course: Course) -> dict[int, str]:
    steps = (*course.classifications, course.judgement, course.thanks)
    ids = {found.received_by, *(each.by_id for each in steps if each)}
    return {each: person(session, each).name for each in ids if each}
