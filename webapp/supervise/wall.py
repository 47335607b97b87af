"""What a supervisor has to see to now, and what is done about it in place."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import CourtsideError
from kb.people.person import Person, colleagues, person
from kb.people.rights import Right
from kb.policy.version import desk_in_force
from kb.reports.leading import grave_cases
from kb.reports.wall import Busyness, ending, late, posts
from kb.tickets import find_ticket
from kb.tickets.consult import advices_to, advise, consults_waiting
from kb.tickets.follow_up import follow_ups_for
from kb.tickets.queue import Sought, list_tickets
from kb.tickets.rotation import assign, set_desk_rules
from webapp.errors import status_of
from webapp.fields import number, typed
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.supervise.forms import read_person
from webapp.supervise.room import supervise

UNOWNED_SHOWN = 12
ABLE = frozenset({Busyness.FREE, Busyness.BUSY})


@supervise.get("")
@needs(Right.LEAD_SERVICE)
def overview(session: Session, by: Person) -> ResponseReturnValue:
    return _page(session, by)


def _again(
    session: Session, by: Person, error: CourtsideError, **_given: int
) -> ResponseReturnValue:
    return _page(session, by, error), status_of(error)


@supervise.post("/consults/<int(max=2147483647):consult_id>/advice")
@needs(Right.LEAD_SERVICE, again=_again)
def post_advice(session: Session, by: Person, consult_id: int) -> ResponseReturnValue:
    seen = number(typed("seen") or "0", field="seen")
    advise(session, consult_id, typed("advice"), seen=seen, by=by.id, now=clock.now())
    flash("已告诉同事。")
    return redirect(url_for("supervise.overview"), code=303)


@supervise.post("/assignments")
@needs(Right.LEAD_SERVICE, again=_again)
def post_assignment(session: Session, by: Person) -> ResponseReturnValue:
    ticket = find_ticket(session, number(typed("ticket"), field="ticket", least=1))
    to = read_person("to")
    assign(session, ticket, to, by=by.id, now=clock.now())
    flash(f"工单 {ticket.number} 已分派给{person(session, to).name}。")
    return redirect(url_for("supervise.overview"), code=303)


@supervise.post("/desk-rules")
@needs(Right.LEAD_SERVICE, again=_again)
def post_desk_rules(session: Session, by: Person) -> ResponseReturnValue:
    idle, rotation = number(typed("idle_minutes"), field="idle_minutes"), typed("rotation") == "yes"
    set_desk_rules(session, rotation=rotation, idle_minutes=idle, by=by.id, now=clock.now())
    flash(f"分派规则已保存：自动分派{'开' if rotation else '关'}。")
    return redirect(url_for("supervise.overview"), code=303)


def _page(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    now, there = clock.now(), posts(session)
    unowned = list_tickets(session, Sought(unowned=True))
    answering = (request.view_args or {}).get("consult_id") if error else None
    return render_template(
        "supervise/overview.html",
        ending=ending(session, now=now),
        late=late(session, now=now),
        posts=there,
        able=[each.person for each in there if each.busyness in ABLE],
        graves=grave_cases(session),
        consults=consults_waiting(session, and_also=answering),
        advised=len(advices_to(session, answering)) if answering else 0,
        unowned=unowned.rows[:UNOWNED_SHOWN],
        unowned_total=unowned.total,
        follow_ups=follow_ups_for(session, by),
        rules=desk_in_force(session),
        names={each.id: each.name for each in colleagues(session)},
        answering=answering,
        by=by,
        now=now,
        typed=request.form,
        errors=mistakes(error, "advice"),
    )
