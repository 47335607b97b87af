"""Honours: proposed by rule, granted or not, and the certificate to print."""

from datetime import date
from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.propose_honours import decide_honour, propose_honours, winner
from kb.appraisals.honour import HonourVerdict, all_honours, find_honour
from kb.clock import to_local
from kb.errors import BadInput, CourtsideError, NotFound
from kb.kpi.measures import MEASURES
from kb.people.person import Person, colleagues
from kb.people.rights import Right, may
from kb.period import read_any
from kb.reports.sources import told
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.manage.grades import NUMBER, last_month
from webapp.manage.menu import pages
from webapp.manage.room import manage
from webapp.mistakes import mistakes

MOST_ROWS = 100


@manage.get("/honours")
@needs(None)
def honours(session: Session, by: Person) -> ResponseReturnValue:
    return _page(session, by)


def _again(
    session: Session, by: Person, error: CourtsideError, honour_id: int = 0
) -> ResponseReturnValue:
    return _page(session, by, error, honour_id), status_of(error)


@manage.post("/honours/proposals")
@needs(Right.SEE_REPORTS, again=_again)
def post_proposals(session: Session, _by: Person) -> ResponseReturnValue:
    made = propose_honours(session, read_any(typed("period")), now=clock.now())
    flash(f"按规则提名了 {len(made)} 项。" if made else "没有新的提名。")
    return redirect(url_for("manage.honours"), code=303)


@manage.post(f"/honours/{NUMBER}honour_id>/decision")
@needs(Right.SEE_REPORTS, again=_again)
def post_decision(session: Session, by: Person, honour_id: int) -> ResponseReturnValue:
    honour = find_honour(session, honour_id)
    if typed("verdict") not in {each.value for each in HonourVerdict}:
        raise BadInput("请选授予还是不授予。", field="verdict", code="bad_verdict")
    verdict = HonourVerdict(typed("verdict"))
    decide_honour(session, honour, verdict, typed("reason"), by=by.id, now=clock.now())
    flash("已授予，已告诉全体同事。" if honour.is_granted else "已记下：不授予。")
    return redirect(url_for("manage.honours"), code=303)


@manage.get(f"/honours/{NUMBER}honour_id>")
@needs(Right.SEE_REPORTS)
def honour_sources(session: Session, by: Person, honour_id: int) -> ResponseReturnValue:
    honour = find_honour(session, honour_id)
    wanted = [name for each in honour.figures for name in each["sources"]]
    return render_template(
        "manage/honour.html",
        pages=pages(),
        honour=honour,
        name=winner(session, honour),
        period=read_any(honour.period),
        measures=MEASURES,
        rows=told(session, wanted[:MOST_ROWS]),
        count=len(wanted),
        opens_tickets=may(by, Right.WORK_TICKETS),
        now=clock.now(),
    )


@manage.get(f"/honours/{NUMBER}honour_id>/certificate")
@needs(None)
def certificate(session: Session, _by: Person, honour_id: int) -> ResponseReturnValue:
    honour = find_honour(session, honour_id)
    if honour.decision is None or not honour.is_granted:
        raise NotFound("这项荣誉还没有授予，没有证书。")
    return render_template(
        "manage/certificate.html",
        honour=honour,
        name=winner(session, honour),
        period=read_any(honour.period),
        day=_in_full(to_local(honour.decision.at).date()),
    )


def _in_full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _page(session: Session, by: Person, error: CourtsideError | None = None, wrong: int = 0) -> str:
    decides = may(by, Right.LEAD_SERVICE) or may(by, Right.SET_POLICY)
    shown = [each for each in all_honours(session) if decides or each.is_granted]
    return render_template(
        "manage/honours.html",
        pages=pages(),
        waiting=[each for each in shown if each.decision is None],
        decided=[
            (read_any(key), list(its))
            for key, its in groupby(
                (each for each in shown if each.decision), key=lambda each: each.period
            )
        ],
        winners={each.id: winner(session, each) for each in shown},
        names={each.id: each.name for each in colleagues(session)},
        own=[each.id for each in shown if _is_own(by, each.person_id, each.department)],
        label=lambda key: read_any(key).label,
        measures=MEASURES,
        decides=decides,
        last=last_month(),
        now=clock.now(),
        wrong=wrong,
        typed={"reason": typed("reason")} if error else {},
        errors=mistakes(error, "reason"),
    )


def _is_own(by: Person, person_id: int | None, department: str | None) -> bool:
    return person_id == by.id or (department is not None and department in by.departments)
