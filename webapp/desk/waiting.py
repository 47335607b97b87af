"""The queue: what waits, by whose it is, how urgent it is, and the views kept of it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.deadlines.days import doubts
from kb.errors import CourtsideError
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.tickets import TicketState
from kb.tickets.queue import (
    Place,
    count_arrived,
    count_tickets,
    count_waiting,
    list_tickets,
    newest_number,
)
from kb.tickets.saved_view import (
    SavedView,
    may_change,
    move_view_up,
    remove_view,
    removed_view,
    restore_view,
    save_view,
    views_for,
)
from webapp.desk.handovers import waiting_handovers
from webapp.desk.room import desk
from webapp.desk.sought import (
    FILTERS,
    GROUP,
    MINE,
    NOBODY,
    read_filters,
    read_sought,
    unknown_filters,
)
from webapp.errors import status_of
from webapp.fields import asked, number, typed
from webapp.guard import needs
from webapp.mistakes import mistakes

VIEW = "/views/<int(max=2147483647):view_id>"


@dataclass(frozen=True)
class Tab:
    label: str
    count: int
    href: str
    here: bool


@desk.get("")
@needs(Right.WORK_TICKETS)
def waiting(session: Session, by: Person) -> ResponseReturnValue:
    return _page(session, by)


@desk.get("/pulse")
@needs(Right.WORK_TICKETS)
def pulse(session: Session, by: Person) -> ResponseReturnValue:
    """Has anything come since the ticket `seen`? Without it: which is the newest."""
    if not asked("seen"):
        return jsonify(count=0, grave=0, newest=newest_number(session))
    seen = number(asked("seen"), field="seen")
    count, grave, newest = count_arrived(session, by.id, seen)
    return jsonify(count=count, grave=grave, newest=newest) if count else ("", 204)


def _again(
    session: Session, by: Person, error: CourtsideError, **_given: int
) -> ResponseReturnValue:
    return _page(session, by, error), status_of(error)


@desk.post("/views")
@needs(Right.WORK_TICKETS, again=_again)
def post_view(session: Session, by: Person) -> ResponseReturnValue:
    filters, shared = read_filters(request.form), typed("shared") == "yes"
    view = save_view(session, typed("name"), filters, shared=shared, by=by.id, now=clock.now())
    flash(f"已保存视图“{view.name}”。")
    return redirect(_address(view.filters), code=303)


@desk.get("/views/counts")
@needs(Right.WORK_TICKETS)
def view_counts(session: Session, by: Person) -> ResponseReturnValue:
    """How many tickets each view shows."""
    found = views_for(session, by.id)
    return jsonify(
        {each.id: count_tickets(session, read_sought(by, each.filters)) for each in found}
    )


@desk.post(f"{VIEW}/up")
@needs(Right.WORK_TICKETS, again=_again)
def post_view_up(session: Session, by: Person, view_id: int) -> ResponseReturnValue:
    view = move_view_up(session, view_id, by=by.id, now=clock.now())
    return redirect(_address(view.filters), code=303)


@desk.post(f"{VIEW}/removal")
@needs(Right.WORK_TICKETS, again=_again)
def post_view_removal(session: Session, by: Person, view_id: int) -> ResponseReturnValue:
    remove_view(session, view_id, by=by.id, now=clock.now())
    return redirect(url_for("desk.waiting", removed=view_id), code=303)


@desk.post(f"{VIEW}/restoration")
@needs(Right.WORK_TICKETS, again=_again)
def post_view_restoration(session: Session, by: Person, view_id: int) -> ResponseReturnValue:
    view = restore_view(session, view_id, by=by.id, now=clock.now())
    flash(f"视图“{view.name}”回来了。")
    return redirect(_address(view.filters), code=303)


def _page(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    filters, now = read_filters(request.args if error is None else request.form), clock.now()
    sought = read_sought(by, filters)
    views = views_for(session, by.id)
    return render_template(
        "desk/desk.html",
        page=list_tickets(session, sought, Place.read(asked("at")) if asked("at") else None),
        sought=sought,
        filters=filters,
        unknown=unknown_filters(filters),
        tabs=_tabs(session, by, filters),
        views=[(view, _address(view.filters), view.filters == filters) for view in views],
        changeable={view.id for view in views if may_change(view, by)},
        removed=_removed(session, by),
        leads=may(by, Right.LEAD_SERVICE),
        states=TicketState,
        link=lambda place: _address({**filters, "at": place.text}),
        shift=waiting_handovers(session, by, now),
        doubts=doubts(session, now) if may(by, Right.LEAD_SERVICE) else [],
        newest=newest_number(session),
        now=now,
        typed=request.form,
        errors=mistakes(error, "name"),
    )


def _tabs(session: Session, by: Person, filters: dict[str, str]) -> list[Tab]:
    """Who is in no department has no group."""
    count, who = count_waiting(session, by), filters.get("who", "")
    rest = {key: value for key, value in filters.items() if key != "who"}
    found = [(MINE, "我的", count.mine), (GROUP, "本组", count.group)]
    found += [(NOBODY, "无人负责", count.unowned), ("", "全部", count.all)]
    return [
        Tab(label, waits, _address({**rest, "who": key} if key else rest), who == key)
        for key, label, waits in found
        if key != GROUP or by.departments
    ]


def _removed(session: Session, by: Person) -> SavedView | None:
    """The view that was just removed, to bring it back."""
    view_id = asked("removed")
    return removed_view(session, number(view_id, field="removed"), by.id) if view_id else None


def _address(filters: dict[str, str]) -> str:
    known = {key: filters[key] for key in (*FILTERS, "at") if filters.get(key)}
    where = url_for("desk.waiting")
    return f"{where}?{urlencode(known)}" if known else where
